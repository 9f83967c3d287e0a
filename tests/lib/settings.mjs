// A shop whose settings a test changes.
import assert from "node:assert/strict";
import { adminLogin } from "./admin.mjs";
import { env } from "./env.mjs";
import { csv, importCsv, newShop, productRow } from "./goods.mjs";
import { stoactl } from "./stack.mjs";

export const form = "main form";
let staff = null;

// A shop of its own with one mug at 10.00 and a session that works there: open(tail) is a page of its settings.
export async function newStand(options = {}) {
	const shop = await newShop("set", { currency: "EUR", country: "DE", locales: "en,de,ar", shipping: "5.00", "tax-rate": "19", ...options });
	const put = await importCsv(shop, csv([productRow("mug", "Mug", "10.00", { "Variant Inventory Qty": "500" })]));
	assert.equal(put.status, 0, put.err);
	return { shop, ...await openSettings(shop) };
}

export async function openSettings(shop) {
	assert.equal((await stoactl(["staff", "add", env.ADMIN_USER, "--shop", shop])).status, 0);
	staff ??= await adminLogin();
	return { staff, open: (tail, locale = "en") => staff.get(`/${locale}/${shop}/settings${tail}`) };
}

// Sends the form of a settings page and expects it to be kept.
export async function set(page, values, options) {
	const after = await page.form(form).submit(values, options);
	assert.equal(after.status, 200, `${page.url}: ${after.status} ${after.$$(".field-error, .flash").map((e) => e.textContent.trim()).join("; ")}`);
	assert.match(after.textOf(".flash"), /^Saved\./);
	return after;
}

// Sends it and expects a refusal at the field with what was typed kept.
export async function refused(page, values, field, words) {
	const after = await page.form(form).submit(values);
	assert.equal(after.status, 422, `${field}: ${after.status}`);
	const box = after.$(`[name="${field}"]`);
	assert.ok(box, `${field} stands on the page`);
	const error = after.$(`#f-${field}-error`);
	assert.ok(error, `${field} has an error; there are: ${after.$$(".field-error").map((e) => e.getAttribute("id") + " " + e.textContent.trim()).join("; ")}`);
	assert.match(error.textContent, words);
	assert.ok(after.$$(".errors a").length > 0, "the summary leads to it");
	for (const [name, value] of Object.entries(values)) {
		const kept = after.$(`[name="${name}"]`);
		if (value !== null && kept.getAttribute("type") !== "password")
			assert.equal(after.form(form).value(name), String(value), `${name} is kept`);
	}
	return after;
}
