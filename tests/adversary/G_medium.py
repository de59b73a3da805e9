"""G, I10: what else lies on a medium than a package; and media in states that they do not come into."""

import os
import shutil
import socket
import subprocess

from adversary import core
from adversary.office import expect
from adversary.scenario import attack, main, skip

SECRET = "the customer list in the clear, "


def good_package(office, label="USB-2"):
    """A medium that passes: (request, package, mount)."""
    request, package = office.take_out(label=label)
    with office.control("the package alone"):
        office.run("guard", "gate", office.mount(label))
    return request, package, office.mount(label)


def stopped(office, mount, what):
    said = office.json("guard", "gate", mount, status=None)
    expect(not said["ok"], f"{what}: passes: {said['findings']}")
    expect(said["recorded"] or said["code"] != "ng", f"{what}: not recorded: {said.get('recorded_why_not')}")


@attack("G3", "I10", "G14")
def names_and_things_beside_the_package(office):
    """Data in files, names and kinds that nobody looks at."""
    _, package, mount = good_package(office)
    inside = lambda *names: os.path.join(mount, *names)

    def write(*names, data=b"x"):
        os.makedirs(os.path.dirname(inside(*names)), exist_ok=True)
        with open(inside(*names), "wb") as file:
            file.write(data)

    things = {
        "hidden": lambda: write(".secret"), "in a folder": lambda: write("a", "b", "c.txt"),
        "named like a package": lambda: write("R9.age"), "no name to speak of": lambda: write(" "),
        "empty file": lambda: write("0", data=b""), "a folder's name": lambda: os.mkdir(inside(SECRET * 6)),
        "folders without end": lambda: os.makedirs(inside(*[SECRET] * 20)),
        "a link's target": lambda: os.symlink(SECRET * 8, inside("link")),
        "a link to the package": lambda: os.symlink("R1.age", inside("R1")),
        "a pipe": lambda: os.mkfifo(inside("pipe")), "in a system folder": lambda: write("lost+found", "x"),
        "in the trash": lambda: write(".Trash-1000", "files", "x"),
        "names in the trash": lambda: os.makedirs(inside(".Trash-1000", "files", SECRET)),
        "names in the index": lambda: os.makedirs(inside(".fseventsd", SECRET)),
        "a system folder that is a file": lambda: write("System Volume Information"),
        "the tag in another case": lambda: write("sekisho.tag"),
        "a note under the companion's name": lambda: write("HOW-TO-OPEN.txt", data=SECRET.encode()),
    }
    for what, make in things.items():
        before = set(os.listdir(mount))
        make()
        stopped(office, mount, what)
        for name in set(os.listdir(mount)) - before:
            path = inside(name)
            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)
    office.run("guard", "gate", mount)


@attack("G14", "I10")
def folders_for_the_trash_of_many(office):
    """Each of them is what a desktop makes; nobody has 300 users."""
    _, _, mount = good_package(office)
    for at in range(300):
        os.makedirs(os.path.join(mount, f".Trash-{41000 + at}", "files"))
    stopped(office, mount, "300 folders for trash")
    for at in range(1, 300):
        shutil.rmtree(os.path.join(mount, f".Trash-{41000 + at}"))
    office.run("guard", "gate", mount)


@attack("G3", "I10")
def second_names_of_the_package(office):
    """A name of the package for each word: hard links, on the medium and beside it."""
    _, package, mount = good_package(office)
    for where in (mount, os.path.join(mount, "in")):
        os.makedirs(where, exist_ok=True)
        other = os.path.join(where, "customer list.age")
        os.link(package, other)
        stopped(office, mount, "two names on the medium")
        os.remove(other)
    os.rmdir(os.path.join(mount, "in"))
    office.run("guard", "gate", mount)


@attack("G14", "I10")
def a_name_that_tells_something(office):
    """What a finder reads without any key."""
    _, package, mount = good_package(office)
    os.rename(package, os.path.join(mount, "customer list.age"))
    stopped(office, mount, "a name that tells something")


def attribute_where_it_works(path, name, value):
    try:
        os.setxattr(path, name, value)
    except OSError:
        skip(f"there are no attributes {name} here")


@attack("G3", "I10")
def attributes_of_everything(office):
    """Extended attributes of the package, of the tag, of the medium's root."""
    _, package, mount = good_package(office)
    for path in (package, os.path.join(mount, "SEKISHO.TAG"), mount):
        attribute_where_it_works(path, "user.note", SECRET.encode())
        stopped(office, mount, f"an attribute of {path}")
        os.removexattr(path, "user.note")
    if os.geteuid() == 0:
        attribute_where_it_works(package, "trusted.note", SECRET.encode())
        stopped(office, mount, "trusted.note")
        os.removexattr(package, "trusted.note")
    office.run("guard", "gate", mount)


@attack("I10")
def access_lists(office):
    """A user whose number is text may read it."""
    _, package, mount = good_package(office)
    acl = bytes.fromhex("02000000" "01000600ffffffff" "0200070041424344" "04000400ffffffff" "10000700ffffffff"
                        "20000400ffffffff")
    attribute_where_it_works(package, "system.posix_acl_access", acl)
    stopped(office, mount, "an access list")


@attack("I10")
def attributes_of_the_kernels(office):
    """Of a namespace that nobody looks at; root sets them on his own machine."""
    if os.geteuid() != 0:
        skip("only root sets them")
    _, package, mount = good_package(office)
    attribute_where_it_works(package, "security.note", SECRET.encode())
    stopped(office, mount, "security.note")


@attack("G3", "G9", "D1")
def what_follows_the_package(office):
    """Bytes behind its end, a sparse tail, blocks set aside behind it, a hole in it."""
    _, package, mount = good_package(office)
    size = os.path.getsize(package)
    shutil.copy(package, office.at("whole"))
    for what, change in {
            "a byte": lambda file: (file.seek(0, 2), file.write(b"x")),
            "a sparse tail": lambda file: file.truncate(size + 4096), "cut": lambda file: file.truncate(size - 1),
            "a hole": lambda file: (file.seek(size // 2), file.write(bytes(64))),
            "empty": lambda file: file.truncate(0)}.items():
        with open(package, "r+b") as file:
            change(file)
        stopped(office, mount, what)
        shutil.copy(office.at("whole"), package)
    office.run("guard", "gate", mount)


@attack("I10", "G3")
def blocks_behind_the_end(office):
    """Set aside and not part of the file: what lies in them stays there."""
    _, package, mount = good_package(office)
    for path in (package, os.path.join(mount, "SEKISHO.TAG")):
        if subprocess.run(["fallocate", "-n", "-l", "8MiB", path], capture_output=True).returncode != 0:
            skip("the file system sets nothing aside")
        said = office.json("guard", "gate", mount, status=None)
        if said["not_told"]:
            skip("the file system does not tell")
        stopped(office, mount, f"blocks behind {path}")
        os.truncate(path, os.path.getsize(path))
    office.run("guard", "gate", mount)


@attack("G3")
def a_file_beside_what_is_named(office):
    """Only the package is named; what lies beside it leaves as well."""
    _, package, mount = good_package(office)
    plain = os.path.join(mount, "plain.csv")
    with open(plain, "w", encoding="utf-8") as file:
        file.write(SECRET)
    for named in (package, os.path.join(mount, "SEKISHO.TAG"), mount + "/."):
        stopped(office, named, f"{named} with a plain file beside it")
    os.remove(plain)
    office.run("guard", "gate", package)


@attack("G14", "I10")
def more_in_what_windows_writes(office):
    """Its files may be there: with more bytes, other bytes, other names, twice."""
    _, package, mount = good_package(office)
    folder = os.path.join(mount, "System Volume Information")
    settings, guid = os.path.join(folder, "WPSettings.dat"), os.path.join(folder, "IndexerVolumeGuid")
    known = {settings: b"\x0c\0\0\0" + bytes(8), guid: "{60DFC1CD-1234-1234-1234-0123456789AB}".encode("utf-16-le")}

    def put(path, data):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)

    for path, data in known.items():
        put(path, data)
    office.run("guard", "gate", mount)
    for path, data in known.items():
        for other in (data + b"x", data[:-1], b"x" + data[1:], data + SECRET.encode()):
            put(path, other)
            stopped(office, mount, f"{path} of {len(other)} bytes")
        put(path, data)
    for name, data in (("wpsettings.dat", known[settings]), ("tracking.log", b""), (SECRET, b"")):
        put(os.path.join(folder, name), data)
        stopped(office, mount, name)
        os.remove(os.path.join(folder, name))
    put(os.path.join(mount, "$RECYCLE.BIN", "S-1-5-21-1-2-3-" + "9" * 30, "desktop.ini"), b"")
    stopped(office, mount, "a long user")
    shutil.rmtree(os.path.join(mount, "$RECYCLE.BIN"))
    office.run("guard", "gate", mount)


@attack("G10")
def a_key_beside_the_package(office):
    """The recipient's identity, an escrow key, a passphrase's key file, under any name."""
    _, package, mount = good_package(office)
    for key in (office.identity("employee"), office.at("escrow", "escrow-1.txt")):
        for name in ("key.txt", "R1.age", ".k"):
            path = os.path.join(mount, name)
            if path == package:
                continue
            shutil.copy(key, path)
            said = office.json("guard", "gate", mount, status=3)
            codes = {reason["code"] for one in said["findings"] for reason in one["reasons"]}
            expect("key-file" in codes, f"{name}: not called a key: {codes}")
            os.remove(path)
    office.run("guard", "gate", mount)


@attack("G2", "G4")
def on_another_medium(office):
    """A good package on another stick, in any directory, on a stick with the tag of its own."""
    _, package, mount = good_package(office)
    private = office.at("private")
    os.makedirs(private)
    for where in (office.mount("USB-3"), office.mount("USB-9"), private):
        shutil.copy(package, where)
        stopped(office, where, where)
        os.remove(os.path.join(where, os.path.basename(package)))
    tag, kept = os.path.join(mount, "SEKISHO.TAG"), office.at("tag")
    shutil.copy(tag, kept)
    shutil.copy(os.path.join(office.mount("USB-3"), "SEKISHO.TAG"), tag)
    stopped(office, mount, "with the tag of USB-3")
    office.run("employee", "seal", office.ask_and_approve(medium="USB-2"), "-o", mount, status=4)
    os.remove(tag)
    stopped(office, mount, "without its tag")
    shutil.copy(kept, tag)
    office.run("guard", "gate", mount)


@attack("G6")
def states_that_do_not_follow(office):
    """Out twice, back twice, wiped while out, found without loss: by the commands and by cores."""
    request, package, mount = good_package(office)
    medium = next(one for one in office.store.cores("medium") if one.claims["label"] == "USB-2")
    inside = next(one for one in office.store.cores("medium") if one.claims["label"] == "USB-1")
    other = office.ask_and_approve("colleague", medium="USB-2", to="colleague")
    asked = office.store.last("request")
    office.run("it", "media", "checkout", "USB-2", "--to", office.p("colleague"), "--request", other, "--due", "+2d",
               status=4)
    office.run("helper", "media", "return", "USB-1", office.mount("USB-1"), status=4)
    office.run("helper", "media", "found", "USB-2", status=4)
    office.run("it", "wipe", mount, "--confirm", "USB-2", "--no-input", "--best-effort", status=4)
    expect(os.path.exists(package), "it was wiped while out")
    me = office.insider("it")
    say = lambda kind, about, **changes: me.append(me.forge(me.model(kind), subject=about.claims["jti"], **changes))
    office.expect_void(
        say("checkout", medium, to=office.insider("colleague").id, request=asked.hash, due=core.when(2)),
        say("return", inside), say("found", medium), say("found", inside),
        say("wipe", medium, complete=True, scope="device", failures=0))
    expect(office.medium("USB-2")["state"] == "out", f"USB-2 is {office.medium('USB-2')['state']}")
    with office.control("out, back, and out again"):
        office.do("helper", "media", "return", "USB-2", mount)
        office.run("helper", "media", "return", "USB-2", mount, status=4)


@attack("G3", "I10")
def a_socket_and_a_file_of_nobody(office):
    """Special files, and a file that the guard cannot read."""
    _, package, mount = good_package(office)
    path = os.path.join(mount, "s")
    here = os.getcwd()
    os.chdir(mount)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("s")
        os.chdir(here)
        stopped(office, mount, "a socket")
    os.remove(path)
    office.run("guard", "gate", mount)


if __name__ == "__main__":
    main()
