"""G6, I6, I18: what is on a medium, whoever sealed it and whatever it went out for."""

import os

from adversary import core
from adversary.office import expect
from adversary.scenario import attack, main


def medium_of(office, label):
    return next(m for m in office.store.cores("medium") if m.claims["label"] == label).claims["jti"]


def says_lost(office, who, label):
    """A loss by the program of one's own: its index. Each time of another day: the same again is not said."""
    missing = f"2020-01-{6 + len(office.store.cores('loss')):02}"
    loss = office.draft(who, "media", "lost", label, "--last-seen", "2020-01-05", "--found-missing", missing, "--place", "x")
    office.insider(who).parts(loss)
    return office.insider(who).append(loss[0])


@attack("I18")
def a_mail_seal_that_names_anybodys_medium(office):
    """公開 asks for nobody's approval: one employee alone reports everybody's media lost, with force."""
    me = office.insider("employee")
    office.take_out("colleague", to="colleague", label="USB-1")
    with office.control("his word alone stops the door only"):
        says_lost(office, "employee", "USB-1")
        expect(office.medium("USB-1")["state"] == "out", "lost")
    request = office.ask(medium=None, klass="公開", more=("--mail", "a@example.org", "--uses", "9"))
    for label in ("USB-1", "USB-2"):
        token, _ = office.draft("employee", "seal", request, "-o", office.at(label + ".age"))
        index = me.append(me.forge(token, medium=medium_of(office, label)))
        expect(not office.is_valid(index), f"a seal by mail on {label}")
        says_lost(office, "employee", label)
        expect(office.medium(label)["state"] != "lost", f"{label} is lost by a stranger's word")


@attack("I18")
def nobody_can_wipe_it(office):
    """The same seal, and a medium that is back and has to be emptied can be neither wiped, handed out nor taken back."""
    me = office.insider("employee")
    for label in ("USB-1", "USB-2"):
        office.take_out("colleague", to="colleague", label=label)
        office.do("it", "media", "return", label, office.mount(label))
    wipe = lambda label, **more: office.run("it", "wipe", office.mount(label), "--confirm", label, "--no-input",
                                            "--best-effort", **more)
    with office.control("without it"):
        wipe("USB-2")
    request = office.ask(medium=None, klass="公開", more=("--mail", "a@example.org"))
    token, _ = office.draft("employee", "seal", request, "-o", office.at("x.age"))
    me.append(me.forge(token, medium=medium_of(office, "USB-1")))
    wipe("USB-1", status=0)


@attack("G6")
def out_for_a_low_class_sealed_for_a_high_one(office):
    """Official programs only: checked out for 社内限, 秘 sealed onto it: goes out again with the package, not emptied."""
    low, high = office.ask_and_approve(klass="社内限"), office.ask_and_approve(klass="秘")
    office.check_out(low)
    package = office.seal(high)
    office.do("guard", "gate", office.mount("USB-1"))
    office.do("it", "media", "return", "USB-1", office.mount("USB-1"))
    again = office.ask_and_approve("colleague", to="colleague", klass="社内限")
    office.run("it", "media", "checkout", "USB-1", "--to", office.p("colleague"), "--request", again, "--due", "+7d", status=4)
    expect(not os.path.exists(package) or office.medium("USB-1").get("needs"), "the 秘 package is still on it")
    with office.control("checked out for 秘 it has to be emptied"):
        high = office.ask_and_approve(klass="秘", medium="USB-2")
        office.check_out(high, label="USB-2")
        office.do("it", "media", "return", "USB-2", office.mount("USB-2"))
        again = office.ask_and_approve("colleague", to="colleague", klass="社内限", medium="USB-2")
        office.run("it", "media", "checkout", "USB-2", "--to", office.p("colleague"), "--request", again, "--due", "+7d", status=4)


@attack("I6")
def who_sealed_takes_it_back(office):
    """Official programs only: IT seals a request of its own onto it before it goes out for another one."""
    def both(label, before):
        carried = office.ask_and_approve("employee", klass="社内限", medium=label)
        own = office.ask_and_approve("helper", to="helper", medium=label, more=("--holder", office.p("employee")))
        if before:
            office.seal(own, "helper", label)
        office.check_out(carried, label=label)
        if not before:
            office.seal(own, "helper", label)
        office.do("guard", "gate", office.mount(label))
        return lambda **more: office.run("helper", "media", "return", label, office.mount(label), **more)
    with office.control("sealed afterwards it is refused"):
        both("USB-2", before=False)(status=4)
    both("USB-1", before=True)(status=4)


@attack("I6")
def due_beyond_what_was_approved(office):
    """IT's own program: back in 2081, though the approver was shown a date."""
    request = office.ask_and_approve(more=("--due", "+8d"))
    words = ("media", "checkout", "USB-1", "--to", office.p("employee"), "--request", request, "--due")
    with office.control("the official one refuses"):
        office.run("it", *words, "+9d", status=2)
    it = office.insider("it")
    index = it.append(it.forge(office.draft("it", *words, "+7d")[0], due=core.when(20000)))
    expect(not office.is_valid(index), "out until 2081")


@attack("A8")
def the_carrier_gives_the_use_back(office):
    """The officer carries it: passes the door, declares the seal void, the use comes back, a second one passes."""
    request = office.ask_and_approve("employee", more=("--holder", office.p("officer")))
    office.check_out(request, "officer")
    package = office.seal(request)
    office.do("guard", "gate", office.mount("USB-1"))
    os.rename(package, office.at("kept.age"))
    office.do("officer", "seal-void", request, "--reason", "x")
    with office.control("the package is void at the door"):
        os.rename(office.at("kept.age"), package)
        office.run("guard", "gate", office.mount("USB-1"), status=3)
    office.run("employee", "seal", request, "-o", os.path.join(office.mount("USB-1"), request + "-2.age"), status=4)


if __name__ == "__main__":
    main()
