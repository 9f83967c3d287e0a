// Counts under several facets at once, of choices that leave something: each facet leaves out its own choice and no other.
import assert from "node:assert/strict";
import { shopClient } from "../lib/client.mjs";
import { categoryId, chosen, countsOf, countsOn, demoShop, dice, goodsOf, termsThere } from "../lib/finding.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const facetOf = (term) => /^[^.~]+[.~]/.exec(term)[0];

// Values of two or three facets that one product has, all of them such that products are told apart by them.
function ofOne(roll, goods) {
	const one = goods[roll(goods.length)], there = termsThere(goods, { f: [] }), byFacet = new Map();
	for (const term of [...one.terms].filter((t) => there.has(t)).sort())
		byFacet.set(facetOf(term), term);
	const terms = [...byFacet.values()];
	while (terms.length > (roll(4) ? 3 : 2))
		terms.splice(roll(terms.length), 1);
	return terms.length > 1 ? terms : null;
}

test("with values of two and three facets chosen, every count is exact: each facet leaves out its own choice and no other", { only: ["fcgi"] }, async () => {
	const shop = await demoShop("hafen"), client = shopClient(shop), roll = dice(7), all = goodsOf(shop), places = new Map();
	const slugs = shopRows(shop, `SELECT s.slug FROM @shop@.slug s JOIN @shop@.category c ON c.id = s.entity_id
		WHERE s.kind = 'category' AND s.locale = 'en' AND s.current AND c.active ORDER BY s.slug`).map((s) => s.slug);
	for (let i = 0; i < 24; i++) {
		const slug = slugs[roll(slugs.length)], id = categoryId(shop, "en", slug), goods = all.filter((p) => p.categories.has(id));
		const f = goods.length > 3 && ofOne(roll, goods);
		if (!f)
			continue;
		const choice = { f, currency: "EUR", stock: false, price: null };
		const page = await client.get(`/en/c/${slug}?${[...f].sort().map((t) => `f=${encodeURIComponent(t)}`).join("&")}`);
		assert.equal(page.status, 200, page.url);
		const said = countsOn(page, choice);
		delete said.stock;
		assert.deepEqual(said, countsOf(goods, choice, Object.keys(said)), page.url);
		for (const term of termsThere(goods, choice))
			assert.ok(term in said, `${term} is missing on ${page.url}`);
		// What only the second or third facet's choice keeps away must be seen somewhere.
		for (const [n, facet] of [...new Set([...f].sort().map(facetOf))].entries())
			if (chosen(goods, choice, facet).length > chosen(goods, choice).length)
				places.set(n, (places.get(n) ?? 0) + 1);
	}
	assert.ok([0, 1, 2].every((n) => places.get(n) >= 2), `facets that keep something away, by their place: ${JSON.stringify([...places])}`);
});
