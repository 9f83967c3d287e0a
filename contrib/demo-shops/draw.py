#!/usr/bin/env python3
"""Draws the pictures of the demo shops: draw.py [SHOP [NAME...]]. The tables below say what is on each of them."""
import pathlib
import sys

import things as t
import things2 as u
from pen import Pic, mix

HERE = pathlib.Path(__file__).resolve().parent
LIMIT = 6 * 1024

SEA, MIST, SAND, LINEN, BLUSH, MOSS = "#cfdee3", "#dfe4e2", "#eadfcb", "#ece5d8", "#ecdcd2", "#d9e0d0"
WHITE, BLUE, GREEN, NAVY, RUST, GREY, RED = "#f3f1ea", "#4f7f9f", "#8fb39b", "#27425c", "#b5563a", "#a9b1b3", "#c0443a"
FLAX, YELLOW, STEM = "#d8c6a2", "#e3b23c", "#e8d9a8"

HAFEN = {
    "harbour-mug-white": (SEA, t.mug, dict(c=WHITE, band="#4f7f9f")),
    "harbour-mug-blue": (SAND, t.mug, dict(c=BLUE, band=WHITE)),
    "harbour-mug-green": (BLUSH, t.mug, dict(c=GREEN, band=WHITE)),
    "breakfast-bowl-white": (MOSS, t.bowl, dict(c=WHITE)),
    "breakfast-bowl-blue": (LINEN, t.bowl, dict(c=BLUE, inside="#e9efee")),
    "dinner-plate-white": (SEA, t.plate, dict(c=WHITE)),
    "dinner-plate-blue": (BLUSH, t.plate, dict(c=BLUE)),
    "dune-teapot": (SEA, t.teapot, dict(c="#e6d9bd")),
    "milk-jug": (MOSS, t.jug, dict(c="#eef0ea")),
    "fish-platter": (SAND, t.platter, dict(c="#e9ecea")),
    "reed-vase-small": (MIST, t.vase, dict(c="#7d93a0", tall=False)),
    "reed-vase-large": (SAND, t.vase, dict(c="#7d93a0", stem=STEM)),
    "egg-cups": (SEA, t.eggcups, dict(c=WHITE, d=BLUE)),
    "chefs-knife": (LINEN, u.knife, dict(c="#6b4a33")),
    "paring-knife": (SEA, u.knife, dict(c="#8a5d3b", kind="paring")),
    "fillet-knife": (MOSS, u.knife, dict(c="#3d3732", kind="fillet")),
    "oak-board": (MIST, u.board, dict(c="#c99d68")),
    "whetstone": (SEA, t.whetstone, dict(c="#d8d3c6", d="#9a5b4a")),
    "enamel-mug-white": (MOSS, t.enamel_mug, dict(c=WHITE)),
    "enamel-mug-blue": (SAND, t.enamel_mug, dict(c=NAVY, edge="#e9ecea")),
    "enamel-mug-red": (SEA, t.enamel_mug, dict(c=RED, edge="#2a2f36")),
    "enamel-pot": (SAND, t.pot, dict(c=WHITE)),
    "enamel-kettle-white": (SEA, t.kettle, dict(c=WHITE)),
    "enamel-kettle-green": (BLUSH, t.kettle, dict(c="#5f8370", edge="#22362d")),
    "enamel-baking-dish": (BLUSH, u.baking_dish, dict(c=WHITE)),
    "linen-tablecloth-natural": (SEA, u.folded, dict(c=FLAX, layers=4, stripe="#bfa87c")),
    "linen-tablecloth-blue": (SAND, u.folded, dict(c=BLUE, layers=4, stripe="#e9ecea")),
    "linen-napkins-natural": (MOSS, u.folded, dict(c=FLAX, layers=2, stripe=WHITE)),
    "linen-napkins-blue": (BLUSH, u.folded, dict(c="#6f97b0", layers=2, stripe=WHITE)),
    "linen-napkins-rust": (MIST, u.folded, dict(c="#c47a5c", layers=2, stripe="#f1dcc8")),
    "tea-towel-band": (SEA, u.hanging, dict(c="#f1ece0", stripe=NAVY)),
    "tea-towel-stripe": (SAND, u.hanging, dict(c="#f1ece0", stripe=RUST, kind="stripe")),
    "linen-apron-navy": (SAND, u.apron, dict(c="#34526c", strap="#c9a27e")),
    "linen-apron-sand": (SEA, u.apron, dict(c="#cdb88f", strap="#7a5a3c")),
    "bread-bag": (MIST, u.sack, dict(c="#dccba8", cord="#a9804f", mark="#7a6138", kind="leaf")),
    "wool-blanket-grey": (BLUSH, u.folded, dict(c=GREY, layers=4, stripe="#e9ecea", fringe=True, check=True)),
    "wool-blanket-navy": (SAND, u.folded, dict(c="#34526c", layers=4, stripe="#d9c089", fringe=True, check=True)),
    "wool-blanket-rust": (SEA, u.folded, dict(c=RUST, layers=4, stripe="#edd3b6", fringe=True, check=True)),
    "sailcloth-cushion": (MIST, u.cushion, dict(c="#efeadd", stripe=NAVY)),
    "willow-basket": (SEA, u.basket, dict(c="#b98a5a", rim="#8f6238")),
    "rope-doormat": (MOSS, u.mat, dict(c="#c7a778", d=NAVY)),
    "storm-lantern-black": ("#c9d3d6", u.lantern, dict(c="#2f3a42")),
    "storm-lantern-red": ("#d6d3cb", u.lantern, dict(c=RED)),
    "dockside-pendant-white": ("#c4d2d6", u.pendant, dict(c="#f2f0e8")),
    "dockside-pendant-green": ("#dccfbb", u.pendant, dict(c="#486b5b")),
    "dockside-pendant-black": ("#d3d3cf", u.pendant, dict(c="#333a40")),
    "beeswax-candles": ("#d4d6d0", u.candles, dict(c="#dda63f")),
    "brass-candlestick": ("#c6d1d4", u.candlestick, dict(c="#c8963e", wax="#f4ecdd")),
    "east-frisian-tea": (SEA, t.tin, dict(c="#8c3b32", label="#f3e7cf", mark="#8c3b32", kind="rose")),
    "harbour-earl-grey": (SAND, t.tin, dict(c=NAVY, label="#f3e7cf", mark=NAVY, kind="anchor")),
    "heather-honey": (MOSS, t.jar, dict(c="#b5651d", lid="#d8c6a2")),
    "sea-buckthorn-jam": (SEA, t.jar, dict(c="#e9871f", lid=WHITE, mark="#cf6a12", kind="sun", w=180, top=540)),
    "sea-salt": (BLUSH, t.jar, dict(c="#f2f1ec", lid="#b98a5a", label=NAVY, mark=WHITE, kind="wave", w=170, top=560)),
    "sardines": (SAND, t.flat_tin, dict(c=YELLOW, label="#f3e7cf", mark=NAVY)),
    "tide-almanac": (SEA, t.book, dict(c=NAVY, spine="#1d3246", mark="#e8d9b0", kind="wave")),
    "fish-cookbook": (MOSS, t.book, dict(c="#d9694a", spine="#a84a30", mark="#fbeedd", kind="fish")),
    "knot-book": (BLUSH, t.book, dict(c="#e7dcc0", spine="#4f7f9f", mark="#3f6a88", kind="knot")),
    "logbook": (SAND, t.book, dict(c="#3f5a4e", spine="#8a5d3b", mark="#d9c089", kind="anchor")),
}

DUNE, ROSE, PALM, DUSK, AMBER, SKY = "#ecdcc0", "#e6c7b2", "#d5d6b8", "#ddc3bd", "#e8cb9c", "#c9d5d0"
COCOA, MAROON, TEAL, GOLD, COPPER, BONE, OUD = "#5a3420", "#7c2f2b", "#2f6f6a", "#c8963e", "#b8693f", "#f6efe2", "#3d251b"

DILMUN = {
    "haraaz-coffee": (DUNE, t.pouch, dict(c=MAROON, label=BONE, mark=MAROON, kind="sun")),
    "harar-coffee": (PALM, t.pouch, dict(c="#c2762f", label=BONE, mark="#8f4f17", kind="bean")),
    "yirgacheffe-coffee": (ROSE, t.pouch, dict(c="#5d7f56", label=BONE, mark="#3f5f3a", kind="leaf")),
    "santos-coffee": (AMBER, t.pouch, dict(c="#8a5a34", label=BONE, mark="#6b4122", kind="palm")),
    "espresso-bab": (DUSK, t.pouch, dict(c="#33241d", label=GOLD, mark="#33241d", kind="star")),
    "night-decaf": (SKY, t.pouch, dict(c="#39486a", label=BONE, mark="#39486a", kind="moon")),
    "bahraini-gahwa": (AMBER, t.pouch, dict(c=GOLD, label=BONE, mark="#9a6a1c", kind="star")),
    "saffron-gahwa": (PALM, t.tin, dict(c="#b3421f", label="#f6e3bd", mark="#b3421f", kind="rose")),
    "coffee-sampler": (ROSE, u.sampler, dict(colours=[(MAROON, BONE, MAROON, "bean"), ("#5d7f56", BONE, "#3f5f3a", "leaf"), (GOLD, BONE, "#9a6a1c", "star")])),
    "green-cardamom": (DUNE, u.heap, dict(c="#8ea657", d="#b9c884", dish="#f3ead8", size=(44, 20), n=41, seam=True)),
    "saffron": (SKY, t.jar, dict(c="#b8321a", lid=GOLD, mark="#b8321a", kind="rose", w=130, top=610)),
    "black-lime": (ROSE, u.heap, dict(c="#5c4026", d="#a07c4e", dish="#d7e0d6", size=(52, 49), n=30, seam=True)),
    "rose-water": (DUNE, t.bottle, dict(c="#e3a5a8", cap=GOLD, mark="#b3565e", kind="rose")),
    "khalas-dates": (PALM, u.heap, dict(c="#a5642a", d="#c98a45", dish="#f3ead8", size=(60, 33), n=36, seam=True)),
    "ajwa-dates": (DUNE, u.heap, dict(c="#33201a", d="#553427", dish="#c8963e", size=(54, 37), n=36, seam=True)),
    "medjool-dates": (SKY, u.date_box, dict(c="#7a3f1f", d="#945229", box="#d9b98a", rows=3, cols=4)),
    "stuffed-dates": (ROSE, u.date_box, dict(c="#6b3a1f", d="#8a4f2a", box="#2f6f6a", rows=4, cols=6, top="#e9cf98")),
    "date-syrup": (AMBER, t.bottle, dict(c="#4a2414", cap="#2c1a14", mark="#7a3f1f", kind="palm", w=130, neck=46)),
    "maamoul": (SKY, u.biscuits, dict(c="#dcae6a", box="#7c2f2b")),
    "sidr-honey": (DUNE, t.jar, dict(c="#a3560f", lid=GOLD, mark="#a3560f")),
    "brass-dallah": (ROSE, t.dallah, dict(c=GOLD, s=1.14)),
    "majlis-thermos-white": (PALM, t.dallah, dict(c="#f1ebdf", band=GOLD, s=1.14)),
    "majlis-thermos-green": (DUNE, t.dallah, dict(c=TEAL, band="#e3c27a", s=1.14)),
    "hand-grinder": (SKY, t.grinder, dict(c="#6b4122", metal=GOLD)),
    "dripper-white": (DUSK, t.dripper, dict(c="#f4efe6")),
    "dripper-clay": (SKY, t.dripper, dict(c="#b8693f")),
    "paper-filters": (AMBER, u.filters, dict(c="#efe3cc")),
    "gooseneck-kettle-steel": (DUNE, t.gooseneck, dict(c="#b3babb")),
    "gooseneck-kettle-black": (ROSE, t.gooseneck, dict(c="#38332f", handle="#8a5a34")),
    "copper-rakwa": (PALM, t.cezve, dict(c=COPPER)),
    "french-press": (DUNE, t.press, dict(c="#b3babb")),
    "coffee-scale": (SKY, t.scale, dict(c="#3a3431", plate_c="#b3babb")),
    "brass-mortar": (DUSK, t.mortar, dict(c=GOLD)),
    "star-finjan-green": (ROSE, t.cups, dict(c=BONE, mark=TEAL)),
    "star-finjan-blue": (AMBER, t.cups, dict(c=BONE, mark="#2f4f86")),
    "star-finjan-red": (SKY, t.cups, dict(c=BONE, mark="#a5342c")),
    "istikan-glasses": (PALM, t.glasses, dict(c="#f6efe2")),
    "brass-tray": (DUSK, u.tray, dict(c="#c8963e", mark="#f0d692")),
    "oud-chips": (DUNE, u.heap, dict(c="#3d251b", d="#7a5236", dish="#6f8d86", size=(72, 19), n=44)),
    "majlis-bakhoor": (DUSK, t.jar, dict(c="#4a2a1c", lid=GOLD, label="#7c2f2b", mark="#e9cf98", kind="flame")),
    "mabkhara-wood": (SKY, u.burner, dict(c="#6b4122", band="#e3c27a")),
    "mabkhara-teal": (AMBER, u.burner, dict(c=TEAL, band="#e3c27a")),
    "oud-oil": (ROSE, t.vial, dict(c="#8a4a1c")),
    "omani-frankincense": (PALM, u.heap, dict(c="#efdca6", d="#dcae6a", dish="#7c2f2b", size=(42, 31), n=42, seam=True)),
    "majlis-gift": (DUNE, u.gift, dict(c=TEAL, ribbon="#d9a94a")),
}


def hafen_hero(p):
    """The harbour in the morning behind a laid table."""
    p.grain(False)
    p.raw('<rect width="1600" height="900" fill="%s"/>' % p.shade("#d3e0e3", "v", 0.06))
    p.oval(1180, 330, 170, 170, "#f7e7c4")
    p.path("M0 470H1600V900H0Z", p.shade("#8fb0bc", "v", 0.1))
    for x, h in ((60, 150), (150, 210), (245, 170), (330, 240), (430, 160)):
        p.path("M%d 472V%dL%d %dL%d %dV472Z" % (x, 472 - h, x + 42, 430 - h, x + 84, 472 - h), mix("#b5563a", "#d3e0e3", 0.25 + x / 1100))
        for wy in range(500 - h, 450, 46):
            p.path("M%d %dh12v20h-12zm30 0h12v20h-12z" % (x + 22, wy), "#f7e7c4", 0.7)
    p.line("M1010 470L1070 250M1130 470L1070 250M1070 250L1330 190M1070 250V180L1330 190M1290 192V330", mix("#27425c", "#d3e0e3", 0.3), 13)
    p.box(1262, 330, 60, 34, 4, "#b5563a")
    p.path("M560 452H900L862 506H606Z", mix("#27425c", "#8fb0bc", 0.15))
    p.path("M640 452V404H740V452ZM690 404V340H716V404Z", "#f3f1ea")
    for x, y, w in ((80, 540, 130), (420, 570, 180), (960, 536, 150), (1240, 580, 200), (700, 600, 120)):
        p.line("M%d %dh%d" % (x, y, w), "#fff", 6, 0.4)
    p.path("M0 660H1600V900H0Z", p.shade("#cdb089", "v", 0.16))
    p.path("M0 660H1600V668H0Z", "#fff", 0.35)
    for fn, x, y, s, kw in ((t.enamel_mug, 340, 850, 0.52, dict(c=NAVY, edge="#e9ecea")), (t.teapot, 730, 858, 0.72, dict(c="#efe6d2")),
                            (t.mug, 1070, 852, 0.5, dict(c=BLUE, band=WHITE)), (t.jar, 1390, 848, 0.6, dict(c="#b5651d", lid=FLAX))):
        p.open("translate(%d %d) scale(%s) translate(-600 -930)" % (x, y, s))
        fn(p, **kw)
        p.close()
    p.raw('<rect width="1600" height="900" fill="url(#gr)" opacity=".05"/>')


def dilmun_hero(p):
    """Evening in the majlis: arches, palms, coffee on the tray."""
    p.grain(True)
    p.raw('<rect width="1600" height="900" fill="%s"/>' % p.shade("#e3bf93", "v", 0.1))
    p.raw('<rect width="1600" height="900" fill="url(#gr)" opacity=".06"/>')
    for x in (60, 570, 1080):
        arch = "M%d 700V380C%d 220 %d 160 %d 60C%d 160 %d 220 %d 380V700Z" % (x, x, x + 130, x + 230, x + 330, x + 460, x + 460)
        p.path(arch, p.shade("#f6d9a8", "v", 0.12))
        p.line(arch, mix("#e3bf93", "#ffffff", 0.45), 9)
    p.oval(800, 330, 120, 120, "#e58a4a")
    for x, y, s in ((250, 470, 1.9), (1340, 450, 2.2)):
        t.motif(p, "palm", x, y, s, "#5f7046")
        p.line("M%d %dQ%d %d %d %dV690" % (x, y - 10 * s, x + 8 * s, y + 10 * s, x, y + 60 * s), "#7a5236", 12 * s)
    p.path("M0 660H1600V900H0Z", p.shade("#8c3f31", "v", 0.25))
    for i in range(11):
        t.motif(p, "star", 70 + i * 146, 686 + 10, 0.42, "#d9a94a")
    p.oval(800, 842, 560, 64, p.shade("#c8963e", "h", 0.4))
    p.oval(800, 834, 520, 52, mix("#c8963e", "#ffffff", 0.2))
    t.dallah(p, GOLD, None, 800, 0.82, 850)
    for x, mark in ((520, TEAL), (1090, TEAL)):
        p.open("translate(%d 858) scale(.46) translate(-600 -915)" % x)
        t.cups(p, BONE, mark, n=1)
        p.close()
    p.open("translate(250 872) scale(.5) translate(-600 -930)")
    u.heap(p, "#7a3f1f", "#a5642a", BONE, (60, 33), 30, True)
    p.close()
    p.open("translate(1390 872) scale(.52) translate(-600 -930)")
    u.burner(p, "#6b4122", "#e3c27a")
    p.close()


LYING = (t.plate, t.platter, u.knife, u.board, u.mat, u.hanging, u.apron, u.date_box, u.biscuits, u.tray, u.pendant)
TALL = {t.dallah: 1, t.vial: 1.05, u.burner: 1.05, u.candlestick: 0.98, u.lantern: 1.05, t.vase: 1.05, t.pouch: 1.06, u.sampler: 1.08, t.press: 1.08, t.teapot: 1.12, t.kettle: 1.08}
SHOPS = {"hafen": (HAFEN, Pic.harbour, hafen_hero), "dilmun": (DILMUN, Pic.niche, dilmun_hero)}


def draw(shop, name):
    table, ground, hero = SHOPS[shop]
    if name == "hero":
        p = Pic(shop, name, 1600, 900)
        hero(p)
    else:
        colour, thing, how = table[name]
        p = Pic(shop, name)
        ground(p, colour, thing not in LYING)
        grow = 1 if thing in LYING else TALL.get(thing, 1.2)
        p.open("translate(600 %d) scale(%s) translate(-600 -930)" % (960 if grow > 1 else 930, grow))
        thing(p, **how)
        p.close()
    out = p.svg()
    path = HERE / shop / "pictures" / (name + ".svg")
    path.write_text(out, encoding="utf-8")
    if name != "hero" and len(out) > LIMIT:
        print("%s: %d bytes, over %d" % (path, len(out), LIMIT), file=sys.stderr)
        return False
    return True


def main(args):
    shops = args[:1] or list(SHOPS)
    ok = [draw(s, n) for s in shops for n in (args[1:] or [*SHOPS[s][0], "hero"])]
    return 0 if all(ok) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
