"""B: whose approval fills a slot, and until when."""

import os

from adversary import annex, core
from adversary.insider import Insider
from adversary.office import expect
from adversary.package import parts_by_hand
from adversary.pair import card_claims, two_persons
from adversary.repertoire import COMMON
from adversary.scenario import attack, main


def not_sealed(office, request, asked, label="USB-1"):
    """Neither by the official program nor by hand."""
    path = os.path.join(office.mount(label), "x.age")
    office.run("employee", "seal", request, "-o", path, status=4)
    expect(not os.path.exists(path), "it was sealed")
    me = office.insider()
    office.expect_void(me.append(parts_by_hand(office, me, asked).seal(me)))


def newest_card(office, member):
    return next(card for card in reversed(office.store.cores("member-card")) if card.claims["subject"] == member)


@attack("B2")
def one_person_with_two_keys(office):
    """New keys by two persons: what the old ones said and what the new ones say is one voice."""
    request = office.ask(klass="極秘")
    asked = office.store.last("request")
    old = office.insider("manager")
    old.decide("approval", asked)
    key = core.Key()
    claims = card_claims(newest_card(office, old.id)) | {
        "sign": key.public, "age": annex.keygen(office.at("new.txt"))}
    _, index = two_persons(office, "registrar", "officer", old.id, claims)
    office.expect_valid(index)
    new = Insider(office, "manager", key, old.id)
    new.decide("approval", asked)
    office.expect_void(old.decide("approval", asked))
    expect(office.state(request) == "pending", "one person filled two slots")
    with office.control("with the officer"):
        office.do("officer", "approve", request)
        expect(office.state(request) == "approved", "two persons do not suffice")


@attack("B5")
def a_delegation_of_ones_own(office):
    """A manager's delegation to a colleague, the colleague's to himself: nobody approves under them."""
    request = office.ask()
    asked = office.store.last("request")
    colleague = office.insider("colleague")
    for who in ("manager", "colleague", "registrar"):
        me = office.insider(who)
        model = me.claims(me.model("approval"))
        claims = {name: model[name] for name in COMMON - {"annex"}}
        claims |= {"kind": "delegation", "subject": claims["jti"], "delegator": office.insider("manager").id,
                   "delegate": colleague.id, "from": core.when(-1), "until": core.when(5)}
        token = me.sign(claims)
        me.append(token)
        colleague.decide("approval", asked, delegation=core.read(token).hash)
    expect(office.state(request) == "pending", f"approved by a delegate: {office.state(request)}")
    office.run("colleague", "approve", request, status=4)
    not_sealed(office, request, asked)
    with office.control("the manager himself"):
        office.do("manager", "approve", request)


@attack("B6")
def approver_suspended_since(office):
    """What he approved before he was stopped is not sealed afterwards; another's approval is."""
    request = office.ask_and_approve()
    asked = office.store.last("request")
    office.check_out(request)
    office.do("officer", "member", "suspend", office.p("manager"), "--reason", "for now")
    not_sealed(office, request, asked)
    late = office.insider("manager")
    office.expect_void(late.decide("approval", asked))
    with office.control("approved by another manager"):
        office.do("chief", "approve", request)
        office.seal(request)


@attack("B6")
def approver_demoted_since(office):
    """He is an employee now: what he approves counts no more, what he approved before neither."""
    request = office.ask_and_approve()
    asked = office.store.last("request")
    office.check_out(request)
    registrar = office.insider("registrar")
    member = office.insider("manager").id
    card = newest_card(office, member)
    roles = [role | {"role": "employee"} for role in card.claims["roles"]]
    office.expect_valid(registrar.append(registrar.forge(card, jti=core.uuid7(), subject=member, roles=roles)))
    not_sealed(office, request, asked)
    office.run("manager", "approve", office.ask(), status=4)
    with office.control("approved by another manager"):
        office.do("chief", "approve", request)
        office.seal(request)


@attack("B7")
def revoked_since(office):
    """Revoked between approval and sealing, and after sealing."""
    request = office.ask_and_approve()
    asked = office.store.last("request")
    office.check_out(request)
    office.do("manager", "revoke", request, "--reason", "no")
    not_sealed(office, request, asked)
    with office.control("not yet revoked"):
        sealed, _ = office.take_out(label="USB-2")
        office.run("guard", "gate", office.mount("USB-2"))
    office.do("manager", "revoke", sealed, "--reason", "no")
    office.run("guard", "gate", office.mount("USB-2"), status=3).shows("NG")


if __name__ == "__main__":
    main()
