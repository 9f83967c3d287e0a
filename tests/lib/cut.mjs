// A road between programs and Postgres that can be cut just where a transaction ends, and closed. It reads the protocol (PostgreSQL 15, 55.2)
// as far as it must: libpq's pipelined batches, each up to its Sync, go on whole.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "./client.mjs";
import { env } from "./env.mjs";
import { talk } from "./fcgi.mjs";
import { Program, settingsWith } from "./program.mjs";
import { programFor } from "./route.mjs";
import { exchange } from "./transport.mjs";

const SOCKET = ".s.PGSQL.5432", LATE_MS = 60;
const WITNESS = /INSERT INTO (cell|stoa)\.witness \(id\) VALUES/;

// Messages of a stream as they are complete: [type, bytes]; the first one of a client has no type.
class Messages {
	constructor(untyped) {
		Object.assign(this, { held: Buffer.alloc(0), untyped });
	}
	*take(bytes) {
		this.held = this.held.length ? Buffer.concat([this.held, bytes]) : bytes;
		for (;;) {
			const head = this.untyped ? 0 : 1;
			if (this.held.length < head + 4)
				return;
			const length = head + this.held.readInt32BE(head);
			if (this.held.length < length)
				return;
			const message = this.held.subarray(0, length);
			this.held = this.held.subarray(length);
			yield [this.untyped ? "" : String.fromCharCode(message[0]), message];
			this.untyped = false;
		}
	}
}

const words = (message, n) => message.subarray(5).toString("latin1").split("\0", n);

/*
 * how: where the road is cut at the end of a transaction that writes: "before" (the end never arrives), "late" (the client is cut off, and the end
 * arrives a moment after it has come back), "after" (it arrives, and the answer does not), "then" (right behind the answer).
 */
export class Road {
	static async open() {
		const road = new Road();
		road.folder = mkdtempSync(join(tmpdir(), "stoa-road-"));
		road.pairs = new Set();
		await road.up();
		return road;
	}
	// Settings for programs that travel on it; shortly they say that something is not known.
	settings(more = {}) {
		return settingsWith({ platform_database: `host=${this.folder} dbname=stoa_platform`, cell_database: `host=${this.folder} dbname=stoa_%s`, settle_milliseconds: 400, ...more });
	}
	async up() {
		this.server = createServer((near) => this.travel(near));
		await new Promise((resolve) => this.server.listen(join(this.folder, SOCKET), resolve));
	}
	// Nobody answers, and whoever was connected is cut off; but one, whose answer is still waited for here.
	async down(but) {
		const closed = new Promise((resolve) => this.server.close(resolve));
		for (const ends of this.pairs)
			if (ends !== but)
				ends.forEach((s) => s.destroy());
		await closed;
		rmSync(join(this.folder, SOCKET), { force: true });
	}
	// Cuts at the end number `at` from now on, once; closes: nobody gets through afterwards.
	arm(at, how, { closes = false } = {}) {
		Object.assign(this, { at, how, closes, ends: 0, cut: false });
	}
	disarm() {
		this.how = null;
	}
	travel(near) {
		const far = connect(join(env.RUN_DIR, SOCKET)), ends = [near, far], names = new Map();
		const asked = new Messages(true), answered = new Messages(false);
		let batch = [], writes = false, swallows = false, ending = false, open = true;
		this.pairs.add(ends);
		const over = () => {
			if (!open)
				return;
			open = false;
			this.pairs.delete(ends);
			ends.forEach((s) => s.destroy());
		};
		ends.forEach((s) => s.on("error", over));
		near.on("close", () => swallows || over());
		far.on("close", over);
		near.on("data", (bytes) => {
			for (const [type, message] of asked.take(bytes)) {
				batch.push(message);
				if (type === "P")
					names.set(...words(message, 2));
				if (type === "B")
					writes ||= WITNESS.test(names.get(words(message, 2)[1]));
				if ("PBDEC".includes(type) && type)
					continue;
				const whole = Buffer.concat(batch), meets = writes && this.how && ++this.ends === this.at && !this.cut;
				batch = [];
				writes = false;
				if (!meets) {
					far.write(whole);
					continue;
				}
				this.cut = true;
				if (this.closes)
					this.down(ends);
				if (this.how === "before")
					return over();
				swallows = this.how !== "then";
				ending = true;
				if (this.how === "late") {
					near.destroy();
					sleep(LATE_MS).then(() => far.write(whole));
				} else {
					far.write(whole);
				}
			}
		});
		far.on("data", (bytes) => {
			if (!swallows)
				near.write(bytes);
			for (const [type] of answered.take(bytes))
				if (ending && type === "Z")
					swallows ? over() : near.end();
		});
	}
	async close() {
		if (this.server.listening)
			await this.down();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

// Programs of a test's own that reach Postgres by a road: fn(road, client), where client(base) is a browser whose requests they answer.
export async function onTheRoad(names, fn, settings = {}) {
	const road = await Road.open(), mine = road.settings(settings);
	const programs = Object.fromEntries(names.map((name) => [name, new Program(name, { conf: mine.conf })]));
	const way = (request) => {
		const program = programs[programFor(request.host, request.target)];
		return program ? talk(program.socket, { timeout: 60000, headers: [], body: Buffer.alloc(0), ...request }) : exchange(request);
	};
	try {
		await Promise.all(Object.values(programs).map((p) => p.ready()));
		await fn(road, (base, options) => new Client(base, { way, ...options }), mine.conf);
	} finally {
		await Promise.all(Object.values(programs).map((p) => p.end()));
		mine.drop();
		await road.close();
	}
}

// Cut at each end of a transaction that the deed has, in each way: deed(arm, what) does it once more with fresh things, and calls arm() where it begins.
export async function eachEnd(road, deed, ways = ["before", "late", "after"]) {
	let cuts = 0;
	for (const how of ways)
		for (let at = 1; ; at++) {
			await deed(() => road.arm(at, how), `cut ${how} end ${at}`);
			road.disarm();
			if (!road.cut)
				break;
			cuts++;
		}
	assert.ok(cuts >= ways.length, `${cuts} cuts: the deed writes`);
}

// A browser of the road's programs that goes on with what another has.
export function taking(client, road) {
	road.jar = client.jar;
	return road;
}
