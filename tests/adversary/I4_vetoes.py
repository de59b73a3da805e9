"""I4, I16: a veto by somebody who could never approve binds nobody but him."""

from adversary.office import expect
from adversary.pair import card_claims, two_persons
from adversary.scenario import attack, main

STRANGERS = ("colleague", "namesake", "it", "guard")  # none of them fills a slot of the class


def still_sealed(office, request, core, what):
    expect(office.state(request) == "approved", f"{what}: {request} is {office.state(request)}")
    office.check_out(request)
    office.seal(request)


@attack("I4")
def approval_and_then_revocation(office):
    """What was done: a worthless approval, and from then on his revocation counted."""
    request = office.ask_and_approve()
    core = office.store.last("request")
    me = office.insider("colleague")
    me.decide("approval", core)
    me.decide("revocation", core)
    still_sealed(office, request, core, "a colleague revoked it")
    with office.control("the manager's own revocation"):
        office.do("manager", "revoke", request, "--reason", "mistake")
        expect(office.state(request) == "revoked", "the manager cannot revoke")


@attack("I4", "I16")
def revocation_first_and_approval_later(office):
    """A veto that was in the record before gains no force by what its author says afterwards."""
    request = office.ask_and_approve()
    core = office.store.last("request")
    for who in STRANGERS:
        me = office.insider(who)
        me.decide("revocation", core)
        me.decide("approval", core)
    still_sealed(office, request, core, "strangers revoked it, then approved it")
    with office.control("the officer's"):
        office.do("officer", "revoke", request, "--reason", "mistake")
        expect(office.state(request) == "revoked", "the officer cannot revoke")


@attack("I4")
def denials_of_everybody(office):
    """Each of those who fill no slot denies, before the manager approves and after."""
    request = office.ask()
    core = office.store.last("request")
    for who in STRANGERS[:2]:
        office.insider(who).decide("approval", core)
        office.insider(who).decide("denial", core)
    office.do("manager", "approve", request)
    for who in STRANGERS[2:]:
        office.insider(who).decide("approval", core)
        office.insider(who).decide("denial", core)
    still_sealed(office, request, core, "strangers denied it")
    with office.control("a denial by who could have approved"):
        other = office.ask()
        office.do("manager", "deny", other, "--reason", "no")
        office.run("chief", "approve", other, status=4)
        expect(office.state(other) == "denied", "the manager's denial does not count")


@attack("I4")
def command_refuses_a_veto_without_force(office):
    """By the official program: who could never fill a slot is told so, and nothing is recorded."""
    request = office.ask_and_approve()
    before = office.store.head()
    for words in (("revoke", request, "--reason", "no"), ("deny", request, "--reason", "no")):
        office.run("colleague", *words, status=4)
    expect(office.store.head() == before, "a veto without force was recorded")
    with office.control("who could have approved"):
        office.do("chief", "revoke", request, "--reason", "not needed")
        expect(office.state(request) == "revoked", "a manager cannot revoke")


@attack("I4", "I16")
def veto_that_gains_force_later(office):
    """Its author becomes a manager afterwards: force is judged once, at the veto's own index."""
    request = office.ask_and_approve()
    core = office.store.last("request")
    office.insider("colleague").decide("revocation", core)
    office.insider("colleague").decide("denial", core)
    promote(office, "colleague")
    still_sealed(office, request, core, "he is a manager now")
    with office.control("a new veto of the new manager"):
        other = office.ask()
        office.insider("colleague").decide("denial", office.store.last("request"))
        expect(office.state(other) == "denied", "a new manager's denial does not count")


def promote(office, who):
    """Makes a member a manager: a proposal by the registrar, a consent by the officer."""
    member = office.insider(who).id
    card = next(card for card in reversed(office.store.cores("member-card")) if card.claims["subject"] == member)
    roles = [card.claims["roles"][0] | {"role": "manager"}]
    two_persons(office, "registrar", "officer", member, card_claims(card) | {"roles": roles})


@attack("I4", "I16")
def approval_held_back(office):
    """An approval made before its author's veto, and brought after it: his voice is bound."""
    request = office.ask()
    core = office.store.last("request")
    chief = office.insider("chief")
    held = chief.forge(chief.model("approval"), subject=core.claims["jti"], request=core.hash)
    chief.decide("denial", core)
    chief.append(held)
    expect(office.state(request) != "approved", "the approval that was held back counts")
    office.run("employee", "seal", request, "-o", office.at("media", "USB-1", "x.age"), status=4)
    with office.control("an approval without a veto"):
        office.ask_and_approve(by="chief")


@attack("B4", "B3")
def own_request_and_what_one_carries(office):
    """Nobody approves for himself: not as requester, not as holder, not the manager either."""
    own = office.ask(who="manager", to="colleague")
    core = office.store.last("request")
    office.insider("manager").decide("approval", core)
    expect(office.state(own) == "pending", "the manager approved his own")
    carried = office.ask(to="colleague", more=("--holder", office.p("manager")))
    core = office.store.last("request")
    office.insider("manager").decide("approval", core)
    expect(office.state(carried) == "pending", "the manager approved what he carries")
    office.run("manager", "approve", own, status=4)
    office.run("manager", "approve", carried, status=4)
    with office.control("the other manager does"):
        office.do("chief", "approve", own)
        office.do("chief", "approve", carried)


@attack("B1", "B3")
def one_person_twice(office):
    """A class that asks for two: two approvals by one person are one."""
    request = office.ask(klass="極秘")
    core = office.store.last("request")
    for _ in range(3):
        office.insider("manager").decide("approval", core)
    expect(office.state(request) == "pending", "one person filled two slots")
    office.run("employee", "seal", request, "-o", office.at("media", "USB-1", "x.age"), status=4)
    with office.control("manager and officer"):
        office.do("officer", "approve", request)
        expect(office.state(request) == "approved", "two persons do not suffice")


@attack("A9", "A12", "A6")
def a_denial_dressed_as_an_approval(office):
    """Another kind's token, another organisation's, another protocol's: the signature is over the kind."""
    from adversary import core
    request = office.ask()
    asked = office.store.last("request")
    manager = office.insider("manager")
    claims = manager.claims(manager.model("denial"), subject=asked.claims["jti"], request=asked.hash)
    as_approval = claims | {"kind": "approval", "until": None}
    payload = core.spell(as_approval)
    org = claims["org"]
    first = manager.append(
        manager.key.sign(payload, f"sekisho/v1/denial/{org}".encode()),
        manager.key.sign(payload, f"sekisho/v1/approval/{'0' * 32}".encode()),
        manager.key.sign(payload, b""), manager.key.sign(payload, b"sekisho/v1/card"),
        manager.sign(as_approval | {"org": "0" * 32}))
    office.expect_void(*range(first, first + 5))
    expect(office.state(request) == "pending", "it counts as an approval")
    with office.control("an approval under its own name"):
        manager.decide("approval", asked)
        expect(office.state(request) == "approved", "the approval does not count")


if __name__ == "__main__":
    main()
