"""What is covered: every refusal in these files carries a mark. Others may have marks as well."""

import os

from defences.cpp import Source, SourceError
from defences.marks import find_marks, unmarked
from defences.sites import find_sites, shared_wording

ROOMS = ("approvals", "devices", "ledger", "libcrypt", "media", "wipe", "workflow")
# Of libcrypt, the package and its archive; of the other rooms, everything.
LIBCRYPT = ("libcrypt/archive/", "libcrypt/package/")


def is_covered(path):
    return path.startswith(LIBCRYPT) or not path.startswith("libcrypt/")


def files_of(root, end):
    """The files below the rooms with that end to their name, in order, from the top of the tree."""
    found = []
    for room in ROOMS:
        for directory, _, names in os.walk(os.path.join(root, room)):
            found += [os.path.relpath(os.path.join(directory, name), root) for name in names if name.endswith(end)]
    return sorted(found)


def test_rooms(root):
    """The rooms that have unit tests."""
    return set(os.listdir(os.path.join(root, "tests/unit")))


class Product:
    """The rooms' sources with their marks, and everything that is wrong about these."""

    def __init__(self, root):
        self.problems = []
        self.sources = self._read(root)
        self.marks = {}  # path to its marks
        self.sites = 0
        shared = shared_wording(self._headers(root), self.sources.values())
        for path, source in self.sources.items():
            self._look(path, source, shared)
        self._check_ids()

    def ids(self):
        return {mark.id: mark for marks in self.marks.values() for mark in marks if mark.id}

    def _look(self, path, source, shared):
        try:
            marks = find_marks(source)
            sites = find_sites(source, shared)
        except SourceError as problem:
            self.problems.append(str(problem))
            return
        self.marks[path] = marks
        if not is_covered(path):
            return
        self.sites += len(sites)
        self.problems += [f"{site.where()}: a refusal without '// defence: ID'" for site in unmarked(sites, marks)]

    def _check_ids(self):
        seen = {}
        for marks in self.marks.values():
            for mark in marks:
                if mark.id and mark.id in seen:
                    self.problems.append(f"{mark.where()}: {mark.id} is the id of {seen[mark.id]}, too")
                seen.setdefault(mark.id, mark.where())

    def _read(self, root):
        sources = {}
        for path in files_of(root, ".cc"):
            with open(os.path.join(root, path), encoding="utf-8") as file:
                text = file.read()
            try:
                sources[path] = Source(path, text)
            except SourceError as problem:
                self.problems.append(str(problem))
        return sources

    @staticmethod
    def _headers(root):
        for path in files_of(root, ".h"):
            with open(os.path.join(root, path), encoding="utf-8") as file:
                yield file.read()
