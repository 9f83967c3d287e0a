// Named tests of one file: `test("a tampered cookie is an empty cart", { sale: true }, async () => { ... })`.
import { transportName } from "./env.mjs";

const tests = [];

/*
 * sale: runs on every transport, not on fcgi alone; over lighttpd all tests do where STOA_EVERY_TEST is set. only: a list of transports for
 * what can be told on those alone. long: runs where STOA_SCREENS is "all" alone. A test that throws Skip counts as skipped.
 */
export function test(name, options, fn) {
	tests.push(typeof options === "function" ? { name, options: {}, fn: options } : { name, options, fn });
}

export class Skip extends Error {}

// Whether a file has tests for this way, by its text: to load it means to make its shops.
export function concerns(text, way) {
	return way === "fcgi" || (way === "lighttpd" && Boolean(process.env.STOA_EVERY_TEST)) || /\{ sale(:| \})/.test(text) ||
		(/\bonly\b/.test(text) && text.includes(`"${way}"`));
}

function wanted({ sale, only, long }) {
	if (long && process.env.STOA_SCREENS !== "all")
		return false;
	if (only)
		return only.includes(transportName);
	return sale || transportName === "fcgi" || (transportName === "lighttpd" && Boolean(process.env.STOA_EVERY_TEST));
}

// Runs what the file of this text declared, one after another; report(result, name, seconds, error).
export async function runTests(report, pattern, text) {
	const missed = ["lighttpd", "apache", "cgi"].find((way) => !concerns(text, way) && tests.some(({ options: { sale, only } }) => sale || only?.includes(way)));
	if (missed)
		report("fail", "the file says in words that can be read without running it by which ways its tests run", 0, new Error(`nothing says ${missed}`));
	for (const { name, options, fn } of tests) {
		if (!wanted(options) || (pattern && !pattern.test(name)))
			continue;
		const start = Date.now();
		let result = "pass", error = null;
		try {
			await fn();
		} catch (e) {
			result = e instanceof Skip ? "skip" : "fail";
			error = e;
		}
		report(result, name, (Date.now() - start) / 1000, error);
	}
}
