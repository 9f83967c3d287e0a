// Files of shops that are not as they should be, and those of older versions.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { done, tenant } from "../lib/cells.mjs";
import { shopClient } from "../lib/client.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { newTill } from "../lib/till.mjs";

// A file of its own for fn, gone afterwards.
async function withFile(fn) {
	const folder = mkdtempSync(join(tmpdir(), "stoa-bundle-"));
	try {
		return await fn(join(folder, "shop.tar.zst"), folder);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

test("a file that is cut short, of a newer version, or no shop's is refused, and its name is free again", { only: ["fcgi"] }, () => withFile(async (file, folder) => {
	const shop = await newTill(), name = `${shop}-c`;
	await done(["tenant", "export", shop, file, "--without-pictures"]);
	const asked = ["--name", name, "--host", `${name}.localhost`];
	execFileSync("tar", ["-xf", file, "-C", folder]);
	rmSync(join(folder, "end.json"));
	const broken = join(folder, "broken.tar"), parts = ["manifest.json", ...readdirSync(join(folder, "tables")).sort().map((n) => `tables/${n}`)];
	execFileSync("tar", ["-cf", broken, "-C", folder, ...parts]);
	const short = await stoactl(["tenant", "import", broken, ...asked]);
	assert.equal(short.status, 1);
	assert.match(short.err, /cut short: it has no end\.json/);
	assert.equal(tenant(name).state, "creating");
	assert.equal((await shopClient(name).get("/de/")).status, 404);
	// Taken up with the whole file.
	await done(["tenant", "import", file, ...asked]);
	assert.equal((await shopClient(name).get("/de/p/mug")).status, 200);
	await done(["tenant", "drop", name, "--yes"]);
	const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
	manifest.migrations.push({ name: "9999_later.sql", checksum: "0" });
	writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
	execFileSync("tar", ["-cf", broken, "-C", folder, ...parts]);
	const newer = await stoactl(["tenant", "import", broken, ...asked]);
	assert.match(newer.err, /9999_later\.sql, which this build does not: install the newer build/);
	writeFileSync(broken, "not an archive");
	assert.equal((await stoactl(["tenant", "import", broken])).status, 1);
	assert.equal((await stoactl(["tenant", "import", join(folder, "nothing.tar")])).status, 1);
	assert.equal((await stoactl(["tenant", "export", shop, join(folder, "shop.zip")])).status, 2);
	assert.equal(tenant(name), undefined);
}));

test("a file of an older version is read by its migrations and brought up by those since", { only: ["fcgi"] }, () => withFile(async (file, folder) => {
	const shop = await newTill(), name = `${shop}-o`;
	await done(["tenant", "export", shop, file, "--without-pictures"]);
	// As that version would have written it: without the last migration and its column.
	execFileSync("tar", ["-xf", file, "-C", folder]);
	const at = join(folder, "manifest.json"), manifest = JSON.parse(readFileSync(at, "utf8"));
	const end = JSON.parse(readFileSync(join(folder, "end.json"), "utf8"));
	manifest.migrations = manifest.migrations.filter((m) => !m.name.startsWith("0020_"));
	const media = manifest.tables.findIndex((t) => t.name === "media");
	manifest.tables[media].columns = manifest.tables[media].columns.replace(", shared", "");
	assert.equal(end.sums[media].rows, 0, "the till has drawings alone");
	writeFileSync(at, JSON.stringify(manifest));
	const older = join(folder, "older.tar.gz");
	execFileSync("tar", ["-czf", older, "-C", folder, "manifest.json", ...readdirSync(join(folder, "tables")).sort().map((n) => `tables/${n}`), "end.json"]);
	await done(["tenant", "import", older, "--name", name, "--host", `${name}.localhost`]);
	assert.equal(shopRows(name, "SELECT count(shared) AS n FROM @shop@.media")[0].n, 0);
	assert.equal((await shopClient(name).get("/ar/p/mug")).status, 200);
	await done(["tenant", "drop", name, "--yes"]);
}));
