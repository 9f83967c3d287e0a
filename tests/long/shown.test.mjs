// What a merchant changes, by each kind of form, is what every page shows within a second: all pages of a shop in two languages, as they
// are kept, are compared byte for byte with the same pages made anew.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { staffOf, adminAct, adminOrder } from "../lib/admin.mjs";
import { buy } from "../lib/buy.mjs";
import { fullCopy } from "../lib/catalog.mjs";
import { csv, importCsv, productRow } from "../lib/goods.mjs";
import { seen, withBoth } from "../lib/kept.mjs";
import { somePhoto, upload } from "../lib/pictures.mjs";
import { until } from "../lib/program.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const LOCALES = ["de", "en"], AT_ONCE = 4, WITHIN_MS = 1000;
const letters = { product: "p", category: "c", page: "page" };

function addresses(shop) {
	const slugs = shopRows(shop, "SELECT kind, locale, slug FROM @shop@.slug ORDER BY kind, entity_id, locale, slug").filter((r) => LOCALES.includes(r.locale));
	const fixed = LOCALES.flatMap((l) => ["/", "/search?q=mug", "/search?q=becher", "/search?q=blau&sort=price", "/search/suggest?q=be", "/feed/new.xml", "/feed/merchant.xml", "/old-address"].map((p) => `/${l}${p}`));
	const lists = slugs.filter((r) => r.kind === "category").flatMap((r) => ["?stock=in", "?sort=price", "?sort=new", "?page=2"].map((q) => `/${r.locale}/c/${encodeURIComponent(r.slug)}${q}`));
	return ["/robots.txt", "/sitemap.xml", "/sitemap-home.xml", ...fixed, ...slugs.map((r) => `/${r.locale}/${letters[r.kind]}/${encodeURIComponent(r.slug)}`), ...lists];
}

async function crawl(program, shop, paths) {
	const pages = new Map(), left = [...paths];
	await Promise.all(Array.from({ length: AT_ONCE }, async () => {
		for (let path; (path = left.shift()) !== undefined;)
			pages.set(path, await seen(program, shop, path));
	}));
	return pages;
}

function differing(a, b) {
	return [...a.keys()].filter((path) => a.get(path) !== b.get(path));
}

function firstDifference(a, b) {
	const x = a.split("\n"), y = b.split("\n"), at = x.findIndex((line, i) => line !== y[i]);
	return `kept: ${x[at]?.trim()}\nmade: ${y[at]?.trim()}`;
}

const row = (w, sql) => shopRows(w.shop, sql)[0];
const productId = (w, handle) => row(w, `SELECT id FROM @shop@.product WHERE handle = '${handle}'`).id;
const variant = (w, handle) => row(w, `SELECT min(v.id) AS id FROM @shop@.variant v JOIN @shop@.product p ON p.id = v.product_id WHERE p.handle = '${handle}' AND v.state = 'active'`).id;
const categoryId = (w, code) => row(w, `SELECT id FROM @shop@.category WHERE code = '${code}'`).id;

// The form of a page of the admin, sent with these values.
async function send(w, path, values, selector = 'main form[method="post"]', options) {
	const page = await w.staff.get(`/en/${w.shop}${path}`);
	assert.equal(page.status, 200, path);
	const after = await page.form(selector).submit(values, options);
	assert.equal(after.status, 200, `${path}: ${after.textOf(".errors")}`);
	return after;
}

const stock = (w, handle, n) => send(w, `/products/${productId(w, handle)}`, { [`on_hand_${variant(w, handle)}`]: String(n) });
const home = (w, kind, values) => send(w, `/content/home/new/${kind}`, values, "main form");

const MUG = "harbour-mug", CATEGORY = "ceramics";

// [what, what is done, { later: so many milliseconds until it is seen, same: nothing is to be seen of it }]
const changes = [
	["a price of the grid", (w) => send(w, `/products/${productId(w, MUG)}`, { [`price_${variant(w, MUG)}`]: "77.70" })],
	["a product's words", (w) => send(w, `/products/${productId(w, MUG)}/texts`, { name_de: "Becher namens Ahoi", summary_de: "Ganz anders." })],
	["a product's address", (w) => send(w, `/products/${productId(w, MUG)}/texts`, { slug_de: "ahoi-becher" })],
	["who makes a product", (w) => send(w, `/products/${productId(w, MUG)}/details`, { vendor: "Andere Hand" })],
	["a price by quantity", async (w) => {
		const page = await w.staff.get(`/en/${w.shop}/products/${productId(w, MUG)}/prices`);
		const at = page.$$('form[action$="/prices/tier"]').findIndex((f) => f.querySelector("select"));
		page.$$('form[action$="/prices/tier"]')[at].setAttribute("data-test", "tier");
		assert.equal((await page.form('form[data-test="tier"]').submit({ quantity: "5", price: "60.00" })).status, 200);
	}],
	["few are left", (w) => stock(w, MUG, 4)],
	["none is left", (w) => stock(w, MUG, 0)],
	["many are there again", (w) => stock(w, MUG, 500)],
	["a product is put away", (w) => send(w, `/products/${productId(w, MUG)}`, { state: "draft" })],
	["and brought back", (w) => send(w, `/products/${productId(w, MUG)}`, { state: "active" })],
	["a picture is added", async (w) => {
		await upload(w.staff, `/en/${w.shop}/products/${productId(w, MUG)}/pictures/add`, [["a.jpg", somePhoto()]]);
		await until(() => row(w, "SELECT count(*) AS n FROM @shop@.media WHERE state = 'waiting'").n === 0, "the worker has made all sizes", 60);
	}],
	["a file of products", async (w) => assert.equal((await importCsv(w.shop, csv([productRow("fresh-thing", "Ganz neu", "12.00"), productRow(MUG, "Ahoi II", "9.99")].map((r) => ({ "Handle": r.Handle, "Title": r.Title, "Variant Price": r["Variant Price"] }))))).status, 0)],
	["a category's name", (w) => send(w, `/categories/${categoryId(w, CATEGORY)}`, { name_de: "Scherben" }, "main form[action*='categories/']")],
	["a category is hidden", (w) => w.staff.get(`/en/${w.shop}/categories/${categoryId(w, CATEGORY)}`).then((p) => p.form("main form[action*='categories/']").submit({ hidden: "1" }))],
	["and shown", (w) => w.staff.get(`/en/${w.shop}/categories/${categoryId(w, CATEGORY)}`).then((p) => p.form("main form[action*='categories/']").submit({ hidden: null }))],
	["categories in another order", async (w) => {
		const ids = shopRows(w.shop, "SELECT id FROM @shop@.category WHERE parent_id IS NULL ORDER BY position, id").map((r) => r.id);
		await send(w, "/categories", {}, "form[action$='/categories/move']", { button: ["up", String(ids[1])] });
	}],
	["products of a category in another order", async (w) => {
		const { id } = row(w, `SELECT pc.category_id AS id FROM @shop@.product_category pc JOIN @shop@.category c ON c.id = pc.category_id AND c.active AND c.sort = 'featured'
			WHERE NOT EXISTS (SELECT 1 FROM @shop@.category k WHERE k.parent_id = c.id) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`);
		const page = await w.staff.get(`/en/${w.shop}/categories/${id}`);
		const down = page.$("form[action$='/products'] button[name='down']");
		assert.ok(down, "products have buttons");
		assert.equal((await page.form("form[action$='/products']").submit({}, { button: ["down", down.getAttribute("value")] })).status, 200);
	}],
	["an attribute's name", async (w) => {
		const id = row(w, "SELECT min(attribute_id) AS id FROM @shop@.product_attribute").id;
		await send(w, `/products/attributes/${id}`, { label_de: "Eigenheit" });
	}],
	["a new content page", (w) => send(w, "/content/pages/new", { title_de: "Ganz neue Seite", body_de: "Hallo" }, "main form[action*='content/pages/']")],
	["what a content page says", (w) => send(w, `/content/pages/${row(w, "SELECT min(id) AS id FROM @shop@.page WHERE active").id}`, { body_de: "Etwas ganz anderes." }, "main form[action*='content/pages/']")],
	["a content page goes", (w) => send(w, `/content/pages/${row(w, "SELECT max(id) AS id FROM @shop@.page").id}`, {}, "form[action$='/remove']")],
	["a menu of one's own", (w) => send(w, "/content/menus", {}, "form[action$='/menus/start']"), { same: true }],
	["an item of a menu", (w) => send(w, "/content/menus/main/new", { link: "address", address: "/search?q=x", label_de: "Neu im Menü", label_en: "New" }, "main form")],
	["the home page's blocks", (w) => home(w, "text", { headline_de: "Ein Satz", body_de: "Und noch einer." })],
	["a block that shows a category", (w) => home(w, "products", { source: "category", shelf: String(categoryId(w, CATEGORY)), headline_de: "Aus dem Regal" })],
	["an old address", (w) => send(w, "/content/redirects", { path: "/de/old-address", target: "/de/" }, "main section form[action$='/redirects']")],
	["the shop's name", (w) => send(w, "/settings/names", { title_de: "Hafen Zwei", tagline_de: "Alles neu" }, "main form")],
	["the shop's colours", (w) => send(w, "/settings/theme", { accent: "#b00020" }, "main form")],
	["the notice on cookies", (w) => send(w, "/settings/cookies", { notice: "1" }, "main form")],
	["a price by the clock", (w) => {
		shopExecute(w.shop, `UPDATE @shop@.price SET valid_to = now() + interval '4 seconds' WHERE variant_id = ${variant(w, MUG)} AND currency = 'EUR' AND min_quantity = 1 AND valid_to = 'infinity'`);
		shopExecute(w.shop, `INSERT INTO @shop@.price (variant_id, currency, minor, valid_from) SELECT ${variant(w, MUG)}, 'EUR', 4242, max(valid_to) FROM @shop@.price WHERE variant_id = ${variant(w, MUG)} AND currency = 'EUR' AND min_quantity = 1`);
		return stoactl(["index", w.shop]);
	}, { later: 5000 }],
	["a product by the clock", async (w) => {
		shopExecute(w.shop, `UPDATE @shop@.product SET unpublish_at = now() + interval '4 seconds' WHERE handle = '${MUG}'`);
		assert.equal((await stoactl(["index", w.shop])).status, 0);
	}, { later: 5000 }],
	["a closed shop", async (w) => assert.equal((await stoactl(["tenant", "suspend", w.shop])).status, 0)],
	["an open one", async (w) => assert.equal((await stoactl(["tenant", "resume", w.shop])).status, 0)],
];

test("each kind of change is what all pages of a shop show within a second, to the last byte", () => withBoth(async ({ kept, made }) => {
	const shop = await fullCopy("hafen"), w = { shop, staff: await staffOf(shop) }, paths = addresses(shop);
	let before = await crawl(made, shop, paths);
	await crawl(kept, shop, paths);
	const wrong = [];
	for (const [what, change, { later = 0, same = false } = {}] of changes) {
		const answer = await change(w);
		assert.ok(answer === undefined || answer.status === 200 || answer.status === 0, `${what}: ${answer?.status} ${answer?.textOf?.(".errors")}`);
		if (later)
			await crawl(kept, shop, paths);
		await sleep(WITHIN_MS + later);
		const hits = kept.log.split("cache=hit").length;
		const [k, m] = [await crawl(kept, shop, paths), await crawl(made, shop, paths)];
		const stale = differing(k, m), changed = differing(before, m).length;
		process.stderr.write(`${what}: ${changed} of ${paths.length} pages changed, ${kept.log.split("cache=hit").length - hits} were kept, ${stale.length} wrong\n`);
		if (stale.length)
			wrong.push(`${what}: ${stale.length} stale\n${stale.slice(0, 3).map((p) => `${p}\n${firstDifference(k.get(p), m.get(p))}`).join("\n")}`);
		if (changed === 0 && !same)
			wrong.push(`${what}: nothing has changed`);
		const more = addresses(shop).filter((path) => !paths.includes(path));
		paths.push(...more);
		before = new Map([...m, ...await crawl(made, shop, more)]);
		await crawl(kept, shop, more);
	}
	assert.deepEqual(wrong, []);
}));

test("an order empties nothing; the last piece takes the pages along that say so", () => withBoth(async ({ kept, made }) => {
	const shop = await fullCopy("hafen"), w = { shop, staff: await staffOf(shop) }, paths = addresses(shop);
	shopExecute(shop, "UPDATE @shop@.stock SET on_hand = 100, committed = 0, reserved = 0");
	assert.equal((await stoactl(["index", shop])).status, 0);
	await sleep(WITHIN_MS);
	const misses = () => kept.log.split("cache=miss").length, path = `/p/${row(w, `SELECT slug FROM @shop@.slug WHERE kind = 'product' AND locale = 'en' AND current AND entity_id = ${productId(w, MUG)}`).slug}`;
	/* Where two are to be stored at once one is not. */
	for (let i = 0; i < 3; i++)
		await crawl(kept, shop, paths);
	let first = misses();
	const { number } = await buy({ shop, locale: "en", products: [path], quantity: 3 });
	await sleep(WITHIN_MS);
	await crawl(kept, shop, paths);
	assert.equal(misses() - first, 0, "ninety are left: every page is as it was");
	shopExecute(shop, "UPDATE @shop@.stock SET on_hand = reserved + committed + 2");
	await sleep(WITHIN_MS);
	for (let i = 0; i < 3; i++)
		await crawl(kept, shop, paths);
	first = misses();
	await buy({ shop, locale: "en", products: [path], quantity: 2 });
	await sleep(WITHIN_MS);
	assert.deepEqual(differing(await crawl(kept, shop, paths), await crawl(made, shop, paths)), []);
	const gone = misses() - first;
	assert.ok(gone > 0 && gone < paths.length / 2, `${gone} of ${paths.length} pages were made anew`);
	const page = await adminOrder(w.staff, shop, number);
	assert.equal((await adminAct(page, "cancel", {})).status, 200);
	await sleep(WITHIN_MS);
	assert.deepEqual(differing(await crawl(kept, shop, paths), await crawl(made, shop, paths)), []);
}));
