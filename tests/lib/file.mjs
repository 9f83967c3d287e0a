// node tests/lib/file.mjs FILE [PATTERN]: one test file in a process of its own; a line of JSON for each test on descriptor 3.
import { createWriteStream, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { runTests } from "./runner.mjs";

const [file, pattern] = process.argv.slice(2);
const out = createWriteStream(null, { fd: 3 });
const report = (result, name, seconds, error) =>
	out.write(JSON.stringify({ result, name, seconds, error: error && (result === "skip" ? error.message : String(error.stack ?? error)) }) + "\n");

try {
	await import(pathToFileURL(file));
	await runTests(report, pattern ? new RegExp(pattern, "i") : null, readFileSync(file, "utf8"));
} catch (e) {
	report("fail", "the file loads", 0, e);
}
out.end(() => process.exit(0));
