"""G: what may be tried at the door by whom the official programs let come that far."""

import os
import shutil

from adversary.office import expect
from adversary.scenario import attack, main, skip

MIB = 1 << 20


def findings(office, *paths, status=3):
    said = office.json("guard", "gate", *paths, status=status)
    return said, {one["path"]: one for one in said["findings"]}


@attack("G1", "G9", "D1")
def sparse_20_gb_behind_a_good_header(office):
    """What was done: 96 seconds before NG. The door compares the length before it reads."""
    request, package = office.take_out(label="USB-2")
    honest = os.path.getsize(package)
    with office.control("the package as it was sealed"):
        said = office.run("guard", "gate", office.mount("USB-2"))
        if said.bytes_read < 0:
            skip("the kernel does not say how much a process has read")
        usual = said.bytes_read
    os.truncate(package, 20 << 30)
    said = office.run("guard", "gate", office.mount("USB-2"), status=3, cpu_seconds=10).shows("NG")
    expect(said.bytes_read <= usual + 8 * MIB,
           f"{said.bytes_read >> 20} MiB read for a package of {honest} bytes")
    os.truncate(package, honest)
    office.run("guard", "gate", office.mount("USB-2"))
    with open(os.path.join(office.mount("USB-2"), "zeros.bin"), "wb") as file:
        file.truncate(20 << 30)
    said = office.run("guard", "gate", office.mount("USB-2"), status=3, cpu_seconds=10).shows("NG")
    expect(said.bytes_read <= usual + 8 * MIB, f"{said.bytes_read >> 20} MiB read of a file of zeros")
    expect(request in office.run("guard", "gate", office.mount("USB-2"), status=3).text, "the package is not named")


@attack("G3")
def directory_named_like_its_parent(office):
    """What was done: `stick/stick` was judged under `stick`."""
    _, package = office.take_out(label="USB-2")
    inner = os.path.join(office.mount("USB-2"), "USB-2")
    os.makedirs(inner)
    with open(os.path.join(inner, "USB-2"), "w", encoding="utf-8") as file:
        file.write("plain text\n")
    for path, base in ((office.mount("USB-2"), office.mount("USB-2")), ("media/USB-2", "media/USB-2")):
        _, found = findings(office, path)
        expect(os.path.join(base, "USB-2", "USB-2") in found, f"not under its own path: {sorted(found)}")
        expect(not found[os.path.join(base, "USB-2", "USB-2")]["ok"], "it passes")
    shutil.rmtree(inner)
    shutil.move(package, inner)  # a package called like the medium
    said, found = findings(office, "media/USB-2", status=None)
    expect(set(found) >= {"media/USB-2/USB-2"}, f"not under its own path: {sorted(found)}")
    with office.control("the package under its name"):
        shutil.move(inner, package)
        said, found = findings(office, "media/USB-2", status=0)
        expect(said["ok"], f"{said}")


if __name__ == "__main__":
    main()
