// Pictures of products as staff send them: what is taken and what is refused, what shoppers then see, order, words, variants, deletion.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { staffOf } from "../lib/admin.mjs";
import { shopClient } from "../lib/client.mjs";
import { env, transportName } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { look, picture, somePhoto, upload } from "../lib/pictures.mjs";
import { Program } from "../lib/program.mjs";
import { schema, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

let made = null;

// A shop with a product without variants ("mug") and one with three ("bowl").
async function work() {
	if (made)
		return made;
	const shop = await newShop("pics", { locales: "en,de,ar" });
	const bowl = (size, rest = {}) => productRow("bowl", "", "9.00", { "Option1 Value": size, "Type": "", ...rest });
	const out = await importCsv(shop, csv([
		productRow("mug", "Mug", "5.00"), productRow("plate", "Plate", "5.00"), productRow("lamp", "Lamp", "5.00"), productRow("vase", "Vase", "5.00"),
		bowl("S", { "Title": "Bowl", "Option1 Name": "Size" }), bowl("M"), bowl("L"),
	]));
	assert.equal(out.status, 0, out.err);
	const client = await staffOf(shop);
	const ids = Object.fromEntries(shopRows(shop, "SELECT handle, id FROM @shop@.product").map((r) => [r.handle, r.id]));
	return made = { shop, client, ids, path: (handle, tail = "", locale = "en") => `/${locale}/${shop}/products/${ids[handle]}/pictures${tail}` };
}

function kept(shop, id) {
	return shopRows(shop, `SELECT p.*, m.state, m.kind, m.hash FROM @shop@.picture p LEFT JOIN @shop@.media m ON m.id = p.media_id
		WHERE p.product_id = ${id} ORDER BY p.position, p.id`);
}

async function until(what, fn, seconds = 90) {
	const end = Date.now() + seconds * 1000;
	for (;;) {
		const found = await fn();
		if (found)
			return found;
		if (Date.now() > end)
			throw new Error(`${what}: not within ${seconds} s`);
		await new Promise((r) => setTimeout(r, 150));
	}
}

// Rows once the worker has made all sizes.
function sized(shop, id) {
	return until("the sizes", () => {
		const rows = kept(shop, id);
		return rows.every((r) => r.state === "done") && rows;
	});
}

function media(client, address) {
	return client.get(`/media/${address}`);
}

test("a photograph goes in with its secrets, and comes out upright, sRGB and silent, in every size that is not larger", async () => {
	const { shop, client, ids, path } = await work();
	const front = shopClient(shop);
	const page = await upload(client, path("mug", "/add"), [["IMG 0001.JPG", somePhoto("upright.jpg")]]);
	assert.equal(page.status, 200);
	assert.match(page.textOf(".flash"), /pictures are there/);
	assert.equal(page.$$("ol.pictures > li").length, 1);
	const [now] = kept(shop, ids.mug);
	assert.match(now.address, new RegExp(`^${schema(shop).slice(2)}/[0-9a-f]{32}-900x600(-wa)?\\.jpg$`));
	const [done] = await sized(shop, ids.mug);
	assert.match(done.address, /-900x600-wa\.jpg$/);
	const base = done.address.replace(/-900x600-wa\.jpg$/, ""), files = readdirSync(join(env.MEDIA_DIR, base.split("/")[0])).filter((f) => f.startsWith(base.split("/")[1]));
	assert.deepEqual(files.map((f) => f.slice(33)).sort(), ["160.webp", "320.webp", "480.webp", "640.avif", "640.webp", "900.webp", "900x600-wa.jpg", "900x600.jpg"]);
	for (const file of files) {
		const seen = look(readFileSync(join(env.MEDIA_DIR, base.split("/")[0], file))), size = Number(/\d+/.exec(file.slice(33))[0]);
		assert.equal(seen.kind.toLowerCase(), file.split(".").at(-1).replace("jpg", "jpeg"), file);
		assert.equal(seen.width, size, file);
		assert.ok(Math.abs(seen.height - size * 2 / 3) <= 1, `${file}: ${seen.height}`);
		assert.equal(seen.meta, false, `${file} tells something`);
		// Red above left, green above right, blue below: upright.
		for (const [i, [r, g, b]] of (seen.corners ?? []).entries())
			assert.ok([r, g, b][i] > 150 && [r, g, b].filter((v) => v > 120).length === 1, `${file}: ${JSON.stringify(seen.corners)}`);
	}
	// The first address stays a file: a page in somebody's cache names it.
	for (const address of [now.address, done.address, `${base}-640.avif`])
		assert.equal((await media(front, address)).status, 200, address);
});

test("the original is kept as it came, where no web server looks", async () => {
	const { shop, client, ids, path } = await work();
	const bytes = somePhoto("upright.jpg");
	await upload(client, path("plate", "/add"), [["a.jpg", bytes]]);
	const [row] = kept(shop, ids.plate), folder = join(env.MEDIA_DIR, "..", "originals", schema(shop).slice(2)), file = join(folder, `${row.hash}.jpg`);
	assert.deepEqual(readFileSync(file), bytes);
	assert.equal(statSync(file).mode & 0o777, 0o600);
	assert.equal(statSync(folder).mode & 0o777, 0o700);
	assert.notEqual((await shopClient(shop).get(`/media/${schema(shop).slice(2)}/${row.hash}.jpg`)).status, 200);
});

test("what a file is says its content and not its name; transparency is kept, an animation gives its first picture", async () => {
	const { shop, client, ids, path } = await work();
	const page = await upload(client, path("lamp", "/add"), ["lie.jpg", "clear.png", "opaque.png", "drawn.webp", "moving.webp", "print.jpg", "polyglot.jpg"].map((n) => [n, somePhoto(n)]));
	assert.equal(page.status, 200, page.textOf(".errors"));
	const rows = kept(shop, ids.lamp);
	assert.deepEqual(rows.map((r) => [r.kind, r.address.split(".").at(-1)]), [
		["png", "webp"], ["png", "webp"], ["png", "jpg"], ["webp", "jpg"], ["webp", "jpg"], ["jpeg", "jpg"], ["jpeg", "jpg"]]);
	const seen = rows.map((r) => look(readFileSync(join(env.MEDIA_DIR, r.address))));
	assert.deepEqual(seen[1].alpha, [0, 255]);
	assert.equal(seen[4].frames, 1);
	assert.equal(seen[5].mode, "RGB");
	for (const s of seen)
		assert.equal(s.meta, false);
	assert.ok(!readFileSync(join(env.MEDIA_DIR, rows[6].address)).includes("<html"));
});

test("the largest pictures of phones are taken, and become no larger than a screen", { only: ["fcgi"] }, async () => {
	const { shop, client, ids, path } = await work();
	shopExecute(shop, `DELETE FROM @shop@.picture WHERE product_id = ${ids.lamp}`);
	const page = await upload(client, path("lamp", "/add"), [["large.jpg", somePhoto("large.jpg")], ["large.webp", somePhoto("large.webp")]]);
	assert.equal(page.status, 200, page.textOf(".errors"));
	assert.deepEqual(kept(shop, ids.lamp).map((r) => /-(\d+x\d+)/.exec(r.address)[1]), ["1920x2560", "1920x1646"]);
});

const bad = [
	["cut.jpg", /damaged or incomplete/], ["cut.png", /damaged or incomplete/], ["cut.webp", /damaged or incomplete/], ["false.jpg", /damaged or incomplete/],
	["short.png", /damaged or incomplete/], ["wide.png", /too many pixels/], ["bomb.png", /too many pixels/], ["empty.jpg", /is empty/],
	["drawing.jpg", /no picture that we can take/], ["page.png", /no picture that we can take/], ["gif.jpg", /no picture that we can take/],
];

test("bad pictures are told by name, each with its reason, and good ones beside them are kept", async () => {
	const { shop, client, ids, path } = await work();
	const before = kept(shop, ids.vase).length;
	const page = await upload(client, path("vase", "/add"), [...bad.map(([name]) => [name, picture(name)]), ["good.jpg", somePhoto()]]);
	assert.equal(page.status, 422);
	const told = page.$$(".errors li").map((e) => e.textContent.trim());
	assert.equal(told.length, bad.length);
	for (const [i, [name, why]] of bad.entries()) {
		assert.ok(told[i].includes(`“${name}”`), told[i]);
		assert.match(told[i], why, name);
	}
	assert.equal(kept(shop, ids.vase).length, before + 1);
	assert.ok(page.$("form.upload input[type=file][multiple]"), "the form is there again");
	const german = await upload(client, path("vase", "/add", "de"), [["drawing.jpg", picture("drawing.jpg")]]);
	assert.match(german.textOf(".errors"), /ist kein Bild, das wir annehmen können/);
});

test("no file at all, and more than the form may carry, are told in words", { sale: true }, async () => {
	const { shop, client, ids, path } = await work();
	const none = await upload(client, path("vase", "/add"), []);
	assert.equal(none.status, 422);
	assert.match(none.textOf(".errors"), /choose at least one picture/);
	const before = kept(shop, ids.vase).length;
	const much = await upload(client, path("vase", "/add"), [["a.jpg", Buffer.alloc(12 << 20, 1)], ["b.jpg", Buffer.alloc(18 << 20, 1)]]);
	assert.equal(much.status, 413);
	assert.match(much.textOf(".errors"), /20 MB are possible/);
	assert.ok(much.$("form.upload"));
	assert.equal(kept(shop, ids.vase).length, before);
});

test("a file in a field of another name, one for a product that is not there, and one from another page are not read", async () => {
	const { shop, client, path } = await work();
	assert.equal((await upload(client, path("vase", "/add"), [["a.jpg", somePhoto()]], { field: "other" })).status, 400);
	assert.equal((await upload(client, `/en/${shop}/products/999999/pictures/add`, [["a.jpg", somePhoto()]])).status, 404);
	const away = await client.raw({ method: "POST", path: path("vase", "/add"), body: "", headers: { origin: "http://evil.example", "sec-fetch-site": "cross-site" } });
	assert.equal(away.status, 403);
	const other = await staffOf(env.SHOP);
	assert.equal((await upload(other, path("vase", "/add"), [["a.jpg", somePhoto()]])).status, 404);
	assert.equal((await other.get(path("vase"))).status, 404);
});

test("pictures are moved by buttons and by their places, and the first one stands in lists and leads the product's page", async () => {
	const { shop, client, ids, path } = await work();
	shopExecute(shop, `DELETE FROM @shop@.picture WHERE product_id = ${ids.plate}`);
	await upload(client, path("plate", "/add"), [["a.jpg", somePhoto()], ["b.jpg", somePhoto("tiny.jpg")], ["c.jpg", somePhoto("upright.jpg")]]);
	const [a, b, c] = kept(shop, ids.plate).map((r) => r.id), order = () => kept(shop, ids.plate).map((r) => r.id);
	const form = (page) => page.form("main form:has(ol)");
	let page = await client.get(path("plate"));
	assert.deepEqual([page.$(`#picture-${a} [name=up]`), page.$(`#picture-${c} [name=down]`)], [null, null]);
	page = await form(page).submit({}, { button: ["up", c] });
	assert.deepEqual(order(), [a, c, b]);
	page = await form(page).submit({}, { button: ["down", a] });
	assert.deepEqual(order(), [c, a, b]);
	page = await form(page).submit({ [`place_${b}`]: 0 });
	assert.deepEqual(order(), [b, c, a]);
	assert.match(page.textOf(".flash"), /Saved/);
	const front = shopClient(shop), tiny = kept(shop, ids.plate)[0].address.split("-")[0];
	assert.ok((await front.get("/en/p/plate")).$(".gallery img").getAttribute("src").includes(tiny));
	assert.ok((await front.get("/en/search?q=plate")).$(".card img").getAttribute("src").includes(tiny));
});

test("alternative texts in every language of the shop, and a variant; too long is told at the field and what was typed stays", async () => {
	const { shop, client, ids, path } = await work();
	await upload(client, path("bowl", "/add"), [["a.jpg", somePhoto()], ["b.jpg", somePhoto("upright.jpg")]]);
	const [first, second] = kept(shop, ids.bowl), variants = shopRows(shop, `SELECT id FROM @shop@.variant WHERE product_id = ${ids.bowl} ORDER BY position`);
	const open = () => client.get(path("bowl")), form = (page) => page.form("main form:has(ol)");
	let page = await open();
	assert.deepEqual(page.$$(`#picture-${first.id} [name^=alt_]`).map((e) => [e.getAttribute("lang"), e.getAttribute("dir")]), [["en", "ltr"], ["de", "ltr"], ["ar", "rtl"]]);
	page = await form(page).submit({ [`alt_en_${first.id}`]: "A bowl", [`alt_de_${first.id}`]: "x".repeat(251), [`alt_ar_${second.id}`]: "وعاء" });
	assert.equal(page.status, 422);
	assert.match(page.textOf(`#alt_de_${first.id}-error`), /250/);
	assert.equal(page.$(`.errors a[href="#alt_de_${first.id}"]`).textContent.includes("Deutsch"), true);
	assert.equal(form(page).value(`alt_en_${first.id}`), "A bowl");
	assert.equal(form(page).value(`alt_ar_${second.id}`), "وعاء");
	assert.deepEqual(kept(shop, ids.bowl)[0].alt, {});
	await form(page).submit({ [`alt_de_${first.id}`]: "Eine Schale", [`variant_${second.id}`]: variants[2].id });
	const [one, two] = kept(shop, ids.bowl);
	assert.deepEqual([one.alt, two.alt], [{ en: "A bowl", de: "Eine Schale" }, { ar: "وعاء" }]);
	assert.equal(two.variant_id, variants[2].id);
	const front = shopClient(shop);
	assert.equal((await front.get("/de/p/bowl")).$(".gallery img").getAttribute("alt"), "Eine Schale");
	const large = await front.get(`/ar/p/bowl?v=${variants[2].id}`);
	assert.equal(large.$(".gallery img").getAttribute("alt"), "وعاء");
	await form(await open()).submit({ [`alt_de_${first.id}`]: "", [`variant_${second.id}`]: "" });
	assert.deepEqual(kept(shop, ids.bowl).map((r) => [r.alt, r.variant_id]), [[{ en: "A bowl" }, null], [{ ar: "وعاء" }, null]]);
});

test("a variant of another product is no variant of this one", async () => {
	const { shop, client, ids, path } = await work();
	const [row] = kept(shop, ids.bowl), [foreign] = shopRows(shop, `SELECT id FROM @shop@.variant WHERE product_id = ${ids.mug}`);
	const page = await client.post(path("bowl"), { [`variant_${row.id}`]: foreign.id });
	assert.equal(page.status, 409);
	assert.equal((await client.post(path("bowl"), { [`variant_${row.id}`]: "x" })).status, 400);
	assert.equal(kept(shop, ids.bowl)[0].variant_id, null);
});

test("a deleted picture is gone from the shop; one that another product has is not touched by a forged form", async () => {
	const { shop, client, ids, path } = await work();
	const [first, second] = kept(shop, ids.bowl), [foreign] = kept(shop, ids.mug);
	const page = await client.get(path("bowl"));
	await page.form("main form:has(ol)").submit({}, { button: ["gone", first.id] });
	await client.post(path("bowl"), { gone: foreign.id, [`alt_en_${foreign.id}`]: "forged" });
	assert.deepEqual(kept(shop, ids.bowl).map((r) => r.id), [second.id]);
	assert.deepEqual(kept(shop, ids.mug).map((r) => [r.id, r.alt]), [[foreign.id, {}]]);
	assert.ok(!(await shopClient(shop).get("/en/p/bowl")).text.includes(first.address.split("-")[0]));
});

test("shoppers get WebP in fitting widths, AVIF where a picture is large, always its measures, and waiting only below the fold", { sale: true }, async () => {
	const { shop, client, ids, path } = await work();
	await upload(client, path("mug", "/add"), [["b.jpg", somePhoto("photo.jpg")], ["c.jpg", somePhoto("drawn.webp")]]);
	const rows = await sized(shop, ids.mug), front = shopClient(shop), page = await front.get("/en/p/mug");
	const shown = page.$$(".gallery picture");
	assert.equal(shown.length, rows.length);
	for (const [i, e] of shown.entries()) {
		const img = e.querySelector("img"), [avif, webp] = ["image/avif", "image/webp"].map((t) => e.querySelector(`source[type="${t}"]`));
		const [, w, h] = /-(\d+)x(\d+)-/.exec(rows[i].address);
		assert.deepEqual([img.getAttribute("width"), img.getAttribute("height")], [w, h]);
		assert.equal(img.getAttribute("src"), `/media/${rows[i].address}`);
		assert.equal(img.getAttribute("loading"), i === 0 ? null : "lazy");
		const widths = (s) => s.getAttribute("srcset").split(", ").map((c) => Number(/ (\d+)w$/.exec(c)[1]));
		const all = [160, 320, 480, 640, 960, 1280, 1920].filter((n) => n < w).concat(Number(w));
		assert.deepEqual(widths(webp), all);
		assert.deepEqual(widths(avif), [640, 1280].filter((n) => n <= w));
		assert.ok(webp.getAttribute("sizes") && avif.getAttribute("sizes"));
		for (const one of [...webp.getAttribute("srcset").split(", "), ...avif.getAttribute("srcset").split(", ")]) {
			const file = await front.get(one.split(" ")[0]);
			assert.equal(file.status, 200, one);
			// Over FastCGI the files are not the program's.
			if (transportName === "fcgi")
				continue;
			assert.equal(file.header("content-type"), one.includes(".avif ") ? "image/avif" : "image/webp");
			assert.match(file.header("cache-control"), /max-age=31536000/);
		}
	}
	const card = (await front.get("/en/search?q=mug")).$(".card picture");
	assert.equal(card.querySelector('source[type="image/avif"]'), null);
	assert.ok(card.querySelector('source[type="image/webp"]') && card.querySelector("img[width][height]"));
	assert.equal(page.$('meta[property="og:image"]').getAttribute("content"), `${front.base}/media/${rows[0].address}`);
});

test("behind a CDN every address of a picture begins with it, and the page lets the browser ask there and nowhere else", { only: ["fcgi"] }, async () => {
	const { shop, ids } = await work();
	const folder = mkdtempSync(join(tmpdir(), "stoa-conf-")), conf = join(folder, "stoa.conf"), cdn = "https://cdn.example/of/stoa";
	const [row] = await sized(shop, ids.mug);
	writeFileSync(conf, `${readFileSync(env.STOA_CONF, "utf8").replace(/^\s*media_base =.*\n/m, "")}media_base = ${cdn}\n`);
	try {
		await Program.with({ conf }, async (program) => {
			const { status, headers, body } = await program.ask(shop, { path: "/en/p/mug" });
			assert.equal(status, 200);
			const page = parseHTML(body.toString()).document, all = [...page.querySelectorAll(".gallery img, .gallery source")];
			const addresses = all.flatMap((e) => [e.getAttribute("src"), ...(e.getAttribute("srcset") ?? "").split(", ").map((c) => c.split(" ")[0])]).filter(Boolean);
			assert.ok(addresses.length > 10);
			for (const address of addresses)
				assert.ok(address.startsWith(`${cdn}/${row.address.split("/")[0]}/`), address);
			assert.equal(page.querySelector('meta[property="og:image"]').getAttribute("content"), `${cdn}/${row.address}`);
			assert.match(headers.find(([n]) => n.toLowerCase() === "content-security-policy")[1], /img-src[^;]* https:\/\/cdn\.example[ ;]/);
		});
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("until the worker comes there is the main picture alone, and the same picture again is the same file", async () => {
	const { shop, client, ids, path } = await work();
	const bytes = somePhoto("upright.jpg");
	shopExecute(shop, `DELETE FROM @shop@.picture WHERE product_id = ${ids.plate}`);
	await upload(client, path("plate", "/add"), [["a.jpg", bytes]]);
	await sized(shop, ids.plate);
	const [row] = kept(shop, ids.plate), main = row.address.replace("-wa", "");
	// As it was before the worker came.
	shopExecute(shop, `UPDATE @shop@.picture SET address = '${main}' WHERE id = ${row.id}`);
	const page = await shopClient(shop).get("/en/p/plate"), img = page.$(".gallery img");
	assert.ok(!page.$(".gallery picture"));
	assert.deepEqual([img.getAttribute("src"), img.getAttribute("width"), img.getAttribute("height")], [`/media/${main}`, "900", "600"]);
	assert.equal((await shopClient(shop).get(img.getAttribute("src"))).status, 200);
	await upload(client, path("plate", "/add"), [["again.jpg", bytes]]);
	const both = kept(shop, ids.plate);
	assert.equal(both[1].media_id, row.media_id);
	assert.equal(both[1].address, row.address);
});

test("the files of a deleted picture go, unless another product, an order or something else shows them", async () => {
	const { shop, client, ids, path } = await work();
	const folder = schema(shop).slice(2), left = (hash) => ["media", "originals"].flatMap((place) => readdirSync(join(env.MEDIA_DIR, "..", place, folder)).filter((f) => f.startsWith(hash)));
	for (const handle of ["plate", "vase"])
		shopExecute(shop, `DELETE FROM @shop@.picture WHERE product_id = ${ids[handle]}`);
	const both = somePhoto(), remove = async (handle) => {
		const rows = kept(shop, ids[handle]), page = await client.post(path(handle), rows.map((r) => ["gone", r.id]), { follow: false });
		assert.equal(page.status, 303);
	};
	await upload(client, path("plate", "/add"), [["alone.jpg", somePhoto()], ["both.jpg", both], ["hero.jpg", somePhoto()], ["shared.jpg", somePhoto()]]);
	await upload(client, path("vase", "/add"), [["both.jpg", both]]);
	const [alone, two, hero, shared] = await sized(shop, ids.plate);
	shopExecute(shop, `UPDATE @shop@.media SET shared = true WHERE id = ${shared.media_id}`);
	shopExecute(shop, `UPDATE @shop@.shop SET hero_address = '${hero.address.replace("-wa", "")}'`);
	assert.ok(left(alone.hash).length > 5);
	await remove("plate");
	await until("the files are gone", () => left(alone.hash).length === 0);
	await until("all was looked at", () => shopRows(shop, "SELECT count(*) AS n FROM @shop@.outbox WHERE kind = 'picture_drop' AND state = 'done'")[0].n >= 4);
	for (const row of [two, hero, shared])
		assert.ok(left(row.hash).length > 5, row.address);
	await remove("vase");
	await until("the last one's files are gone", () => left(two.hash).length === 0);
	// The same picture once more begins anew.
	await upload(client, path("vase", "/add"), [["both.jpg", both]]);
	const [again] = await sized(shop, ids.vase);
	assert.equal(again.hash, two.hash);
	assert.equal((await media(shopClient(shop), again.address)).status, 200);
});

test("a copy of a product shows the same files, sizes that come later too; they go with the last of the two", { only: ["fcgi"] }, async () => {
	const { shop, client } = await work(), folder = schema(shop).slice(2);
	assert.equal((await importCsv(shop, csv([productRow("scrap", "Scrap", "5.00")]))).status, 0);
	shopExecute(shop, "UPDATE @shop@.product SET state = 'draft' WHERE handle = 'scrap'");
	const [{ id }] = shopRows(shop, "SELECT id FROM @shop@.product WHERE handle = 'scrap'"), open = (n) => client.get(`/en/${shop}/products/${n}`);
	const left = (hash) => ["media", "originals"].flatMap((place) => readdirSync(join(env.MEDIA_DIR, "..", place, folder)).filter((f) => f.startsWith(hash)));
	await upload(client, `/en/${shop}/products/${id}/pictures/add`, [["a.jpg", somePhoto()]]);
	const copied = await (await open(id)).form('form[action$="/duplicate"]').submit(), copy = Number(/\/products\/(\d+)$/.exec(copied.url)[1]);
	const [one] = await sized(shop, id), [two] = kept(shop, copy);
	assert.deepEqual([two.media_id, two.address], [one.media_id, one.address]);
	assert.match((await (await open(id)).form('form[action$="/delete"]').submit()).textOf(".flash"), /deleted/);
	await until("the first was looked after", () => shopRows(shop, `SELECT 1 AS x FROM @shop@.outbox WHERE kind = 'picture_drop' AND ref_id = ${one.media_id} AND state = 'done'`).length);
	assert.ok(left(one.hash).length > 5);
	await (await open(copy)).form('form[action$="/delete"]').submit();
	await until("the files go with the copy", () => left(one.hash).length === 0);
});

test("files of a shop that is closed are not served, and of one that is dropped none is left", { only: ["lighttpd"] }, async () => {
	const { stoactl } = await import("../lib/stack.mjs");
	const shop = await newShop("shut", { locales: "en" });
	assert.equal((await importCsv(shop, csv([productRow("mug", "Mug", "5.00")]))).status, 0);
	const client = await staffOf(shop), [{ id }] = shopRows(shop, "SELECT id FROM @shop@.product");
	await upload(client, `/en/${shop}/products/${id}/pictures/add`, [["a.jpg", somePhoto()]]);
	const [row] = await sized(shop, id), folder = schema(shop).slice(2), front = shopClient(shop), get = () => front.get(`/media/${row.address}`).then((p) => p.status);
	assert.equal(await get(), 200);
	for (const way of ["..", "%2e%2e"])
		assert.notEqual((await front.raw({ target: `/media/${way}/originals/${folder}/${row.hash}.jpg` })).status, 200);
	assert.equal((await stoactl(["tenant", "suspend", shop])).status, 0);
	// A web server remembers for some seconds what it has read.
	await until("the folder is closed", async () => [403, 404].includes(await get()));
	assert.equal((await stoactl(["tenant", "resume", shop])).status, 0);
	await until("it is open again", async () => await get() === 200);
	assert.equal((await stoactl(["tenant", "drop", shop, "--yes"])).status, 0);
	for (const place of ["media", "originals"])
		assert.equal(existsSync(join(env.MEDIA_DIR, "..", place, folder)), false, place);
});
