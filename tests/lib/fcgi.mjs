// A FastCGI client of our own (FastCGI specification 1.0): speaks to a program's Unix socket as a web server would.
import net from "node:net";
import { readFileSync } from "node:fs";
import { basename, dirname, extname, join, normalize } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseHead, splitHead } from "./answer.mjs";
import { env } from "./env.mjs";
import { programFor } from "./route.mjs";

// Of a body that is written at once.
const SMALL = 65536, TRIES = 5;
const BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6, STDERR = 7;

function record(type, content) {
	const head = Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 255, 0, 0]);
	return Buffer.concat([head, content]);
}

function stream(type, bytes) {
	const out = [];
	for (let i = 0; i < bytes.length; i += 65535)
		out.push(record(type, bytes.subarray(i, i + 65535)));
	return out;
}

function length(n) {
	return n < 128 ? Buffer.from([n]) : Buffer.from([(n >>> 24) | 128, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
}

function pairs(params) {
	const out = [];
	for (const [name, value] of Object.entries(params)) {
		const n = Buffer.from(name, "latin1"), v = Buffer.from(String(value), "latin1");
		out.push(length(n.length), length(v.length), n, v);
	}
	return Buffer.concat(out);
}

function params(request) {
	const [path, query] = request.target.split(/\?(.*)/s);
	const found = {
		GATEWAY_INTERFACE: "CGI/1.1",
		SERVER_SOFTWARE: "tests",
		SERVER_PROTOCOL: "HTTP/1.1",
		SERVER_NAME: request.host.split(":")[0],
		SERVER_PORT: request.host.split(":")[1] || "80",
		REQUEST_METHOD: request.method,
		REQUEST_URI: request.target,
		SCRIPT_NAME: path,
		QUERY_STRING: query ?? "",
		REMOTE_ADDR: request.remote ?? "127.0.0.1",
		REMOTE_PORT: "40000",
		HTTP_HOST: request.host,
	};
	for (const [name, value] of request.headers) {
		const upper = name.toUpperCase().replaceAll("-", "_");
		found[upper === "CONTENT_TYPE" || upper === "CONTENT_LENGTH" ? upper : `HTTP_${upper}`] = value;
	}
	return found;
}

function parse(out, err) {
	const at = splitHead(out);
	if (!at)
		throw new Error(`the program gave no answer${err.length ? `: ${err}` : ""}`);
	const headers = parseHead(out.subarray(0, at[0]).toString("latin1"));
	const status = headers.find(([n]) => n === "status");
	return {
		status: status ? Number.parseInt(status[1], 10) : 200,
		headers: headers.filter(([n]) => n !== "status"),
		body: out.subarray(at[1]),
	};
}

// What a program of the stack wrote of processes that ended; its parent looks for them ten times a second.
async function endings(path) {
	await sleep(500);
	try {
		const log = readFileSync(join(dirname(path), "..", "log", `${basename(path, ".sock")}.log`), "utf8");
		return log.split("\n").filter((line) => /event=(bug|process_ended) |event=stopped |ERROR: /.test(line)).slice(-5).map((line) => `\n${line}`).join("");
	} catch {
		return "";
	}
}

/*
 * One exchange with the program at the socket's path: { status, headers, body }. request: as in transport.mjs; pause, where given, is
 * waited for in the middle of the body; remote is the address that the web server sees.
 */
export function talk(path, request) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(path);
		let held = Buffer.alloc(0), out = [], err = [], done = false;
		const finish = () => {
			done = true;
			socket.destroy();
			try {
				resolve(parse(Buffer.concat(out), Buffer.concat(err)));
			} catch (e) {
				reject(e);
			}
		};
		socket.setTimeout(request.timeout, () => {
			done = true;
			socket.destroy();
			reject(new Error(`no answer within ${request.timeout} ms`));
		});
		socket.on("error", (e) => {
			if (!done && !out.length)
				reject(e);
		});
		// Whoever ends before it says so was killed: what came is half an answer.
		socket.on("close", async () => {
			if (!done)
				reject(new Error(`${out.length ? "the answer was cut off" : "the program gave no answer"}${await endings(path)}`));
		});
		socket.on("data", (bytes) => {
			held = Buffer.concat([held, bytes]);
			while (held.length >= 8) {
				const n = held.readUInt16BE(4), whole = 8 + n + held[6];
				if (held.length < whole)
					return;
				const content = held.subarray(8, 8 + n);
				if (held[1] === STDOUT)
					out.push(content);
				else if (held[1] === STDERR)
					err.push(content);
				else if (held[1] === END)
					return finish();
				held = held.subarray(whole);
			}
		});
		// At one go where nothing is waited for: a program that answers before all of it has come closes, and what is written then takes the answer away.
		const half = request.pause ? request.body.length >> 1 : 0, first = [
			record(BEGIN, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])),
			...stream(PARAMS, pairs(params(request))), record(PARAMS, Buffer.alloc(0)),
			...stream(STDIN, request.body.subarray(0, half)),
		], rest = [...stream(STDIN, request.body.subarray(half)), record(STDIN, Buffer.alloc(0))];
		if (!request.pause)
			return void socket.write(Buffer.concat([...first, ...rest]));
		socket.write(Buffer.concat(first));
		Promise.resolve(request.pause).then(() => socket.write(Buffer.concat(rest)));
	});
}

const types = { ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml" };

// Files have no program: what the web server would send.
function file(target) {
	const path = normalize(decodeURIComponent(target.split("?")[0]));
	const [, kind, rest] = /^\/(assets|media)\/(.*)$/.exec(path);
	try {
		const body = readFileSync(join(kind === "assets" ? env.ASSETS_DIR : env.MEDIA_DIR, rest));
		return { status: 200, headers: [["content-type", types[extname(rest)] ?? "application/octet-stream"]], body };
	} catch {
		return { status: 404, headers: [], body: Buffer.alloc(0) };
	}
}

// As talk(). A program that hung up before a word of ours is asked again, as a web server does: libfcgi waits for two seconds for the first, and a busy
// test may need longer.
export async function talkAgain(path, request) {
	for (let tries = 1; ; tries++) {
		try {
			return await talk(path, request);
		} catch (e) {
			if (e.code !== "EPIPE" || request.body.length > SMALL || tries === TRIES)
				throw e;
		}
	}
}

export async function exchange(request) {
	const program = programFor(request.host, request.target);
	return program === "static" ? file(request.target) : talkAgain(`${env.RUN_DIR}/${program}.sock`, request);
}
