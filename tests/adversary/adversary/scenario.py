"""Runs the attacks of one file, each against a copy of the same office.

An attack is a function of an office. It ends in the expectation that nothing came of it, and it
has a control: the same act done honestly, which succeeds. Without one a refusal proves nothing.
"""

import os
import shutil
import sys
import tempfile
import time
import traceback

SKIPPED = 77
_attacks = []


class Skip(Exception):
    """The attack cannot be tried here."""


def attack(*lines, still_open=""):
    """Registers an attack; the lines of ATTACKS that it is a test of.

    still_open: what gets through, as yet. Its control must hold; and once it is refused it fails until the
    mark is gone."""
    def register(function):
        function.still_open = still_open
        _attacks.append((lines, function))
        return function
    return register


def skip(reason):
    if os.environ.get("CI") == "true":
        raise AssertionError(f"skipped in CI: {reason}")
    raise Skip(reason)


def _missing():
    for program in ("age", "age-keygen", "faketime"):
        if shutil.which(program) is None:
            return f"there is no program {program} (scripts/bootstrap)"
    try:
        import cryptography  # noqa: F401
    except ImportError:
        return "there is no python3-cryptography (scripts/bootstrap)"
    return None


def _trial(function, base, path):
    """None, or what went wrong."""
    from .office import Expectations
    office = base.copy(path)
    Expectations.failed.clear()
    try:
        function(office)
        if not office.controls:
            return "it has no control"
        return "\n".join(Expectations.failed) or None
    except Skip:
        raise
    except Exception as error:  # whatever it is, the other attacks are tried, too
        where = traceback.extract_tb(error.__traceback__)
        before = "".join(one + "\n" for one in Expectations.failed)
        script = os.path.abspath(sys.argv[0])
        own = next((f"line {one.lineno}" for one in reversed(where) if one.filename == script), "")
        if own == "":
            return before + "BROKEN: " + "".join(traceback.format_exception(error))
        kind = "" if type(error).__name__ == "Failed" else f"BROKEN: {type(error).__name__}: "
        return before + f"{own}: {kind}{error}"


def _base(work):
    """The office that is copied: the one that was made before, or a new one."""
    from .office import Office, found
    ready = os.environ.get("SEKISHO_ADVERSARY_OFFICE", "")
    if ready and os.path.exists(os.path.join(ready, "facts.json")):
        return Office.load(ready)
    os.makedirs(os.path.join(work, "office"))
    return found(os.path.join(work, "office"))


def _run(function, base, path):
    """("ok", "open", "FAIL" or "SKIP", what is to be said)."""
    try:
        wrong = _trial(function, base, path)
    except Skip as reason:
        return "SKIP", str(reason)
    finally:
        shutil.rmtree(path, ignore_errors=True)
    if not function.still_open:
        return ("FAIL", wrong) if wrong else ("ok", "")
    if not wrong:
        return "FAIL", "it is refused now: take its mark still_open away"
    if any(word in wrong for word in ("CONTROL", "BROKEN", "it has no control")):
        return "FAIL", wrong
    return "open", function.still_open


def _run_all(wanted, work):
    base = _base(work)
    ended = {"ok": 0, "open": 0, "FAIL": 0, "SKIP": 0}
    chosen = [one for one in _attacks if not wanted or one[1].__name__ in wanted]
    for lines, function in chosen:
        began = time.monotonic()
        how, said = _run(function, base, os.path.join(work, function.__name__))
        ended[how] += 1
        if how == "SKIP":
            print(f"LEFT OUT: {' '.join(lines)} {function.__name__}: {said}", flush=True)
            continue
        print(f"{how:4} {' '.join(lines)} {function.__name__} ({time.monotonic() - began:.1f} s)", flush=True)
        if said:
            print("     " + said.strip().replace("\n", "\n     "), flush=True)
    print(f"{ended['ok']} refused, {ended['open']} open, {ended['FAIL']} failed, {ended['SKIP']} skipped")
    if not chosen or ended["FAIL"]:
        return 1
    return SKIPPED if ended["SKIP"] == len(chosen) else 0


def find_programs():
    """Puts the built commands into PATH; ends the test when something is missing."""
    built = os.environ.get("SEKISHO_BIN", "")
    if not os.access(os.path.join(built, "sekisho"), os.X_OK):
        sys.exit(f"FAILED: sekisho was not built in SEKISHO_BIN={built!r}")
    os.environ["PATH"] = built + os.pathsep + os.environ["PATH"]
    reason = _missing()
    if reason:
        print(("FAILED: skipped in CI: " if os.environ.get("CI") == "true" else "SKIPPED: ") + reason)
        sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)


def main():
    """For `if __name__ == "__main__"` of a file of attacks.

    Arguments: only these functions; --go-on: tell every expectation that fails, not only the first.
    """
    find_programs()
    work = tempfile.mkdtemp(prefix="adversary.")
    try:
        from .office import Expectations
        Expectations.going_on = "--go-on" in sys.argv
        status = _run_all([name for name in sys.argv[1:] if name != "--go-on"], work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(status)
