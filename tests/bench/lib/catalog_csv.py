#!/usr/bin/env python3
"""Products as a large shop has them, as CSV in the format of `stoactl import`: the same arguments give the same file.

usage: catalog_csv.py OUT --first N --products N [--languages en,de,ja,ar] [--dearer MINOR]

With --dearer only what finds the variants again, and prices that are so much higher.

Words and values are drawn as they are in shops: a few stand in many products, many in a few. "cotton" is in every fifth name, each
product has a model of its own, which no other has. A third of the products come in three sizes. Every product lies in one of 100
shelves of 10 departments, and in "everything".
"""
import argparse
import csv
import random

MATERIALS = [("cotton", "Baumwolle", "コットン", "قطن"), ("linen", "Leinen", "リネン", "كتان"), ("wool", "Wolle", "ウール", "صوف"),
    ("silk", "Seide", "シルク", "حرير"), ("leather", "Leder", "レザー", "جلد"), ("oak", "Eiche", "オーク", "بلوط"),
    ("beech", "Buche", "ブナ", "زان"), ("steel", "Stahl", "スチール", "فولاذ"), ("brass", "Messing", "真鍮", "نحاس"),
    ("glass", "Glas", "ガラス", "زجاج"), ("porcelain", "Porzellan", "磁器", "خزف"), ("cork", "Kork", "コルク", "فلين")]
COLOURS = [("white", "weiß", "白", "أبيض"), ("black", "schwarz", "黒", "أسود"), ("blue", "blau", "青", "أزرق"), ("red", "rot", "赤", "أحمر"),
    ("green", "grün", "緑", "أخضر"), ("grey", "grau", "灰色", "رمادي"), ("yellow", "gelb", "黄色", "أصفر"), ("brown", "braun", "茶色", "بني"),
    ("orange", "orange", "オレンジ色", "برتقالي"), ("purple", "lila", "紫", "بنفسجي"), ("pink", "rosa", "ピンク", "وردي"), ("gold", "gold", "金色", "ذهبي")]
THINGS = [("shirt", "Hemd", "シャツ", "قميص"), ("bowl", "Schale", "ボウル", "وعاء"), ("lamp", "Lampe", "ランプ", "مصباح"), ("chair", "Stuhl", "椅子", "كرسي"),
    ("table", "Tisch", "テーブル", "طاولة"), ("knife", "Messer", "ナイフ", "سكين"), ("blanket", "Decke", "毛布", "بطانية"), ("bag", "Tasche", "バッグ", "حقيبة"),
    ("cup", "Becher", "カップ", "كوب"), ("clock", "Uhr", "時計", "ساعة"), ("mirror", "Spiegel", "鏡", "مرآة"), ("basket", "Korb", "かご", "سلة"),
    ("candle", "Kerze", "ろうそく", "شمعة"), ("towel", "Handtuch", "タオル", "منشفة"), ("pillow", "Kissen", "枕", "وسادة"), ("vase", "Vase", "花瓶", "مزهرية"),
    ("shelf", "Regal", "棚", "رف"), ("carpet", "Teppich", "絨毯", "سجادة"), ("kettle", "Kessel", "やかん", "غلاية"), ("brush", "Bürste", "ブラシ", "فرشاة")]
MANNERS = [("small", "klein", "小さい", "صغير"), ("large", "groß", "大きい", "كبير"), ("light", "leicht", "軽い", "خفيف"), ("sturdy", "robust", "丈夫", "متين"),
    ("folding", "faltbar", "折りたたみ", "قابل للطي"), ("handmade", "handgemacht", "手作り", "يدوي"), ("round", "rund", "丸い", "مستدير"), ("tall", "hoch", "高い", "طويل")]
DEPARTMENTS = ["Kitchen", "Bedroom", "Bathroom", "Garden", "Office", "Clothing", "Children", "Travel", "Light", "Crafts"]
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
SENTENCES = {
    "en": "<p>The {model} is made of {material} and comes in {colour}. It is {manner}, lasts for years and is repaired where it was made, by people of {maker} "
          "who have done this since {year}. Wipe it with a damp cloth; {extra} {extra2}.</p>",
    "de": "<p>{model} ist aus {material}, {colour} und {manner}. Hält viele Jahre und wird dort repariert, wo es herkommt: bei {maker}, seit {year}. Mit einem "
          "feuchten Tuch abwischen; {extra} {extra2}.</p>",
    "ja": "<p>{model}は{material}製で、{colour}です。{manner}。{maker}が{year}年から作っています。</p>",
    "ar": "<p>{model} من {material} بلون {colour}، {manner}، من صنع {maker} منذ {year}.</p>",
}
PRICED = ["Handle", "Title", "Option1 Name", "Option1 Value", "Variant Price"]
PLACE = {"en": 0, "de": 1, "ja": 2, "ar": 3}


def weighted(rng, things):
    """One of the things, the first ones more often."""
    return things[min(int(rng.paretovariate(1.0)) - 1, len(things) - 1)] if rng.random() < 0.6 else rng.choice(things)


def model(rng, number):
    """A word of no other product: syllables of its number, and one by chance."""
    word, n = "", number
    for _ in range(4):
        word += SYLLABLES[n % len(SYLLABLES)]
        n //= len(SYLLABLES)
    return (word + rng.choice("klmnrstx")).capitalize()


def header(languages):
    row = ["Handle", "Vendor", "Type", "Tags", "Category path", "Attribute: material", "Attribute: colour", "Attribute: height", "Attribute: maker",
        "Attribute: organic", "Option1 Name", "Option1 Value", "Variant SKU", "Variant Price", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Grams",
        "Record", "Attribute type", "Attribute unit", "Attribute choice", "Published", "Featured"]
    for language in languages:
        mark = "" if language == languages[0] else f" [{language}]"
        row += [f"Title{mark}", f"Body (HTML){mark}"]
    return row


def records(languages):
    for code, kind, unit in (("material", "choice", ""), ("colour", "choice", ""), ("height", "number", "cm"), ("maker", "choice", ""), ("organic", "bool", "")):
        yield {"Record": "attribute", "Handle": code, "Title": code.capitalize(), "Attribute type": kind, "Attribute unit": unit}
    for code, values in (("material", MATERIALS), ("colour", COLOURS)):
        for value in values:
            row = {"Record": "choice", "Handle": code, "Attribute choice": value[0]}
            for language in languages:
                row["Title" if language == languages[0] else f"Title [{language}]"] = value[PLACE[language]]
            yield row
    for maker in range(200):
        yield {"Record": "choice", "Handle": "maker", "Attribute choice": f"maker-{maker}", "Title": f"Maker {maker}"}
    yield {"Record": "category", "Handle": "everything", "Title": "Everything", "Category path": "everything", "Published": "true"}
    for department in DEPARTMENTS:
        yield {"Record": "category", "Handle": department.lower(), "Title": department, "Category path": department.lower(), "Published": "true"}
        for shelf in range(10):
            code = f"{department.lower()}-{shelf}"
            yield {"Record": "category", "Handle": code, "Title": f"{department} {shelf}", "Category path": f"{department.lower()} > {code}", "Published": "true"}


def product(number, languages):
    rng = random.Random(number)
    material, colour, thing, manner = (weighted(rng, l) for l in (MATERIALS, COLOURS, THINGS, MANNERS))
    department = weighted(rng, DEPARTMENTS).lower()
    maker, name = int(rng.paretovariate(0.6)) % 200, model(rng, number)
    first = {"Handle": f"p-{number}", "Vendor": f"Maker {maker}", "Type": thing[0], "Tags": f"{manner[0]}, season-{rng.randrange(40)}",
        "Category path": f"everything\n{department} > {department}-{rng.randrange(10)}", "Attribute: material": material[0], "Attribute: colour": colour[0],
        "Attribute: height": str(rng.randrange(5, 250)), "Attribute: maker": f"maker-{maker}", "Attribute: organic": "true" if rng.random() < 0.2 else "false",
        "Published": "true", "Featured": str(number + 1) if number < 8 else ""}
    for language in languages:
        at, mark = PLACE[language], "" if language == languages[0] else f" [{language}]"
        words = {"model": name, "material": material[at], "colour": colour[at], "manner": manner[at], "maker": f"Maker {maker}", "year": rng.randrange(1820, 2020),
            "extra": weighted(rng, MATERIALS)[at], "extra2": weighted(rng, THINGS)[at]}
        first[f"Title{mark}"] = f"{name} {manner[at]} {material[at]} {thing[at]}"
        first[f"Body (HTML){mark}"] = SENTENCES[language].format(**words)
    price = rng.randrange(300, 40000)
    rows = []
    sizes = ["S", "M", "L"] if number % 3 == 0 else [""]
    for i, size in enumerate(sizes):
        row = dict(first) if i == 0 else {"Handle": first["Handle"]}
        row |= {"Option1 Name": "Size" if size and i == 0 else "", "Option1 Value": size, "Variant SKU": f"SKU-{number}-{i}",
            "Variant Price": f"{price // 100}.{price % 100:02d}", "Variant Inventory Tracker": "shopify", "Variant Grams": str(rng.randrange(50, 5000)),
            "Variant Inventory Qty": str(rng.choice((0, 1, 3, 12, 80, 500)))}
        rows.append(row)
    return rows


def dearer(rows, minor):
    """The same variants at another price."""
    for row in rows:
        whole, part = row["Variant Price"].split(".")
        price = int(whole) * 100 + int(part) + minor
        yield {c: row.get(c, "") for c in PRICED} | {"Variant Price": f"{price // 100}.{price % 100:02d}"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--products", type=int, required=True)
    parser.add_argument("--languages", default="en,de,ja,ar")
    parser.add_argument("--dearer", type=int)
    args = parser.parse_args()
    languages = args.languages.split(",")
    with open(args.out, "w", newline="", encoding="utf-8") as f:
        out = csv.DictWriter(f, PRICED if args.dearer else header(languages), restval="")
        out.writeheader()
        if args.first == 0 and not args.dearer:
            out.writerows(records(languages))
        for number in range(args.first, args.first + args.products):
            rows = product(number, languages)
            out.writerows(dearer(rows, args.dearer) if args.dearer else rows)


if __name__ == "__main__":
    main()
