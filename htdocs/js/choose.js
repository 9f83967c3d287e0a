/*
 * choose: lists whose rows have a box each. <template data-choose="NAME"> in the form is what a browser with scripts gets in its place: a box for
 * all boxes of that name, and an output for how many are chosen. With Shift, a box takes those up to the one before along.
 */
"use strict";
for (const offer of document.querySelectorAll("form template[data-choose]")) {
	const form = offer.closest("form"), boxes = [...form.querySelectorAll(`input[type="checkbox"][name="${offer.dataset.choose}"]`)];
	offer.after(offer.content.cloneNode(true));
	const all = offer.parentElement.querySelector("input:not([name])"), told = offer.parentElement.querySelector("output");
	let before = null;

	const tell = () => {
		const n = boxes.filter((b) => b.checked).length;
		all.checked = n === boxes.length;
		all.indeterminate = n > 0 && n < boxes.length;
		told.textContent = n;
	};

	form.addEventListener("click", (event) => {
		const here = boxes.indexOf(event.target);
		if (here < 0)
			return;
		if (event.shiftKey && before !== null)
			for (const box of boxes.slice(Math.min(before, here), Math.max(before, here) + 1))
				box.checked = event.target.checked;
		before = here;
	});
	form.addEventListener("change", (event) => {
		if (event.target === all)
			for (const box of boxes)
				box.checked = all.checked;
		tell();
	});
	// A browser that comes back to the page fills the boxes after this.
	addEventListener("pageshow", tell);
}
