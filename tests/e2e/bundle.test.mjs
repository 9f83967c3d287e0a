// A shop as one file: taken away, dropped, and back, beside live traffic.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { staffOf } from "../lib/admin.mjs";
import { buy } from "../lib/buy.mjs";
import { done, sums, tenant } from "../lib/cells.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { place, rows, shopExecute, shopRows } from "../lib/psql.mjs";
import { rush } from "../lib/rush.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { newTill } from "../lib/till.mjs";

// Whatever is counted while a shop lives on.
const lively = ["outbox", "cart", "cart_line", "cart_contact"];
const folder = mkdtempSync(join(tmpdir(), "stoa-bundle-")), file = join(folder, "shop.tar.zst");
process.on("exit", () => rmSync(folder, { recursive: true }));
let shop;

test("a shop that was exported and dropped comes back as it was, under its own id, while its neighbour sells", { only: ["fcgi"] }, async () => {
	shop = await newTill();
	const neighbour = await newTill(), staff = await staffOf(shop);
	const sold = await buy({ shop, locale: "de", products: ["/p/mug"] });
	await new Mailbox().waitFor(sold.email, sold.number);
	// Another installation's key: nothing here opens it.
	shopExecute(shop, `INSERT INTO @shop@.redirect (path, target, status) VALUES (E'/alt\\t\\\\', E'/neu\\n', 301);
		INSERT INTO @shop@.credential (provider, name, sealed, set_at) VALUES ('stripe', 'secret_key', 'AAAA', now())`);
	const { id } = tenant(shop), media = join(env.MEDIA_DIR, String(id).padStart(6, "0"));
	const pictures = readdirSync(media).sort();
	assert.ok(pictures.length > 0);
	const before = sums(shop), others = sums(neighbour, lively), client = shopClient(neighbour);
	const visitors = rush(() => client.get("/de/p/mug"), 2);
	assert.match(await done(["tenant", "export", shop, file]), new RegExp(`shop ${shop} is in .*: \\d+ tables, \\d+ rows, ${pictures.length} files of pictures`));
	assert.equal(statSync(file).mode & 0o777, 0o600, "its owner's alone");
	assert.deepEqual(sums(shop), before, "nothing changed by that");
	await done(["tenant", "drop", shop, "--yes"]);
	assert.equal((await shopClient(shop).get("/de/", { follow: false })).status, 404);
	const said = await done(["tenant", "import", file]);
	assert.match(said, new RegExp(`shop ${shop} is live: ${id} as before`));
	assert.match(said, /1 keys of payment providers were sealed by another installation/);
	await visitors.end();
	assert.ok(visitors.served() > 0);
	const after = sums(shop, ["credential"]);
	delete before.credential;
	assert.deepEqual(after, before);
	assert.deepEqual(shopRows(shop, "SELECT * FROM @shop@.credential"), []);
	assert.deepEqual(sums(neighbour, lively), others);
	assert.deepEqual(readdirSync(media).sort(), pictures);
	// What was promised before holds: the order's page, the cart, the way into the admin.
	const page = await sold.client.get(`/de/order/${sold.token}`);
	assert.equal(page.status, 200);
	assert.match(page.textOf("main"), new RegExp(sold.number));
	assert.equal((await staff.get(`/en/${shop}/orders`)).status, 200);
	const again = await buy({ shop, locale: "de", products: ["/p/mug"] });
	assert.ok(Number(again.number.slice(1)) > Number(sold.number.slice(1)));
	await new Mailbox().waitFor(again.email, again.number);
});

test("the same file makes a second shop beside the first, whose pictures and addresses are its own", { only: ["fcgi"] }, async () => {
	const copy = `${shop}-b`, { id } = tenant(shop), before = String(id).padStart(6, "0");
	const taken = await stoactl(["tenant", "import", file]);
	assert.equal(taken.status, 1);
	assert.match(taken.err, /exists: give --name/);
	const host = await stoactl(["tenant", "import", file, "--name", copy]);
	assert.equal(host.status, 1);
	assert.match(host.err, /belongs to another shop: give --host/);
	await done(["tenant", "import", file, "--name", copy, "--host", `${copy}.localhost`]);
	const at = place(copy);
	assert.notEqual(tenant(copy).id, id);
	// Nowhere in the copy stands an address of the first one's pictures.
	const columns = rows(at.where, `SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = '${at.schema}'
		AND data_type IN ('text', 'jsonb', 'ARRAY')`);
	const found = rows(at.where, columns.map(({ t, c }) => `SELECT '${t}.${c}' AS at FROM ${at.schema}."${t}" WHERE "${c}"::text LIKE '%${before}/%'`).join(" UNION ALL "));
	assert.deepEqual(found, []);
	const page = await shopClient(copy).get("/de/p/mug");
	assert.equal(page.status, 200);
	const shown = page.$("main img").getAttribute("src");
	assert.ok(shown.includes(`/${at.schema.slice(2)}/`), shown);
	assert.ok(statSync(join(env.MEDIA_DIR, shown.replace(/^.*\/media\//, ""))).size > 0);
	assert.equal((await buy({ shop: copy, locale: "ar", products: ["/p/book"] })).page.status, 200);
	assert.equal(shopRows(shop, "SELECT 1 FROM @shop@.orders").length, 2);
});
