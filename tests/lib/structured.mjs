// The structured data of a page as search engines take them, judged by tools that are not ours: Adobe's validator (what Google's rich results
// require) on what web-auto-extractor reads, and schema.org's own vocabulary: types, properties, what a property may hold.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Validator from "@adobe/structured-data-validator";
import WebAutoExtractor from "@marbec/web-auto-extractor";

const NS = "http://schema.org/", RDFS = "http://www.w3.org/2000/01/rdf-schema#", RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const file = createRequire(import.meta.url).resolve("@vocabulary/schema").replace(/index\.js$/, "schema.nq");
let read;

// { types: Map(type -> parents), properties: Map(property -> { domains, ranges }), members: Map(enumeration's member -> enumeration) }
function vocabulary() {
	if (read)
		return read;
	const types = new Map(), properties = new Map(), members = new Map();
	const property = (name) => properties.get(name) ?? properties.set(name, { domains: [], ranges: [] }).get(name);
	for (const [, s, p, o] of readFileSync(file, "utf8").matchAll(/^<([^>]+)> <([^>]+)> <([^>]+)>/gm)) {
		const name = s.replace(NS, ""), value = o.replace(NS, "");
		if (p === `${RDFS}subClassOf`)
			types.set(name, [...(types.get(name) ?? []), value]);
		else if (p === `${RDF}type` && o === `${RDFS}Class`)
			types.set(name, types.get(name) ?? []);
		else if (p === `${NS}domainIncludes`)
			property(name).domains.push(value);
		else if (p === `${NS}rangeIncludes`)
			property(name).ranges.push(value);
		else if (p === `${RDF}type` && o.startsWith(NS))
			members.set(name, value);
	}
	return read = { types, properties, members };
}

// The vocabulary in the form in which the validator wants it.
function graph() {
	const { types, properties } = vocabulary(), ids = (names) => names.map((n) => ({ "@id": `schema:${n}` }));
	return { "@graph": [
		...[...types].map(([name, parents]) => ({ "@id": `schema:${name}`, "@type": "rdfs:Class", "rdfs:subClassOf": ids(parents) })),
		...[...properties].map(([name, p]) => ({ "@id": `schema:${name}`, "@type": "rdf:Property", "schema:domainIncludes": ids(p.domains) })),
	] };
}

const isA = (type, wanted) => type === wanted || (vocabulary().types.get(type) ?? []).some((parent) => isA(parent, wanted));

// An item, or a member of an enumeration by its address, stands only where the property may hold one.
function rangeFaults(item, path) {
	const faults = [];
	for (const [name, held] of Object.entries(item)) {
		const ranges = vocabulary().properties.get(name)?.ranges;
		for (const value of name.startsWith("@") || !ranges ? [] : [held].flat()) {
			const where = `${path}.${name}`;
			if (value !== null && typeof value === "object") {
				if (!ranges.some((range) => isA(value["@type"], range)))
					faults.push(`${where}: no place for a ${value["@type"]}`);
				faults.push(...rangeFaults(value, where));
			} else if (ranges.length && ranges.every((range) => isA(range, "Enumeration"))) {
				const member = vocabulary().members.get(String(value).replace(/^https?:\/\/schema\.org\//, ""));
				if (!member || !ranges.some((range) => isA(member, range)))
					faults.push(`${where}: ${value} is no ${ranges.join(" or ")}`);
			}
		}
	}
	return faults;
}

// { types: { Product: 1 }, faults: [what is wrong] }; what the validator would merely like to see is left out.
export async function structured(html) {
	const extracted = new WebAutoExtractor({ addLocation: false, embedSource: ["rdfa", "microdata"] }).parse(html);
	const issues = await new Validator(graph()).validate(extracted);
	const faults = issues.filter((i) => i.severity === "ERROR" || i.errorType === "schemaOrg").map((i) => `${i.path.map((p) => p.type).join(".")}: ${i.issueMessage}`);
	const types = {};
	for (const [type, items] of Object.entries(extracted.microdata)) {
		types[type] = items.length;
		for (const item of items)
			faults.push(...rangeFaults(item, type));
	}
	return { types, faults, wishes: issues.filter((i) => i.severity !== "ERROR" && i.errorType !== "schemaOrg").map((i) => i.issueMessage) };
}
