"""Reads a .po file and prints the translations whose {name} and <1> placeholders differ from their message's."""
import ast
import re
import sys

PLACEHOLDER = re.compile(r"\{[^}]*\}|</?[0-9]+/?>")


def entries(path):
    entry, key = {}, None
    for line in open(path, encoding="utf-8"):
        line = line.strip()
        match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?) (".*")$', line)
        if match:
            if match[1] in ("msgctxt", "msgid") and any(k.startswith("msgstr") for k in entry):
                yield entry
                entry = {}
            key = match[1]
            entry[key] = ast.literal_eval(match[2])
        elif line.startswith('"') and key:
            entry[key] += ast.literal_eval(line)
        elif line.startswith("#~"):
            key = None
    if entry:
        yield entry


def marks(text):
    return set(PLACEHOLDER.findall(text))


def main(path):
    wrong = 0
    for entry in entries(path):
        if not entry.get("msgid"):
            continue
        want = marks(entry.get("msgid_plural", entry["msgid"]))
        for key, text in entry.items():
            if not key.startswith("msgstr") or not text:
                continue
            got = marks(text)
            # A plural form for one or two pieces may write the number in words.
            if got != want and not ("msgid_plural" in entry and got == want - {"{n}"}):
                print(f"{path}: \"{entry['msgid']}\": {sorted(want)} became {sorted(got)}")
                wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
