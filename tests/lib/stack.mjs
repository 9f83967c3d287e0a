// Services taken away and brought back, and stoactl, on the stack under test.
import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { env, top } from "./env.mjs";

const script = join(top, "tests", "lib", "stack");

// Runs fn while the service (postgres, mail, worker, storefront, ...) is down; it is back in any case afterwards.
export async function without(service, fn) {
	execFileSync(script, ["hold", service]);
	try {
		return await fn();
	} finally {
		execFileSync(script, ["release", service]);
	}
}

// { status, out, err }; never throws for a status.
export function stoactl(args, { input = "" } = {}) {
	return new Promise((resolve) => {
		const child = execFile(env.STOACTL, args, { encoding: "utf8", maxBuffer: 64 << 20 }, (error, out, err) =>
			resolve({ status: error ? error.code : 0, out, err }));
		// Who refuses its arguments ends without reading.
		child.stdin.on("error", () => {});
		child.stdin.end(input);
	});
}
