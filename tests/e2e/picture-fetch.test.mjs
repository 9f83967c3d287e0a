// Pictures that an import names by an address: fetched by the worker, under rules; one that cannot be had is told, and kept.
import assert from "node:assert/strict";
import http from "node:http";
import { staffOf } from "../lib/admin.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { picture, somePhoto } from "../lib/pictures.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const base = `http://127.0.0.1:${env.PICTURE_PORT}`;

// A shop of pictures at the port that the stack's settings allow. answers: { path: bytes | { status, headers, body } }.
async function gallery(answers) {
	const asked = [];
	const server = http.createServer((req, res) => {
		asked.push(req.url);
		const found = answers[req.url] ?? { status: 404 }, { status, headers = {}, body = "no" } = Buffer.isBuffer(found) ? { status: 200, body: found } : found;
		res.writeHead(status, headers).end(body);
	});
	await new Promise((resolve, reject) => server.once("error", reject).listen(env.PICTURE_PORT, "127.0.0.1", resolve));
	return { answers, asked, close: () => new Promise((r) => server.close(r)) };
}

async function until(what, fn, seconds = 40) {
	for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise((r) => setTimeout(r, 150))) {
		const found = await fn();
		if (found)
			return found;
	}
	throw new Error(`${what}: not within ${seconds} s`);
}

const rows = (shop) => shopRows(shop, `SELECT p.id, p.product_id, p.address, p.source_address, p.fetch_error, o.handle FROM @shop@.picture p
	JOIN @shop@.product o ON o.id = p.product_id ORDER BY p.id`);

const wrong = {
	"missing": [`${base}/nowhere.jpg`, /no picture at this address/],
	"drawing": [`${base}/drawing.jpg`, /no JPEG, PNG or WebP/],
	"cut": [`${base}/cut.jpg`, /damaged or incomplete/],
	"bomb": [`${base}/bomb.png`, /too many pixels/],
	"large": [`${base}/large.jpg`, /too large/],
	"inward": [`http://127.0.0.1/a.jpg`, /within our own network/],
	"metadata": [`http://169.254.169.254/latest/meta-data/`, /within our own network/],
	"turned": [`${base}/turned.jpg`, /within our own network/],
	"port": [`http://localhost:${env.PICTURE_PORT}/good.jpg`, /cannot be asked/],
	"file": [`file:///etc/passwd`, /cannot be asked/],
	"broken": [`${base}/error.jpg`, /Nobody answered/],
};

test("pictures that a CSV names are fetched; a failed one is a warning with its address, and is tried again on demand", async () => {
	const good = somePhoto(), answers = {
		"/good.jpg": good, "/moved.jpg": { status: 302, headers: { location: "/good.jpg" } }, "/later.jpg": { status: 404 },
		"/drawing.jpg": picture("drawing.jpg"), "/cut.jpg": picture("cut.jpg"), "/bomb.png": picture("bomb.png"), "/large.jpg": Buffer.alloc(21 << 20, 1),
		"/turned.jpg": { status: 301, headers: { location: "http://127.0.0.1:80/" } }, "/error.jpg": { status: 503 },
	};
	const server = await gallery(answers), shop = await newShop("fetch", { locales: "en,de" });
	try {
		const out = await importCsv(shop, csv([
			productRow("good", "Good", "1.00", { "Image Src": `${base}/good.jpg`, "Image Alt Text": "Good one" }),
			productRow("moved", "Moved", "1.00", { "Image Src": `${base}/moved.jpg` }),
			productRow("later", "Later", "1.00", { "Image Src": `${base}/later.jpg` }),
			...Object.entries(wrong).map(([handle, [address]]) => productRow(handle, handle, "1.00", { "Image Src": address })),
		]));
		assert.equal(out.status, 0, out.err);
		const all = await until("every address was tried", () => rows(shop).every((r) => r.address || r.fetch_error) && rows(shop));
		const of = (handle) => all.find((r) => r.handle === handle);
		const sized = await until("the sizes", () => rows(shop).filter((r) => r.address?.includes("-wa.")).length === 2 && rows(shop));
		const found = sized.filter((r) => r.address);
		assert.deepEqual(found.map((r) => r.handle), ["good", "moved"]);
		assert.equal(found[0].address, found[1].address, "the same picture is one file");
		const front = shopClient(shop), img = (await front.get("/en/p/good")).$(".gallery img");
		assert.equal(img.getAttribute("alt"), "Good one");
		assert.equal((await front.get(img.getAttribute("src"))).status, 200);
		assert.ok(!(await front.get("/en/p/missing")).$(".gallery img"), "no broken picture");

		const client = await staffOf(shop), page = (handle, locale = "en") => client.get(`/${locale}/${shop}/products/${of(handle).product_id}/pictures`);
		for (const [handle, [address, why]] of Object.entries(wrong)) {
			const shown = await page(handle);
			assert.match(shown.textOf(".flash.warn"), /1 picture could not be fetched/, handle);
			assert.match(shown.textOf(`#picture-${of(handle).id}`), why, handle);
			assert.equal(shown.textOf(".source bdi"), address);
		}
		assert.match((await page("inward", "de")).textOf("main"), /eigenen Netz/);
		assert.match((await client.get(`/en/${shop}/products/${of("missing").product_id}`)).textOf("main"), /1 picture could not be fetched/);
		assert.ok(!server.asked.includes("/"), "the redirect inward was not followed");

		answers["/later.jpg"] = somePhoto("tiny.jpg");
		const shown = await page("later");
		const asked = await shown.form("main form:has(ol)").submit({ [`alt_en_${of("later").id}`]: "At last" }, { button: ["retry", of("later").id] });
		assert.match(asked.textOf(".flash"), /fetching the picture once more/);
		const late = await until("the second try", () => rows(shop).find((r) => r.handle === "later" && r.address));
		assert.equal(late.fetch_error, "");
		assert.equal((await front.get("/en/p/later")).$(".gallery img").getAttribute("alt"), "At last");
		assert.ok(!(await page("later")).$(".flash.warn"));
	} finally {
		await server.close();
	}
});
