// Shops and products of a test's own.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stoactl } from "./stack.mjs";

let count = 0;

// A new shop at NAME.localhost; options as of `stoactl tenant create`: { locales: "de,en", currency: "JPY" }. Returns its name.
export async function newShop(word, options = {}) {
	const name = `${word}-${process.pid}-${++count}`;
	const args = Object.entries(options).flatMap(([n, v]) => [`--${n}`, v]);
	const made = await stoactl(["tenant", "create", name, "--host", `${name}.localhost`, ...args]);
	assert.equal(made.status, 0, made.err);
	return name;
}

function cell(value) {
	return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

// Rows of objects as Shopify's CSV; the columns are those that the rows name.
export function csv(rows) {
	const columns = [...new Set(rows.flatMap(Object.keys))];
	return [columns, ...rows.map((row) => columns.map((c) => String(row[c] ?? "")))].map((r) => r.map(cell).join(",") + "\r\n").join("");
}

// A product of one variant that can be bought, as a row of the CSV.
export function productRow(handle, title, price, rest = {}) {
	return {
		"Handle": handle, "Title": title, "Body (HTML)": "", "Vendor": "", "Type": "Things", "Tags": "", "Published": "true",
		"Option1 Name": "Title", "Option1 Value": "Default Title", "Option2 Name": "", "Option2 Value": "", "Variant SKU": "",
		"Variant Grams": "100", "Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "9", "Variant Inventory Policy": "deny",
		"Variant Price": price, "Variant Compare At Price": "", "Variant Requires Shipping": "true", "Variant Taxable": "true",
		"Image Src": "", "Image Alt Text": "", ...rest,
	};
}

// Runs `stoactl import SHOP`, with options behind it, on text or bytes: { status, out, err }.
export async function importCsv(shop, content, ...options) {
	const folder = mkdtempSync(join(tmpdir(), "stoa-csv-")), file = join(folder, "products.csv");
	try {
		writeFileSync(file, content);
		return await stoactl(["import", shop, file, ...options]);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

// Rows of a CSV file (RFC 4180) as objects by its header; read here by other means than the program under test.
export function readCsv(text) {
	const rows = [[""]];
	let quoted = false;
	for (let i = 0; i < text.length; i++) {
		const row = rows.at(-1), c = text[i];
		if (quoted ? c === '"' && text[i + 1] === '"' : false)
			row[row.length - 1] += text[++i];
		else if (c === '"')
			quoted = !quoted;
		else if (!quoted && c === ",")
			row.push("");
		else if (!quoted && (c === "\n" || c === "\r"))
			row.length > 1 || row[0] ? rows.push([""]) : null;
		else
			row[row.length - 1] += c;
	}
	const [header, ...body] = rows.filter((r) => r.length > 1);
	return body.map((r) => Object.fromEntries(header.map((name, i) => [name.replace(/^\ufeff/, ""), (r[i] ?? "").trim()])));
}
