// Every form that leads from the dashboard: whatever box is filled with far too much says so itself, in the reader's language, and keeps it.
import assert from "node:assert/strict";
import { buy } from "../lib/buy.mjs";
import { test } from "../lib/runner.mjs";
import { newStand } from "../lib/settings.mjs";

const long = "x".repeat(5000), forms = 'main form[method="post"]';
// Texts as long as a book are what these are for; their limit is tried by the tests of contents and products.
const roomy = /^(content\/pages|products)\/.*body_de$/;
// Secrets are not sent back; files and choices have tests of their own.
const untyped = ["hidden", "checkbox", "radio", "file", "password", "submit"];
const told = {
	de: /Bitte|ist kein|ist keine|erlaubt|höchstens|gibt es nicht|nicht/,
	ar: /[\u0600-\u06ff]/,
};

// Addresses within the shop's admin that links lead to, one of each kind; each with the boxes of its forms.
async function* boxes(staff, shop, locale) {
	const root = `/${locale}/${shop}/`, seen = new Set(), todo = [root];
	while (todo.length) {
		const path = todo.shift(), kind = path.slice(root.length).replace(/\d+/g, "N");
		if (seen.has(kind))
			continue;
		seen.add(kind);
		const page = await staff.get(path);
		assert.ok(page.status < 400, `${path}: ${page.status}`);
		if (!page.header("content-type").startsWith("text/html"))
			continue;
		for (const a of page.$$("a[href]")) {
			const { host, pathname, search } = new URL(a.getAttribute("href"), page.url);
			if (host === new URL(page.url).host && pathname.startsWith(root) && !search)
				todo.push(pathname);
		}
		for (const [i, form] of page.$$(forms).entries())
			for (const box of form.querySelectorAll("input[name], textarea[name]"))
				if (!untyped.includes(box.getAttribute("type")))
					yield { path, kind, i, name: box.getAttribute("name") };
	}
}

for (const locale of ["de", "ar"]) {
	test(`${locale}: every box of every form of the admin that is filled with 5000 letters is a 422 at that box, told in the language, and keeps them`, { only: ["fcgi"] }, async () => {
		const { shop, staff } = await newStand(), wrong = [], tried = new Set();
		await buy({ shop, locale: "en", products: ["/p/mug"], method: "bank_transfer" });
		for await (const { path, kind, i, name } of boxes(staff, shop, locale)) {
			// A text has a box a language: the shop's first one stands for all.
			if (/_(ar|de)$/.test(name) || roomy.test(`${kind}/${name.replace(/_en$/, "_de")}`))
				continue;
			const page = await staff.get(path), element = page.$$(forms)[i];
			element.setAttribute("data-test", "");
			const answer = await page.form("form[data-test]").submit({ [name]: long });
			tried.add(`${kind} ${name}`);
			const box = answer.$$(`[name="${name}"]`).find((e) => (e.getAttribute("value") ?? e.textContent.replace(/^\n/, "")) === long);
			const note = box?.getAttribute("aria-describedby")?.split(" ").map((id) => answer.$(`[id="${id}"]`)?.textContent ?? "").join(" ") ?? "";
			if (answer.status !== 422 || !box?.hasAttribute("aria-invalid") || !told[locale].test(note))
				wrong.push(`${kind} ${name}: ${answer.status}, ${box ? "kept" : "lost"}, “${note.trim()}”`);
		}
		assert.ok(tried.size > 120, `${tried.size} boxes`);
		assert.deepEqual(wrong, []);
	});
}
