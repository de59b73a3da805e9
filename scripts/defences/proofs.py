"""What is known about each defence: tests/defences.txt.

    G6-3        media     MediumRegister.RefusesATwiceCheckedOut    this test fails without it
    D2-1+D2-4   libcrypt  PackageReader.RefusesAnotherStanza        twins: each would do alone
    H6-12       guest: on_hpa and check_hpa                         only the virtual machine's tests notice
    H2-4        not-here: a file of the machine's owner             only a test that cannot be confined does
"""

import os
from dataclasses import dataclass, field

LIST = "tests/defences.txt"
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


def read_knowledge(root, known):
    """`known` are the ids that the product has."""
    found = Knowledge()
    _read_list(root, known, found)
    for name, mark in known.items():
        places = (name in found.shown()) + (name in found.elsewhere)
        if places == 0:
            found.problems.append(f"{mark.where()}: {LIST} names no test for {name}")
        elif places > 1:
            found.problems.append(f"{mark.where()}: {name} is listed as noticed, and as not")
    return found
