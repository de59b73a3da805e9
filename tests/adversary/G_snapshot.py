"""G5, G13: snapshots that leave out, come from elsewhere, or are dated as their signer likes."""

import hashlib
import os

from adversary import core
from adversary.office import expect
from adversary.scenario import attack, main


def snapshot(office, who="it", name="door"):
    path = office.at(name)
    if os.path.exists(path):
        os.remove(path)
    office.do(who, "gate", "snapshot", "-o", path)
    return path


def passes(office, path, label="USB-2"):
    said = office.run("guard", "gate", office.mount(label), "--snapshot", path, "--json", status=(0, 1, 3))
    return said.status == 0 and said.json["ok"]


def read(path):
    """(the statement, [(index, token)])."""
    with open(path, encoding="ascii") as file:
        first, *lines = file.read().splitlines()
    return core.read(first), [(int(line.split()[0]), line.split()[1]) for line in lines]


def write(office, me, model, lines, path, recorded=True, **changes):
    """A snapshot made by hand of these lines."""
    body = "".join(f"{index} {token}\n" for index, token in lines).encode()
    token = me.forge(model, body=hashlib.sha256(body).hexdigest(), entries=len(lines), **changes)
    if recorded:
        me.append(token)
    with open(path, "wb") as file:
        file.write(token.encode() + b"\n" + body)
    return path


@attack("G5", "A7")
def an_old_one(office):
    """Yesterday's: the verdict says that it is old."""
    office.take_out(label="USB-2")
    path = snapshot(office)
    with office.control("today's"):
        expect(passes(office, path), "it does not pass")
    office.shift = "+2d"
    said = office.run("guard", "gate", office.mount("USB-2"), "--snapshot", path, status=3).shows("snapshot")
    expect("OK\n" not in said.out.replace("OK  ", ""), "it passes")


@attack("G13", "G5")
def forgetting(office):
    """IT goes on from an older copy of the record, without the revocation, and makes a newer snapshot."""
    request, _ = office.take_out(label="USB-2")
    fork = office.copy(office.at("fork"))
    with office.control("before the revocation"):
        expect(passes(office, snapshot(office)), "it does not pass")
    office.do("manager", "revoke", request, "--reason", "no")
    expect(not passes(office, snapshot(office)), "revoked, and it passes")
    for _ in range(4):
        fork.ask(medium="USB-3")
    fork.shift = "+1h"
    expect(not passes(office, snapshot(fork)), "a snapshot of another history passes it")
    expect(not passes(office, snapshot(office, name="again")), "the honest one passes it")


@attack("G13")
def left_out_by_hand(office):
    """What the guard has seen in one cannot be missing in the next: revocation, suspension, void, loss."""
    request, package = office.take_out(label="USB-2")
    before = snapshot(office)
    with office.control("nothing was said against it"):
        expect(passes(office, before), "it does not pass")
    size = office.store.head()["size"]
    office.do("officer", "member", "suspend", office.p("manager"), "--reason", "for now")
    office.do("chief", "revoke", request, "--reason", "no")
    office.do("employee", "seal-void", request, "--reason", "lost")
    seen = snapshot(office, name="seen")
    expect(not passes(office, seen), "revoked, and it passes")
    me = office.insider("it")
    model, lines = read(seen)
    head = office.store.head()
    path = write(office, me, model, [line for line in lines if line[0] < size], office.at("less"),
                 size=head["size"], root=head["root"])
    expect(not passes(office, path), "left out, and it passes")


@attack("G13", "A7")
def dated_ahead(office):
    """One from next week is neither believed nor remembered: the honest one of today still serves."""
    office.take_out(label="USB-2")
    office.shift = "+5d"
    ahead = snapshot(office, name="ahead")
    office.shift = None
    expect(not passes(office, ahead), "a snapshot of next week passes")
    with office.control("today's, after it"):
        expect(passes(office, snapshot(office, "helper")), "the guard believes next week's")


@attack("G13", "I6")
def by_who_has_something_in_it(office):
    """It says nothing in favour of a permit that its signer asked for, carries or sealed."""
    request = office.ask_and_approve("it", to="it", medium="USB-2")
    office.check_out(request, "it", "USB-2", by="helper")
    office.seal(request, "it", "USB-2")
    with office.control("by somebody else"):
        expect(passes(office, snapshot(office, "helper")), "it does not pass")
    expect(not passes(office, snapshot(office, "it", "own")), "his own snapshot passes his own package")


@attack("G13", "F18")
def by_who_may_not(office):
    """By an employee, by nobody's key, by IT with an invented line, of an invented place."""
    office.take_out(label="USB-2")
    honest = snapshot(office)
    model, lines = read(honest)
    it = office.insider("it")
    for who in ("employee", "guard", "auditor"):
        me = office.insider(who)
        expect(not passes(office, write(office, me, model, lines, office.at("x"))), f"by {who}")
    stranger = type(it)(office, "it", core.Key(), it.id)
    expect(not passes(office, write(office, stranger, model, lines, office.at("x"))), "by nobody's key")
    invented = it.forge(core.read(lines[-1][1]))
    for what, other in {
            "an invented line": lines + [(lines[-1][0] + 1, invented)], "twice": lines + lines[-1:],
            "no charter": lines[1:]}.items():
        expect(not passes(office, write(office, it, model, other, office.at("x"))), what)
    text = open(honest, encoding="ascii").read()
    for what, changed in {"cut": text[:-9], "CR": text.replace("\n", "\r\n"), "a blank": text.replace(" ", "  ", 1),
                          "a line more": text + "note\n", "nothing": "", "no body": text.split("\n")[0] + "\n"}.items():
        with open(office.at("x"), "w", encoding="ascii", newline="") as file:
            file.write(changed)
        expect(not passes(office, office.at("x")), what)
    with office.control("the honest one"):
        expect(passes(office, honest), "it does not pass")


@attack("I13")
def of_a_newer_format(office):
    """A snapshot that names format 2: the door says that its program is too old."""
    office.take_out(label="USB-2")
    honest = snapshot(office)
    model, lines = read(honest)
    with office.control("of format 1"):
        expect(passes(office, honest), "it does not pass")
    path = write(office, office.insider("it"), model, lines, office.at("newer"), format=2)
    said = office.run("guard", "gate", office.mount("USB-2"), "--snapshot", path, status=3)
    expect("too old" in said.text or "newer" in said.text, f"it does not say why: {said.text}")


if __name__ == "__main__":
    main()
