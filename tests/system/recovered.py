# How much of lost files is in what a recovery program wrote.
#
# usage: recovered.py ORIGINALS RECOVERED...      directories, or files of any size; prints
#   WHOLE/SECTORS/NAMES: originals that a recovered file begins with, distinct 512-byte sectors of
#   originals found at any sector of a recovered file, and distinct names found anywhere
import os, re, sys

SECTOR = 512
KEY = 16  # bytes that tell a sector; those of few different bytes (padding, tables) tell nothing


def files(path):
    if os.path.isfile(path):
        yield path
    for directory, _, names in os.walk(path):
        for name in names:
            yield os.path.join(directory, name)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def keys(content):
    found = {content[at:at + KEY] for at in range(0, len(content) - KEY + 1, SECTOR)}
    return {key for key in found if len(set(key)) > KEY // 2}


originals = [read(path) for path in files(sys.argv[1])]
telling = set().union(*map(keys, originals))
assert originals and len(telling) > 10 * len(originals), "the originals tell nothing"
whole, sectors, names = set(), set(), set()
for argument in sys.argv[2:]:
    for path in files(argument):
        content = read(path)
        whole |= {number for number, one in enumerate(originals) if content.startswith(one)}
        sectors |= keys(content) & telling
        names |= set(re.findall(rb"CUSTOMER-\d{3}\.\w{3}", content + path.encode()))
print(f"{len(whole)}/{len(sectors)}/{len(names)}")
