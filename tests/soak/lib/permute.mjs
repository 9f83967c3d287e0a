// Sales with a crash at every statement and every call of orders, payments, notices and jobs (tests/soak/README.md).
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { top } from "../../lib/env.mjs";
import { atRest } from "../../lib/rest.mjs";
import { without } from "../../lib/stack.mjs";
import { House } from "./house.mjs";
import { Points, mailWindows, ofTheTable } from "./points.mjs";
import { judge } from "./post.mjs";
import { Sale, chance, shuffle, stories } from "./sale.mjs";
import { judgeSales, settle } from "./settled.mjs";
import { openStand } from "./stands.mjs";

const NAMES = ["demo", "stripe", "paypal", "held"], UNFINISHED = 75, STORM = 1600, RARE = 10000, LULL = 400;
const { values: given } = parseArgs({ options: { short: { type: "boolean" }, seed: { type: "string" }, providers: { type: "string" }, seconds: { type: "string" }, resume: { type: "boolean" } } });
const seed = Number(given.seed ?? (Date.now() & 0xffffff)), began = Date.now();
const programs = given.short ? { checkout: 5, webhook: 4, demopay: 2, worker: 4 } : { checkout: 10, webhook: 8, demopay: 3, admin: 3, worker: 6 };
const size = given.short ? { lanes: 6, armed: 12, round: 6, idle: 1, stories: 2 } : { lanes: 6, armed: 14, round: 36, idle: 20, stories: Infinity };
const seconds = Number(given.seconds ?? 0), names = given.providers?.split(",") ?? (given.short ? NAMES.slice(0, 3) : NAMES);
const table = join(top, "var", "soak", "permute.tsv"), random = chance(seed);
const figures = { sales: 0, kills: 0, windows: 0, doubled: 0, mails: 0, refunds: 0 };
const elapsed = () => (Date.now() - began) / 1000, over = () => seconds > 0 && elapsed() > seconds;
mkdirSync(dirname(table), { recursive: true });
const points = new Points(), fakes = {}, standing = new Set();

/*
 * Stands that are attacked together: a provider alone, in the short form all at once. hits: { point: how many processes ended there }, kept from
 * one run to the next where that is asked for.
 */
function newGroup(name, stands) {
	return { name, stands, hits: new Map(), sales: [], pairs: stands.flatMap((stand) => shuffle(stand.stories, random).slice(0, size.stories).map((story) => [stand, story])) };
}

const groups = [];

function remembered(group) {
	if (given.resume && existsSync(table))
		for (const line of readFileSync(table, "utf8").split("\n").slice(1).filter(Boolean)) {
			const [name, point, n] = line.split("\t");
			if (name === group.name)
				group.hits.set(point, Number(n));
		}
}

// Those of stands that are not attacked this time stay.
function remember() {
	const lines = groups.flatMap((g) => [...g.hits].sort().map(([point, n]) => `${g.name}\t${point}\t${n}`));
	const others = existsSync(table) ? readFileSync(table, "utf8").split("\n").slice(1).filter((l) => l && !groups.some((g) => l.startsWith(`${g.name}\t`))) : [];
	writeFileSync(table, ["provider\tpoint\thits", ...(given.resume ? others : []), ...lines, ""].join("\n"));
}

// What is reached while nothing is killed is a point; what ended there has hit it.
function note(group, recorded) {
	const lines = points.read();
	for (const { point, killed } of lines) {
		if (recorded && !group.hits.has(point))
			group.hits.set(point, 0);
		if (killed) {
			group.hits.set(point, (group.hits.get(point) ?? 0) + 1);
			figures.kills++;
		}
	}
	figures.windows += mailWindows(lines, standing);
}

async function run(group, [stand, story]) {
	const sale = new Sale(stand, story, random);
	figures.sales++;
	try {
		await stories[story](sale);
	} catch (e) {
		throw new Error(`${stand.name}, ${story}, ${sale.email}: ${e.message}`, { cause: e });
	}
	group.sales.push(sale);
}

// Mails of all its orders: each once, but for as many as went out again because who sent them could not know.
function judgeMails(stand, house) {
	const found = judge(stand.shop, house.post, new Set());
	assert.deepEqual(found.lost.map((j) => j.id), [], `${stand.name}: every mail went out`);
	assert.deepEqual(found.left.map((j) => [j.id, j.kind, j.state, j.last_error]), [], `${stand.name}: and is done; none is dead`);
	assert.deepEqual(found.late.map((j) => j.id), [], `${stand.name}: those of an order one after another`);
	return found;
}

const never = (group) => [...group.hits].filter(([, n]) => n === 0).map(([point]) => point);

// As many as fit are armed, once for each that comes by or for the second; what nobody came by for a while makes room.
function arm(group, armed) {
	note(group, false);
	for (const [point, since] of armed)
		if (!points.armed(point) || figures.sales - since > size.round)
			armed.delete(point);
	points.disarm();
	for (const point of shuffle(never(group).filter((p) => !armed.has(p)), random).slice(0, size.armed - armed.size))
		armed.set(point, figures.sales);
	for (const point of armed.keys())
		points.arm(point, random(4) ? 1 : 2);
}

async function inLanes(list, fn) {
	const rest = [...list];
	await Promise.all(Array.from({ length: size.lanes }, async () => {
		while (rest.length)
			await fn(rest.shift());
	}));
}

async function settled(group, house, { storm, meanwhile = () => {} }) {
	for (const stand of group.stands)
		stand.away(storm);
	const until = storm ? sleep(STORM).then(() => {
		for (const stand of group.stands)
			stand.away(false);
		return house.post.up();
	}) : sleep(LULL);
	// What comes every few seconds is waited for once little else is left.
	const few = storm && !given.short && never(group).length > 0 && never(group).length < size.armed;
	figures.refunds += (await Promise.all(group.stands.map((stand) => settle(stand, group.sales, { until: few ? Promise.all([until, sleep(RARE)]) : until, meanwhile })))).reduce((a, b) => a + b);
}

async function judgeAll(group, house) {
	await Promise.all(group.stands.map(async (stand) => {
		assert.deepEqual(await judgeSales(stand, group.sales), [], stand.name);
		judgeMails(stand, house);
	}));
}

// Sales of each story say which points there are; the mail server is away for the last of them, and the providers are when they are asked. In the
// short form what these sales leave to be done is done with the others'.
async function clean(group, house) {
	// What a new shop's worker does but once could not be hit again.
	await Promise.all(group.stands.map((stand) => atRest(stand.shop)));
	note(group, false);
	await inLanes(group.pairs, (pair) => run(group, pair));
	if (given.short)
		return note(group, true);
	await house.post.down();
	await run(group, group.pairs[0]);
	await settled(group, house, { storm: true });
	note(group, true);
	await judgeAll(group, house);
}

// The same with crashes, and time that passes with more of them; then without, until all is settled.
async function round(group, house) {
	const armed = new Map(), some = (n) => inLanes(Array.from({ length: n }, () => group.pairs[random(group.pairs.length)]), async (pair) => {
		if (over())
			return;
		arm(group, armed);
		await run(group, pair);
	});
	await some(!given.short && never(group).length < size.armed ? size.lanes : size.round);
	if (!given.short) {
		await house.post.down();
		await some(size.lanes);
	}
	await settled(group, house, { storm: !given.short, meanwhile: () => !over() && arm(group, armed) });
	points.disarm();
	await settled(group, house, { storm: false });
	note(group, false);
	await judgeAll(group, house);
	if (!given.short)
		remember();
}

async function attack(group, house) {
	remembered(group);
	groups.push(group);
	await clean(group, house);
	for (let left = never(group).length, idle = 0; left > 0 && !over() && idle < size.idle; ) {
		await round(group, house);
		const now = never(group).length;
		idle = now < left && !given.short ? 0 : idle + 1;
		left = now;
		console.log(`${group.name}: ${group.hits.size - left} of ${group.hits.size} points hit, ${figures.kills} crashes, ${figures.sales} sales, ${Math.round(elapsed())} s`);
	}
	for (const stand of group.stands) {
		const found = judgeMails(stand, house);
		figures.mails += found.promised;
		figures.doubled += found.sent - found.promised;
	}
}

async function all(house) {
	if (given.short) {
		const stands = [];
		for (const name of names)
			stands.push(await openStand(name, fakes, { staff: false }));
		console.log(`set up after ${elapsed().toFixed(1)} s`);
		await attack(newGroup("short", stands), house);
		return;
	}
	for (const name of names)
		if (!over())
			await attack(newGroup(name, [await openStand(name, fakes, { staff: true })]), house);
}

function report(house) {
	const found = groups.flatMap((g) => [...g.hits].map(([point, n]) => ({ group: g.name, point, n }))), missed = found.filter((p) => p.n === 0).length;
	if (!given.short)
		for (const { group, point, n } of found)
			console.log(`${String(n).padStart(4)} ${group} ${point}`);
	const known = ofTheTable(found.map((p) => p.point));
	console.log(`statements of the query table that the points stand for: ${known.said} of ${known.all}; of the same rooms no story says: ${known.unsaid.join(" ") || "none"}`);
	console.log(`refunds that staff took up again: ${figures.refunds}`);
	assert.ok(figures.kills > 0, "something was killed");
	const other = figures.doubled - figures.windows;
	assert.ok(other >= 0 && other <= house.unanswered, `${figures.doubled} mails twice: ${figures.windows} were not written down when their worker ended, ${house.unanswered} had no answer`);
	console.log(`permute: seed ${seed}, ${figures.sales} sales, ${figures.kills} crashes at ${found.length - missed} of ${found.length} points of ${names.join(", ")}: one order, one capture, one posting each; ` +
		`${figures.mails} mails, twice ${figures.windows} by a crash between acceptance and record and ${other} of ${house.unanswered} whose answer was lost; ${elapsed().toFixed(1)} s`);
	return missed;
}

console.log(`seed ${seed}`);
let missed;
await without("worker", async () => {
	const house = await House.open(points, programs);
	try {
		await all(house);
		missed = report(house);
	} catch (e) {
		writeFileSync(join(dirname(table), "permute.log"), house.log);
		throw e;
	} finally {
		points.disarm();
		await house.end();
		points.end();
		for (const fake of Object.values(fakes))
			fake.end();
	}
});
process.exit(missed === 0 || given.short ? 0 : over() ? UNFINISHED : 1);
