"""I3, I5, I19, I20: what a card carries beside keys and roles: directory key, departments, ends."""

import os

from adversary import annex, core
from adversary.cards import directory, newest_card, say_card, straw
from adversary.insider import DROPPED
from adversary.office import expect
from adversary.pair import card_claims, consent, propose
from adversary.scenario import attack, main


@attack("I5", "I7")
def the_directory_key_taken_by_one_hand(office):
    """The registrar's new card of the officer, the same but for a `grant` that holds nothing: no names, no consent,
    no suspension of the registrar."""
    officer = office.insider("officer")
    card = newest_card(office, officer.id)
    with office.control("before"):
        office.run("officer", "member", "list").shows("Suzuki")
    junk = annex.Annex(b"nothing", [officer.recipient()])
    index = say_card(office, "registrar", officer.id, [junk], annex=card.claims["annex"] | {"grant": junk.commitment})
    expect(not office.is_valid(index), "another directory key by one hand")
    asked = office.do("registrar", "member", "move", office.p("colleague"), "--role", "manager")
    office.run("officer", "consent", asked, status=0)
    office.run("officer", "member", "suspend", office.p("registrar"), "--reason", "thief", status=0)


@attack("I5", "I20")
def another_directory_key(office):
    """With a key of his own in it: what the officer writes for all members only he reads, and verify says NG for ever."""
    officer = office.insider("officer")
    card = newest_card(office, officer.id)
    annex.keygen(office.at("mine.txt"))
    with open(office.at("mine.txt"), encoding="ascii") as file:
        secret = next(line.strip() for line in file if line.startswith("AGE-SECRET"))
    mine = annex.Annex(secret.encode(), [officer.recipient()])
    with office.control("before"):
        office.verify()
    say_card(office, "registrar", officer.id, [mine], annex=card.claims["annex"] | {"grant": mine.commitment})
    office.run("officer", "member", "suspend", office.p("chief"), "--reason", "private", status=None)
    office.verify(status=0)


@attack("I1")
def move_makes_a_role_permanent(office):
    """Official programs: an acting manager for ten days, and another date of training makes it for ever, unsaid."""
    me = office.insider("colleague")
    card = newest_card(office, me.id)
    roles = [card.claims["roles"][0] | {"role": "manager", "until": core.when(10)}]
    consent(office, "officer", propose(office, "registrar", me.id, card_claims(card) | {"roles": roles}, annex=card.claims["annex"]))
    with office.control("he is manager"):
        expect("manager" in office.member("colleague")["roles"], "not")
    said = office.run("registrar", "member", "move", office.p("colleague"), "--trained-until", "+300d")
    expect("consent" not in said.text, "another date of training gives power: the role's end is gone")


@attack("I3")
def words_that_the_charter_does_not_have(office):
    """Plain text in cores: departments of a card (64 times 64 bytes), home of a medium, class and cloud of a series."""
    text = "plain text that nobody approved, sixty bytes of it, and 1"
    me = office.insider("employee")
    roles = [newest_card(office, me.id).claims["roles"][0] | {"department": text + "%02d" % n} for n in range(64)]
    found = [say_card(office, "registrar", me.id, roles=roles)]
    os.makedirs(office.mount("USB-7"))
    it = office.insider("it")
    found.append(it.append(it.forge(office.draft("it", "media", "register", office.mount("USB-7"), "--label", "USB-7")[0], home=text)))
    part = annex.Annex({"x": "x"}, [directory(office)])
    series = me.claims(me.model("withdrawal"), kind="series", statement=DROPPED, annex={"main": part.commitment})
    series |= {"subject": series["jti"], "recipients": [me.recipient()], "destination": {"kind": "cloud", "name": text}, "class": text,
               "from": core.when(), "until": core.when(300), "persons": 5, "data_kinds": [], "third_party": False}
    found.append(me.append(me.sign(series), annexes=[part]))
    valid = [what for what, index in zip(("departments", "home", "series"), found) if office.is_valid(index)]
    expect(not valid, f"recorded as valid: {valid}")
    with office.control("-"):
        pass


@attack("I19")
def the_key_of_all_members(office):
    """A new employee whose age key is the directory's: approved for one, opened by all, and by all who ever left."""
    one, index = straw(office, "Abe", age=directory(office))
    expect(not office.is_valid(index), "the directory key is somebody's")
    with office.control("-"):
        pass


@attack("I15")
def less_is_more(office):
    """Manager and auditor is mute; the registrar alone takes `auditor` away, and he approves."""
    manager = office.insider("manager").id
    card = newest_card(office, manager)
    roles = card.claims["roles"] + [card.claims["roles"][0] | {"role": "auditor"}]
    consent(office, "officer", propose(office, "registrar", manager, card_claims(card) | {"roles": roles}, annex=card.claims["annex"]))
    request = office.ask()
    with office.control("mute"):
        office.run("manager", "approve", request, status=4)
    say_card(office, "registrar", manager, roles=card.claims["roles"])
    office.run("manager", "approve", request, status=4)


if __name__ == "__main__":
    main()
