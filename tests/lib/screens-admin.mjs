// Every page of the admin in every state: a line a screen, as in screens.mjs.
import assert from "node:assert/strict";
import { adminAct, adminOrder, staffOf } from "./admin.mjs";
import { addToCart, buy, someEmail } from "./buy.mjs";
import { uploadFile } from "./catalog.mjs";
import { env } from "./env.mjs";
import { csv, newShop, productRow } from "./goods.mjs";
import { picture, somePhoto, upload } from "./pictures.mjs";
import { shopExecute, shopRows } from "./psql.mjs";
import { cancel, paid, refund, ship } from "./screens.mjs";
import { shopClient } from "./client.mjs";
import { variantOf } from "./till.mjs";

const one = "parent_id IS NULL AND active";

// The page of a product's pictures after these files were sent.
async function uploaded(w, handle, names) {
	const page = await w.adminOf("product", `handle = '${handle}'`, "/pictures");
	return upload(await w.staff, `${new URL(page.url).pathname}/add`, names.map((n) => [n, n.startsWith("plain") ? somePhoto(n) : picture(n)]));
}

const newRedirect = "main section form[action$='/redirects']", drafted = 'form[action*="/drafts/"]:not([action$="/drop"])';
const part = 'form[action$="/refund-part"]', posted = 'main form[method="post"]';

// A shop whose menus, home page and redirects its merchant has made.
function arranged(w) {
	return w.once("arranged", async () => {
		const till = await w.till;
		const [{ id: category }] = shopRows(till, "SELECT id FROM @shop@.category ORDER BY id LIMIT 1");
		await w.adminSent("/content/menus/main/new", { link: "home" });
		await w.adminSent("/content/menus/main/new", { link: "category", category, parent: shopRows(till, "SELECT id FROM @shop@.menu_item")[0].id });
		await w.adminSent("/content/redirects", { path: "/old", target: "/p/mug" }, { selector: newRedirect });
		for (const [kind, values] of [["text", { headline_en: "Headline", body_en: "Some **words**." }], ["categories", { headline_en: "Shelves" }], ["products", { source: "newest" }]])
			await w.adminSent(`/content/home/new/${kind}`, values);
		return { menu: "/content/menus/items/", block: "/content/home/" };
	});
}

async function arrangedOf(w, table) {
	const { [table === "menu_item" ? "menu" : "block"]: path } = await arranged(w);
	return w.admin(`${path}${shopRows(await w.till, `SELECT max(id) AS id FROM @shop@.${table}`)[0].id}`, await w.till);
}

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

// A place where one collects; and an order that waits there.
function place(w) {
	return w.once("place", async () => {
		const values = { label_de: "Laden am Hafen", label_ar: "متجر الميناء", hours_de: "Mo–Fr 9–18 Uhr", line1: "Am Kai 1", postcode: "20457", city: "Hamburg" };
		assert.equal((await w.adminSent("/settings/pickups/new", values, { selector: posted })).status, 200);
		return shopRows(await w.till, "SELECT max(id) AS id FROM @shop@.pickup")[0].id;
	});
}

async function collected(w) {
	const id = await place(w), client = shopClient(await w.till);
	await addToCart(client, { locale: w.locale, product: "/p/mug" });
	let page = await (await client.get(`/${w.locale}/checkout`)).form(posted).submit({ place: String(id) }, { button: ["adapt", "1"] });
	page = await page.form(posted).submit({ email: someEmail("collect"), name: "مريم الخليفة" });
	return (await page.form(posted).submit({ method: "cash_on_delivery" })).form(posted).submit();
}

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
		for (const end = Date.now() + 20000; shopRows(name, "SELECT state FROM @shop@.import_job")[0].state === "checking";) {
			assert.ok(Date.now() < end, "checked within 20 s");
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
	["orders, full", 200, (w) => w.admin("/orders")],
	["orders, empty", 200, async (w) => w.admin("/orders", await w.bare)],
	["orders, nothing found", 200, (w) => w.admin("/orders?q=zzzz")],
	["order, new", 200, (w) => w.after([], { forStaff: true })],
	["order, paid", 200, (w) => w.after([paid], { forStaff: true })],
	["order, shipped", 200, (w) => w.after([paid, ship], { forStaff: true })],
	["order, refunded", 200, (w) => w.after([paid, refund], { forStaff: true })],
	["order, cancelled", 200, (w) => w.after([cancel], { forStaff: true })],
	["order, a tracking number refused", 422, async (w) => adminAct(await w.after([paid], { forStaff: true }), "ship", { carrier: "Post", tracking: "x".repeat(1000) })],
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
	["categories, full", 200, (w) => w.admin("/categories")],
	["categories, empty", 200, async (w) => w.admin("/categories", await w.bare)],
	["category, new", 200, (w) => w.admin("/categories/new")],
	["category, refused", 422, (w) => w.adminSent("/categories/new", { name_en: "", slug_en: "?" })],
	["category", 200, async (w) => (await w.admin("/categories")).click(".arranged a")],
	["category, changed by two", 409, async (w) => w.adminOvertaken("category", one, { name_en: `Two ${w.locale}` })],
	["category, not there", 404, (w) => w.admin("/categories/999999")],
	["pages, full", 200, (w) => w.admin("/content/pages")],
	["pages, empty", 200, async (w) => w.admin("/content/pages", await w.bare)],
	["page, new", 200, (w) => w.admin("/content/pages/new")],
	["page, refused", 422, (w) => w.adminSent("/content/pages/new", { title_en: "" })],
	["page", 200, async (w) => (await w.admin("/content/pages")).click(".arranged a")],
	["page, looked at before it is saved", 200, (w) => w.adminSent("/content/pages/new", { title_en: "Look", body_en: "## One\n\n- two\n- three" }, { button: "preview" })],
	["page, not there", 404, (w) => w.admin("/content/pages/999999")],
	["pictures, full", 200, async (w) => uploaded(w, "book", ["plain.jpg", "plain.jpg"])],
	["pictures, empty", 200, (w) => w.adminOf("product", "handle = 'anvil'", "/pictures")],
	["pictures, no picture at all", 422, async (w) => uploaded(w, "anvil", ["drawing.jpg"])],
	["pictures, a text too long", 422, async (w) => {
		const page = await uploaded(w, "last", ["plain.jpg"]), text = page.$("ol.pictures [name^=alt_en_]").getAttribute("name");
		return page.form("main form:has(ol)").submit({ [text]: "x".repeat(300) });
	}],
	["menus, not made", 200, (w) => w.admin("/content/menus")],
	["menus, full", 200, async (w) => { await arranged(w); return w.admin("/content/menus", await w.till); }],
	["menu item, new", 200, (w) => w.admin("/content/menus/footer/new")],
	["menu item, refused", 422, (w) => w.adminSent("/content/menus/main/new", { link: "address", address: "javascript:x" })],
	["menu item", 200, (w) => arrangedOf(w, "menu_item")],
	["redirects, empty", 200, async (w) => w.admin("/content/redirects", await w.bare)],
	["redirects, full", 200, async (w) => { await arranged(w); return w.admin("/content/redirects", await w.till); }],
	["redirects, nothing found", 200, async (w) => { await arranged(w); return w.admin("/content/redirects?q=zzzz", await w.till); }],
	["redirect, refused", 422, async (w) => { await arranged(w); return w.adminSent("/content/redirects", { path: "/old", target: "//x" }, { selector: newRedirect }); }],
	["home page, not made", 200, async (w) => w.admin("/content/home", await w.bare)],
	["home page, full", 200, (w) => w.admin("/content/home")],
	["block, new", 200, (w) => w.admin("/content/home/new/hero")],
	["block, refused", 422, (w) => w.adminSent("/content/home/new/products", { source: "chosen", most: "99", from: "never" })],
	["block", 200, (w) => arrangedOf(w, "home_block")],
	["block, looked at before it is saved", 200, (w) => w.adminSent("/content/home/new/products", {}, { button: "look" })],
	["order, in parts", 200, async (w) => w.admin(await parted(w), await w.till)],
	["order, to be collected", 200, async (w) => {
		const token = /order\/([0-9a-f]{32})/.exec((await collected(w)).url)[1];
		return w.adminOf("orders", `token = '${token}'`);
	}],
	["refund of a part", 200, async (w) => w.admin(`${await parted(w)}/refund-part`, await w.till)],
	["refund of a part, refused", 422, async (w) => w.adminSent(`${await parted(w)}/refund-part`, { amount: "-1" }, { selector: part })],
	["slips", 200, async (w) => w.admin(`/slips?id=${(await parted(w)).split("/").at(-1)}`, await w.till)],
	["drafts, empty", 200, async (w) => w.admin("/drafts", await w.bare)],
	["drafts, full", 200, async (w) => { await written(w, false); return w.admin("/drafts", await w.till); }],
	["draft, empty", 200, (w) => written(w, false)],
	["draft, full", 200, (w) => written(w)],
	["draft, something found", 200, async (w) => (await written(w, false)).form(drafted).submit({ q: "m" })],
	["draft, refused", 422, async (w) => (await written(w)).form(drafted).submit({ [`quantity_${variantOf(await w.till, "mug")}`]: "x" }, { button: ["do", "link"] })],
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
	["theme", 200, (w) => set(w, "/theme")],
	["theme, refused", 422, (w) => set(w, "/theme", { accent: "red" })],
	["theme, looked at before it is saved", 200, (w) => set(w, "/theme", { accent: "#ffff00" }, { button: "look_first" })],
	["logo", 200, (w) => set(w, "/theme/logo")],
	["mails", 200, (w) => set(w, "/mails")],
	["mail", 200, (w) => set(w, "/mails/placed")],
	["mail, refused", 422, (w) => set(w, "/mails/placed", { [`opening_${own(w).l}`]: "{x}" })],
	["legal pages", 200, (w) => set(w, "/legal")],
	["cookies", 200, (w) => set(w, "/cookies")],
];
