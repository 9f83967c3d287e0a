// What stands between a program and a provider's fake, and fails in every way: a proxy with faults by path, whose answers else are the fake's own.
import { createServer, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const json = { "content-type": "application/json" };

/*
 * hang: nobody hears it. hang-after: it is done, and nobody says so. reset, reset-after: likewise, hung up. 500: refused. told-failed: done, and told as a
 * 500. told-done: not done, and told as done. rubbish: done, and told in no words. drip: done, and told byte by byte. half: done, and told in half.
 */
export const FAULTS = ["hang", "hang-after", "reset", "reset-after", 500, "told-failed", "told-done", "rubbish", "drip", "half"];

// Whether a fault still lets the provider do what it is asked for.
export const isDone = (fault) => ["hang-after", "reset-after", "told-failed", "rubbish", "drip", "half"].includes(fault);

export class Faulty {
	// base: the fake's address. lie: (call) => what an answer looks like that claims success.
	static async listen(base, lie) {
		const proxy = new Faulty();
		Object.assign(proxy, { target: new URL(base), lie, rules: new Map(), calls: [], hanging: new Map() });
		proxy.server = createServer((req, res) => proxy.serve(req, res).catch(() => res.destroy()));
		await new Promise((resolve) => proxy.server.listen(0, "127.0.0.1", resolve));
		proxy.server.unref();
		proxy.base = `http://127.0.0.1:${proxy.server.address().port}`;
		return proxy;
	}
	// From now on; path: of the calls that it is for; key: part of their Authorization, "" for everybody's. null: none any more, and those that hang are let go.
	set(fault, { path = /./, key = "" } = {}) {
		if (fault === null) {
			this.rules.delete(key);
			this.release(key);
		} else {
			this.rules.set(key, { fault, path });
		}
	}
	release(key = "") {
		for (const [res, of] of this.hanging)
			if (of === key) {
				res.destroy();
				this.hanging.delete(res);
			}
	}
	// Calls since the last look.
	taken(key = "") {
		const found = this.calls.filter((c) => c.credentials.includes(key));
		this.calls = this.calls.filter((c) => !found.includes(c));
		return found;
	}
	// The same for who has such a key alone.
	of(key) {
		return { set: (fault, { path } = {}) => this.set(fault, { path, key }), release: () => this.release(key), taken: () => this.taken(key) };
	}
	async serve(req, res) {
		const chunks = [];
		for await (const chunk of req)
			chunks.push(chunk);
		const call = { method: req.method, path: req.url, headers: req.headers, body: Buffer.concat(chunks), credentials: req.headers.authorization ?? "" };
		const [key, { fault } = {}] = [...this.rules].find(([k, { path }]) => call.credentials.includes(k) && path.test(req.url)) ?? [];
		this.calls.push(call);
		if (fault === "hang")
			return void this.hanging.set(res, key);
		if (fault === "reset")
			return void req.socket.destroy();
		if (fault === 500)
			return void res.writeHead(500, json).end('{"error":{"type":"api_error"}}');
		if (fault === "told-done")
			return void res.writeHead(200, json).end(JSON.stringify(this.lie(call)));
		const answer = await this.forward(call);
		if (fault === "hang-after")
			return void this.hanging.set(res, key);
		if (fault === "reset-after")
			return void req.socket.destroy();
		if (fault === "told-failed")
			return void res.writeHead(500, json).end('{"error":{"type":"api_error"}}');
		if (fault === "rubbish")
			return void res.writeHead(200, json).end("<html>It works!</html>");
		res.writeHead(answer.status, { ...json, "content-length": answer.body.length });
		if (fault === "half") {
			res.write(answer.body.subarray(0, answer.body.length / 2));
			return void setTimeout(() => req.socket.destroy(), 20);
		}
		if (fault !== "drip")
			return void res.end(answer.body);
		for (const byte of answer.body) {
			if (res.destroyed)
				return;
			res.write(Buffer.from([byte]));
			await sleep(50);
		}
		res.end();
	}
	forward({ method, path, headers, body }) {
		return new Promise((resolve, reject) => {
			const out = request({ host: this.target.hostname, port: this.target.port, method, path, headers: { ...headers, host: this.target.host } }, async (got) => {
				const chunks = [];
				for await (const chunk of got)
					chunks.push(chunk);
				resolve({ status: got.statusCode, body: Buffer.concat(chunks) });
			});
			out.on("error", reject).end(body);
		});
	}
	end() {
		for (const res of this.hanging.keys())
			res.destroy();
		this.server.closeAllConnections();
		this.server.close();
	}
}
