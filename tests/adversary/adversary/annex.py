"""Annexes: age files under a commitment (docs/formats/statement.md), made with Debian's `age`."""

import hashlib
import json
import os
import subprocess

ROW = 1 << 20


def commitment(salt, data):
    return hashlib.sha256(b"sekisho/v1/annex" + salt + data).hexdigest()


def rows_of(sealed):
    """As the store cuts them; an empty annex has one empty row."""
    return [sealed[at:at + ROW] for at in range(0, max(len(sealed), 1), ROW)]


def encrypt(plain, recipients):
    arguments = [piece for recipient in recipients for piece in ("-r", recipient)]
    return subprocess.run(["age", *arguments], input=plain, stdout=subprocess.PIPE, check=True).stdout


def decrypt(sealed, identity):
    """None when it is not for this identity."""
    done = subprocess.run(["age", "-d", "-i", identity], input=sealed, capture_output=True)
    return done.stdout if done.returncode == 0 else None


def keygen(path):
    """A key pair of nobody here, made with `age-keygen`; the recipient."""
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    with open(path, encoding="ascii") as file:
        return next(line.split(": ")[1].strip() for line in file if line.startswith("# public key"))


class HugeAnnex:
    """A part of any size that the directory's and everybody's keys open: `start` + one letter repeated + `end`.

    Made and stored a row at a time: what it costs is to be its readers' memory, not ours."""

    def __init__(self, path, size, recipients, start=b'{"name":"', end=b'"}', filler=b"A" * ROW):
        salt = os.urandom(32)
        digest = hashlib.sha256(b"sekisho/v1/annex" + salt)
        arguments = [piece for recipient in recipients for piece in ("-r", recipient)]
        with subprocess.Popen(["age", *arguments, "-o", path], stdin=subprocess.PIPE) as age:
            age.stdin.write(salt)
            for piece in (start, *[filler] * (size // len(filler)), end):
                digest.update(piece)
                age.stdin.write(piece)
        if age.returncode != 0:
            raise OSError("age failed")
        self.path = path
        self.commitment = digest.hexdigest()

    def rows(self):
        with open(self.path, "rb") as file:
            yield from iter(lambda: file.read(ROW), b"")


class Annex:
    """One part: bytes, a salt, and the readers it is encrypted to."""

    def __init__(self, data, recipients, salt=None):
        if not isinstance(data, bytes):
            data = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        salt = os.urandom(32) if salt is None else salt
        self.commitment = commitment(salt, data)
        self.sealed = encrypt(salt + data, recipients)

    def rows(self):
        return rows_of(self.sealed)
