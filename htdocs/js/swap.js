/*
 * swap: what leads to another view of the same page is fetched, and takes the place of a part of it.
 *
 * <div id="list" data-swap=""> is such a part: links and GET forms in it whose address differs from the page's in its query alone are
 * followed in place. <footer id="foot" data-swap="follow"> is exchanged with it. What data-said marks in the part is said aloud. A form of
 * the part with data-swap-now is sent as soon as a box or a choice in it changes. Whatever goes wrong, the browser goes there by itself.
 */
"use strict";
(() => {
	const PART = "[data-swap]:not([data-swap='follow'])";
	let under;

	const here = (url) => url.origin === location.origin && url.pathname === location.pathname;
	// A part within a part goes with it.
	const parts = () => [...document.querySelectorAll("[data-swap][id]")].filter((p) => !p.parentElement.closest("[data-swap][id]"));

	function busy(on) {
		for (const part of document.querySelectorAll(PART))
			part.toggleAttribute("aria-busy", on) && part.setAttribute("aria-busy", "true");
	}

	// Shows the page behind url; done() keeps it in the history.
	async function show(url, done) {
		under?.abort();
		const mine = under = new AbortController();
		busy(true);
		try {
			const page = await stoa.ask(url, { signal: mine.signal });
			if (!page || page.status !== 200 || !here(new URL(page.url)) || !stoa.put(page.document, parts().map((p) => p.id)))
				throw new Error("not a view of this page");
			document.title = page.document.title;
			done();
			stoa.say([...document.querySelectorAll(`${PART} [data-said]`)].map((e) => e.textContent).join(". ") || document.title);
		} catch (e) {
			if (mine.signal.aborted)
				return;
			location.assign(url);
		}
		busy(false);
	}

	function go(url, toTop) {
		show(url.href, () => {
			history.replaceState({ ...history.state, y: scrollY }, "");
			history.pushState({ swapped: true }, "", url.href);
			if (toTop)
				document.querySelector(PART).scrollIntoView({ block: "start" });
		});
	}

	document.addEventListener("click", (event) => {
		const link = event.target.closest?.("a[href]");
		if (!link?.closest(PART) || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link.target || link.download)
			return;
		const url = new URL(link.href);
		// A place on the page itself is the browser's to find.
		if (!here(url) || (url.hash && url.search === location.search))
			return;
		event.preventDefault();
		go(url, link.rel === "next" || link.rel === "prev");
	});

	document.addEventListener("submit", (event) => {
		const form = event.target;
		if (event.defaultPrevented || form.method !== "get" || !form.closest(PART))
			return;
		const url = new URL(form.action);
		if (!here(url))
			return;
		event.preventDefault();
		url.search = new URLSearchParams(new FormData(form, event.submitter));
		go(url, false);
	});

	document.addEventListener("change", (event) => {
		const form = event.target.form;
		if (form?.matches("[data-swap-now]") && form.closest(PART) && event.target.matches("select, [type='checkbox'], [type='radio']"))
			form.requestSubmit();
	});

	addEventListener("popstate", (event) => {
		if (!event.state?.swapped && !("y" in (event.state ?? {})))
			return;
		show(location.href, () => scrollTo(0, event.state.y ?? 0));
	});
})();
