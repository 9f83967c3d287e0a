// Standbys that are none: nobody notices. A real one is in tests/long/standby.
import assert from "node:assert/strict";
import { env } from "../lib/env.mjs";
import { ownBox, readMetrics, token } from "../lib/metrics.mjs";
import { Program, until } from "../lib/program.mjs";
import { test } from "../lib/runner.mjs";

for (const [what, conninfo] of [["nobody listens there", "host=/nowhere-at-all dbname=stoa_%s"], ["it is the primary itself", `host=${env.RUN_DIR} port=5432 dbname=stoa_%s`]]) {
	test(`where cell_read_database leads to no standby (${what}) every page comes from the primary`, { only: ["fcgi"] }, () =>
		ownBox((conf) => Program.with({ conf }, (shop) => Program.with({ name: "metrics", conf }, async (watch) => {
			const page = async () => assert.equal((await shop.ask(env.SHOP, { path: "/de/search?q=a" })).status, 200);
			const count = async (result) => readMetrics((await watch.ask("nobody", { path: "/metrics", headers: { authorization: `Bearer ${token()}` } })).body.toString())
				.value("stoa_db_standby_total", { program: "storefront", result });
			await until(async () => {
				await page();
				return await count("away") > 0;
			}, "it is tried, once the box hears of changes");
			for (let i = 0; i < 5; i++)
				await page();
			assert.equal(await count("answered"), 0);
		})), { cell_read_database: conninfo, heard_milliseconds: null }));
}
