/*
 * Every door that writes: each POST address that a program prints by --routes, with the real form that leads through it, in a shop that
 * has something behind every one of them.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { adminAct, adminOrder, staffOf } from "./admin.mjs";
import { addToCart, addresses, buy, checkoutToReview, someEmail } from "./buy.mjs";
import { uploadFile } from "./catalog.mjs";
import { Client, encodeForm, shopClient } from "./client.mjs";
import { env } from "./env.mjs";
import { csv, productRow } from "./goods.mjs";
import { multipart, somePhoto } from "./pictures.mjs";
import { binary, surroundings, until } from "./program.mjs";
import { lit, shopExecute, shopRows } from "./psql.mjs";
import { demoNotice, newTill, paymentsOf, variantOf } from "./till.mjs";

let shot = null;
// The same bytes each time.
const photo = () => (shot ??= somePhoto());

const post = 'main form[method="post"]';
export const programs = ["storefront", "cart", "checkout", "admin", "webhook", "demopay"];

// ["POST pattern"] of a program.
export function postRoutes(program) {
	const lines = execFileSync(binary(program), ["--routes"], { encoding: "utf8", env: surroundings }).trim().split("\n");
	return lines.map((line) => line.split(" ")).filter(([method]) => method === "POST").map(([, pattern]) => pattern);
}

// A shop with an order in every state that a button needs, and one of each thing that staff arrange.
export async function newWorld() {
	const shop = await newTill(), staff = await staffOf(shop), root = `/en/${shop}`;
	const w = { shop, staff, root, ids: {} };
	const id = (select) => shopRows(shop, select)[0]?.id;
	const last = (table, where = "true") => id(`SELECT max(id) AS id FROM @shop@.${table} WHERE ${where}`);
	const fillIn = async (path, values, { selector = post, ...options } = {}) => {
		const page = await (await staff.get(root + path)).form(selector).submit(values, options);
		assert.ok(page.status === 200, `${path}: ${page.status} ${page.textOf(".errors")}`);
		return page;
	};

	for (const name of ["Alpha", "Beta"])
		await fillIn("/categories/new", { name_de: name });
	w.ids.category = last("category");
	w.ids.upper = id("SELECT min(id) AS id FROM @shop@.category");
	await fillIn("/products/attributes/new", { label_de: "Stoff", type: "text" });
	w.ids.attribute = last("attribute");
	for (const title of ["Erste", "Zweite"])
		await fillIn("/content/pages/new", { title_de: title });
	w.ids.page = last("page");
	await fillIn("/content/menus", {}, { selector: 'form[action$="/menus/start"]' });
	for (const label of ["Eins", "Zwei"])
		await fillIn("/content/menus/main/new", { link: "home", label_de: label });
	w.ids.item = last("menu_item");
	await fillIn("/content/home/new/text", { headline_de: "Block", body_de: "Worte" });
	w.ids.block = last("home_block");
	await fillIn("/content/redirects", { path: "/alt", target: "/neu", status: "301" }, { selector: 'form[action$="/redirects"][method="post"]' });
	await fillIn("/settings/pickups/new", { label_de: "Laden", line1: "Am Kai 1", postcode: "20457", city: "Hamburg" });
	w.ids.pickup = last("pickup");
	for (const name of ["Keller", "Scheune", "Dach"])
		await fillIn("/settings/locations/new", { name });
	[w.ids.location, w.ids.barn, w.ids.attic] = shopRows(shop, "SELECT id FROM @shop@.location WHERE rank > 1 ORDER BY rank").map((r) => r.id);
	await fillIn(`/settings/locations/${w.ids.attic}/close`, {});
	await fillIn("/settings/shipping/zones", { label_de: "Alpen", in_104: "1" });
	await fillIn("/settings/taxes/classes", { label_de: "Extra", code: "extra" });
	w.ids.zone = last("zone");
	w.ids.method = last("shipping_method");
	w.ids.product = id("SELECT id FROM @shop@.product WHERE handle = 'mug'");
	w.ids.variant = variantOf(shop, "mug");
	await fillIn("/products/new", { name_de: "Entwurf", price: "9.00" });
	w.ids.fresh = last("product");

	const [paid, owed, abroad, reduced, sent] = await Promise.all([
		buy({ shop, locale: "en", products: ["/p/mug", "/p/book"], quantity: 2, method: "demo" }),
		buy({ shop, locale: "en", products: ["/p/mug"], method: "bank_transfer" }),
		buy({ shop, locale: "en", country: "US", products: ["/p/mug", "/p/book"], quantity: 3, method: "demo" }),
		buy({ shop, locale: "en", products: ["/p/mug"], quantity: 2, method: "demo" }),
		buy({ shop, locale: "en", products: ["/p/book"], method: "demo" }),
	]);
	Object.assign(w, { paid, owed, abroad, sent });
	await adminAct(await adminOrder(staff, shop, sent.number), "ship", {});
	Object.assign(w.ids, { paid: paid.order.id, owed: owed.order.id, abroad: abroad.order.id, reduced: reduced.order.id });

	// Sent abroad, where what comes back is a request: one in each state.
	await adminAct(await adminOrder(staff, shop, abroad.number), "ship", { tracking: "JJD1" });
	const logo = await staff.get(`${root}/settings/theme/logo`);
	assert.equal((await send(read(logo, post, {}, null, [["logo", "logo.png", "image/jpeg", photo()]]))).status, 303);
	const [line] = shopRows(shop, `SELECT id FROM @shop@.order_line WHERE order_id = ${abroad.order.id} ORDER BY id`);
	const back = 'form[action$="/return"]';
	for (const state of ["asked", "approved", "received"]) {
		const read = await (await abroad.client.get(`/en/order/${abroad.token}/return`)).form(back).submit({ [`back_${line.id}`]: "1", reason: "damaged" });
		assert.equal((await read.form(back).submit({}, { button: ["confirm", "1"] })).status, 200);
		w.ids[state] = last("return_request");
		let page = await staff.get(`${root}/orders/returns/${w.ids[state]}`);
		if (state !== "asked")
			page = await adminAct(page, "approve", { answer: "Am Kai 1, Hamburg" });
		if (state === "received")
			page = await adminAct(page, "receive", {});
	}

	// Paid, and then made cheaper: the difference is due.
	const edit = await adminAct(await adminOrder(staff, shop, reduced.number), "edit");
	const drafted = 'form[action*="/drafts/"]:not([action$="/drop"])', pieces = edit.form(drafted).entries.find(([n]) => n.startsWith("quantity_"))[0];
	const counted = await edit.form(drafted).submit({ [pieces]: "1" });
	await counted.form(drafted).submit({}, { button: ["do", "apply"] });

	// A refund that is still to be asked for.
	const part = await (await staff.get(`${root}/orders/${paid.order.id}/refund-part`)).form(post).submit({ amount: "1.00" });
	await part.form(post).submit();
	w.ids.refund = last("refund");

	// Collected in person, and paid.
	const walker = shopClient(shop), email = someEmail("walk");
	await addToCart(walker, { locale: "en", product: "/p/mug" });
	const at = await (await walker.get("/en/checkout")).form(post).submit({ place: String(w.ids.pickup) }, { button: ["adapt", "1"] });
	const choice = await at.form(post).submit({ email, name: "Wanda" });
	await (await choice.form(post).submit({ method: "bank_transfer" })).form(post).submit();
	w.ids.fetched = last("orders");
	const [{ number }] = shopRows(shop, `SELECT number FROM @shop@.orders WHERE id = ${w.ids.fetched}`);
	await adminAct(await adminOrder(staff, shop, number), "paid");

	// Two drafts: one that can be placed, one that can go.
	for (const name of ["draft", "drop"]) {
		const page = await fillIn("/drafts", {}, { selector: 'form[action$="/drafts"]' });
		const filled = await page.form(drafted).submit({ email: someEmail("draft"), name: "Tessa", line1: "Am Hörer 1", postcode: "20095", city: "Hamburg", q: "MUG" });
		await filled.form(drafted).submit({ q: "" }, { button: ["add", String(w.ids.variant)] });
		w.ids[name] = last("draft");
	}

	shopExecute(shop, `INSERT INTO @shop@.outbox (kind, effect, order_id, ref_id, state, attempts, due_at, created_at, done_at, last_error)
		VALUES ('mail_placed', 'door:mail', ${paid.order.id}, 1, 'dead', 20, now(), now(), now(), 'smtp_550')`);
	w.ids.picture = last("picture", `product_id = ${w.ids.product}`);
	w.ids.job = last("outbox", "state = 'dead'");
	await uploadFile(staff, shop, csv([productRow("plate", "Plate", "3.50")]));
	w.ids.file = last("import_job");
	await until(() => shopRows(shop, "SELECT state FROM @shop@.import_job")[0].state !== "checking", "the file is looked through", 60);

	// A shopper with a cart, one in front of the last button, one who has not agreed yet.
	w.shopper = shopClient(shop);
	await addToCart(w.shopper, { locale: "en", product: "/p/mug" });
	w.buyer = shopClient(shop);
	await addToCart(w.buyer, { locale: "en", product: "/p/book" });
	await checkoutToReview(w.buyer, { locale: "en", email: someEmail("door"), method: "bank_transfer" });
	w.waiting = await buy({ shop, locale: "en", products: ["/p/book"], method: "demo", answer: "leave" });
	Object.assign(w.ids, { waitingToken: w.waiting.token, owedToken: owed.token, abroadToken: abroad.token, pickupMethod: id("SELECT id FROM @shop@.shipping_method WHERE code = 'pickup'") });
	return w;
}

const fill = (w, text) => text.replace(/\{(\w+)\}/g, (all, name) => {
	assert.ok(w.ids[name] !== undefined, `${all} of the world`);
	return w.ids[name];
});

// rest: where the form is sent to, behind /en/SHOP. page: where it stands, if elsewhere.
const staffDoor = (pattern, rest, values = {}, more = {}) => ({ program: "admin", pattern: `/:locale/:shop${pattern}`, rest, values, who: (w) => w.staff, ...more });
const shopDoor = (program, pattern, who, rest, values = {}, more = {}) => ({ program, pattern: `/:locale${pattern}`, rest, values, who, shop: true, ...more });

const order = (action, rest = `/orders/{paid}/${action}`, values = {}, more = {}) =>
	staffDoor(`/orders/:id/${action}`, rest, values, { page: rest?.replace(/\/[^/]*$/, ""), money: true, ...more });
const returned = (action, state, values = {}, more = {}) =>
	staffDoor(`/orders/returns/:id/${action}`, `/orders/returns/{${state}}/${action}`, values, { page: `/orders/returns/{${state}}`, ...more });
// A form of the settings that stands where it is sent to.
const set = (path, values, more = {}) => staffDoor(path, path, values, more);


/*
 * values: what is typed; button: [name, value] that is pressed; files: what is chosen ([name, filename, type, bytes]); raw: a form as a browser
 * would send it, where no page of this shop's has it. money: looked at in every check. plain: by itself it changes nothing of the shop's.
 * loose: ids may be others. empty: a form of which nothing need be sent. roomy: its numbers are words. look: what it changes beside the compared tables. but: tables that it may write twice. kept: where what is refused is kept for staff to go on with. away: it asks a provider that only tests of its own have.
 */
export const doors = [
	shopDoor("storefront", "/cookies", (w) => w.shopper, "/cookies", {}, { plain: true, empty: true, raw: { back: "/en/" } }),
	shopDoor("storefront", "/currency", (w) => w.shopper, "/currency", {}, { plain: true, raw: { currency: "USD", back: "/en/" } }),
	shopDoor("cart", "/cart/add", (w) => w.shopper, "/cart/add", { quantity: "2" }, { page: "/p/book", money: true }),
	shopDoor("cart", "/cart/update", (w) => w.shopper, "/cart/update", { quantity: "3" }, { page: "/cart", money: true }),
	shopDoor("cart", "/cart/remove", (w) => w.shopper, "/cart/remove", {}, { page: "/cart", money: true }),
	shopDoor("checkout", "/checkout", (w) => w.buyer, "/checkout", { name: "Berta" }, { money: true }),
	shopDoor("checkout", "/checkout/shipping", (w) => w.buyer, "/checkout/shipping", { method: "{pickupMethod}" }, { money: true }),
	shopDoor("checkout", "/checkout/payment", (w) => w.buyer, "/checkout/payment", { method: "check" }, { money: true }),
	shopDoor("checkout", "/checkout/place", (w) => w.buyer, "/checkout/place", {}, { page: "/checkout/review", money: true, loose: true }),
	shopDoor("checkout", "/order/withdraw", (w) => w.shopper, "/order/withdraw", {}, { money: true, open: openWithdraw, loose: true }),
	shopDoor("checkout", "/order/:token/pay", (w) => w.waiting.client, "/order/{waitingToken}/pay", {}, { page: "/order/{waitingToken}", plain: true, money: true }),
	shopDoor("checkout", "/order/:token/cancel", (w) => w.owed.client, "/order/{owedToken}/cancel", {}, { money: true, loose: true }),
	shopDoor("checkout", "/order/:token/return", (w) => w.abroad.client, "/order/{abroadToken}/return", {}, { money: true, open: openReturn, loose: true }),
	{ program: "webhook", pattern: "/hook/:provider", money: true, loose: true, open: openNotice },
	// Each of its notices has an id of its own.
	{ program: "demopay", pattern: "/pay/:blob", money: true, loose: true, open: openDemo, but: ["payment_notice"] },

	staffDoor("/low-stock", "/low-stock", { few: "7" }, { page: "/" }),
	staffDoor("/first-steps", "/first-steps", {}, { page: "/", button: "step" }),
	staffDoor("/failed/retry", "/failed/retry", {}, { page: "/failed", button: ["id", "{job}"], look: deadJobs, empty: true }),
	staffDoor("/failed/away", "/failed/away", {}, { page: "/failed", form: 'form[action$="/failed/retry"]', button: ["id", "{job}"], look: deadJobs, empty: true }),

	staffDoor("/orders/bulk", "/orders/bulk", { id: "{paid}" }, { page: "/orders", button: ["do", "ship"], money: true, loose: true }),
	order("paid", "/orders/{owed}/paid", {}, { loose: true }),
	order("ship", "/orders/{paid}/ship", { tracking: "JJD7" }, { loose: true, empty: true }),
	order("ready", "/orders/{fetched}/ready", {}, { loose: true }),
	order("cancel", "/orders/{owed}/cancel", {}, { loose: true }),
	order("refund", "/orders/{paid}/refund", {}, { loose: true }),
	order("note", "/orders/{paid}/note", { note: "Klingelt zweimal" }, { loose: true }),
	order("edit", "/orders/{paid}/edit", {}, { loose: true }),
	order("capture", "", {}, { away: "holding.test.mjs" }),
	order("go-on", "", {}, { away: "expiring.test.mjs" }),
	order("refund-part", "/orders/{paid}/refund-part", {}, { open: openRefund, loose: true }),
	order("refund-due", "/orders/{reduced}/refund-due", {}, { loose: true }),
	staffDoor("/orders/:id/refunds/:refund", "/orders/{paid}/refunds/{refund}", {}, { page: "/orders/{paid}", money: true, loose: true,
		before: (w) => shopExecute(w.shop, `UPDATE @shop@.refund SET state = 'requested' WHERE id = ${w.ids.refund}`) }),
	staffDoor("/drafts", "/drafts", {}, { money: true, loose: true }),
	staffDoor("/drafts/:id", "/drafts/{draft}", {}, { open: openDraft, money: true, loose: true, kept: ["draft", "draft_line"] }),
	staffDoor("/drafts/:id/drop", "/drafts/{drop}/drop", {}, { page: "/drafts/{drop}" }),
	returned("approve", "asked", { answer: "Am Kai 1, Hamburg" }, { loose: true }),
	returned("refuse", "asked", { answer: "Zu spät" }, { loose: true }),
	returned("receive", "approved", {}, { loose: true }),
	returned("refund", "received", {}, { money: true, loose: true }),
	returned("close", "received", {}, { loose: true }),

	staffDoor("/categories/move", "/categories/move", {}, { page: "/categories", button: ["up", "{category}"] }),
	staffDoor("/categories/place", "/categories/place", { id: "{category}", parent: "", before: "{upper}" }, { page: "/categories" }),
	staffDoor("/categories/new", "/categories/new", { name_de: "Gamma" }, { loose: true }),
	staffDoor("/categories/:id", "/categories/{category}", { name_de: "Delta" }, { loose: true }),
	staffDoor("/categories/:id/products", "/categories/{upper}/products", {}, { page: "/categories/{upper}", button: "down" }),
	staffDoor("/categories/:id/remove", "/categories/{category}/remove", {}, { page: "/categories/{category}", empty: true }),

	staffDoor("/content/pages/move", "/content/pages/move", {}, { page: "/content/pages", button: ["up", "{page}"] }),
	staffDoor("/content/pages/new", "/content/pages/new", { title_de: "Dritte", body_de: "Worte" }, { loose: true }),
	staffDoor("/content/pages/:id", "/content/pages/{page}", { body_de: "Worte" }, { loose: true }),
	staffDoor("/content/pages/:id/remove", "/content/pages/{page}/remove", {}, { page: "/content/pages/{page}" }),
	staffDoor("/content/menus/move", "/content/menus/move", {}, { page: "/content/menus", button: ["up", "{item}"] }),
	staffDoor("/content/menus/start", "/content/menus/start", {}, { page: "/content/menus", loose: true }),
	staffDoor("/content/menus/reset", "/content/menus/reset", {}, { page: "/content/menus" }),
	staffDoor("/content/menus/:menu/new", "/content/menus/main/new", { link: "home", label_de: "Drei" }, { loose: true }),
	staffDoor("/content/menus/items/:id", "/content/menus/items/{item}", { label_de: "Vier" }),
	staffDoor("/content/menus/items/:id/remove", "/content/menus/items/{item}/remove", {}, { page: "/content/menus/items/{item}" }),
	staffDoor("/content/redirects", "/content/redirects", { path: "/alt-2", target: "/neu-2", status: "301" }, { loose: true }),
	staffDoor("/content/redirects/import", "/content/redirects/import", { lines: "/a /b\n/c /d" }, { page: "/content/redirects", loose: true }),
	staffDoor("/content/redirects/remove", "/content/redirects/remove", {}, { page: "/content/redirects", button: "id" }),
	staffDoor("/content/home/move", "/content/home/move", {}, { page: "/content/home", button: ["up", "{block}"] }),
	staffDoor("/content/home/start", "/content/home/start", {}, { page: "/content/home", loose: true, before: (w) => shopExecute(w.shop, "DELETE FROM @shop@.home_block") }),
	staffDoor("/content/home/reset", "/content/home/reset", {}, { page: "/content/home" }),
	staffDoor("/content/home/new/:kind", "/content/home/new/text", { headline_de: "Neu", body_de: "Worte" }, { loose: true }),
	staffDoor("/content/home/:id", "/content/home/{block}", { headline_de: "Anders" }),
	staffDoor("/content/home/:id/remove", "/content/home/{block}/remove", {}, { page: "/content/home/{block}" }),

	staffDoor("/products/new", "/products/new", { name_de: "Neu", price: "5.00" }, { loose: true }),
	staffDoor("/products/:id", "/products/{product}", { "price_{variant}": "26.00" }, { loose: true }),
	staffDoor("/products/:id/texts", "/products/{product}/texts", { summary_de: "Neu" }, { empty: true }),
	staffDoor("/products/:id/details", "/products/{product}/details", { vendor: "Neu" }),
	staffDoor("/products/:id/options", "/products/{fresh}/options", { new_label_de: "Farbe", new_values: "rot, blau" }, { loose: true }),
	staffDoor("/products/:id/pieces", "/products/{product}/pieces", { "on_hand_{variant}": "900" }, { loose: true }),
	staffDoor("/products/:id/pieces/move", "/products/{product}/pieces/move", { pieces: "3" }, { page: "/products/{product}/pieces", loose: true }),
	staffDoor("/products/:id/prices", "/products/{product}/prices", { "price_{variant}": "26.00" }, { page: "/products/{product}/prices?currency=USD", loose: true }),
	staffDoor("/products/:id/prices/tier", "/products/{product}/prices/tier", { quantity: "10", price: "20.00" }, { page: "/products/{product}/prices", loose: true }),
	staffDoor("/products/:id/prices/sale", "/products/{product}/prices/sale", { percent: "10", from: "2199-06-01T00:00", until: "2199-06-08T00:00" }, { page: "/products/{product}/prices", loose: true }),
	staffDoor("/products/:id/prices/cancel", "/products/{product}/prices/cancel", {}, { open: openCancel, loose: true }),
	staffDoor("/products/:id/pictures", "/products/{product}/pictures", { gone: "{picture}" }, { loose: true, empty: true }),
	staffDoor("/products/:id/pictures/add", "/products/{product}/pictures/add", {}, { page: "/products/{product}/pictures", files: () => [["pictures", "a.jpg", "image/jpeg", photo()]], loose: true }),
	staffDoor("/products/:id/duplicate", "/products/{product}/duplicate", {}, { page: "/products/{product}", loose: true }),
	staffDoor("/products/:id/delete", "/products/{fresh}/delete", {}, { page: "/products/{fresh}" }),
	staffDoor("/products/bulk/preview", "/products/bulk/preview", { change: "state", state: "archived" }, { page: "/products/bulk?ids={fresh}", plain: true }),
	staffDoor("/products/bulk/apply", "/products/bulk/apply", {}, { open: openBulk, loose: true }),
	staffDoor("/products/attributes/new", "/products/attributes/new", { label_de: "Holz" }, { loose: true }),
	staffDoor("/products/attributes/:id", "/products/attributes/{attribute}", { label_de: "Leinen" }),
	staffDoor("/products/attributes/:id/delete", "/products/attributes/{attribute}/delete", {}, { page: "/products/attributes/{attribute}" }),

	staffDoor("/files", "/files", {}, { files: () => [["file", "goods.csv", "text/csv", Buffer.from(csv([productRow("bowl", "Bowl", "4.50")]))]], loose: true }),
	staffDoor("/files/:id/start", "/files/{file}/start", {}, { page: "/files/{file}", loose: true }),
	staffDoor("/files/:id/cancel", "/files/{file}/cancel", {}, { page: "/files/{file}" }),

	set("/settings/names", { title_de: "Anders" }),
	set("/settings/currencies", { rate_1: "1.2" }),
	set("/settings/taxes", { tax_mode: "net" }),
	staffDoor("/settings/taxes/starter", "/settings/taxes/starter", {}, { page: "/settings/taxes", loose: true }),
	staffDoor("/settings/taxes/classes", "/settings/taxes/classes", { label_de: "Null", code: "null" }, { loose: true }),
	staffDoor("/settings/taxes/classes/:code", "/settings/taxes/classes/reduced", { label_de: "Weniger" }),
	staffDoor("/settings/taxes/classes/:code/delete", "/settings/taxes/classes/extra/delete", {}, { page: "/settings/taxes/classes/extra" }),
	staffDoor("/settings/taxes/countries/:country", "/settings/taxes/countries/AT", { name_de: "USt.", new_class: "standard", new_percent: "20" }, { loose: true }),
	staffDoor("/settings/shipping/zones", "/settings/shipping/zones", { label_de: "Alpen", in_104: "1" }, { loose: true }),
	staffDoor("/settings/shipping/zones/:id", "/settings/shipping/zones/{zone}", { label_de: "Fern" }),
	staffDoor("/settings/shipping/zones/:id/delete", "/settings/shipping/zones/{zone}/delete", {}, { page: "/settings/shipping/zones/{zone}" }),
	staffDoor("/settings/shipping/zones/:id/methods", "/settings/shipping/zones/{zone}/methods", { label_de: "Bote", price_1: "3.00" }, { loose: true }),
	staffDoor("/settings/shipping/methods/:id", "/settings/shipping/methods/{method}", { label_de: "Anders" }, { loose: true }),
	staffDoor("/settings/shipping/methods/:id/delete", "/settings/shipping/methods/{method}/delete", {}, { page: "/settings/shipping/methods/{method}" }),
	staffDoor("/settings/payments/methods", "/settings/payments/methods", { label_de: "Bar" }, { loose: true }),
	staffDoor("/settings/payments/methods/:code", "/settings/payments/methods/check", { label_de: "Scheck" }),
	staffDoor("/settings/payments/stripe", null, {}, { away: "settings_keys.alone.test.mjs" }),
	staffDoor("/settings/payments/stripe/delete", null, {}, { away: "settings_keys.alone.test.mjs" }),
	staffDoor("/settings/payments/paypal", null, {}, { away: "settings_keys.alone.test.mjs" }),
	staffDoor("/settings/payments/paypal/delete", null, {}, { away: "settings_keys.alone.test.mjs" }),
	set("/settings/theme", { accent: "#335577" }),
	staffDoor("/settings/theme/logo", "/settings/theme/logo", {}, { files: () => [["logo", "logo.png", "image/jpeg", photo()]], loose: true }),
	staffDoor("/settings/theme/logo/delete", "/settings/theme/logo/delete", {}, { page: "/settings/theme/logo" }),
	staffDoor("/settings/mails/:kind", "/settings/mails/placed", { subject_de: "Danke" }, { loose: true }),
	staffDoor("/settings/mails/:kind/reset", "/settings/mails/placed/reset", {}, { page: "/settings/mails/placed" }),
	set("/settings/accounting", { number_1: "1200" }, { roomy: true }),
	staffDoor("/settings/accounting/preset/:code", "/settings/accounting/preset/skr03", {}, { page: "/settings/accounting" }),
	set("/settings/hold", { minutes: "45" }),
	set("/settings/returns", { days: "30" }),
	set("/settings/cookies", { notice: "1" }),
	set("/settings/legal", { imprint: "{page}" }),
	staffDoor("/settings/locations/new", "/settings/locations/new", { name: "Boden" }, { loose: true }),
	staffDoor("/settings/locations/:id", "/settings/locations/{location}", { name: "Anders" }),
	staffDoor("/settings/locations/:id/close", "/settings/locations/{location}/close"),
	staffDoor("/settings/locations/:id/raise", "/settings/locations/{barn}/raise", {}, { page: "/settings/locations/{barn}" }),
	staffDoor("/settings/locations/:id/open", "/settings/locations/{attic}/open", {}, { page: "/settings/locations/{attic}" }),
	staffDoor("/settings/pickups/new", "/settings/pickups/new", { label_de: "Markt", line1: "Am Markt 1", postcode: "20457", city: "Hamburg" }, { loose: true }),
	staffDoor("/settings/pickups/:id", "/settings/pickups/{pickup}", { label_de: "Anders" }),
	{ program: "admin", pattern: "/:locale/login", plain: true, open: openLogin },
	{ program: "admin", pattern: "/:locale/logout", plain: true, open: openLogout },
];

// What the worker's table says of work that was given up.
function deadJobs(w) {
	return JSON.stringify(shopRows(w.shop, `SELECT state IN ('dead', 'away') AS dead, state = 'dead' AS listed FROM @shop@.outbox WHERE id = ${w.ids.job}`));
}

// What a form says, and where to: { client, path, entries, files }. send() sends it as a browser does.
function read(page, selector, values, button, files = []) {
	const form = page.form(selector), element = form.element;
	let entries = form.entries;
	for (const [name, value] of Object.entries(values)) {
		assert.ok(form.has(name), `the form on ${page.url} has ${name}; it has ${form.controls.map((c) => c.getAttribute("name"))}`);
		entries = [...entries.filter(([n]) => n !== name), [name, value]];
	}
	let action = element.getAttribute("action") || page.url;
	if (button) {
		const [name, value] = Array.isArray(button) ? button : [button];
		const pressed = form.controls.find((c) => c.localName === "button" && c.getAttribute("name") === name && (value === undefined || c.getAttribute("value") === value));
		assert.ok(pressed, `the form on ${page.url} has a button ${button}`);
		entries.push([name, pressed.getAttribute("value")]);
		action = pressed.getAttribute("formaction") ?? action;
	}
	const multipart = /multipart/.test(element.getAttribute("enctype") ?? "");
	return { client: page.client, path: new URL(action, page.url).href, entries, files: multipart ? files : null };
}

export async function openDoor(w, door) {
	const base = door.shop ? "/en" : w.root, words = (o) => Object.fromEntries(Object.entries(o).map(([n, v]) => [fill(w, n), fill(w, v)]));
	await door.before?.(w);
	if (door.open)
		return door.open(w, door, base);
	const client = door.who(w), to = base + fill(w, door.rest);
	if (door.raw)
		return { client, path: new URL(to, client.base).href, entries: Object.entries(door.raw), files: null };
	const page = await client.get(base + fill(w, door.page ?? door.rest));
	const own = page.$$('form[method="post"]').find((f) => new URL(f.getAttribute("action") || page.url, page.url).pathname === to);
	assert.ok(door.form || own, `a form to ${to} stands on ${page.url} (${page.status}): ${page.$$("form").map((f) => f.getAttribute("action"))}`);
	own?.setAttribute("data-door", "");
	const button = Array.isArray(door.button) ? door.button.map((b) => fill(w, b)) : door.button;
	return read(page, door.form ?? "form[data-door]", words(door.values), button, door.files?.());
}

export function send({ client, path, entries, files, headers = {}, body }, options = {}) {
	if (body !== undefined)
		return client.raw({ method: "POST", path, body, headers, ...options });
	if (files)
	{
		const sent = multipart(entries, files);
		return client.raw({ method: "POST", path, body: sent.body, headers: { ...sent.headers, ...headers }, ...options });
	}
	return client.raw({ method: "POST", path, body: encodeForm(entries), headers: { "content-type": "application/x-www-form-urlencoded", ...headers }, ...options });
}

async function openRefund(w, door, base) {
	const page = await w.staff.get(`${base}/orders/${w.ids.paid}/refund-part`);
	return read(await page.form(post).submit({ amount: "2.00" }), post, {});
}

async function openReturn(w) {
	const form = 'form[action$="/return"]', page = await w.abroad.client.get(`/en/order/${w.abroad.token}/return`);
	const name = page.form(form).entries.find(([n]) => n.startsWith("back_"))[0];
	return read(await page.form(form).submit({ [name]: "1", reason: "damaged" }), form, {}, ["confirm", "1"]);
}

async function openWithdraw(w) {
	const page = await w.shopper.get("/en/order/withdraw"), form = 'form[action$="/order/withdraw"]';
	return read(await page.form(form).submit({ name: "Ada", number: w.sent.number, email: w.sent.email }), form, {}, ["confirm", "1"]);
}

async function openNotice(w) {
	const [payment] = paymentsOf(w.shop, w.waiting.order), { body, signature } = demoNotice(w.shop, payment, "payment.approved");
	return { client: shopClient(w.shop), path: new URL("/hook/demo", shopClient(w.shop).base).href, body,
		headers: { "content-type": "application/json", "stoa-demo-signature": signature, "origin": null, "sec-fetch-site": null } };
}

async function openDemo(w) {
	const page = await (await w.waiting.client.get(`/en/order/${w.waiting.token}`)).form('form[action$="/pay"]').submit();
	return read(page, "form", {}, ["answer", "approve"]);
}

async function openDraft(w, door, base) {
	const page = await w.staff.get(`${base}/drafts/${w.ids.draft}`), drafted = 'form[action*="/drafts/"]:not([action$="/drop"])';
	return read(await page.form(drafted).submit({ shipping: "m2", payment: "bank_transfer" }), drafted, {}, ["do", "link"]);
}

async function openCancel(w, door, base) {
	const page = await w.staff.get(`${base}/products/${w.ids.product}/prices`);
	const planned = await page.form('form[action$="/prices/sale"]').submit({ percent: "10", from: "2199-06-01T00:00", until: "2199-06-08T00:00" });
	return read(planned, 'form[action$="/prices/cancel"]', {});
}

async function openBulk(w, door, base) {
	const page = await w.staff.get(`${base}/products/bulk?ids=${w.ids.fresh}`);
	return read(await page.form(post).submit({ change: "state", state: "archived" }), 'form[action$="/bulk/apply"]', {});
}

async function openLogin(w) {
	const client = new Client(env.ADMIN_URL);
	return read(await client.get("/en/login"), "main form", { email: env.ADMIN_USER, password: env.ADMIN_PASSWORD });
}

// Another session than the one that the other doors are opened with.
async function openLogout() {
	const client = new Client(env.ADMIN_URL);
	return read(await (await client.get("/en/login")).form().submit({ email: env.ADMIN_USER, password: env.ADMIN_PASSWORD }), 'form[action$="/logout"]', {});
}
