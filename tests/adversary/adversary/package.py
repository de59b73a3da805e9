"""Sealed packages made by hand (docs/formats/package.md; https://c2sp.org/age), each part of one's own choice.

Stock X25519, HKDF, HMAC and ChaCha20-Poly1305; what is written here is the framing.
"""

import base64
import dataclasses
import hashlib
import hmac
import io
import os
import tarfile

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from . import core
from .annex import decrypt
from .store import leaf_hash, node_hash

CHUNK = 65536
LEAF = 1 << 20
CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def _bech32_checksum(values):
    polymod = 1
    for value in values:
        top = polymod >> 25
        polymod = (polymod & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            polymod ^= generator if top >> i & 1 else 0
    return polymod


def _expanded(prefix):
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def recipient_bytes(recipient):
    """The 32 bytes of age1... (BIP 173)."""
    bits = "".join(f"{CHARSET.index(c):05b}" for c in recipient[4:-6])
    return bytes(int(bits[at:at + 8], 2) for at in range(0, 256, 8))


def recipient_of(raw):
    """age1... of any 32 bytes, also of a point that no key has."""
    bits = "".join(f"{byte:08b}" for byte in raw).ljust(260, "0")
    data = [int(bits[at:at + 5], 2) for at in range(0, 260, 5)]
    polymod = _bech32_checksum(_expanded("age") + data + [0] * 6) ^ 1
    data += [polymod >> 5 * (5 - i) & 31 for i in range(6)]
    return "age1" + "".join(CHARSET[value] for value in data)


def hkdf(key, salt, info):
    return HKDF(hashes.SHA256(), 32, salt or None, info).derive(key)


def unpadded(data):
    return base64.b64encode(data).rstrip(b"=")


def body_lines(data):
    text = unpadded(data)
    lines = [text[at:at + 64] for at in range(0, len(text), 64)]
    if not lines or len(lines[-1]) == 64:
        lines.append(b"")
    return b"\n".join(lines) + b"\n"


def stanza(file_key, nonce, recipient):
    """age's X25519 stanza, its ephemeral secret derived as the package's format wants it."""
    raw = recipient_bytes(recipient)
    secret = X25519PrivateKey.from_private_bytes(hkdf(file_key, nonce, b"sekisho/v1/ephemeral" + raw))
    share = secret.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    shared = secret.exchange(X25519PublicKey.from_public_bytes(raw))
    wrap = hkdf(shared, share + raw, b"age-encryption.org/v1/X25519")
    body = ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)
    return b"-> X25519 " + unpadded(share) + b"\n" + body_lines(body)


def stream(file_key, nonce, plain):
    """age's STREAM: the payload's ciphertext."""
    cipher = ChaCha20Poly1305(hkdf(file_key, nonce, b"payload"))
    chunks = [plain[at:at + CHUNK] for at in range(0, len(plain), CHUNK)] or [b""]
    return b"".join(cipher.encrypt(at.to_bytes(11, "big") + bytes([at == len(chunks) - 1]), chunk, None)
                    for at, chunk in enumerate(chunks))


def tree_root(data):
    leaves = [leaf_hash(data[at:at + LEAF]) for at in range(0, len(data), LEAF)]

    def over(nodes):
        if len(nodes) == 1:
            return nodes[0]
        split = 1 << (len(nodes) - 1).bit_length() - 1
        return node_hash(over(nodes[:split]), over(nodes[split:]))
    return over(leaves).hex()


def tar_of(entries):
    """A pax tar of (name, bytes or None for a directory or a tarfile.TarInfo made elsewhere)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in entries:
            if isinstance(content, tarfile.TarInfo):
                archive.addfile(content)
                continue
            info = tarfile.TarInfo(name)
            info.mode, info.mtime = 0o644, 1_700_000_000
            if content is None:
                info.type, info.mode = tarfile.DIRTYPE, 0o755
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        end = archive.offset
    return out.getvalue()[:end] + bytes(1024)


@dataclasses.dataclass
class Parts:
    """What a package is made of: change any of them before `write`."""

    permit: list  # tokens: the request, then the approvals
    recipients: list  # age1..., of the request and escrow
    plain: bytes
    medium: str = None
    file_key: bytes = dataclasses.field(default_factory=lambda: os.urandom(16))
    nonce: bytes = dataclasses.field(default_factory=lambda: os.urandom(16))
    more_stanzas: bytes = b""  # beside those of the recipients
    ciphertext: bytes = None
    seal_changes: dict = dataclasses.field(default_factory=dict)
    respell: object = None  # bytes of the header's beginning -> other bytes

    def beginning(self):
        """From the first byte through the seal's argument line."""
        head = b"age-encryption.org/v1\n"
        head += b"".join(stanza(self.file_key, self.nonce, one) for one in self.recipients)
        head += self.more_stanzas
        head += b"-> sekisho-permit v1\n" + body_lines("\n".join(self.permit).encode())
        head += b"-> sekisho-seal v1\n"
        return self.respell(head) if self.respell else head

    def payload(self):
        ciphertext = stream(self.file_key, self.nonce, self.plain) if self.ciphertext is None else self.ciphertext
        return self.nonce + ciphertext

    def seal(self, me, **more):
        """The seal's token, signed by an insider."""
        payload = self.payload()
        request = core.read(self.permit[0])
        changes = {
            "subject": request.claims["jti"], "request": request.hash, "medium": self.medium,
            "prefix": hashlib.sha256(self.beginning()).hexdigest(), "root": tree_root(payload),
            "length": len(payload)}
        return me.forge(me.model("seal"), **(changes | self.seal_changes | more))

    def whole(self, token):
        """The file, with this token as its seal."""
        begin = self.beginning()
        header = begin + body_lines(token.encode().ljust(2048, b"\0")) + b"---"
        mac = hmac.new(hkdf(self.file_key, b"", b"header"), header, hashlib.sha256).digest()
        return header + b" " + unpadded(mac) + b"\n" + self.payload()


def manifest_of(office, me, request):
    """(salt, text) of a request's manifest, read as somebody concerned."""
    sealed = office.store.annex(request.claims["annex"]["manifest"])
    plain = decrypt(sealed, office.identity(me.who))
    return plain[:32], plain[32:]


def entries_of(office, me, permit, files):
    """What the archive holds in front of the files, and the files."""
    salt, manifest = manifest_of(office, me, core.read(permit[0]))
    return [("SEKISHO/request", permit[0].encode() + b"\n"),
            ("SEKISHO/approvals", b"".join(token.encode() + b"\n" for token in permit[1:])),
            ("SEKISHO/manifest.salt", salt.hex().encode() + b"\n"), ("SEKISHO/SHA256SUMS", manifest), *files]


def _around(office, request):
    """(permit, recipients, medium) of a request (a core) as the record has them."""
    approvals = [one.token for one in office.store.cores("approval") if one.claims["request"] == request.hash]
    escrow = office.store.cores("charter")[0].claims["body"]["escrow"]
    recipients = list(dict.fromkeys(request.claims["recipients"] + escrow))
    return [request.token, *approvals], recipients, request.claims["destination"].get("medium")


def parts_by_hand(office, me, request):
    """The parts of a package that nobody's official program would seal: of the files of Office.files."""
    permit, recipients, medium = _around(office, request)
    files = [("in", None), *((f"in/{name}", f"the secret\n{name}\n".encode()) for name in ("a.txt", "b.txt"))]
    return Parts(permit, recipients, tar_of(entries_of(office, me, permit, files)), medium)


def honest_parts(office, me, request):
    """The parts of what the official program seals for an approved request (a core): its very payload.

    Sealed to a draft, opened with an escrow key, and forgotten by everybody else."""
    permit, recipients, medium = _around(office, request)
    label = next(one.claims["label"] for one in office.store.cores("medium") if one.claims["jti"] == medium)
    number = [one.claims["jti"] for one in office.store.cores("request")].index(request.claims["jti"]) + 1
    path = os.path.join(office.mount(label), f"R{number}.age")
    office.draft(me.who, "seal", f"R{number}", "-o", path)
    with open(path, "rb") as file:
        plain = decrypt(file.read(), office.at("escrow", "escrow-1.txt"))
    os.remove(path)
    return Parts(permit, recipients, plain, medium)
