// What each program's role may do in a shop's schema and beside it, as whoever had taken over that program would find it.
import assert from "node:assert/strict";
import { env } from "../lib/env.mjs";
import { rows, schema } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const PROGRAMS = ["storefront", "cart", "checkout", "webhook", "admin", "worker"];
const shopSchema = () => schema(env.SHOP);

// Every right that a program has on a column of a schema's tables: ["storefront SELECT shop.id", ...].
function rights(database, schemas) {
	return rows(database, `SELECT replace(r.rolname, 'stoa_', '') AS program, p.name AS right, c.relname AS table, a.attname AS column
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('TRIGGER')) p (name)
		JOIN pg_roles r ON r.rolname IN (${PROGRAMS.map((p) => `'stoa_${p}'`)})
		WHERE n.nspname IN (${schemas.map((s) => `'${s}'`)}) AND c.relkind IN ('r', 'p') AND CASE WHEN p.name IN ('DELETE', 'TRUNCATE', 'TRIGGER')
			THEN has_table_privilege(r.oid, c.oid, p.name) ELSE has_column_privilege(r.oid, c.oid, a.attnum, p.name) END`);
}

const programs = (found) => [...new Set(found.map((r) => r.program))].sort();

test("keys, drafts, notes, imports and texts of mails are read by those alone whose work they are", async () => {
	const all = rights("CELL", [shopSchema()]);
	const readers = { credential: ["admin", "checkout", "webhook", "worker"], draft_line: ["admin"], order_note: ["admin"], import_piece: ["admin", "worker"],
		import_note: ["admin", "worker"], mail_text: ["admin", "worker"], media: ["admin", "worker"], payment_notice: ["webhook"],
		cart_contact: ["cart", "checkout"], order_contact: ["admin", "checkout", "worker"], order_address: ["admin", "checkout", "worker"] };
	for (const [table, expected] of Object.entries(readers))
		assert.deepEqual(programs(all.filter((r) => r.table === table && r.right === "SELECT")), expected, table);
	assert.deepEqual(all.filter((r) => r.table === "draft" && r.program === "worker" && r.right === "SELECT").map((r) => r.column).sort(), ["id", "updated_at"]);
	assert.deepEqual(all.filter((r) => r.table === "import_piece" && r.program === "admin" && r.right === "SELECT").map((r) => r.column), ["job_id"]);
});

test("what shoppers talk to reads neither a product's costs and notes nor where its pictures came from", async () => {
	const kept = rights("CELL", [shopSchema()]).filter((r) => r.right === "SELECT" && (r.column === "extra" || r.table === "picture" && /^(source_|fetch_)/.test(r.column)));
	assert.deepEqual(programs(kept), ["admin", "worker"]);
	assert.ok(kept.some((r) => r.table === "variant" && r.column === "extra"), "that is where they are");
});

test("the storefront writes nothing, the cart only carts, and who is sent notices learns no order's address", async () => {
	const all = rights("CELL", [shopSchema()]), wrote = (program) => [...new Set(all.filter((r) => r.program === program && r.right !== "SELECT").map((r) => r.table))].sort();
	assert.deepEqual(wrote("storefront"), []);
	assert.deepEqual(wrote("cart"), ["cart", "cart_line"]);
	assert.deepEqual(all.filter((r) => r.program === "storefront" && /^(cart|order|payment|refund|shipment|outbox|pickup)/.test(r.table)), []);
	assert.deepEqual(all.filter((r) => r.program === "webhook" && r.right === "SELECT" && r.table === "orders" && ["token", "number", "place_key"].includes(r.column)), []);
	assert.deepEqual(all.filter((r) => r.program === "webhook" && /contact|address/.test(r.table)), []);
});

test("what was agreed in an order is changed by the admin alone; nobody deletes orders, payments or what happened", async () => {
	const all = rights("CELL", [shopSchema()]), agreed = ["total_minor", "items_gross", "currency", "token", "placed_at"];
	assert.deepEqual(programs(all.filter((r) => r.table === "orders" && r.right === "UPDATE" && agreed.includes(r.column))), ["admin"]);
	assert.deepEqual(programs(all.filter((r) => r.table === "payment" && r.right === "UPDATE" && ["amount_minor", "currency", "key"].includes(r.column))), []);
	const books = ["orders", "order_contact", "order_address", "order_event", "order_note", "payment", "payment_notice", "refund", "refund_line", "shipment", "shipment_line"];
	assert.deepEqual(all.filter((r) => books.includes(r.table) && ["DELETE", "TRUNCATE"].includes(r.right)), []);
	assert.deepEqual(all.filter((r) => ["order_event", "order_note", "payment_notice"].includes(r.table) && r.right === "UPDATE"), [], "they are only added to");
	assert.deepEqual(all.filter((r) => ["TRUNCATE", "TRIGGER"].includes(r.right)), []);
});

test("staff, their passwords and sessions are the admin's; the worker sees when they end and no more", async () => {
	const all = rights("PLATFORM", ["stoa"]), staff = all.filter((r) => !["cell", "tenant", "domain", "change", "schedule", "witness"].includes(r.table));
	assert.deepEqual(programs(all.filter((r) => r.table === "schedule")), ["worker"]);
	assert.deepEqual(programs(staff), ["admin", "worker"]);
	assert.deepEqual(staff.filter((r) => r.program === "worker" && r.right === "SELECT").map((r) => `${r.table}.${r.column}`).sort(),
		["login_attempt.at", "staff_session.expires_at"]);
	assert.deepEqual(all.filter((r) => ["cell", "tenant", "domain"].includes(r.table) && r.right !== "SELECT"), []);
	assert.deepEqual(programs(all.filter((r) => r.table === "change" && r.right !== "SELECT")), ["worker"], "of shops that open and close, whoever keeps pages only reads");
});

test("whoever writes may leave a witness of it and ask for one; nobody changes any, and the worker alone takes them away", () => {
	for (const [where, schema, who] of [["CELL", "cell", ["admin", "cart", "checkout", "webhook", "worker"]], ["PLATFORM", "stoa", ["admin", "worker"]]]) {
		const all = rights(where, [schema]).filter((r) => r.table === "witness");
		for (const right of ["SELECT", "INSERT"])
			assert.deepEqual(programs(all.filter((r) => r.right === right)), who);
		assert.deepEqual(programs(all.filter((r) => !["SELECT", "INSERT"].includes(r.right))), ["worker"]);
		assert.deepEqual([...new Set(all.filter((r) => r.program === "worker").map((r) => r.right))].sort(), ["DELETE", "INSERT", "SELECT"]);
	}
});

test("whoever changes what shoppers see may say so and read none of it; who keeps pages reads it and says nothing", async () => {
	const may = (where, schema, right) => programs(rights(where, [schema]).filter((r) => r.table === "change" && r.right === right));
	assert.deepEqual(may("CELL", "cell", "INSERT"), ["admin", "checkout", "webhook", "worker"]);
	assert.deepEqual(may("PLATFORM", "stoa", "INSERT"), [], "shops are opened and closed by stoactl, as the owner");
	for (const [where, schema] of [["CELL", "cell"], ["PLATFORM", "stoa"]]) {
		assert.deepEqual(may(where, schema, "SELECT"), ["storefront", "worker"]);
		assert.deepEqual(may(where, schema, "UPDATE"), []);
		assert.deepEqual(may(where, schema, "DELETE"), ["worker"]);
	}
});

test("no program's role makes anything, is a superuser, or belongs to another role", async () => {
	const roles = PROGRAMS.map((p) => `'stoa_${p}'`);
	assert.deepEqual(rows("CELL", `SELECT rolname FROM pg_roles WHERE rolname IN (${roles}) AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication)`), []);
	assert.deepEqual(rows("CELL", `SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname IN (${roles})`), []);
	for (const database of ["CELL", "PLATFORM"])
		assert.deepEqual(rows(database, `SELECT r.rolname, n.nspname FROM pg_roles r CROSS JOIN pg_namespace n WHERE r.rolname IN (${roles})
			AND n.nspname !~ '^pg_' AND has_schema_privilege(r.oid, n.oid, 'CREATE')`), [], database);
});

test("stoactl doctor finds that the role of each program gets in, also of one that may not read shops", async () => {
	const { out } = await stoactl(["doctor"]);
	assert.match(out, /^ok +logins: /m, out);
});
