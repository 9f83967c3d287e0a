// node tests/e2e/run.mjs [--grep PATTERN] [--jobs N] [--results FILE] [--folder FOLDER] [NAME...]: tests/e2e/NAME.test.mjs, or all.
//
// STOA_TRANSPORT chooses the way (fcgi, lighttpd, apache, cgi), var/check.env names the stack. Files run beside one another, those called
// *.alone.test.mjs (they take services away) one by one at the end. The results file gets a line `pass|fail|skip <tab> part <tab> test`.
import { spawn } from "node:child_process";
import { appendFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { top, transportName } from "../lib/env.mjs";
import { forgetVisits } from "../lib/visited.mjs";

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { grep: { type: "string" }, jobs: { type: "string", default: "2" }, results: { type: "string" }, folder: { type: "string", default: "e2e" }, patience: { type: "string", default: "240" } },
});
const folder = join(top, "tests", values.folder);
const sum = { pass: 0, fail: 0, skip: 0 };

function report(part, { result, name, seconds, error }) {
	sum[result]++;
	const mark = { pass: "ok  ", fail: "FAIL", skip: "skip" }[result];
	console.log(`${mark} ${transportName} ${part}: ${name} (${seconds.toFixed(1)} s)`);
	if (error)
		console.log(error.replace(/^/gm, "       "));
	const why = result === "skip" && error ? `: ${error.replace(/\s+/g, " ")}` : "";
	if (values.results)
		appendFileSync(values.results, `${result}\t${values.folder}/${transportName}/${part}\t${name}${why}\n`);
}

function run(file) {
	const part = basename(file, ".test.mjs");
	return new Promise((resolve) => {
		const child = spawn(process.execPath, [join(top, "tests", "lib", "file.mjs"), join(folder, file), values.grep ?? ""],
			{ stdio: ["ignore", "inherit", "inherit", "pipe"] });
		let ended = false;
		const late = setTimeout(() => {
			ended = true;
			report(part, { result: "fail", name: `the file ends within ${values.patience} s`, seconds: Number(values.patience) });
			child.kill("SIGKILL");
		}, values.patience * 1000);
		let held = "";
		child.stdio[3].on("data", (bytes) => {
			const lines = (held + bytes).split("\n");
			held = lines.pop();
			for (const line of lines)
				report(part, JSON.parse(line));
		});
		child.on("close", (code, signal) => {
			clearTimeout(late);
			if (code !== 0 && !ended)
				report(part, { result: "fail", name: `the file ends by itself (status ${code ?? signal})`, seconds: 0 });
			resolve();
		});
	});
}

async function all(files, jobs) {
	const left = [...files];
	await Promise.all(Array.from({ length: jobs }, async () => {
		while (left.length)
			await run(left.shift());
	}));
}

const files = readdirSync(folder).filter((f) => f.endsWith(".test.mjs") && (!positionals.length || positionals.includes(basename(f, ".test.mjs")))).sort();
const alone = (f) => f.endsWith(".alone.test.mjs");
// What a file of the whole folder may ask is what the others did before it.
if (!positionals.length && !values.grep) {
	process.env.STOA_WHOLE_FOLDER = "1";
	forgetVisits();
}
// Who names files wants all that is in them; browsers have lighttpd alone.
if (positionals.length || values.folder !== "e2e")
	process.env.STOA_EVERY_TEST = "1";
await all(files.filter((f) => !alone(f)), Number(values.jobs));
await all(files.filter(alone), 1);
console.log(`${values.folder} over ${transportName}: ${sum.pass} passed, ${sum.fail} failed, ${sum.skip} skipped`);
process.exit(sum.fail ? 1 : 0);
