// Moments at which a process of ours is ended (cgi-bin/base/point.h): which were reached, and which one is next.
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { top } from "../../lib/env.mjs";

const BYTES = 1 << 20;

// "checkout before sql order_insert": the name by which a point is known.
export class Points {
	held = "";
	at = 0;
	buffer = Buffer.alloc(BYTES);
	constructor() {
		this.folder = mkdtempSync(join(tmpdir(), "stoa-points-"));
		this.hits = join(this.folder, "hits");
		writeFileSync(this.hits, "");
	}
	// What was reached since the last call: [{ point, pid, killed }].
	read() {
		const fd = openSync(this.hits, "r"), parts = [this.held];
		for (let n; (n = readSync(fd, this.buffer, 0, BYTES, this.at)) > 0; this.at += n)
			parts.push(this.buffer.subarray(0, n).toString("latin1"));
		closeSync(fd);
		const lines = parts.join("").split("\n");
		this.held = lines.pop();
		return lines.map((line) => {
			const [, program, pid, killed, rest] = /^(\S+) (\d+) (killed )?(.*)$/.exec(line);
			return { point: `${program} ${rest}`, pid, killed: Boolean(killed) };
		});
	}
	file(point) {
		return join(this.folder, point.replaceAll("/", ":"));
	}
	// The process that reaches it for the n-th time from now on ends there.
	arm(point, n = 1) {
		writeFileSync(join(this.folder, "next"), `${n}\n`);
		renameSync(join(this.folder, "next"), this.file(point));
	}
	armed(point) {
		return existsSync(this.file(point));
	}
	disarm() {
		for (const f of readdirSync(this.folder))
			if (f !== "hits")
				rmSync(join(this.folder, f), { force: true });
	}
	end() {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/*
 * Mails that may go out a second time: their worker was ended after the server had taken the mail, and before that was written down. lines: all
 * that was reached, in order; taking: of each process, whether it stands there, kept from one call to the next.
 */
export function mailWindows(lines, taking) {
	let windows = 0;
	for (const { point, pid, killed } of lines) {
		if (!point.startsWith("worker "))
			continue;
		if (killed) {
			windows += taking.has(pid);
			taking.delete(pid);
		} else if (point === "worker after smtp") {
			taking.add(pid);
		} else if (point === "worker after sql outbox_done") {
			taking.delete(pid);
		}
	}
	return windows;
}

const sources = (room) => readdirSync(join(top, "cgi-bin", room)).filter((f) => f.endsWith(".c")).map((f) => readFileSync(join(top, "cgi-bin", room, f), "utf8"));

/*
 * How much of the query table the points stand for: { said, all, unsaid }. The paths are the files of shop/ in which a statement that was said
 * writes; all that these files can say are theirs.
 */
export function ofTheTable(points) {
	const table = new Map();
	for (const f of readdirSync(join(top, "sql", "queries")))
		for (const block of readFileSync(join(top, "sql", "queries", f), "utf8").split(/^-- name: /m).slice(1)) {
			const [name, text] = block.split(/\n(.*)/s);
			table.set(name.trim(), /^(INSERT|UPDATE|DELETE|WITH[^]*(INSERT|UPDATE|DELETE))\b/im.test(text.replace(/^--.*$/gm, "").trim()));
		}
	const said = new Set(points.map((p) => / sql (\S+)$/.exec(p)?.[1]).filter((name) => table.has(name)));
	const of = (text) => [...new Set([...text.matchAll(/\bq_(\w+)\(/g)].map(([, q]) => [q, q.replace(/_(one|queue)$/, "")].find((n) => table.has(n))).filter(Boolean))];
	const theirs = new Set(sources("shop").map(of).filter((names) => names.some((n) => said.has(n) && table.get(n))).flat());
	return { said: said.size, all: table.size, unsaid: [...theirs].filter((n) => !said.has(n)).sort() };
}
