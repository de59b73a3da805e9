"""I12, I18: no state hides that a package exists; nobody stops another's request or medium by naming it."""

from adversary import core
from adversary.office import expect
from adversary.repertoire import COMMON
from adversary.scenario import attack, main


def line_of(office, who, request):
    said = office.run(who, "status", "--everybody")
    return next((line for line in said.out.splitlines() if line.split()[:1] == [request]), said.out)


def still_known(office, request, what):
    """Everywhere where its state stands it says that there is a package."""
    for who in ("employee", "officer", "manager"):
        line = line_of(office, who, request)
        expect("sealed" in line, f"{what}: the package is hidden from {who}: {line}")
        office.run(who, "show", request).shows("sealed")
    expect(office.json("officer", "show", request)["seals"], f"{what}: no seal in the JSON object")


@attack("I12")
def withdrawn_after_sealing(office):
    """By the requester's core, whatever his program says about it."""
    request, _ = office.take_out(label="USB-2")
    asked = office.store.last("request")
    with office.control("sealed"):
        still_known(office, request, "sealed")
    office.run("employee", "withdraw", request, status=(0, 4))
    office.insider().decide("withdrawal", asked)
    still_known(office, request, "withdrawn")


@attack("I12")
def revoked_denied_and_lost(office):
    """One after the other, by everybody who may."""
    request, _ = office.take_out(label="USB-2")
    asked = office.store.last("request")
    for who, kind in (("manager", "denial"), ("manager", "revocation"), ("officer", "revocation")):
        office.insider(who).decide(kind, asked)
        still_known(office, request, f"{kind} by {who}")
    with office.control("and lost"):
        office.do("employee", "media", "lost", "USB-2", "--last-seen", core.when(-0.2),
                  "--found-missing", core.when(-0.1), "--place", "here")
    still_known(office, request, "lost")


@attack("I12", "A7")
def over_after_sealing(office):
    """Its time is over, the package is still there."""
    office.shift = "-9d"
    request, _ = office.take_out(label="USB-2", until="+3d")
    office.shift = None
    with office.control("a new one"):
        other, _ = office.take_out(label="USB-3")
        still_known(office, other, "sealed")
    still_known(office, request, "over")


@attack("I18")
def replaces_and_extends_anothers(office):
    """A stranger's request says that it stands in the place of mine, or goes on with it."""
    request = office.ask_and_approve()
    asked = office.store.last("request")
    me = office.insider("colleague")
    draft = office.draft("colleague", *office.request_words(to="colleague", medium="USB-2"))
    for changes in ({"replaces": asked.hash}, {"extends": asked.hash}, {"series": asked.claims["jti"]},
                    {"replaces": asked.hash, "extends": asked.hash}):
        me.request(draft, **changes)
        expect(office.state(request) == "approved", f"{changes}: {request} is {office.state(request)}")
    office.insider("manager").decide("approval", office.store.last("request"))
    expect(office.state(request) == "approved", f"replaced: {request} is {office.state(request)}")
    with office.control("the first is sealed"):
        office.check_out(request)
        office.seal(request)
        office.run("guard", "gate", office.mount("USB-1"))


def about(office, who, kind, subject, **own):
    """A statement of a kind that no command makes, about somebody's thing."""
    me = office.insider(who)
    model = me.claims(me.model("approval"))
    claims = {name: model[name] for name in COMMON - {"annex"}}
    return me.append(me.sign(claims | {"kind": kind, "subject": subject or claims["jti"]} | own))


@attack("I18", "I21")
def statements_that_no_command_makes(office):
    """Reserved, broken, retired, in an inventory, disposed of: no state of the medium comes of it today."""
    request = office.ask_and_approve("it", to="it", medium="USB-2")
    medium = next(one for one in office.store.cores("medium") if one.claims["label"] == "USB-2")
    subject = medium.claims["jti"]
    span = {"from": core.when(-1), "until": core.when(30)}

    def say_all(who):
        about(office, who, "reservation", subject, **span)
        for state in ("broken", "retired", "prepared", "cleaned", "handed-over"):
            about(office, who, "medium-state", subject, state=state)
        for action in ("start", "scan", "close"):
            about(office, who, "inventory", subject, action=action, media=1)
        about(office, who, "disposal", subject, method="destroy", items=1)

    for who in ("colleague", "it"):
        say_all(who)
    with office.control("it is checked out all the same"):
        office.check_out(request, "it", "USB-2", by="helper")
        office.seal(request, "it", "USB-2")
    for who in ("colleague", "it"):
        say_all(who)
        state = office.medium("USB-2")
        expect(state["state"] == "out" and state.get("holder") == "Takahashi", f"{who}: {state}")
    office.run("guard", "gate", office.mount("USB-2"))


@attack("I21", "B4")
def a_straw_holder(office):
    """Somebody carries it by name only, who knows nothing of it: the seal and the check-out name him."""
    request = office.ask_and_approve(to="employee", medium="USB-2", more=("--holder", office.p("colleague")))
    asked = office.store.last("request")
    medium = next(one for one in office.store.cores("medium") if one.claims["label"] == "USB-2")
    it = office.insider("it")
    model = it.model("checkout")
    office.expect_void(*(
        it.append(it.forge(model, subject=medium.claims["jti"], to=to, request=asked.hash, due=core.when(3)))
        for to in (office.insider().id, it.id)))
    with office.control("out with the one who is named, and so it says"):
        office.check_out(request, "colleague", "USB-2")
        office.run("colleague", "status").shows(request)
        office.run("helper", "media", "show", "USB-2").shows("Kato")


if __name__ == "__main__":
    main()
