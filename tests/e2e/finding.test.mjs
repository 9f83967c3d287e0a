// Lists narrowed by what the goods are: exact counts, addresses, chips, prices, availability.
import assert from "node:assert/strict";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { buy } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { categoryId, chosen, countsOf, countsOn, demoShop, dice, goodsOf, termsThere } from "../lib/finding.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { lit, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const shops = {};
// hafen is a copy of our own, since sales change what is in stock; of dilmun only what they leave is looked at.
const shopOf = async (word) => (shops[word] ??= word === "hafen" ? await demoShop(word) : env.SECOND_SHOP);
const cards = (page) => page.$$("a.card").map((a) => decodeURIComponent(new URL(a.getAttribute("href"), page.url).pathname));
// Arabic says one and two without a digit: what is shown is counted then.
function total(page) {
	const digits = page.textOf(".list-tools p").replace(/\D/g, "");
	return digits ? Number(digits) : page.$$("a.card").length;
}

function address(choice, more = "") {
	const pairs = [...choice.f].sort().map((t) => `f=${encodeURIComponent(t)}`);
	if (choice.price)
		pairs.push(`price=${choice.currency}${choice.price[0] ?? ""}-${choice.price[1] ?? ""}`);
	if (choice.stock)
		pairs.push("stock=in");
	return [...pairs, ...(more ? [more] : [])].join("&");
}

// Some choice that leaves something mostly: values that the goods have, sometimes a price, sometimes what is in stock.
function throwChoice(roll, goods, currency) {
	const terms = [...new Set(goods.flatMap((p) => [...p.terms]))].sort();
	const prices = goods.map((p) => p.price[currency]).sort((a, b) => a - b);
	const f = new Set(Array.from({ length: roll(4) }, () => terms[roll(terms.length)]));
	const low = prices[roll(prices.length)], high = prices[roll(prices.length)];
	return { f: [...f], currency, stock: roll(3) === 0, price: roll(3) ? null : roll(3) ? [Math.min(low, high), Math.max(low, high)] : [null, high] };
}

async function holdCounts(client, path, goods, choice, { stock = true } = {}) {
	const page = await client.get(`${path}?${address(choice)}`.replace(/\?$/, ""));
	assert.equal(page.status, 200, page.url);
	const left = chosen(goods, choice), said = countsOn(page, choice);
	if (!stock)
		delete said.stock;
	assert.equal(total(page), left.length, page.url);
	assert.equal(page.$$("a.card").length, Math.min(left.length, 24), page.url);
	assert.deepEqual(said, countsOf(goods, choice, Object.keys(said)), page.url);
	for (const term of termsThere(goods, choice))
		assert.ok(term in said, `${term} is missing on ${page.url}`);
}

test("every count of every facet is exact in a category, for any combination of choices, in each currency", async () => {
	const cases = [["hafen", "de", "EUR", 14], ["hafen", "ar", "JPY", 8], ["dilmun", "en", "BHD", 10]];
	for (const [word, locale, currency, times] of cases) {
		const shop = await shopOf(word), client = shopClient(shop), roll = dice(times);
		const all = goodsOf(shop);
		const slugs = shopRows(shop, `SELECT slug FROM @shop@.slug s JOIN @shop@.category c ON c.id = s.entity_id
			WHERE s.kind = 'category' AND s.locale = ${lit(locale)} AND s.current AND c.parent_id IS NULL ORDER BY slug`).map((s) => s.slug);
		if (currency === "JPY")
			await client.post("/ar/currency", { currency: "JPY", back: "/ar/" });
		for (let i = 0; i < times; i++) {
			const slug = slugs[roll(slugs.length)], id = categoryId(shop, locale, slug);
			const goods = all.filter((p) => p.categories.has(id));
			const choice = i < 2 ? { f: [], currency, stock: false, price: null } : throwChoice(roll, goods, currency);
			choice.stock &&= word === "hafen";
			await holdCounts(client, `/${locale}/c/${encodeURIComponent(slug)}`, goods, choice, { stock: word === "hafen" });
		}
	}
});

test("every count is exact on the page of a search too", async () => {
	const shop = await shopOf("hafen"), client = shopClient(shop), roll = dice(7), all = goodsOf(shop);
	const page = await client.get("/en/search?q=blue");
	const slugs = new Map(shopRows(shop, "SELECT slug, entity_id FROM @shop@.slug WHERE kind = 'product' AND locale = 'en'").map((s) => [s.slug, s.entity_id]));
	const found = new Set(cards(page).map((p) => slugs.get(p.split("/").at(-1))));
	const goods = all.filter((p) => found.has(p.id));
	assert.ok(goods.length > 5 && goods.length < 24, `${goods.length} found`);
	for (let i = 0; i < 8; i++) {
		const choice = throwChoice(roll, goods, "EUR");
		const query = address(choice), answer = await client.get(`/en/search?q=blue${query && `&${query}`}`);
		assert.equal(answer.status, 200);
		const said = countsOn(answer, choice);
		assert.equal(total(answer), chosen(goods, choice).length, answer.url);
		assert.deepEqual(said, countsOf(goods, choice, Object.keys(said)), answer.url);
	}
});

test("within a facet any value will do, between facets all must; a facet's own choice does not change its counts", async () => {
	const shop = await shopOf("hafen"), client = shopClient(shop);
	const plain = await client.get("/en/c/ceramics"), one = await client.get("/en/c/ceramics?f=glaze~green");
	const two = await client.get("/en/c/ceramics?f=glaze~green&f=glaze~white"), both = await client.get("/en/c/ceramics?f=glaze~green&f=origin.denmark");
	assert.ok(total(one) < total(two) && total(two) < total(plain));
	assert.equal(total(both), 0);
	const of = (page, f) => countsOn(page, { f })["glaze~white"];
	assert.equal(of(one, ["glaze~green"]), of(plain, []));
	assert.match(both.textOf(".found .empty"), /Nothing here has all of this/);
});

test("counts and order hold through the pages of 24 and in every order", async () => {
	const shop = await newShop("narrow-many", { locales: "en", currency: "EUR" });
	const rows = Array.from({ length: 61 }, (_, i) => productRow(`p-${i}`, `Thing ${String(i).padStart(2, "0")}`, `${(i * 7) % 50 + 1}.00`,
		{ "Option1 Name": "Colour", "Option1 Value": ["Red", "Blue", "Green"][i % 3], "Variant Inventory Qty": i % 4 ? "5" : "0" }));
	assert.equal((await importCsv(shop, csv(rows))).status, 0);
	const client = shopClient(shop), goods = goodsOf(shop);
	for (const sort of ["", "name", "price", "price-down", "new"]) {
		const choice = { f: ["colour~blue", "colour~red"], currency: "EUR", stock: true, price: [200, 4500] };
		const left = chosen(goods, choice), seen = [];
		for (let n = 1; n <= Math.ceil(left.length / 24); n++) {
			const query = [address(choice), ...(sort ? [`sort=${sort}`] : []), ...(n > 1 ? [`page=${n}`] : [])].join("&");
			const page = await client.get(`/en/c/things?${query}`, { follow: false });
			assert.equal(page.status, 200, page.url);
			assert.equal(total(page), left.length);
			const said = countsOn(page, choice);
			assert.deepEqual(said, countsOf(goods, choice, Object.keys(said)));
			seen.push(...page.$$("a.card").map((a) => a.getAttribute("href").split("/p/thing-")[1]));
		}
		const number = (p) => p.handle.split("-")[1].padStart(2, "0");
		assert.deepEqual([...seen].sort(), left.map(number).sort(), sort);
		const price = (n) => goods.find((p) => number(p) === n).price.EUR;
		if (sort === "name")
			assert.deepEqual(seen, [...seen].sort());
		if (sort.startsWith("price"))
			assert.deepEqual(seen.map(price), seen.map(price).sort((a, b) => (sort === "price" ? a - b : b - a)));
	}
	assert.equal((await client.get("/en/c/things?f=colour~blue&page=2")).status, 404);
});

test("what is chosen stands as chips that take it away again, and one link takes all away", async () => {
	const client = shopClient(await shopOf("hafen"));
	const page = await client.get("/de/c/keramik?f=glaze~blue&f=material.stoneware&price=EUR2000-&stock=in&sort=name");
	const chips = page.$$(".chosen a");
	assert.deepEqual(chips.map((a) => a.textContent.replace(/\s+/g, " ").replace("Ohne ", "").replace(" ×", "").trim()),
		["Glasur: Blau", "Material: Steinzeug", "Ab 20,00 €", "In stock", "Alles anzeigen"].map((t) => (t === "In stock" ? page.textOf(".narrow > p .tick span") : t)));
	const search = (a) => new URL(a.getAttribute("href"), page.url).search;
	assert.equal(search(chips[0]), "?f=material.stoneware&price=EUR2000-&stock=in&sort=name");
	assert.equal(search(chips[2]), "?f=glaze~blue&f=material.stoneware&stock=in&sort=name");
	assert.equal(search(chips[3]), "?f=glaze~blue&f=material.stoneware&price=EUR2000-&sort=name");
	assert.equal(search(chips[4]), "?sort=name");
	for (const tick of page.$$(".narrow a.tick[aria-current]"))
		assert.ok(!search(tick).includes("f=glaze~blue") || !search(tick).includes("f=material.stoneware") || !search(tick).includes("price=") || !search(tick).includes("stock="));
	assert.equal(page.$$(".narrow a.tick[aria-current]").length, 4);
	for (const a of [...page.$$(".narrow a"), ...chips])
		assert.equal(a.getAttribute("rel"), "nofollow");
});

test("one list has one address: another order, doubled values, what the form sends are redirected to it", async () => {
	const client = shopClient(await shopOf("hafen"));
	const canonical = "/en/c/ceramics?f=glaze~blue&f=material.stoneware&price=EUR1000-2500&stock=in&sort=price&page=1".replace("&page=1", "");
	const others = ["f=material.stoneware&f=glaze~blue&price=EUR1000-2500&stock=in&sort=price", "stock=in&f=glaze~blue&f=glaze~blue&f=material.stoneware&sort=price&price=EUR1000-2500",
		"f=glaze%7Eblue&f=material.stoneware&min=10&max=25&stock=in&sort=price", "f=&f=glaze~blue&f=material.stoneware&min=25.00&max=10&stock=in&sort=price&page=1"];
	for (const query of others) {
		const answer = await client.get(`/en/c/ceramics?${query}`, { follow: false });
		assert.equal(answer.status, 302, query);
		assert.equal(answer.header("location"), canonical, query);
	}
	assert.equal((await client.get(canonical, { follow: false })).status, 200);
	assert.equal((await client.get("/en/c/ceramics?min=&max=", { follow: false })).header("location"), "/en/c/ceramics");
	const searched = await client.get("/en/search?max=20&q=blue+mug", { follow: false });
	assert.equal(searched.header("location"), "/en/search?q=blue%20mug&price=EUR-2000");
	const form = (await client.get(canonical)).form(".narrow-price");
	assert.deepEqual(form.entries.filter(([n]) => n !== "min" && n !== "max"), [["f", "glaze~blue"], ["f", "material.stoneware"], ["stock", "in"], ["sort", "price"]]);
	assert.deepEqual([form.value("min"), form.value("max")], ["10.00", "25.00"]);
	assert.equal(new URL((await form.submit({ min: "12.5", max: "" })).url).search, "?f=glaze~blue&f=material.stoneware&price=EUR1250-&stock=in&sort=price");
});

test("an unknown value finds nothing and can be taken away; what no page of ours sends is a 400", async () => {
	const client = shopClient(await shopOf("hafen"));
	for (const f of ["material.unobtainium", "flavour~vanilla", "height.1000-2000", "material.50%25", "x.%27%3B--", "height.abc-def"]) {
		const page = await client.get(`/en/c/ceramics?f=${f}`);
		assert.equal(page.status, 200, f);
		assert.equal(page.$$("a.card").length, 0, f);
		assert.equal(page.$$(".chosen a").length, 2, f);
		assert.equal((await page.click(".chosen a")).$$("a.card").length, 8, f);
	}
	const many = Array.from({ length: 9 }, (_, i) => `f=a${i}.b`).join("&"), values = Array.from({ length: 61 }, (_, i) => `f=a.b${i}`).join("&");
	for (const query of ["f=material", "f=.oak", "f=material.", `f=a.${"x".repeat(300)}`, "colour=blue", "price=EUR", "price=10-20", "price=EURx-y", "price=EUR1-2-3", "stock=out",
		"sort=cheapest", "page=0", "page=x", many, values])
		assert.equal((await client.get(`/en/c/ceramics?${query}`)).status, 400, query);
	assert.equal((await client.get(`/en/c/ceramics?${many.slice(0, many.lastIndexOf("&"))}`)).status, 200);
});

test("an amount that is none is told at its field in the reader's language, with what was typed and all else kept", async () => {
	const client = shopClient(await shopOf("hafen"));
	const cases = [["de", "/de/c/keramik", "min", "zehn", /Betrag/], ["en", "/en/c/ceramics", "max", "9.999", /decimals/], ["fr", "/fr/search", "max", "-5", /./],
		["ja", "/ja/c/touki", "min", "1".repeat(30), /./], ["ar", "/ar/c/khazafiyat", "max", "x".repeat(41), /./]];
	const told = new Set();
	for (const [locale, path, field, typed, sentence] of cases) {
		const q = path.endsWith("search") ? "q=bol&" : "";
		const page = await client.get(`${path}?${q}f=glaze~blue&${field}=${encodeURIComponent(typed)}`);
		assert.equal(page.status, 422, locale);
		const input = page.$(`#narrow-${field}`);
		assert.equal(input.getAttribute("value"), typed);
		assert.equal(input.getAttribute("aria-invalid"), "true");
		assert.match(page.textOf(`#${input.getAttribute("aria-describedby")}`), sentence);
		told.add(page.textOf(`#${input.getAttribute("aria-describedby")}`));
		assert.ok(page.$$("a.card").length > 0, "the list is shown without the amount");
		assert.equal(page.form(".narrow-price").value("f"), "glaze~blue");
	}
	assert.equal(told.size, cases.length);
});

test("a price is looked for in the shown currency; one chosen in another is converted", async () => {
	const shop = await shopOf("hafen"), client = shopClient(shop), goods = goodsOf(shop).filter((p) => p.categories.has(categoryId(shop, "en", "ceramics")));
	await client.post("/en/currency", { currency: "JPY", back: "/en/" });
	const page = await client.get("/en/c/ceramics?price=EUR2000-3000");
	const [low, high] = /^\?price=JPY(\d+)-(\d+)$/.exec(new URL(page.url).search).slice(1).map(Number);
	assert.deepEqual([low, high], [3247, 4871], "20 and 30 euros at 162.35");
	assert.equal(total(page), goods.filter((p) => p.price.JPY >= low && p.price.JPY <= high).length);
	assert.equal(page.form(".narrow-price").value("min"), "3247");
	assert.match((await client.get("/en/c/ceramics?min=10.5")).textOf("#narrow-min-error"), /decimals/);
	assert.equal((await client.get("/en/c/ceramics?price=CHF100-200")).status, 200, "a currency that the shop no longer has narrows nothing");
	const dilmun = shopClient(await shopOf("dilmun"));
	const dinars = await (await dilmun.get("/en/c/coffee")).form(".narrow-price").submit({ min: "3.2", max: "4.800" });
	assert.equal(new URL(dinars.url).search, "?price=BHD3200-4800");
	assert.equal(dinars.form(".narrow-price").value("min"), "3.200");
});

test("steps of prices are round, lie one behind the other, and count every product once", async () => {
	for (const [word, path] of [["hafen", "/en/c/home"], ["hafen", "/en/c/linen"], ["dilmun", "/en/c/coffee"]]) {
		const page = await shopClient(await shopOf(word)).get(path);
		const steps = Object.entries(countsOn(page, { f: [] })).filter(([n]) => /^[A-Z]{3}\d*-\d*$/.test(n)).map(([n, count]) => [.../^[A-Z]{3}(\d*)-(\d*)$/.exec(n).slice(1), count]);
		assert.ok(steps.length >= 2 && steps.length <= 6, path);
		assert.equal(steps.reduce((sum, s) => sum + s[2], 0), total(page), path);
		assert.equal(steps[0][0], "");
		assert.equal(steps.at(-1)[1], "");
		for (let i = 1; i < steps.length; i++) {
			assert.equal(Number(steps[i][0]), Number(steps[i - 1][1]) + 1, path);
			assert.match(steps[i][0], /^[125]0*$/);
		}
	}
});

test("search engines are told that a narrowed list is its category; other languages keep what is chosen", async () => {
	const client = shopClient(await shopOf("hafen"));
	const page = await client.get("/en/c/ceramics?f=glaze~blue&stock=in&sort=price");
	assert.equal(page.$('meta[name="robots"]').getAttribute("content"), "noindex");
	assert.equal(page.$('link[rel="canonical"]').getAttribute("href"), `${client.base}/en/c/ceramics`);
	assert.equal(page.$$('link[rel="alternate"][hreflang]').length, 0);
	const links = Object.fromEntries(page.$$('nav[aria-labelledby="foot-tongues"] a').map((a) => [a.getAttribute("hreflang") ?? a.getAttribute("lang"), a.getAttribute("href")]));
	for (const [locale, slug] of [["de", "keramik"], ["ar", "khazafiyat"], ["ja", "touki"]]) {
		const href = Object.values(links).find((h) => h.startsWith(`/${locale}/`));
		assert.equal(href, `/${locale}/c/${slug}?f=glaze~blue&stock=in&sort=price`);
		const other = await client.get(href, { follow: false });
		assert.equal(other.status, 200);
		assert.equal(total(other), total(page));
	}
	const plain = await client.get("/en/c/ceramics");
	assert.ok(!plain.$('meta[name="robots"]'));
	assert.equal(plain.$$('link[rel="alternate"][hreflang]').length, 6);
	assert.ok(page.$("#list[data-swap] .narrow") && page.$("#list [data-said]"), "the part that a script exchanges");
});

test("a sale of the last piece, its cancellation and a clerk's correction show in what is in stock at once", async () => {
	const shop = await shopOf("hafen"), client = shopClient(shop), staff = await staffOf(shop);
	const inStock = async () => chosen(goodsOf(shop), { f: [], stock: true }).length;
	const said = async () => shopRows(shop, "SELECT count(*)::int AS n FROM @shop@.product_facet WHERE available")[0].n;
	const home = async () => (await client.get("/en/c/home?stock=in")).$$("a.card").length;
	const before = await inStock(), shown = await home();
	assert.equal(await said(), before);
	const sold = await buy({ shop, locale: "en", products: ["/p/sailcloth-cushion"] });
	assert.equal(await inStock(), before - 1);
	assert.equal(await said(), before - 1);
	assert.equal(await home(), shown - 1);
	await adminAct(await adminOrder(staff, shop, sold.number), "cancel");
	assert.equal(await said(), before);
	assert.equal(await home(), shown);
	const [cushion] = shopRows(shop, "SELECT p.id, v.id AS variant FROM @shop@.product p JOIN @shop@.variant v ON v.product_id = p.id WHERE p.handle = 'sailcloth-cushion'");
	const form = (await staff.get(`/en/${shop}/products/${cushion.id}`)).form('main form[method="post"]');
	assert.equal((await form.submit({ [`on_hand_${cushion.variant}`]: "0" })).status, 200);
	assert.equal(await home(), shown - 1);
	assert.equal(await said(), await inStock());
});

test("a price that begins and ends by the clock counts from then on, though nothing is written then", async () => {
	const shop = await newShop("narrow-clock", { locales: "en", currency: "EUR" });
	assert.equal((await importCsv(shop, csv([productRow("tick", "Tick", "10.00"), productRow("tock", "Tock", "30.00")]))).status, 0);
	const client = shopClient(shop);
	shopExecute(shop, `UPDATE @shop@.price SET valid_to = now() + interval '1500 ms' WHERE minor = 1000`);
	shopExecute(shop, `INSERT INTO @shop@.price (variant_id, currency, minor, valid_from, valid_to) SELECT variant_id, currency, 5000, valid_to, 'infinity'
		FROM @shop@.price WHERE minor = 1000`);
	assert.equal((await stoactl(["index", shop])).status, 0);
	const order = async () => (await client.get("/en/c/things?sort=price")).$$("a.card .card-name").map((n) => n.textContent);
	const low = async () => (await client.get("/en/c/things?price=EUR-2000")).$$("a.card").length;
	if ((await low()) === 1)
		assert.deepEqual(await order(), ["Tick", "Tock"]);
	for (let i = 0; (await low()) !== 0; i++) {
		assert.ok(i < 60, "the new price counts at last");
		await new Promise((r) => setTimeout(r, 100));
	}
	assert.deepEqual(await order(), ["Tock", "Tick"]);
	assert.equal((await client.get("/en/c/things?price=EUR5000-5000")).$$("a.card").length, 1);
});
