/*
 * ahead: a page that will be asked for in a moment, since the pointer rests on its link or the finger is on it, is fetched ahead.
 *
 * Chromium does this by the rules that pages name in their Speculation-Rules header; this is for the others. Only pages that everybody sees
 * alike: a shopper's own (with a cart) may not be kept, so fetching them ahead would be in vain.
 */
"use strict";
(() => {
	const slow = navigator.connection?.saveData || /2g/.test(navigator.connection?.effectiveType ?? "");
	if (window.HTMLScriptElement?.supports?.("speculationrules") || slow || document.querySelector(".to-cart .count"))
		return;
	const AHEAD = /^\/[A-Za-z-]+\/((c|p|page)\/[^/]+)?$/, REST = 65;
	const seen = new Set([location.href.replace(/#.*/, "")]);
	let waiting;

	function fetchAhead(event) {
		const link = event.target.closest?.("a[href]"), url = link && new URL(link.href);
		clearTimeout(waiting);
		if (!url || url.origin !== location.origin || !AHEAD.test(url.pathname) || seen.has(url.href.replace(/#.*/, "")))
			return;
		waiting = setTimeout(() => {
			const hint = document.createElement("link");
			hint.rel = "prefetch";
			hint.href = url.href.replace(/#.*/, "");
			seen.add(hint.href);
			document.head.append(hint);
		}, event.type === "pointerover" ? REST : 0);
	}

	for (const type of ["pointerover", "touchstart", "focusin"])
		document.addEventListener(type, fetchAhead, { passive: true });
})();
