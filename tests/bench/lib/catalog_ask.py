#!/usr/bin/env python3
"""Asks a shop for pages, one after another, and says how long each kind took.

usage: catalog_ask.py PORT SHOP ORDERS REQUESTS [--staff EMAIL PASSWORD] [--only GROUP]

Kinds take turns, so that whatever else runs on the machine meets all of them. Addresses are drawn by the same chance in every run. Prints
a line "GROUP KIND milliseconds bytes" for each answer; status 1 where one was not 200.
"""
import argparse
import http.client
import random
import re
import sys
import time
import urllib.parse

from catalog_csv import COLOURS, DEPARTMENTS, MATERIALS, THINGS, product

WARM = 8
quote = urllib.parse.quote_plus


def zipf(rng, things):
    """The k-th of the things with weight 1/k."""
    return rng.choices(things, [1 / (k + 1) for k in range(len(things))])[0]


def shelf(rng):
    department = zipf(rng, DEPARTMENTS).lower()
    return zipf(rng, [department] + [f"{department}-{n}" for n in range(10)])


def narrowed(rng, path):
    """One to three facets, sometimes a price or what is in stock."""
    facets = rng.sample([f"colour.{zipf(rng, COLOURS)[0]}", f"material.{zipf(rng, MATERIALS)[0]}", "organic.yes", "size~m", f"maker.maker-{rng.randrange(12)}",
        "height.20-50"], rng.randint(1, 3))
    query = [("f", f) for f in sorted(facets)]
    if rng.random() < 0.25:
        query.append(("price", rng.choice(("EUR-1999", "EUR2000-4999", "EUR10000-19999"))))
    if rng.random() < 0.25:
        query.append(("stock", "in"))
    return path + ("&" if "?" in path else "?") + urllib.parse.urlencode(query)


def word(rng, language):
    """A material or a thing, as the language calls it."""
    return zipf(rng, rng.choice((MATERIALS, THINGS, COLOURS)))[language]


def misspelt(rng, text):
    at = rng.randrange(1, len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2:] if rng.random() < 0.5 else text[:at] + text[at + 1:]


def kinds(products, orders):
    """{ group: { kind: address by chance } }, and for the lists of staff the shop's name in them."""
    rare = lambda rng: product(rng.randrange(products), ["en"])[0]["Title"].split()[0]
    return {
        "facet": {
            "shelf": lambda r: f"/en/c/{shelf(r)}",
            "everything": lambda r: "/en/c/everything",
            "narrowed": lambda r: narrowed(r, f"/en/c/{shelf(r)}"),
            "everything_narrowed": lambda r: narrowed(r, "/en/c/everything"),
            "sorted": lambda r: f"/{r.choice(('en', 'de'))}/c/{zipf(r, ['everything', shelf(r)])}?sort={r.choice(('name', 'price', 'price-down', 'new'))}",
            "deep": lambda r: f"/en/c/{zipf(r, ['everything', 'kitchen', 'bedroom'])}?page={r.randint(20, 80)}",
        },
        "search": {
            "rare": lambda r: f"/en/search?q={quote(rare(r))}",
            "common": lambda r: f"/en/search?q={quote(word(r, 0))}",
            "two": lambda r: f"/en/search?q={quote(zipf(r, MATERIALS)[0] + ' ' + zipf(r, THINGS)[0])}",
            "typo": lambda r: f"/en/search?q={quote(misspelt(r, zipf(r, [x for x in MATERIALS + THINGS if len(x[0]) > 4])[0]))}",
            "german": lambda r: f"/de/search?q={quote(word(r, 1))}",
            "japanese": lambda r: f"/ja/search?q={quote(word(r, 2))}",
            "arabic": lambda r: f"/ar/search?q={quote(word(r, 3))}",
            "narrowed": lambda r: narrowed(r, f"/en/search?q={quote(word(r, 0))}"),
            "suggest": lambda r: f"/en/search/suggest?q={quote(word(r, 0)[:r.randint(2, 4)])}",
        },
        "orders": {
            "first": lambda r: "orders",
            "filtered": lambda r: f"orders?filter={r.choice(('to_ship', 'to_collect', 'unpaid', 'shipped', 'cancelled', 'refunded'))}",
            "number": lambda r: f"orders?q={1001 + r.randint(1, orders)}",
            "name": lambda r: f"orders?q={quote(r.choice(('anna', 'chloé', 'olga', 'ni', 'anna e', 'goro io')))}",
            "email": lambda r: f"orders?q={'%06x' % r.randrange(1 << 24)}",
            "deep": lambda r: f"orders?before_at={int(time.time()) - r.randrange(86400 * 1000)}&before_id=1",
        },
        "goods": {
            "first": lambda r: "products",
            "sorted": lambda r: f"products?sort={r.choice(('name', 'updated', 'handle'))}&state=active",
            "deep": lambda r: f"products?page={r.randint(20, 300)}",
            "named": lambda r: f"products?q={quote(rare(r))}",
        },
    }


class Asker:
    def __init__(self, port, host):
        self.connection, self.host, self.cookies = http.client.HTTPConnection("127.0.0.1", port, timeout=60), f"{host}:{port}", {}

    def ask(self, path, body=None):
        headers = {"Host": self.host, "Accept": "text/html"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if body is not None:
            headers |= {"Origin": f"http://{self.host}", "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.close()
        begun = time.perf_counter()
        self.connection.request("GET" if body is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read()
        took = (time.perf_counter() - begun) * 1000
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return answer.status, page, took


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("shop")
    parser.add_argument("products", type=int)
    parser.add_argument("orders", type=int)
    parser.add_argument("requests", type=int)
    parser.add_argument("--staff", nargs=2)
    parser.add_argument("--only")
    args = parser.parse_args()
    shop, admin = Asker(args.port, f"{args.shop}.localhost"), Asker(args.port, "admin.localhost")
    if args.staff:
        page = admin.ask("/en/login")[1].decode()
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)) | {"email": args.staff[0], "password": args.staff[1]}
        if admin.ask("/en/login", urllib.parse.urlencode(fields))[0] != 303:
            sys.exit("the login is refused")
    rng = random.Random(7)
    turns = [(group, kind, draw) for group, of in kinds(args.products, args.orders).items() for kind, draw in of.items() if args.only in (None, group)]
    # Each kind some times before it counts: each process plans its statements when it first needs them.
    for n in range(-WARM, args.requests):
        for group, kind, draw in turns:
            staff = group in ("orders", "goods")
            path = f"/en/{args.shop}/{draw(rng)}" if staff else draw(rng)
            who = admin if staff else shop
            status, page, took = who.ask(path)
            if status != 200:
                sys.exit(f"{path} answers {status}")
            if n >= 0:
                print(group, kind, f"{took:.3f}", len(page), path)


if __name__ == "__main__":
    main()
