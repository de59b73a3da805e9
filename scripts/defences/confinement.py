"""Runs programs without defences where they can reach nothing; there is no other way to run them.

A test whose defence is removed does what the defence prevents. Each run has its own namespaces, in which
confine.py makes every mount read-only but a new /tmp, and goes on as a user without rights. What it starts there,
confined.py, first tries to get out, each time: when it can, nothing is run.
"""

import json
import os
import shutil
import subprocess
import sys

from defences import confine

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(confine.SCRATCH, "source")
TOOLS = ("unshare", "setpriv", "mount")
LATE = 60  # seconds more than a program has; confined.py ends it before
# Debian's own, which everybody may read, before the caller's.
PYTHON = ("/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable, "-E", "-s", "-B")


def program(room):
    """ROOM_test, as a run finds it."""
    return os.path.join(confine.SCRATCH, "build/bin", f"{room}_test")


def _is_covered(path):
    """Whether a new file system lies on top of that."""
    return any(path == place or path.startswith(place + "/") for place in confine.WRITABLE)


class NotConfined(Exception):
    """Why nothing may be run; one sentence for people."""


class Confinement:
    def __init__(self, root, directory):
        """Of the scratch copy in `directory`; NotConfined when a run in it could reach anything else."""
        missing = [tool for tool in TOOLS if shutil.which(tool) is None]
        if missing:
            raise NotConfined(f"there is no {missing[0]}(1) to confine them")
        if os.geteuid() != 0:
            raise NotConfined("only root can confine them")
        self._directory = os.path.realpath(directory)
        self._canary = os.path.join(self._directory, "canary")
        outside = [os.path.realpath(root), os.path.dirname(os.path.realpath(root)), self._directory, self._canary,
                   self._canary + ".d", os.path.expanduser("~")]
        self._forbidden = [path for path in outside if not _is_covered(path)]
        self._set_canaries()
        if "status" in self.run([], {}, 60):
            raise NotConfined("it takes too long to confine them")
        with open(self._canary, encoding="utf-8") as file:
            if file.read() != "sings\n" or os.listdir(self._canary + ".d"):
                raise NotConfined("something was written outside")

    def run(self, program, environment, seconds):
        """What confined.py prints; NotConfined."""
        machine = confine.namespaces()
        order = {"machine": machine, "forbidden": self._forbidden, "program": program, "environment": environment,
                 "seconds": seconds}
        inside = {"machine": machine, "scratch": self._directory, "scripts": HERE,
                  "command": [*PYTHON, os.path.join(confine.SCRIPTS, "confined.py"), json.dumps(order)]}
        try:
            done = self._inside(inside, seconds + LATE)
        except subprocess.TimeoutExpired:  # unshare(1) is killed, and everything in there with it
            return {"status": None, "output": "", "trace": [], "seconds": seconds + LATE}
        try:
            answer = json.loads(done.stdout)
        except ValueError:
            said = (done.stderr.decode(errors="replace").strip().splitlines() or ["no answer"])[-1]
            raise NotConfined(f"they cannot be confined: {said}") from None
        if "open" in answer:
            raise NotConfined(f"they are not confined: {answer['open']}")
        return answer

    @staticmethod
    def _inside(order, seconds):
        return subprocess.run(
            ["unshare", "--mount", "--pid", "--fork", "--net", "--ipc", "--kill-child", "--",
             *PYTHON, os.path.join(HERE, "confine.py"), json.dumps(order)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=seconds)

    def _set_canaries(self):
        os.makedirs(self._canary + ".d", exist_ok=True)
        with open(self._canary, "w", encoding="utf-8") as file:
            file.write("sings\n")
        os.chmod(self._canary, 0o666)
        os.chmod(self._canary + ".d", 0o777)
        os.chmod(self._directory, 0o755)
