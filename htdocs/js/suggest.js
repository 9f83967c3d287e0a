/*
 * suggest: what may be meant is shown below the search field while it is typed.
 *
 * A form with data-suggest names the address that answers ?q= with links in ul.suggestions; they become the options of a combobox (ARIA 1.2): the focus stays
 * in the field, arrows move through the options, Enter goes there, Escape closes. Enter with no option chosen searches, as ever.
 */
"use strict";
(() => {
	const form = document.querySelector("form[data-suggest]"), input = form?.querySelector("input[name='q']"), WAIT = 120;
	if (!input)
		return;
	const list = document.createElement("ul"), known = new Map();
	let waiting, under, at = -1;

	list.id = "find-list";
	list.className = "find-list";
	list.hidden = true;
	list.setAttribute("role", "listbox");
	list.setAttribute("aria-label", input.labels[0].textContent);
	form.append(list);
	for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]])
		input.setAttribute(name, value);

	const options = () => [...list.children];

	function mark(i) {
		at = i;
		options().forEach((o, k) => o.setAttribute("aria-selected", String(k === at)));
		if (at < 0)
			return input.removeAttribute("aria-activedescendant");
		input.setAttribute("aria-activedescendant", options()[at].id);
		options()[at].scrollIntoView({ block: "nearest" });
	}

	function close() {
		clearTimeout(waiting);
		under?.abort();
		list.hidden = true;
		input.setAttribute("aria-expanded", "false");
		mark(-1);
	}

	function optionOf(link, i) {
		const option = document.createElement("li");
		option.id = `find-${i}`;
		option.setAttribute("role", "option");
		option.dataset.href = link.getAttribute("href");
		option.append(...[...link.childNodes].map((n) => document.importNode(n, true)));
		return option;
	}

	function show(links) {
		if (document.activeElement !== input || !links.length)
			return close();
		list.replaceChildren(...links.map(optionOf));
		list.hidden = false;
		input.setAttribute("aria-expanded", "true");
		mark(-1);
	}

	async function ask(query) {
		under?.abort();
		const mine = under = new AbortController();
		try {
			if (!known.has(query)) {
				const page = await stoa.ask(`${form.dataset.suggest}?${new URLSearchParams({ q: query })}`, { signal: mine.signal });
				known.set(query, page?.status === 200 ? [...page.document.querySelectorAll(".suggestions a[href]")] : []);
			}
			if (!mine.signal.aborted)
				show(known.get(query));
		} catch (e) {
			// It is an offer: without an answer there is none.
		}
	}

	function typed() {
		clearTimeout(waiting);
		const query = input.value.trim();
		if (query === "" || query.length > 100)
			return close();
		waiting = setTimeout(ask, WAIT, query);
	}

	input.addEventListener("input", (event) => { event.isComposing || typed(); });
	input.addEventListener("compositionend", typed);
	input.addEventListener("blur", close);
	form.addEventListener("submit", close);

	input.addEventListener("keydown", (event) => {
		if (event.isComposing)
			return;
		const n = list.children.length, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step && list.hidden && event.key === "ArrowDown") {
			event.preventDefault();
			typed();
		} else if (step && !list.hidden) {
			event.preventDefault();
			// Between the last and the first stands the field itself.
			mark(((at + 1 + step + n + 1) % (n + 1)) - 1);
		} else if (event.key === "Enter" && at >= 0) {
			event.preventDefault();
			location.assign(options()[at].dataset.href);
		} else if (event.key === "Escape" && !list.hidden) {
			event.preventDefault();
			close();
		}
	});

	// A press on an option must not take the focus, which would close the list before the click.
	list.addEventListener("pointerdown", (event) => event.preventDefault());
	list.addEventListener("click", (event) => {
		const option = event.target.closest("[role='option']");
		if (option)
			location.assign(option.dataset.href);
	});
})();
