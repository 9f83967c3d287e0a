// node tests/e2e/run.mjs [--grep PATTERN] [--jobs N] [--results FILE] [--folder FOLDER] [NAME...]: tests/e2e/NAME.test.mjs, or all.
//
// STOA_TRANSPORT chooses the ways (fcgi, lighttpd, apache, cgi; several with spaces between), var/check.env names the stack. Files run beside one another,
// a file by one way at a time; those called *.alone.test.mjs (they take services away) one by one at the end. The results file gets a line
// `pass|fail|skip <tab> part <tab> test`.
import { spawn } from "node:child_process";
import { appendFileSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { top } from "../lib/env.mjs";
import { concerns } from "../lib/runner.mjs";
import { forgetVisits } from "../lib/visited.mjs";

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { grep: { type: "string" }, jobs: { type: "string", default: "2" }, results: { type: "string" }, folder: { type: "string", default: "e2e" }, patience: { type: "string", default: "240" } },
});
const folder = join(top, "tests", values.folder);
const ways = (process.env.STOA_TRANSPORT || "fcgi").split(" ");
const sums = Object.fromEntries(ways.map((way) => [way, { pass: 0, fail: 0, skip: 0 }]));

function report({ way, part }, { result, name, seconds, error }) {
	sums[way][result]++;
	const mark = { pass: "ok  ", fail: "FAIL", skip: "skip" }[result];
	console.log(`${mark} ${way} ${part}: ${name} (${seconds.toFixed(1)} s)`);
	if (error)
		console.log(error.replace(/^/gm, "       "));
	const why = result === "skip" && error ? `: ${error.replace(/\s+/g, " ")}` : "";
	if (values.results)
		appendFileSync(values.results, `${result}\t${values.folder}/${way}/${part}\t${name}${why}\n`);
}

function run(job) {
	const { way, file } = job;
	return new Promise((resolve) => {
		const child = spawn(process.execPath, [join(top, "tests", "lib", "file.mjs"), join(folder, file), values.grep ?? ""],
			{ stdio: ["ignore", "inherit", "inherit", "pipe"], env: { ...process.env, STOA_TRANSPORT: way } });
		let ended = false;
		const late = setTimeout(() => {
			ended = true;
			report(job, { result: "fail", name: `the file ends within ${values.patience} s`, seconds: Number(values.patience) });
			child.kill("SIGKILL");
		}, values.patience * 1000);
		let held = "";
		child.stdio[3].on("data", (bytes) => {
			const lines = (held + bytes).split("\n");
			held = lines.pop();
			for (const line of lines)
				report(job, JSON.parse(line));
		});
		child.on("close", (code, signal) => {
			clearTimeout(late);
			if (code !== 0 && !ended)
				report(job, { result: "fail", name: `the file ends by itself (status ${code ?? signal})`, seconds: 0 });
			resolve();
		});
	});
}

// As many beside one another as `most`, begun in the order of the list, but for a file that is running by another way.
function all(jobs, most) {
	const left = [...jobs], busy = new Set();
	return new Promise((resolve) => {
		const next = () => {
			while (busy.size < most) {
				const at = left.findIndex(({ file }) => !busy.has(file));
				if (at < 0)
					break;
				const [job] = left.splice(at, 1);
				busy.add(job.file);
				run(job).then(() => (busy.delete(job.file), next()));
			}
			if (!busy.size)
				resolve();
		};
		next();
	});
}

// Who names files wants all that is in them; browsers have lighttpd alone.
if (positionals.length || values.folder !== "e2e")
	process.env.STOA_EVERY_TEST = "1";
const files = readdirSync(folder).filter((f) => f.endsWith(".test.mjs") && (!positionals.length || positionals.includes(basename(f, ".test.mjs")))).sort();
const texts = Object.fromEntries(files.map((f) => [f, readFileSync(join(folder, f), "utf8")]));
const jobs = ways.flatMap((way) => files.filter((f) => concerns(texts[f], way)).map((file) => ({ way, file, part: basename(file, ".test.mjs") })));
const alone = ({ file }) => file.endsWith(".alone.test.mjs");
// What a file of the whole folder may ask is what the others did before it.
if (!positionals.length && !values.grep) {
	process.env.STOA_WHOLE_FOLDER = "1";
	// The folder of those that have a browser: nobody else visits, and another folder may run beside it.
	if (values.folder === "browser")
		forgetVisits();
}
await all(jobs.filter((j) => !alone(j)), Number(values.jobs));
await all(jobs.filter(alone), 1);
for (const [way, { pass, fail, skip }] of Object.entries(sums))
	console.log(`${values.folder} over ${way}: ${pass} passed, ${fail} failed, ${skip} skipped`);
process.exit(Object.values(sums).some(({ fail }) => fail) ? 1 : 0);
