// One process through a restart of Postgres.
import assert from "node:assert/strict";
import { header } from "../lib/answer.mjs";
import { env } from "../lib/env.mjs";
import { Program, until } from "../lib/program.mjs";
import { test } from "../lib/runner.mjs";
import { without } from "../lib/stack.mjs";

test("Postgres away: a 503 in the shopper's language; then the same process heals by itself", { only: ["fcgi"] }, () =>
	Program.with({ processes: 1 }, async (program) => {
		const { pids } = program;
		const ask = (path, headers) => program.ask(env.SHOP, { path, headers });
		assert.equal((await ask("/ar/")).status, 200);
		await without("postgres", async () => {
			for (const [path, accept, lang] of [["/ar/p/not-kept", "de", "ar"], ["/ja/search?q=not+kept", undefined, "ja"], ["/", "fr", "fr"], ["/xx/", "de", "de"]]) {
				const page = await ask(path, accept ? { "accept-language": accept } : {});
				assert.equal(page.status, 503, path);
				assert.equal(header(page, "content-language"), lang, path);
				assert.match(page.body.toString(), new RegExp(`<html lang="${lang}" dir="${lang === "ar" ? "rtl" : "ltr"}">`), path);
				assert.ok(Number(header(page, "retry-after")) > 0, path);
				assert.equal(header(page, "cache-control"), "private, no-store", path);
			}
			/* What is wrong with the request itself goes first. */
			assert.equal((await ask("/de/search?q=%ff")).status, 400);
		});
		await until(async () => (await ask("/ar/")).status === 200, "the process heals");
		assert.deepEqual(program.pids, pids);
	}));
