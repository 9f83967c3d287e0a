// Imports that staff ask for.
import { shopRows } from "./psql.mjs";

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// The page of the job once its state is one of these.
export async function until(client, url, states, seconds = 30) {
	const id = /files\/(\d+)/.exec(url)[1], shop = /\/\w\w\/([^/]+)\/files/.exec(new URL(url).pathname)[1];
	for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(100)) {
		const [job] = shopRows(shop, `SELECT state FROM @shop@.import_job WHERE id = ${id}`);
		if (states.includes(job.state))
			return client.get(url);
	}
	throw new Error(`the import is not ${states} after ${seconds} s`);
}

// What the page says beside a label.
export const fact = (page, label) => page.$$(".facts tr").find((r) => r.querySelector("th").textContent.trim() === label)?.querySelector("td").textContent.trim();
