import assert from "node:assert/strict";
import { closeSync, fstatSync, openSync, readSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buy } from "../../lib/buy.mjs";
import { env } from "../../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../../lib/goods.mjs";
import { shopRows } from "../../lib/psql.mjs";
import { leave, tell, visit } from "./visitors.mjs";

const [seconds, times, products, orders, views, file] = [...process.argv.slice(2, 7).map(Number), process.argv[7]];
const ORDER_SECONDS = 2;
const CATEGORIES = 20, LOCALES = ["en", "de"], WORDS = ["copper", "linen", "oak", "ivory", "slate", "amber", "cobalt", "walnut"], AT_ONCE = 16;

// The same run each time.
let seed = 1;
function random() {
	seed = (seed * 48271) % 2147483647;
	return seed / 2147483647;
}

// A number below n, the k-th with a weight of 1/(k+1).
function zipf(n) {
	const sums = zipf[n] ??= Array.from({ length: n }, (_, i) => 1 / (i + 1)).reduce((all, w) => (all.push((all.at(-1) ?? 0) + w), all), []);
	const at = random() * sums.at(-1);
	let low = 0, high = n - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (sums[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const shop = await newShop("hits", { locales: "en,de", currency: "EUR", country: "DE", shipping: "4.90" });
const goods = await importCsv(shop, csv(Array.from({ length: products }, (_, i) => productRow(`thing-${i}`, `Thing ${i} of ${WORDS[i % WORDS.length]}`, `${5 + i % 90}.00`, {
	"Type": `Shelf ${i % CATEGORIES}`, "Variant Inventory Qty": String(3 + Math.floor(random() * 60)), "Variant SKU": `T-${i}`, "Body (HTML)": `<p>Made of ${WORDS[i % WORDS.length]}, number ${i}.</p>` }))));
assert.equal(goods.status, 0, goods.err);
const slugs = shopRows(shop, "SELECT kind, locale, slug, entity_id AS id FROM @shop@.slug WHERE current ORDER BY kind, entity_id");
const paths = (kind, letter) => LOCALES.map((l) => slugs.filter((r) => r.kind === kind && r.locale === "en").map((r) => `/${l}/${letter}/${r.slug}`));
const [product, category] = [paths("product", "p"), paths("category", "c")];

function choose() {
	const l = random() < 0.7 ? 0 : 1, at = random();
	if (at < 0.6)
		return product[l][zipf(products)];
	if (at < 0.85) {
		const path = category[l][zipf(category[l].length)], page = zipf(5) + 1;
		return page > 1 && page <= Math.ceil(products / CATEGORIES / 24) ? `${path}?page=${page}` : path;
	}
	return at < 0.95 ? `/${LOCALES[l]}/` : `/${LOCALES[l]}/search?q=${WORDS[zipf(WORDS.length)]}`;
}

async function all(list, fn) {
	const left = [...list];
	await Promise.all(Array.from({ length: AT_ONCE }, async () => {
		for (let one; (one = left.shift()) !== undefined;)
			await fn(one);
	}));
}

const everything = [...product.flat(), ...category.flat(), ...category.flat().flatMap((p) => [2, 3, 4, 5].filter((n) => n <= Math.ceil(products / CATEGORIES / 24)).map((n) => `${p}?page=${n}`)),
	...LOCALES.flatMap((l) => [`/${l}/`, ...WORDS.map((w) => `/${l}/search?q=${w}`)])];
/* Twice: where two pages are to be stored at once one is not. */
for (let i = 0; i < 2; i++)
	await all(everything, async (path) => assert.equal((await visit(shop, path)).status, 200, path));

// What the storefront has logged since.
const log = openSync(join(env.LOG_DIR, "storefront.log"), "r"), from = fstatSync(log).size;
function logged() {
	const bytes = Buffer.alloc(fstatSync(log).size - from);
	readSync(log, bytes, 0, bytes.length, from);
	const lines = bytes.toString().split("\n").filter((l) => l.includes("event=request"));
	return Object.fromEntries(["hit", "stale", "miss", "pass"].map((how) => [how, lines.filter((l) => l.includes(` cache=${how} `)).length]));
}

let sold = 0, soldAt = 0, refused = 0, viewed = 0, wrong = 0;
const begun = Date.now(), gap = 3600000 / orders / times, end = begun + seconds * 1000;

// One at a time each, and each at its time: whoever is late catches up.
async function pace(every, fn) {
	const under = new Set();
	for (let due = begun; due < end; due += every) {
		await sleep(Math.max(0, due - Date.now()));
		const one = fn().finally(() => under.delete(one));
		under.add(one);
		while (under.size >= AT_ONCE)
			await Promise.race(under);
	}
	await Promise.all(under);
}

await Promise.all([
	pace(gap, async () => {
		/* The rarest are sold out after a while; whoever finds that buys another thing. */
		for (let tries = 0; tries < 5; tries++) {
			try {
				await buy({ shop, locale: "en", products: [product[0][zipf(products)].slice(3)], method: "bank_transfer" });
				sold++;
				soldAt = Date.now();
				return;
			} catch {
				refused++;
			}
		}
	}),
	pace(gap / views, async () => {
		const { status } = await visit(shop, choose());
		viewed++;
		wrong += status !== 200;
	}),
]);
const took = (Date.now() - begun) / 1000, how = logged();
closeSync(log);
leave();

// Of all the seconds, since the last order comes some time before their end; of as many as it took where orders came late, but for what one takes.
const perHour = Math.round(sold / Math.max(seconds, (soldAt - begun) / 1000 - ORDER_SECONDS) / times * 3600);
const of = how.hit + how.stale + how.miss + how.pass, share = (how.hit / of) * 100;
tell([
	["machine.cores", availableParallelism(), "cores"], ["machine.cpu", cpus()[0].model, "name"],
	["run.seconds", Math.round(took), "s"], ["run.times", times, "times the clock"], ["run.products", products, "products"],
	["hits.orders", sold, "orders"], ["hits.orders_an_hour", perHour, "orders/h at the clock's pace", 1000, perHour >= 1000], ["hits.orders_refused", refused, "tries"],
	["hits.pages", of, "pages"], ["hits.hit", how.hit, "pages"], ["hits.miss", how.miss, "pages"], ["hits.pass", how.pass, "pages"], ["hits.wrong", wrong, "answers", 0, wrong === 0],
	["hits.share", share.toFixed(2), "%", 99, share >= 99 && sold > 0],
], (text) => writeFileSync(file, text));
