"""Makes a room without doors for one command; started by root inside new namespaces (confinement.py).

usage: confine.py JSON, with: machine (the caller's namespaces), scratch, scripts, command

Every mount becomes read-only, the deepest included. New on top of that: empty file systems to write to at
WRITABLE, a /dev of five devices, an empty /run, this PID namespace's /proc, and the scratch copy at SCRATCH,
read-only. The command runs as a user without any right. It says nothing itself about whether this has worked:
confined.py, which is the command, finds that out from inside.
"""

import ctypes
import json
import os
import stat
import subprocess
import sys

NOBODY = 65534
WRITABLE = ("/tmp", "/var/tmp", "/dev/shm")
SCRATCH = "/tmp/scratch"
SCRIPTS = "/tmp/scripts"
DEVICES = {"null": (1, 3), "zero": (1, 5), "random": (1, 8), "urandom": (1, 9), "tty": (5, 0)}

MOUNT_SETATTR = 442  # the same number on every architecture since Linux 5.12
AT_FDCWD = -100
AT_RECURSIVE = 0x8000
MOUNT_ATTR_RDONLY = 0x1


def namespaces():
    return {kind: os.readlink(f"/proc/self/ns/{kind}") for kind in ("mnt", "pid", "net", "ipc")}


def make_all_read_only():
    """Every mount below /, those that others cover included; or OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    attributes = (ctypes.c_uint64 * 4)(MOUNT_ATTR_RDONLY, 0, 0, 0)  # set, clear, propagation, user namespace
    if libc.syscall(MOUNT_SETATTR, AT_FDCWD, b"/", AT_RECURSIVE, attributes, ctypes.sizeof(attributes)) != 0:
        raise OSError(ctypes.get_errno(), "mount_setattr")


def mount(*arguments, pass_fds=()):
    subprocess.run(["mount", "--no-mtab", "--no-canonicalize", *arguments], check=True, pass_fds=pass_fds)


def empty(place, options):
    mount("-t", "tmpfs", "-o", f"nosuid,{options}", "defences", place)


def make_devices():
    empty("/dev", "noexec,size=64k,mode=755")
    for name, number in DEVICES.items():
        os.mknod(f"/dev/{name}", 0o666 | stat.S_IFCHR, os.makedev(*number))
        os.chmod(f"/dev/{name}", 0o666)
    for name, target in (("fd", "fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        os.symlink(f"/proc/self/{target}", f"/dev/{name}")
    os.mkdir("/dev/shm")
    mount("-o", "remount,bind,ro", "/dev")


def bind(directory, place):
    """`directory` is an open descriptor: what it named may be covered by now."""
    os.mkdir(place, 0o755)
    mount("--bind", f"/proc/self/fd/{directory}", place, pass_fds=[directory])
    mount("-o", "remount,bind,ro,nosuid,nodev", place)


def confine(order):
    mount("--make-rprivate", "/")
    scratch = os.open(order["scratch"], os.O_PATH | os.O_DIRECTORY)
    scripts = os.open(order["scripts"], os.O_PATH | os.O_DIRECTORY)
    make_all_read_only()
    make_devices()
    for place in WRITABLE:
        empty(place, "nodev,size=1g,mode=1777")
    empty("/run", "ro,nodev,noexec,size=4k,mode=755")
    mount("-t", "proc", "-o", "ro,nosuid,nodev,noexec", "proc", "/proc")
    bind(scratch, SCRATCH)
    bind(scripts, SCRIPTS)


def main():
    order = json.loads(sys.argv[1])
    # Before anything is mounted: what unshare(1) was asked for has to be there.
    same = [kind for kind, name in namespaces().items() if name == order["machine"][kind]]
    if same:
        sys.exit(f"the namespace {same[0]} is still the machine's")
    confine(order)
    child = subprocess.Popen([
        "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all",
        "--bounding-set=-all", "--no-new-privs", *order["command"],
    ])
    # As the namespace's first process: whoever is left alone in it ends here, too.
    while True:
        pid, status = os.wait()
        if pid == child.pid:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


if __name__ == "__main__":
    main()
