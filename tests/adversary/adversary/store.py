"""The store, written to by somebody who knows its format (docs/formats/ledger.md).

The Merkle tree is RFC 6962's. Nothing asks here whether a statement means anything.
"""

import contextlib
import fcntl
import hashlib
import os
import sqlite3

from . import core


def leaf_hash(token):
    return hashlib.sha256(b"\0" + token).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Frontier:
    """The perfect subtrees of a tree, largest first."""

    def __init__(self, stored):
        self.size = int.from_bytes(stored[:8], "big")
        self.roots = [stored[at:at + 32] for at in range(8, len(stored), 32)]

    def append(self, leaf):
        size, node = self.size, leaf
        while size & 1:
            node = node_hash(self.roots.pop(), node)
            size >>= 1
        self.roots.append(node)
        self.size += 1

    def root(self):
        if not self.roots:
            return hashlib.sha256(b"").digest()
        node = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            node = node_hash(left, node)
        return node

    def stored(self):
        return self.size.to_bytes(8, "big") + b"".join(self.roots)


class Store:
    def __init__(self, path):
        self.path = path

    def _write(self, change):
        """Runs change(connection) under the ledger's own lock, in one transaction."""
        with open(self.path + ".lock", "a", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            connection = sqlite3.connect(self.path, isolation_level=None)
            try:
                connection.execute("PRAGMA wal_autocheckpoint=0")
                connection.execute("PRAGMA synchronous=OFF")
                connection.execute("BEGIN IMMEDIATE")
                result = change(connection)
                connection.execute("COMMIT")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                return result
            finally:
                connection.close()

    def _read(self, sql, *values):
        connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def head(self):
        size, root = self._read("SELECT size, root FROM head")[0]
        return {"size": size, "root": root.hex()}

    def tokens(self):
        return [row[0].decode("latin-1") for row in self._read("SELECT token FROM entries ORDER BY idx")]

    def cores(self, kind=None):
        """What can be read of all entries, in order."""
        read = (core.read(token, index) for index, token in enumerate(self.tokens()))
        return [one for one in read if one and (kind is None or one.claims.get("kind") == kind)]

    def last(self, kind):
        return self.cores(kind)[-1]

    # --- appending -------------------------------------------------------------------------------

    def append(self, *tokens, annexes=()):
        """Appends tokens, whatever they are, as any writer would; the index of the first."""
        return self._write(lambda connection: self._append(connection, tokens, annexes))

    def _append(self, connection, tokens, annexes):
        (stored,), = connection.execute("SELECT frontier FROM head WHERE id = 1").fetchall()
        frontier = Frontier(stored)
        first = frontier.size
        for token in tokens:
            token = token if isinstance(token, bytes) else token.encode()
            leaf = leaf_hash(token)
            index = frontier.size
            frontier.append(leaf)
            connection.execute(
                "INSERT INTO entries(idx, hash, kind, subject, author, time, token, leaf, root)"
                " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (index, hashlib.sha256(token).digest(), *self._columns(token), token, leaf, frontier.root()))
        author = str(core.read(tokens[0]).claims.get("iss", "")) if annexes else ""
        for annex in annexes:
            self._insert_annex(connection, annex.commitment, annex.rows(), author)
        connection.execute("UPDATE head SET size = ?, root = ?, frontier = ? WHERE id = 1",
                           (frontier.size, frontier.root(), frontier.stored()))
        return first

    @staticmethod
    def _columns(token):
        read = core.read(token.decode("latin-1"))
        claims = read.claims if read else {}
        return [str(claims.get(name, ""))[:64] for name in ("kind", "subject", "iss", "iat")]

    # --- tampering --------------------------------------------------------------------------------

    def execute(self, sql, *values):
        """Any change by any program that opens the file."""
        def change(connection):
            connection.execute("PRAGMA ignore_check_constraints=ON")
            connection.execute(sql, values)
        self._write(change)

    def rewrite(self, tokens):
        """Another history with everything recomputed, so that it does not contradict itself."""
        def change(connection):
            connection.execute("DELETE FROM entries")
            connection.execute("UPDATE head SET frontier = ? WHERE id = 1", (bytes(8),))
            self._append(connection, tokens, ())
        self._write(change)

    @contextlib.contextmanager
    def put_back(self):
        """Afterwards the store is as it was."""
        with open(self.path, "rb") as file:
            before = file.read()
        try:
            yield
        finally:
            for end in ("-wal", "-shm"):
                if os.path.exists(self.path + end):
                    os.remove(self.path + end)
            with open(self.path, "wb") as file:
                file.write(before)

    # --- annexes ---------------------------------------------------------------------------------
    #
    # An annex lies in one or more envelopes, each by an author whom nobody's signature confirms.

    def has_envelopes(self):
        return bool(self._read("SELECT 1 FROM sqlite_master WHERE name = 'envelopes'"))

    def annex(self, commitment):
        """The age file in the first envelope; empty when there is none."""
        if not self.has_envelopes():
            return b"".join(row[0] for row in self._read(
                "SELECT bytes FROM annex WHERE commitment = ? ORDER BY row", bytes.fromhex(commitment)))
        rows = self._read("SELECT number, bytes FROM envelopes WHERE commitment = ? ORDER BY number, row",
                          bytes.fromhex(commitment))
        return b"".join(data for number, data in rows if number == rows[0][0])

    def _insert_annex(self, connection, commitment, rows, author="", number=0):
        if not self.has_envelopes():
            sql = "INSERT OR REPLACE INTO annex(commitment, row, bytes) VALUES(?, ?, ?)"
            values = ((bytes.fromhex(commitment), at, row) for at, row in enumerate(rows))
        else:
            sql = "INSERT OR REPLACE INTO envelopes(commitment, number, row, author, bytes) VALUES(?, ?, ?, ?, ?)"
            values = ((bytes.fromhex(commitment), number, at, author, row) for at, row in enumerate(rows))
        connection.executemany(sql, values)

    def _delete(self, connection, commitment):
        table = "envelopes" if self.has_envelopes() else "annex"
        connection.execute(f"DELETE FROM {table} WHERE commitment = ?", (bytes.fromhex(commitment),))

    def author_of(self, commitment):
        """Whose envelope the first one is said to be."""
        if not self.has_envelopes():
            return ""
        known = self._read("SELECT author FROM envelopes WHERE commitment = ? ORDER BY number LIMIT 1",
                           bytes.fromhex(commitment))
        return known[0][0] if known else ""

    def put_annex(self, commitment, rows, author=None):
        """Puts an envelope in the place of all that are there, under their author's name."""
        by = self.author_of(commitment) if author is None else author
        def change(connection):
            self._delete(connection, commitment)
            self._insert_annex(connection, commitment, rows, by)
        self._write(change)

    def add_envelope(self, commitment, number, rows, author=""):
        """Puts an envelope beside those that are there."""
        self._write(lambda connection: self._insert_annex(connection, commitment, rows, author, number))

    def put_row_of_zeros(self, commitment, size):
        """One row of any size in the place of all that are there. It is never in this process's memory, whose
        peak its children would inherit."""
        by = self.author_of(commitment)
        columns, values = ("commitment, row, bytes", (bytes.fromhex(commitment), 0, size))
        table = "annex"
        if self.has_envelopes():
            table, columns = "envelopes", "commitment, number, row, author, bytes"
            values = (bytes.fromhex(commitment), 0, 0, by, size)
        marks = ", ".join("?" * (len(values) - 1))

        def change(connection):
            self._delete(connection, commitment)
            connection.execute(f"INSERT INTO {table}({columns}) VALUES({marks}, zeroblob(?))", values)
        self._write(change)

    def erase_annex(self, commitment):
        self._write(lambda connection: self._delete(connection, commitment))
