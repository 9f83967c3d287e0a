// A thread that asks Postgres for psql.mjs, whose caller waits: one connection a database, kept, over the Unix socket of a stack, where whoever reaches it is
// trusted. Postgres' protocol 3.0, simple queries alone (protocol-flow.html), since a new psql for each question costs more than all that is asked. Where an
// address names several servers a psql finds the one that takes writes.
import { execFile } from "node:child_process";
import net from "node:net";
import { promisify } from "node:util";
import { workerData } from "node:worker_threads";

const { port, bell } = workerData, connections = new Map();

// Cuts what comes into messages: [type, body].
function* messages(state) {
	for (;;) {
		if (state.held.length < 5)
			return;
		const size = state.held.readInt32BE(1) + 1;
		if (state.held.length < size)
			return;
		yield [String.fromCharCode(state.held[0]), state.held.subarray(5, size)];
		state.held = state.held.subarray(size);
	}
}

// "ERROR: what, DETAIL: more" of an error's fields, each a letter and a text.
function words(body) {
	const fields = Object.fromEntries(body.toString().split("\0").filter(Boolean).map((f) => [f[0], f.slice(1)]));
	return Object.assign(new Error(`${fields.S}:  ${fields.M}${fields.D ? `\nDETAIL:  ${fields.D}` : ""}`), { said: true });
}

// The first column of the last row.
function first(body) {
	const size = body.readInt32BE(2);
	return size < 0 ? "" : body.toString("utf8", 6, 6 + size);
}

class Connection {
	constructor(url) {
		const at = new URL(url.replace("@/", "@localhost/")), folder = at.searchParams.get("host"), state = { held: Buffer.alloc(0) };
		this.socket = net.connect(`${folder}/.s.PGSQL.${at.searchParams.get("port") ?? 5432}`);
		const body = Buffer.from(`\0\x03\0\0user\0${at.username}\0database\0${at.pathname.slice(1)}\0client_encoding\0UTF8\0\0`);
		const size = Buffer.alloc(4);
		size.writeInt32BE(body.length + 4);
		this.socket.write(Buffer.concat([size, body]));
		this.ready = this.#next();
		this.socket.on("data", (bytes) => {
			state.held = state.held.length ? Buffer.concat([state.held, bytes]) : bytes;
			for (const [type, content] of messages(state))
				this.#take(type, content);
		});
		for (const how of ["error", "close"])
			this.socket.on(how, (e) => this.#end(e instanceof Error ? e : new Error("Postgres ended the connection")));
		this.ready.catch(() => {});
	}
	#next() {
		return new Promise((resolve, reject) => { this.waiting = { resolve, reject, answer: "", error: null }; });
	}
	#take(type, body) {
		const { waiting } = this;
		if (type === "R" && body.readInt32BE(0) !== 0)
			this.#end(new Error("Postgres asks for a password"));
		else if (type === "D" && waiting)
			waiting.answer = first(body);
		else if (type === "E" && waiting)
			waiting.error = words(body);
		else if (type === "Z" && waiting) {
			this.waiting = null;
			waiting[waiting.error ? "reject" : "resolve"](waiting.error ?? waiting.answer);
		}
	}
	#end(error) {
		this.over = true;
		this.waiting?.reject(this.waiting.error ?? error);
		this.waiting = null;
		this.socket.destroy();
	}
	async ask(sql) {
		await this.ready;
		if (this.over)
			throw new Error("Postgres ended the connection");
		const body = Buffer.from(`${sql}\0`), head = Buffer.from("Q\0\0\0\0");
		head.writeInt32BE(body.length + 4, 1);
		const answer = this.#next();
		this.socket.write(Buffer.concat([head, body]));
		return answer;
	}
}

async function found(url, sql) {
	const { stdout } = await promisify(execFile)("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql], { maxBuffer: 1 << 26 });
	return stdout.trimEnd();
}

async function ask(url, sql) {
	if (url.includes(","))
		return found(url, sql);
	const kept = connections.get(url);
	if (kept && !kept.over) {
		try {
			return await kept.ask(sql);
		} catch (e) {
			// What a restart of the server left behind: asked again of the new one.
			if (e.said || !kept.over)
				throw e;
		}
	}
	const fresh = new Connection(url);
	connections.set(url, fresh);
	return fresh.ask(sql);
}

port.on("message", async ({ url, sqls }) => {
	let said;
	try {
		for (const sql of sqls)
			said = { answer: await ask(url, sql) };
	} catch (e) {
		said = { error: e.message };
	}
	port.postMessage(said);
	Atomics.store(bell, 0, 1);
	Atomics.notify(bell, 0);
});
