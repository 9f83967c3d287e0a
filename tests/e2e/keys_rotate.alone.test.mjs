// The installation's key replaced by another one: both open meanwhile, and the provider keys of all shops are sealed anew.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "../lib/env.mjs";
import { FakePaypal } from "../lib/paypal.mjs";
import { newPaypalStand, place } from "../lib/paypal-stand.mjs";
import { settingsWith } from "../lib/program.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const fake = await FakePaypal.listen();

// stoactl with other settings: { status, out, err }.
function by(conf, ...args) {
	const script = readFileSync(env.STOACTL, "utf8").replace(/STOA_CONF='?[^' ]*'?/, `STOA_CONF='${conf}'`);
	return new Promise((resolve) => execFile("sh", ["-c", script, "stoactl", ...args], { encoding: "utf8" }, (e, out, err) => resolve({ status: e ? e.code : 0, out, err })));
}

test("keys rotate seals every shop's provider keys anew, goes on where it was broken off, and loses none", async () => {
	const folder = mkdtempSync(join(tmpdir(), "stoa-rotate-")), fresh = join(folder, "key"), old = /^key_file = (.*)$/m.exec(readFileSync(env.STOA_CONF, "utf8"))[1];
	writeFileSync(fresh, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
	const both = settingsWith({ key_file: fresh, second_key_file: old }), alone = settingsWith({ key_file: fresh }), back = settingsWith({ key_file: old, second_key_file: fresh });
	try {
		const [one, two] = [await newPaypalStand(fake), await newPaypalStand(fake)], sealed = (stand) => shopRows(stand.shop, "SELECT sealed FROM @shop@.credential")[0].sealed;
		const opens = async (conf, stand) => (await by(conf, "payment", "show", stand.shop, "paypal")).status === 0;
		assert.ok(await opens(both.conf, one), "what the old key has sealed opens meanwhile");
		assert.ok(!(await opens(alone.conf, one)), "and not by the new one alone");
		// Broken off after the first shop.
		assert.match((await by(both.conf, "keys", "rotate")).out, /^[1-9]\d* keys of \d+ shops sealed anew, 0 had been$/m);
		const kept = sealed(one);
		assert.equal((await by(back.conf, "keys", "rotate")).status, 0);
		shopExecute(one.shop, `UPDATE @shop@.credential SET sealed = '${kept}'`);
		const went = await by(both.conf, "keys", "rotate");
		assert.equal(went.status, 0, went.err);
		assert.match(went.out, / sealed anew, 1 had been$/m);
		assert.equal(sealed(one), kept);
		for (const stand of [one, two])
			assert.ok(await opens(alone.conf, stand), "the new key alone");
		assert.match((await by(both.conf, "keys", "rotate")).out, /^0 keys of/m);
		// What opens with neither key is told and left.
		shopExecute(two.shop, "UPDATE @shop@.credential SET sealed = left(sealed, 60)");
		const lost = await by(both.conf, "keys", "rotate");
		assert.ok(lost.status !== 0 && /1 keys open with neither key/.test(lost.err), lost.err);
		shopExecute(two.shop, "DELETE FROM @shop@.credential");
		assert.equal((await by(back.conf, "keys", "rotate")).status, 0);
		assert.equal((await stoactl(["payment", "show", one.shop, "paypal"])).status, 0);
		assert.ok((await place(one)).url, "and the shop goes on selling");
	} finally {
		await by(back.conf, "keys", "rotate");
		for (const settings of [both, alone, back])
			settings.drop();
		rmSync(folder, { recursive: true });
	}
});
