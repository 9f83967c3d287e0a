// Pictures for tests, made by Pillow, and what a file is by Pillow's word; uploads as a browser sends them.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { top } from "./env.mjs";

const script = join(top, "tests", "lib", "pictures.py");
let folder = null;

// The bytes of one of the pictures that pictures.py makes: "photo.jpg", "cut.jpg", "bomb.png", ...
export function picture(name) {
	if (!folder) {
		folder = mkdtempSync(join(tmpdir(), "stoa-pictures-"));
		process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
		execFileSync("/usr/bin/python3", [script, "make", folder]);
	}
	if (name.startsWith("large.") && !existsSync(join(folder, name)))
		execFileSync("/usr/bin/python3", [script, "make", folder, "large"]);
	return readFileSync(join(folder, name));
}

// { kind, width, height, bytes, mode, corners, meta, frames, alpha } of a picture's bytes.
export function look(bytes) {
	picture("tiny.jpg");
	const file = join(folder, "seen");
	writeFileSync(file, bytes);
	return JSON.parse(execFileSync("/usr/bin/python3", [script, "look", file], { encoding: "utf8" }));
}

// A photograph that no other test has: the bytes behind its end are not shown, but part of what it is.
export function somePhoto(name = "plain.jpg") {
	return Buffer.concat([picture(name), Buffer.from(`${process.pid} ${Math.random()}`)]);
}

/*
 * multipart/form-data of fields and files, [[name, value]] and [[name, filename, type, bytes]]: { body, headers }.
 */
export function multipart(fields, files) {
	const boundary = `----stoa${Math.random().toString(36).slice(2)}`, parts = [];
	for (const [name, value] of fields)
		parts.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`));
	for (const [name, filename, type, bytes] of files)
		parts.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: ${type}\r\n\r\n`), bytes, Buffer.from("\r\n"));
	parts.push(Buffer.from(`--${boundary}--\r\n`));
	return { body: Buffer.concat(parts), headers: { "content-type": `multipart/form-data; boundary=${boundary}` } };
}

// Posts files to an address with a client that is logged in; files: [[filename, bytes]] in the field "pictures".
export async function upload(client, path, files, { follow = true, field = "pictures" } = {}) {
	const sent = multipart([], files.map(([name, bytes]) => [field, name, "image/jpeg", bytes]));
	const page = await client.raw({ method: "POST", path, ...sent });
	return follow ? client.follow(page, {}) : page;
}
