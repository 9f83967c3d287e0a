"""The pen of the demo shops' pictures: colours, shading, bodies of revolution, backdrops. Standard library only."""
import math
import random

INK = {"hafen": "#1d2b36", "dilmun": "#3a2218"}
CX = 600


def rgb(c):
    return [int(c[i:i + 2], 16) for i in (1, 3, 5)]


def mix(a, b, t):
    return "#" + "".join("%02x" % round(x + (y - x) * t) for x, y in zip(rgb(a), rgb(b)))


def num(v):
    return ("%.1f" % v).rstrip("0").rstrip(".") if v % 1 else "%d" % v


def pts(*pairs):
    return " ".join("%s %s" % (num(x), num(y)) for x, y in pairs)


class Body:
    """A thing turned on a wheel: half widths over heights, joined by a monotone curve (Fritsch and Carlson), seen from a little above."""

    def __init__(self, *knots, cx=CX, k=0.15):
        self.kn, self.cx, self.k = list(knots), cx, k
        n = len(knots)
        d = [(knots[i + 1][1] - knots[i][1]) / (knots[i + 1][0] - knots[i][0]) for i in range(n - 1)]
        m = [d[0]] + [0 if d[i - 1] * d[i] <= 0 else 2 * d[i - 1] * d[i] / (d[i - 1] + d[i]) for i in range(1, n - 1)] + [d[-1]]
        self.m = m

    def at(self, y):
        """Half width and slope at a height."""
        for i in range(len(self.kn) - 1):
            (y0, w0), (y1, w1) = self.kn[i], self.kn[i + 1]
            if y <= y1 or i == len(self.kn) - 2:
                h = y1 - y0
                t = min(max((y - y0) / h, 0), 1)
                a, b = self.m[i] * h, self.m[i + 1] * h
                w = (2 * t**3 - 3 * t**2 + 1) * w0 + (t**3 - 2 * t**2 + t) * a + (3 * t**2 - 2 * t**3) * w1 + (t**3 - t**2) * b
                s = ((6 * t**2 - 6 * t) * w0 + (3 * t**2 - 4 * t + 1) * a + (6 * t - 6 * t**2) * w1 + (3 * t**2 - 2 * t) * b) / h
                return w, s

    def knots(self, y0, y1):
        inner = [(y, w, m) for (y, w), m in zip(self.kn, self.m) if y0 < y < y1]
        return [(y0, *self.at(y0))] + inner + [(y1, *self.at(y1))]

    def side(self, kn, s):
        """Curves down the side at the part s of the half width."""
        out = []
        for (y0, w0, m0), (y1, w1, m1) in zip(kn, kn[1:]):
            h = (y1 - y0) / 3
            out.append("C" + pts((self.cx + s * (w0 + m0 * h), y0 + h), (self.cx + s * (w1 - m1 * h), y1 - h), (self.cx + s * w1, y1)))
        return "".join(out)

    def back(self, kn, s):
        out = []
        for (y1, w1, m1), (y0, w0, m0) in zip(kn[::-1], kn[::-1][1:]):
            h = (y1 - y0) / 3
            out.append("C" + pts((self.cx + s * (w1 - m1 * h), y1 - h), (self.cx + s * (w0 + m0 * h), y0 + h), (self.cx + s * w0, y0)))
        return "".join(out)

    def ring(self, y0=None, y1=None):
        """The outline between two heights, both ends curved as a circle seen from above."""
        kn = self.knots(self.kn[0][0] if y0 is None else y0, self.kn[-1][0] if y1 is None else y1)
        (a, wa, _), (b, wb, _) = kn[0], kn[-1]
        arc = lambda w, x, y, f: "A%s 0 0 %d %s" % (pts((w, w * self.k)), f, pts((x, y)))
        return ("M" + pts((self.cx - wa, a)) + arc(wa, self.cx + wa, a, 0) + self.side(kn, 1)
                + arc(wb, self.cx - wb, b, 1) + self.back(kn, -1) + "Z")

    def strip(self, y0, y1, s0, s1):
        """A stripe of light down the body."""
        kn = self.knots(y0, y1)
        a, b = kn[0], kn[-1]
        return ("M" + pts((self.cx + s0 * a[1], a[0])) + "Q" + pts((self.cx + (s0 + s1) / 2 * a[1], a[0] - 14), (self.cx + s1 * a[1], a[0]))
                + self.side(kn, s1) + "Q" + pts((self.cx + (s0 + s1) / 2 * b[1], b[0] + 14), (self.cx + s0 * b[1], b[0])) + self.back(kn, s0) + "Z")


class Pic:
    def __init__(self, shop, name, w=1200, h=1200):
        self.ink, self.w, self.h = INK[shop], w, h
        self.defs, self.out, self.shades = [], [], {}
        self.rnd = random.Random(name)

    # paint ------------------------------------------------------------
    def shade(self, c, way="h", deep=0.3):
        """A gradient of one colour: light from the upper left."""
        key = (c, way, deep)
        if key not in self.shades:
            i = "g%d" % len(self.shades)
            self.shades[key] = i
            dirs = {"h": 'x2="1" y2="0"', "v": 'x2="0" y2="1"', "d": 'x2="1" y2="1"'}[way]
            self.defs.append('<linearGradient id="%s" x1="0" y1="0" %s><stop stop-color="%s"/><stop offset=".42" stop-color="%s"/>'
                             '<stop offset="1" stop-color="%s"/></linearGradient>' % (i, dirs, mix(c, "#ffffff", 0.2), c, mix(c, self.ink, deep)))
        return "url(#%s)" % self.shades[key]

    def raw(self, s):
        self.out.append(s)

    def path(self, d, fill, o=None, **kw):
        self.out.append('<path d="%s" fill="%s"%s%s/>' % (d, fill, "" if o is None else ' opacity="%s"' % num1(o),
                                                         "".join(' %s="%s"' % (k.replace("_", "-"), v) for k, v in kw.items())))

    def line(self, d, c, width=8, o=None, cap="round"):
        self.path(d, "none", o, stroke=c, stroke_width=num(width), stroke_linecap=cap, stroke_linejoin="round")

    def oval(self, x, y, rx, ry, fill, o=None, turn=0):
        self.out.append('<ellipse cx="%s" cy="%s" rx="%s" ry="%s" fill="%s"%s%s/>' % (
            num(x), num(y), num(rx), num(ry), fill, "" if o is None else ' opacity="%s"' % num1(o),
            ' transform="rotate(%s %s %s)"' % (num(turn), num(x), num(y)) if turn else ""))

    def box(self, x, y, w, h, r, fill, o=None):
        self.out.append('<rect x="%s" y="%s" width="%s" height="%s" rx="%s" fill="%s"%s/>' % (
            num(x), num(y), num(w), num(h), num(r), fill, "" if o is None else ' opacity="%s"' % num1(o)))

    def open(self, transform):
        self.out.append('<g transform="%s">' % transform)

    def close(self):
        self.out.append("</g>")

    def stamp(self, name, paint):
        """What paint draws is kept under a name, to be used many times."""
        kept, self.out = self.out, []
        paint()
        self.defs.append('<g id="%s">%s</g>' % (name, "".join(self.out)))
        self.out = kept

    def use(self, name, x, y, turn=0, scale=1):
        self.out.append('<use href="#%s" transform="translate(%s %s)%s%s"/>' % (
            name, num(x), num(y), " rotate(%d)" % turn if turn else "", " scale(%s)" % num1(scale) if scale != 1 else ""))

    # bodies -----------------------------------------------------------
    def turn(self, body, c, light=True, y0=None, y1=None, deep=0.3, gloss=0.3):
        self.path(body.ring(y0, y1), self.shade(c, "h", deep))
        if light:
            a, b = body.kn[0][0] if y0 is None else y0, body.kn[-1][0] if y1 is None else y1
            h = b - a
            self.path(body.strip(a + 0.12 * h, b - 0.12 * h, -0.74, -0.58), "#fff", gloss)

    def band(self, body, y0, y1, c):
        self.path(body.ring(y0, y1), self.shade(c))

    def rim(self, body, y, c, inside, lip=0.06):
        """The opening at a height: lip and hollow."""
        w, _ = body.at(y)
        self.oval(body.cx, y, w, w * body.k, mix(c, "#ffffff", 0.3))
        self.oval(body.cx, y + 3, w * (1 - lip), w * body.k * (1 - lip) - 2, self.shade(inside, "v", 0.1))

    def shadow(self, x=CX, y=930, rx=330, ry=46, o=0.34):
        if "sh" not in self.shades:
            self.shades["sh"] = "sh"
            self.defs.append('<radialGradient id="sh"><stop stop-color="%s" stop-opacity=".9"/><stop offset=".55" stop-color="%s" stop-opacity=".45"/>'
                             '<stop offset="1" stop-color="%s" stop-opacity="0"/></radialGradient>' % ((self.ink,) * 3))
        self.oval(x + rx * 0.16, y, rx * 1.3, ry * 1.25, "url(#sh)", o)

    def flat_shadow(self, d, dx=18, dy=26):
        """Of a thing that lies or hangs: its own outline, twice, shifted."""
        self.out.append('<g fill="%s" opacity=".1"><path d="%s" transform="translate(%d %d)"/><path d="%s" transform="translate(%d %d)"/></g>'
                        % (self.ink, d, dx, dy, d, dx // 2, dy // 2))

    # ground -----------------------------------------------------------
    def grain(self, star):
        c = self.ink
        if star:
            mark = "M40 18l6 16 16 6-16 6-6 16-6-16-16-6 16-6z"
            self.defs.append('<pattern id="gr" width="80" height="80" patternUnits="userSpaceOnUse"><path d="%s" fill="%s"/></pattern>' % (mark, c))
            return
        dots = "".join("M%d %dh3v3h-3z" % (self.rnd.randrange(90), self.rnd.randrange(90)) for _ in range(14))
        self.defs.append('<pattern id="gr" width="92" height="92" patternUnits="userSpaceOnUse" patternTransform="rotate(17)"><path d="%s" fill="%s"/></pattern>' % (dots, c))

    def harbour(self, c, standing=True):
        """hafen: a wall, a table, and a round of light like a porthole."""
        self.grain(False)
        wall, table = c, mix(c, self.ink, 0.1)
        self.raw('<rect width="1200" height="1200" fill="%s"/>' % wall)
        self.oval(600, 560, 450, 450, mix(c, "#ffffff", 0.42))
        if standing:
            self.path("M0 820H1200V1200H0Z", self.shade(table, "v", 0.06))
            self.path("M0 820H1200V826H0Z", "#fff", 0.35)
        self.raw('<rect width="1200" height="1200" fill="url(#gr)" opacity=".06"/>')

    def niche(self, c, standing=True):
        """dilmun: a warm wall of stars with a pointed arch."""
        self.grain(True)
        self.raw('<rect width="1200" height="1200" fill="%s"/>' % c)
        self.raw('<rect width="1200" height="1200" fill="url(#gr)" opacity=".055"/>')
        low = 1010 if standing else 1200
        self.path("M170 %d V520 C170 330 400 220 600 90 C800 220 1030 330 1030 520 V%d Z" % (low, low), self.shade(mix(c, "#ffffff", 0.5), "v", 0.05))
        self.line("M130 %d V510 C130 305 380 190 600 46 C820 190 1070 305 1070 510 V%d" % (low, low), mix(c, "#ffffff", 0.4), 8)
        if standing:
            self.path("M0 850H1200V1200H0Z", self.shade(mix(c, self.ink, 0.16), "v", 0.08))
            self.path("M0 850H1200V857H0Z", "#fff", 0.35)

    def svg(self):
        return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d"><defs>%s</defs>%s</svg>\n'
                % (self.w, self.h, "".join(self.defs), "".join(self.out)))


def num1(v):
    s = ("%.2f" % v).rstrip("0").rstrip(".")
    return s[1:] if s.startswith("0.") else s
