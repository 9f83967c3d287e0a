// Shops of a demo shop's settings, with its catalog and without.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env, top } from "./env.mjs";
import { newShop } from "./goods.mjs";
import { lit, rows } from "./psql.mjs";
import { stoactl } from "./stack.mjs";

const catalog = ["include", "products", "categories", "attributes", "orders"];

// Everything of the demo shop's description but what a file of products brings.
export const emptyCopy = (name) => copyOf(name, catalog);
// With its catalog, and without orders: nobody else buys from it.
export const fullCopy = (name) => copyOf(name, ["orders"]);

async function copyOf(name, without) {
	const from = join(top, "contrib/demo-shops", name);
	const folder = mkdtempSync(join(tmpdir(), "stoa-frame-")), frame = JSON.parse(readFileSync(join(from, "shop.json"), "utf8"));
	for (const part of without)
		delete frame[part];
	if (without.includes("products"))
		delete frame.home?.featured;
	try {
		cpSync(from, folder, { recursive: true });
		writeFileSync(join(folder, "shop.json"), JSON.stringify(frame));
		const shop = await newShop(`copy-${name}`, { currency: frame.currency, country: frame.country, locales: frame.locales.join(",") });
		const loaded = await stoactl(["load", shop, join(folder, "shop.json")]);
		assert.equal(loaded.status, 0, loaded.err);
		return shop;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

// Where the shop's pictures are.
export function picturesOf(shop) {
	const [{ id }] = rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(shop)}`);
	return join(env.MEDIA_DIR, String(id).padStart(6, "0"));
}

export async function exported(shop) {
	const { status, out, err } = await stoactl(["export", shop]);
	assert.equal(status, 0, err);
	return out;
}

// The form of files in admin with this file, as a browser sends it.
export async function uploadFile(client, shop, content, { locale = "en", currency, whole, name = "products.csv" } = {}) {
	const page = await client.get(`/${locale}/${shop}/files`), form = page.form('form[enctype="multipart/form-data"]');
	const boundary = "----stoa-tests-7d1", field = (head, body) => [`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`, body, "\r\n"];
	const parts = [...field(`name="file"; filename="${name}"\r\nContent-Type: text/csv`, content), ...field('name="currency"', currency ?? form.value("currency")), ...(whole ? field('name="whole"', "1") : []), `--${boundary}--\r\n`];
	const answer = await client.raw({ method: "POST", path: new URL(form.element.getAttribute("action"), page.url).href,
		body: Buffer.concat(parts.map((p) => Buffer.from(p))), headers: { "content-type": `multipart/form-data; boundary=${boundary}` } });
	return client.follow(answer);
}
