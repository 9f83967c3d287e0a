#!/usr/bin/env python3
"""CPU that processes and all their descendants have had, those that have ended meanwhile included.

usage: spent.py NAME=PID...

A line "NAME NANOSECONDS" each; and "postgres.ROLE NANOSECONDS" for each backend and helper of the one called postgres, by what its title says
(postgres: stoa_cart stoa_cell1 ...). Quick, since what is measured goes on meanwhile.
"""
import glob
import os
import re
import sys


def read(path):
    try:
        with open(path, "rb") as f:
            return f.read()
    except OSError:
        return b""


def children():
    """By their parent's pid."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        stat = read(f"/proc/{pid}/stat").rpartition(b") ")[2].split()
        if len(stat) > 1:
            found.setdefault(int(stat[1]), []).append(int(pid))
    return found


def threads(pid):
    """Documentation/scheduler/sched-stats.rst: the first figure is nanoseconds on a CPU."""
    return sum(int((read(path).split() or [0])[0]) for path in glob.glob(f"/proc/{pid}/task/*/schedstat"))


def ended(pid):
    """proc(5): cutime and cstime, of children that were waited for, in ticks."""
    stat = read(f"/proc/{pid}/stat").rpartition(b") ")[2].split()
    return (int(stat[13]) + int(stat[14])) * (1000000000 // os.sysconf("SC_CLK_TCK")) if len(stat) > 14 else 0


def main():
    below = children()
    for argument in sys.argv[1:]:
        name, _, first = argument.partition("=")
        family, total = [int(first)], 0
        for pid in family:
            family += below.get(pid, [])
            own = threads(pid)
            total += own + ended(pid)
            title = read(f"/proc/{pid}/cmdline").replace(b"\0", b" ").decode("utf-8", "replace")
            role = re.match(r"postgres: (?:stoa_([a-z]+) |([a-z]+))", title)
            if name == "postgres" and role:
                print(f"postgres.{role[1] or role[2]}", own)
        print(name, total)


main()
