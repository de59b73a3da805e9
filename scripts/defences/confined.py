"""Inside: proves that there is no way out, and only then runs one program; prints one line of JSON.

usage: confined.py JSON, with: machine (the namespaces outside), forbidden (directories and files outside),
program, environment, seconds. Without a program it only proves.

prints {"open": WHY}, or {"status": N or null, "output": TEXT, "trace": [LINE...], "seconds": N}
"""

import errno
import json
import os
import resource
import signal
import subprocess
import sys
import time

from confine import NOBODY, SCRATCH, WRITABLE, namespaces

CANARY = os.path.join(SCRATCH, "canary")  # a file that its mode lets everybody write to
CANARY_ROOM = os.path.join(SCRATCH, "canary.d")  # a directory of that kind
PLACES = ("/", "/boot", "/dev", "/etc", "/home", "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/srv", "/sys",
          "/usr", "/usr/bin", "/var", "/var/lib", "/var/log", "/work", CANARY_ROOM)
TRACE = "/tmp/trace"
HOME = "/tmp/home"
OWN = "/tmp/own"
MEMORY = 4 << 30  # a bound that is gone may otherwise take the machine's


def create(directory):
    """None, or the error of creating a file there."""
    path = os.path.join(directory, f".defence-{os.getpid()}-{time.monotonic_ns()}")
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as why:
        return why.errno
    os.unlink(path)
    return None


def write(path):
    """None, or the error of opening it to write."""
    try:
        os.close(os.open(path, os.O_WRONLY))
    except OSError as why:
        return why.errno
    return None


def _fields(path):
    with open(path, encoding="utf-8") as file:
        return dict(line.rstrip("\n").split(":", 1) for line in file)


def rights():
    """What is wrong with this process's rights; empty when it has none."""
    if set(os.getresuid() + os.getresgid()) != {NOBODY} or os.getgroups():
        return f"it is run as user {os.getuid()}"
    status = _fields("/proc/self/status")
    held = [name for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb") if int(status[name], 16) != 0]
    if held:
        return f"{held[0]} is {status[held[0]].strip()}"
    return "" if status["NoNewPrivs"].strip() == "1" else "a program could gain rights"


def mounts():
    """What is wrong with the mounts."""
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        lines = [line.split() for line in file]
    for line in lines:
        place, options, kind = line[4], line[5].split(","), line[line.index("-", 6) + 1]
        ours = place in WRITABLE and kind == "tmpfs" and line[line.index("-", 6) + 2] == "defences"
        if "rw" in options and not ours:
            return f"{place} is writable"
    return ""


def doors(order):
    """Why this is no place to run anything in; empty when nothing can be reached from here."""
    same = [kind for kind, name in namespaces().items() if name == order["machine"][kind]]
    if same:
        return f"the namespace {same[0]} is the machine's"
    if rights() or mounts():
        return rights() or mounts()
    for directory in (*PLACES, *order["forbidden"]):
        if create(directory) is None:
            return f"a file was created in {directory}"
    for path in (CANARY, *order["forbidden"]):
        if write(path) is None:
            return f"{path} was opened to write"
    # These two refuse because they are read-only, and for no other reason.
    if create(CANARY_ROOM) != errno.EROFS or write(CANARY) != errno.EROFS:
        return "the scratch copy is not read-only"
    shut = [place for place in WRITABLE if create(place) is not None]
    return f"nothing can be written in {shut[0]}" if shut else ""


def run(order):
    os.makedirs(HOME)
    os.makedirs(OWN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": HOME, "TMPDIR": OWN,
                   "SEKISHO_DEFENCE_TRACE": TRACE, **order["environment"]}
    began = time.monotonic()
    with subprocess.Popen(order["program"], env=environment, cwd=OWN, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True) as process:
        try:
            output, _ = process.communicate(timeout=order["seconds"])
            status = process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, status = process.communicate()[0], None
    seconds, trace = time.monotonic() - began, []
    if os.path.exists(TRACE):
        with open(TRACE, encoding="utf-8", errors="replace") as file:
            trace = file.read().splitlines()
    return {"status": status, "output": output.decode(errors="replace"), "trace": trace, "seconds": seconds}


def main():
    order = json.loads(sys.argv[1])
    found = doors(order)
    if found:
        print(json.dumps({"open": found}))
    else:
        print(json.dumps(run(order) if order["program"] else {}))


if __name__ == "__main__":
    main()
