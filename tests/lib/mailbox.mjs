// Mail that the stack's SMTP server kept, read as a mail program does (RFC 2045, 2047, 5322).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { env } from "./env.mjs";

function unquote(text) {
	const bytes = text.replace(/=\r?\n/g, "").replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
	return Buffer.from(bytes, "latin1");
}

function decodeWords(value) {
	const joined = value.replace(/(=\?[^?]+\?[bqBQ]\?[^?]*\?=)\s+(?==\?)/g, "$1");
	return joined.replace(/=\?([^?]+)\?([bqBQ])\?([^?]*)\?=/g, (_, charset, how, data) =>
		new TextDecoder(charset).decode(how.toLowerCase() === "b" ? Buffer.from(data, "base64") : unquote(data.replaceAll("_", " "))));
}

// { headers: { name: [value] }, type, parts: [...] or text }
function parse(source) {
	const [head, body = ""] = source.split(/\r?\n\r?\n(.*)/s);
	const headers = {};
	for (const line of head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
		const i = line.indexOf(":");
		// Headers may hold raw UTF-8 under SMTPUTF8.
		(headers[line.slice(0, i).toLowerCase()] ??= []).push(decodeWords(Buffer.from(line.slice(i + 1).trim(), "latin1").toString("utf8")));
	}
	const [full = "text/plain"] = headers["content-type"] ?? [];
	const type = full.split(";")[0].trim().toLowerCase();
	const boundary = /boundary="?([^";]+)"?/i.exec(full)?.[1];
	if (type.startsWith("multipart/") && boundary) {
		const pieces = `\n${body}`.split(new RegExp(`\\r?\\n--${boundary.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?:--)?[ \\t]*\\r?\\n?`));
		return { headers, type, parts: pieces.slice(1, -1).map(parse) };
	}
	const how = (headers["content-transfer-encoding"]?.[0] ?? "7bit").toLowerCase();
	const bytes = how === "base64" ? Buffer.from(body, "base64") : how === "quoted-printable" ? unquote(body) : Buffer.from(body, "latin1");
	return { headers, type, text: new TextDecoder(/charset="?([^";]+)"?/i.exec(full)?.[1] ?? "utf-8").decode(bytes) };
}

function find(part, type) {
	if (part.type === type)
		return part.text;
	for (const inner of part.parts ?? []) {
		const text = find(inner, type);
		if (text !== undefined)
			return text;
	}
	return undefined;
}

// { file, to: [envelope], from, subject, language, text, html, headers }
export function readMail(file) {
	const source = readFileSync(file, "latin1");
	const mail = parse(source);
	const header = (name) => mail.headers[name];
	return {
		file, source, headers: mail.headers, to: header("x-rcptto") ?? [], from: header("from")?.[0] ?? "",
		subject: header("subject")?.[0] ?? "", language: header("content-language")?.[0],
		text: find(mail, "text/plain"), html: find(mail, "text/html"),
	};
}

// A mail that is there does not change; of the thousands of other tests only the envelope is read, once.
const known = new Map();

function keptAt(file) {
	if (!known.has(file)) {
		const to = [];
		for (const [, address] of readFileSync(file, "latin1").split(/\r?\n\r?\n/, 1)[0].matchAll(/^X-RcptTo: (.*?)\r?$/gm))
			to.push(Buffer.from(address.trim(), "latin1").toString("utf8"));
		known.set(file, { to, mail: null });
	}
	return known.get(file);
}

function mailAt(file) {
	const kept = keptAt(file);
	return (kept.mail ??= readMail(file));
}

export class Mailbox {
	constructor(directory = env.MAIL_DIR) {
		this.directory = directory;
	}
	all(to) {
		const files = readdirSync(this.directory).filter((f) => f.endsWith(".eml") && !f.startsWith(".")).sort();
		const paths = files.map((f) => join(this.directory, f));
		return paths.filter((path) => !to || keptAt(path).to.includes(to)).map(mailAt);
	}
	// The first mail to that address whose subject matches (a string is contained, a RegExp matches); throws after the timeout.
	async waitFor(to, subject = "", { timeout = 20000 } = {}) {
		const matches = (m) => (subject instanceof RegExp ? subject.test(m.subject) : m.subject.includes(subject));
		for (const end = Date.now() + timeout; ;) {
			const mails = this.all(to), found = mails.find(matches);
			if (found)
				return found;
			if (Date.now() > end)
				throw new Error(`no mail to ${to} with ${subject} within ${timeout} ms; there: ${mails.map((m) => m.subject).join(" | ") || "none"}`);
			await sleep(40);
		}
	}
}
