"""What is known about each defence: tests/defences.txt and tests/defences-open.txt.

    G6-3        media     MediumRegister.RefusesATwiceCheckedOut    this test fails without it
    D2-1+D2-4   libcrypt  PackageReader.RefusesAnotherStanza        twins: each would do alone
    H6-12       guest: on_hpa and check_hpa                         only the virtual machine's tests notice
    H2-4        not-here: a file of the machine's owner             only a test that cannot be confined does

and, in the second, those that nobody has looked for a test of yet: a first line 'at most N', then ids.
"""

import os
from dataclasses import dataclass, field

LIST = "tests/defences.txt"
OPEN = "tests/defences-open.txt"
ELSEWHERE = ("guest:", "not-here:")

# What the wipe does to devices, to free space and to whatever it is pointed at is not tried without its
# defences, confined or not: its reports, claims, plans and parsers are.
PURE_WIPE = (
    "AtaHiddenAreas", "AtaIdentity", "AtaSanitize", "AtaSecurity", "Claims", "HiddenSectors", "JournalBytes",
    "Layout", "Medium", "MountInfo", "NvmeErase", "NvmeIdentity", "Particulars", "PurgeChoice", "PurgeClaims",
    "Sample", "SavedProgress", "ScsiIdentity", "ScsiSanitize", "ScsiSense", "WipeReport",
)


@dataclass(frozen=True)
class Proof:
    ids: tuple  # removed together
    room: str  # of the program, ROOM_test
    test: str  # as --gtest_filter takes it

    def name(self):
        return f"{'+'.join(self.ids)}  {self.room}  {self.test}"


@dataclass
class Knowledge:
    proofs: list = field(default_factory=list)
    elsewhere: dict = field(default_factory=dict)  # id to where it is noticed instead
    open: set = field(default_factory=set)
    problems: list = field(default_factory=list)

    def shown(self):
        return {name for proof in self.proofs for name in proof.ids}


def _lines(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            text = line.split("#")[0].strip()
            if text:
                yield f"{path}:{number}", text


def _read_list(root, known, found):
    for where, text in _lines(root, LIST):
        words = text.split()
        ids = tuple(words[0].split("+"))
        found.problems += [f"{where}: the sources have no '// defence: {name}'" for name in ids if name not in known]
        if len(words) > 2 and words[1] in ELSEWHERE:
            found.elsewhere.update({name: " ".join(words[1:]) for name in ids})
        elif len(words) != 3:
            found.problems.append(f"{where}: not 'ID[+ID...] ROOM TEST', 'ID guest: CASE' or 'ID not-here: REASON'")
        else:
            proof = Proof(ids, words[1], words[2])
            if proof in found.proofs:
                found.problems.append(f"{where}: listed twice")
            if proof.room == "wipe" and proof.test.split(".")[0] not in PURE_WIPE:
                found.problems.append(f"{where}: {proof.test} wipes; without its defences it is not run")
            found.proofs.append(proof)


def _read_open(root, known, found):
    most, path = None, os.path.join(root, OPEN)
    for where, text in _lines(root, OPEN) if os.path.exists(path) else ():
        if most is None:
            most = int(text.removeprefix("at most ")) if text.removeprefix("at most ").isdigit() else -1
            continue
        if text not in known:
            found.problems.append(f"{where}: the sources have no '// defence: {text}'")
        found.open.add(text)
    if len(found.open) != (most or 0):
        found.problems.append(f"{OPEN}: {len(found.open)} ids, and its first line is not 'at most {len(found.open)}'")


def read_knowledge(root, known):
    """`known` are the ids that the product has."""
    found = Knowledge()
    _read_list(root, known, found)
    _read_open(root, known, found)
    for name, mark in known.items():
        places = (name in found.shown()) + (name in found.elsewhere) + (name in found.open)
        if places == 0:
            found.problems.append(f"{mark.where()}: {LIST} names no test for {name}")
        elif places > 1:
            found.problems.append(f"{mark.where()}: {name} is listed as noticed, and as not")
    return found
