// A shop's goods as plain objects, read by SQL, and what of them a choice leaves: the facets counted by other means than the programs'.
import { join } from "node:path";
import assert from "node:assert/strict";
import { top } from "./env.mjs";
import { newShop } from "./goods.mjs";
import { lit, shopRows } from "./psql.mjs";
import { stoactl } from "./stack.mjs";

// A demo shop of the test's own, on a host of its own.
export async function demoShop(word) {
	const shop = await newShop(`${word}-copy`, { locales: word === "hafen" ? "de,en,fr,ar,ja" : "ar,en", currency: word === "hafen" ? "EUR" : "BHD" });
	const loaded = await stoactl(["load", shop, join(top, "contrib", "demo-shops", word, "shop.json")]);
	assert.equal(loaded.status, 0, loaded.err);
	return shop;
}

function round(own, rate, digits, ownDigits) {
	const scale = 10n ** BigInt(Math.abs(digits - ownDigits));
	const num = BigInt(own) * BigInt(rate) * (digits > ownDigits ? scale : 1n), den = 10n ** 9n * (digits < ownDigits ? scale : 1n);
	return Number((num + den / 2n) / den);
}

const digitsOf = (code) => new Intl.NumberFormat("en", { style: "currency", currency: code }).resolvedOptions().maximumFractionDigits;

// [{ id, handle, categories, terms, price: { EUR: 2490 }, available }], of active products that have a price.
export function goodsOf(shop) {
	const [{ currency }] = shopRows(shop, "SELECT currency FROM @shop@.shop");
	const rates = shopRows(shop, "SELECT code, rate_nano::text AS rate FROM @shop@.currency");
	const parents = new Map(shopRows(shop, "SELECT id, parent_id FROM @shop@.category").map((c) => [c.id, c.parent_id]));
	const products = shopRows(shop, "SELECT id, handle FROM @shop@.product WHERE state = 'active'");
	const places = shopRows(shop, "SELECT category_id, product_id FROM @shop@.product_category");
	const attributes = shopRows(shop, `SELECT pa.product_id, a.code, a.type, pa.value FROM @shop@.product_attribute pa
		JOIN @shop@.attribute a ON a.id = pa.attribute_id WHERE a.type <> 'text'`);
	const options = shopRows(shop, `SELECT DISTINCT v.product_id, o.code, x.code AS value FROM @shop@.variant v JOIN @shop@.option_value x ON x.id = ANY (v.option_values)
		JOIN @shop@.product_option o ON o.id = x.option_id WHERE v.state = 'active'`);
	const variants = shopRows(shop, `SELECT v.id, v.product_id, v.backorder OR NOT v.tracked AS endless,
		(SELECT sum(greatest(on_hand - reserved - committed, 0)) FROM @shop@.stock s WHERE s.variant_id = v.id) AS left,
		(SELECT json_object_agg(currency, minor) FROM @shop@.price p WHERE p.variant_id = v.id AND price_list = 'base' AND min_quantity = 1
			AND valid_from <= now() AND valid_to > now()) AS prices
		FROM @shop@.variant v WHERE v.state = 'active'`);
	for (const p of products) {
		const own = variants.filter((v) => v.product_id === p.id && v.prices?.[currency] !== undefined);
		p.categories = new Set();
		for (const { category_id } of places.filter((x) => x.product_id === p.id))
			for (let c = category_id; c; c = parents.get(c))
				p.categories.add(c);
		p.terms = new Set(options.filter((o) => o.product_id === p.id).map((o) => `${o.code}~${o.value}`));
		for (const a of attributes.filter((x) => x.product_id === p.id))
			p.terms.add(`${a.code}.${a.type === "bool" ? (a.value ? "yes" : "no") : String(a.value)}`);
		p.available = own.some((v) => v.endless || Number(v.left) > 0);
		p.price = Object.fromEntries(rates.map(({ code, rate }) => [code, Math.min(...own.map((v) => v.prices[code]
			?? (code === currency ? v.prices[currency] : round(v.prices[currency], rate, digitsOf(code), digitsOf(currency)))))]));
	}
	return products.filter((p) => Number.isFinite(p.price[currency]));
}

const facetOf = (term) => /^[^.~]+[.~]/.exec(term)[0];

function has(product, term) {
	const range = /^([^.]+\.)(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(term);
	if (!range)
		return product.terms.has(term);
	return [...product.terms].some((t) => t.startsWith(range[1]) && Number(t.slice(range[1].length)) >= Number(range[2])
		&& Number(t.slice(range[1].length)) < Number(range[3]));
}

// choice: { f: ["material.oak"], price: [low, high] or null, currency, stock }. but: a facet, "price" or "stock" that is left out.
export function chosen(goods, choice, but) {
	const facets = new Set(choice.f.map(facetOf));
	return goods.filter((p) => [...facets].every((facet) => facet === but || choice.f.some((t) => facetOf(t) === facet && has(p, t)))
		&& (but === "price" || !choice.price || ((choice.price[0] ?? -Infinity) <= p.price[choice.currency] && p.price[choice.currency] <= (choice.price[1] ?? Infinity)))
		&& (but === "stock" || !choice.stock || p.available));
}

// What a page says of each choice: { "material.oak": 3, "EUR1000-1999": 2, stock: 7 }, each read from the link that chooses it or takes it away.
export function countsOn(page, choice) {
	const counts = {};
	for (const link of page.$$(".narrow a.tick")) {
		const query = new URL(link.getAttribute("href"), page.url).searchParams;
		const count = Number(link.querySelector(".muted").textContent.replace(/\D/g, ""));
		const terms = query.getAll("f"), more = terms.filter((t) => !choice.f.includes(t)), less = choice.f.filter((t) => !terms.includes(t));
		const price = query.get("price"), now = choice.price ? `${choice.currency}${choice.price[0] ?? ""}-${choice.price[1] ?? ""}` : null;
		if (more.length + less.length === 1)
			counts[more[0] ?? less[0]] = count;
		else if (query.get("stock") !== (choice.stock ? "in" : null))
			counts.stock = count;
		else
			counts[price ?? now] = count;
	}
	return counts;
}

// The same counted from the goods, for every value that a page must offer.
export function countsOf(goods, choice, offered) {
	const counts = {};
	for (const name of offered) {
		const price = /^[A-Z]{3}(\d*)-(\d*)$/.exec(name);
		if (price)
			counts[name] = chosen(goods, { ...choice, price: [price[1] ? Number(price[1]) : null, price[2] ? Number(price[2]) : null] }).length;
		else if (name === "stock")
			counts.stock = chosen(goods, { ...choice, stock: true }).length;
		else
			counts[name] = chosen(goods, choice, facetOf(name)).filter((p) => has(p, name)).length;
	}
	return counts;
}

// Values that some product has under the other choices, of facets that tell products apart: none of them may be missing from the page.
export function termsThere(goods, choice) {
	const there = new Set();
	for (const facet of new Set(goods.flatMap((p) => [...p.terms].map(facetOf)))) {
		const among = chosen(goods, choice, facet), terms = new Set(among.flatMap((p) => [...p.terms].filter((t) => facetOf(t) === facet)));
		const numbers = [...terms].every((t) => /\.\d+(\.\d+)?$/.test(t)) && facet.endsWith(".");
		if (terms.size > 1 && !(numbers && terms.size > 8))
			terms.forEach((t) => there.add(t));
	}
	return there;
}

export function categoryId(shop, locale, slug) {
	return shopRows(shop, `SELECT entity_id FROM @shop@.slug WHERE kind = 'category' AND locale = ${lit(locale)} AND slug = ${lit(slug)}`)[0].entity_id;
}

// Pseudo-random numbers that are the same in each run: a failing combination comes again.
export function dice(seed) {
	let state = seed >>> 0;
	return (n) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * n);
	};
}
