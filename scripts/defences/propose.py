"""Looks for a test of each defence that has none: runs every unit test once to see which refusals it makes
happen, then those with the refusal removed.
"""

import json
import os
from concurrent.futures import ThreadPoolExecutor

from defences.confinement import program
from defences.proofs import PURE_WIPE, Proof
from defences.run import SECONDS, WORKERS, complaint, judge, refusals_of, run_test, substitute

TRIES = 20  # tests for one defence, the most special ones first
TOGETHER = 25  # tests of one run that looks for what they refuse


def _tests_of(confinement, room):
    listed = confinement.run([program(room), "--gtest_list_tests"], {}, SECONDS)["output"]
    suite = ""
    for line in listed.splitlines():
        name = line.split("#")[0].rstrip()
        if not name.startswith(" "):
            suite = name
        elif suite.endswith(".") and (room != "wipe" or suite[:-1] in PURE_WIPE):
            yield suite + name.strip()


def _fired(scratch, confinement, rooms):
    """{(room, test): ids}, kept in a file until the programs change."""
    known = {}
    file = os.path.join(os.path.dirname(scratch.build), "fired.json")
    if os.path.exists(file):
        with open(file, encoding="utf-8") as kept:
            known = json.load(kept)
    for room in rooms:
        stamp = os.stat(scratch.program(room)).st_mtime_ns
        if known.get(room, {}).get("stamp") == stamp:
            continue
        tests = list(_tests_of(confinement, room))
        parts = [tests[first : first + TOGETHER] for first in range(0, len(tests), TOGETHER)]
        known[room] = {"stamp": stamp, "tests": {}}
        with ThreadPoolExecutor(WORKERS) as pool:
            for seen in pool.map(lambda part, room=room: refusals_of(confinement, room, part), parts):
                known[room]["tests"].update(seen)
    with open(file, "w", encoding="utf-8") as kept:
        json.dump(known, kept)
    return {(room, test): ids for room in rooms for test, ids in known[room]["tests"].items()}


def _propose_one(confinement, fired, mark):
    room = mark.site.source.path.split("/")[0]
    able = [key for key, ids in fired.items() if mark.id in ids]
    able.sort(key=lambda key: (key[0] != room, len(fired[key])))
    reasons, twins = [], []
    for key in able[:TRIES]:
        run = run_test(confinement, *key, [mark.id])
        why = complaint(run, key[1])
        if not why:
            return Proof((mark.id,), *key).name()
        reasons.append(f"{key[1]}: {why}")
        if other := substitute(run):
            twins.append(Proof((mark.id, other), *key))
    for proof in twins:
        if not judge(confinement, proof)[1]:
            return proof.name()
    return f"# {mark.id}  {mark.where()}  {'; '.join(reasons[:3]) or 'no test makes it happen'}"


def propose(scratch, confinement, rooms, marks):
    """Lines for tests/defences.txt, as they are found."""
    fired = _fired(scratch, confinement, rooms)
    with ThreadPoolExecutor(WORKERS) as pool:
        yield from pool.map(lambda mark: _propose_one(confinement, fired, mark), marks)
