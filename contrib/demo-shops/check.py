#!/usr/bin/env python3
"""Holds the demo shops to README.md: languages, references, money, stock, pictures. Prints each fault; exit 1 if there is one."""
import json
import pathlib
import re
import sys
import unicodedata
import xml.etree.ElementTree as ET

HERE = pathlib.Path(__file__).resolve().parent
DECIMALS = {"JPY": 0, "KRW": 0, "BHD": 3, "KWD": 3, "OMR": 3}
PICTURE_LIMIT = 6 * 1024

KEYS = {
    "shop": "title tagline theme email order_prefix country currency time_zone currencies default_locale locales tax_mode tax_classes tax_rates"
            " zones shipping_methods payment_methods categories attributes include products? pages home orders",
    "currency": "code rate", "tax_class": "code name", "tax_rate": "country class ppm name from to", "zone": "code name countries",
    "method": "code zone name hint basis tax_class rates", "rate": "currency from price", "payment": "code provider name instructions? countries?",
    "category": "code parent name slug? old_slugs? description", "attribute": "code type name unit? values?", "value": "code name",
    "product": "handle name summary description slug? old_slugs? vendor tax_class categories attributes options variants pictures created",
    "option": "code name values", "variant": "sku options price compare_at? prices? grams stock backorder picture?", "picture": "file alt",
    "page": "code name role? slug? body", "home": "headline text picture featured",
    "order": "placed_days_ago hour email locale currency address lines shipping payment then tracking?", "line": "sku quantity",
    "address": "name company? line1 line2? postcode city region? country phone?",
}
THEN = ([], ["paid"], ["paid", "shipped"], ["paid", "shipped", "refunded"], ["paid", "refunded"], ["cancelled"], ["paid", "cancelled"])


class Check:
    def __init__(self, name):
        self.name, self.dir, self.faults = name, HERE / name, []
        self.shop = self.read("shop.json")
        self.locales = self.shop["locales"]
        self.products = [p for f in self.shop["include"] for p in self.read(f)] + self.shop.get("products", [])

    def read(self, path):
        return json.loads((self.dir / path).read_text(encoding="utf-8"))

    def say(self, ok, where, what):
        if not ok:
            self.faults.append("%s: %s: %s" % (self.name, where, what))

    def keys(self, kind, row, where):
        names = KEYS[kind].split()
        known = {n.rstrip("?") for n in names}
        self.say(not set(row) - known, where, "unknown keys %s" % sorted(set(row) - known))
        need = {n for n in names if not n.endswith("?")}
        self.say(not need - set(row), where, "missing keys %s" % sorted(need - set(row)))

    def text(self, t, where):
        self.say(isinstance(t, dict) and sorted(t) == sorted(self.locales), where, "locales %s" % sorted(t))
        for loc, s in t.items():
            self.say(s.strip() == s and s, where, "empty or padded in %s" % loc)
            self.say(unicodedata.normalize("NFC", s) == s, where, "not in NFC in %s" % loc)
            if loc == "ar":
                self.say(re.search("[\u0600-\u06ff]", s) or not re.search("[A-Za-z]{3}", s), where, "no Arabic in %r" % s)

    def money(self, s, where, currency=None):
        d = DECIMALS.get(currency or self.shop["currency"], 2)
        self.say(isinstance(s, str) and re.fullmatch(r"\d+" + (r"\.\d{%d}" % d if d else ""), s), where, "money %r" % (s,))

    def unique(self, kind, codes):
        self.say(len(codes) == len(set(codes)), kind, "doubled: %s" % sorted({c for c in codes if codes.count(c) > 1}))
        return set(codes)

    def slugs(self, kind, rows):
        for loc in self.locales:
            seen = [r["name"][loc].lower() for r in rows if loc not in r.get("slug", {})]
            mine = [s for r in rows for s in [r.get("slug", {}).get(loc)] + r.get("old_slugs", {}).get(loc, []) if s]
            self.unique("%s names in %s" % (kind, loc), seen)
            self.unique("%s slugs in %s" % (kind, loc), mine)
            for s in mine:
                self.say(re.fullmatch("[a-z0-9-]+", s), kind, "slug %r" % s)

    def settings(self):
        s = self.shop
        self.keys("shop", s, "shop.json")
        for k in ("title", "tagline"):
            self.text(s[k], k)
        self.say(s["default_locale"] in self.locales, "shop", "default_locale")
        self.say(s["tax_mode"] in ("gross", "net"), "shop", "tax_mode")
        self.currencies = {s["currency"]} | self.unique("currencies", [c["code"] for c in s["currencies"]])
        self.classes = self.unique("tax_classes", [c["code"] for c in s["tax_classes"]])
        for c in s["tax_classes"]:
            self.text(c["name"], "tax class " + c["code"])
        for r in s["tax_rates"]:
            self.keys("tax_rate", r, "tax rate")
            self.say(r["class"] in self.classes and 0 <= r["ppm"] <= 1000000, "tax rate", r)
            self.say(r["to"] is None or r["from"] < r["to"], "tax rate", r)
        zones = self.unique("zones", [z["code"] for z in s["zones"]])
        for z in s["zones"]:
            self.text(z["name"], "zone " + z["code"])
        self.methods = {m["code"]: m for m in s["shipping_methods"]}
        self.unique("shipping_methods", [m["code"] for m in s["shipping_methods"]])
        for m in s["shipping_methods"]:
            w = "shipping " + m["code"]
            self.keys("method", m, w)
            self.text(m["name"], w)
            self.text(m["hint"], w)
            self.say(m["zone"] in zones and m["tax_class"] in self.classes and m["basis"] in ("weight", "price", "flat"), w, "reference")
            for r in m["rates"]:
                self.keys("rate", r, w)
                if r["price"] is not None:
                    self.money(r["price"], w, r["currency"])
                if m["basis"] == "price":
                    self.money(r["from"], w, r["currency"])
                else:
                    self.say(isinstance(r["from"], int), w, "from %r" % r["from"])
            starts = [float(r["from"]) for r in m["rates"]]
            self.say(starts == sorted(set(starts)), w, "rates unsorted")
        self.payments = self.unique("payment_methods", [p["code"] for p in s["payment_methods"]])
        for p in s["payment_methods"]:
            self.keys("payment", p, p["code"])
            self.text(p["name"], p["code"])
            if "instructions" in p:
                self.text(p["instructions"], p["code"])

    def catalog(self):
        s = self.shop
        self.categories = []
        for c in s["categories"]:
            self.keys("category", c, c["code"])
            self.text(c["name"], c["code"])
            self.text(c["description"], c["code"])
            self.say(c["parent"] is None or c["parent"] in self.categories, c["code"], "parent stands later or is missing")
            self.categories.append(c["code"])
        self.unique("categories", self.categories)
        self.slugs("category", s["categories"])
        self.attributes = {a["code"]: a for a in s["attributes"]}
        for a in s["attributes"]:
            self.keys("attribute", a, a["code"])
            self.text(a["name"], a["code"])
            self.say((a["type"] == "choice") == ("values" in a), a["code"], "values")
            for v in a.get("values", []):
                self.text(v["name"], a["code"])
        self.handles = self.unique("products", [p["handle"] for p in self.products])
        self.slugs("product", self.products)
        self.stock = {}
        self.unique("SKUs", [v["sku"] for p in self.products for v in p["variants"]])
        for p in self.products:
            self.product(p)
        used = {c for p in self.products for c in p["categories"]}
        parents = {c["parent"] for c in s["categories"]}
        for c in self.categories:
            self.say(c in used or c in parents, c, "category without products")
        shown = {f["file"] for p in self.products for f in p["pictures"]} | {s["home"]["picture"]["file"]}
        for f in sorted((self.dir / "pictures").iterdir()):
            self.say("pictures/" + f.name in shown, f.name, "shown nowhere")

    def product(self, p):
        w = p["handle"]
        self.keys("product", p, w)
        for k in ("name", "summary", "description"):
            self.text(p[k], w + " " + k)
        self.say(re.fullmatch("[a-z0-9_-]{1,64}", w), w, "handle")
        self.say(p["tax_class"] in self.classes, w, "tax_class")
        self.say(p["categories"] and all(c in self.categories for c in p["categories"]), w, "categories")
        for code, v in p["attributes"].items():
            a = self.attributes.get(code)
            self.say(a, w, "attribute " + code)
            if a and a["type"] == "choice":
                self.say(v in [x["code"] for x in a["values"]], w, "%s is %r" % (code, v))
            elif a and a["type"] == "number":
                self.say(re.fullmatch(r"\d+(\.\d+)?", v["value"]), w, "%s is %r" % (code, v))
            elif a and a["type"] == "bool":
                self.say(isinstance(v, bool), w, "%s is %r" % (code, v))
            elif a:
                self.text(v, w + " " + code)
        for o in p["options"]:
            self.keys("option", o, w)
            self.text(o["name"], w)
            for v in o["values"]:
                self.keys("value", v, w)
                self.text(v["name"], w)
        self.say(len(p["variants"]) > 1 or not p["options"], w, "options for one variant")
        files = [f["file"] for f in p["pictures"]]
        for f in p["pictures"]:
            self.picture(f, w)
        self.unique(w + " variants", [json.dumps(v["options"], sort_keys=True) for v in p["variants"]])
        for v in p["variants"]:
            self.variant(p, v, files)

    def variant(self, p, v, files):
        w = v["sku"]
        self.keys("variant", v, w)
        self.say(re.fullmatch("[A-Z0-9-]{1,40}", w), w, "sku")
        self.say(list(v["options"]) == [o["code"] for o in p["options"]], w, "options")
        for o in p["options"]:
            self.say(v["options"].get(o["code"]) in [x["code"] for x in o["values"]], w, "option " + o["code"])
        self.money(v["price"], w)
        if "compare_at" in v:
            self.money(v["compare_at"], w)
            self.say(float(v["compare_at"]) > float(v["price"]), w, "compare_at is not higher")
        for c, price in v.get("prices", {}).items():
            self.say(c in self.currencies, w, "currency " + c)
            self.money(price, w, c)
        self.say(v["grams"] > 0 and v["stock"] >= 0, w, "grams or stock")
        self.say(v.get("picture") in [None] + files, w, "picture")
        self.stock[w] = (v["stock"], v["backorder"])

    def picture(self, f, where):
        self.keys("picture", f, where)
        self.text(f["alt"], where + " alt")
        path = self.dir / f["file"]
        self.say(path.is_file(), where, f["file"] + " is missing")
        if path.is_file():
            self.say(path.name == "hero.svg" or path.stat().st_size <= PICTURE_LIMIT, where, f["file"] + " is too big")
            ET.parse(path)

    def rest(self):
        s = self.shop
        for p in s["pages"]:
            self.keys("page", p, p["code"])
            self.text(p["name"], p["code"])
            self.text(p["body"], p["code"])
            self.say(p.get("role") in (None, "imprint", "privacy", "terms", "withdrawal", "shipping"), p["code"], "role")
        self.slugs("page", s["pages"])
        self.keys("home", s["home"], "home")
        self.text(s["home"]["headline"], "home")
        self.text(s["home"]["text"], "home")
        self.picture(s["home"]["picture"], "home")
        self.say(set(s["home"]["featured"]) <= self.handles, "home", "featured")
        for i, o in enumerate(s["orders"]):
            w = "order %d" % (i + 1)
            self.keys("order", o, w)
            self.keys("address", o["address"], w)
            self.say(o["locale"] in self.locales and o["currency"] in self.currencies, w, "locale or currency")
            self.say(o["payment"] in self.payments and o["shipping"] in self.methods, w, "payment or shipping")
            zone = next((z["code"] for z in s["zones"] if o["address"]["country"] in z["countries"] or "*" in z["countries"]), None)
            self.say(self.methods[o["shipping"]]["zone"] == zone, w, "shipping does not reach %s" % o["address"]["country"])
            self.say(o["then"] in THEN, w, "then %s" % o["then"])
            self.say(("tracking" in o) == ("shipped" in o["then"]), w, "tracking")
            self.say(i == 0 or s["orders"][i - 1]["placed_days_ago"] >= o["placed_days_ago"], w, "not in the order of time")
            for line in o["lines"]:
                self.keys("line", line, w)
                left, back = self.stock.get(line["sku"], (-1, False))
                self.say(left >= line["quantity"] or back, w, "%s: %d left" % (line["sku"], left))
                self.stock[line["sku"]] = (left - line["quantity"], back)


def main():
    faults = []
    for path in sorted(HERE.glob("*/shop.json")):
        c = Check(path.parent.name)
        c.settings()
        c.catalog()
        c.rest()
        faults += c.faults
        print("%s: %d products, %d variants, %d orders, %d locales, %d faults" % (
            c.name, len(c.products), len(c.stock), len(c.shop["orders"]), len(c.locales), len(c.faults)))
    for f in faults:
        print(f, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
