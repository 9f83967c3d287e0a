// Commits whose answer is lost, at the doors that tests/e2e/lost leaves out: providers, returns, imports, the worker, and stoactl.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { accessibility, closeBrowser, htmlErrors, withPage } from "../lib/browser.mjs";
import { addToCart, buy, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { uploadFile } from "../lib/catalog.mjs";
import { secondCell, sums } from "../lib/cells.mjs";
import { shopClient } from "../lib/client.mjs";
import { eachEnd, onTheRoad, Road, taking } from "../lib/cut.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { FakePaypal } from "../lib/paypal.mjs";
import { comeBack, newPaypalStand, place, refundsOf, sale, stateOf, statesOf } from "../lib/paypal-stand.mjs";
import { surroundings, until } from "../lib/program.mjs";
import { lit, rows, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl, without } from "../lib/stack.mjs";
import { Standby } from "../lib/standby.mjs";
import { FakeStripe, postEvent, signed } from "../lib/stripe.mjs";
import { newTill, ordersOf, paymentsOf, variantOf } from "../lib/till.mjs";
import { Workers } from "../soak/lib/post.mjs";

const fake = await FakePaypal.listen(), stand = await newPaypalStand(fake), held = await newPaypalStand(fake);
shopExecute(held.shop, "UPDATE @shop@.payment_method SET capture = 'on_shipping' WHERE code = 'paypal'");
const SECRET = "whsec_lost", stripe = await FakeStripe.listen(), striped = await stripeShop();
const shop = await newTill(), staff = await staffOf(shop, stand.shop, held.shop, striped);
const base = (name) => shopClient(name).base;

async function stripeShop() {
	const name = await newShop("lost", { currency: "EUR", country: "DE", locales: "en", shipping: "0" }), folder = mkdtempSync(join(tmpdir(), "stoa-keys-"));
	try {
		assert.equal((await importCsv(name, csv([productRow("mug", "Mug", "24.90", { "Variant Inventory Qty": "500" })]))).status, 0);
		writeFileSync(join(folder, "key"), `${stripe.newKey()}\n`);
		writeFileSync(join(folder, "hook"), `${SECRET}\n`);
		const set = await stoactl(["payment", "set", name, "stripe", "--secret-key-file", join(folder, "key"), "--webhook-secret-file", join(folder, "hook"), "--test"]);
		assert.equal(set.status, 0, set.err);
	} finally {
		rmSync(folder, { recursive: true });
	}
	return name;
}

// An order, and the address of Stripe's page where the answer leads there.
async function placeAtStripe(client = shopClient(striped), arm = () => {}) {
	const email = someEmail("stripe");
	await addToCart(client, { locale: "en", product: "/p/mug" });
	const review = await checkoutToReview(client, { locale: "en", email, method: "stripe" });
	arm();
	const to = (await review.form('main form[method="post"]').submit({}, { follow: false })).header("location");
	return { client, email, order: ordersOf(striped, email)[0], to, url: to.startsWith(stripe.base) ? to : null };
}

async function checked(name) {
	for (const what of ["stock", "ledger"]) {
		const found = await stoactl([what, "check", name]);
		assert.equal(found.status, 0, found.out + found.err);
	}
}

const capturesOf = (sold) => fake.known(sold.url).order.purchase_units[0].payments?.captures ?? [];

test("PayPal: placed, agreed and captured; one order there, one capture, and the page says paid", () => onTheRoad(["cart", "checkout"], async (road, browser) => {
	await eachEnd(road, async (arm, what) => {
		const client = browser(base(stand.shop));
		arm();
		const sold = await place(stand, { client });
		const url = sold.url ?? (await sold.client.get(`/en/order/${sold.order.token}`).then((page) => page.form('form[action$="/pay"]').submit({}, { follow: false }))).header("location");
		assert.equal((await comeBack(stand, { ...sold, url })).status, 200, what);
		await until(() => stateOf(stand, sold) === "paid", what);
		assert.deepEqual(statesOf(stand, sold), ["captured"], what);
		assert.equal(capturesOf({ url }).length, 1, what);
	});
	await eachEnd(road, async (arm, what) => {
		const sold = await place(stand, { client: browser(base(stand.shop)) });
		arm();
		const page = await comeBack(stand, sold);
		assert.equal(page.status, 200, what);
		assert.equal(stateOf(stand, sold), "paid", what);
		assert.ok(page.$(".pill.good"), what);
		assert.equal(capturesOf(sold).length, 1, what);
	});
	await checked(stand.shop);
}));

test("notices of PayPal and of Stripe: the money is counted once, and the provider hears that they were taken", () => onTheRoad(["webhook"], async (road, browser) => {
	const tell = (name, path, body, headers) => browser(base(name)).raw({ method: "POST", path, body,
		headers: { "content-type": "application/json", "origin": null, "sec-fetch-site": null, ...headers } });
	await eachEnd(road, async (arm, what) => {
		const sold = await place(stand);
		await stand.fake.answerPage(sold.url, "agree", "good");
		const { body, headers } = fake.event(stand.app, "CHECKOUT.ORDER.APPROVED", structuredClone(fake.known(sold.url).order));
		arm();
		assert.equal((await tell(stand.shop, "/hook/paypal", body, headers)).status, 200, what);
		assert.deepEqual(statesOf(stand, sold), ["captured"], what);
		assert.equal(capturesOf(sold).length, 1, what);
	});
	await eachEnd(road, async (arm, what) => {
		const sold = await placeAtStripe(), session = stripe.pay(sold.url), body = stripe.event("checkout.session.completed", session);
		arm();
		assert.equal((await tell(striped, "/hook/stripe", body, { "stripe-signature": signed(body, SECRET) })).status, 200, what);
		assert.deepEqual(paymentsOf(striped, sold.order).map((p) => p.state), ["captured"], what);
	});
	await checked(stand.shop);
	await checked(striped);
}));

test("Stripe: placed and refunded, one session and one refund there", () => onTheRoad(["checkout", "admin"], async (road, browser) => {
	await eachEnd(road, async (arm, what) => {
		const sold = await placeAtStripe(browser(base(striped)), arm);
		assert.ok(sold.url ?? sold.to.includes("/order/"), `${what}: ${sold.to}`);
		assert.equal(paymentsOf(striped, sold.order).length, 1, what);
	});
	await eachEnd(road, async (arm, what) => {
		const sold = await placeAtStripe(), session = stripe.pay(sold.url), body = stripe.event("checkout.session.completed", session);
		assert.equal(await postEvent(striped, body, signed(body, SECRET)), 200);
		const page = await adminOrder(taking(staff, browser(env.ADMIN_URL)), striped, sold.order.number);
		arm();
		assert.equal((await adminAct(page, "refund")).status, 200, what);
		assert.deepEqual(refundsOf({ shop: striped }, sold).map((r) => [r.state, r.amount_minor]), [["done", sold.order.total_minor]], what);
	});
	await checked(striped);
}));

test("staff refund by PayPal, and take what was held when they ship: once each, wherever it was cut off", () => onTheRoad(["admin"], async (road, browser) => {
	await eachEnd(road, async (arm, what) => {
		const sold = await sale(stand), page = await adminOrder(taking(staff, browser(env.ADMIN_URL)), stand.shop, sold.order.number);
		arm();
		const answer = await adminAct(page, "refund");
		assert.equal(answer.status, 200, what);
		assert.deepEqual(refundsOf(stand, sold).map((r) => [r.state, r.amount_minor]), [["done", sold.order.total_minor]], what);
		assert.equal(stateOf(stand, sold), "refunded", what);
	});
	await eachEnd(road, async (arm, what) => {
		const sold = await place(held);
		await comeBack(held, sold);
		const page = await adminOrder(taking(staff, browser(env.ADMIN_URL)), held.shop, sold.order.number);
		arm();
		const answer = await adminAct(page, "ship");
		assert.equal(answer.status, 200, what);
		assert.equal(ordersOf(held.shop, sold.email)[0].shipping_state, "shipped", what);
		assert.equal(shopRows(held.shop, `SELECT id FROM @shop@.shipment WHERE order_id = ${sold.order.id}`).length, 1, what);
	});
	await checked(stand.shop);
	await checked(held.shop);
}));

const form = 'form[action$="/return"]';
const returnsOf = (sold) => shopRows(shop, `SELECT * FROM @shop@.return_request WHERE order_id = ${sold.order.id} ORDER BY id`);

async function sent() {
	const sold = await buy({ shop, locale: "en", method: "demo", products: ["/p/mug"] });
	assert.equal((await adminAct(await adminOrder(staff, shop, sold.number), "ship")).status, 200);
	return sold;
}

test("a return: withdrawn by the shopper, received and refunded by staff, once each", () => onTheRoad(["checkout", "admin"], async (road, browser) => {
	const declare = async (sold, client, arm = () => {}) => {
		const read = await (await client.get(`/en/order/${sold.token}/return`)).form(form).submit();
		arm();
		return read.form(form).submit({}, { button: ["confirm", "1"] });
	};
	await eachEnd(road, async (arm, what) => {
		const sold = await sent();
		assert.equal((await declare(sold, taking(sold.client, browser(base(shop))), arm)).status, 200, what);
		assert.deepEqual(returnsOf(sold).map((r) => r.state), ["approved"], what);
	});
	for (const [action, state] of [["receive", "received"], ["refund", "closed"]])
		await eachEnd(road, async (arm, what) => {
			const sold = await sent(), shelf = () => shopRows(shop, `SELECT on_hand FROM @shop@.stock WHERE variant_id = ${variantOf(shop, "mug")}`)[0].on_hand;
			await declare(sold, sold.client);
			let page = await taking(staff, browser(env.ADMIN_URL)).get(`/en/${shop}/orders/returns/${returnsOf(sold)[0].id}`);
			const before = shelf();
			if (action === "refund")
				page = await adminAct(page, "receive");
			arm();
			page = await adminAct(page, action);
			assert.equal(page.status, 200, `${action}, ${what}`);
			assert.equal(returnsOf(sold)[0].state, state, `${action}, ${what}`);
			assert.equal(shelf() - before, 1, `${action}, ${what}`);
			assert.equal(shopRows(shop, `SELECT id FROM @shop@.refund WHERE order_id = ${sold.order.id}`).length, action === "refund" ? 1 : 0, `${action}, ${what}`);
		});
	await checked(shop);
}));

test("the shopper cancels, and staff cancel: one refund, pieces back once", () => onTheRoad(["checkout", "admin"], async (road, browser) => {
	for (const who of ["shopper", "staff"])
		await eachEnd(road, async (arm, what) => {
			const sold = await buy({ shop, locale: "en", method: "demo", products: ["/p/mug"] });
			let page = who === "staff" ? await adminOrder(taking(staff, browser(env.ADMIN_URL)), shop, sold.number)
				: await taking(sold.client, browser(base(shop))).get(`/en/order/${sold.token}/cancel`);
			arm();
			page = await page.form('form[action$="/cancel"]').submit();
			assert.equal(page.status, 200, `${who}, ${what}`);
			assert.equal(ordersOf(shop, sold.email)[0].state, "cancelled", `${who}, ${what}`);
			assert.ok(shopRows(shop, `SELECT id FROM @shop@.refund WHERE order_id = ${sold.order.id} AND state <> 'failed'`).length <= 1, `${who}, ${what}`);
		});
	await checked(shop);
}));

test("an import that staff upload is there once", () => onTheRoad(["admin"], (road, browser) => eachEnd(road, async (arm, what) => {
	const jobs = () => shopRows(shop, "SELECT id FROM @shop@.import_job").length, before = jobs();
	const client = taking(staff, browser(env.ADMIN_URL));
	arm();
	const page = await uploadFile(client, shop, csv([productRow(`up${Date.now()}`, "Up", "1.00")]));
	assert.equal(page.status, 200, what);
	assert.equal(jobs() - before, 1, what);
})));

// A worker by the road, the stack's own resting meanwhile.
test("a worker cut off at any of its commits: each mail goes out once, each import is done, and no job is dead", () => without("worker", async () => {
	const road = await Road.open(), box = new Mailbox();
	const folder = { platform_database: `host=${road.folder} dbname=stoa_platform`, cell_database: `host=${road.folder} dbname=stoa_%s`, settle_milliseconds: 400, job_seconds: 20, worker_processes: 2 };
	const workers = new Workers(folder);
	let cuts = 0;
	try {
		for (const how of ["before", "late", "after"])
			for (let at = 1; at <= 14; at++) {
				const handle = `w${Date.now()}`;
				const job = await uploadFile(staff, shop, csv([productRow(handle, "Made", "1.00")]));
				road.arm(at, how);
				const sold = await buy({ shop, locale: "en", products: ["/p/mug"] });
				const page = await until(async () => {
					const seen = await staff.get(job.url);
					return seen.$('form[action$="/start"]') && seen;
				}, "looked through", 60);
				await page.form('form[action$="/start"]').submit();
				await until(() => shopRows(shop, `SELECT id FROM @shop@.product WHERE handle = ${lit(handle)}`).length === 1, `${handle}: ${how} ${at}`, 60);
				await box.waitFor(sold.email, "", { timeout: 60000 });
				cuts += road.cut;
				road.disarm();
				assert.equal(box.all(sold.email).length, 1, `${how} ${at}`);
			}
		assert.ok(cuts >= 30, `${cuts} cuts`);
		assert.equal(shopRows(shop, "SELECT id FROM @shop@.outbox WHERE state = 'dead'").length, 0);
		assert.equal(shopRows(shop, "SELECT id FROM @shop@.import_job WHERE state = 'failed'").length, 0);
	} finally {
		await workers.end();
		await road.close();
	}
}));

// stoactl by the road: { status, out, err }.
function byRoad(conf, ...args) {
	return new Promise((resolve) => execFile(join(dirname(env.LOG_DIR), "inst", "sbin", "stoactl"), args, { env: { ...surroundings, STOA_CONF: conf, PGUSER: "stoa" }, encoding: "utf8" },
		(error, out, err) => resolve({ status: error ? error.code : 0, out, err })));
}

test("stoactl: a shop that is made or moved, and a refund, cut off at any commit: done, or done when it is said again; never half, never twice", async () => {
	await secondCell();
	const road = await Road.open(), mine = road.settings();
	const again = async (what, ...args) => {
		let ran;
		for (let n = 0; n < 3; n++) {
			ran = await byRoad(mine.conf, ...args);
			if (ran.status === 0)
				return ran;
		}
		assert.fail(`${what}: ${args.join(" ")}: ${ran.err}`);
	};
	const state = (name) => rows("PLATFORM", `SELECT state, cell FROM stoa.tenant WHERE name = ${lit(name)}`);
	try {
		await eachEnd(road, async (arm, what) => {
			const name = `cut-${process.pid}-${Date.now() % 1e9}`;
			arm();
			await again(what, "tenant", "create", name, "--host", `${name}.localhost`);
			assert.deepEqual(state(name), [{ state: "active", cell: "cell1" }], what);
		});
		await eachEnd(road, async (arm, what) => {
			const sold = await buy({ shop, locale: "en", method: "demo", products: ["/p/mug"] });
			arm();
			await again(what, "refund", shop, sold.number, "--amount", "4.90");
			const done = shopRows(shop, `SELECT amount_minor, state FROM @shop@.refund WHERE order_id = ${sold.order.id}`);
			assert.deepEqual(done.filter((r) => r.state === "done").map((r) => r.amount_minor), [490], what);
		});
		const moving = await newTill();
		let to = "cell2";
		await eachEnd(road, async (arm, what) => {
			const before = sums(moving, ["outbox"]);
			arm();
			await again(what, "tenant", "move", moving, to, "--keep", "0");
			assert.deepEqual(state(moving), [{ state: "active", cell: to }], what);
			assert.deepEqual(sums(moving, ["outbox"]), before, what);
			to = to === "cell2" ? "cell1" : "cell2";
		});
	} finally {
		mine.drop();
		await road.close();
	}
	await checked(shop);
});

const system = (...sqls) => execFileSync("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", env.CELL_DATABASE_URL, ...sqls.flatMap((sql) => ["-c", sql])], { stdio: "ignore" });

test("a standby that has to confirm, and is away: after ten seconds the page says that nobody knows yet; when it is back there is one order", () => onTheRoad(["cart", "checkout"], async (road, browser) => {
	const client = browser(base(shop)), email = someEmail("deaf");
	await addToCart(client, { locale: "en", product: "/p/mug" });
	const review = await checkoutToReview(client, { locale: "en", email, method: "bank_transfer" });
	let page;
	system("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()");
	try {
		const at = Date.now();
		page = await review.form('main form[method="post"]').submit();
		assert.ok(Date.now() - at > 9000 && Date.now() - at < 20000, `${Date.now() - at} ms`);
		assert.equal(page.status, 503);
		assert.match(page.textOf("main"), /do not know yet whether/);
	} finally {
		system("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
	}
	page = await until(async () => {
		const next = await page.form('main form[method="post"]').submit();
		return next.status === 200 && next;
	}, "the order's page");
	assert.match(page.url, /\/order\//);
	assert.equal(ordersOf(shop, email).length, 1);
}));

test("two servers: the one that takes writing is found wherever it stands in the list, and its successor within two seconds; nothing is started anew", async () => {
	const standby = new Standby();
	try {
		await standby.start();
		const at = (database) => `host=${standby.folder},${env.RUN_DIR} port=5433,5432 dbname=${database}`;
		await onTheRoad(["cart"], async (road, browser) => {
			const client = browser(base(shop)), pieces = async () => (await client.get("/en/cart")).$("li.line input[name=quantity]")?.getAttribute("value");
			const goods = await client.get("/en/p/book"), add = () => goods.form('form[action$="/cart/add"]').submit({ quantity: 1 });
			assert.equal((await add()).status, 200);
			assert.equal(await pieces(), "1", "the first in the list only reads");
			await until(() => standby.ask("SELECT pg_last_wal_replay_lsn()") >= rows("CELL", "SELECT pg_current_wal_lsn()::text AS at")[0].at, "the standby has all");
			await without("postgres", async () => {
				let page = await add();
				assert.equal(page.status, 503);
				standby.ask("SELECT pg_promote()");
				const promoted = Date.now();
				page = await until(async () => {
					page = await page.form('main form[method="post"]').submit();
					return page.status === 200 && page;
				}, "it goes on there", 10);
				assert.ok(Date.now() - promoted < 2000, `${Date.now() - promoted} ms`);
				assert.equal(await pieces(), "2");
			});
		}, { platform_database: at("stoa_platform"), cell_database: at("stoa_%s") });
	} finally {
		await standby.end();
	}
});

// The page as a browser shows it; its styles come from the stack's web server.
async function look(page, name, width) {
	await withPage({ width, js: true }, async (shown) => {
		await shown.route(page.url, (route) => route.fulfill({ status: page.status, contentType: "text/html; charset=utf-8", body: page.text }));
		await shown.goto(page.url);
		assert.deepEqual(await accessibility(shown), [], `${name} at ${width}`);
		assert.ok(await shown.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} fits ${width}`);
		for (const box of await Promise.all((await shown.$$("main button, main a.button")).map((b) => b.boundingBox())))
			assert.ok(box.height >= 44 && box.width >= 44, `${name}: a button of ${box.width} x ${box.height}`);
		if (process.env.LOST_PICTURES)
			await shown.screenshot({ path: join(process.env.LOST_PICTURES, `${name}-${width}.png`) });
	});
}

test("the pages that say so can be read and pressed by everybody", () => onTheRoad(["cart", "checkout", "admin"], async (road, browser) => {
	const pages = {};
	for (const locale of ["de", "ar"]) {
		const client = browser(base(shop)), goods = await client.get(`/${locale}/p/book`);
		road.arm(1, "after", { closes: true });
		let page = pages[`unknown-${locale}`] = await goods.form('form[action$="/cart/add"]').submit({ quantity: 1 });
		road.disarm();
		pages[`away-${locale}`] = await client.get(`/${locale}/cart`);
		await road.up();
		page = await until(async () => {
			const next = await page.form('main form[method="post"]').submit();
			return next.status === 200 && next;
		}, "it is there again");
		pages[`arrived-${locale}`] = page;
	}
	assert.deepEqual(Object.values(pages).map((p) => p.status), [503, 503, 200, 503, 503, 200]);
	assert.deepEqual(Object.values(await htmlErrors(Object.fromEntries(Object.entries(pages).map(([name, page]) => [name, page.text])))).flat(), []);
	try {
		for (const [name, page] of Object.entries(pages))
			for (const width of [390, 1280])
				await look(page, name, width);
	} finally {
		await closeBrowser();
	}
}));
