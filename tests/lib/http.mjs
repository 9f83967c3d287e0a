// HTTP/1.1 over a plain socket, so that a test can send what no well-behaved client would (short bodies, broken headers).
import net from "node:net";
import tls from "node:tls";
import { header, parseHead, splitHead } from "./answer.mjs";

function unchunk(bytes) {
	const out = [];
	let at = 0;
	for (;;) {
		const end = bytes.indexOf("\r\n", at);
		const size = end < 0 ? NaN : Number.parseInt(bytes.subarray(at, end).toString("latin1"), 16);
		if (Number.isNaN(size))
			throw new Error("broken chunk in the answer");
		if (size === 0)
			return Buffer.concat(out);
		out.push(bytes.subarray(end + 2, end + 2 + size));
		at = end + 2 + size + 2;
	}
}

function parse(bytes) {
	const at = splitHead(bytes);
	if (!at)
		throw Object.assign(new Error("the server closed the connection without an answer"), { code: "NOANSWER" });
	const [first, ...rest] = bytes.subarray(0, at[0]).toString("latin1").split(/\r\n(.*)/s);
	const answer = { status: Number(first.split(" ")[1]), headers: parseHead(rest.join("")), body: bytes.subarray(at[1]) };
	if (header(answer, "transfer-encoding") === "chunked")
		answer.body = unchunk(answer.body);
	return answer;
}

// request.tls, where given: options of tls.connect().
export function exchange(port, request) {
	return new Promise((resolve, reject) => {
		const socket = request.tls ? tls.connect({ port, host: "127.0.0.1", servername: request.host.split(":")[0], ...request.tls })
			: net.connect(port, "127.0.0.1");
		const got = [];
		const finish = () => {
			try {
				resolve(parse(Buffer.concat(got)));
			} catch (e) {
				reject(e);
			}
		};
		socket.setTimeout(request.timeout, () => {
			socket.destroy();
			reject(new Error(`no answer within ${request.timeout} ms`));
		});
		socket.on("data", (bytes) => got.push(bytes));
		socket.on("error", (e) => (got.length ? finish() : reject(e)));
		socket.on("end", finish);
		const lines = [`${request.method} ${request.target} HTTP/1.1`, `Host: ${request.host}`, "Connection: close",
			...request.headers.map(([n, v]) => `${n}: ${v}`)];
		socket.write(Buffer.concat([Buffer.from(lines.join("\r\n") + "\r\n\r\n", "latin1"), request.body]));
		if (request.truncated)
			socket.end();
	});
}
