// A program of a test's own: started on a socket of its own, beside those of the stack, with the stack's settings and databases.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseHead, splitHead } from "./answer.mjs";
import { encodeForm } from "./client.mjs";
import { env } from "./env.mjs";
import { talk } from "./fcgi.mjs";

const home = dirname(env.LOG_DIR);

export const binary = (name) => join(home, "inst", "libexec", "stoa", name);

export const surroundings = {
	...process.env,
	STOA_CONF: env.STOA_CONF,
	PGSERVICEFILE: join(dirname(env.STOA_CONF), "pg_service.conf"),
	ASAN_OPTIONS: `log_path=${join(home, "findings", "asan")}:abort_on_error=1`,
	UBSAN_OPTIONS: `log_path=${join(home, "findings", "ubsan")}:print_stacktrace=1`,
};

// Until fn gives something true, which is returned; fails after the seconds.
export async function until(fn, what, seconds = 15) {
	for (const end = Date.now() + seconds * 1000; ;) {
		const found = await fn();
		if (found)
			return found;
		if (Date.now() > end)
			throw new Error(`${what}: not within ${seconds} s`);
		await sleep(30);
	}
}

function request(shop, { method = "GET", path = "/", headers = {}, form, ...rest }) {
	const host = `${shop}.localhost:${env.HTTP_PORT}`, body = Buffer.from(form ? encodeForm(form) : "");
	const sent = form ? { "content-type": "application/x-www-form-urlencoded", "content-length": body.length, "origin": `http://${host}`, ...headers } : headers;
	return { method: form ? "POST" : method, host, target: path, headers: Object.entries(sent), body, timeout: 30000, ...rest };
}

function nameOf(pid) {
	try {
		return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
	} catch {
		return "";
	}
}

export class Program {
	// path: of an executable other than the installed one.
	constructor(name = "storefront", { processes = 1, folder = mkdtempSync(join(tmpdir(), "stoa-program-")), conf, path = binary(name) } = {}) {
		Object.assign(this, { name, processes, folder, socket: join(folder, "s.sock"), log: "" });
		// It ends with the tests, however they end.
		this.child = spawn("setpriv", ["--pdeathsig", "TERM", path, "--listen", `unix:${this.socket}`, "--processes", String(processes)],
			{ env: conf ? { ...surroundings, STOA_CONF: conf } : surroundings, stdio: ["ignore", "ignore", "pipe"] });
		this.child.stderr.on("data", (bytes) => (this.log += bytes));
		this.ended = new Promise((resolve) => this.child.on("exit", (code, signal) => resolve({ code, signal })));
	}
	// Runs fn with a program that answers, and ends it in any case.
	static async with(options, fn) {
		const program = new Program(options.name, options);
		try {
			await program.ready();
			await fn(program);
		} finally {
			await program.end();
		}
	}
	ready() {
		return until(() => this.pids.length === this.processes && this.ask("nobody", {}).catch(() => null), `${this.name} starts: ${this.log}`);
	}
	// Of the request processes.
	get pids() {
		return this.#children().filter((pid) => nameOf(pid) !== "stoa-changes");
	}
	// Of the one that follows changes; undefined for none.
	get follower() {
		return this.#children().find((pid) => nameOf(pid) === "stoa-changes");
	}
	#children() {
		try {
			// The process that follows changes is none of them, and says so by its name.
			return readFileSync(`/proc/${this.child.pid}/task/${this.child.pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number)
				.filter((pid) => readFileSync(`/proc/${pid}/comm`, "utf8").trim() !== "follower");
		} catch {
			return [];
		}
	}
	// { status, headers, body }; the request goes to this program, whatever its path.
	ask(shop, options) {
		return talk(this.socket, request(shop, options));
	}
	signal(name) {
		this.child.kill(name);
	}
	async end() {
		this.signal("SIGTERM");
		const late = setTimeout(() => this.signal("SIGKILL"), 10000);
		const how = await this.ended;
		clearTimeout(late);
		rmSync(this.folder, { recursive: true, force: true });
		return how;
	}
	get files() {
		return readdirSync(this.folder);
	}
}

// The program as plain CGI (RFC 3875): { status, headers, body, code }.
export function askCgi(name, shop, { conf, ...options }) {
	const r = request(shop, options);
	const [path, query] = r.target.split(/\?(.*)/s);
	const vars = Object.fromEntries(r.headers.map(([n, v]) => {
		const upper = n.toUpperCase().replaceAll("-", "_");
		return [upper.startsWith("CONTENT_") ? upper : `HTTP_${upper}`, String(v)];
	}));
	const child = spawn(binary(name), [], {
		env: {
			...surroundings, ...(conf && { STOA_CONF: conf }), GATEWAY_INTERFACE: "CGI/1.1", REQUEST_METHOD: r.method, REQUEST_URI: r.target, SCRIPT_NAME: path,
			QUERY_STRING: query ?? "", REMOTE_ADDR: "127.0.0.1", SERVER_PROTOCOL: "HTTP/1.1", HTTP_HOST: r.host, ...vars,
		},
	});
	const out = [];
	child.stdout.on("data", (bytes) => out.push(bytes));
	child.stdin.on("error", () => {});
	child.stdin.end(r.body);
	return new Promise((resolve, reject) => child.on("close", (code) => {
		const all = Buffer.concat(out), at = splitHead(all);
		if (!at)
			return reject(new Error(`${name} gave no answer (status ${code})`));
		const headers = parseHead(all.subarray(0, at[0]).toString("latin1"));
		return resolve({ code, status: Number.parseInt(headers.find(([n]) => n === "status")[1], 10), headers, body: all.subarray(at[1]) });
	}));
}
