// What search engines and feed readers are told, read by other means than ours.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { DOMParser } from "linkedom";

const schema = fileURLToPath(new URL("sitemap.xsd", import.meta.url));

// What xmllint has to say against a document, "" where it is well-formed (and fits the schema).
export function xmlFaults(text, { sitemap = false } = {}) {
	const args = ["--noout", "--nonet", "--huge", ...(sitemap ? ["--schema", schema] : []), "-"];
	const run = spawnSync("xmllint", args, { input: text, encoding: "utf8", maxBuffer: 64 << 20 });
	if (run.error)
		throw run.error;
	return run.status === 0 ? "" : run.stderr.slice(0, 2000);
}

export function xml(text) {
	return new DOMParser().parseFromString(text, "text/xml");
}

export const elements = (node, name) => [...node.getElementsByTagName(name)];
export const textOf = (node, name) => elements(node, name)[0]?.textContent ?? null;

// Entries of a sitemap's file: [{ loc, lastmod, links: { hreflang: address } }].
export function readSitemap(text) {
	return elements(xml(text), "url").map((url) => ({
		loc: textOf(url, "loc"), lastmod: textOf(url, "lastmod"),
		links: Object.fromEntries(elements(url, "x:link").map((l) => [l.getAttribute("hreflang"), l.getAttribute("href")])),
	}));
}

export function readIndex(text) {
	return elements(xml(text), "sitemap").map((s) => ({ loc: textOf(s, "loc"), lastmod: textOf(s, "lastmod") }));
}

// GS1 General Specifications 7.9, written here once more.
function gtinFault(gtin) {
	if (!/^(\d{8}|\d{12,14})$/.test(gtin))
		return "gtin has 8, 12, 13 or 14 digits";
	const digits = [...gtin.padStart(14, "0")].map(Number);
	const sum = digits.slice(0, 13).reduce((n, d, i) => n + d * (i % 2 ? 1 : 3), 0);
	if ((10 - (sum % 10)) % 10 !== digits[13])
		return "gtin has a wrong check digit";
	return /^(02|04|05|2|98|99)/.test(gtin.padStart(14, "0").slice(1)) ? "gtin is restricted" : "";
}

// ISO 4217's decimals, by ICU.
const decimals = (currency) => new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
const KINDS = /\.(gif|jpe?g|png|bmp|tiff?|webp)$/i;
const AMOUNT = /^\d+(\.\d+)? [A-Z]{3}$/;
const many = ["product_detail", "additional_image_link", "product_highlight", "shipping"];
const known = ["id", "title", "description", "link", "image_link", "availability", "price", "sale_price", "condition", "brand", "gtin", "mpn",
	"identifier_exists", "item_group_id", "color", "size", "material", "pattern", "product_type", "shipping_weight", ...many];
const limits = { id: 50, title: 150, description: 5000, link: 2000, image_link: 2000, brand: 70, item_group_id: 50, color: 100, size: 100,
	material: 200, pattern: 100, product_type: 750 };

/*
 * A list of products by Google's product data specification (https://support.google.com/merchants/answer/7052112): what is required,
 * how long it may be, which forms amounts, weights and identifiers have, what items of a group share. A list of faults, each
 * { id, name, why }.
 */
export function merchantFaults(text) {
	const doc = xml(text), faults = [], groups = new Map(), ids = new Set(), currencies = new Set();
	const channel = elements(doc, "channel")[0], home = textOf(channel, "link");
	for (const name of ["title", "link", "description"])
		if (![...channel.children].some((c) => c.localName === name && c.textContent))
			faults.push({ id: "channel", name, why: "required" });
	for (const item of elements(doc, "item")) {
		const v = {}, id = textOf(item, "g:id");
		const fault = (name, why) => faults.push({ id, name, why });
		for (const child of item.children) {
			const name = child.tagName.replace(/^g:/, "");
			if (!child.tagName.startsWith("g:") || !known.includes(name))
				fault(child.tagName, "unknown");
			else if (name in v && !many.includes(name))
				fault(name, "stands there twice");
			else if (!child.textContent.trim())
				fault(name, "empty");
			v[name] = child.textContent;
		}
		for (const name of ["id", "title", "description", "link", "image_link", "availability", "price", "condition"])
			if (!v[name])
				fault(name, "required");
		for (const [name, max] of Object.entries(limits))
			if (v[name] && [...v[name]].length > max)
				fault(name, `longer than ${max}`);
		if (ids.has(id))
			fault("id", "stands there twice");
		ids.add(id);
		for (const name of ["link", "image_link"])
			if (v[name] && !/^https?:\/\/[!-~]+$/.test(v[name]))
				fault(name, "no address");
		if (v.image_link && !KINDS.test(new URL(v.image_link).pathname))
			fault("image_link", "not of a kind that is taken");
		const more = elements(item, "g:additional_image_link").map((e) => e.textContent);
		if (more.length > 10 || new Set([v.image_link, ...more]).size <= more.length)
			fault("additional_image_link", "more than ten, or one twice");
		if (more.some((m) => !/^https?:\/\/[!-~]{1,1990}$/.test(m) || !KINDS.test(new URL(m).pathname)))
			fault("additional_image_link", "no picture's address");
		if (v.link && home && v.link.startsWith("http") && new URL(v.link).host !== new URL(home).host)
			fault("link", "leads to another site");
		if (/\s/.test(id))
			fault("id", "white space");
		if (/\p{Lu}{3}/u.test(v.title) && v.title === v.title.toUpperCase() && v.title !== v.title.toLowerCase())
			fault("title", "in capitals alone");
		if (/^(n\/?a|none|no brand|generic|does not exist)$/i.test(v.brand ?? ""))
			fault("brand", "says nothing");
		for (const detail of elements(item, "g:product_detail")) {
			const [key, value] = ["g:attribute_name", "g:attribute_value"].map((n) => textOf(detail, n) ?? "");
			if (!key || !value || [...key].length > 140 || [...value].length > 1000)
				fault("product_detail", "name and value, of 140 and 1,000 signs at most");
		}
		if (!["in_stock", "out_of_stock", "preorder", "backorder"].includes(v.availability))
			fault("availability", v.availability);
		if (["preorder", "backorder"].includes(v.availability))
			fault("availability", "needs availability_date");
		if (!["new", "refurbished", "used"].includes(v.condition))
			fault("condition", v.condition);
		for (const name of ["price", "sale_price"])
			if (v[name] && !AMOUNT.test(v[name]))
				fault(name, "no amount");
			else if (v[name]) {
				const [number, currency] = v[name].split(" ");
				currencies.add(currency);
				if (!(parseFloat(number) > 0))
					fault(name, "nothing is sold for nothing");
				if ((number.split(".")[1] ?? "").length > decimals(currency))
					fault(name, "more decimals than the currency has");
			}
		if (v.sale_price && (v.sale_price.slice(-3) !== v.price.slice(-3) || parseFloat(v.sale_price) >= parseFloat(v.price)))
			fault("sale_price", "not below the price");
		if (v.gtin && gtinFault(v.gtin))
			fault("gtin", gtinFault(v.gtin));
		if (!v.gtin && !(v.brand && v.mpn) && !["no", "false"].includes(v.identifier_exists))
			fault("identifier_exists", "no identifier, and not said so");
		if (v.gtin && ["no", "false"].includes(v.identifier_exists))
			fault("identifier_exists", "there is one");
		if (/[<>]/.test(v.title) || /<\w+[^>]*>/.test(v.description ?? ""))
			fault("description", "markup");
		if (v.shipping_weight && !/^\d+(\.\d+)? (lb|oz|g|kg)$/.test(v.shipping_weight))
			fault("shipping_weight", "no weight");
		const heaviest = { lb: 2000, oz: 32000, g: 1000000, kg: 1000 }[v.shipping_weight?.split(" ")[1]];
		if (heaviest && !(parseFloat(v.shipping_weight) > 0 && parseFloat(v.shipping_weight) <= heaviest))
			fault("shipping_weight", "lighter than air, or heavier than is taken");
		if (v.item_group_id) {
			const told = ["color", "size", "material", "pattern", "product_detail"].map((n) => elements(item, `g:${n}`).map((e) => e.textContent)).join("|");
			const group = groups.get(v.item_group_id) ?? new Set();
			if (group.has(told))
				fault("item_group_id", "not told apart");
			groups.set(v.item_group_id, group.add(told));
		}
	}
	if (currencies.size > 1)
		faults.push({ id: "channel", name: "price", why: "in more than one currency" });
	return faults;
}

export function merchantItems(text) {
	return elements(xml(text), "item").map((item) => Object.fromEntries([...item.children].map((c) => [c.tagName.replace(/^g:/, ""), c.textContent])));
}
