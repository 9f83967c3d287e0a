/*
 * page: what the other scripts share. None of them is needed: a page without scripts, or with one that failed, works as it was sent.
 *
 * stoa.ask(address, options) fetches a page of ours: { url, status, document }, null where the answer is none.
 * stoa.put(document, ids) puts that page's elements in the place of this page's; false where one of them is missing there.
 * stoa.say(text) has screen readers say it.
 */
"use strict";
(() => {
	const loud = document.createElement("p");
	loud.className = "aloud";
	loud.setAttribute("role", "status");
	document.body.append(loud);
	document.documentElement.classList.add("scripted");

	async function ask(address, options) {
		const answer = await fetch(address, { headers: { Accept: "text/html" }, ...options });
		if (!/^text\/html\b/.test(answer.headers.get("Content-Type") ?? ""))
			return null;
		return { url: answer.url, status: answer.status, document: new DOMParser().parseFromString(await answer.text(), "text/html") };
	}

	// How an element is found again in a page that was made anew: by id, by name and value, by its words, by the first of them (a count may follow).
	function traits(e) {
		const words = (part) => part && `${e.localName}:${part.textContent.trim()}`;
		return [e.id && `#${e.id}`, e.name && `${e.localName}[${e.name}]${e.value}`, words(e), words(e.firstElementChild)].filter(Boolean);
	}

	// Folds are as they were left: each is known by its words.
	function foldAgain(mine, theirs) {
		const open = new Map([...mine.querySelectorAll("details")].map((d) => [d.firstElementChild.textContent, d.open]));
		for (const d of theirs.querySelectorAll("details"))
			d.open = open.get(d.firstElementChild.textContent) ?? d.open;
	}

	function focusAgain(region, wanted, [from, to]) {
		const all = [...region.querySelectorAll("a, button, input, select, textarea, summary")];
		for (const trait of wanted) {
			const found = all.find((e) => traits(e).includes(trait));
			found?.focus({ preventScroll: true });
			if (found && document.activeElement === found) {
				if (from !== undefined && found.setSelectionRange && found.selectionStart !== null)
					found.setSelectionRange(from, to);
				return;
			}
			// It is in a fold that is closed now.
			const fold = found?.closest("details:not([open])")?.querySelector("summary");
			if (fold)
				return fold.focus({ preventScroll: true });
		}
		region.tabIndex = -1;
		region.focus({ preventScroll: true });
	}

	function put(other, ids) {
		const pairs = ids.map((id) => [document.getElementById(id), other.getElementById(id)]);
		if (pairs.some(([mine, theirs]) => !mine || !theirs))
			return false;
		for (const [mine, theirs] of pairs) {
			const at = document.activeElement, wanted = mine.contains(at) ? traits(at) : null, marked = at.selectionStart === null ? [] : [at.selectionStart, at.selectionEnd];
			foldAgain(mine, theirs);
			mine.replaceWith(theirs);
			if (wanted)
				focusAgain(theirs, wanted, marked);
		}
		return true;
	}

	// Said anew even where it is what was said before.
	function say(text) {
		loud.textContent = "";
		setTimeout(() => { loud.textContent = text.replace(/\s+/g, " ").trim(); }, 100);
	}

	window.stoa = { ask, put, say };
})();
