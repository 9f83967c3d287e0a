// Where the stack under test is: the shell assignments of var/check.env, of the one that STOA_STACK_NAME names, or of the file STOA_ENV.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const top = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

function read(file) {
	const found = {};
	for (const line of readFileSync(file, "utf8").split("\n")) {
		const m = /^([A-Z_]+)='(.*)'$/.exec(line);
		if (m)
			found[m[1]] = m[2].replaceAll("'\\''", "'");
	}
	return found;
}

export const env = read(process.env.STOA_ENV || join(top, "var", `${process.env.STOA_STACK_NAME || "check"}.env`));
export const transportName = process.env.STOA_TRANSPORT || "fcgi";
