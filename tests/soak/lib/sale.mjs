// Sales as they go while processes end under them: the shopper, the provider and the merchant do the same again until they have an answer.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { adminOrder } from "../../lib/admin.mjs";
import { addToCart, checkoutToReview, someEmail } from "../../lib/buy.mjs";
import { shopClient } from "../../lib/client.mjs";
import { ordersBy } from "./ask.mjs";

const POST = 'main form[method="post"]', PAY = 'form[action$="/pay"]', TRIES = 80, TIMES = 5;

// Of a seed: the same numbers, wherever it runs (mulberry32).
export function chance(seed) {
	let a = seed >>> 0;
	return (below) => {
		a = (a + 0x6d2b79f5) >>> 0;
		let t = Math.imul(a ^ (a >>> 15), a | 1);
		t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

export function shuffle(list, random) {
	const out = [...list];
	for (let i = out.length - 1; i > 0; i--) {
		const k = random(i + 1);
		[out[i], out[k]] = [out[k], out[i]];
	}
	return out;
}

// Until there is an answer that is none of a program that has just ended.
export async function patiently(fn) {
	for (let tries = 1; ; tries++) {
		let told;
		try {
			const page = await fn();
			if (page.status < 500)
				return page;
			told = new Error(`${page.status} ${page.url}`);
		} catch (e) {
			told = e;
		}
		if (tries === TRIES)
			throw told;
		await sleep(50 + 10 * tries);
	}
}

// The provider tells it until it is heard: 2xx, as Stripe and PayPal have it.
async function heard(notice) {
	for (let tries = 1; ; tries++) {
		let status = 0;
		try {
			status = await notice.send();
		} catch {
			// No answer.
		}
		if (status >= 200 && status < 300)
			return;
		assert.ok((status === 0 || status >= 500 || status === 409 || status === 429) && tries < TRIES, `a notice was answered with ${status}, ${tries} times`);
		await sleep(50 + 10 * tries);
	}
}

// All at once, four at a time, in the order of the seed.
async function together(random, acts) {
	const rest = shuffle(acts, random);
	await Promise.all(Array.from({ length: 4 }, async () => {
		while (rest.length)
			await rest.shift()();
	}));
}

const times = (notices) => notices.flatMap((n) => Array.from({ length: TIMES }, () => () => heard(n)));

export class Sale {
	constructor(stand, story, random) {
		Object.assign(this, { stand, story, random, email: someEmail("permute"), told: [] });
	}
	async prepare() {
		for (let tries = 1; ; tries++) {
			this.client = shopClient(this.stand.shop);
			try {
				await addToCart(this.client, { locale: "en", product: "/p/mug" });
				this.review = await checkoutToReview(this.client, { locale: "en", country: this.stand.country, email: this.email, method: this.stand.method });
				return;
			} catch (e) {
				if (tries === TRIES)
					throw e;
				await sleep(50 + 10 * tries);
			}
		}
	}
	// Presses the button, in two tabs at once, until one of them leads on.
	async place() {
		await this.prepare();
		const press = () => patiently(() => this.review.form(POST).submit({}, { follow: false }));
		const pages = await Promise.all([press(), press()]);
		for (const page of pages)
			assert.ok(page.status === 303 || page.status === 200, `placing answers ${page.status}: ${page.textOf("main").slice(0, 200)}`);
		const orders = await ordersBy(this.stand, this.email);
		assert.equal(orders.length, 1, "two tabs are one order");
		[this.order] = orders;
		this.token = this.order.token;
		this.url = pages.map((p) => p.header("location")).find((to) => to && this.stand.isPage(to));
		await this.toPage();
	}
	page(tail = "") {
		return patiently(() => this.client.get(`/en/order/${this.token}${tail}`));
	}
	// The order's page has a button that leads to the provider.
	async toPage() {
		for (let tries = 1; !this.url; tries++) {
			const page = await this.page();
			if (page.$(PAY)) {
				const to = (await patiently(() => page.form(PAY).submit({}, { follow: false }))).header("location");
				// Or one moment, while others ask the provider.
				this.url = to && this.stand.isPage(to) ? to : undefined;
			}
			assert.ok(tries < TRIES, "the provider's page is never reached");
			await sleep(this.url ? 0 : 100);
		}
	}
	// What is told now and what was told before, each five times, beside the browser that comes back.
	async tell(notices, { returns = true } = {}) {
		this.told.push(...notices);
		await together(this.random, [...times(this.told), ...(returns ? [() => this.page("/back"), () => this.page("/back")] : [])]);
	}
	async pay(how) {
		return this.stand.pay(this, how, patiently);
	}
	async paid() {
		await this.place();
		await this.tell(await this.pay("good"));
		await this.tell(this.stand.later(this));
	}
	async again() {
		this.url = undefined;
		await this.toPage();
		await this.tell(await this.pay("good"));
		await this.tell(this.stand.later(this));
	}
}

export const stories = {
	paid: (s) => s.paid(),
	async declined(s) {
		await s.place();
		await s.tell(await s.pay("declined"));
		await s.again();
	},
	async slow(s) {
		await s.place();
		await s.tell(await s.pay("pending"));
		await s.tell(s.stand.later(s));
		await s.tell(s.stand.settle(s));
	},
	// Nobody comes back, and nobody tells.
	async untold(s) {
		await s.place();
		await s.pay("good");
	},
	async called_off(s) {
		await s.paid();
		const asks = await s.page("/cancel");
		await together(s.random, [1, 2].map(() => () => patiently(() => asks.form('form[action$="/cancel"]').submit())));
		await s.tell(s.stand.givenBack(s), { returns: false });
	},
	// Staff press the button in two tabs, and again what was left open.
	async sent_back(s) {
		await s.paid();
		for (let tries = 1; (await ordersBy(s.stand, s.email))[0].payment_state !== "refunded"; tries++) {
			const page = await patiently(() => adminOrder(s.stand.staff, s.stand.shop, s.order.number)), open = page.$(".refunds form") ? ".refunds form" : 'form[action$="/refund"]';
			if (page.$(open))
				await Promise.all([1, 2].map(() => patiently(() => page.form(open).submit())));
			assert.ok(tries < TRIES, "it is never sent back");
		}
		await s.tell(s.stand.givenBack(s), { returns: false });
	},
	async by_hand(s) {
		await s.paid();
		s.stand.byHand(s);
		await s.tell(s.stand.givenBack(s), { returns: false });
	},
	async disputed(s) {
		await s.paid();
		await s.tell(s.stand.dispute(s), { returns: false });
	},
	async left(s) {
		await s.place();
	},
	// By a bank's transfer after all, in two tabs; that never comes.
	async switched(s) {
		await s.place();
		for (let tries = 1; (await ordersBy(s.stand, s.email))[0].payment_method !== "bank_transfer"; tries++) {
			const page = await s.page(), press = () => patiently(() => page.form(".others form").submit({}, { button: ["method", "bank_transfer"] }));
			if (page.$(".others form"))
				await Promise.all([press(), press()]);
			assert.ok(tries < TRIES, "it is never switched");
		}
	},
	// And at the provider's page, which was still open, all the same.
	async late(s) {
		await stories.switched(s);
		await s.tell(await s.pay("good"));
	},
	async shipped(s) {
		await s.paid();
		for (let tries = 1; (await ordersBy(s.stand, s.email))[0].shipping_state === "unshipped"; tries++) {
			const page = await patiently(() => adminOrder(s.stand.staff, s.stand.shop, s.order.number));
			if (page.$('form[action$="/ship"]'))
				await patiently(() => page.form('form[action$="/ship"]').submit());
			assert.ok(tries < TRIES, "it is never shipped");
		}
		await s.tell(s.stand.later(s), { returns: false });
	},
	async let_go(s) {
		await s.paid();
		const asks = await s.page("/cancel");
		await patiently(() => asks.form('form[action$="/cancel"]').submit());
	},
};

// What an order has come to in the end: of order and payment, and what was taken and sent back of its total.
export const ends = {
	paid: ["placed", "paid", 1, 0], declined: ["placed", "paid", 1, 0], slow: ["placed", "paid", 1, 0], untold: ["placed", "paid", 1, 0],
	called_off: ["cancelled", "refunded", 1, 1], sent_back: ["placed|completed|cancelled", "refunded", 1, 1], by_hand: ["placed", "part_refunded", 1, 500], disputed: ["placed", "paid", 1, 0],
	left: ["placed|expired", "unpaid", 0, 0], switched: ["placed|expired", "unpaid", 0, 0], late: ["placed", "paid", 1, 0], shipped: ["completed", "paid", 1, 0], let_go: ["cancelled", "unpaid", 0, 0],
};
