"""I6, I21, I18: who carries a medium, asked for its permit or sealed onto it, does not relieve himself of it."""

from adversary import core
from adversary.insider import DROPPED
from adversary.office import expect
from adversary.scenario import attack, main

RELIEVED = ("returned", "wiped", "emptied", "registered", "reserved", "retired", "broken", "handed-over")
LOST = ("--last-seen", core.when(-0.2), "--found-missing", core.when(-0.1), "--place", "on the train")


def carried(office, who="it"):
    """IT asks for himself, and goes out with USB-2: (request, medium core, package)."""
    request = office.ask_and_approve(who, to=who, medium="USB-2")
    office.check_out(request, who, "USB-2", by="helper")
    package = office.seal(request, who, "USB-2")
    medium = next(one for one in office.store.cores("medium") if one.claims["label"] == "USB-2")
    return request, medium, package


def still_his(office, what, who="it"):
    """The register still knows who has to bring it."""
    medium = office.medium("USB-2")
    expect(medium["state"] not in RELIEVED, f"{what}: USB-2 is {medium['state']}")
    name = {"it": "Takahashi", "employee": "Tanaka"}[who]
    expect(name in (medium.get("holder"), medium.get("last_holder")), f"{what}: nobody's: {medium}")


def complete_wipe(me, medium):
    """As complete as can be said."""
    model = me.model("wipe")
    changes = {"subject": medium.claims["jti"], "complete": True, "failures": 0, "grade": "purge"}
    if "scope" in model.claims:
        changes["scope"] = "device"
    return me.append(me.forge(model, **changes))


def returned(me, medium):
    return me.append(me.forge(me.model("return"), subject=medium.claims["jti"], readable=True))


def somebody_else_takes_it_back(office):
    with office.control("another of IT takes it back"):
        office.do("helper", "media", "return", "USB-2", office.mount("USB-2"))
        expect(office.medium("USB-2")["state"] == "returned", "it is not back")


@attack("I6")
def lost_found_and_wiped(office):
    """What was done: reported lost, found again, and then a `wipe` core by the same person."""
    _, medium, _ = carried(office)
    me = office.insider("it")
    office.run("it", "media", "lost", "USB-2", *LOST)
    still_his(office, "lost")
    office.run("it", "media", "found", "USB-2", status=(0, 4))
    still_his(office, "found")
    office.expect_void(complete_wipe(me, medium))
    still_his(office, "wiped")
    office.run("it", "media", "return", "USB-2", office.mount("USB-2"), status=4)
    office.expect_void(returned(me, medium))
    still_his(office, "returned")
    somebody_else_takes_it_back(office)


@attack("I6")
def wiped_or_returned_while_out(office):
    """Without a loss in between, by the command and by the core."""
    _, medium, _ = carried(office)
    me = office.insider("it")
    office.run("it", "media", "return", "USB-2", office.mount("USB-2"), status=4)
    office.run("it", "media", "return", "USB-2", "--unreadable", status=4)
    office.run("it", "wipe", office.mount("USB-2"), "--confirm", "USB-2", "--no-input", "--best-effort", status=4)
    office.expect_void(returned(me, medium), complete_wipe(me, medium),
                       me.append(me.forge(me.model("return"), subject=medium.claims["jti"], readable=False)))
    still_his(office, "returned and wiped by cores")
    somebody_else_takes_it_back(office)


@attack("I6")
def own_gate_pass(office):
    """IT may sign passes, but not of what he carries: the command records none, the core is void."""
    _, medium, _ = carried(office)
    me = office.insider("it")
    before = len(office.store.cores("gate-pass"))
    said = office.json("it", "gate", office.mount("USB-2"), status=(0, 3, 4))
    expect(not said.get("recorded"), "his program recorded his own pass")
    expect(len(office.store.cores("gate-pass")) == before, "a pass was added")
    seal = office.store.last("seal")
    token = me.forge(me.model("gate-pass"), medium=medium.claims["jti"], seals=[seal.hash], files=2)
    without_medium = me.forge(me.model("gate-pass"), medium=None, seals=[seal.hash], files=2)
    office.expect_void(me.append(token), me.append(without_medium))
    with office.control("the guard's"):
        said = office.json("guard", "gate", office.mount("USB-2"))
        expect(said["ok"] and said["recorded"], f"the guard's pass is not recorded: {said}")


@attack("I6", "I21")
def who_asked_for_the_permit(office):
    """IT asks, a colleague carries: still not IT's to take back or wipe."""
    request = office.ask_and_approve("it", to="it", medium="USB-2", more=("--holder", office.p("employee")))
    office.check_out(request, "employee", "USB-2", by="helper")
    medium = next(one for one in office.store.cores("medium") if one.claims["label"] == "USB-2")
    me = office.insider("it")
    office.run("it", "media", "return", "USB-2", office.mount("USB-2"), status=4)
    office.expect_void(returned(me, medium), complete_wipe(me, medium))
    still_his(office, "returned by who asked", "employee")
    somebody_else_takes_it_back(office)


@attack("I6")
def carrier_checks_himself_out(office):
    """To himself without a permit, for another's, or a second time."""
    request, medium, _ = carried(office)
    me = office.insider("it")
    other = office.ask_and_approve("employee", medium="USB-3")
    theirs = office.store.last("request")
    model = me.model("checkout")
    usb3 = next(one for one in office.store.cores("medium") if one.claims["label"] == "USB-3")
    office.expect_void(
        me.append(me.forge(model, subject=medium.claims["jti"], to=me.id, request=theirs.hash)),
        me.append(me.forge(model, subject=usb3.claims["jti"], to=me.id, request=theirs.hash)),
        me.append(me.forge(model, subject=medium.claims["jti"], to=me.id, due=core.when(30))))
    expect(request != other and office.medium("USB-3")["state"] == "registered", "USB-3 is out")
    with office.control("the employee gets his"):
        office.check_out(other, "employee", "USB-3")


@attack("I21")
def second_registration_of_what_is_out(office):
    """The same tag under another label, the same label, the same id: a fresh medium that nobody misses."""
    _, medium, _ = carried(office)
    me = office.insider("it")
    office.expect_void(
        me.append(me.forge(medium)),  # the label is in use
        me.append(me.forge(medium, jti=medium.claims["jti"], subject=medium.claims["jti"], label="USB-7")),
        me.append(me.forge(medium, subject=medium.claims["jti"], label="USB-6")))
    office.run("it", "media", "register", office.mount("USB-2"), "--label", "USB-5", status=4)
    still_his(office, "registered again")
    somebody_else_takes_it_back(office)


@attack("I18")
def loss_told_by_a_stranger(office):
    """Somebody else's medium is said to be lost: the door stops it, and nothing is revoked."""
    request, package = office.take_out(label="USB-2")
    office.do("guard", "gate", office.mount("USB-2"))
    office.run("colleague", "media", "lost", "USB-2", *LOST, status=(0, 4))
    me = office.insider("colleague")
    medium = next(one for one in office.store.cores("medium") if one.claims["label"] == "USB-2")
    me.append(me.forge(me.model("loss"), subject=medium.claims["jti"], annex=DROPPED))
    expect(office.state(request) == "sealed", f"{request} is {office.state(request)}")
    office.run("guard", "gate", office.mount("USB-2"), status=3)
    with office.control("the holder opens, and IT takes it back"):
        office.do("employee", "open", package, "-C", office.at("opened"))
        office.do("it", "media", "return", "USB-2", office.mount("USB-2"))
    with office.control("told by its holder it is lost"):
        second = office.ask_and_approve(medium="USB-3")
        office.check_out(second, label="USB-3")
        office.do("employee", "media", "lost", "USB-3", *LOST)
        expect(office.medium("USB-3")["state"] == "lost", "it is not lost")


@attack("I6", "H6")
def verifies_his_own_wipe(office):
    """Who wiped is not the second person of the certificate."""
    wipe = office.store.last("wipe")
    author = office.insider("it")
    me = office.insider("helper")
    model = me.model("wipe-verified")
    office.expect_void(author.append(author.forge(model, subject=wipe.claims["jti"], wipe=wipe.hash)),
                       me.append(me.forge(model, subject=wipe.claims["jti"], wipe="0" * 64)))
    office.run("it", "wipe-verify", office.at("wipe.json"), "--how", "examined", "-o", office.at("own.json"), status=4)
    with office.control("somebody else is"):
        office.expect_valid(me.append(me.forge(model, subject=wipe.claims["jti"], wipe=wipe.hash)))


@attack("I6")
def lost_and_found_is_still_due(office):
    """Official programs only: the carrier of an overdue medium says lost and found, and no list calls it overdue."""
    office.take_out(label="USB-1")
    office.shift = "+10d"
    with office.control("overdue before"):
        office.run("it", "media", "list", "--overdue", status=3)
        office.run("officer", "due", status=3)
    office.do("employee", "media", "lost", "USB-1", *LOST, "--clock-is-right")
    office.do("employee", "media", "found", "USB-1", "--clock-is-right")
    office.run("it", "media", "list", "--overdue", status=3)
    office.run("officer", "due", status=3)


@attack("I18", "Z0")
def a_loss_of_two_packages(office):
    """Official programs only: two requests on one medium, of which one was checked out, and a stranger finds it."""
    low, high = office.ask_and_approve(klass="社内限"), office.ask_and_approve(klass="秘")
    office.check_out(low)
    office.seal(high)
    office.seal(low)
    with office.control("nothing is lost"):
        office.run("officer", "status", low).lacks("medium lost")
        office.run("officer", "status", high).lacks("medium lost")
    office.do("employee", "media", "lost", "USB-1", *LOST)

    def all_is_told():
        office.run("officer", "media", "show", "USB-1").shows(low, high)
        office.run("officer", "status", low).shows("medium lost")
        office.run("officer", "status", high).shows("medium lost")
        office.run("officer", "status", "--everybody", "--open").shows(low, high)

    all_is_told()
    office.run("colleague", "media", "found", "USB-1", status=None)
    all_is_told()



if __name__ == "__main__":
    main()
