// How a shop is found: robots.txt, sitemap, canonical addresses, structured data, social cards, feeds.
import assert from "node:assert/strict";
import microdata from "microdata-node";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { elements, merchantFaults, merchantItems, readIndex, readSitemap, textOf, xml, xmlFaults } from "../lib/found.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const { SHOP, SECOND_SHOP } = env;
const shops = [[SHOP, ["de", "en", "fr", "ar", "ja"]], [SECOND_SHOP, ["ar", "en"]]];

async function fetched(client, path, type) {
	const page = await client.get(path, { follow: false });
	assert.equal(page.status, 200, `${path}: ${page.status}`);
	assert.equal(page.header("content-type"), `${type}; charset=utf-8`, path);
	return page;
}

const pathOf = (address) => new URL(address).pathname + new URL(address).search;

// Every file of a shop's sitemap, valid: [{ loc, lastmod, urls }].
async function sitemap(shop) {
	const client = shopClient(shop);
	const index = await fetched(client, "/sitemap.xml", "application/xml");
	assert.equal(xmlFaults(index.text, { sitemap: true }), "");
	const files = [];
	for (const file of readIndex(index.text)) {
		const page = await fetched(client, pathOf(file.loc), "application/xml");
		assert.equal(xmlFaults(page.text, { sitemap: true }), "", file.loc);
		assert.ok(page.bytes.length <= 50 << 20, `${file.loc} has ${page.bytes.length} bytes`);
		assert.match(new URL(file.loc).pathname, /^\/[^/]+$/, "only a file at the root may name addresses of the whole host");
		files.push({ ...file, urls: readSitemap(page.text) });
	}
	return files;
}

test("robots.txt closes cart, checkout, orders and search in the shop's languages and names the sitemap", { sale: true }, async () => {
	for (const [shop, locales] of shops) {
		const client = shopClient(shop), page = await fetched(client, "/robots.txt", "text/plain");
		const lines = page.text.split("\n");
		assert.equal(lines[0], "User-agent: *");
		const closed = lines.filter((l) => l.startsWith("Disallow: ")).map((l) => l.slice(10));
		assert.deepEqual(closed.sort(), locales.flatMap((l) => ["cart", "checkout", "order", "search"].map((w) => `/${l}/${w}`)).sort());
		const [, at] = /^Sitemap: (\S+)$/m.exec(page.text);
		assert.equal(at, `${client.base}/sitemap.xml`);
		await fetched(client, pathOf(at), "application/xml");
	}
	assert.equal((await shopClient("nobody").get("/robots.txt")).status, 404, "of no shop");
});

test("the sitemap is valid and names each active product, category and page in every language, at the address that answers", async () => {
	for (const [shop, locales] of shops) {
		const files = await sitemap(shop), urls = files.flatMap((f) => f.urls), client = shopClient(shop);
		const kinds = { product: ["p", "state = 'active'"], category: ["c", "active"], page: ["page", "true"] };
		const expected = locales.map((l) => `${client.base}/${l}/`);
		const [{ fallback }] = shopRows(shop, "SELECT default_locale AS fallback FROM @shop@.shop");
		for (const [kind, [letter, shown]] of Object.entries(kinds)) {
			const slugs = shopRows(shop, `SELECT s.entity_id AS id, s.locale, s.slug FROM @shop@.slug s JOIN @shop@.${kind} x ON x.id = s.entity_id
				WHERE s.kind = '${kind}' AND s.current AND x.${shown === "true" ? "id > 0" : shown}`);
			for (const id of new Set(slugs.map((s) => s.id)))
				for (const locale of locales) {
					const own = slugs.find((s) => s.id === id && s.locale === locale) ?? slugs.find((s) => s.id === id && s.locale === fallback);
					expected.push(`${client.base}/${locale}/${letter}/${encodeURIComponent(own.slug)}`);
				}
		}
		assert.deepEqual(urls.map((u) => u.loc).sort(), expected.sort());
		for (const url of urls) {
			assert.deepEqual(Object.keys(url.links).sort(), [...locales, "x-default"].sort(), url.loc);
			assert.ok(Object.values(url.links).includes(url.loc), "an address is among its own alternates");
			assert.equal(url.links["x-default"], url.links[fallback]);
		}
		// One of each kind and language, looked up.
		const looked = new Set();
		for (const url of urls) {
			const sort = url.loc.replace(client.base, "").split("/").slice(1, 3).join("/");
			if (looked.has(sort))
				continue;
			looked.add(sort);
			const page = await client.get(pathOf(url.loc), { follow: false });
			assert.equal(page.status, 200, url.loc);
			assert.equal(page.$('link[rel="canonical"]').getAttribute("href"), url.loc);
			const heads = Object.fromEntries(page.$$('link[rel="alternate"][hreflang]').map((l) => [l.getAttribute("hreflang"), l.getAttribute("href")]));
			assert.deepEqual(heads, url.links, "the page names the same alternates");
		}
		assert.equal(looked.size, locales.length * 4);
	}
});

test("the sitemap leaves out what is not shown, and says when a product changed last", async () => {
	const shop = await newShop("found", { locales: "en" });
	assert.equal((await importCsv(shop, csv(["kept", "drafted", "archived", "unpriced"].map((h) => productRow(h, h, "5.00"))))).status, 0);
	shopExecute(shop, `UPDATE @shop@.product SET state = 'draft' WHERE handle = 'drafted'`);
	shopExecute(shop, `UPDATE @shop@.product SET state = 'archived' WHERE handle = 'archived'`);
	shopExecute(shop, `UPDATE @shop@.price SET valid_to = '2001-01-01', valid_from = '2000-01-01' WHERE variant_id IN
		(SELECT v.id FROM @shop@.variant v JOIN @shop@.product p ON p.id = v.product_id WHERE p.handle = 'unpriced')`);
	shopExecute(shop, `UPDATE @shop@.product SET updated_at = '2031-02-03 04:05:06+00' WHERE handle = 'kept'`);
	const files = await sitemap(shop), products = files.filter((f) => f.loc.includes("-product-"));
	assert.deepEqual(products.flatMap((f) => f.urls.map((u) => new URL(u.loc).pathname)), ["/en/p/kept"]);
	assert.equal(products[0].urls[0].lastmod, "2031-02-03T04:05:06Z");
	assert.equal(products[0].lastmod, "2031-02-03T04:05:06Z");
	assert.deepEqual(products[0].urls[0].links, {}, "one language has no alternates");
	assert.equal((await shopClient(shop).get("/en/p/unpriced")).status, 404, "as its page");
});

test("the sitemap is split at 50,000 addresses; a part is found by its ids, and made-up parts are not there", { only: ["fcgi"] }, async () => {
	const shop = await newShop("vast", { locales: "en" }), total = 50010;
	shopExecute(shop, `INSERT INTO @shop@.product (handle, state, tax_class, created_at, updated_at)
		SELECT 'thing-' || n, 'active', (SELECT code FROM @shop@.tax_class ORDER BY position LIMIT 1), '2026-01-01', '2026-01-01' FROM generate_series(1, ${total}) n`);
	shopExecute(shop, `INSERT INTO @shop@.slug (kind, locale, slug, entity_id, current) SELECT 'product', 'en', handle, id, true FROM @shop@.product`);
	shopExecute(shop, `INSERT INTO @shop@.variant (product_id, state, position) SELECT id, 'active', 1 FROM @shop@.product`);
	shopExecute(shop, `INSERT INTO @shop@.price (variant_id, currency, minor, valid_from) SELECT v.id, s.currency, 500, '2026-01-01' FROM @shop@.variant v, @shop@.shop s`);
	const products = (await sitemap(shop)).filter((f) => f.loc.includes("-product-"));
	assert.deepEqual(products.map((f) => f.urls.length), [50000, 10]);
	assert.equal(new Set(products.flatMap((f) => f.urls.map((u) => u.loc))).size, total);
	const client = shopClient(shop), ids = shopRows(shop, "SELECT min(id) AS low, max(id) AS high FROM @shop@.product")[0];
	for (const name of ["product-1-2", "product-2-1", "product-01-2", "product-1", "cart-1-2", "product-1-2-3", `product-${ids.high + 1}-${ids.high + 9}`,
		"product-1-99999999999999999999"].filter((n) => n !== "product-1-2" || ids.low > 2))
		assert.equal((await client.get(`/sitemap-${name}.xml`)).status, 404, name);

	// The goods for Google go on in further parts, by key.
	const seen = [];
	for (let path = "/en/feed/merchant.xml", parts = 0; path && parts < 3; parts++) {
		const page = await fetched(client, path, "application/rss+xml");
		seen.push(...merchantItems(page.text).map((i) => Number(i.id)));
		const next = elements(xml(page.text), "atom:link").find((l) => l.getAttribute("rel") === "next");
		assert.ok(next, "more follow");
		path = pathOf(next.getAttribute("href"));
	}
	const first = shopRows(shop, `SELECT v.id FROM @shop@.variant v ORDER BY v.product_id LIMIT ${seen.length}`).map((r) => r.id);
	assert.ok(seen.length > 1000);
	assert.deepEqual(seen, first, "none is left out, none comes twice");

	// Many languages: the bytes of a part decide.
	shopExecute(shop, "UPDATE @shop@.shop SET locales = '{en,de,fr,ar,ja}'");
	const parts = readIndex((await fetched(client, "/sitemap.xml", "application/xml")).text).filter((f) => f.loc.includes("-product-"));
	assert.ok(parts.length >= 6, `${parts.length} parts`);
	for (const part of [parts[0], parts.at(-1)]) {
		const page = await fetched(client, pathOf(part.loc), "application/xml");
		assert.equal(xmlFaults(page.text, { sitemap: true }), "");
	}
	assert.equal((await client.get(`/sitemap-product-${ids.low}-${ids.high}.xml`)).status, 404, "a part larger than any of ours");
});

test("canonical addresses: without a choice of variant or order, with the page of a list, and alternates that agree", async () => {
	const client = shopClient(SHOP);
	const [mug] = shopRows(SHOP, `SELECT s.slug, v.id FROM @shop@.product p JOIN @shop@.slug s ON s.kind = 'product' AND s.entity_id = p.id AND s.current
		AND s.locale = 'en' JOIN @shop@.variant v ON v.product_id = p.id WHERE p.handle = 'harbour-mug' LIMIT 1`);
	const canonical = (page) => page.$('link[rel="canonical"]').getAttribute("href");
	assert.equal(canonical(await client.get(`/en/p/${mug.slug}?v=${mug.id}&utm_source=x`)), `${client.base}/en/p/${mug.slug}`);
	const shop = await newShop("paged", { locales: "en,de" });
	assert.equal((await importCsv(shop, csv(Array.from({ length: 30 }, (_, i) => productRow(`t-${i}`, `Thing ${i}`, "5.00"))))).status, 0);
	shopExecute(shop, `INSERT INTO @shop@.category (code, position) SELECT 'all', 1 WHERE NOT EXISTS (SELECT 1 FROM @shop@.category WHERE code = 'all')`);
	shopExecute(shop, `INSERT INTO @shop@.slug (kind, locale, slug, entity_id, current) SELECT 'category', l, 'all-' || l, c.id, true FROM @shop@.category c, unnest('{en,de}'::text[]) l
		WHERE c.code = 'all' ON CONFLICT DO NOTHING`);
	shopExecute(shop, `INSERT INTO @shop@.product_category (category_id, product_id, position) SELECT c.id, p.id, p.id FROM @shop@.category c, @shop@.product p
		WHERE c.code = 'all' ON CONFLICT DO NOTHING`);
	assert.equal((await stoactl(["index", shop])).status, 0);
	const own = shopClient(shop);
	const second = await own.get("/en/c/all-en?page=2");
	assert.equal(second.status, 200);
	assert.equal(canonical(second), `${own.base}/en/c/all-en?page=2`);
	assert.equal(second.$('link[hreflang="de"]').getAttribute("href"), `${own.base}/de/c/all-de?page=2`);
	assert.equal(second.$('link[hreflang="x-default"]').getAttribute("href"), `${own.base}/en/c/all-en?page=2`);
	assert.equal(canonical(await own.get("/en/c/all-en?page=1")), `${own.base}/en/c/all-en`);
	const sorted = await own.get("/en/c/all-en?sort=price");
	assert.equal(sorted.$('meta[name="robots"]').getAttribute("content"), "noindex");
	assert.equal(canonical(sorted), `${own.base}/en/c/all-en`);
});

// The items of a page by a tool that is not ours: { "https://schema.org/Product": [properties] }.
function items(page) {
	const found = {};
	for (const item of microdata.toJson(page.text, { base: page.url }).items)
		(found[item.type[0]] ??= []).push(item.properties);
	return found;
}

test("a product page's structured data are the database's product, offers and way home", async () => {
	for (const [shop, locales] of shops) {
		const client = shopClient(shop), locale = locales.at(-1);
		const [{ currency }] = shopRows(shop, "SELECT currency FROM @shop@.shop");
		const digits = { EUR: 2, BHD: 3 }[currency];
		const rows = shopRows(shop, `SELECT p.id, p.vendor, t.name, t.summary, s.slug, json_agg(json_build_object('id', v.id, 'sku', v.sku, 'minor', r.minor,
			'there', v.backorder OR NOT v.tracked OR q.n > 0) ORDER BY v.position, v.id) AS variants,
			(SELECT count(*) FROM @shop@.picture x WHERE x.product_id = p.id AND x.address IS NOT NULL) AS pictures
			FROM @shop@.product p JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = '${locale}'
			JOIN @shop@.slug s ON s.kind = 'product' AND s.entity_id = p.id AND s.locale = '${locale}' AND s.current
			JOIN @shop@.variant v ON v.product_id = p.id AND v.state = 'active'
			JOIN @shop@.price r ON r.variant_id = v.id AND r.currency = '${currency}' AND r.price_list = 'base' AND r.valid_to = 'infinity' AND r.min_quantity = 1
			JOIN LATERAL (SELECT coalesce(sum(on_hand - reserved - committed), 0) AS n FROM @shop@.stock k WHERE k.variant_id = v.id) q ON true
			WHERE p.state = 'active' GROUP BY p.id, t.name, t.summary, s.slug ORDER BY count(*) DESC, p.id`);
		for (const row of [...rows.slice(0, 3), ...rows.slice(-3)]) {
			const path = `/${locale}/p/${encodeURIComponent(row.slug)}`, page = await client.get(path), all = items(page);
			assert.equal(all["https://schema.org/Product"].length, 1, path);
			const p = all["https://schema.org/Product"][0];
			assert.deepEqual(p.name, [row.name]);
			assert.deepEqual(p.url, [client.base + path]);
			assert.deepEqual(p.brand?.map((b) => b.properties.name[0]) ?? [], row.vendor ? [row.vendor] : []);
			if (row.summary)
				assert.deepEqual(p.description, [row.summary]);
			assert.equal(p.image?.length ?? 0, row.pictures);
			for (const image of p.image ?? [])
				assert.match(image, /^https?:\/\//);
			const several = row.variants.length > 1;
			assert.deepEqual(p.offers.map((o) => o.type[0]), [`https://schema.org/${several ? "AggregateOffer" : "Offer"}`]);
			const aggregate = p.offers[0].properties, offers = several ? aggregate.offers.map((o) => o.properties) : [aggregate];
			const amount = (minor) => (minor / 10 ** digits).toFixed(digits);
			assert.deepEqual(offers.map((o) => o.price[0]), row.variants.map((v) => amount(v.minor)));
			assert.deepEqual(offers.map((o) => o.priceCurrency[0]), row.variants.map(() => currency));
			assert.deepEqual(offers.map((o) => o.availability[0]), row.variants.map((v) => `https://schema.org/${v.there ? "InStock" : "OutOfStock"}`));
			assert.deepEqual(offers.map((o) => o.url[0]), row.variants.map((v) => `${client.base}${path}?v=${v.id}`));
			assert.deepEqual(offers.map((o) => o.sku?.[0] ?? null), row.variants.map((v) => v.sku));
			if (several) {
				const minors = row.variants.map((v) => v.minor);
				assert.deepEqual([aggregate.lowPrice[0], aggregate.highPrice[0], aggregate.priceCurrency[0], aggregate.offerCount[0]],
					[amount(Math.min(...minors)), amount(Math.max(...minors)), currency, String(minors.length)]);
			}
			const list = all["https://schema.org/BreadcrumbList"][0].itemListElement.map((i) => i.properties);
			assert.deepEqual(list.map((i) => i.position[0]), list.map((_, i) => String(i + 1)), "plain digits in every language");
			assert.deepEqual(list.map((i) => i.name[0]), [...page.$$(".crumbs a").map((a) => a.textContent.trim()), row.name]);
			assert.equal(list[0].item[0], `${client.base}/${locale}/`);
		}
	}
});

test("the home page says which shop it is, and a category the way to it", async () => {
	for (const [shop, locales] of shops)
		for (const locale of locales) {
			const client = shopClient(shop), page = await client.get(`/${locale}/`), site = items(page)["https://schema.org/WebSite"];
			const [{ title }] = shopRows(shop, `SELECT title FROM @shop@.shop_text WHERE locale = '${locale}'`);
			assert.equal(site.length, 1);
			assert.deepEqual([site[0].name[0], site[0].url[0], site[0].inLanguage[0]], [title, `${client.base}/${locale}/`, locale]);
			assert.deepEqual(site[0].publisher.map((p) => [p.type[0], p.properties.name[0]]), [["https://schema.org/Organization", title]]);
			const category = await page.click(".aisles a");
			assert.ok(items(category)["https://schema.org/BreadcrumbList"][0].itemListElement.length >= 2);
		}
});

// A shop whose pictures are of kinds that social networks and Google take.
let pictured;
async function shopWithPictures() {
	if (pictured)
		return pictured;
	const shop = await newShop("pictured", { locales: "en,de" });
	const rows = [
		productRow("plain", "Plain & simple", "12.00", { "Vendor": "Maker", "Variant SKU": "P-1", "Variant Barcode": "4006381333931" }),
		productRow("lowered", "Lowered", "8.00", { "Variant Compare At Price": "10.00", "Variant Barcode": "4006381333932" }),
		productRow("inhouse", "In house", "8.00", { "Variant Barcode": "2000000000008", "Variant Inventory Qty": "0" }),
		productRow("shirt", "Shirt", "20.00", { "Option1 Name": "Color", "Option1 Value": "Red", "Option2 Name": "Length", "Option2 Value": "Long", "Variant Barcode": "" }),
		{ ...productRow("shirt", "", "22.00", { "Option1 Name": "", "Option1 Value": "Blue", "Option2 Value": "Long", "Variant Barcode": "" }) },
	];
	const made = await importCsv(shop, csv(rows));
	assert.equal(made.status, 0, made.err);
	shopExecute(shop, `DELETE FROM @shop@.picture`);
	shopExecute(shop, `INSERT INTO @shop@.picture (product_id, address, width, height, alt, position) SELECT id, 'x/' || handle || ' 1.jpg', 600, 400, '{"en": "seen from above"}', 2 FROM @shop@.product`);
	shopExecute(shop, `INSERT INTO @shop@.picture (product_id, address, width, height, position) SELECT id, 'x/drawn.svg', 600, 400, 1 FROM @shop@.product`);
	return pictured = shop;
}

test("social cards: title, address, text, and a picture where it is of a kind that they take", async () => {
	const shop = await shopWithPictures(), client = shopClient(shop), page = await client.get("/en/p/plain");
	assert.equal(page.status, 200);
	const card = (p) => Object.fromEntries(p.$$("meta[property], meta[name^=twitter]").map((m) => [m.getAttribute("property") ?? m.getAttribute("name"), m.getAttribute("content")]));
	assert.deepEqual(card(page), {
		"og:type": "product", "og:locale": "en_US", "og:locale:alternate": "de_DE", "og:site_name": shop, "og:title": "Plain & simple", "og:url": `${client.base}/en/p/plain`,
		"og:image": `${client.base}/media/x/plain%201.jpg`, "og:image:alt": "seen from above", "twitter:card": "summary_large_image",
		...(card(page)["og:description"] ? { "og:description": card(page)["og:description"] } : {}),
	});
	const home = card(await shopClient(SHOP).get("/de/"));
	assert.equal(home["og:type"], "website");
	assert.equal(home["og:url"], `${shopClient(SHOP).base}/de/`);
	assert.ok(home["og:description"]);
	const [{ hero }] = shopRows(SHOP, "SELECT hero_address AS hero FROM @shop@.shop");
	assert.equal("og:image" in home, /\.(jpe?g|png|webp|gif)$/.test(hero ?? ""), "a drawing is left out");
	assert.deepEqual(card(await shopClient(SHOP).get("/de/search?q=a")), {}, "what is not indexed has none");
});

test("the goods for Google Merchant Center keep its rules, and are the database's", async () => {
	for (const [shop, locales] of shops)
		for (const locale of locales) {
			const page = await fetched(shopClient(shop), `/${locale}/feed/merchant.xml`, "application/rss+xml");
			assert.equal(xmlFaults(page.text), "");
			const drawn = merchantItems(page.text).filter((i) => !i.image_link).map((i) => i.id);
			assert.deepEqual(merchantFaults(page.text).filter((f) => f.name !== "image_link" || !drawn.includes(f.id)), [], "but for drawings, which Google does not take");
			const [{ n }] = shopRows(shop, `SELECT count(*) AS n FROM @shop@.variant v JOIN @shop@.product p ON p.id = v.product_id WHERE v.state = 'active' AND p.state = 'active'`);
			assert.equal(merchantItems(page.text).length, n);
		}
	const shop = await shopWithPictures(), client = shopClient(shop);
	const page = await fetched(client, "/en/feed/merchant.xml", "application/rss+xml");
	assert.deepEqual(merchantFaults(page.text), []);
	const [{ currency }] = shopRows(shop, "SELECT currency FROM @shop@.shop");
	const by = Object.fromEntries(merchantItems(page.text).map((i) => [i.title, i]));
	assert.deepEqual(Object.keys(by).sort(), ["In house", "Lowered", "Plain & simple", "Shirt – Blue, Long", "Shirt – Red, Long"].sort());
	const plain = by["Plain & simple"];
	assert.deepEqual([plain.price, plain.sale_price, plain.brand, plain.gtin, plain.identifier_exists, plain.availability, plain.shipping_weight, plain.item_group_id],
		[`12.00 ${currency}`, undefined, "Maker", "4006381333931", undefined, "in_stock", "100 g", undefined]);
	assert.equal(plain.link, `${client.base}/en/p/plain`);
	assert.equal(plain.image_link, `${client.base}/media/x/plain%201.jpg`);
	assert.deepEqual([by.Lowered.price, by.Lowered.sale_price, by.Lowered.gtin, by.Lowered.identifier_exists], [`10.00 ${currency}`, `8.00 ${currency}`, undefined, "no"]);
	assert.deepEqual([by["In house"].gtin, by["In house"].availability], [undefined, "out_of_stock"], "a number for use inside a company is no gtin");
	const red = by["Shirt – Red, Long"], blue = by["Shirt – Blue, Long"];
	assert.deepEqual([red.color, blue.color, red.product_detail], ["Red", "Blue", "LengthLong"]);
	assert.ok(red.item_group_id && red.item_group_id === blue.item_group_id);
	const variant = await client.get(pathOf(blue.link));
	assert.equal(variant.$('input[name="variant"]').getAttribute("value"), blue.id, "the link leads to the variant");
});

test("the checker of the goods finds what breaks the rules", async () => {
	const shop = await shopWithPictures(), { text } = await shopClient(shop).get("/en/feed/merchant.xml");
	for (const [from, to, name] of [[/<g:id>\d+/, "<g:id>", "id"], [/12\.00 /, "12,00 ", "price"], [/8\.00 /, "11.00 ", "sale_price"], ["4006381333931", "4006381333932", "gtin"],
		["in_stock", "in stock", "availability"], ["100 g", "100", "shipping_weight"], [/<g:identifier_exists>no<\/g:identifier_exists>/, "", "identifier_exists"],
		["1.jpg<", "1.svg<", "image_link"], ["<g:color>Blue", "<g:color>Red", "item_group_id"], [/<g:link>http/, "<g:link>", "link"],
		[/(<g:image_link>)([^<]*)(<\/g:image_link>)/, "$1$2$3<g:additional_image_link>$2</g:additional_image_link>", "additional_image_link"],
		[/(<\/g:image_link>)/, "$1<g:additional_image_link>http://x.example/a.svg</g:additional_image_link>", "additional_image_link"],
		[/<g:link>http:\/\/[^/]*/, "<g:link>http://elsewhere.example", "link"], ["Plain &amp; simple", "PLAIN &amp; SIMPLE", "title"], ["Maker", "N/A", "brand"],
		[/12\.00 /, "0.00 ", "price"], [/12\.00 /, "12.001 ", "price"], [/12\.00 [A-Z]{3}/, "12.00 JPY", "price"], ["100 g", "1000001 g", "shipping_weight"],
		["<g:attribute_value>Long", "<g:attribute_value>", "product_detail"]]) {
		const broken = text.replace(from, to);
		assert.notEqual(broken, text, name);
		assert.ok(merchantFaults(broken).some((f) => f.name === name), name);
	}
});

test("new products come as RSS, newest first, named in the head of every page", async () => {
	for (const [shop, locales] of shops)
		for (const locale of locales) {
			const client = shopClient(shop), home = await client.get(`/${locale}/`);
			const link = home.$('link[rel="alternate"][type="application/rss+xml"]');
			assert.ok(link.getAttribute("title"));
			const page = await fetched(client, link.getAttribute("href"), "application/rss+xml");
			assert.equal(xmlFaults(page.text), "");
			const doc = xml(page.text);
			assert.equal(textOf(doc, "language"), locale);
			assert.equal(elements(doc, "atom:link")[0].getAttribute("href"), `${client.base}/${locale}/feed/new.xml`);
			const rows = shopRows(shop, `SELECT t.name, s.slug, extract(epoch FROM p.created_at)::bigint AS at FROM @shop@.product p
				JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = '${locale}'
				JOIN @shop@.slug s ON s.kind = 'product' AND s.entity_id = p.id AND s.locale = '${locale}' AND s.current
				WHERE p.state = 'active' ORDER BY p.created_at DESC, p.id DESC LIMIT 30`);
			const found = elements(doc, "item").map((i) => ({ name: textOf(i, "title"), link: textOf(i, "link"), at: Date.parse(textOf(i, "pubDate")) / 1000 }));
			assert.deepEqual(found, rows.map((r) => ({ name: r.name, link: `${client.base}/${locale}/p/${encodeURIComponent(r.slug)}`, at: r.at })));
			for (const date of elements(doc, "pubDate"))
				assert.match(date.textContent, /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000$/);
			assert.equal(new Set(elements(doc, "guid").map((g) => g.textContent)).size, rows.length);
		}
});

test("sitemap and feeds may be kept by caches and are the same for everybody, whatever the cookies say", { sale: true }, async () => {
	for (const path of ["/robots.txt", "/sitemap.xml", "/sitemap-home.xml", "/de/feed/new.xml", "/de/feed/merchant.xml"]) {
		const client = shopClient(SHOP), first = await client.get(path);
		assert.match(first.header("cache-control"), /^public/, path);
		const again = await client.raw({ path, headers: { "if-none-match": first.header("etag") } });
		assert.equal(again.status, 304, path);
		client.setCookie("currency", "USD");
		const other = await client.get(path);
		assert.equal(other.text, first.text, path);
		assert.match(other.header("cache-control"), /^public/, path);
		const head = await client.raw({ method: "HEAD", path });
		assert.equal(head.bytes.length, 0);
		assert.equal(head.status, 200);
	}
});

test("a name that wants out of a feed stays in it", async () => {
	const shop = await newShop("hostile", { locales: "en" });
	const name = `]]></g:title><script>alert(1)</script>&amp;"'\u202eEvil`;
	assert.equal((await importCsv(shop, csv([productRow("evil", name, "1.00")]))).status, 0);
	for (const path of ["/en/feed/merchant.xml", "/en/feed/new.xml", "/sitemap.xml"]) {
		const page = await shopClient(shop).get(path);
		assert.equal(xmlFaults(page.text), "", path);
		assert.ok(!page.text.includes("<script>"));
		if (path.includes("merchant"))
			assert.equal(merchantItems(page.text)[0].title, name.replace("\u202e", ""));
	}
});

test("a suspended shop is not found: robots.txt, sitemap and feeds answer 503", async () => {
	const shop = await newShop("resting", { locales: "en" });
	assert.equal((await stoactl(["tenant", "suspend", shop])).status, 0);
	for (const path of ["/robots.txt", "/sitemap.xml", "/sitemap-home.xml", "/en/feed/new.xml", "/en/feed/merchant.xml"])
		assert.equal((await shopClient(shop).get(path)).status, 503, path);
});
