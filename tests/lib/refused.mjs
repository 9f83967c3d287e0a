// What is wrong with a form that leads through a door: each way of being wrong that this form has, as [what, form, statuses].
import { send } from "./doors.mjs";

const long = "x".repeat(70000);
// Boxes that are ticked, whatever they then say.
const ticks = /^(restock|gone|in|active|ships|tracked|backorder|drop|remove|speak|category)_/;
const set = (entries, name, value) => entries.map(([n, v]) => [n, n === name ? value : v]);

export function* wrongForms(door, form) {
	if (form.body !== undefined) {
		yield ["cut short", { ...form, body: form.body.slice(0, -1) }, [400, 403]];
		yield ["unsigned", { ...form, headers: { ...form.headers, "stoa-demo-signature": null } }, [400, 403]];
		yield ["signed by nobody", { ...form, headers: { ...form.headers, "stoa-demo-signature": "t=1,v1=00" } }, [400, 403]];
		yield ["much too long", { ...form, body: long.repeat(5) }, [400, 403, 413]];
		yield ["of an unknown provider", { ...form, path: form.path.replace(/[^/]+$/, "nobody") }, [404]];
		return;
	}
	const entries = form.entries.filter(([n]) => n !== "once"), path = new URL(form.path);
	yield ["from another site", { ...form, headers: { "origin": "http://evil.example", "sec-fetch-site": "cross-site" } }, [403]];
	yield ["with a field that it does not have", { ...form, entries: [...form.entries, ["nope", "1"]] }, [400]];
	yield ["with a query", { ...form, path: `${form.path}?nope=1` }, [400]];
	yield ["as another type", { ...form, files: null, headers: { "content-type": "text/plain" } }, [415]];
	yield ["not to be read", { ...form, body: "%zz=%ff&=", headers: { "content-type": "application/x-www-form-urlencoded" } }, [400]];
	yield ["cut short", { ...form, body: "--a\r\nContent-Dispo", headers: { "content-type": "multipart/form-data; boundary=a" } }, [400]];
	for (const [kind, found] of path.pathname.matchAll(/\/(\d+)(?=\/|$)/g))
		yield [`for ${found} that is not there`, { ...form, path: form.path.replace(kind, "/999999999") }, [404, 409, 422]];
	const code = door.pattern.split("/").findIndex((p) => [":code", ":kind", ":menu", ":country"].includes(p));
	if (code > 0)
		yield ["for a code that is none", { ...form, path: new URL(path.pathname.split("/").map((p, i) => (i === code ? "none-such" : p)).join("/"), path).href }, [404]];
	for (const [name, value] of entries) {
		if (name === "version" && value !== "")
			yield ["with a version that is none", { ...form, entries: set(form.entries, name, "999999") }, [409, 422]];
		if (/^\d+$/.test(value) && !ticks.test(name) && !door.roomy)
			yield [`with letters as ${name}`, { ...form, entries: set(form.entries, name, "x-y") }, [400, 404, 409, 422]];
	}
	const text = door.long ?? entries.find(([n, v]) => n !== "version" && v !== "" && !/^\d+$/.test(v))?.[0] ?? entries[0]?.[0];
	if (text)
		yield [`with 70,000 letters as ${text}`, { ...form, entries: set(form.entries, text, long) }, [400, 409, 413, 422]];
	if (entries.length > 0 && !door.empty)
		yield ["with nothing in it", { ...form, entries: [], files: form.files && [] }, [400, 404, 409, 422]];
}

// Sends them all; what was not refused as it should be.
export async function notRefused(door, form) {
	const wrong = [];
	for (const [what, bad, statuses] of wrongForms(door, form)) {
		const answer = await send(bad), said = answer.textOf("main") || answer.text;
		if (!statuses.includes(answer.status) || said.trim() === "")
			wrong.push(`${what}: ${answer.status} ${answer.header("location") ?? said.slice(0, 120)}`);
	}
	return wrong;
}
