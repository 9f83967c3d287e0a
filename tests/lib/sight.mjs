// What a shopper looks at, for tests: where a thing of a shop stands, and its page.
import assert from "node:assert/strict";
import { env } from "./env.mjs";
import { lit, shopRows } from "./psql.mjs";

export const locales = ["de", "en", "fr", "ar", "ja"];

// Of a product, category or page by its handle or code: { id, de: { name, slug }, ... } as the database has them.
export function thing(kind, code, shop = env.SHOP) {
	const [table, key, name] = { product: ["product", "handle", "name"], category: ["category", "code", "name"], page: ["page", "code", "title"] }[kind];
	const rows = shopRows(shop, `SELECT t.locale, t.${name} AS name, s.slug, s.entity_id AS id FROM @shop@.${table} x
		JOIN @shop@.${table}_text t ON t.${table}_id = x.id JOIN @shop@.slug s ON s.kind = '${kind}' AND s.entity_id = x.id
		AND s.locale = t.locale AND s.current WHERE x.${key} = ${lit(code)}`);
	assert.ok(rows.length, `${kind} ${code} is in the shop`);
	return Object.fromEntries([["id", rows[0].id], ...rows.map((r) => [r.locale, r])]);
}

export const pathOf = (letter, locale, slug) => `/${locale}/${letter}/${encodeURIComponent(slug)}`;

export async function ok(client, path) {
	const page = await client.get(path, { follow: false });
	assert.equal(page.status, 200, `${path}: ${page.status} ${page.header("location") ?? ""}`);
	return page;
}

// One address of each kind of page, in a language.
export function everyKind(locale) {
	return {
		home: `/${locale}/`,
		category: pathOf("c", locale, thing("category", "ceramics")[locale].slug),
		product: pathOf("p", locale, thing("product", "harbour-mug")[locale].slug),
		content: pathOf("page", locale, thing("page", "about")[locale].slug),
		search: `/${locale}/search?q=a`,
	};
}

export const cardPaths = (page) => page.$$("a.card").map((a) => decodeURIComponent(new URL(a.getAttribute("href"), page.url).pathname));
