// The last file of the folder: what the others have shown to the browser, against all that the programs answer.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { binary, surroundings } from "../lib/program.mjs";
import { programFor } from "../lib/route.mjs";
import { Skip, test } from "../lib/runner.mjs";
import { visits } from "../lib/visited.mjs";

// Documents for machines are no screens, nor are addresses that only lead on.
const screen = (path) => !/\.[a-z]+$|:file$|\/order\/:token\/back$/.test(path);

// The patterns that a program answers GET on, in the order in which it looks for them.
function routes(program) {
	const lines = execFileSync(binary(program), ["--routes"], { env: surroundings, encoding: "utf8" }).trim().split("\n").map((l) => l.split(" "));
	return lines.filter(([method]) => method === "GET").map(([, path]) => path);
}

function matches(pattern, path) {
	const [wanted, given] = [pattern.split("/"), path.split("/")];
	return wanted.length === given.length && wanted.every((w, i) => (w.startsWith(":") ? given[i] !== "" : w === given[i]));
}

for (const program of ["admin", "storefront", "cart", "checkout", "demopay"])
	test(`${program}: every screen that it answers was shown to the browser by a test of this folder`, () => {
		if (!process.env.STOA_WHOLE_FOLDER)
			throw new Skip("tells something after all other files of the folder only");
		const all = routes(program), seen = new Set();
		assert.ok(all.length > 0);
		for (const { host, path } of visits())
			if (programFor(host, path) === program)
				seen.add(all.find((pattern) => matches(pattern, path)));
		assert.deepEqual(all.filter((pattern) => screen(pattern) && !seen.has(pattern)), []);
	});

test("a screen that nobody looked at would be told", () => {
	assert.ok(matches("/:locale/:shop/orders/:id", "/en/hafen/orders/17"));
	for (const path of ["/en/hafen/orders", "/en/hafen/orders/", "/en/hafen/orders/17/refund-part", "/en/hafen/products/17"])
		assert.ok(!matches("/:locale/:shop/orders/:id", path), path);
	assert.ok(routes("admin").includes("/:locale/:shop/settings/taxes/countries/:country"));
});
