// Visitors who come one after another, `many` at a time, until end(); ask() gives an answer. end() fails where one was not served.
import assert from "node:assert/strict";

export function rush(ask, many) {
	let done = false, served = 0;
	const lost = [];
	const visitors = Array.from({ length: many }, async () => {
		while (!done) {
			const page = await ask().catch((error) => ({ status: error.message }));
			if (page.status === 200)
				served++;
			else
				lost.push(page.status);
		}
	});
	return {
		served: () => served,
		async end() {
			done = true;
			await Promise.all(visitors);
			assert.deepEqual(lost, []);
			return served;
		},
	};
}
