// A browser without JavaScript: cookies, redirects, forms.
import { parseHTML } from "linkedom";
import { header } from "./answer.mjs";
import { env } from "./env.mjs";
import { exchange } from "./transport.mjs";

const MAX_REDIRECTS = 10;

export function encodeForm(form) {
	const pairs = Array.isArray(form) ? form : Object.entries(form).flatMap(([n, v]) => (Array.isArray(v) ? v.map((x) => [n, x]) : [[n, v]]));
	return pairs.map(([n, v]) => `${encodeURIComponent(n)}=${encodeURIComponent(v)}`).join("&");
}

// One answer as a test reads it.
export class Page {
	constructor(client, url, answer) {
		Object.assign(this, { client, url, status: answer.status, headers: answer.headers, bytes: answer.body });
	}
	header(name) {
		return header(this, name.toLowerCase());
	}
	get text() {
		return this.bytes.toString("utf8");
	}
	get document() {
		this.parsed ??= parseHTML(this.text).document;
		return this.parsed;
	}
	$(selector) {
		return this.document.querySelector(selector);
	}
	$$(selector) {
		return [...this.document.querySelectorAll(selector)];
	}
	// The text of the first match with white space folded, "" where there is none.
	textOf(selector) {
		return (this.$(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();
	}
	get heading() {
		return this.textOf("h1");
	}
	// Follows the first link that matches.
	click(selector, options) {
		const link = this.$(selector);
		if (!link)
			throw new Error(`no link ${selector} on ${this.url}`);
		return this.client.get(new URL(link.getAttribute("href"), this.url).href, options);
	}
	form(selector = "main form") {
		const element = this.$(selector);
		if (!element)
			throw new Error(`no form ${selector} on ${this.url} (${this.status})`);
		return new Form(this, element);
	}
}

// A form with the values that the page gave it, as a browser would send them (HTML, "constructing the entry list").
export class Form {
	constructor(page, element) {
		Object.assign(this, { page, element });
	}
	get controls() {
		const id = this.element.getAttribute("id");
		const outside = id ? this.page.$$(`[form="${id}"]`) : [];
		const inside = [...this.element.querySelectorAll("input, select, textarea, button")].filter((c) => !c.hasAttribute("form"));
		return [...inside, ...outside].filter((c) => !c.hasAttribute("disabled"));
	}
	// [[name, value]] without buttons.
	get entries() {
		const found = [];
		for (const c of this.controls) {
			const name = c.getAttribute("name"), tag = c.localName, type = (c.getAttribute("type") ?? "text").toLowerCase();
			if (!name || tag === "button" || ["submit", "button", "reset", "image", "file"].includes(type) && tag === "input")
				continue;
			if (tag === "select") {
				const options = [...c.querySelectorAll("option")];
				const chosen = options.find((o) => o.hasAttribute("selected")) ?? options[0];
				if (chosen)
					found.push([name, chosen.hasAttribute("value") ? chosen.getAttribute("value") : chosen.textContent.trim()]);
			} else if (tag === "textarea") {
				found.push([name, c.textContent.replace(/^\n/, "")]);
			} else if (type === "checkbox" || type === "radio") {
				if (c.hasAttribute("checked"))
					found.push([name, c.getAttribute("value") ?? "on"]);
			} else {
				found.push([name, c.getAttribute("value") ?? ""]);
			}
		}
		return found;
	}
	has(name) {
		return this.controls.some((c) => c.getAttribute("name") === name);
	}
	value(name) {
		return this.entries.find(([n]) => n === name)?.[1];
	}
	// Values that one may choose for a select or a group of radio buttons.
	choices(name) {
		const named = this.controls.filter((c) => c.getAttribute("name") === name);
		return named.flatMap((c) => (c.localName === "select" ? [...c.querySelectorAll("option")] : [c])).map((c) => c.getAttribute("value"));
	}
	/*
	 * Sends the form with values typed or chosen: { name: value }; null leaves a name out. A name that the form does not have is a
	 * mistake of the test. button: name of a button to press, or [name, value].
	 */
	submit(values = {}, { button, ...options } = {}) {
		let entries = this.entries;
		for (const [name, value] of Object.entries(values)) {
			if (!this.has(name))
				throw new Error(`the form on ${this.page.url} has no field "${name}"`);
			const at = entries.findIndex(([n]) => n === name);
			entries = entries.filter(([n]) => n !== name);
			if (value !== null)
				entries.splice(at < 0 ? entries.length : at, 0, [name, String(value)]);
		}
		if (button)
			entries.push(Array.isArray(button) ? button : [button, this.controls.find((c) => c.getAttribute("name") === button)?.getAttribute("value") ?? ""]);
		const url = new URL(this.element.getAttribute("action") || this.page.url, this.page.url);
		if ((this.element.getAttribute("method") ?? "get").toLowerCase() === "get") {
			url.search = encodeForm(entries);
			return this.page.client.get(url.href, options);
		}
		return this.page.client.post(url.href, entries, options);
	}
}

export class Client {
	// base: "http://hafen.localhost:PORT"; paths are taken against it. way: other than STOA_TRANSPORT's.
	constructor(base, { headers = {}, way = exchange } = {}) {
		this.base = base;
		this.exchange = way;
		this.headers = headers;
		this.jar = new Map();
	}
	cookie(name, host = new URL(this.base).hostname) {
		return this.jar.get(host)?.get(name);
	}
	setCookie(name, value, host = new URL(this.base).hostname) {
		if (!this.jar.has(host))
			this.jar.set(host, new Map());
		if (value === null)
			this.jar.get(host).delete(name);
		else
			this.jar.get(host).set(name, value);
	}
	keepCookies(host, answer) {
		for (const [name, line] of answer.headers) {
			if (name !== "set-cookie")
				continue;
			const [, key, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
			const gone = /;\s*max-age=(0|-\d+)\s*(;|$)/i.test(line);
			if (key)
				this.setCookie(key.trim(), gone ? null : value, host);
		}
	}
	cookieHeader(host) {
		return [...(this.jar.get(host) ?? [])].map(([n, v]) => `${n}=${v}`).join("; ");
	}
	/*
	 * One exchange, no redirect followed. headers override those that a browser would send; null leaves one out. target, where
	 * given, goes out as it is (URL would tidy it).
	 */
	async raw({ method = "GET", path = "/", target, host, headers = {}, body, ...rest }) {
		const url = new URL(target ? "/" : path, this.base);
		const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(body);
		const sent = { "accept": "text/html", "user-agent": "stoa-tests", ...this.headers };
		const jar = this.cookieHeader(url.hostname);
		if (jar)
			sent.cookie = jar;
		if (method === "POST")
			Object.assign(sent, { "origin": url.origin, "sec-fetch-site": "same-origin", "content-length": bytes.length });
		Object.assign(sent, headers);
		const answer = await this.exchange({
			method, secure: url.protocol === "https:", host: host ?? url.host, target: target ?? url.pathname + url.search,
			headers: Object.entries(sent).filter(([, v]) => v !== null), body: bytes, ...rest,
		});
		this.keepCookies(url.hostname, answer);
		return new Page(this, url.href, answer);
	}
	async follow(page, options) {
		for (let i = 0; i < MAX_REDIRECTS && page.status >= 301 && page.status <= 308 && page.status !== 304; i++)
			page = await this.raw({ ...options, path: new URL(page.header("location"), page.url).href });
		return page;
	}
	async get(path, { follow = true, ...options } = {}) {
		const page = await this.raw({ ...options, path: new URL(path, this.base).href });
		return follow ? this.follow(page, options) : page;
	}
	async post(path, form = {}, { follow = true, headers = {}, ...options } = {}) {
		const page = await this.raw({
			...options, method: "POST", path: new URL(path, this.base).href, body: encodeForm(form),
			headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
		});
		return follow ? this.follow(page, options) : page;
	}
}

// base of a shop by its name, as the demo and the tests name hosts.
export function shopClient(shop = env.SHOP, options) {
	return new Client(`http://${shop}.localhost:${env.HTTP_PORT}`, options);
}
