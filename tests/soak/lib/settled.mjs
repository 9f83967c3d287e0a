// Time passes until nothing is left to do, and then everything adds up.
import { setTimeout as sleep } from "node:timers/promises";
import { stoactl } from "../../lib/stack.mjs";
import { aroundToday } from "../../lib/till.mjs";
import { act, actPlatform, ask } from "./ask.mjs";
import { ends } from "./sale.mjs";

const FAULTS = 30, ROUNDS = 400, STEP = 200, STAFF_AFTER = 20;

// Hours are over for timers, for what hangs, and for what is kept for nobody; what comes again and again is due.
async function timePasses(stand) {
	const tenant = Number(stand.schema.slice(2));
	await act(stand, "UPDATE @shop@.payment SET created_at = created_at - interval '1 h', updated_at = updated_at - interval '1 h' WHERE state IN ('created', 'pending')",
		"UPDATE @shop@.orders SET kept_until = now() - interval '1 s' WHERE pieces = 'reserved' AND kept_until > now()",
		"UPDATE @shop@.outbox SET due_at = now() WHERE state = 'queued' AND claims = 0 AND due_at > now()",
		`INSERT INTO cell.due (tenant_id, due_at, lane) SELECT ${tenant}, now(), lane FROM unnest(ARRAY['timer', 'mail', 'work']) AS lane`,
		`UPDATE cell.schedule SET due_at = now() - interval '1 s' WHERE tenant_id IN (0, ${tenant})`);
	await actPlatform("UPDATE stoa.schedule SET due_at = now() - interval '1 s'");
}

// What is left to do; unpaid: orders of those who have paid.
async function undone(stand, sales) {
	const paid = sales.filter((s) => s.stand === stand && ends[s.story][2] > 0).map((s) => s.email);
	const [left] = await ask(stand, `SELECT count(*) FILTER (WHERE order_id IS NOT NULL OR kind = 'hold')::int AS waiting, (SELECT count(*) FROM @shop@.orders WHERE pieces = 'reserved')::int AS kept,
		(SELECT count(*) FROM @shop@.orders o JOIN @shop@.order_contact c ON c.order_id = o.id WHERE o.payment_state = 'unpaid' AND c.email = ANY ('{${paid}}'))::int AS unpaid,
		(SELECT count(*) FROM @shop@.refund WHERE state = 'requested')::int AS refunds FROM @shop@.outbox WHERE state = 'queued'`);
	return left;
}

// Where a wish for a refund was broken off, and nobody ends it by itself, staff press the button.
async function refundAgain(stand) {
	const open = await ask(stand, "SELECT DISTINCT o.number FROM @shop@.refund r JOIN @shop@.orders o ON o.id = r.order_id WHERE r.state = 'requested'");
	for (const { number } of open)
		await stoactl(["refund", stand.shop, number]);
	return open.length;
}

/*
 * until: it is not over before that. meanwhile(): called again and again until then. How many refunds staff had to take up again.
 */
export async function settle(stand, sales, { until, meanwhile }) {
	let refunds = 0, may = false;
	until.then(() => (may = true));
	for (let round = 0; ; round++) {
		const left = await undone(stand, sales);
		if (may && Object.values(left).every((n) => n === 0))
			return refunds;
		if (round === ROUNDS)
			throw new Error(`${stand.name} is never settled: ${JSON.stringify(left)} ${JSON.stringify(await ask(stand, "SELECT id, kind, attempts, claims, last_error FROM @shop@.outbox WHERE state = 'queued' LIMIT 5"))}`);
		meanwhile();
		if (round % 5 === 0)
			await timePasses(stand);
		if (round % 5 === 4 && round > STAFF_AFTER)
			refunds += await refundAgain(stand);
		await sleep(STEP);
	}
}

function byOrder(list) {
	return new Map(list.map((row) => [row.order_id, row]));
}

// Of one sale: what the tables, the books and the provider say of it. The differences, as sentences.
function faultsOf(stand, sale, found) {
	const { order, payments, refunds, postings, events, moves } = found, [state, paid, captures, back] = ends[sale.story], faults = [];
	const same = (what, is, should) => String(should).split("|").includes(String(is)) || faults.push(`${sale.story} ${order.number}: ${what}: ${is}, and should be ${should}`);
	const minor = back === 1 ? Number(order.total_minor) : back, sum = (list, name) => list.reduce((n, row) => n + Number(row[name]), 0);
	same("state", order.state, state);
	same("paid", order.payment_state, paid);
	same("captures", payments.filter((p) => Number(p.captured_minor) > 0).length, captures);
	same("taken", sum(payments, "captured_minor"), captures * Number(order.total_minor));
	same("given back", sum(payments, "refunded_minor"), minor);
	same("refunds", sum(refunds.filter((r) => r.state === "done"), "amount_minor"), minor);
	same("postings of money that came", postings.filter((p) => p.effect.startsWith("captured")).length, captures);
	same("postings of money that went", postings.filter((p) => p.effect.startsWith("refund")).length, minor ? 1 : 0);
	same("posted as placed", postings.filter((p) => p.effect === "placed").length, 1);
	same("cash", sum(postings, "cash"), captures * Number(order.total_minor) - minor);
	same("told as paid", events.filter((e) => e.kind === "paid").length, captures);
	same("moves to captured", moves.filter((m) => m.axis === "payment" && m.to_state === "captured").length, captures);
	const theirs = stand.moved("") && payments.map((p) => stand.moved(p.key)).reduce((a, b) => a.map((n, i) => n + b[i]));
	if (theirs) {
		same("captures at the provider", theirs[0], captures);
		same("taken at the provider", theirs[1], captures * Number(order.total_minor));
		same("given back at the provider", theirs[2], minor);
	}
	if (sale.story === "disputed")
		same("disputes", found.disputes.map((d) => d.state), "won");
	return faults;
}

// Everything of a shop; rows of an order are found by its id.
async function read(stand) {
	const group = async (select) => {
		const found = new Map();
		for (const row of await ask(stand, select))
			found.set(row.order_id, [...(found.get(row.order_id) ?? []), row]);
		return (id) => found.get(id) ?? [];
	};
	return {
		orders: await ask(stand, "SELECT o.*, o.id AS order_id, c.email FROM @shop@.orders o JOIN @shop@.order_contact c ON c.order_id = o.id"),
		payments: await group("SELECT * FROM @shop@.payment ORDER BY id"), refunds: await group("SELECT * FROM @shop@.refund"),
		postings: await group(`SELECT order_id, effect, count(*) AS n, sum(CASE WHEN debit LIKE 'cash%' THEN minor WHEN credit LIKE 'cash%' THEN -minor ELSE 0 END) AS cash
			FROM @shop@.ledger_posting GROUP BY 1, 2`),
		events: await group("SELECT order_id, kind FROM @shop@.order_event"), moves: await group("SELECT order_id, axis, to_state FROM @shop@.state_event"),
		disputes: await group("SELECT order_id, state FROM @shop@.dispute"),
	};
}

async function proves(args) {
	const ran = await stoactl(args);
	return ran.status === 0 ? [] : [`stoactl ${args.join(" ")}: ${(ran.out + ran.err).trim()}`];
}

// What does not hold of these sales; [] where all does.
export async function judgeSales(stand, sales) {
	const all = await read(stand), mine = byOrder(all.orders), faults = [];
	for (const sale of sales.filter((s) => s.stand === stand)) {
		const orders = all.orders.filter((o) => o.email === sale.email);
		if (orders.length !== 1) {
			faults.push(`${sale.story} of ${sale.email}: ${orders.length} orders`);
			continue;
		}
		const order = mine.get(orders[0].id), of = (name) => all[name](order.id);
		faults.push(...faultsOf(stand, sale, { order, payments: of("payments"), refunds: of("refunds"), postings: of("postings"), events: of("events"), moves: of("moves"), disputes: of("disputes") }));
	}
	if (all.orders.length !== new Set(all.orders.map((o) => o.email)).size)
		faults.push("a cart is more than one order");
	for (const what of ["ledger", "stock"])
		faults.push(...await proves([what, "check", stand.shop]));
	if (stand.follows)
		faults.push(...await proves(["reconcile", stand.shop, ...aroundToday()]));
	return faults.slice(0, FAULTS);
}
