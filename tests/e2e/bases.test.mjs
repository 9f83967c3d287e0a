// Where files are fetched from: below the addresses that the settings name, which may be a CDN's.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { env } from "../lib/env.mjs";
import { Program } from "../lib/program.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const only = ["fcgi"], assets = "https://files.example/a", media = "https://pictures.example/m";

async function withBases(fn) {
	const folder = mkdtempSync(join(tmpdir(), "stoa-bases-")), conf = join(folder, "stoa.conf");
	const kept = readFileSync(env.STOA_CONF, "utf8").split("\n").filter((line) => !/^\s*(asset|media)_base\b/.test(line));
	writeFileSync(conf, [...kept, `asset_base = ${assets}`, `media_base = ${media}`, ""].join("\n"));
	try {
		await Program.with({ name: "storefront", conf }, async (program) => fn(async (path) => {
			const answer = await program.ask(env.SHOP, { path });
			assert.equal(answer.status, 200, path);
			return { header: (name) => answer.headers.find(([n]) => n.toLowerCase() === name)?.[1] ?? "", document: parseHTML(answer.body.toString()).document };
		}));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

test("pictures, style sheets and scripts come from the CDN that the settings name, under names of their content, and the policy allows it alone", { only }, () => withBases(async (get) => {
	const [{ slug, files }] = shopRows(env.SHOP, `SELECT s.slug, array_agg(p.address ORDER BY p.position, p.id) AS files FROM @shop@.picture p
		JOIN @shop@.slug s ON s.kind = 'product' AND s.entity_id = p.product_id AND s.locale = 'en' AND s.current GROUP BY s.slug ORDER BY s.slug LIMIT 1`);
	const { document, header } = await get(`/en/p/${slug}`);
	const of = (selector, name) => [...document.querySelectorAll(selector)].map((e) => e.getAttribute(name));
	assert.deepEqual(of(".gallery img", "src"), files.map((file) => `${media}/${file}`));
	const named = [...of('link[rel="stylesheet"]', "href").filter((href) => !href.startsWith("/theme/")), ...of("script[src]", "src")];
	assert.ok(named.length > 2);
	for (const address of named)
		assert.match(address, /^https:\/\/files\.example\/a\/.*[.-][0-9a-f]{8,}\.(css|js)$/);
	assert.ok(header("link").includes(`<${assets}/`), header("link"));
	const policy = Object.fromEntries(header("content-security-policy").split(";").map((part) => part.trim().split(/ (.*)/s)).map(([name, rest]) => [name, rest ?? ""]));
	assert.ok(policy["img-src"].split(" ").includes("https://pictures.example"), policy["img-src"]);
	for (const kind of ["script-src", "style-src"])
		assert.deepEqual(policy[kind].split(" ").filter((source) => source.includes("//")), ["https://files.example"], kind);
	assert.equal(of('[itemprop="image"]', "href")[0], `${media}/${files[0]}`, "search engines are told the same address");
}));
