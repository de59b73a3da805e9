"""I5, I15: nobody gets keys or power by one hand, nor by two of which one made the other."""

from adversary import annex, core
from adversary.cards import newest_card, say_card
from adversary.insider import Insider
from adversary.office import expect
from adversary.pair import card_claims, consent, propose, two_persons
from adversary.scenario import attack, main


def keys_of_mine(office):
    """A fresh key pair in the registrar's drawer: what a card says of it, and who signs with it."""
    key = core.Key()
    return key, {"sign": key.public, "age": annex.keygen(office.at(f"{key.kid[-8:]}.txt"))}


def new_member(office, who, role, department="Sales", **changes):
    """A first card by one hand: (index, member id)."""
    me = office.insider(who)
    fresh = core.uuid7()
    roles = [{"role": role, "department": department, "from": core.when(), "until": None}]
    grant = {"main": newest_card(office, me.id).claims["annex"]["main"]}
    claims = me.claims(me.model("member-card"), jti=fresh, subject=fresh, roles=roles, annex=grant,
                       **{"employment": "employee", **changes})
    return me.append(me.sign(claims)), fresh


@attack("I5")
def manager_with_the_registrars_keys(office):
    """What was done: the manager's keys replaced, and the registrar's own request approved with them."""
    manager = office.insider("manager")
    key, keys = keys_of_mine(office)
    index = say_card(office, "registrar", manager.id, **keys)
    office.expect_void(index)
    request = office.ask(who="registrar", to="registrar")
    straw = Insider(office, "manager", key, manager.id)
    office.expect_void(straw.decide("approval", office.store.last("request")))
    expect(office.state(request) == "pending", "approved with the registrar's key")
    with office.control("the manager himself"):
        office.do("manager", "approve", request)


@attack("I5")
def officer_with_the_registrars_keys(office):
    """Then the officer's, who is a root of the charter: by one hand, and by two."""
    officer = office.insider("officer")
    key, keys = keys_of_mine(office)
    office.expect_void(say_card(office, "registrar", officer.id, **keys))
    _, index = two_persons(office, "registrar", "officer", officer.id,
                           card_claims(newest_card(office, officer.id)) | keys)
    office.expect_void(index)
    straw = Insider(office, "officer", key, officer.id)
    office.expect_void(straw.append(straw.forge(officer.model("revocation"))))
    with office.control("the officer acts with the old keys"):
        request = office.ask_and_approve()
        office.do("officer", "revoke", request, "--reason", "no")


@attack("I5")
def each_of_the_others(office):
    """Everybody who has keys keeps them, and only the keys' own age recipient."""
    registrar = office.insider("registrar")
    indexes = []
    for who in ("manager", "chief", "employee", "colleague", "it", "guard", "auditor"):
        member = office.insider(who).id
        card = newest_card(office, member)
        key, keys = keys_of_mine(office)
        indexes += [say_card(office, "registrar", member, **keys),
                    say_card(office, "registrar", member, age=keys["age"]),
                    say_card(office, "registrar", member, sign=keys["sign"])]
        roles = [role | {"role": "manager"} for role in card.claims["roles"]]
        if card.claims["roles"][0]["role"] != "manager":
            indexes.append(say_card(office, "registrar", member, roles=roles))
    office.expect_void(*indexes)
    expect(registrar.recipient("employee") and office.state(office.ask_and_approve()) == "approved", "stopped")
    with office.control("two persons, and everybody keeps working"):
        member = office.insider("colleague").id
        card = newest_card(office, member)
        roles = [role | {"role": "manager"} for role in card.claims["roles"]]
        _, index = two_persons(office, "registrar", "officer", member, card_claims(card) | {"roles": roles})
        office.expect_valid(index)
        expect("manager" in office.member("colleague")["roles"], "two persons do not suffice")


@attack("I5", "I15")
def a_new_manager_of_ones_own(office):
    """As well: a new person with a key of the registrar's and a role, by one hand."""
    indexes = []
    for role in ("manager", "it", "guard", "registrar", "security-officer", "privacy-officer", "auditor"):
        _, keys = keys_of_mine(office)
        indexes.append(new_member(office, "registrar", role, **keys)[0])
    office.expect_void(*indexes)
    with office.control("a new employee takes one hand"):
        _, keys = keys_of_mine(office)
        index, _ = new_member(office, "registrar", "employee", **keys)
        office.expect_valid(index)


@attack("I15")
def employee_first_manager_afterwards(office):
    """A straw employee with the registrar's key, then a role for him; a keyless manager, then keys."""
    key, keys = keys_of_mine(office)
    first, straw = new_member(office, "registrar", "employee", **keys)
    office.expect_valid(first)
    roles = [role | {"role": "manager"} for role in newest_card(office, straw).claims["roles"]]
    keyless, chief = new_member(office, "registrar", "manager", sign="", age="")
    _, more = keys_of_mine(office)
    office.expect_void(say_card(office, "registrar", straw, roles=roles), keyless)
    office.expect_void(say_card(office, "registrar", office.insider("chief").id, **more))
    request = office.ask(who="registrar", to="registrar")
    Insider(office, "straw", key, straw).decide("approval", office.store.last("request"))
    expect(office.state(request) == "pending", "approved by a straw")
    with office.control("the officer consents to his role"):
        claims = card_claims(newest_card(office, straw)) | {"roles": roles}
        _, index = two_persons(office, "registrar", "officer", straw, claims)
        office.expect_valid(index)


@attack("I5", "I15")
def consent_of_the_wrong_people(office):
    """To one's own proposal, by an accomplice, by the one concerned, to another proposal, twice."""
    member = office.insider("colleague").id
    card = newest_card(office, member)
    claims = card_claims(card) | {"roles": [role | {"role": "manager"} for role in card.claims["roles"]]}
    proposal = propose(office, "registrar", member, claims)
    voids = [consent(office, who, proposal) for who in ("registrar", "colleague", "manager", "it", "auditor")]
    voids.append(consent(office, "officer", proposal, proposal="0" * 64))
    voids.append(consent(office, "officer", proposal, subject=core.uuid7()))
    by_employee = propose(office, "employee", member, claims)
    voids += [by_employee.index, consent(office, "officer", by_employee), consent(office, "registrar", by_employee)]
    office.expect_void(*voids)
    expect("manager" not in office.member("colleague")["roles"], "a manager by the wrong hands")
    with office.control("the officer's consent, once"):
        index = consent(office, "officer", proposal)
        office.expect_valid(index)
        expect("manager" in office.member("colleague")["roles"], "not even by the right ones")
    office.expect_void(consent(office, "officer", proposal))


@attack("I15", "I5")
def second_registrar_made_by_the_first(office):
    """Registrar and officer make a second registrar; who was made in these days is no second person."""
    key, keys = keys_of_mine(office)
    _, straw = new_member(office, "registrar", "employee", **keys)
    card = newest_card(office, straw)
    claims = card_claims(card) | {"roles": [role | {"role": "security-officer"} for role in card.claims["roles"]]}
    with office.control("a deputy officer by two"):
        _, index = two_persons(office, "registrar", "officer", straw, claims)
        office.expect_valid(index)
    accomplice = Insider(office, "straw", key, straw)
    victim = office.insider("colleague").id
    card = newest_card(office, victim)
    power = card_claims(card) | {"roles": [role | {"role": "manager"} for role in card.claims["roles"]]}
    proposal = propose(office, "registrar", victim, power)
    other = propose(office, accomplice, victim, power)
    office.expect_void(consent(office, accomplice, proposal), consent(office, "registrar", other))


@attack("I5")
def powers_for_oneself(office):
    """Nobody gives himself a role or keys: registrar and officer, by card and by proposal."""
    voids = []
    for who in ("registrar", "officer"):
        me = office.insider(who)
        card = newest_card(office, me.id)
        _, keys = keys_of_mine(office)
        more = card.claims["roles"] + [card.claims["roles"][0] | {"role": "manager"}]
        voids += [say_card(office, who, me.id, **keys), say_card(office, who, me.id, roles=more)]
        _, index = two_persons(office, who, "officer" if who == "registrar" else "registrar", me.id,
                               card_claims(card) | {"roles": more})
        voids.append(index)
    office.expect_void(*voids)
    with office.control("for somebody else"):
        victim = office.insider("colleague").id
        card = newest_card(office, victim)
        claims = card_claims(card) | {"roles": [role | {"role": "manager"} for role in card.claims["roles"]]}
        office.expect_valid(two_persons(office, "registrar", "officer", victim, claims)[1])


@attack("I15", "I5")
def wider_by_one_hand(office):
    """A manager of another department, for longer, from earlier, or as a device: that is power, too."""
    member = office.insider("manager").id
    card = newest_card(office, member)
    role = card.claims["roles"][0]
    _, keys = keys_of_mine(office)
    office.expect_void(
        say_card(office, "registrar", member, roles=[role | {"department": "Accounting"}]),
        say_card(office, "registrar", member, roles=[role, role | {"department": ""}]),
        say_card(office, "registrar", member, roles=[role, role | {"role": "it"}]),
        new_member(office, "registrar", "guard", device=True, **keys)[0])
    with office.control("less than before takes one"):
        index = say_card(office, "registrar", member, roles=[role | {"role": "employee"}])
        office.expect_valid(index)


@attack("B6", "I5")
def reinstated_by_one_hand(office):
    """A suspended manager: reinstated by the registrar alone, or by a new card."""
    member = office.insider("manager").id
    office.do("officer", "member", "suspend", office.p("manager"), "--reason", "for now")
    registrar = office.insider("registrar")
    status = office.store.last("member-status")
    card = say_card(office, "registrar", member)
    office.expect_void(registrar.append(registrar.forge(status, action="reinstate")))
    expect(office.member("manager")["status"] == "suspended", f"he is active again (card {card})")
    request = office.ask()
    office.run("manager", "approve", request, status=4)
    with office.control("two persons reinstate"):
        _, index = two_persons(office, "registrar", "officer", member, {"action": "reinstate"}, act="member-status")
        office.expect_valid(index)
        office.do("manager", "approve", request)


@attack("I11")
def the_last_of_them(office):
    """No suspension and no departure may leave the office without an officer or a registrar."""
    registrar = office.insider("registrar")
    officer = office.insider("officer")
    draft = office.draft("officer", "member", "suspend", office.p("colleague"), "--reason", "x")
    officer.parts(draft)
    model = core.read(draft[0])
    say = lambda me, about, action: me.append(me.forge(model, subject=about.id, action=action))
    office.expect_void(say(registrar, officer, "suspend"), say(registrar, officer, "leave"),
                       say(officer, officer, "suspend"), say(officer, officer, "leave"))
    roles = newest_card(office, officer.id).claims["roles"]
    less = [role for role in roles if role["role"] != "security-officer"]
    office.expect_void(say_card(office, "registrar", officer.id, roles=less),
                       say_card(office, "registrar", officer.id, valid_until=core.when(-1)))
    with office.control("one of two registrars may go"):
        office.expect_valid(say(officer, registrar, "suspend"))
        expect(office.member("registrar")["status"] == "suspended", "he is not")


@attack("I2", "I5")
def another_name_by_one_hand(office):
    """The manager, and the registrar himself, called by another name: what was approved would be another's."""
    directory = office.store.cores("charter")[0].claims["body"]["directory"]
    part = annex.Annex({"name": "Kato"}, [directory])
    indexes = []
    for who in ("manager", "colleague", "registrar"):
        card = newest_card(office, office.insider(who).id)
        indexes.append(say_card(office, "registrar", card.claims["subject"],
                                annex=card.claims["annex"] | {"main": part.commitment}))
    office.expect_void(*indexes)
    with office.control("who marries: two hands, and both see both names"):
        asked = office.do("registrar", "member", "move", office.p("colleague"), "--name", "Endo")
        office.run("officer", "consent", asked).shows("Endo", office.p("colleague"))
        office.run("colleague", "member", "list").shows("Endo")
    with office.control("another department takes one hand, and keeps the name"):
        office.do("registrar", "member", "move", office.p("colleague"), "--dept", "Legal")
        office.run("colleague", "member", "list").shows("Endo")


@attack("I5")
def command_refuses_new_keys_by_card(office):
    """By the official program: `member card` on somebody who has keys names `member rekey`."""
    office.do("spare2", "identity", "new", "--no-passphrase")
    office.do("spare2", "identity", "show", "--card", office.at("spare.card"))
    before = office.store.head()
    office.run("registrar", "member", "card", office.p("manager"), office.at("spare.card"), status=4).shows("rekey")
    expect(office.store.head() == before, "something was recorded")
    with office.control("first keys of a keyless employee"):
        keyless = office.do("registrar", "member", "add", "--name", "Abe", "--dept", "Sales")
        office.do("registrar", "member", "card", keyless, office.at("spare.card"))


if __name__ == "__main__":
    main()
