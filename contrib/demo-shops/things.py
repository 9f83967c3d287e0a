"""What the pictures show that stands on a table: one function a thing. c is the main colour, the others are named."""
import math

from pen import Body, CX, mix, num

CLAY, STEEL, BRASS, WOOD, CREAM, GLASS = "#c9a27e", "#aab4ba", "#c8963e", "#b98a5a", "#f4ecdd", "#dfe9e6"


# motifs: the marks on labels, covers and cups ---------------------------------
def motif(p, kind, x, y, s, c):
    p.open("translate(%s %s) scale(%s)" % (num(x), num(y), ("%.2f" % s)))
    if kind == "wave":
        for i in (-26, 0, 26):
            p.line("M-60 %d q15-22 30 0t30 0 30 0 30 0" % i, c, 8)
    elif kind == "fish":
        p.path("M-62 0Q-10-46 34 0Q-10 46-62 0ZM26 0L62-30V30Z", c)
        p.oval(-36, -6, 5, 5, "#fff")
    elif kind == "anchor":
        p.line("M0-44V52M-26-20H26M-50 16Q-46 54 0 54Q46 54 50 16", c, 10)
        p.oval(0, -54, 11, 11, c)
    elif kind == "leaf":
        p.path("M0 56Q-52 10 0-60Q52 10 0 56Z", c)
        p.line("M0 60V-34", "#fff", 4, 0.7)
    elif kind == "bee":
        for dx, dy in ((0, -38), (-33, 19), (33, 19)):
            p.path("M%d %dl26 15v30l-26 15-26-15v-30z" % (dx, dy - 30), c)
    elif kind == "sun":
        p.oval(0, 0, 26, 26, c)
        for i in range(12):
            p.line("M0-40V-58", c, 7) if i == 0 else p.raw('<path d="M0-40V-58" stroke="%s" stroke-width="7" stroke-linecap="round" transform="rotate(%d)"/>' % (c, i * 30))
    elif kind == "star":
        p.path("M0-62L17-41 44-44 41-17 62 0 41 17 44 44 17 41 0 62-17 41-44 44-41 17-62 0-41-17-44-44-17-41Z", c)
        p.oval(0, 0, 17, 17, "#fff", 0.8)
    elif kind == "bean":
        p.oval(0, 0, 40, 58, c, turn=24)
        p.line("M20-48Q-18-10 6 8Q26 24-20 48", "#fff", 6, 0.75)
    elif kind == "palm":
        p.line("M0 60Q8 10 0-14", c, 10)
        p.path("M0-14Q-40-50-62-6Q-34-28 0-14Q40-50 62-6Q34-28 0-14Q-14-62-44-58Q-14-48 0-14Q14-62 44-58Q14-48 0-14Z", c)
    elif kind == "knot":
        p.line("M-60 20C-20 60 40-50 0-50S20 60 60 20", c, 13)
        p.line("M-60-4C-30-30 30-30 60-4", c, 13)
    elif kind == "moon":
        p.path("M18-56A58 58 0 1 0 18 56A44 44 0 1 1 18-56Z", c)
    elif kind == "drop":
        p.path("M0-60Q46 4 34 30A36 36 0 0 1-34 30Q-46 4 0-60Z", c)
    elif kind == "rose":
        for r, o in ((54, 1), (36, 0.5), (18, 0.5)):
            p.oval(0, 0, r, r, c if r == 54 else "#fff", o if r == 54 else 0.35)
    elif kind == "flame":
        p.path("M0-64Q50-6 34 32A36 36 0 0 1-34 32Q-44 4-14-18Q-4-36 0-64Z", c)
    p.close()


# crockery ----------------------------------------------------------------------
def mug(p, c, foot=CLAY, band=None, x=CX, drink=None):
    p.shadow(x, 935, 230)
    p.line("M%d 640C%d 600 %d 820 %d 822" % (x + 190, x + 350, x + 340, x + 180), p.shade(mix(c, p.ink, 0.12)), 42)
    b = Body((560, 205), (700, 212), (860, 206), (915, 186), (925, 170), cx=x)
    p.turn(b, foot, False)
    p.turn(b, c, y1=850)
    if band:
        p.band(b, 620, 650, band)
    p.rim(b, 560, c, mix(c, p.ink, 0.35))
    if drink:
        p.oval(x, 572, 180, 22, drink)


def enamel_mug(p, c, edge="#27425c"):
    p.shadow(600, 935, 230)
    p.line("M790 630C930 610 930 820 784 830", p.shade(c), 26)
    b = Body((540, 208), (560, 202), (900, 198), (925, 188))
    p.turn(b, c, gloss=0.5)
    p.band(b, 905, 925, edge)
    p.oval(600, 540, 214, 34, edge)
    p.oval(600, 541, 196, 26, p.shade(mix(c, p.ink, 0.2), "v"))


def bowl(p, c, inside=None, foot=CLAY, k=0.2):
    p.shadow(600, 930, 250)
    b = Body((610, 330), (680, 318), (790, 245), (870, 140), (885, 122), (925, 118), k=k)
    p.turn(b, foot, False)
    p.turn(b, c, y1=840)
    p.rim(b, 610, c, inside or mix(c, p.ink, 0.22), 0.05)
    p.oval(600, 632, 200, 26, "#fff", 0.12)


def plate(p, c, r=370, rim=CLAY):
    p.oval(626, 640, r + 8, r + 8, p.ink, 0.1)
    p.oval(612, 618, r + 3, r + 3, p.ink, 0.12)
    p.oval(600, 600, r, r, rim)
    p.oval(600, 598, r - 8, r - 8, p.shade(c, "d", 0.12))
    p.oval(600, 600, r * 0.7, r * 0.7, mix(c, p.ink, 0.16))
    p.oval(604, 606, r * 0.685, r * 0.685, p.shade(mix(c, "#ffffff", 0.12), "d", 0.1))
    p.line("M%d %dA%d %d 0 0 1 %d %d" % (600 - r * 0.82, 520, r * 0.84, r * 0.84, 520, 600 - r * 0.82), "#fff", 12, 0.5)
    for i in range(9):
        p.oval(p.rnd.randint(380, 820), p.rnd.randint(380, 820), 4, 4, mix(c, p.ink, 0.4), 0.4)


def platter(p, c):
    p.oval(620, 640, 440, 270, p.ink, 0.16)
    p.oval(600, 600, 440, 265, p.shade(c, "d", 0.16))
    p.oval(600, 600, 330, 180, mix(c, p.ink, 0.2))
    p.oval(604, 606, 322, 172, p.shade(mix(c, "#ffffff", 0.15), "d", 0.1))
    p.open("translate(600 610) rotate(-12) scale(3.1 2.4)")
    motif(p, "fish", 0, 0, 1, mix(c, p.ink, 0.45))
    p.close()


def teapot(p, c, knob=CLAY, bail=WOOD):
    p.shadow(600, 930, 330)
    p.line("M420 610C420 300 780 300 780 610", p.shade(bail), 26)
    p.path("M790 720C900 700 900 600 985 560L1010 590C960 640 960 790 800 850Z", p.shade(mix(c, p.ink, 0.1)))
    b = Body((590, 150), (606, 190), (650, 242), (740, 276), (835, 244), (890, 186), (928, 150), k=0.12)
    p.turn(b, knob, False)
    p.turn(b, c, y1=895)
    lid = Body((548, 40), (570, 110), (600, 156), k=0.12)
    p.turn(lid, mix(c, "#ffffff", 0.08), False)
    p.oval(600, 536, 34, 28, p.shade(knob))


def jug(p, c, foot=CLAY):
    p.shadow(600, 930, 220)
    p.line("M760 520C930 500 900 780 770 800", p.shade(mix(c, p.ink, 0.12)), 38)
    b = Body((430, 150), (520, 138), (640, 178), (780, 215), (890, 180), (925, 160))
    p.turn(b, foot, False)
    p.turn(b, c, y1=868)
    p.path("M452 430C420 400 400 400 378 396C400 440 430 470 470 470Z", p.shade(c))
    p.rim(b, 430, c, mix(c, p.ink, 0.35), 0.08)


def vase(p, c, stem=None, tall=True):
    p.shadow(600, 930, 210)
    if stem:
        for dx, dy, a in ((-120, 130, -18), (20, 60, 4), (150, 150, 22)):
            p.line("M600 420Q%d 300 %d %d" % (600 + dx // 3, 600 + dx, dy + 60), "#6f7f5f", 8)
            p.oval(600 + dx, dy + 30, 26, 62, p.shade(stem), turn=a)
    top = 400 if tall else 580
    low = [(440, 76), (530, 96), (720, 190), (850, 170)] if tall else [(606, 80), (670, 110), (770, 188), (860, 172)]
    b = Body((top, 92), *low, (925, 118))
    p.turn(b, c)
    p.rim(b, top, c, mix(c, p.ink, 0.5), 0.14)


def eggcups(p, c, d):
    for x, col in ((430, c), (770, d)):
        p.shadow(x, 930, 130)
        p.oval(x, 560, 112, 150, p.shade("#f1e3d0"))
        b = Body((590, 150), (680, 128), (740, 60), (790, 40), (860, 70), (920, 120), cx=x)
        p.turn(b, col)
        p.path("M%d 590A150 22 0 0 0 %d 590" % (x - 150, x + 150), "none", stroke=mix(col, "#ffffff", 0.5), stroke_width="9")


def cups(p, c, mark, pattern="star", n=3):
    """Finjans: small cups without a handle."""
    b = Body((-270, 165), (-200, 158), (-90, 118), (-25, 78), (0, 80), cx=0)

    def cup():
        p.turn(b, c, gloss=0.6)
        p.band(b, -240, -222, mark)
        p.band(b, -60, -48, mark)
        p.use("m", 0, -116, scale=0.5)
        p.use("m", -82, -132, scale=0.4)
        p.use("m", 82, -132, scale=0.4)
        p.rim(b, -270, c, "#7a4a22", 0.07)

    p.stamp("m", lambda: motif(p, pattern, 0, 0, 1, mark))
    p.stamp("cup", cup)
    for x, y, s in {1: [(600, 915, 1.5)], 3: [(400, 850, 0.95), (800, 850, 0.95), (600, 930, 1.15)]}[n]:
        p.shadow(x, y, 150 * s, 46 * s)
        p.use("cup", x, y, scale=s)


def glasses(p, c, drink="#b3541e"):
    for x, y, s in ((430, 860, 1), (770, 930, 1.12)):
        p.open("translate(%d %d) scale(%s)" % (x, y, s))
        p.shadow(0, 0, 170)
        p.oval(0, -6, 190, 34, p.shade(c))
        p.oval(0, -14, 130, 22, mix(c, "#ffffff", 0.4))
        b = Body((-400, 118), (-330, 104), (-210, 74), (-110, 100), (-40, 86), (-22, 70), cx=0)
        p.path(b.ring(), p.shade(GLASS), 0.8)
        p.turn(b, drink, y0=-330, gloss=0.45)
        p.oval(0, -330, 104, 15, mix(drink, "#ffffff", 0.35))
        p.line("M-118-400A118 18 0 1 0 118-400A118 18 0 1 0-118-400", c, 7)
        p.close()


# pots and jugs of metal ------------------------------------------------------------
def pot(p, c, edge="#27425c", lid=True):
    p.shadow(600, 930, 330)
    for s in (-1, 1):
        p.line("M%d 690C%d 670 %d 770 %d 770" % (600 + s * 300, 600 + s * 420, 600 + s * 420, 600 + s * 300), p.shade(edge), 30)
    b = Body((610, 310), (640, 304), (880, 300), (925, 270))
    p.turn(b, c, gloss=0.45)
    p.oval(600, 610, 322, 52, edge)
    if lid:
        t = Body((540, 60), (570, 230), (608, 306))
        p.turn(t, c, False)
        p.oval(600, 520, 46, 30, p.shade(edge))
    else:
        p.oval(600, 612, 298, 42, p.shade(mix(c, p.ink, 0.18), "v"))


def kettle(p, c, handle=WOOD, edge="#27425c"):
    p.shadow(600, 930, 320)
    p.line("M400 610C380 290 820 290 800 610", p.shade(STEEL), 16)
    p.line("M500 390Q600 350 700 390", p.shade(handle), 40)
    p.path("M800 680C880 660 920 560 1000 520L1024 552C980 600 960 760 810 800Z", p.shade(mix(c, p.ink, 0.12)))
    b = Body((600, 190), (640, 240), (800, 300), (900, 290), (925, 270), k=0.12)
    p.turn(b, c, gloss=0.45)
    t = Body((550, 50), (572, 140), (606, 196), k=0.12)
    p.turn(t, c, False)
    p.oval(600, 532, 32, 26, p.shade(edge))
    p.path("M411 604A190 23 0 0 0 789 604", "none", stroke=edge, stroke_width="10")


def gooseneck(p, c, handle="#2f2a28"):
    p.shadow(600, 930, 300)
    p.line("M430 870C250 850 400 560 260 520", p.shade(mix(c, p.ink, 0.15)), 34)
    p.line("M740 600C960 560 980 700 940 860", p.shade(handle), 40)
    b = Body((580, 160), (620, 170), (860, 230), (910, 236), (930, 228), k=0.13)
    p.turn(b, c, gloss=0.5)
    t = Body((540, 40), (560, 130), (584, 164), k=0.13)
    p.turn(t, mix(c, "#ffffff", 0.1), False)
    p.oval(600, 522, 30, 26, p.shade(handle))


def dallah(p, c, band=None, x=CX, s=1.0, y=930):
    p.open("translate(%s %s) scale(%s)" % (num(x), num(y), num1s(s)))
    p.shadow(0, 0, 250)
    p.line("M84-420C330-470 310-120 150-90", p.shade(mix(c, p.ink, 0.2)), 34)
    p.path("M-120-330C-210-360-230-470-330-500L-352-466C-290-440-290-250-150-190Z", p.shade(mix(c, p.ink, 0.1)))
    b = Body((-470, 108), (-420, 84), (-340, 82), (-250, 150), (-130, 206), (-40, 160), (-24, 190), (0, 196), cx=0)
    p.turn(b, c, gloss=0.45, deep=0.42)
    d = band or mix(c, p.ink, 0.35)
    p.band(b, -330, -314, d)
    p.band(b, -200, -186, d)
    for dx in (-120, -60, 0, 60, 120):
        motif(p, "drop", dx, -126 + 24 * (1 - abs(dx) / 150), 0.4, d)
    t = Body((-640, 8), (-590, 22), (-560, 18), (-520, 74), (-468, 116), cx=0)
    p.turn(t, c, deep=0.42)
    p.oval(0, -652, 20, 24, p.shade(c))
    p.close()


def num1s(v):
    return ("%.2f" % v).rstrip("0").rstrip(".")


def cezve(p, c, handle=WOOD):
    p.shadow(560, 930, 240)
    p.line("M700 640L1030 520", p.shade(handle), 38)
    b = Body((590, 150), (630, 128), (700, 140), (840, 215), (905, 205), (928, 190), cx=540)
    p.turn(b, c, gloss=0.45, deep=0.42)
    p.path("M400 586L352 576Q380 630 420 640Z", p.shade(c))
    p.rim(b, 590, c, "#5b351c", 0.08)
    p.oval(520, 596, 60, 8, "#a8743e", 0.8)


def press(p, c):
    p.shadow(600, 930, 240)
    p.line("M780 500C930 500 930 800 780 800", p.shade("#2f2a28"), 34)
    b = Body((430, 180), (900, 180), (925, 180))
    p.path(b.ring(), p.shade(GLASS), 0.75)
    p.turn(b, "#4a2a18", y0=600, deep=0.2, gloss=0.12)
    p.oval(600, 600, 180, 27, "#8b5a34")
    for y in (470, 890):
        p.band(b, y, y + 28, c)
    p.line("M600 240V420", STEEL, 12)
    t = Body((380, 90), (410, 170), (440, 190))
    p.turn(t, c)
    p.oval(600, 230, 36, 34, p.shade("#2f2a28"))
    p.path(b.strip(500, 860, -0.8, -0.68), "#fff", 0.5)


def dripper(p, c):
    p.shadow(600, 930, 230)
    b = Body((690, 120), (740, 180), (860, 215), (925, 190))
    p.path(b.ring(), p.shade(GLASS), 0.8)
    p.turn(b, "#5a331b", y0=800, gloss=0.15)
    p.oval(600, 800, 206, 30, "#93613a")
    p.oval(600, 690, 190, 28, p.shade(mix(c, p.ink, 0.15)))
    p.line("M770 500C880 490 870 610 720 620", p.shade(c), 30)
    d = Body((420, 240), (440, 232), (660, 92), (686, 96))
    p.turn(d, c, gloss=0.5)
    p.rim(d, 420, c, "#f6efe2", 0.07)
    p.oval(600, 436, 150, 18, "#5a331b")
    p.path(b.strip(770, 890, -0.8, -0.66), "#fff", 0.5)


def grinder(p, c, metal=STEEL):
    p.shadow(600, 930, 170)
    p.line("M600 360L860 330", metal, 22)
    p.oval(872, 292, 40, 50, p.shade(WOOD))
    p.line("M600 360V420", metal, 26)
    b = Body((420, 120), (440, 138), (640, 138), (650, 128), (670, 128), (680, 138), (910, 138), (928, 130))
    p.turn(b, c, gloss=0.35)
    p.band(b, 640, 676, metal)
    p.oval(600, 420, 120, 18, p.shade(metal))


def mortar(p, c):
    p.shadow(600, 930, 230)
    p.line("M640 600L790 300", p.shade(mix(c, p.ink, 0.1)), 46)
    p.oval(800, 276, 42, 48, p.shade(c), turn=26)
    b = Body((590, 220), (620, 216), (760, 180), (820, 110), (850, 104), (920, 176), (930, 172), k=0.18)
    p.turn(b, c, deep=0.42, gloss=0.45)
    p.band(b, 660, 680, mix(c, p.ink, 0.35))
    p.rim(b, 590, c, mix(c, p.ink, 0.6), 0.09)
    p.line("M640 600L672 536", p.shade(mix(c, p.ink, 0.1)), 46, cap="butt")


# tins, jars, bags, boxes ------------------------------------------------------------
def tin(p, c, label, mark, kind="leaf", top=430, w=210, x=CX):
    p.shadow(x, 930, w + 30)
    b = Body((top + 70, w), (924, w), cx=x)
    p.turn(b, c)
    h = 924 - top
    p.band(b, top + 70 + h * 0.24, top + h * 0.86, label)
    motif(p, kind, x, top + 50 + h * 0.58, 1.35 * w / 210, mark)
    lid = Body((top, w - 4), (top + 12, w + 6), (top + 86, w + 6), cx=x)
    p.turn(lid, mix(c, p.ink, 0.14), False)
    p.oval(x, top, w - 4, w * 0.15, mix(c, "#ffffff", 0.22))


def flat_tin(p, c, label, mark, kind="fish"):
    p.shadow(600, 860, 380, 60)
    for y, col, lab in ((800, mix(c, p.ink, 0.2), label), (650, c, label)):
        p.box(250, y - 60, 700, 150, 60, p.shade(mix(STEEL, "#ffffff", 0.2)))
        p.path("M250 %dQ250 %d 320 %dH880Q950 %d 950 %dV%dH250Z" % (y - 6, y - 64, y - 64, y - 64, y - 6, y + 34), p.shade(col))
        p.box(250, y - 4, 700, 50, 0, p.shade(lab))
    p.path("M310 586L390 500H810L890 586Z", p.shade(mix(c, "#ffffff", 0.12)))
    motif(p, kind, 600, 545, 0.95, mark)


def jar(p, c, lid, label=CREAM, mark="#8a5a1c", kind="bee", w=190, top=500):
    p.shadow(600, 930, w + 40)
    b = Body((top, w - 40), (top + 20, w - 30), (top + 80, w), (890, w), (926, w - 20))
    p.path(b.ring(), p.shade(GLASS), 0.85)
    p.turn(b, c, y0=top + 66, deep=0.25)
    y = (top + 926) / 2 + 50
    p.box(600 - w * 0.62, y - w * 0.6, w * 1.24, w * 1.12, 14, label)
    motif(p, kind, 600, y, w / 150, mark)
    t = Body((top - 76, w - 36), (top - 66, w - 26), (top + 14, w - 26))
    p.turn(t, lid)
    p.oval(600, top - 76, w - 36, (w - 36) * 0.15, mix(lid, "#ffffff", 0.25))


def bottle(p, c, cap, label=CREAM, mark="#8a5a1c", kind="drop", w=140, neck=52, top=330):
    p.shadow(600, 930, w + 50)
    b = Body((top, neck), (top + 110, neck), (top + 210, w), (890, w), (928, w - 16))
    p.turn(b, c, deep=0.35, gloss=0.4)
    p.band(b, 660, 850, label)
    motif(p, kind, 600, 776, w / 135, mark)
    t = Body((top - 70, neck + 4), (top + 18, neck + 8))
    p.turn(t, cap)
    p.oval(600, top - 70, neck + 4, (neck + 4) * 0.15, mix(cap, "#ffffff", 0.3))


def vial(p, c, cap=BRASS):
    p.shadow(600, 930, 180)
    b = Body((600, 60), (630, 66), (680, 150), (800, 190), (890, 150), (926, 130))
    p.path(b.ring(), p.shade(GLASS), 0.9)
    p.turn(b, c, y0=690, gloss=0.5)
    for x in (-90, 0, 90):
        motif(p, "drop", 600 + x, 810 + 14 * (x == 0), 0.55, BRASS)
    t = Body((330, 10), (390, 44), (430, 30), (470, 70), (560, 56), (612, 74))
    p.turn(t, cap, deep=0.4)
    p.oval(600, 322, 26, 30, p.shade(cap))


def pouch(p, c, label, mark, kind="bean", x=CX, s=1.0, y=930):
    p.open("translate(%s %s) scale(%s)" % (num(x), num(y), num1s(s)))
    p.shadow(0, 0, 250)
    p.path("M-215-20L-195-560H195L215-20Q0 20-215-20Z", p.shade(c))
    p.path("M-195-560L-185-650H185L195-560Z", p.shade(mix(c, p.ink, 0.18)))
    p.path("M-185-650L-181-676H181L185-650Z", mix(c, "#ffffff", 0.3))
    p.path("M130-560L195-560L215-20L150-6Z", p.ink, 0.12)
    p.path("M-170-540L-130-540L-160-30L-190-30Z", "#fff", 0.16)
    p.box(-130, -440, 250, 300, 10, label)
    motif(p, kind, -5, -310, 1.45, mark)
    p.box(-70, -196, 130, 10, 5, mark, 0.6)
    p.oval(-5, -605, 16, 16, p.ink, 0.25)
    p.close()


def book(p, c, spine, mark, kind, pages="#f3ead8"):
    p.shadow(610, 930, 300)
    p.path("M330 330L800 300Q830 300 830 330V900Q830 925 806 926L330 936Z", pages)
    p.path("M822 320L866 344V900L822 924Z", p.shade(pages, "h", 0.12))
    p.path("M300 350Q300 322 330 320L790 292Q822 290 822 322V896Q822 924 794 926L330 944Q300 944 300 920Z", p.shade(c, "d", 0.25))
    p.path("M300 350Q300 322 330 320L372 317V942L330 944Q300 944 300 920Z", p.shade(spine))
    p.line("M420 372L770 350V868L420 882Z", mix(c, "#ffffff", 0.45), 5, 0.8)
    motif(p, kind, 595, 600, 2.1, mark)
    p.box(500, 806, 190, 12, 6, mark, 0.7)


def whetstone(p, c, d):
    p.shadow(600, 870, 400, 60)
    p.path("M200 760L300 690H1000L900 760Z", p.shade(mix(WOOD, "#ffffff", 0.1)))
    p.path("M200 760H900V850H200Z", p.shade(WOOD))
    p.path("M900 760L1000 690V780L900 850Z", mix(WOOD, p.ink, 0.3))
    p.path("M260 680L340 626H940L860 680Z", p.shade(mix(c, "#ffffff", 0.25)))
    p.path("M260 680H860V722H260Z", p.shade(c))
    p.path("M260 722H860V752H260Z", p.shade(d))
    p.path("M860 680L940 626V690L860 752Z", mix(d, p.ink, 0.3))


def scale(p, c, plate_c):
    p.shadow(600, 900, 380, 60)
    p.path("M240 800L320 680H880L960 800V850Q960 880 930 880H270Q240 880 240 850Z", p.shade(c, "v"))
    p.path("M300 780L360 700H840L900 780Z", p.shade(plate_c, "d"))
    p.box(480, 806, 240, 50, 10, "#1b1512")
    for x in (520, 570, 620, 660):
        p.box(x, 820, 26, 22, 4, "#f2c879")
    b = Body((440, 140), (680, 150), (745, 140))
    p.path(b.ring(), p.shade(GLASS), 0.75)
    p.turn(b, "#5a331b", y0=610, gloss=0.2)
    p.oval(600, 610, 147, 22, "#93613a")
