/*
 * drawer: what was put into the cart is shown beside the page instead of a page of its own.
 *
 * A form with data-drawer posts as it would without us; where the answer is the cart's page, the parts of it that data-drawer marks are shown in
 * the dialog of <template id="drawer">. Forms in there (quantity, remove) go the same way.
 */
"use strict";
(() => {
	const template = document.getElementById("drawer");
	if (!template || !window.HTMLDialogElement)
		return;
	const dialog = template.content.querySelector("dialog").cloneNode(true), inside = dialog.querySelector("[data-here]");
	let sending = false;

	// The cart's page as it came; false where it is another page.
	function show(page) {
		const parts = [...page.document.querySelectorAll(".flash, [data-drawer]:not(form)")];
		if (!page.document.querySelector("[data-drawer]:not(form)"))
			return false;
		const count = page.document.querySelector(".to-cart"), shown = document.querySelector(".to-cart");
		shown?.replaceChildren(...count.childNodes);
		inside.replaceChildren(...parts);
		if (!dialog.isConnected)
			document.body.append(dialog);
		if (!dialog.open)
			dialog.showModal();
		else
			(inside.querySelector("[aria-invalid]") ?? dialog.querySelector("[data-close]")).focus();
		return true;
	}

	async function send(form, button) {
		const wrong = form.closest("dialog") ? "dialog" : "page";
		sending = true;
		form.setAttribute("aria-busy", "true");
		try {
			const page = await stoa.ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
			// What was refused changed nothing: the browser sends it once more and shows why.
			if (!page || !show(page))
				form.submit();
		} catch (e) {
			// It may have arrived, or not: the cart's page knows.
			location.assign(document.querySelector(".to-cart").href);
		}
		sending = false;
		form.removeAttribute("aria-busy");
		return wrong;
	}

	document.addEventListener("submit", (event) => {
		const form = event.target;
		if (event.defaultPrevented || form.method !== "post" || !(form.matches("[data-drawer]") || inside.contains(form)))
			return;
		event.preventDefault();
		if (!sending)
			send(form, event.submitter);
	});

	dialog.addEventListener("click", (event) => {
		const box = dialog.getBoundingClientRect();
		const outside = event.target === dialog && (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom);
		if (!outside && !event.target.closest("[data-close]"))
			return;
		event.preventDefault();
		dialog.close();
	});
})();
