/*
 * watch: a part with an id and data-watch shows work that goes on: it is fetched anew every two seconds until it comes without data-watch.
 * What data-said marks in it is said aloud when its words change. Without scripts a link does it.
 */
"use strict";
(() => {
	const SECONDS = 2;
	const words = () => document.querySelector("[data-watch] [data-said]")?.textContent;

	async function look() {
		const part = document.querySelector("[data-watch][id]");
		if (!part)
			return;
		const before = words(), { id } = part;
		try {
			const page = document.hidden ? null : await stoa.ask(location.href);
			if (page?.status === 200 && page.url === location.href.split("#")[0] && stoa.put(page.document, [id])) {
				const after = document.querySelector(`#${id} [data-said]`)?.textContent;
				if (after && after !== before)
					stoa.say(after);
			}
		} catch {
			// The network is away: the next look may find it again.
		}
		setTimeout(look, SECONDS * 1000);
	}

	setTimeout(look, SECONDS * 1000);
})();
