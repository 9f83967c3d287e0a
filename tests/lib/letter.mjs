// What a mail says, as figures: amounts in minor units, whatever the language writes them with.
import { parseHTML } from "linkedom";
import { lit, shopRows } from "./psql.mjs";

// "‏108.60 €" and "108,60 €" are 10860: amounts are written with all decimals of their currency.
export function minor(text) {
	const digits = text.replace(/\D/g, "");
	return digits ? Number(digits) : null;
}

// Lines, items, shipping, taxes and total as they must stand in the order's table; null for what is free.
export function expectedAmounts(shop, orderId) {
	const [o] = shopRows(shop, `SELECT * FROM @shop@.orders WHERE id = ${lit(orderId)}`);
	const lines = shopRows(shop, `SELECT * FROM @shop@.order_line WHERE order_id = ${lit(orderId)} ORDER BY position`);
	const taxes = shopRows(shop, `SELECT sum(amount_minor)::bigint AS amount FROM @shop@.order_tax WHERE order_id = ${lit(orderId)} AND rate_ppm > 0
		GROUP BY name, rate_ppm ORDER BY rate_ppm DESC, name`);
	const as = o.tax_mode === "gross" ? "gross" : "net";
	return {
		lines: lines.map((l) => l[`line_${as}`]),
		sums: [o[`items_${as}`], o[`shipping_${as}`] || null, ...taxes.map((t) => t.amount), o.total_minor],
	};
}

const last = (text) => text.slice(Math.max(text.lastIndexOf(":"), text.lastIndexOf("：")) + 1);

// The table of the text part: the three paragraphs whose first is headed by no amount.
export function textAmounts(mail) {
	const blocks = mail.text.replaceAll("\r", "").split(/\n\n+/).map((b) => b.split("\n").filter(Boolean));
	const at = blocks.findIndex((b) => /\d/.test(b[0]) && b[0].includes("×"));
	return {
		lines: blocks[at].filter((l) => l.includes("×")).map((l) => minor(last(l))),
		sums: blocks[at + 1].map((l) => minor(last(l))),
	};
}

export function htmlAmounts(mail) {
	const { document } = parseHTML(mail.html);
	const figures = (selector) => [...document.querySelectorAll(selector)].map((e) => minor(e.textContent));
	return { lines: figures("tbody tr td:last-child"), sums: figures("tfoot td:last-child") };
}
