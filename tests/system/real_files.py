# Files that recovery programs know by their structure, each full of its own random bytes.
#
# usage: real_files.py DIRECTORY COUNT      writes COUNT of each kind
import io, os, struct, sys, zipfile, zlib


def jpeg(noise):
    """A grey picture whose every block is the two bits "same as before, nothing else"."""
    def segment(marker, body):
        return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
    side = 256
    one_code = bytes([1] + [0] * 15 + [0])  # a Huffman table with the one code 0 for the value 0
    return (b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") +
            b"".join(segment(0xFE, noise[i:i + 60000]) for i in range(0, len(noise), 60000)) +
            segment(0xDB, b"\0" + b"\1" * 64) +
            segment(0xC0, struct.pack(">BHHB", 8, side, side, 1) + b"\1\x11\0") +
            segment(0xC4, b"\0" + one_code) + segment(0xC4, b"\x10" + one_code) +
            segment(0xDA, b"\1\1\0\0\x3f\0") + bytes(side * side // 64 * 2 // 8) + b"\xff\xd9")


def png(noise):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    width = 256
    rows = b"".join(b"\0" + noise[i:i + width] for i in range(0, len(noise) - width + 1, width))
    header = struct.pack(">IIBBBBB", width, len(noise) // width, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) +
            chunk(b"IEND", b""))


def pdf(noise):
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
               b"<</Length %d>>stream\n%s\nendstream" % (len(noise), noise)]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + (b"xref\n0 5\n0000000000 65535 f \n%strailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" %
                  (table, len(out)))


def archive(noise):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("list.csv", noise)
    return out.getvalue()


kinds = {"jpg": jpeg, "png": png, "pdf": pdf, "zip": archive}
for number in range(int(sys.argv[2])):
    for extension, make in kinds.items():
        content = make(os.urandom(20000 + 7919 * number))
        with open(f"{sys.argv[1]}/CUSTOMER-{number:03d}.{extension}", "wb") as file:
            file.write(content)
