"""Another program on a file system whose free space is being wiped, until that process has ended.

usage: other_program.py writes PID DIRECTORY   again and again a new file of 1 MiB; prints how many
                                               attempts there were, how many failed, and how many MiB
                                               the process read and wrote while they failed at a stretch
       other_program.py takes PID DIRECTORY    all that can be had, once the filling has begun
"""
import errno
import os
import select
import sys
import time

MIB = 1 << 20


class Process:
    """A process that may end, and be collected, at any moment: a descriptor of it stays valid."""

    def __init__(self, pid):
        self.pid = pid
        self.done = 0
        self.ended = select.poll()
        try:
            self.ended.register(os.pidfd_open(pid), select.POLLIN)
        except ProcessLookupError:
            self.ended = None

    def alive(self):
        return self.ended is not None and not self.ended.poll(0)

    def work(self):
        """The bytes it has read and written so far: a measure that a busy machine doesn't change."""
        try:
            with open(f"/proc/{self.pid}/io") as file:
                counts = dict(line.split(": ") for line in file)
            self.done = int(counts["rchar"]) + int(counts["wchar"])
        except (FileNotFoundError, ProcessLookupError, KeyError):
            pass
        return self.done


def one_attempt(name):
    """True when 1 MiB was written; False when there was no room."""
    try:
        with open(name, "wb", buffering=0) as file:
            return file.write(bytes(MIB)) == MIB
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False
    finally:
        if os.path.exists(name):
            os.unlink(name)


def writes(process, name):
    tries = failures = longest = 0
    first = None  # the process's work at the first failure of this stretch
    while process.alive():
        tries += 1
        if one_attempt(name):
            first = None
        else:
            failures += 1
            first = process.work() if first is None else first
            longest = max(longest, process.work() - first)
        time.sleep(0.01)
    print(tries, failures, longest // MIB)


def filling(directory):
    """Whether the file that fills the space is there: not the small ones before it."""
    try:
        return any(os.stat(os.path.join(at, name)).st_size > 50 * MIB
                   for at, _, names in os.walk(directory) for name in names)
    except OSError:
        return False


def takes(process, name):
    while process.alive() and not filling(os.path.dirname(name)):
        pass
    size = MIB
    with open(name, "wb", buffering=0) as file:
        while process.alive():
            try:
                file.write(bytes(size))
                os.fsync(file.fileno())
            except OSError:
                size = 4096


{"writes": writes, "takes": takes}[sys.argv[1]](Process(int(sys.argv[2])), sys.argv[3] + "/other-program")
