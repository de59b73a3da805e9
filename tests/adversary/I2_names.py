"""I2: two persons of one name, and names that look alike: people are told apart by their ids."""

from adversary.office import expect
from adversary.scenario import attack, main


@attack("I2")
def carried_by_the_other_tanaka(office):
    """What was done: names were compared, so that "carried by" disappeared."""
    request = office.ask(to="colleague", more=("--holder", office.p("namesake")))
    with office.control("who carries it, by id, everywhere"):
        office.run("manager", "show", request).shows(office.p("namesake"), office.p("employee"))
        office.run("manager", "inbox").shows(office.p("namesake"))
        office.run("manager", "approve", request).shows(office.p("namesake"))
        office.check_out(request, "namesake")
        office.run("it", "media", "list").shows(office.p("namesake"))
        office.run("it", "due").shows(office.p("namesake"))
        package = office.seal(request, "employee")
        office.run("guard", "gate", office.mount("USB-1")).shows(office.p("namesake"))
        office.run("guard", "inspect", package).shows(office.p("namesake"))
    ordinary = office.ask(medium="USB-2")
    office.run("manager", "show", ordinary).lacks(office.p("namesake"))


@attack("I2", "I1")
def opened_by_the_other_tanaka(office):
    """The label says Tanaka; which of them has the key is told by id."""
    me = office.insider()
    draft = office.draft("employee", *office.request_words(to="employee"))
    request, _ = me.request(draft, recipients=[me.recipient("namesake")])
    office.run("manager", "show", request).shows(office.p("namesake"))
    office.run("manager", "approve", request, status=(0, 4)).shows(office.p("namesake"))
    with office.control("the requester himself opens it"):
        honest = office.ask(medium="USB-2")
        office.run("manager", "approve", honest).shows(office.p("employee")).lacks(office.p("namesake"))


@attack("I2", "E5", "Z2")
def names_that_look_alike(office):
    """A registrar's new employees: one in other letters, one with what a terminal acts on."""
    names = {"Suzuki": "the same", "Suzu\u043ai": "Cyrillic", "Suzuki\u200b": "invisible", "Su\u202ezuki": "reversed",
             "Suzuki\x1b[1;31m": "coloured", "Suzuki\nP2  Suzuki": "two lines", "": "none", "A" * 300: "long"}
    ids = [made for name in names
           if (made := office.run("registrar", "member", "add", "--name", name, "--dept", "Sales", status=None).out.strip())]
    said = office.run("colleague", "member", "list")
    for bad in ("\x1b", "\u200b", "\u202e"):
        expect(bad not in said.text, f"the list holds {bad!r}")
    lines = said.out.splitlines()
    expect(sum(line.startswith(office.p("manager") + " ") for line in lines) == 1, f"a second line of his:\n{said.out}")
    with office.control("each has an id of its own"):
        expect(len(ids) == len(set(ids)) and ids, f"ids: {ids}")
        said.shows(*ids)


@attack("I2", "Z2")
def names_in_an_annex_of_ones_own(office):
    """The same by a program of one's own, which checks nothing of what it writes."""
    from adversary.annex import Annex
    from adversary.core import uuid7, when
    me = office.insider("registrar")
    directory = office.store.cores("charter")[0].claims["body"]["directory"]
    evil = ("Suzuki\x1b]0;owned\x07", "Suzu\u202eki", "a\r\nb\n", "\x00", "\ud7ff\ufffe", {"name": "Suzuki"}, 7, None)
    for name in evil:
        part = Annex({"name": name}, [directory])
        fresh = uuid7()
        roles = [{"role": "employee", "department": "Sales", "from": when(), "until": None}]
        me.append(me.sign(me.claims(me.model("member-card"), jti=fresh, subject=fresh, sign="", age="", roles=roles,
                                    employment="employee", annex={"main": part.commitment})), annexes=[part])
    said = office.run("colleague", "member", "list", status=(0, 3))
    for bad in ("\x1b", "\u202e", "\x07", "\r", "\x00"):
        expect(bad not in said.text, f"the list holds {bad!r}")
    office.run("colleague", "member", "list", "--json", status=(0, 3)).lacks("\x1b")
    with office.control("the others are listed as before"):
        said.shows("Suzuki", "Kato", office.p("manager"))
        office.ask_and_approve()


@attack("I2", "I1")
def names_and_departments_that_are_views(office):
    """One hand, one new employee: to the approver it is the requester and somebody else, or two others."""
    from adversary import annex, core
    me = office.insider("registrar")
    directory = office.store.cores("charter")[0].claims["body"]["directory"]

    def straw(name, department):
        fresh = core.uuid7()
        part = annex.Annex({"name": name}, [directory])
        roles = [{"role": "employee", "department": department, "from": core.when(), "until": None}]
        claims = me.claims(me.model("member-card"), jti=fresh, subject=fresh, sign=core.Key().public,
                           age=annex.keygen(office.at(fresh)), roles=roles, employment="employee",
                           annex={"main": part.commitment})
        index = me.append(me.sign(claims), annexes=[part])
        first = [card for card in office.store.cores("member-card")
                 if card.claims["jti"] == card.claims["subject"]]
        return "P%d" % len(first) if office.is_valid(index) else None

    def opened_by(one):
        request = office.ask(to=one)
        said = office.run("manager", "show", request, status=None)
        return next(line for line in said.out.splitlines() if "can be opened" in line)

    for name, department in (("Tanaka (Sales, P3), Kato", "Sales"), ("P2", "Sales"), ("Suzuki", "Sales, P2), Kato (Sales, P4")):
        one = straw(name, department)
        if one is None:
            continue  # not a card at all
        line = opened_by(one)
        expect(line.count("(") == 1 and "Sales, P" not in line.replace(one, ""), line)
        expect("P2" not in line or department != "Sales", line)
    with office.control("a name is shown"):
        line = opened_by(straw("Abe", "Sales"))
        expect("Abe (Sales, P" in line, line)



if __name__ == "__main__":
    main()
