"""Cores: PASETO v4.public tokens, signed with a member's key (docs/formats/statement.md).

The signature, hashes and base64 are stock libraries'; what is written here is PASETO's framing
(https://github.com/paseto-standard/paseto-spec, version 4) and PASERK's key ids.
"""

import base64
import dataclasses
import datetime
import hashlib
import json
import os
import time

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

HEADER = b"v4.public."


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def pae(*pieces):
    """PASETO's pre-authentication encoding."""
    le64 = lambda n: n.to_bytes(8, "little")
    return le64(len(pieces)) + b"".join(le64(len(piece)) + piece for piece in pieces)


def key_id(public_paserk):
    """k4.pid of a k4.public (PASERK, `pid`)."""
    digest = hashlib.blake2b(b"k4.pid." + public_paserk.encode(), digest_size=33).digest()
    return "k4.pid." + b64(digest)


class Key:
    """An Ed25519 key that signs cores."""

    def __init__(self, seed=None):
        self._private = ed25519.Ed25519PrivateKey.from_private_bytes(seed or os.urandom(32))
        raw = self._private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.public = "k4.public." + b64(raw)
        self.kid = key_id(self.public)

    @classmethod
    def of_identity(cls, path):
        """The signing key of an identity file without a passphrase (docs/formats/identity.md)."""
        with open(path, encoding="ascii") as file:
            for line in file:
                if line.startswith("# sekisho-signing-key: k4.secret."):
                    return cls(unb64(line.split("k4.secret.")[1].strip())[:32])
        raise ValueError(f"{path} has no signing key")

    def sign(self, payload, implicit, footer=None):
        """Any bytes as payload and footer: what may be signed is not what may be said."""
        footer = b'{"kid":"%s"}' % self.kid.encode() if footer is None else footer
        signature = self._private.sign(pae(HEADER, payload, footer, implicit))
        return "v4.public." + b64(payload + signature) + "." + b64(footer)


def spell(claims):
    """The one spelling: compact, no needless escapes, sorted keys."""
    return json.dumps(claims, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


@dataclasses.dataclass
class Core:
    token: str
    claims: dict
    index: int = -1

    @property
    def hash(self):
        return hashlib.sha256(self.token.encode()).hexdigest()

    def __getattr__(self, name):
        try:
            return self.__dict__["claims"][name]
        except KeyError:
            raise AttributeError(name) from None


def read(token, index=-1):
    """Unverified. None when it is no token with a JSON object in it."""
    try:
        payload = unb64(token.split(".")[2])[:-64]
        claims = json.loads(payload)
    except (IndexError, ValueError):
        return None
    return Core(token, claims, index) if isinstance(claims, dict) else None


def uuid7(milliseconds=None):
    stamp = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    raw = bytearray(stamp.to_bytes(6, "big") + os.urandom(10))
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    text = raw.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def when(days=0.0, seconds=0):
    """RFC 3339 in Japan's time, as the program spells it, from now on."""
    zone = datetime.timezone(datetime.timedelta(hours=9))
    moment = datetime.datetime.now(zone) + datetime.timedelta(days=days, seconds=seconds)
    return moment.replace(microsecond=0).isoformat()
