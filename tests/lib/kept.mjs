// Two storefronts on the stack's databases: one that keeps pages as an installation does, and one that makes each anew.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { header } from "./answer.mjs";
import { env } from "./env.mjs";
import { Program } from "./program.mjs";

// The stack's settings with others in their place; a file below folder.
export function settings(folder, name, values) {
	const file = join(folder, name), mine = new Set(Object.keys(values));
	const rest = readFileSync(env.STOA_CONF, "utf8").split("\n").filter((line) => !mine.has(line.split("=")[0].trim()));
	writeFileSync(file, rest.concat(Object.entries(values).map(([k, v]) => `${k} = ${v}`), "").join("\n"));
	return file;
}

// What a page kept by an installation's own settings goes by.
export const usual = (folder) => ({ cache_directory: join(folder, "cache"), heard_milliseconds: 2000, poll_milliseconds: 100 });

// fn({ kept, made }) with the two programs.
export async function withBoth(fn) {
	const folder = mkdtempSync(join(tmpdir(), "stoa-kept-"));
	try {
		const kept = { conf: settings(folder, "kept.conf", usual(folder)), processes: 2 };
		const made = { conf: settings(folder, "made.conf", { cache_megabytes: 0, frame_megabytes: 0 }), processes: 2 };
		await Program.with(kept, (k) => Program.with(made, (m) => fn({ kept: k, made: m })));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

// What a visitor without cookies gets: the status, where it leads, the page; without the number of its own request, by which a page asks to be written about.
export async function seen(program, shop, path) {
	const answer = await program.ask(shop, { path, headers: { "accept-language": "de" } });
	const text = answer.body.toString();
	return `${answer.status} ${header(answer, "location") ?? ""}\n${answer.status >= 500 ? text.replace(/\b[0-9a-f]{32}\b/, "") : text}`;
}
