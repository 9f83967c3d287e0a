// A real browser (Debian's Chromium without its windows, through playwright-core), the accessibility checker and the HTML checker.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { top } from "./env.mjs";
import { noteVisits } from "./visited.mjs";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const VNU = join(top, "tests", "node_modules", "vnu-jar", "build", "dist", "vnu.jar");
// A checker that lives for seconds gains nothing by the second compiler and by threads that collect beside it; its patterns are deep.
const SHORT_LIVED = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m"];
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let browser = null;

async function launched() {
	// The shell is the same engine without what draws a browser around it, and computes a third less for the same pages.
	const executablePath = [process.env.CHROMIUM, "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/google-chrome"].find((p) => p && existsSync(p));
	if (!executablePath)
		throw new Error("no Chromium: install the package chromium-headless-shell, or name the program in CHROMIUM");
	// Chromium's sandbox refuses to run as root.
	const args = ["--disable-dev-shm-usage", ...(process.getuid() === 0 ? ["--no-sandbox"] : [])];
	browser ??= await chromium.launch({ executablePath, args });
	return browser;
}

// Runs fn with a page of its own. width 390 is a phone; js false is the ordinary case of these shops.
export async function withPage({ width = 1280, height = width < 600 ? 844 : 900, js = false, locale = "en", dark = false } = {}, fn) {
	const context = await (await launched()).newContext({
		viewport: { width, height }, javaScriptEnabled: js, locale, colorScheme: dark ? "dark" : "light", hasTouch: width < 600,
	});
	noteVisits(context);
	const page = await context.newPage();
	page.setDefaultTimeout(15000);
	try {
		return await fn(page, context);
	} finally {
		await context.close();
	}
}

export async function closeBrowser() {
	await browser?.close();
	browser = null;
}

// Violations of WCAG 2.2 AA and of axe's best practices, a line each. The page must allow scripts (js: true).
export async function accessibility(page) {
	const client = await page.context().newCDPSession(page);
	// The shops' policy forbids foreign scripts; axe comes in through the debugger, past the policy.
	await client.send("Runtime.evaluate", { expression: AXE });
	const { result, exceptionDetails } = await client.send("Runtime.evaluate", {
		expression: `axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ["violations"] }).then((r) => JSON.stringify(r.violations))`, awaitPromise: true,
	});
	if (exceptionDetails)
		throw new Error(`axe-core: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
	return JSON.parse(result.value).flatMap((v) => v.nodes.map((n) => `${v.id} (${v.impact}): ${n.target.join(" ")}: ${n.failureSummary?.replace(/\s+/g, " ")}`));
}

// Errors of the Nu HTML checker for many documents at once, since starting Java is the dear part: { name: [line] } for { name: text }.
export async function htmlErrors(documents) {
	const folder = mkdtempSync(join(tmpdir(), "stoa-html-"));
	const names = Object.keys(documents), found = Object.fromEntries(names.map((n) => [n, []]));
	try {
		names.forEach((name, i) => writeFileSync(join(folder, `${i}.html`), documents[name]));
		const { stderr } = await run("java", [...SHORT_LIVED, "-jar", VNU, "--format", "json", "--exit-zero-always", folder], { maxBuffer: 64 << 20 });
		for (const m of JSON.parse(stderr).messages) {
			if (m.type !== "info")
				found[names[Number(/(\d+)\.html$/.exec(m.url)[1])]].push(`${m.lastLine}:${m.lastColumn}: ${m.message}`);
		}
		return found;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

// The page as a picture in var/screens, for people to look at: by tests/long/screens, since a check has nobody who would.
export async function keepSight(page, name, { fullPage = true } = {}) {
	if (process.env.STOA_SCREENS !== "all")
		return;
	const folder = join(top, "var", "screens");
	mkdirSync(folder, { recursive: true });
	await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}
