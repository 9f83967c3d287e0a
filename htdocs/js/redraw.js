/*
 * redraw: a form that looks otherwise after a choice (the address form of another country) is drawn anew in place.
 *
 * The button beside the choice carries data-redraw, the form stands in a part of the page that data-swap marks. The choice alone is enough
 * then. An input with data-pattern ('N' a digit, 'A' a letter, '?' either; several parted by '|') says data-unlike below itself where
 * what was typed fits none; the server judges, this only says it early.
 */
"use strict";
(() => {
	const KINDS = { N: /\p{Nd}/u, A: /\p{L}/u, "?": /[\p{L}\p{Nd}]/u };
	let under, changed, keyed = false;

	// What was typed since it was asked for is kept.
	function carry(form, before, other) {
		for (const [name, value] of new FormData(form))
			if (value !== before.get(name)) {
				const field = other.querySelector(`#${form.closest("[data-swap]").id} [name="${name}"]`);
				if (field)
					field.value = value;
			}
	}

	// Who presses the button itself goes the way of pages.
	async function redraw(form, button, part) {
		under?.abort();
		const mine = under = new AbortController(), values = new FormData(form, button);
		try {
			const page = await stoa.ask(form.action, { method: "POST", body: new URLSearchParams(values), signal: mine.signal });
			if (page?.status === 200)
				carry(form, values, page.document);
			if (page?.status !== 200 || !stoa.put(page.document, [part.id]))
				throw new Error("not the form");
		} catch (e) {
			if (!mine.signal.aborted)
				form.requestSubmit(button);
		}
	}

	const buttonOf = (choice) => choice.matches?.("select") && choice.closest(".beside")?.querySelector("button[data-redraw]");

	// By keys one passes many choices on the way to one's own: that is made when one goes on.
	addEventListener("keydown", (event) => { keyed = Boolean(buttonOf(event.target)); }, true);
	addEventListener("pointerdown", () => { keyed = false; }, true);

	function chosen(event) {
		const choice = event.target, button = buttonOf(choice), part = choice.closest?.("[data-swap][id]");
		if (!button || !part)
			return;
		if (event.type === "change")
			changed = choice;
		if (changed === choice && (event.type === "focusout" || !keyed)) {
			changed = null;
			redraw(choice.form, button, part);
		}
	}

	document.addEventListener("change", chosen);
	document.addEventListener("focusout", chosen);

	const plain = (text) => text.normalize("NFKC").replace(/[^\p{L}\p{Nd}]/gu, "");

	function fits(text, patterns) {
		return patterns.split("|").some((pattern) => {
			const kinds = [...plain(pattern.replaceAll("?", "x"))].length, signs = [...plain(text)];
			const wanted = [...pattern].filter((c) => c in KINDS);
			return kinds === signs.length && signs.every((sign, i) => KINDS[wanted[i]].test(sign));
		});
	}

	document.addEventListener("focusout", (event) => {
		const input = event.target;
		if (!input.matches?.("input[data-pattern]"))
			return;
		const id = `${input.id}-unlike`, said = document.getElementById(id);
		const unlike = input.value.trim() !== "" && !fits(input.value, input.dataset.pattern);
		if (unlike === Boolean(said))
			return;
		const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((d) => d && d !== id);
		if (unlike) {
			const p = document.createElement("p");
			Object.assign(p, { id, className: "hint unlike", textContent: input.dataset.unlike });
			input.after(p);
			described.unshift(id);
			stoa.say(input.dataset.unlike);
		} else {
			said.remove();
		}
		described.length ? input.setAttribute("aria-describedby", described.join(" ")) : input.removeAttribute("aria-describedby");
	});
})();
