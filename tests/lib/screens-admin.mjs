// Every page of the admin in every state: a line a screen, as in screens.mjs.
import { adminAct } from "./admin.mjs";
import { env } from "./env.mjs";
import { picture, somePhoto, upload } from "./pictures.mjs";
import { cancel, paid, refund, ship } from "./screens.mjs";

const one = "parent_id IS NULL AND active";

// The page of a product's pictures after these files were sent.
async function uploaded(w, handle, names) {
	const page = await w.adminOf("product", `handle = '${handle}'`, "/pictures");
	return upload(await w.staff, `${new URL(page.url).pathname}/add`, names.map((n) => [n, n.startsWith("plain") ? somePhoto(n) : picture(n)]));
}

export const adminScreens = [
	["login", 200, (w) => w.login()],
	["login, refused", 422, (w) => w.login({ email: "nobody@example.org", password: "wrong" })],
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
];
