"""I3, I12, I18, I20, G13: what a second attacker found, against the official programs of the others."""

import hashlib
import os

from adversary import core
from adversary.annex import rows_of
from adversary.office import expect
from adversary.package import honest_parts
from adversary.scenario import attack, main

LOST = ("--last-seen", "yesterday", "--found-missing", "now", "--place", "train")


@attack("I12")
def a_package_that_nobody_knows_of(office):
    """After the door he declares his seal void, withdraws, and loses the stick."""
    request, package = office.take_out()
    office.run("guard", "gate", office.mount("USB-1"))
    with office.control("a loss tells what was on it"):
        honest = office.copy(office.path + "-honest")
        honest.run("employee", "media", "lost", "USB-1", *LOST)
        expect(honest.medium("USB-1")["holds"] == [request], "the package is not told")
    office.run("employee", "seal-void", request, "--reason", "x")
    office.run("employee", "withdraw", request)
    office.run("employee", "media", "lost", "USB-1", *LOST)
    expect(os.path.exists(package) and office.medium("USB-1")["holds"] == [request], "the record tells of no package")


@attack("I18")
def a_stick_in_the_drawer_that_nobody_can_wipe(office):
    """公開 asks for nobody's approval: a seal, in the record only, onto a stick that he never had."""
    me = office.insider("employee")
    for label in ("USB-1", "USB-2"):
        office.take_out("colleague", to="colleague", label=label)
        office.do("it", "media", "return", label, office.mount(label))
    wipe = lambda label: office.run("it", "wipe", office.mount(label), "--confirm", label, "--no-input", "--best-effort")
    with office.control("without it"):
        wipe("USB-2")
    office.ask("employee", medium="USB-1", klass="公開")
    asked = office.store.last("request")
    model = office.copy(office.path + "-model")
    drawn = model.ask("employee", medium="USB-3", klass="公開")
    token, _ = model.draft("employee", "seal", drawn, "-o", os.path.join(model.mount("USB-3"), drawn + ".age"))
    medium = next(m for m in office.store.cores("medium") if m.claims["label"] == "USB-1").claims["jti"]
    me.append(me.forge(token, subject=asked.claims["jti"], request=asked.hash, medium=medium))
    wipe("USB-1")
    expect(office.medium("USB-1")["state"] == "emptied", "it cannot be wiped")


@attack("I3")
def text_in_the_permit_of_a_package(office):
    """Approvals of his own that fill nothing travel in the permit stanza, readable without any key."""
    with office.control("the permit that counts"):
        honest = office.copy(office.path + "-honest")
        honest.take_out()
        honest.run("guard", "gate", honest.mount("USB-1"))
    for label, change in (("USB-1", "more"), ("USB-2", "none"), ("USB-3", "twice")):
        request = office.ask_and_approve(medium=label, to="colleague")
        office.check_out(request, "employee", label)
        asked, me = office.store.last("request"), office.insider("employee")
        if change == "more":
            office.expect_void(me.decide("approval", asked, opened=[1 << 40]))
            me.decide("approval", asked)
        parts = honest_parts(office, me, asked)
        approvals = parts.permit[1:]
        counts = [token for token in approvals if core.read(token).claims["iss"] != me.id]
        parts.permit[1:] = {"more": approvals, "none": [], "twice": counts * 2}[change]
        token = parts.seal(me)
        me.append(token)
        with open(os.path.join(office.mount(label), request + ".age"), "wb") as file:
            file.write(parts.whole(token))
        office.run("guard", "gate", office.mount(label), status=3)


@attack("G13")
def one_employee_shuts_the_door(office):
    """A statement that counts in the record, and would not beside what a snapshot leaves out."""
    office.take_out()
    me, at = office.insider("employee"), office.at("snapshot")
    with office.control("the door is open"):
        office.do("officer", "gate", "snapshot", "-o", at)
        office.run("guard", "gate", office.mount("USB-1"), "--snapshot", at)
    left_out = office.store.cores("snapshot")[0]
    me.decide("approval", office.store.last("request"), delegation=left_out.hash)
    late = office.ask_and_approve(medium="USB-2")
    office.check_out(late, "employee", "USB-2")
    token, _ = office.draft("employee", "seal", late, "-o", os.path.join(office.mount("USB-2"), late + ".age"))
    me.append(me.forge(token, iat=core.when(-0.9)))
    office.do("officer", "gate", "snapshot", "-o", at)
    office.run("guard", "gate", office.mount("USB-1"), "--snapshot", at)


@attack("G13")
def a_snapshot_of_tomorrow(office):
    """One of IT signs a snapshot with a size, or a line, that the record does not have yet."""
    office.take_out()
    it, honest = office.insider("it"), office.at("honest")
    office.do("officer", "gate", "snapshot", "-o", honest)
    with open(honest, encoding="utf-8") as file:
        first, body = file.read().split("\n", 1)
    for name, more, size in (("size", "", 10**12), ("line", "R", None)):
        claims = core.read(first).claims
        lines = body.splitlines() + ([f"{claims['size'] + 1000000} {more}"] if more else [])
        text, fresh = "\n".join(lines) + "\n", core.uuid7()
        claims |= {"iss": it.id, "iat": core.when(), "jti": fresh, "subject": fresh, "entries": len(lines),
                   "body": hashlib.sha256(text.encode()).hexdigest()}
        if size:
            claims["size"] = size
        with open(office.at(name), "w", encoding="utf-8") as file:
            file.write(it.sign(claims) + "\n" + text)
        office.run("guard", "gate", office.mount("USB-1"), "--snapshot", office.at(name), status=None)
    office.shift = "+1h"
    with office.control("an honest one is believed after it"):
        office.do("officer", "gate", "snapshot", "-o", honest)
        office.run("guard", "gate", office.mount("USB-1"), "--snapshot", honest)


@attack("I20")
def what_was_erased_comes_back(office):
    """Whoever kept the bytes of an erased annex puts them back."""
    old = office.store.cores("request")[0]
    kept = {digest: office.store.annex(digest) for digest in old.claims["annex"].values()}
    officer = office.insider("officer")
    base = {key: officer.model("withdrawal").claims[key] for key in ("org", "charter", "tool")}
    fresh = core.uuid7()
    expect("purpose: " in office.run("employee", "show", "R1").text, "it was not shown before")
    office.run("manager", "deny", office.ask("employee"), "--reason", "x")  # the clocks of two of office say that it is over
    office.do("registrar", "member", "add", "--name", "Ueda", "--dept", "Sales")
    with office.control("it is over, and is erased"):
        office.expect_valid(office.store.append(officer.sign(base | {
            "kind": "annex-erased", "iss": officer.id, "iat": core.when(), "jti": fresh, "subject": fresh,
            "annexes": sorted(kept)})))
        for digest in kept:
            office.store.erase_annex(digest)
    for digest, envelope in kept.items():
        office.store.put_annex(digest, rows_of(envelope), office.insider("employee").id)
    expect("purpose: " not in office.run("employee", "show", "R1", status=None).text, "it is shown again")


@attack("I2")
def half_a_name(office):
    """A straw is called exactly as people call somebody for short."""
    def add(who, name):
        office.do(who, "identity", "new", "--no-passphrase")
        office.do(who, "identity", "show", "--card", office.at(who + ".card"))
        office.do("registrar", "member", "add", "--name", name, "--dept", "Sales", "--card", office.at(who + ".card"))
    add("taro", "小田 太郎")
    with office.control("while there is one"):
        office.do("employee", *office.request_words(to="小田"))
    add("straw", "小田")
    office.run("employee", *office.request_words(to="小田"), status=2)


if __name__ == "__main__":
    main()
