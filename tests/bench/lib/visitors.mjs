// Visitors without cookies, for benches: a few connections that are kept open.
import { request, Agent } from "node:http";
import { env } from "../../lib/env.mjs";

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

// { status, body } of a page of a shop. A connection that the server has just closed is no answer: asked again.
export async function visit(shop, path) {
	for (let tries = 0; ; tries++) {
		try {
			return await ask(shop, path);
		} catch (e) {
			if (e.code !== "ECONNRESET" || tries === 3)
				throw e;
		}
	}
}

function ask(shop, path) {
	return new Promise((resolve, reject) => {
		const asked = request({ host: "127.0.0.1", port: env.HTTP_PORT, agent, path, headers: { "host": `${shop}.localhost:${env.HTTP_PORT}`, "accept-language": "de" } }, (answer) => {
			const parts = [];
			answer.on("data", (bytes) => parts.push(bytes));
			answer.on("end", () => resolve({ status: answer.statusCode, body: Buffer.concat(parts).toString() }));
			answer.on("error", reject);
		});
		asked.on("error", reject);
		asked.end();
	});
}

export function leave() {
	agent.destroy();
}

export function quantile(sorted, q) {
	return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];
}

// Rows [metric, value, unit, bound] as a table and as a file; ok where there is a bound.
export function tell(rows, write) {
	const lines = rows.map(([metric, value, unit, bound = "", ok = ""]) => [metric, value, unit, bound, ok === "" ? "" : Number(ok)]);
	write(lines.map((l) => l.join("\t")).join("\n") + "\n");
	const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...lines.map((l) => String(l[i]).length)));
	for (const l of lines)
		console.log(l.map((c, i) => (i === 1 || i === 3 ? String(c).padStart(widths[i]) : String(c).padEnd(widths[i]))).join("  "));
}
