// The list of products: found, filtered, sorted, paged, and many changed at once.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { shopClient } from "../lib/client.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill } from "../lib/till.mjs";

let made = null;

function till() {
	made ??= newTill().then(async (shop) => ({ shop, staff: await staffOf(shop) }));
	return made;
}

const names = (page) => page.$$("main tbody th a").map((a) => a.textContent.trim());

async function list(query = "", of = till()) {
	const { shop, staff } = await of, page = await staff.get(`/en/${shop}/products${query}`);
	assert.equal(page.status, 200, query);
	return page;
}

function ids(shop, ...handles) {
	return shopRows(shop, `SELECT id, handle FROM @shop@.product`).filter((r) => handles.includes(r.handle)).sort((a, b) => handles.indexOf(a.handle) - handles.indexOf(b.handle)).map((r) => r.id);
}

// Chooses products by their handles, says what shall change, and gives the page that shows it.
async function choose(handles, values, status = 200) {
	const { shop, staff } = await till(), all = await list();
	const form = all.form('form[action$="/bulk"]');
	assert.ok(form.has("ids"));
	const page = await staff.get(`/en/${shop}/products/bulk?${ids(shop, ...handles).map((i) => `ids=${i}`).join("&")}`);
	assert.equal(page.status, 200);
	const plan = await page.form('form[action$="/preview"]').submit(values);
	assert.equal(plan.status, status, plan.textOf(".errors"));
	return plan;
}

function lines(plan) {
	return plan.$$("main tbody tr").map((r) => [...r.querySelectorAll("th, td")].map((c) => c.textContent.replace(/\s+/g, " ").trim()));
}

const apply = (plan) => plan.form('form[action$="/apply"]').submit();

function minors(shop, handle) {
	return shopRows(shop, `SELECT r.minor, r.compare_minor, r.min_quantity, r.currency FROM @shop@.price r JOIN @shop@.variant v ON v.id = r.variant_id JOIN @shop@.product p ON p.id = v.product_id
		WHERE p.handle = '${handle}' AND r.valid_from <= now() AND r.valid_to > now() ORDER BY r.currency, r.min_quantity`).map(Object.values);
}

test("the list is filtered by state, category and what runs low, and searched by name, number, vendor and tag", async () => {
	const { shop } = await till(), [fading] = ids(shop, "fading");
	shopExecute(shop, `UPDATE @shop@.product SET state = 'draft', tags = '{Sommer}', vendor = 'Elbwerk' WHERE id = ${fading}; DELETE FROM @shop@.product_category WHERE product_id = ${fading}`);
	const category = shopRows(shop, "SELECT id FROM @shop@.category LIMIT 1")[0].id;
	assert.deepEqual(names(await list("?state=draft")), ["fading"]);
	assert.deepEqual(names(await list("?low=1")), ["last", "rare"]);
	assert.deepEqual(names(await list(`?category=${category}`)), ["anvil", "book", "last", "mug", "rare", "shifting"]);
	assert.deepEqual(names(await list(`?category=${category}&low=1&q=ra`)), ["rare"]);
	for (const q of ["sommer", "elbw", "FADI", "fading"])
		assert.deepEqual(names(await list(`?q=${q}`)), ["fading"], q);
	const none = await list("?state=archived");
	assert.match(none.textOf(".empty"), /No product is like that/);
	assert.equal(none.$("#state option[selected]").getAttribute("value"), "archived", "the filter stands as it was chosen");
	const { staff } = await till();
	for (const bad of ["?state=sold", "?category=x", "?low=maybe", "?nope=1"])
		assert.equal((await staff.get(`/en/${shop}/products${bad}`)).status, 400, bad);
});

test("the list is sorted by name as the reader's language does, by what was changed last, and by stock", async () => {
	const { shop, staff } = await till(), [mug, book] = ids(shop, "mug", "book");
	shopExecute(shop, `UPDATE @shop@.product SET updated_at = now() + interval '1 hour' WHERE id = ${book}`);
	assert.equal(names(await list("?sort=updated"))[0], "book");
	assert.deepEqual(names(await list("?sort=stock")).slice(0, 2), ["rare", "last"]);
	const page = await (await staff.get(`/en/${shop}/products/${mug}/texts`)).form('main form[method="post"]').submit({ name_en: "Éclair mug", name_de: "Ärmelbecher" });
	assert.equal(page.status, 200);
	for (const query of ["", "?sort=name"])
		assert.deepEqual(names(await list(query)), ["anvil", "book", "Éclair mug", "fading", "last", "rare", "shifting"]);
	assert.equal(names(await staff.get(`/de/${shop}/products?sort=name`)).indexOf("Ärmelbecher"), 1, "between anvil and book");
});

test("a list of many goes on page by page with its filters, without a gap and without a repeat", async () => {
	const shop = await newShop("pages", { currency: "EUR" }), staff = await staffOf(shop);
	assert.equal((await importCsv(shop, csv(Array.from({ length: 65 }, (_, i) => productRow(`p${String(i).padStart(2, "0")}`, `Thing ${i}`, "5.00"))))).status, 0);
	const seen = [];
	let page = await staff.get(`/en/${shop}/products?state=active&sort=name`);
	for (let i = 0; i < 3; i++) {
		seen.push(...names(page));
		if (i < 2)
			page = await page.click('.pager a[rel="next"]');
	}
	assert.ok(!page.$('.pager a[rel="next"]'));
	assert.equal(seen.length, 65);
	assert.equal(new Set(seen).size, 65);
	assert.equal((await page.click('.pager a[rel="prev"]')).$$("main tbody th a").length, 30);
});

test("many are changed at once: a page shows what will be, and only its button does it", async () => {
	const { shop } = await till(), before = minors(shop, "mug");
	const plan = await choose(["mug", "book"], { change: "percent", percent: "10", rounding: "99" });
	assert.deepEqual(lines(plan).map((l) => l.slice(1)).sort(), [["€12.80", "€13.99"], ["€24.90", "€26.99"]].sort());
	assert.deepEqual(minors(shop, "mug"), before, "not yet");
	const done = await apply(plan);
	assert.match(done.textOf(".flash"), /All of it is changed/);
	assert.deepEqual(minors(shop, "mug")[0][0], 2699);
	assert.equal((await shopClient(shop).get("/en/p/mug")).textOf(".offer .price"), "€26.99", "and shoppers see it");
	const same = await apply(plan);
	assert.match(same.textOf(".flash"), /All of it is changed/, "a second click is told the same");
	assert.equal(minors(shop, "mug")[0][0], 2699);
	plan.$('form[action$="/apply"] [name="once"]').remove();
	const again = await apply(plan);
	assert.equal(again.status, 409, "who presses anew finds other prices");
	assert.match(again.textOf(".note"), /The products have changed meanwhile/);
	assert.equal(minors(shop, "mug")[0][0], 2699);
});

test("prices change by percent in every currency and tier, by an amount in the shop's own; a price before that is no longer above goes", async () => {
	const { shop } = await till(), [shifting] = ids(shop, "shifting");
	shopExecute(shop, `UPDATE @shop@.price SET compare_minor = 1050 WHERE variant_id = (SELECT id FROM @shop@.variant WHERE product_id = ${shifting});
		INSERT INTO @shop@.price (variant_id, currency, min_quantity, minor, valid_from) SELECT id, c, q, m, now() - interval '1 day' FROM @shop@.variant, (VALUES ('EUR', 10, 800), ('USD', 1, 1200)) AS x (c, q, m) WHERE product_id = ${shifting}`);
	const percent = await choose(["shifting"], { change: "percent", percent: "-12.5", rounding: "tenth" });
	assert.equal((await apply(percent)).status, 200);
	assert.deepEqual(minors(shop, "shifting"), [[880, 1050, 1, "EUR"], [700, null, 10, "EUR"], [1050, null, 1, "USD"]]);
	const amount = await choose(["shifting"], { change: "amount", amount: "2.00", rounding: "exact" });
	assert.match(amount.textOf("main tbody"), /without a price before/);
	assert.equal((await apply(amount)).status, 200);
	assert.deepEqual(minors(shop, "shifting"), [[1080, null, 1, "EUR"], [900, null, 10, "EUR"], [1050, null, 1, "USD"]]);
});

test("all or nothing: where one price would fall below zero, or one product is gone, none is changed", async () => {
	const { shop } = await till();
	const bad = await choose(["anvil", "last"], { change: "amount", amount: "-6", rounding: "exact" }, 422);
	assert.match(bad.textOf(".errors"), /“last”/);
	assert.equal(bad.form('form[action$="/preview"]').value("amount"), "-6");
	const plan = await choose(["anvil", "rare"], { change: "state", state: "archived" });
	assert.deepEqual(lines(plan).map((l) => l.slice(1)), [["For sale", "Archived"], ["For sale", "Archived"]]);
	shopExecute(shop, `UPDATE @shop@.product SET state = 'draft' WHERE handle = 'rare'`);
	assert.equal((await apply(plan)).status, 409);
	assert.equal(shopRows(shop, "SELECT state FROM @shop@.product WHERE handle = 'anvil'")[0].state, "active");
});

test("states, categories and tags of many change; what is so already is left out of the page", async () => {
	const { shop } = await till(), state = (h) => shopRows(shop, `SELECT state, tags FROM @shop@.product WHERE handle = '${h}'`)[0];
	const category = shopRows(shop, "SELECT id FROM @shop@.category LIMIT 1")[0].id, client = shopClient(shop);
	await apply(await choose(["fading", "mug"], { change: "state", state: "active" }));
	assert.equal(state("fading").state, "active");
	assert.equal((await client.get("/de/p/fading")).status, 200);
	const put = await choose(["fading", "mug"], { change: "category_add", category });
	assert.equal(lines(put).length, 1, "the mug lies there");
	await apply(put);
	assert.match((await client.get("/de/c/things")).text, /fading/);
	await apply(await choose(["fading"], { change: "category_remove", category }));
	assert.doesNotMatch((await client.get("/de/c/things")).text, /fading/);
	await apply(await choose(["fading", "book"], { change: "tags_add", tags: "Sale, Sommer" }));
	assert.deepEqual([state("fading").tags, state("book").tags], [["Sommer", "Sale"], ["Sale", "Sommer"]]);
	assert.match((await client.get("/de/search?q=Sale")).text, /book/, "and search knows them");
	await apply(await choose(["fading", "book"], { change: "tags_remove", tags: "Sommer" }));
	assert.deepEqual([state("fading").tags, state("book").tags], [["Sale"], ["Sale"]]);
	const same = await choose(["fading"], { change: "tags_add", tags: "Sale" });
	assert.match(same.textOf(".empty"), /Nothing would change/);
	assert.ok(!same.$('form[action$="/apply"]'));
});

test("a change without products, a percentage, a category or tags is said at its field, and a bent one is refused", async () => {
	const { shop, staff } = await till();
	assert.match((await staff.get(`/en/${shop}/products/bulk`)).textOf(".flash"), /choose at least one/);
	for (const [values, field] of [[{ change: "percent", percent: "much" }, "percent"], [{ change: "percent", percent: "0" }, "percent"], [{ change: "amount", amount: "1.999" }, "amount"],
		[{ change: "category_add" }, "category"], [{ change: "tags_add", tags: " , " }, "tags"]]) {
		const page = await choose(["mug"], values, 422);
		assert.ok(page.$(`[name="${field}"]`).getAttribute("aria-invalid"), field);
	}
	const send = (pairs) => staff.post(`/en/${shop}/products/bulk/apply`, pairs).then((p) => p.status);
	const [mug] = ids(shop, "mug"), base = [["ids", mug], ["state", "archived"], ["category", ""], ["percent", ""], ["amount", ""], ["rounding", "exact"], ["tags", ""]];
	assert.equal(await send([...base, ["change", "state"], ["fingerprint", "0".repeat(64)]]), 409);
	assert.equal(await send([...base, ["change", "drop"], ["fingerprint", "0"]]), 400);
	assert.equal(await send([...base.filter(([n]) => n !== "ids"), ["change", "state"], ["fingerprint", "0"]]), 400);
	assert.equal(shopRows(shop, "SELECT state FROM @shop@.product WHERE handle = 'mug'")[0].state, "active");
});
