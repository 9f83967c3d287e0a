/*
 * The pictures of a product: uploads one by one with progress, and dragging into order. Without it the same form sends all at once, and
 * buttons move a picture. Nothing here is told in words of its own: sentences come with the page, or with the server's answer.
 */
(() => {
	const upload = document.querySelector("form.upload");
	const chooser = upload.querySelector("input[type=file]");
	const meter = upload.querySelector(".progress");

	function tell(sentences) {
		if (!sentences.length)
			return;
		let box = document.querySelector("main > .errors");
		if (!box) {
			box = document.createElement("div");
			box.className = "errors";
			box.setAttribute("role", "alert");
			box.tabIndex = -1;
			box.append(document.createElement("ul"));
			upload.before(box);
		}
		for (const sentence of sentences) {
			const line = document.createElement("li");
			line.textContent = sentence;
			box.querySelector("ul").append(line);
		}
		box.focus();
	}

	function send(file, progress) {
		return new Promise((done) => {
			const request = new XMLHttpRequest(), body = new FormData();
			body.append("pictures", file);
			request.responseType = "document";
			request.upload.onprogress = (e) => progress(e.lengthComputable ? e.loaded / e.total : 0);
			request.onload = () => done(request.response);
			request.onerror = request.ontimeout = () => done(null);
			request.open("POST", upload.action);
			request.send(body);
		});
	}

	// What was typed meanwhile stays: only pictures that are new are taken from the answer, and the whole list where there was none.
	function take(answer) {
		const list = document.querySelector("ol.pictures"), fresh = answer.querySelector("ol.pictures");
		if (!fresh)
			return;
		if (!list) {
			document.querySelector("main > .empty").replaceWith(document.importNode(fresh.closest("form"), true));
			document.querySelectorAll("ol.pictures > li").forEach(prepare);
			return;
		}
		for (const item of fresh.children)
			if (!document.getElementById(item.id))
				list.append(prepare(document.importNode(item, true)));
		number();
	}

	upload.addEventListener("submit", async (event) => {
		const files = [...chooser.files], bar = meter.querySelector("progress"), words = meter.querySelector("[role=status]"), bad = [];
		if (!files.length)
			return;
		event.preventDefault();
		upload.querySelector("button").disabled = true;
		meter.hidden = false;
		for (const [i, file] of files.entries()) {
			words.textContent = `${i + 1} / ${files.length} ${file.name}`;
			if (file.size > upload.dataset.most - 4096) {
				bad.push(upload.dataset.large.replace("{1}", file.name));
				continue;
			}
			const answer = await send(file, (part) => (bar.value = ((i + part) / files.length) * 100));
			const refused = answer && [...answer.querySelectorAll("main > .errors li")].map((e) => e.textContent.trim());
			if (!answer || !answer.querySelector("form.upload"))
				bad.push(upload.dataset.failed.replace("{1}", file.name));
			else {
				bad.push(...refused);
				take(answer);
			}
		}
		meter.hidden = true;
		bar.value = 0;
		chooser.value = "";
		upload.querySelector("button").disabled = false;
		tell(bad);
	});

	function number() {
		const items = document.querySelectorAll("ol.pictures > li");
		items.forEach((item, i) => (item.querySelector("input[name^=place_]").value = i + 1));
	}

	// By pointer, so that a finger can do it, too.
	function prepare(item) {
		const grip = item.querySelector(".thumb");
		grip.classList.add("grip");
		grip.addEventListener("dragstart", (e) => e.preventDefault());
		grip.addEventListener("pointerdown", (e) => {
			if (e.button !== 0 || !item.parentNode || item.parentNode.children.length < 2)
				return;
			grip.setPointerCapture(e.pointerId);
			item.classList.add("moving");
		});
		grip.addEventListener("pointermove", (e) => {
			if (!item.classList.contains("moving"))
				return;
			const over = document.elementFromPoint(e.clientX, e.clientY)?.closest("ol.pictures > li");
			if (!over || over === item)
				return;
			const later = item.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
			later ? over.after(item) : over.before(item);
		});
		for (const end of ["pointerup", "pointercancel"])
			grip.addEventListener(end, () => {
				item.classList.remove("moving");
				number();
			});
		return item;
	}

	document.querySelectorAll("ol.pictures > li").forEach(prepare);
})();
