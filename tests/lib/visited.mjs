// Which addresses the browser has been at: every answer that is a page is noted, file by file, so that the last test of the folder can compare with all
// that the programs answer.
import { appendFileSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { top } from "./env.mjs";

const folder = join(top, "var", "visited");

// Before the first file.
export function forgetVisits() {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
}

// Notes what a browser context is given, redirects included.
export function noteVisits(context) {
	const seen = new Set();
	context.on("response", (r) => {
		const { host, pathname } = new URL(r.url()), page = r.status() < 300 ? /^text\/html/.test(r.headers()["content-type"] ?? "") : r.status() < 400;
		if (r.request().method() !== "GET" || !page || seen.has(host + pathname))
			return;
		seen.add(host + pathname);
		mkdirSync(folder, { recursive: true });
		appendFileSync(join(folder, String(process.pid)), `${host} ${pathname}\n`);
	});
}

// [{ host, path }]
export function visits() {
	const lines = readdirSync(folder).flatMap((f) => readFileSync(join(folder, f), "utf8").split("\n"));
	return [...new Set(lines)].filter(Boolean).map((l) => l.split(" ")).map(([host, path]) => ({ host, path }));
}
