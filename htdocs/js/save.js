/*
 * save: a form that is sent by POST, with a bar to save it (.save), says while something in it is not saved yet, and the browser asks before it is left so.
 * The words are <template id="unsaved">.
 */
"use strict";
(() => {
	const words = document.getElementById("unsaved");
	const state = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? `${value.name} ${value.size}` : value]));
	const forms = new Map();
	let leaving = false;

	function look(form) {
		const kept = forms.get(form), unsaved = kept.refused || state(form) !== kept.state;
		if (unsaved === kept.unsaved)
			return;
		kept.unsaved = unsaved;
		kept.note.replaceChildren(...(unsaved ? words.content.cloneNode(true).childNodes : []));
	}

	for (const bar of words ? document.querySelectorAll('form[method="post"] .save') : []) {
		const form = bar.closest("form"), note = document.createElement("p");
		note.className = "unsaved";
		note.setAttribute("role", "status");
		bar.append(note);
		// What came back with a refusal is not saved, though nobody has typed since.
		forms.set(form, { note, state: state(form), refused: Boolean(form.querySelector("[aria-invalid]")), unsaved: false });
		look(form);
		for (const type of ["input", "change"])
			form.addEventListener(type, () => look(form));
		form.addEventListener("reset", () => setTimeout(() => look(form)));
	}

	document.addEventListener("submit", (event) => { leaving = !event.defaultPrevented; });
	addEventListener("pageshow", () => { leaving = false; });
	addEventListener("beforeunload", (event) => {
		if (!leaving && [...forms.values()].some((f) => f.unsaved))
			event.preventDefault();
	});
})();
