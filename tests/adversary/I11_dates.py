"""I2, I11, I15: what is dated ahead, or ends one after the other, gives nobody what two have to give."""

from adversary import annex, core
from adversary.cards import directory, newest_card, say_card
from adversary.insider import Insider
from adversary.office import expect
from adversary.pair import card_claims, two_persons
from adversary.scenario import attack, main


@attack("I5", "I15")
def officer_takes_the_managers_keys_alone(office):
    """Officer who is registrar: the other registrar gets a term (one hand), a card dated after it needs nobody."""
    office.do("officer", "member", "move", office.p("registrar"), "--until", "+100d")
    manager, key = office.insider("manager").id, core.Key()
    with office.control("dated today it is void"):
        office.expect_void(say_card(office, "officer", manager, sign=core.Key().public))
    index = say_card(office, "officer", manager, sign=key.public, age=annex.keygen(office.at("k.txt")), iat=core.when(102))
    expect(not office.is_valid(index), "the manager's keys by one hand")
    request = office.ask("officer", to=office.p("officer"))
    Insider(office, "manager", key, manager).decide("approval", office.store.last("request"))
    expect(office.state(request) != "approved", "the officer approved his own request as the manager")


@attack("I2", "I15")
def another_name_alone(office):
    """The same for a name."""
    office.do("officer", "member", "move", office.p("registrar"), "--until", "+100d")
    manager = office.insider("manager").id
    part = annex.Annex({"name": "Kato"}, [directory(office)])
    names = newest_card(office, manager).claims["annex"] | {"main": part.commitment}
    with office.control("dated today it is void"):
        office.expect_void(say_card(office, "officer", manager, [part], annex=names))
    index = say_card(office, "officer", manager, [part], annex=names, iat=core.when(102))
    expect(not office.is_valid(index), "another name by one hand")


@attack("I11")
def last_officer_gone_by_a_card_dated_ahead(office):
    """The registrar alone: the officer's role begins in 2081, said by a card of 2081."""
    officer = office.insider("officer")
    roles = [r | {"from": core.when(20000)} if r["role"] == "security-officer" else r
             for r in newest_card(office, officer.id).claims["roles"]]
    with office.control("dated today it is void"):
        office.expect_void(say_card(office, "registrar", officer.id, roles=roles))
    index = say_card(office, "registrar", officer.id, roles=roles, iat=core.when(20001))
    expect(not office.is_valid(index), "no officer until 2081")
    office.run("officer", "gate", "snapshot", "-o", office.at("snap"), status=0)


@attack("I11")
def last_officer_leaves_after_his_term(office):
    """Two officers, one with a term: the other suspended today, this one left after his term."""
    asked = office.do("registrar", "member", "move", office.p("chief"), "--role", "security-officer")
    office.do("officer", "consent", asked)
    office.do("registrar", "member", "move", office.p("chief"), "--until", "+100d")
    office.do("registrar", "member", "suspend", office.p("officer"), "--reason", "suspected of theft")
    me, model = office.insider("registrar"), office.store.last("member-status")
    leaves = lambda **when: me.append(me.forge(model, subject=office.insider("chief").id, action="leave", **when))
    with office.control("dated today it is void"):
        office.expect_void(leaves())
    expect(not office.is_valid(leaves(iat=core.when(102))), "nobody is officer")


@attack("I11")
def two_officers_end_one_after_the_other(office):
    """Official program only: of two officers each gets an end while the other is there."""
    asked = office.do("registrar", "member", "move", office.p("chief"), "--role", "security-officer")
    office.do("officer", "consent", asked)
    office.do("registrar", "member", "move", office.p("officer"), "--until", "+4d")
    with office.control("the other one not later than the first is refused"):
        office.run("registrar", "member", "move", office.p("chief"), "--until", "+5d", status=4)
    office.run("registrar", "member", "move", office.p("chief"), "--until", "+2d", status=4)


@attack("I15")
def a_role_that_begins_next_month(office):
    """IT from next month takes a medium back today."""
    me = office.insider("colleague")
    card = newest_card(office, me.id)
    roles = card.claims["roles"] + [card.claims["roles"][0] | {"role": "it", "from": core.when(30)}]
    two_persons(office, "registrar", "officer", me.id, card_claims(card) | {"roles": roles})
    office.take_out()
    back = office.draft("it", "media", "return", "USB-1", office.mount("USB-1"))[0]
    with office.control("dated today it is void"):
        office.expect_void(me.append(me.forge(back)))
    expect(not office.is_valid(me.append(me.forge(back, iat=core.when(31)))), "taken back by who is not IT yet")


if __name__ == "__main__":
    main()
