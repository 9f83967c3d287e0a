// A form sent once, and the same one sent twice at the same moment and once more after its answer was lost: both leave the shop alike.
import assert from "node:assert/strict";
import { openDoor, send } from "./doors.mjs";
import { differing } from "./tables.mjs";

const jarOf = (client) => new Map([...client.jar].map(([host, jar]) => [host, new Map(jar)]));

// What a browser makes of an answer: where it goes, and what is said there.
function told(page) {
	const flash = page.headers.filter(([n, v]) => n === "set-cookie" && v.startsWith("flash=")).map(([, v]) => Buffer.from(v.slice(6).split(";")[0], "base64url").subarray(9, -32).toString());
	return `${page.status} ${page.header("location") ?? ""} ${flash}`;
}

// base: the world's tables as they were kept. What a browser did not hear it does not know: the last one goes out with the cookies of before.
export async function sentTwice(w, tables, door, base) {
	const prints = () => ({ ...tables.prints({ loose: door.loose }), beside: door.look?.(w) ?? "" });
	const before = { ...(door.loose ? base.loose : base.strict), beside: door.look?.(w) ?? "" };
	const but = (names) => names.filter((t) => !door.but?.includes(t));
	try {
		const first = await openDoor(w, door), jar = jarOf(first.client);
		const once = await send(first), after = prints(), changed = differing(before, after);
		assert.ok([200, 303].includes(once.status), `sent once: ${once.status} ${once.textOf(".errors") || once.textOf("main").slice(0, 300)}`);
		assert.equal(changed.length === 0, Boolean(door.plain), `it changes ${changed.length ? changed : "nothing"}`);
		tables.restore();
		first.client.jar = jar;

		const form = await openDoor(w, door), heard = jarOf(form.client);
		const both = await Promise.all([send(form), send(form)]);
		form.client.jar = new Map([...heard].map(([host, j]) => [host, new Map(j)]));
		const later = await send(form), thrice = prints();
		form.client.jar = heard;
		assert.deepEqual(but(differing(after, thrice)), [], `once it is ${told(once)}; then ${both.map(told)}; later ${told(later)}`);
		assert.deepEqual([told(both[1]), told(later)], [told(both[0]), told(both[0])], "all three are told the same");
		assert.equal(both[0].status, once.status);
	} finally {
		tables.restore();
	}
}
