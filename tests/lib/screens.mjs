// Every page of a shop in every state: a line a screen; those of the admin stand in screens-admin.mjs and screens-content.mjs. lib/look.mjs looks at each.
import assert from "node:assert/strict";
import { adminAct, adminOrder, staffOf } from "./admin.mjs";
import { addToCart, addresses, buy, checkoutToReview, payAtDemo, someEmail } from "./buy.mjs";
import { Client, shopClient } from "./client.mjs";
import { env } from "./env.mjs";
import { fence } from "./cells.mjs";
import { csv, importCsv, newShop, productRow } from "./goods.mjs";
import { shopExecute, shopRows } from "./psql.mjs";
import { stoactl } from "./stack.mjs";
import { newTill, variantOf } from "./till.mjs";

const post = 'main form[method="post"]', form = "main form:not([action$='/remove'], [role=search])";
const country = { en: "FR", ar: "DE" };

/*
 * What the screens of one language are made in: a demo shop (full), a shop of few products whose stock and prices may be changed (till), one with nothing in it
 * (bare), one that is closed (resting), staff of the first three. Everything is made when it is first asked for.
 */
export class World {
	constructor(locale, demo) {
		this.locale = locale;
		this.demo = demo;
		this.made = new Map();
	}
	once(name, make) {
		if (!this.made.has(name))
			this.made.set(name, make());
		return this.made.get(name);
	}
	// What asks for a moment, of an order that was left at its provider.
	async moment(query) {
		const page = await payAtDemo(await (await this.review("demo")).form(post).submit(), "leave");
		return page.client.get(`${new URL(page.url).pathname}/moment${query}`);
	}
	get till() { return this.once("till", newTill); }
	get bare() { return this.once("bare", () => newShop("bare", { locales: "en,ar" })); }
	get resting() {
		return this.once("resting", async () => {
			const shop = await newShop("resting", { locales: "en,ar" });
			assert.equal((await stoactl(["tenant", "suspend", shop])).status, 0);
			return shop;
		});
	}
	// What is put into a cart while the shop is on its way to another cell.
	async refused() {
		const shop = await newShop("moving", { locales: "en,ar" });
		assert.equal((await importCsv(shop, csv([productRow("mug", "Mug", "9.00")]))).status, 0);
		const page = await this.shop("/p/mug", shop);
		fence(shop);
		return page.form('form[action$="/cart/add"]').submit();
	}
	get staff() { return this.once("staff", async () => staffOf(this.demo, await this.till, await this.bare)); }

	// A page of the demo shop, or of another one.
	shop(path, name = this.demo) { return shopClient(name).get(`/${this.locale}${path}`); }
	async linked(selector) { return (await this.shop("/")).click(selector); }
	async list(query) { return this.shop(`${new URL((await this.linked(".aisles a")).url).pathname.slice(3)}?${query}`); }
	async at(which, path) { return this.shop(path, await this[which]); }
	// The page of a demo product by a question to the database.
	async product(having) {
		const [row] = shopRows(this.demo, `SELECT s.slug, v.id FROM @shop@.slug s JOIN @shop@.product p ON p.id = s.entity_id AND p.state = 'active'
			JOIN @shop@.variant v ON v.product_id = p.id AND v.state = 'active' LEFT JOIN @shop@.stock k ON k.variant_id = v.id
			LEFT JOIN @shop@.price r ON r.variant_id = v.id AND r.price_list = 'base' AND r.valid_to = 'infinity'
			WHERE s.kind = 'product' AND s.locale = '${this.locale}' AND s.current AND ${having} ORDER BY p.id, v.id LIMIT 1`);
		assert.ok(row, having);
		return this.shop(`/p/${encodeURIComponent(row.slug)}?v=${row.id}`);
	}
	// A new shopper at the till with these things in the cart; the client, after the cart's page was seen.
	async shopper(products = ["/p/mug"], quantity = 1) {
		const client = shopClient(await this.till);
		for (const product of products)
			await addToCart(client, { locale: this.locale, product, quantity });
		return client;
	}
	cart(client) { return client.get(`/${this.locale}/cart`); }
	async contact(products) { return (await this.shopper(products)).get(`/${this.locale}/checkout`); }
	// The form of another country, filled, and what comes after it.
	async sendTo(code, values = {}, products = ["/p/mug"]) {
		let page = await this.contact(products);
		if (page.form(post).value("country") !== code)
			page = await page.form(post).submit({ country: code }, { button: "adapt" });
		const typed = Object.entries({ email: someEmail(), ...addresses[code], ...values }).filter(([n]) => page.form(post).has(n));
		return page.form(post).submit(Object.fromEntries(typed));
	}
	async review(method = "bank_transfer", products = ["/p/mug"]) {
		return checkoutToReview(await this.shopper(products), { locale: this.locale, country: "DE", email: someEmail(), method });
	}
	async order(method = "bank_transfer", answer) {
		return buy({ shop: await this.till, locale: this.locale, country: "DE", method, answer, products: ["/p/mug"] });
	}
	// The till, where from some things one may not withdraw.
	excluded() {
		return this.once("excluded", async () => shopExecute(await this.till, `UPDATE @shop@.product SET no_withdrawal = CASE handle WHEN 'shifting' THEN 'digital' WHEN 'fading' THEN 'hygiene' END
			WHERE handle IN ('shifting', 'fading')`));
	}
	// The order's page for its buyer, or for staff, after staff did these things.
	async after(actions, { method = "bank_transfer", forStaff = false } = {}) {
		const bought = await this.order(method), till = await this.till, staff = await this.staff;
		let page = await adminOrder(staff, till, bought.number, this.locale);
		for (const [action, values] of actions)
			page = await adminAct(page, action, values);
		return forStaff ? page : bought.client.get(bought.page.url);
	}
	// A page of the admin; of the demo shop where none is named.
	async admin(path, shop = this.demo) { return (await this.staff).get(`/${this.locale}/${shop}${path}`); }
	// A page about one thing of the till: "/products/ID/pictures" of the product that this is true of.
	async adminOf(table, having, rest = "") {
		const [{ id }] = shopRows(await this.till, `SELECT id FROM @shop@.${table} WHERE ${having} ORDER BY id LIMIT 1`);
		return this.admin(`/${{ product: "products", orders: "orders" }[table]}/${id}${rest}`, await this.till);
	}
	// What comes back when this is sent by the form of a page of the till, or of the shop that is named.
	async adminSent(path, values, { selector = form, shop, ...options } = {}) { return (await this.admin(path, shop ?? await this.till)).form(selector).submit(values, options); }
	login(values) { return new Client(env.ADMIN_URL).get(`/${this.locale}/login`).then((p) => (values ? p.form().submit(values) : p)); }
}

// The place where one collects from the till; the contact page of who does; and the order then.
export function place(w) {
	return w.once("place", async () => {
		const values = { label_de: "Laden am Hafen", label_ar: "متجر الميناء", hours_de: "Mo–Fr 9–18 Uhr", line1: "Am Kai 1", postcode: "20457", city: "Hamburg" };
		assert.equal((await w.adminSent("/settings/pickups/new", values, { selector: post })).status, 200);
		return shopRows(await w.till, "SELECT max(id) AS id FROM @shop@.pickup")[0].id;
	});
}

async function collecting(w) {
	const id = await place(w);
	return (await w.contact()).form(post).submit({ place: String(id) }, { button: ["adapt", "1"] });
}

export async function collected(w) {
	const page = await (await collecting(w)).form(post).submit({ email: someEmail("collect"), name: "مريم الخليفة" });
	return (await page.form(post).submit({ method: "cash_on_delivery" })).form(post).submit();
}

const back = 'form[action$="/return"]';
export const paid = ["paid", {}], ship = ["ship", { carrier: "Post", tracking: "X1" }], refund = ["refund", {}], cancel = ["cancel", {}];

// [name, status, (world) => the page]
export const shopScreens = [
	["home, full", 200, (w) => w.shop("/")],
	["home, empty", 200, (w) => w.at("bare", "/")],
	["cart, of a shop that is being moved", 503, (w) => w.refused()],
	["home, of a shop that is closed", 503, (w) => w.at("resting", "/")],
	["category, full", 200, (w) => w.linked(".aisles a")],
	["category, sorted", 200, (w) => w.list("sort=price-down")],
	["category, empty", 200, async (w) => {
		shopExecute(await w.till, "UPDATE @shop@.product SET state = 'archived'");
		try {
			return await (await w.at("till", "/")).click(".aisles a, nav a[href*='/c/']");
		} finally {
			shopExecute(await w.till, "UPDATE @shop@.product SET state = 'active'");
		}
	}],
	["category, beyond the last page", 404, (w) => w.list("page=999")],
	["category, narrowed", 200, (w) => w.list("stock=in")],
	["category, nothing like that", 200, (w) => w.list("f=material.no-such-thing")],
	["category, amounts refused", 422, (w) => w.list("min=x&max=-1")],
	["product, with choices", 200, (w) => w.product("EXISTS (SELECT FROM @shop@.variant x WHERE x.product_id = p.id AND x.id > v.id)")],
	["product, sold out", 200, (w) => w.product("v.tracked AND NOT v.backorder AND k.on_hand - k.reserved - k.committed <= 0")],
	["product, few left", 200, (w) => w.product("k.on_hand - k.reserved - k.committed BETWEEN 1 AND 3")],
	["product, reduced", 200, (w) => w.product("r.compare_minor > r.minor")],
	["content", 200, (w) => w.linked('.foot a[href*="/page/"]')],
	["search, full", 200, (w) => w.shop("/search?q=a")],
	["search, a word mended", 200, async (w) => {
		const name = (await w.linked("a.card")).textOf("h1"), word = name.split(" ").find((s) => s.length >= 5);
		return w.shop(`/search?q=${encodeURIComponent(word.slice(0, 2) + word[3] + word[2] + word.slice(4))}`);
	}],
	["search, nothing asked", 200, (w) => w.shop("/search")],
	["search, nothing found", 200, (w) => w.shop("/search?q=zzzzqqqq")],
	["search, too long", 422, (w) => w.shop(`/search?q=${"x".repeat(400)}`)],
	["missing", 404, (w) => w.shop("/no-such-page")],
	["wrong method", 405, (w) => w.shop("/cart/add")],
	["malformed", 400, (w) => w.list("page=x")],
	["not from a page of ours", 403, (w) => shopClient(w.demo).post(`/${w.locale}/cart/add`, { variant: 1 }, { headers: { "origin": "http://evil.example", "sec-fetch-site": "cross-site" } })],
	["cart, empty", 200, (w) => w.shop("/cart")],
	["cart, full", 200, async (w) => w.cart(await w.shopper(["/p/mug", "/p/book", "/p/last", "/p/anvil"]))],
	["cart, a quantity refused", 422, async (w) => (await w.cart(await w.shopper())).form('form[action$="/cart/update"]').submit({ quantity: "x" })],
	["cart, more than there is", 422, async (w) => (await w.at("till", "/p/rare")).form('form[action$="/cart/add"]').submit({ quantity: 99 })],
	["cart, a price changed and a thing gone", 200, async (w) => {
		const till = await w.till, client = await w.shopper(["/p/shifting", "/p/fading"]);
		shopExecute(till, `UPDATE @shop@.price SET minor = minor + 100 WHERE variant_id = ${variantOf(till, "shifting")}`);
		shopExecute(till, `UPDATE @shop@.stock SET on_hand = committed + reserved WHERE variant_id = ${variantOf(till, "fading")}`);
		const page = await w.cart(client);
		shopExecute(till, `UPDATE @shop@.stock SET on_hand = on_hand + 1000 WHERE variant_id = ${variantOf(till, "fading")}`);
		return page;
	}],
	["contact, empty", 200, (w) => w.contact()],
	["contact, refused", 422, async (w) => (await w.contact()).form(post).submit({ email: "nobody" })],
	["contact, of a country with regions", 200, async (w) => (await w.contact()).form(post).submit({ country: "US" }, { button: "adapt" })],
	["contact, a postcode refused", 422, (w) => w.sendTo("JP", { postcode: "1" })],
	["shipping", 200, (w) => w.sendTo(country[w.locale])],
	["shipping, not chosen", 422, async (w) => (await w.sendTo("DE")).form(post).submit({ method: null })],
	["shipping, none possible", 200, (w) => w.sendTo("FR", {}, ["/p/anvil"])],
	["payment", 200, async (w) => {
		const page = await w.sendTo("DE");
		return page.form(post).submit({ method: page.form(post).choices("method")[0] });
	}],
	["payment, not chosen", 422, async (w) => {
		const page = await w.sendTo("DE");
		return (await page.form(post).submit({ method: page.form(post).choices("method")[0] })).form(post).submit({ method: null });
	}],
	["review", 200, (w) => w.review("bank_transfer", ["/p/mug", "/p/book"])],
	["review, changed meanwhile", 422, async (w) => {
		const till = await w.till, page = await w.review("bank_transfer", ["/p/shifting"]);
		shopExecute(till, `UPDATE @shop@.price SET minor = minor + 100 WHERE variant_id = ${variantOf(till, "shifting")}`);
		return page.form(post).submit();
	}],
	["provider", 200, async (w) => (await w.review("demo")).form(post).submit()],
	["provider, an address that no shop made", 404, () => new Client(`http://demopay.localhost:${env.HTTP_PORT}`).get("/pay/x")],
	["order, waiting for the money", 200, async (w) => (await w.order()).page],
	["order, paid", 200, async (w) => (await w.order("demo", "approve")).page],
	["order, declined", 200, async (w) => (await w.order("demo", "decline")).page],
	["order, left at the provider", 200, async (w) => payAtDemo(await (await w.review("demo")).form(post).submit(), "leave")],
	["order, one moment before it is paid", 200, (w) => w.moment("")],
	["order, one moment while it is asked about", 200, (w) => w.moment("?asks=1")],
	["order, shipped", 200, (w) => w.after([paid, ship])],
	["order, refunded", 200, (w) => w.after([paid, refund])],
	["order, cancelled", 200, (w) => w.after([cancel])],
	["order, shall it be cancelled?", 200, async (w) => (await w.order("demo", "approve")).page.click('a[href$="/cancel"]')],
	["order, cancelled by its buyer", 200, async (w) => (await (await w.order("demo", "approve")).page.click('a[href$="/cancel"]')).form('form[action$="/cancel"]').submit()],
	["withdrawal without a link", 200, async (w) => shopClient(await w.till).get(`/${w.locale}/order/withdraw`)],
	["withdrawal without a link, unknown", 422, async (w) => (await shopClient(await w.till).get(`/${w.locale}/order/withdraw`)).form('form[action$="/withdraw"]').submit({ name: "A", number: "T1", email: "a@example.org" })],
	["withdrawal without a link, read over", 200, async (w) => {
		const sold = await w.order("demo", "approve");
		return (await sold.client.get(`/${w.locale}/order/withdraw`)).form('form[action$="/withdraw"]').submit({ name: "A", number: sold.number, email: sold.email });
	}],
	["withdrawal", 200, async (w) => (await w.after([paid, ship])).click('a[href$="/return"]')],
	["withdrawal, refused", 422, async (w) => (await (await w.after([paid, ship])).click('a[href$="/return"]')).form(back).submit({ note: "x".repeat(1001) })],
	["review, of what one has to agree to, not agreed", 422, async (w) => {
		await w.excluded();
		return (await w.review("bank_transfer", ["/p/fading", "/p/shifting"])).form('form[action$="/place"]').submit();
	}],
	["withdrawal, with what one may not withdraw from", 422, async (w) => {
		await w.excluded();
		const review = await w.review("demo", ["/p/fading", "/p/shifting"]), placed = await payAtDemo(await review.form('form[action$="/place"]').submit({ agreed: "1" })), till = await w.till;
		const [order] = shopRows(till, `SELECT id, number FROM @shop@.orders WHERE token = '${/\/order\/([0-9a-f]{32})/.exec(placed.url)[1]}'`);
		await adminAct(await adminOrder(await w.staff, till, order.number, w.locale), "ship");
		const [line] = shopRows(till, `SELECT id FROM @shop@.order_line WHERE order_id = ${order.id} AND no_withdrawal = 'digital'`), seen = await placed.client.get(`${new URL(placed.url).pathname}/return`);
		return placed.client.post(`${new URL(placed.url).pathname}/return`, { key: seen.form(back).value("key"), [`back_${line.id}`]: "1" });
	}],
	["withdrawal, read over", 200, async (w) => (await (await w.after([paid, ship])).click('a[href$="/return"]')).form(back).submit({ note: "Too blue", reason: "other" })],
	["order, withdrawn from", 200, async (w) => {
		const page = await (await (await w.after([paid, ship])).click('a[href$="/return"]')).form(back).submit();
		return page.form(back).submit({}, { button: ["confirm", "1"] });
	}],
	["order, not there", 404, (w) => w.shop(`/order/${"0".repeat(32)}`)],
	["home, with a notice about cookies", 200, async (w) => {
		shopExecute(await w.till, "UPDATE @shop@.shop SET cookie_notice = true");
		try {
			return await w.at("till", "/");
		} finally {
			shopExecute(await w.till, "UPDATE @shop@.shop SET cookie_notice = false");
		}
	}],
	["contact, of who collects", 200, collecting],
	["contact, of who collects, refused", 422, async (w) => (await collecting(w)).form(post).submit({ email: "nobody", name: "" })],
	["order, to be collected", 200, collected],
	["order, ready to be collected", 200, async (w) => {
		const { url } = await collected(w), [{ number }] = shopRows(await w.till, `SELECT number FROM @shop@.orders WHERE token = '${/order\/([0-9a-f]{32})/.exec(url)[1]}'`);
		await adminAct(await adminOrder(await w.staff, await w.till, number, w.locale), "ready");
		return w.shop(new URL(url).pathname.slice(3), await w.till);
	}],
];
