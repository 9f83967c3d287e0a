// Drags rows of a tree to another place. What it finds out goes into the form #place; the page comes back from the server. Without it,
// the buttons of each row and the form of each thing do the same.
"use strict";
(() => {
	const table = document.querySelector("table[data-place]");
	const form = document.getElementById("place");
	if (!table || !form)
		return;
	const rows = [...table.tBodies[0].rows];
	const parents = new Map(rows.map((row) => [row.dataset.id, row.dataset.parent]));
	let dragged = null, aim = null;

	const lies = (id, below) => id === below || (id !== "" && lies(parents.get(id) ?? "", below));
	const next = (row) => rows.slice(rows.indexOf(row) + 1).find((r) => r.dataset.parent === row.dataset.parent);

	function unmark() {
		for (const row of rows)
			delete row.dataset.drop;
		aim = null;
	}

	// The upper quarter of a row is the place before it, the lower one the place after it, between them lies the place below it.
	function point(x, y) {
		unmark();
		const row = document.elementFromPoint(x, y)?.closest("tr[data-id]");
		if (!row || lies(row.dataset.id, dragged.dataset.id))
			return;
		const box = row.getBoundingClientRect(), part = (y - box.top) / box.height;
		const where = part < 0.25 ? "before" : part > 0.75 ? "after" : "inside";
		const sibling = where === "before" ? row : where === "after" ? next(row) : null;
		aim = { parent: where === "inside" ? row.dataset.id : row.dataset.parent, before: sibling?.dataset.id ?? "" };
		row.dataset.drop = where;
	}

	function drop() {
		const place = aim;
		unmark();
		dragged.classList.remove("dragged");
		const id = dragged.dataset.id;
		dragged = null;
		if (!place || place.before === id)
			return;
		form.elements.id.value = id;
		form.elements.parent.value = place.parent;
		form.elements.before.value = place.before;
		form.submit();
	}

	for (const row of rows) {
		const handle = document.createElement("span");
		handle.className = "handle";
		handle.setAttribute("aria-hidden", "true");
		handle.textContent = "⠿";
		row.cells[0].prepend(handle);
		handle.addEventListener("pointerdown", (event) => {
			if (event.button)
				return;
			event.preventDefault();
			dragged = row;
			row.classList.add("dragged");
			handle.setPointerCapture(event.pointerId);
		});
		handle.addEventListener("pointermove", (event) => dragged && point(event.clientX, event.clientY));
		handle.addEventListener("pointerup", () => dragged && drop());
		handle.addEventListener("pointercancel", () => {
			if (!dragged)
				return;
			aim = null;
			drop();
		});
	}
})();
