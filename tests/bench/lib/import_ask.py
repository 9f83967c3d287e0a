#!/usr/bin/env python3
"""Looks around in some shops until a file appears, or for some seconds: product pages, shelves, the home page, a search now and then.

usage: import_ask.py PORT STOP_FILE SECONDS SHOP...

Prints a line "SHOP milliseconds" for each answer, a page of each shop in turn with a short pause between; status 1 where one was not 200.
"""
import os
import random
import re
import sys
import time

from catalog_ask import Asker
from catalog_csv import DEPARTMENTS, THINGS


def pages_of(asker):
    """Goods that were there before."""
    found = []
    for department in DEPARTMENTS[:4]:
        status, page, _ = asker.ask(f"/en/c/{department.lower()}")
        if status != 200:
            sys.exit(f"{asker.host} answers {status}")
        found += re.findall(r'href="(/en/p/[^"?]+)"', page.decode())
    return found


def main():
    port, stop, seconds, rng = int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), random.Random(11)
    shops = {name: Asker(port, f"{name}.localhost") for name in sys.argv[4:]}
    goods = {name: pages_of(asker) for name, asker in shops.items()}
    end = time.monotonic() + seconds
    while time.monotonic() < end and not os.path.exists(stop):
        for name, asker in shops.items():
            path = rng.choices((rng.choice(goods[name]), f"/en/c/{rng.choice(DEPARTMENTS).lower()}-{rng.randrange(10)}", "/en/",
                f"/en/search?q={rng.choice(THINGS)[0]}"), (70, 15, 10, 5))[0]
            status, _, took = asker.ask(path)
            if status != 200:
                sys.exit(f"{asker.host}{path} answers {status}")
            print(name, f"{took:.3f}")
            time.sleep(0.01)


main()
