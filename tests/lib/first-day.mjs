// What two merchants bring along on their first day: words in their own languages, prices as they type them, and pictures.

const hues = [18, 42, 75, 110, 150, 190, 225, 260, 295, 335];

// Each product: name in both languages, price as typed, pieces of each variant, and options as "Size: S, M" in the shop's own language and its name in the other.
function goods(rows) {
	return rows.map(([own, other, price, pieces, category, options = []], i) => ({ own, other, price, pieces, category, options, hue: hues[i] }));
}

export const days = {
	en: {
		create: { currency: "EUR", country: "DE", locales: "en,de", title: "Fenwick" },
		other: "de",
		names: { title_de: "Fenwick", tagline_en: "Pots and brushes for the garden", tagline_de: "Töpfe und Bürsten für den Garten", email: "fenwick@example.org" },
		accent: "#2f5d3a",
		// [code, own, other, below]
		categories: [["pots", "Pots", "Töpfe"], ["small", "Small pots", "Kleine Töpfe", "pots"], ["large", "Large pots", "Große Töpfe", "pots"], ["tools", "Tools", "Werkzeug"]],
		goods: goods([
			["Round pot", "Runder Topf", "12.50", [9, 4], "small", [["Glaze", "Glasur", "Green, White"]]],
			["Square pot", "Eckiger Topf", "14.90", [7, 3], "small", [["Glaze", "Glasur", "Green, White"]]],
			["Herb pot", "Kräutertopf", "9.90", [20, 20, 20, 20], "small", [["Glaze", "Glasur", "Green, White"], ["Size", "Größe", "S, M"]]],
			["Tub", "Kübel", "89", [2, 2], "large", [["Size", "Größe", "50 l, 80 l"]]],
			["Urn", "Amphore", "149", [1, 1], "large", [["Glaze", "Glasur", "Green, White"]]],
			["Hand brush", "Handfeger", "18.40", [12, 12], "tools", [["Bristle", "Borste", "Soft, Hard"]]],
			["Trowel", "Handschaufel", "22", [15, 8], "tools", [["Length", "Länge", "20 cm, 30 cm"]]],
			["Dibber", "Pflanzholz", "11", [15, 8], "tools", [["Wood", "Holz", "Ash, Oak"]]],
			["Twine", "Garn", "4.80", [40, 40, 40], "tools", [["Colour", "Farbe", "Green, Natural, Red"]]],
			["Gloves", "Handschuhe", "16.50", [6, 6, 6], "tools", [["Size", "Größe", "S, M, L"]]],
		]),
		tax: { percent: "19", name: "VAT", named: "MwSt." },
		shipping: "4.90",
		bank: ["Fenwick, IBAN DE02 1203 0000 0000 2020 51", "Fenwick, IBAN DE02 1203 0000 0000 2020 51"],
		legal: { Name: "Fenwick Ltd" },
		shopper: { country: "DE", word: "brush" },
		// What the cart of two round pots costs, as its shopper reads it.
		sums: { goods: "€25.00", shipping: "€4.90", tax: "€4.77", total: "€29.90", back: "€12.50" },
	},
	ar: {
		create: { currency: "BHD", country: "BH", locales: "ar,en", title: "بيت الفخار", "tax-mode": "net", "time-zone": "Asia/Bahrain" },
		other: "en",
		names: { title_en: "Clay House", tagline_ar: "أوانٍ فخارية من عالي", tagline_en: "Pottery from A'ali", email: "clay@example.org" },
		accent: "#8a3b12",
		categories: [["pots", "أوانٍ", "Pots"], ["small", "أوانٍ صغيرة", "Small pots", "pots"], ["large", "أوانٍ كبيرة", "Large pots", "pots"], ["tools", "أدوات", "Tools"]],
		goods: goods([
			["إناء مستدير", "Round pot", "5.250", [9, 4], "small", [["الطلاء", "Glaze", "أخضر، أبيض"]]],
			["إناء مربع", "Square pot", "6.400", [7, 3], "small", [["الطلاء", "Glaze", "أخضر، أبيض"]]],
			["إناء أعشاب", "Herb pot", "3.900", [20, 20, 20, 20], "small", [["الطلاء", "Glaze", "أخضر، أبيض"], ["المقاس", "Size", "صغير، متوسط"]]],
			["حوض", "Tub", "38", [2, 2], "large", [["المقاس", "Size", "50 لترًا، 80 لترًا"]]],
			["جرّة", "Urn", "64.500", [1, 1], "large", [["الطلاء", "Glaze", "أخضر، أبيض"]]],
			["فرشاة يد", "Hand brush", "2.750", [12, 12], "tools", [["الشعر", "Bristle", "ناعم، خشن"]]],
			["مجرفة", "Trowel", "4.100", [15, 8], "tools", [["الطول", "Length", "20 سم، 30 سم"]]],
			["وتد غرس", "Dibber", "1.950", [15, 8], "tools", [["الخشب", "Wood", "دردار، بلوط"]]],
			["خيط", "Twine", "0.875", [40, 40, 40], "tools", [["اللون", "Colour", "أخضر، طبيعي، أحمر"]]],
			["قفازات", "Gloves", "3.300", [6, 6, 6], "tools", [["المقاس", "Size", "صغير، متوسط، كبير"]]],
		]),
		tax: { percent: "10", name: "ضريبة القيمة المضافة", named: "VAT" },
		shipping: "1.500",
		bank: ["بيت الفخار، آيبان BH67 BMAG 0000 1299 1234 56", "Clay House, IBAN BH67 BMAG 0000 1299 1234 56"],
		shopper: { country: "BH", word: "فرشاة" },
		sums: { goods: "10.500", shipping: "1.500", tax: "1.200", total: "13.200", back: "5.775" },
	},
};

// Pictures drawn by the browser, as PNG; [width, height, html, on clear ground].
async function drawn(context, pictures) {
	const page = await context.newPage(), made = [];
	try {
		for (const [width, height, html, clear] of pictures) {
			await page.setViewportSize({ width, height });
			await page.setContent(`<!DOCTYPE html><body style="margin:0;display:grid;place-content:center;block-size:${height}px;${clear ? "" : "background:#f4f1ec"}">${html}`);
			made.push(await page.screenshot({ omitBackground: clear }));
		}
		return made;
	} finally {
		await page.close();
	}
}

// Two pictures for each product: the thing, and a detail.
export async function drawGoods(context, day) {
	const thing = (hue, size) => `<div style="inline-size:${size}px;block-size:${size}px;border-radius:18% 18% 42% 42%;background:linear-gradient(120deg,hsl(${hue} 45% 62%),hsl(${hue} 50% 38%))"></div>`;
	const all = await drawn(context, day.goods.flatMap(({ hue }) => [360, 900].map((size) => [600, 600, thing(hue, size), false])));
	return day.goods.map((_, i) => all.slice(2 * i, 2 * i + 2));
}

export async function drawLogo(context, day) {
	return (await drawn(context, [[320, 90, `<b style="font:700 44px sans-serif;color:${day.accent}">● ${day.create.title}</b>`, true]]))[0];
}
