// What /metrics says, read as Prometheus reads it; and a box of one's own: settings with a cache folder that no other program counts in.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { env } from "./env.mjs";

export const token = () => readFileSync(join(dirname(env.STOA_CONF), "metrics.token"), "utf8").trim();

/*
 * { samples: Map("name{a=\"b\"}" -> number), types: Map, value(name, labels) }. Throws where the text breaks its own rules: a sample whose family was not declared, a family
 * declared twice or in two places, a sample twice.
 */
export function readMetrics(text) {
	const samples = new Map(), types = new Map(), helped = new Set();
	let family = "";
	for (const line of text.split("\n").filter(Boolean)) {
		const said = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
		if (said?.[1] === "HELP") {
			if (helped.has(said[2]))
				throw new Error(`${said[2]} stands in two places`);
			helped.add(family = said[2]);
			continue;
		}
		if (said) {
			types.set(said[2], said[3]);
			continue;
		}
		const m = /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)*\})? (-?[0-9.]+)$/.exec(line);
		if (!m)
			throw new Error(`not a sample: ${line}`);
		const base = types.get(family) === "histogram" ? m[1].replace(/_(bucket|sum|count)$/, "") : m[1];
		if (base !== family || !types.has(family))
			throw new Error(`${line} does not belong to ${family}`);
		const key = m[1] + (m[2] ?? "");
		if (samples.has(key))
			throw new Error(`twice: ${key}`);
		samples.set(key, Number(m[3]));
	}
	const value = (name, labels = {}) => {
		const inner = Object.entries(labels).map(([n, v]) => `${n}="${v}"`).join(",");
		return samples.get(inner ? `${name}{${inner}}` : name);
	};
	return { samples, types, value };
}

// Runs fn with the path of settings like the stack's, but for the folder of the box's cache and what `more` adds or (null) leaves out.
export async function ownBox(fn, more = {}) {
	const folder = mkdtempSync(join(tmpdir(), "stoa-box-"));
	const conf = join(folder, "stoa.conf"), set = { cache_directory: join(folder, "cache"), ...more };
	const kept = readFileSync(env.STOA_CONF, "utf8").split("\n").filter((l) => !Object.keys(set).includes(l.split("=")[0].trim()));
	const added = Object.entries(set).filter(([, v]) => v !== null).map(([k, v]) => `${k} = ${v}`);
	writeFileSync(conf, [...kept, ...added, ""].join("\n"));
	try {
		return await fn(conf, folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
