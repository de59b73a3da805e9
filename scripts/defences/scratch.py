"""The scratch copy: the project with a switch at every marked refusal, and its build."""

import os
import subprocess

from defences.rewrite import HEADER, rewrite

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = ("CMakeLists.txt", "cmake", "docs/man", "po", "tests", "tools", "base", "devices", "libcrypt", "approvals", "ledger",
       "media", "wipe", "reports", "workflow")


class BuildFailed(Exception):
    """Why, for people."""


def _files(root):
    for top in TOP:
        if os.path.isfile(os.path.join(root, top)):
            yield top
        for directory, _, names in os.walk(os.path.join(root, top)):
            for name in names:
                yield os.path.relpath(os.path.join(directory, name), root)


def _bytes(path):
    with open(path, "rb") as file:
        return file.read()


def _write_if_new(path, content, mode):
    """An unchanged file keeps its time, so that nothing is compiled for it."""
    if os.path.exists(path) and _bytes(path) == content:
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, mode)


class Scratch:
    def __init__(self, root, directory):
        self._root = root
        self.directory = directory
        self.source = os.path.join(directory, "source")
        self.build = os.path.join(directory, "build")
        self.log = os.path.join(directory, "build.log")

    def program(self, room):
        return os.path.join(self.build, "bin", f"{room}_test")

    def copy(self, product):
        """Writes what changed, removes what is gone."""
        wanted = {path: None for path in _files(self._root)}
        for path, marks in product.marks.items():
            wanted[path] = rewrite(product.sources[path], marks).encode()
        wanted[HEADER] = _bytes(os.path.join(HERE, os.path.basename(HEADER)))
        listener = _bytes(os.path.join(HERE, "failure_listener.cc"))
        for room in os.listdir(os.path.join(self._root, "tests/unit")):
            wanted[f"tests/unit/{room}/failure_listener_test.cc"] = listener
        for path, content in wanted.items():
            origin = os.path.join(self._root, path)
            mode = 0o444 | (os.stat(origin).st_mode if os.path.exists(origin) else 0o644)
            _write_if_new(os.path.join(self.source, path), _bytes(origin) if content is None else content, mode)
        for path in list(_files(self.source)):
            if path not in wanted:
                os.remove(os.path.join(self.source, path))

    def compile(self, rooms):
        """Builds ROOM_test of each; BuildFailed with the compiler's words."""
        # A removal must leave a program: a function that would end without its value does not compile.
        flags = "-O1 -DNDEBUG -Werror=return-type -Werror=implicit-fallthrough"
        self._run("cmake", "-S", self.source, "-B", self.build, "-G", "Ninja", "-DSEKISHO_TESTS=ON",
                  "-DCMAKE_BUILD_TYPE=Defences", f"-DCMAKE_CXX_FLAGS_DEFENCES={flags}")
        self._run("cmake", "--build", self.build, "--target", *(f"{room}_test" for room in sorted(rooms)),
                  "--", "-k", "0")
        for room in rooms:
            if b"SEKISHO_DEFENCE_TRACE" not in _bytes(self.program(room)):
                raise BuildFailed(f"{self.program(room)} does not trace")

    def _run(self, *command):
        os.makedirs(os.path.dirname(self.log), exist_ok=True)
        environment = {**os.environ, "SEKISHO_REMOVED_DEFENCES": "", "CCACHE_BASEDIR": self.source, "CCACHE_NOHASHDIR": "1"}
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        with open(self.log, "a", encoding="utf-8") as log:
            log.write(f"==> {' '.join(command)}\n{done.stdout}\n")
        if done.returncode != 0:
            said = done.stdout.splitlines()
            raise BuildFailed("\n".join([line for line in said if "error:" in line] or said[-40:]))
