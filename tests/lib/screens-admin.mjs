// Every page of the admin in every state but those for content (screens-content.mjs): a line a screen, as in screens.mjs.
import assert from "node:assert/strict";
import { adminAct, adminOrder, staffOf } from "./admin.mjs";
import { buy, someEmail } from "./buy.mjs";
import { uploadFile } from "./catalog.mjs";
import { env } from "./env.mjs";
import { csv, newShop, productRow } from "./goods.mjs";
import { picture, somePhoto, upload } from "./pictures.mjs";
import { shopExecute, shopRows } from "./psql.mjs";
import { cancel, collected, paid, place, refund, ship } from "./screens.mjs";
import { variantOf } from "./till.mjs";

// The page of a product's pictures after these files were sent.
async function uploaded(w, handle, names) {
	const page = await w.adminOf("product", `handle = '${handle}'`, "/pictures");
	return upload(await w.staff, `${new URL(page.url).pathname}/add`, names.map((n) => [n, n.startsWith("plain") ? somePhoto(n) : picture(n)]));
}

// The same of a product one of whose pictures is fetched from elsewhere, or was not.
async function fetched(w, handle, error) {
	const till = await w.till;
	shopExecute(till, `UPDATE @shop@.picture SET address = NULL, source_address = 'https://pictures.example/a.jpg', fetch_round = 1, fetch_error = '${error}'
		WHERE product_id = (SELECT id FROM @shop@.product WHERE handle = '${handle}')`);
	return w.adminOf("product", `handle = '${handle}'`, "/pictures");
}

const drafted = 'form[action*="/drafts/"]:not([action$="/drop"])';
const part = 'form[action$="/refund-part"]', posted = 'main form[method="post"]';

// An order of which one parcel has left, one piece came back, and something is noted.
function parted(w) {
	return w.once("parted", async () => {
		const till = await w.till, staff = await w.staff;
		const sold = await buy({ shop: till, locale: "en", products: ["/p/mug", "/p/book"], method: "demo", quantity: 2 });
		const [line] = shopRows(till, `SELECT id FROM @shop@.order_line WHERE order_id = ${sold.order.id} AND name = 'mug'`);
		const page = await adminAct(await adminOrder(staff, till, sold.number), "note", { note: "rings twice" });
		const form = page.form('form[action$="/ship"]'), others = form.entries.filter(([n]) => n.startsWith("pieces_") && n !== `pieces_${line.id}`);
		await form.submit({ ...Object.fromEntries(others.map(([n]) => [n, "0"])), [`pieces_${line.id}`]: "1", tracking: "JJD0001" });
		const priced = await w.adminSent(`/orders/${sold.order.id}/refund-part`, { [`back_${line.id}`]: "1" }, { selector: part });
		assert.equal((await priced.form(part).submit()).status, 200);
		return `/orders/${sold.order.id}`;
	});
}

// A return of the till, as far as these steps bring it, answers by language.
async function returned(w, country, steps = []) {
	const till = await w.till, staff = await w.staff, sold = await buy({ shop: till, locale: "en", country, products: ["/p/mug", "/p/book"], method: "demo" });
	await adminAct(await adminOrder(staff, till, sold.number), "ship", { tracking: "JJD0002" });
	const form = 'form[action$="/return"]', lines = shopRows(till, `SELECT id FROM @shop@.order_line WHERE order_id = ${sold.order.id}`);
	const read = await (await sold.client.get(`/en/order/${sold.token}/return`)).form(form)
		.submit({ ...Object.fromEntries(lines.map((l) => [`back_${l.id}`, "1"])), reason: "damaged", note: "The corner is bent." });
	await read.form(form).submit({}, { button: ["confirm", "1"] });
	const [{ id }] = shopRows(till, `SELECT id FROM @shop@.return_request WHERE order_id = ${sold.order.id}`);
	let page = await w.admin(`/orders/returns/${id}`, till);
	for (const [action, values] of steps)
		page = await adminAct(page, action, values);
	return page;
}

// A second location of the till, its id; anvils lie there, too.
function cellar(w) {
	return w.once("cellar", async () => {
		assert.equal((await w.adminSent("/settings/locations/new", { name: "Keller am Hafen", address: "Am Kai 3" }, { selector: posted })).status, 200);
		const till = await w.till, [{ id }] = shopRows(till, "SELECT max(id) AS id FROM @shop@.location");
		shopExecute(till, `INSERT INTO @shop@.stock (variant_id, location_id, on_hand) VALUES (${variantOf(till, "anvil")}, ${id}, 5)`);
		return id;
	});
}

const productOf = (shop, handle) => shopRows(shop, `SELECT product_id AS id FROM @shop@.variant WHERE id = ${variantOf(shop, handle)}`)[0].id;

// An order that staff write.
async function written(w, filled = true) {
	const page = await w.adminSent("/drafts", {}, { selector: 'form[action$="/drafts"]' });
	if (!filled)
		return page;
	const found = await page.form(drafted).submit({ q: "MUG" });
	return found.form(drafted).submit({ q: "", email: someEmail("draft"), name: "Tessa Telefon", line1: "Am Hörer 1", postcode: "20095", city: "Hamburg" },
		{ button: ["add", String(variantOf(await w.till, "mug"))] });
}

// An import as it is looked at in one of its states.
async function imported(w, set) {
	const { name, staff } = await w.once("import", async () => {
		const name = await newShop("import", { locales: "en,ar" }), staff = await staffOf(name);
		await uploadFile(staff, name, csv([productRow("mug", "Mug", "4.50"), productRow("bad", "Bad", "4.505"), productRow("plate", "Plate", "-1")]), { name: "spring goods.csv" });
		for (const end = Date.now() + 60000; shopRows(name, "SELECT state FROM @shop@.import_job")[0].state === "checking";) {
			assert.ok(Date.now() < end, "checked within 60 s");
			await new Promise((r) => setTimeout(r, 100));
		}
		return { name, staff };
	});
	if (set)
		shopExecute(name, `UPDATE @shop@.import_job SET ${set}`);
	return staff.get(`/${w.locale}/${name}/files${set ? `/${shopRows(name, "SELECT max(id) AS id FROM @shop@.import_job")[0].id}` : ""}`);
}

async function manyOf(w, values) {
	const ids = shopRows(await w.till, "SELECT id FROM @shop@.product ORDER BY id LIMIT 3").map((r) => `ids=${r.id}`).join("&");
	return values ? w.adminSent(`/products/bulk?${ids}`, values, { selector: posted }) : w.admin(`/products/bulk?${ids}`, await w.till);
}

const product = (w, rest) => w.adminOf("product", "handle = 'mug'", rest);
const productSent = async (w, rest, values) => (await product(w, rest)).form(posted).submit(values);
// Of the demo shop, whose settings are full.
const set = (w, path, values, options) => (values ? w.adminSent(`/settings${path}`, values, { shop: w.demo, selector: "main form", ...options }) : w.admin(`/settings${path}`));
const first = (w, table) => shopRows(w.demo, `SELECT id FROM @shop@.${table} ORDER BY id LIMIT 1`)[0].id;
const own = (w) => shopRows(w.demo, "SELECT default_locale AS l, country AS c FROM @shop@.shop")[0];

export const adminScreens = [
	["login", 200, (w) => w.login()],
	["login, refused", 422, (w) => w.login({ email: someEmail("nobody"), password: "wrong" })],
	["shops", 200, async (w) => (await w.staff).get(`/${w.locale}/`)],
	["dashboard, full", 200, (w) => w.admin("/")],
	["dashboard, empty", 200, async (w) => w.admin("/", await w.bare)],
	["dashboard, begun", 200, async (w) => w.admin("/", await w.till)],
	["work that failed", 200, async (w) => {
		const till = await w.till, { id } = (await w.once("given up", () => buy({ shop: till, locale: "en", products: ["/p/mug"], method: "bank_transfer" }))).order;
		shopExecute(till, `INSERT INTO @shop@.outbox (kind, effect, order_id, ref_id, state, attempts, due_at, created_at, done_at, last_error)
			SELECT k, 'shown:' || k, CASE WHEN k LIKE 'mail%' THEN ${id} END, 1, 'dead', 20, now(), now() - interval '1 d', now(), why
			FROM (VALUES ('mail_placed', 'smtp_550'), ('mail_paid', 'connect'), ('import', 'import'), ('picture_fetch', 'missing')) AS f (k, why) ON CONFLICT DO NOTHING`);
		return w.admin("/failed", till);
	}],
	["work that failed, none", 200, async (w) => w.admin("/failed", await w.bare)],
	["orders, full", 200, (w) => w.admin("/orders")],
	["orders, empty", 200, async (w) => w.admin("/orders", await w.bare)],
	["orders, nothing found", 200, (w) => w.admin("/orders?q=zzzz")],
	["order, new", 200, (w) => w.after([], { forStaff: true })],
	["order, paid", 200, (w) => w.after([paid], { forStaff: true })],
	["order, shipped", 200, (w) => w.after([paid, ship], { forStaff: true })],
	["order, refunded", 200, (w) => w.after([paid, refund], { forStaff: true })],
	["order, cancelled", 200, (w) => w.after([cancel], { forStaff: true })],
	["order, a tracking number refused", 422, async (w) => adminAct(await w.after([paid], { forStaff: true }), "ship", { carrier: "Post", tracking: "x".repeat(1000) })],
	["order, a form that came before with other words", 409, async (w) => {
		const page = await w.after([paid], { forStaff: true });
		await adminAct(page, "note", { note: "rings twice" });
		return adminAct(page, "note", { note: "rings once" });
	}],
	["order, not there", 404, (w) => w.admin("/orders/999999999")],
	["products, full", 200, (w) => w.admin("/products")],
	["products, empty", 200, async (w) => w.admin("/products", await w.bare)],
	["products, nothing found", 200, (w) => w.admin("/products?q=zzzz")],
	["product", 200, (w) => w.adminOf("product", "handle = 'mug'")],
	["product, refused", 422, async (w) => {
		const page = await w.adminOf("product", "handle = 'mug'"), form = page.form("main form");
		const price = form.entries.map(([n]) => n).find((n) => n.startsWith("price_"));
		return form.submit({ [price]: "x" });
	}],
	["another's shop", 404, (w) => w.admin("/orders", w.demo === env.SHOP ? env.SECOND_SHOP : env.SHOP)],
	["not from a page of ours", 403, async (w) => (await w.staff).post(`/${w.locale}/logout`, {}, { headers: { "origin": "http://evil.example", "sec-fetch-site": "cross-site" } })],
	["pictures, full", 200, async (w) => uploaded(w, "book", ["plain.jpg", "plain.jpg"])],
	["pictures, empty", 200, (w) => w.adminOf("product", "handle = 'anvil'", "/pictures")],
	["pictures, one on its way", 200, (w) => fetched(w, "fading", "")],
	["pictures, one that could not be fetched", 200, (w) => fetched(w, "shifting", "address")],
	["pictures, no picture at all", 422, async (w) => uploaded(w, "anvil", ["drawing.jpg"])],
	["pictures, a text too long", 422, async (w) => {
		const page = await uploaded(w, "last", ["plain.jpg"]), text = page.$("ol.pictures [name^=alt_en_]").getAttribute("name");
		return page.form("main form:has(ol)").submit({ [text]: "x".repeat(300) });
	}],
	["order, in parts", 200, async (w) => w.admin(await parted(w), await w.till)],
	["order, to be collected", 200, async (w) => {
		const token = /order\/([0-9a-f]{32})/.exec((await collected(w)).url)[1];
		return w.adminOf("orders", `token = '${token}'`);
	}],
	["returns, empty", 200, async (w) => w.admin("/orders/returns", await w.bare)],
	["returns, full", 200, async (w) => { await returned(w, "US"); return w.admin("/orders/returns", await w.till); }],
	["return, asked for", 200, (w) => returned(w, "US")],
	["return, no address", 422, (w) => returned(w, "US", [["approve", { answer: "" }]])],
	["return, withdrawn", 200, (w) => returned(w, "DE")],
	["return, too many pieces", 422, async (w) => {
		const page = await returned(w, "DE"), form = page.form('form[action$="/receive"]');
		return form.submit({ [form.entries.find(([n]) => n.startsWith("pieces_"))[0]]: "7" });
	}],
	["return, here", 200, (w) => returned(w, "DE", [["receive", {}]])],
	["return, paid back", 200, async (w) => { const page = await returned(w, "DE", [["receive", {}]]); await adminAct(page, "refund"); return w.admin(new URL(page.url).pathname.split("/").slice(3).join("/").replace(/^/, "/"), await w.till); }],
	["refund of a part", 200, async (w) => w.admin(`${await parted(w)}/refund-part`, await w.till)],
	["refund of a part, refused", 422, async (w) => w.adminSent(`${await parted(w)}/refund-part`, { amount: "-1" }, { selector: part })],
	["slips", 200, async (w) => w.admin(`/slips?id=${(await parted(w)).split("/").at(-1)}`, await w.till)],
	["drafts, empty", 200, async (w) => w.admin("/drafts", await w.bare)],
	["drafts, full", 200, async (w) => { await written(w, false); return w.admin("/drafts", await w.till); }],
	["draft, empty", 200, (w) => written(w, false)],
	["draft, full", 200, (w) => written(w)],
	["draft, something found", 200, async (w) => (await written(w, false)).form(drafted).submit({ q: "m" })],
	["draft, refused", 422, async (w) => (await written(w)).form(drafted).submit({ [`quantity_${variantOf(await w.till, "mug")}`]: "x" }, { button: ["do", "link"] })],
	["locations, one", 200, async (w) => w.admin("/settings/locations", await w.bare)],
	["locations, several", 200, async (w) => { await cellar(w); return w.admin("/settings/locations", await w.till); }],
	["slips, several locations", 200, async (w) => { await cellar(w); return w.admin(`/slips?id=${(await parted(w)).split("/").at(-1)}`, await w.till); }],
	["refund of a part, a location that is closed", 422, async (w) => { await cellar(w); return w.adminSent(`${await parted(w)}/refund-part`, { back: "999999" }, { selector: part }); }],
	["return, a location that is closed", 422, async (w) => { await cellar(w); return (await returned(w, "DE")).form('form[action$="/receive"]').submit({ back: "999999" }); }],
	["location, new", 200, (w) => w.admin("/settings/locations/new")],
	["location, refused", 422, (w) => w.adminSent("/settings/locations/new", { name: "" }, { selector: posted })],
	["location", 200, async (w) => w.admin(`/settings/locations/${await cellar(w)}`, await w.till)],
	["location, to be closed", 200, async (w) => w.admin(`/settings/locations/${await cellar(w)}/close`, await w.till)],
	["location, to be closed, refused", 422, async (w) => w.adminSent(`/settings/locations/${await cellar(w)}/close`, {}, { selector: posted })],
	["product, pieces", 200, async (w) => { await cellar(w); return w.admin(`/products/${productOf(await w.till, "anvil")}/pieces`, await w.till); }],
	["product, pieces refused", 422, async (w) => { await cellar(w); return w.adminSent(`/products/${productOf(await w.till, "anvil")}/pieces`, { pieces: "x" }, { shop: await w.till, selector: 'form[action$="/move"]' }); }],
	["places to collect, empty", 200, async (w) => w.admin("/settings/pickups", await w.bare)],
	["places to collect, full", 200, async (w) => { await place(w); return w.admin("/settings/pickups", await w.till); }],
	["place to collect, new", 200, (w) => w.admin("/settings/pickups/new")],
	["place to collect, refused", 422, (w) => w.adminSent("/settings/pickups/new", {}, { selector: posted })],
	["place to collect", 200, async (w) => w.admin(`/settings/pickups/${await place(w)}`, await w.till)],
	["files, empty", 200, async (w) => w.admin("/files", await w.bare)],
	["files, full", 200, (w) => imported(w)],
	["files, refused", 422, async (w) => uploadFile(await w.staff, await w.bare, "a,b\n", { locale: w.locale })],
	["import, being checked", 200, (w) => imported(w, "state = 'checking', lines_done = 2")],
	["import, checked", 200, (w) => imported(w, "state = 'checked'")],
	["import, under way", 200, (w) => imported(w, "state = 'importing', lines_done = 2")],
	["import, done", 200, (w) => imported(w, "state = 'done'")],
	["import, failed", 200, (w) => imported(w, "state = 'failed'")],
	["import, cancelled", 200, (w) => imported(w, "state = 'cancelled'")],
	["product, new", 200, (w) => w.admin("/products/new")],
	["product, new, refused", 422, (w) => w.adminSent("/products/new", { price: "x" }, { selector: posted })],
	["product, texts", 200, (w) => product(w, "/texts")],
	["product, texts refused", 422, (w) => productSent(w, "/texts", { name_de: "" })],
	["product, details", 200, (w) => product(w, "/details")],
	["product, details refused", 422, (w) => productSent(w, "/details", { publish_at: "x", featured: "x" })],
	["product, options", 200, (w) => product(w, "/options")],
	["product, options refused", 422, (w) => productSent(w, "/options", { new_values: "1" })],
	["product, prices", 200, (w) => product(w, "/prices")],
	["product, prices refused", 422, async (w) => (await product(w, "/prices")).form('form[action$="/tier"]').submit({})],
	["products, many at once", 200, (w) => manyOf(w)],
	["products, what would change", 200, (w) => manyOf(w, { change: "percent", percent: "5", rounding: "99" })],
	["products, many at once, refused", 422, (w) => manyOf(w, { change: "amount", amount: "x" })],
	["attributes, full", 200, (w) => w.admin("/products/attributes")],
	["attributes, empty", 200, async (w) => w.admin("/products/attributes", await w.bare)],
	["attribute, new", 200, (w) => w.admin("/products/attributes/new")],
	["attribute", 200, (w) => w.admin(`/products/attributes/${first(w, "attribute")}`)],
	["attribute, refused", 422, (w) => w.adminSent("/products/attributes/new", {}, { selector: posted })],
	["settings", 200, (w) => set(w, "")],
	["names", 200, (w) => set(w, "/names")],
	["names, refused", 422, (w) => set(w, "/names", { [`title_${own(w).l}`]: "", email: "x" })],
	["currencies", 200, (w) => set(w, "/currencies")],
	["taxes", 200, (w) => set(w, "/taxes")],
	["taxes, none", 200, async (w) => w.admin("/settings/taxes", await w.bare)],
	["tax class, new", 200, (w) => set(w, "/taxes/classes")],
	["tax class", 200, (w) => set(w, "/taxes/classes/standard")],
	["taxes of a country", 200, (w) => set(w, `/taxes/countries/${own(w).c}`)],
	["taxes of a country, refused", 422, (w) => set(w, `/taxes/countries/${own(w).c}`, { new_class: "standard", new_percent: "x" })],
	["shipping", 200, (w) => set(w, "/shipping")],
	["shipping, none", 200, async (w) => w.admin("/settings/shipping", await w.bare)],
	["zone, new", 200, (w) => set(w, "/shipping/zones")],
	["zone", 200, (w) => set(w, `/shipping/zones/${first(w, "zone")}`)],
	["way of shipping, new", 200, (w) => set(w, `/shipping/zones/${first(w, "zone")}/methods`)],
	["way of shipping, refused", 422, (w) => set(w, `/shipping/zones/${first(w, "zone")}/methods`, { [`label_${own(w).l}`]: "", from_1: "x" })],
	["way of shipping", 200, (w) => set(w, `/shipping/methods/${first(w, "shipping_method")}`)],
	["payments", 200, (w) => set(w, "/payments")],
	["way to pay, new", 200, (w) => set(w, "/payments/methods")],
	["way to pay", 200, (w) => set(w, "/payments/methods/bank_transfer")],
	["keys", 200, (w) => set(w, "/payments/stripe")],
	["keys of PayPal", 200, (w) => set(w, "/payments/paypal")],
	["theme", 200, (w) => set(w, "/theme")],
	["theme, refused", 422, (w) => set(w, "/theme", { accent: "red" })],
	["theme, looked at before it is saved", 200, (w) => set(w, "/theme", { accent: "#ffff00" }, { button: "look_first" })],
	["logo", 200, (w) => set(w, "/theme/logo")],
	["mails", 200, (w) => set(w, "/mails")],
	["mail", 200, (w) => set(w, "/mails/placed")],
	["mail, refused", 422, (w) => set(w, "/mails/placed", { [`opening_${own(w).l}`]: "{x}" })],
	["legal pages", 200, (w) => set(w, "/legal")],
	["unpaid orders", 200, (w) => set(w, "/hold")],
	["terms of returns", 200, (w) => set(w, "/returns")],
	["terms of returns, refused", 422, (w) => set(w, "/returns", { days: "13" })],
	["accounting", 200, (w) => set(w, "/accounting")],
	["accounting, refused", 422, (w) => set(w, "/accounting", { number_1: "12 34" })],
	["accounting, a period that is none", 422, (w) => w.admin("/settings/accounting/journal.csv?from=2026-02-01&to=2026-01-01")],
	["cookies", 200, (w) => set(w, "/cookies")],
];
