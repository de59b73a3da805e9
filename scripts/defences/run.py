"""Runs one test with some defences removed, and judges what it noticed."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from defences.confinement import SOURCE, program

SECONDS = 120  # no test takes half as long
WORKERS = os.cpu_count() or 2


@dataclass(frozen=True)
class Run:
    status: int  # None: it was ended after SECONDS
    output: str
    trace: tuple  # the lines of SEKISHO_DEFENCE_TRACE
    seconds: float

    def passed(self):
        return self.status == 0 and "[  PASSED  ] 1 test." in self.output


def run_test(confinement, room, test, removed=()):
    """NotConfined when there is a way out."""
    environment = {"SEKISHO_REMOVED_DEFENCES": ",".join(removed), "SEKISHO_SOURCE": SOURCE}
    done = confinement.run([program(room), f"--gtest_filter={test}", "--gtest_color=no"], environment, SECONDS)
    trace = tuple(line for line in done["trace"] if not line.startswith("@"))
    return Run(done["status"], done["output"], trace, done["seconds"])


def refusals_of(confinement, room, tests):
    """{test: sorted ids}: the refusals that each of these makes happen, of those that pass; in one run."""
    program_line = [program(room), f"--gtest_filter={':'.join(tests)}"]
    done = confinement.run(program_line, {"SEKISHO_SOURCE": SOURCE}, SECONDS * len(tests))
    seen, name = {}, ""
    ids = set()
    for line in done["trace"]:
        if line == "@":
            seen[name] = sorted(ids)
        elif line.startswith("@"):
            name, ids = line[1:], set()
        elif line[0] not in "-!":
            ids.add(line)
    return seen


def substitute(run):
    """The refusal that came instead of the removed one, before anything failed; empty when none did."""
    skipped, instead = False, ""
    for line in run.trace:
        if line.startswith("!"):
            break
        if line.startswith("-"):
            skipped, instead = True, ""
        elif skipped and not instead:
            instead = line
    return instead


def complaint(run, test):
    """Why this run does not show that the test needs what was removed; empty when it does.

    What counts is an assertion that fails because something passed: the first one behind the removed
    refusal, with no other refusal in between.
    """
    if run.status is None:
        return f"it did not end within {SECONDS} seconds"
    if run.passed():
        return "it passes without the defence" + (f": {substitute(run)} refuses" if substitute(run) else "")
    if run.status != 1 or f"[  FAILED  ] {test}" not in run.output:
        return f"it ended with status {run.status} instead of failing"
    failed = [line for line in run.trace if line.startswith("!")]
    if not failed or failed[0].endswith("?") or "_test.cc:" not in failed[0] and ".h:" not in failed[0]:
        return "it failed, but not at an assertion of its own"
    if not any(line.startswith("-") for line in run.trace[: run.trace.index(failed[0])]):
        return "it failed before it came to the defence"
    if substitute(run):
        return f"something else refuses then: {substitute(run)}"
    return ""


def idle(run, name):
    """Why this run, with all twins of `name` removed but itself, does not show that it would do alone."""
    if run.passed() or substitute(run) == name:
        return ""
    return f"{name} need not be removed for that, or does nothing"


def judge(confinement, proof):
    """(run, complaint) of the removal, then of all but each of its ids."""
    run = run_test(confinement, proof.room, proof.test, proof.ids)
    why = complaint(run, proof.test)
    for name in proof.ids if len(proof.ids) > 1 and not why else ():
        run = run_test(confinement, proof.room, proof.test, [other for other in proof.ids if other != name])
        why = why or idle(run, name)
        if why:
            break
    return run, why


def failing_proofs(confinement, proofs):
    """(proof, its run, complaint) of each that does not hold, as they are found."""
    tests = sorted({(proof.room, proof.test) for proof in proofs})
    with ThreadPoolExecutor(WORKERS) as pool:
        whole = dict(zip(tests, pool.map(lambda key: run_test(confinement, *key), tests)))
        for proof, (run, why) in zip(proofs, pool.map(lambda proof: judge(confinement, proof), proofs)):
            before = whole[proof.room, proof.test]
            if not before.passed():
                yield proof, before, "it does not pass with the defence in place"
            elif why:
                yield proof, run, why
