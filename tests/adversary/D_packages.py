"""D, A8, G11: a sealer with a program of his own: packages made by hand for a permit that is honest."""

import base64
import io
import os
import tarfile

from adversary import annex
from adversary.office import expect
from adversary.package import (Parts, entries_of, honest_parts, recipient_of, stanza, tar_of)
from adversary.scenario import attack, main


def permit_of(office, label="USB-2", to="colleague", who="employee"):
    """An approved request, checked out: (insider, core, parts of its package)."""
    request = office.ask_and_approve(who, medium=label, to=to)
    office.check_out(request, who, label)
    me = office.insider(who)
    asked = office.store.last("request")
    return me, request, asked, honest_parts(office, me, asked)


def place(office, data, name, label="USB-2"):
    path = os.path.join(office.mount(label), name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def put(office, me, parts, name, label="USB-2", recorded=True):
    """Signs, records and writes it: what an honest program does, with these parts. The path."""
    token = parts.seal(me)
    if recorded:
        me.append(token)
    return place(office, parts.whole(token), name, label)


def passes_nowhere(office, label="USB-2", what=""):
    said = office.json("guard", "gate", office.mount(label), status=None)
    good = [one for one in said["findings"] if one["what"] == "package" and one["ok"]]
    expect(not said["ok"] and not good, f"{what} passes: {said}")


def opens_for_nobody(office, path, what=""):
    """No official program of the organisation keeps anything of it."""
    target = office.at("opened")
    said = office.run("colleague", "open", path, "-C", target, status=None)
    expect(said.status in (1, 3, 4) and not os.path.exists(target), f"{what} opens: {said.text}")


def audit_finds(office, path):
    office.run("officer", "escrow-audit", path, "--escrow-key", office.at("escrow", "escrow-1.txt"), status=3)


@attack("D", "I1")
def by_hand_and_honest(office):
    """What a program of one's own seals as it was approved is as good as any."""
    me, request, _, parts = permit_of(office)
    with office.control("it passes, opens, and the audit is content"):
        path = put(office, me, parts, request + ".age")
        office.run("guard", "gate", office.mount("USB-2"))
        office.run("colleague", "open", path, "-C", office.at("opened"))
        office.run("officer", "escrow-audit", path, "--escrow-key", office.at("escrow", "escrow-1.txt"))


@attack("D8")
def outsider_in_the_place_of_an_escrow_key(office):
    """The number of stanzas is right; whom one of them addresses cannot be seen at the door."""
    me, request, _, parts = permit_of(office)
    parts.recipients[-1] = annex.keygen(office.at("outsider.txt"))
    path = put(office, me, parts, request + ".age")
    opens_for_nobody(office, path)
    audit_finds(office, path)
    with office.control("the same with both escrow keys"):
        me, request, _, parts = permit_of(office, "USB-3")
        path = put(office, me, parts, request + ".age", "USB-3")
        office.run("guard", "gate", office.mount("USB-3"))
        office.run("colleague", "open", path, "-C", office.at("opened"))
        office.run("officer", "escrow-audit", path, "--escrow-key", office.at("escrow", "escrow-1.txt"))


@attack("D8")
def outsider_in_the_place_of_the_recipient(office):
    """The approved recipient gets nothing, somebody else everything: found with the escrow key."""
    me, request, _, parts = permit_of(office)
    parts.recipients[0] = annex.keygen(office.at("outsider.txt"))
    path = put(office, me, parts, request + ".age")
    opens_for_nobody(office, path)
    audit_finds(office, path)
    with office.control("to whom it was approved"):
        me, request, _, parts = permit_of(office, "USB-3")
        path = put(office, me, parts, request + ".age", "USB-3")
        office.run("colleague", "open", path, "-C", office.at("opened"))


@attack("D2", "D7")
def stanzas_beside_the_recipients(office):
    """One more of any type, one less, one twice, another order."""
    me, request, _, parts = permit_of(office)
    outsider = annex.keygen(office.at("outsider.txt"))
    more = {
        "an outsider": stanza(parts.file_key, parts.nonce, outsider),
        "grease": b"-> grease-x abc\nAAAA\n", "scrypt": b"-> scrypt bBjlhJVYZeE4aqUdmtRHfw 18\n" + b"A" * 43 + b"\n",
        "ssh": b"-> ssh-ed25519 bk2ysQ " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n",
        "a second permit": b"-> sekisho-permit v1\nAAAA\n", "text": b"-> note plain-text-for-anybody\n\n"}
    with office.control("none"):
        path = put(office, me, parts, request + ".age")
        office.run("guard", "gate", office.mount("USB-2"))
        os.remove(path)
    me, request, _, parts = permit_of(office, "USB-3")
    for what, added in more.items():
        parts.more_stanzas = added
        path = put(office, me, parts, request + ".age", "USB-3", recorded=False)
        office.run("guard", "gate", office.mount("USB-3"), status=3).shows("NG")
        expect(office.run("colleague", "open", path, "-C", office.at("opened"), status=None).status != 0, what)
    parts.more_stanzas = b""
    for recipients in (parts.recipients[:-1], parts.recipients + parts.recipients[:1],
                       parts.recipients[::-1], parts.recipients[:1]):
        changed = Parts(parts.permit, recipients, parts.plain, parts.medium)
        put(office, me, changed, request + ".age", "USB-3", recorded=False)
        passes_nowhere(office, "USB-3")


@attack("D2")
def one_stanza_more_recorded(office):
    """The seal covers it and is in the record: the door counts the stanzas against request and escrow."""
    me, request, _, parts = permit_of(office)
    parts.recipients.append(annex.keygen(office.at("outsider.txt")))
    path = put(office, me, parts, request + ".age")
    passes_nowhere(office)
    opens_for_nobody(office, path)
    with office.control("without it"):
        me, request, _, parts = permit_of(office, "USB-3")
        put(office, me, parts, request + ".age", "USB-3")
        office.run("guard", "gate", office.mount("USB-3"))


@attack("D10", "D8")
def other_content_than_was_approved(office):
    """The manifest is the approved one, a file is not; a file more; a file less."""
    me, request, asked, parts = permit_of(office)
    honest = [("in", None), ("in/a.txt", b"the secret\na.txt\n"), ("in/b.txt", b"the secret\nb.txt\n")]
    changes = {
        "another content": honest[:2] + [("in/b.txt", b"the payroll\n....\n")],
        "a file more": honest + [("in/c.txt", b"the payroll\n")], "a file less": honest[:2],
        "another name": honest[:2] + [("in/c.txt", honest[2][1])]}
    for what, files in changes.items():
        parts.plain = tar_of(entries_of(office, me, parts.permit, files))
        token = parts.seal(me)
        path = place(office, parts.whole(token), request + ".age")
        opens_for_nobody(office, path, what=what)
    me.append(token)
    opens_for_nobody(office, path)
    me, request, _, parts = permit_of(office, "USB-1")
    expect(parts.plain.count(b"the secret\nb.txt\n") == 1, "the payload is compressed")
    parts.plain = parts.plain.replace(b"the secret\nb.txt\n", b"the payroll\n....\n")
    audit_finds(office, put(office, me, parts, request + ".age", "USB-1"))
    with office.control("as approved"):
        me, request, _, parts = permit_of(office, "USB-3")
        parts.plain = tar_of(entries_of(office, me, parts.permit, honest))
        path = put(office, me, parts, request + ".age", "USB-3")
        office.run("colleague", "open", path, "-C", office.at("opened"))


def special(kind, name, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return (name, info)


@attack("E1", "E2", "E3", "E4")
def archives_that_reach_outside(office):
    """Climbing names, links, devices, doubles: nothing is kept, nothing is written elsewhere."""
    me, request, _, parts = permit_of(office)
    honest = [("in", None), ("in/a.txt", b"the secret\na.txt\n"), ("in/b.txt", b"the secret\nb.txt\n")]
    outside = office.at("outside.txt")
    changes = {
        "..": [("../outside.txt", b"x")], "absolute": [(outside, b"x")], "dots inside": [("in/../../outside.txt", b"x")],
        "a link": [special(tarfile.SYMTYPE, "in/link", office.path), ("in/link/outside.txt", b"x")],
        "a hard link": [special(tarfile.LNKTYPE, "in/link", outside)], "a fifo": [special(tarfile.FIFOTYPE, "in/fifo")],
        "a device": [special(tarfile.CHRTYPE, "in/null")], "twice": [honest[1]], "another case": [("IN/a.txt", b"x")],
        "ours": [("SEKISHO/more", b"x")], "an escape": [("in/\x1b[31m.txt", b"x")], "nothing": [("", b"x")]}
    for what, files in changes.items():
        for order in (honest + files, files + honest):
            parts.plain = tar_of(entries_of(office, me, parts.permit, order))
            path = place(office, parts.whole(parts.seal(me)), request + ".age")
            opens_for_nobody(office, path)
            expect(not os.path.exists(outside), f"{what}: written outside")
            expect("\x1b" not in office.run("colleague", "list", path, status=None).text, "an escape is printed")
    with office.control("the honest archive"):
        parts.plain = tar_of(entries_of(office, me, parts.permit, honest))
        path = put(office, me, parts, request + ".age")
        office.run("colleague", "open", path, "-C", office.at("opened"))


@attack("E6")
def bombs(office):
    """A payload that says more than it is: bounded, refused, nothing kept."""
    me, request, _, parts = permit_of(office)
    entries = entries_of(office, me, parts.permit, [])
    zeros = tar_of(entries + [("in", None), ("in/a.txt", bytes(32 << 20))])
    header = io.BytesIO()
    with tarfile.open(fileobj=header, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("in/a.txt")
        info.size = 1 << 50
        archive.addfile(info)
    many = tar_of(entries + [(f"in/{at:06}", b"") for at in range(20_000)])
    plain = office.run("colleague", "member", "list").peak_kib
    for what, payload in {"zeros": zeros, "a petabyte": tar_of(entries)[:-1024] + header.getvalue(), "many": many,
                          "zstd magic": b"\x28\xb5\x2f\xfd" + bytes(100), "nothing": b""}.items():
        parts.plain = payload
        path = place(office, parts.whole(parts.seal(me)), request + ".age")
        said = office.run("colleague", "open", path, "-C", office.at("opened"), status=(1, 3, 4), cpu_seconds=60)
        expect(said.peak_kib <= plain + 128 * 1024, f"{what}: {said.peak_kib >> 10} MiB")
        expect(not os.path.exists(office.at("opened")), f"{what}: something was kept")
    with office.control("the honest package"):
        me, request, _, parts = permit_of(office, "USB-3")
        path = put(office, me, parts, request + ".age", "USB-3")
        office.run("colleague", "open", path, "-C", office.at("opened"))


@attack("D1", "D6")
def payloads_of_odd_lengths(office):
    """The seal signs what is there, so its digests fit; as an age payload it is none."""
    me, request, _, parts = permit_of(office)
    whole = parts.payload()[16:]
    for what, ciphertext in {
            "cut": whole[:-1], "nothing": b"", "a tag's half": whole[:8], "a byte more": whole + b"\0",
            "an empty chunk at the end": whole + whole[-16:], "twice": whole + whole,
            "a whole chunk missing": bytes(65552) + whole[:16]}.items():
        parts.ciphertext = ciphertext
        path = place(office, parts.whole(parts.seal(me)), request + ".age")
        opens_for_nobody(office, path)
        passes_nowhere(office, what=what)
    parts.ciphertext = whole[:20]  # a length that a payload can have; recorded
    opens_for_nobody(office, put(office, me, parts, request + ".age"))
    with office.control("as it should be"):
        me, request, _, parts = permit_of(office, "USB-3")
        put(office, me, parts, request + ".age", "USB-3")
        office.run("guard", "gate", office.mount("USB-3"))


@attack("D4", "D9")
def headers_spelled_otherwise(office):
    """CR, blanks, padding, long lines, armor: recorded by a seal that covers exactly these bytes."""
    me, request, _, parts = permit_of(office)
    respelled = {
        "CR LF": lambda head: head.replace(b"\n", b"\r\n", 3), "two blanks": lambda head: head.replace(b"-> X25519 ", b"-> X25519  ", 1),
        "a blank at the end": lambda head: head.replace(b"-> sekisho-permit v1\n", b"-> sekisho-permit v1 \n"),
        "v2": lambda head: head.replace(b"org/v1", b"org/v2"), "in front": lambda head: b"\n" + head,
        "a tab": lambda head: head.replace(b"-> sekisho-seal v1", b"->\tsekisho-seal v1"),
        "an argument more": lambda head: head.replace(b"-> sekisho-seal v1", b"-> sekisho-seal v1 note"),
        "a long line": lambda head: head.replace(b"-> sekisho-permit v1\n", b"-> sekisho-permit v1\n" + b"A" * 128 + b"\n"),
        "padded": lambda head: head.replace(b"\n-> sekisho-seal", b"=\n-> sekisho-seal")}
    for what, respell in respelled.items():
        parts.respell = respell
        path = place(office, parts.whole(parts.seal(me)), request + ".age")
        passes_nowhere(office)
        expect(office.run("colleague", "open", path, "-C", office.at("opened"), status=None).status != 0, what)
    parts.respell = None
    token = parts.seal(me)
    whole = parts.whole(token)
    me.append(token)
    text = base64.b64encode(whole)
    lines = b"\n".join(text[at:at + 64] for at in range(0, len(text), 64))
    place(office, b"-----BEGIN AGE ENCRYPTED FILE-----\n" + lines + b"\n-----END AGE ENCRYPTED FILE-----\n", request + ".age")
    passes_nowhere(office)
    with office.control("binary, one spelling"):
        place(office, whole, request + ".age")
        office.run("guard", "gate", office.mount("USB-2"))


@attack("D3", "A10")
def permit_and_seal_of_another(office):
    """The permit of an approved request around another's content; the seal of another package."""
    me, request, _, parts = permit_of(office)
    other_me, other, _, other_parts = permit_of(office, "USB-3")
    token = parts.seal(me)
    other_token = other_parts.seal(other_me)
    me.append(token)
    other_me.append(other_token)
    place(office, parts.whole(other_token), request + ".age")
    passes_nowhere(office)
    place(office, other_parts.whole(token), request + ".age")
    passes_nowhere(office)
    mixed = Parts([other_parts.permit[0], *parts.permit[1:]], parts.recipients, parts.plain, parts.medium)
    place(office, mixed.whole(mixed.seal(me)), request + ".age")
    passes_nowhere(office)
    bare = Parts(parts.permit[:1], parts.recipients, parts.plain, parts.medium)  # without its approval
    place(office, bare.whole(bare.seal(me)), request + ".age")
    passes_nowhere(office)
    with office.control("each with its own"):
        place(office, parts.whole(token), request + ".age")
        office.run("guard", "gate", office.mount("USB-2"))
        place(office, other_parts.whole(other_token), other + ".age", "USB-3")
        office.run("guard", "gate", office.mount("USB-3"))


@attack("G11", "G12")
def package_without_a_record(office):
    """Sealed by hand, and the record never heard of it; online and by a snapshot."""
    me, request, _, parts = permit_of(office)
    path = put(office, me, parts, request + ".age", recorded=False)
    passes_nowhere(office)
    office.do("helper", "gate", "snapshot", "-o", office.at("door"))
    office.run("guard", "gate", office.mount("USB-2"), "--snapshot", office.at("door"), status=3).shows("NG")
    opens_for_nobody(office, path)
    with office.control("recorded"):
        put(office, me, parts, request + ".age")
        office.run("guard", "gate", office.mount("USB-2"))


@attack("A8", "F17")
def one_permit_two_packages(office):
    """Uses: one. A second seal by hand, before and after the official one; a third by somebody else."""
    me, request, _, parts = permit_of(office)
    first, second = parts.seal(me), parts.seal(me)
    index = me.append(first, second)
    office.expect_void(index + 1)
    place(office, parts.whole(second), request + ".age")
    passes_nowhere(office)
    stranger = office.insider("colleague")
    office.expect_void(stranger.append(parts.seal(stranger)))
    office.run("employee", "seal", request, "-o", os.path.join(office.mount("USB-2"), request + "-2.age"), status=4)
    with office.control("the first of them"):
        place(office, parts.whole(first), request + ".age")
        office.run("guard", "gate", office.mount("USB-2"))


@attack("A8", "G2")
def copies_of_one_package(office):
    """The same file twice on its medium, and on another medium."""
    me, request, _, parts = permit_of(office)
    token = parts.seal(me)
    me.append(token)
    whole = parts.whole(token)
    with office.control("once, on its own"):
        place(office, whole, request + ".age")
        office.run("guard", "gate", office.mount("USB-2"))
    twin = place(office, whole, request + "-2.age")
    said = office.json("guard", "gate", office.mount("USB-2"), status=3)
    expect(said["recorded"], f"the block is not recorded: {said.get('recorded_why_not')}")
    os.remove(twin)
    place(office, whole, request + ".age", "USB-3")
    passes_nowhere(office, "USB-3")


@attack("D5", "A11")
def recipients_that_are_no_points(office):
    """Low-order X25519 points as recipients: whoever knows that can open the package without a key."""
    low = [bytes(32), b"\1" + bytes(31), bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
           bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    draft = office.draft("employee", *office.request_words(to="colleague"))
    me = office.insider()
    for raw in low:
        request, asked = me.request(draft, recipients=[recipient_of(raw)])
        if not office.is_valid(asked.index):
            continue
        office.run("manager", "approve", request, status=(0, 1, 4))
        path = os.path.join(office.mount("USB-1"), "x.age")
        office.run("employee", "seal", request, "-o", path, status=(1, 4))
        expect(not os.path.exists(path), f"sealed to {raw.hex()}")
    with office.control("a point like any other"):
        office.ask_and_approve(to=annex.keygen(office.at("k.txt")))


if __name__ == "__main__":
    main()
