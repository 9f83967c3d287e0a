"""What the pictures show that lies, hangs, shines or smokes: one function a thing."""
import math

from pen import Body, mix, num
from things import BRASS, CREAM, GLASS, STEEL, WOOD, motif, pouch


# cloth ---------------------------------------------------------------------------
def folded(p, c, stripe=None, layers=3, fringe=False, check=False):
    p.shadow(600, 900, 420, 60)
    h = 74
    top = 880 - layers * h
    for i in range(layers):
        y = 880 - (i + 1) * h
        p.box(226, y, 748, h + 6, 38, p.shade(mix(c, p.ink, 0.04 * (layers - i))))
    if stripe:
        for f in (0.16, 0.22, 0.78, 0.84):
            p.path("M%d %dh26v%dh-26z" % (236 + 728 * f, top, 880 - top + 6), stripe, 0.9)
    for i in range(1, layers):
        p.line("M244 %dH956" % (880 - i * h + 3), p.ink, 5, 0.16)
    p.path("M330 %dQ338 %d 352 %dH848Q862 %d 870 %dL966 %dQ974 %d 950 %dH250Q226 %d 234 %dZ" % (
        top - 120, top - 130, top - 130, top - 130, top - 120, top + 10, top + 36, top + 36, top + 36, top + 10), p.shade(mix(c, "#ffffff", 0.16), "d", 0.12))
    if stripe:
        for f in (0.16, 0.22, 0.78, 0.84):
            a, b = 345 + 510 * f, 240 + 720 * f
            p.path("M%d %dh18L%d %dh-26Z" % (a, top - 130, b + 26, top + 36), stripe, 0.9)
        if check:
            for t in (0.3, 0.62):
                y = top - 130 + 166 * t
                p.path("M%d %dH%dL%d %dH%dZ" % (345 - 105 * t, y, 855 + 105 * t, 855 + 105 * t + 14, y + 22, 345 - 105 * t - 14), stripe, 0.55)
    if fringe:
        p.path("M250 %dH952" % (top + 58), "none", stroke=mix(stripe or c, "#ffffff", 0.25), stroke_width="44", stroke_dasharray="6 9")


def hanging(p, c, stripe, kind="band"):
    """A tea towel on its peg."""
    p.line("M600 130V230", WOOD, 34)
    d = "M360 260Q480 210 600 240Q720 210 840 260L868 980Q740 1012 600 986Q460 1012 332 980Z"
    p.flat_shadow(d)
    p.path(d, p.shade(c, "h", 0.12))
    if kind == "band":
        for y, t in ((820, 40), (876, 16), (906, 16)):
            f = (y - 260) / 720
            p.path("M%s %dQ600 %d %s %dV%dQ600 %d %s %dZ" % (num(360 - 28 * f), y, y + 26, num(840 + 28 * f), y, y + t, y + t + 26, num(360 - 28 * f), y + t), stripe)
    else:
        for f in (0.1, 0.17, 0.24, 0.76, 0.83, 0.9):
            p.line("M%s 250L%s 985" % (num(360 + 480 * f), num(332 + 536 * f)), stripe, 12, cap="butt")
    for x, q in ((470, 444), (600, 600), (730, 756)):
        p.line("M%d 262Q%d 600 %d 970" % (x, (x + q) // 2 + 14, q), p.ink, 14, 0.06)
    p.oval(600, 236, 26, 26, p.shade(WOOD))


def apron(p, c, strap):
    p.line("M470 300C470 130 730 130 730 300", p.shade(strap), 22)
    d = "M450 290H750Q760 420 880 500L900 1000Q600 1040 300 1000L320 500Q440 420 450 290Z"
    p.flat_shadow(d)
    p.line("M325 520Q220 560 190 720", strap, 18)
    p.line("M875 520Q980 560 1010 720", strap, 18)
    p.path(d, p.shade(c, "h", 0.2))
    p.path("M440 690H760V850Q760 880 730 880H470Q440 880 440 850Z", p.shade(mix(c, "#ffffff", 0.1), "h", 0.12))
    p.line("M452 704H748M600 704V868", mix(c, "#ffffff", 0.5), 5)
    p.line("M470 318H730", mix(c, "#ffffff", 0.5), 5)


def sack(p, c, cord, mark, kind="leaf"):
    p.shadow(600, 930, 290)
    p.path("M430 470Q380 400 440 330Q600 290 760 330Q820 400 770 470Z", p.shade(mix(c, p.ink, 0.08)))
    p.path("M430 460C330 560 290 760 320 890Q330 930 380 930H820Q870 930 880 890C910 760 870 560 770 460Z", p.shade(c))
    for x in (480, 560, 640, 720):
        p.line("M%d 470Q%d 540 %d 600" % (x, x - (600 - x) // 4, x - (600 - x) // 2), p.ink, 10, 0.1)
    p.line("M426 464Q600 500 774 464", p.shade(cord), 20)
    p.line("M740 474Q830 520 800 640M740 474Q790 560 740 640", cord, 11)
    motif(p, kind, 600, 740, 1.7, mark)


def cushion(p, c, stripe):
    p.shadow(600, 930, 330)
    p.path("M240 400Q600 350 960 400Q920 640 966 900Q600 960 234 900Q280 640 240 400Z", p.shade(c, "d", 0.2))
    for x in (-190, -150, 150, 190):
        p.path("M%d 384Q%d 650 %d 926h24Q%d 650 %d 384z" % (600 + x, 600 + x * 1.08, 600 + x, 624 + x * 1.08, 624 + x), stripe, 0.85)
    p.path("M240 400Q600 350 960 400Q600 430 240 400Z", "#fff", 0.22)


def mat(p, c, d):
    p.box(222, 372, 780, 500, 60, p.ink, 0.14)
    for i, col in enumerate((c, d, c, mix(c, "#ffffff", 0.2), c, d)):
        q = i * 42
        p.box(210 + q, 350 + q, 780 - 2 * q, 500 - 2 * q, max(60 - i * 8, 14), p.shade(col, "d", 0.15))
        p.raw('<rect x="%d" y="%d" width="%d" height="%d" rx="%d" fill="none" stroke="%s" stroke-width="30" stroke-dasharray="5 13" opacity=".18"/>' % (
            231 + q, 371 + q, 738 - 2 * q, 458 - 2 * q, max(46 - i * 8, 10), p.ink))


def basket(p, c, rim):
    p.shadow(600, 930, 320)
    p.line("M330 560C330 230 870 230 870 560", p.shade(rim), 34)
    b = Body((560, 300), (740, 290), (900, 250), (928, 236), k=0.16)
    p.turn(b, c, False)
    for r in range(5):
        y = 590 + r * 62
        w, _ = b.at(y)
        for i in range(-5, 6):
            if (i + r) % 2:
                f = i / 5.8
                p.oval(600 + f * w, y + 0.16 * w * math.sqrt(1 - f * f), 30 * math.sqrt(1 - f * f) + 3, 20, mix(c, p.ink if f > 0.2 else "#ffffff", 0.2))
    p.oval(600, 560, 314, 54, p.shade(rim))
    p.oval(600, 562, 278, 38, mix(c, p.ink, 0.5))


# tools that lie ---------------------------------------------------------------------
def knife(p, c, kind="chef"):
    p.open("rotate(-38 600 600)")
    blades = {
        "chef": ("M470 560H1090Q1040 690 760 700H470Z", 470),
        "paring": ("M520 572H850Q830 640 700 648H520Z", 520),
        "fillet": ("M460 578Q800 570 1120 520Q1000 640 760 648H460Z", 460),
    }
    d, x = blades[kind]
    h = "M%d 566H%dQ%d 566 %d 610T%d 660H%dQ%d 600 %d 566Z" % (x, x - 290, x - 350, x - 350, x - 300, x - 30, x, x)
    p.flat_shadow(d + h)
    p.path(d, p.shade("#cfd6d9", "v", 0.25))
    p.box(x - 26, 564, 40, 92, 6, p.shade(STEEL, "v"))
    p.path(h, p.shade(c, "v", 0.35))
    for i in (80, 165, 250):
        p.oval(x - i, 608, 11, 11, BRASS)
    p.close()


def board(p, c):
    p.open("rotate(-14 600 600)")
    d = "M330 340Q330 300 370 300H740Q780 300 780 340V860Q780 900 740 900H370Q330 900 330 860Z"
    grip = "M500 310V190Q500 140 555 140T610 190V310Z"
    p.flat_shadow(d + grip)
    p.path(grip, p.shade(c, "d", 0.2))
    p.path(d, p.shade(c, "d", 0.2))
    for x, q in ((400, 16), (470, -20), (560, 14), (640, -12), (710, 18)):
        p.line("M%d 316Q%d 600 %d 884" % (x, x + q * 3, x + q), mix(c, p.ink, 0.4), 5, 0.35)
    p.oval(555, 196, 22, 22, mix(c, p.ink, 0.55))
    p.close()


def baking_dish(p, c, edge="#27425c"):
    p.shadow(600, 880, 400, 60)
    p.path("M180 650H1020L960 860Q950 890 915 890H285Q250 890 240 860Z", p.shade(c))
    p.path("M270 540H930L1030 640Q1040 664 1010 664H190Q160 664 170 640Z", edge)
    p.path("M296 556H904L984 640H216Z", p.shade(mix(c, p.ink, 0.14), "v"))
    p.path("M230 690L262 850", "none", stroke="#fff", stroke_width="20", opacity=".5", stroke_linecap="round")


# light and smoke ----------------------------------------------------------------------
def glow(p, x, y, r):
    p.defs.append('<radialGradient id="gl"><stop stop-color="#fff3c4"/><stop offset="1" stop-color="#ffe9a8" stop-opacity="0"/></radialGradient>')
    p.oval(x, y, r, r, "url(#gl)", 0.85)


def flame(p, x, y, s=1.0):
    p.path("M%s %sq%s %s 0 %sq%s %s 0 %sz" % (num(x), num(y - 80 * s), num(46 * s), num(60 * s), num(84 * s), num(-46 * s), num(-24 * s), num(-84 * s)), "#f2a93b")
    p.oval(x, y - 14 * s, 9 * s, 18 * s, "#fff3c4")


def candles(p, c):
    glow(p, 600, 420, 330)
    for x, top, w in ((420, 560, 62), (600, 440, 66), (780, 640, 62)):
        p.shadow(x, 930, w + 30)
        b = Body((top, w), (924, w), cx=x)
        p.turn(b, c)
        p.oval(x, top, w, w * 0.16, mix(c, "#ffffff", 0.4))
        p.line("M%d %dv-26" % (x, top), p.ink, 6)
        flame(p, x, top - 22, 1)


def candlestick(p, c, wax):
    glow(p, 600, 210, 240)
    p.shadow(600, 930, 220)
    t = Body((250, 40), (500, 42))
    p.turn(t, wax)
    p.oval(600, 250, 40, 7, "#fff")
    flame(p, 600, 240, 1)
    b = Body((490, 80), (520, 84), (540, 36), (600, 30), (640, 58), (680, 28), (830, 40), (870, 120), (905, 190), (926, 196))
    p.turn(b, c, deep=0.42, gloss=0.5)


def lantern(p, c):
    glow(p, 600, 600, 320)
    p.shadow(600, 930, 240)
    p.line("M420 470C420 120 780 120 780 470", p.shade(c), 16)
    g = Body((440, 96), (560, 170), (700, 120))
    p.path(g.ring(), p.shade(GLASS), 0.6)
    flame(p, 600, 640, 1.5)
    p.path(g.strip(460, 680, -0.8, -0.62), "#fff", 0.6)
    for s in (-1, 1):
        p.line("M%d 420L%d 760" % (600 + s * 170, 600 + s * 180), p.shade(c), 18)
    t = Body((290, 50), (340, 60), (350, 110), (440, 176))
    p.turn(t, c)
    b = Body((700, 130), (730, 150), (760, 220), (880, 226), (926, 200))
    p.turn(b, c)


def pendant(p, c, inside="#fbf3df"):
    p.line("M600 0V260", p.ink, 9)
    glow(p, 600, 760, 360)
    t = Body((250, 34), (340, 44))
    p.turn(t, BRASS, False)
    b = Body((330, 50), (380, 92), (480, 150), (640, 350), (690, 372), k=0.13)
    p.turn(b, c, gloss=0.35)
    p.oval(600, 690, 372, 56, mix(c, p.ink, 0.25))
    p.oval(600, 694, 352, 46, p.shade(inside, "v", 0.1))
    p.oval(600, 704, 70, 38, "#fff6d2")


def burner(p, c, band, smoke=True):
    p.shadow(600, 930, 210)
    if smoke:
        p.line("M600 480C500 400 700 330 600 240C530 170 640 120 610 60", "#fff", 34, 0.35)
        p.line("M630 470C700 400 560 320 660 230", "#fff", 20, 0.3)
    b = Body((540, 190), (560, 180), (650, 120), (700, 70), (780, 64), (840, 130), (905, 190), (928, 186))
    p.turn(b, c, deep=0.42, gloss=0.4)
    p.band(b, 590, 606, band)
    p.band(b, 866, 882, band)
    p.rim(b, 540, c, "#2c1a14", 0.12)
    for x, y in ((540, 536), (590, 524), (640, 534), (610, 546)):
        p.oval(x, y, 34, 20, p.shade("#5b4034"))
    p.oval(590, 534, 22, 9, "#f08c3a")
    p.oval(632, 540, 13, 6, "#f6b04c")
    for x in (-80, 0, 80):
        motif(p, "star", 600 + x * 0.8, 650 - 10 * (x != 0), 0.36, band)


# heaps and boxes ----------------------------------------------------------------------
def heap(p, c, d, dish, size=(34, 20), n=34, seam=False):
    """A shallow dish with many of one small thing, in four tones."""
    def piece(tone):
        p.oval(0, 0, size[0], size[1], p.shade(mix(c, d, tone / 3), "v"))
        if seam:
            p.oval(-6, -6, size[0] * 0.5, size[1] * 0.22, "#fff", 0.28)

    for tone in range(4):
        p.stamp("n%d" % tone, lambda tone=tone: piece(tone))
    p.shadow(600, 930, 260)
    b = Body((680, 350), (740, 330), (840, 220), (890, 130), (928, 124), k=0.17)
    p.oval(600, 680, 350, 60, mix(dish, p.ink, 0.3))
    for i in range(n):
        f = i / n
        y = 530 + 180 * f
        span = 305 * math.sqrt(min(1, f + 0.06))
        x = 600 + span * ((i * 0.618) % 1 * 2 - 1)
        p.use("n%d" % p.rnd.randrange(4), round(x), round(y), p.rnd.randint(-40, 40))
    p.turn(b, dish, gloss=0.5)


def date_box(p, c, d, box, rows=3, cols=5, top=None):
    w, h = 712 / cols, 432 / rows

    def date(tone):
        p.oval(0, 0, w * 0.42, h * 0.44, p.shade(mix(c, d, tone / 2), "d"))
        if top:
            p.oval(0, 0, w * 0.14, h * 0.3, top)
        else:
            p.oval(-w * 0.12, -h * 0.16, w * 0.14, h * 0.07, "#fff", 0.4, -20)

    for tone in range(3):
        p.stamp("d%d" % tone, lambda tone=tone: date(tone))
    p.box(214, 356, 800, 520, 24, p.ink, 0.16)
    p.box(200, 330, 800, 520, 24, p.shade(box, "d", 0.25))
    p.box(232, 362, 736, 456, 14, mix(box, p.ink, 0.55))
    for r in range(rows):
        for i in range(cols):
            p.use("d%d" % p.rnd.randrange(3), 244 + w * (i + 0.5), 374 + h * (r + 0.5), p.rnd.randint(-8, 8))


def biscuits(p, c, box):
    p.oval(622, 632, 400, 400, p.ink, 0.14)
    p.oval(600, 600, 400, 400, p.shade(box, "d"))
    p.oval(600, 600, 362, 362, mix(box, p.ink, 0.5))
    spots = [(600, 600)] + [(600 + 235 * math.cos(i * math.pi / 3), 600 + 235 * math.sin(i * math.pi / 3)) for i in range(6)]
    for x, y in spots:
        p.oval(x, y, 104, 104, p.shade(c, "d", 0.2))
        motif(p, "star", x, y, 1.15, mix(c, "#ffffff", 0.5))


def tray(p, c, mark):
    p.oval(622, 636, 430, 430, p.ink, 0.16)
    p.oval(600, 600, 430, 430, p.shade(c, "d", 0.4))
    p.oval(600, 600, 396, 396, mix(c, p.ink, 0.3))
    p.oval(603, 604, 388, 388, p.shade(mix(c, "#ffffff", 0.1), "d", 0.3))
    for i in range(16):
        p.raw('<path d="M600 260q34 44 0 88q-34-44 0-88z" fill="%s" transform="rotate(%s 600 600)"/>' % (mark, num(i * 22.5)))
    motif(p, "star", 600, 600, 2.6, mark)
    p.line("M330 480A290 290 0 0 1 480 330", "#fff", 14, 0.4)


def filters(p, c):
    p.shadow(600, 900, 330, 54)
    for i in range(7):
        x = 300 + i * 22
        p.path("M%d %dL%d 880H%dL%d %dQ%d %d %d %dZ" % (x, 430 - i * 10, x + 190, x + 310, x + 500, 430 - i * 10, x + 250, 380 - i * 10, x, 430 - i * 10), p.shade(mix(c, p.ink, 0.05 * (6 - i)), "h", 0.12))
    p.line("M470 400L640 860", "#fff", 10, 0.5)


def sampler(p, colours):
    for i, (x, s) in enumerate(((330, 0.72), (870, 0.72), (600, 0.86))):
        c, label, mark, kind = colours[i]
        pouch(p, c, label, mark, kind, x, s, 880 if i < 2 else 945)


def gift(p, c, ribbon):
    p.shadow(600, 930, 330)
    p.box(290, 520, 620, 410, 14, p.shade(c))
    p.box(560, 520, 84, 410, 0, p.shade(ribbon))
    p.box(260, 440, 680, 110, 14, p.shade(mix(c, "#ffffff", 0.12)))
    p.box(556, 440, 92, 110, 0, p.shade(ribbon))
    for s in (-1, 1):
        p.path("M602 440C%d 300 %d 250 %d 340C%d 420 %d 440 602 440Z" % (602 + s * 60, 602 + s * 200, 602 + s * 200, 602 + s * 200, 602 + s * 90), p.shade(ribbon, "d"))
    p.oval(602, 432, 38, 32, p.shade(mix(ribbon, p.ink, 0.2)))
    for x in (370, 460, 740, 830):
        motif(p, "star", x, 740, 0.8, mix(c, "#ffffff", 0.35))
