"""C, I13: the charter is the one that was pinned; one of a newer format stops, and voids nothing."""

from adversary import annex, core
from adversary.insider import Insider
from adversary.office import expect
from adversary.scenario import attack, main

NEWER = "needs a newer sekisho"
COMMANDS = (("manager", "inbox"), ("colleague", "status"), ("it", "media", "list"), ("auditor", "ledger", "verify"),
            ("auditor", "ledger", "log"), ("officer", "member", "list"), ("employee", "charter", "show"))


def genesis(office):
    return office.store.cores("charter")[0]


def another(office, who, version=2, digest=None, key=None, **changes):
    """The token of another charter by somebody, with changes to its body."""
    me = office.insider(who) if key is None else Insider(office, who, key, office.insider(who).id)
    first = genesis(office)
    fresh = core.uuid7()
    body = first.claims["body"] | {"version": version} | changes.pop("body", {})
    ref = {"version": 1, "digest": first.hash if digest is None else digest}
    return me.forge(first, **{"jti": fresh, "subject": fresh, "body": body, "charter": ref, **changes})


def nobody_cares(office, *tokens):
    """Void, and everybody goes on under the first."""
    me = office.insider()
    first = me.append(*tokens)
    office.expect_void(*range(first, first + len(tokens)))
    for who, *words in COMMANDS:
        office.run(who, *words)


@attack("C1", "C2", "C3", "C7", "C10")
def charters_of_members(office):
    """Signed by an employee, a registrar, nobody; older, equal, skipping; of one approval less."""
    registrar = office.insider("registrar")
    roots = [{"role": "officer", "member": registrar.id, "key": registrar.key.public}]
    nobody_cares(office, *(another(office, who, version) for who in ("employee", "registrar", "it")
                           for version in (1, 2, 3)),
                 another(office, "officer", 2, key=core.Key()), another(office, "registrar", 2, body={"roots": roots}),
                 another(office, "employee", 2, charter=None), another(office, "registrar", 2, format=2),
                 another(office, "employee", 2, format=1000), another(office, "officer", 2, key=core.Key(), format=2))
    with office.control("a take-out under the first"):
        office.take_out()


@attack("C2", "C10")
def charters_of_the_officer(office):
    """By the right key, but this version knows no succession: void, of whatever version."""
    nobody_cares(office, another(office, "officer", 1), another(office, "officer", 2), another(office, "officer", 0),
                 another(office, "officer", 3), another(office, "officer", 1, body={"classes": []}))
    other = core.read(another(office, "officer", 1)).hash
    office.run("spare", "join", "--store", office.store.path, "--genesis", other, status=(1, 3))
    with office.control("join by the first one's fingerprint"):
        office.do("spare", "join", "--store", office.store.path, "--genesis", office.facts["genesis"])


@attack("C9")
def one_key_for_two_members(office):
    """A new member with keys that somebody has, or had; with a signing key for both."""
    registrar = office.insider("registrar")
    manager = office.insider("manager")
    model = next(card for card in office.store.cores("member-card") if card.claims["subject"] == manager.id)

    def card(**keys):
        fresh = core.uuid7()
        roles = [{"role": "employee", "department": "Sales", "from": core.when(), "until": None}]
        return registrar.sign(registrar.claims(
            model, jti=fresh, subject=fresh, roles=roles, annex={"main": model.claims["annex"]["main"]}, **keys))

    age = office.insider("colleague").recipient()
    fresh = [annex.keygen(office.at(f"age-{at}.txt")) for at in range(3)]
    nobody_cares(office, card(), card(sign=manager.key.public, age=fresh[0]), card(sign=core.Key().public, age=age),
                 card(sign=registrar.key.public, age=fresh[1]), card(sign=core.Key().public, age=manager.recipient()))
    with office.control("keys of their own"):
        office.expect_valid(registrar.append(card(sign=core.Key().public, age=fresh[2])))


@attack("I13")
def a_claim_or_kind_of_a_newer_format(office):
    """Under a charter of format 1 nothing newer counts, by whoever it is."""
    office.ask()
    asked = office.store.last("request")
    manager = office.insider("manager")
    model = manager.model("approval")
    fine = {"subject": asked.claims["jti"], "request": asked.hash}
    officer = office.insider("officer")
    nobody_cares(office, manager.forge(model, **fine, weight=2), manager.forge(model, **fine, format=2),
                 manager.forge(model, **fine, kind="approval2"), officer.forge(model, **fine, kind="charter-change"),
                 manager.forge(model, **fine, tool="sekisho/2.0.0", crit=["weight"]))
    with office.control("an approval of format 1 by a newer program"):
        office.expect_valid(manager.append(manager.forge(model, **fine, tool="sekisho/2.0.0")))


@attack("I13")
def the_officers_charter_of_format_2(office):
    """Who does not know the rules stops before them: no verdict, no statement, nothing void."""
    _, package = office.take_out(label="USB-2")
    waiting = office.ask(medium="USB-3")
    office.do("it", "gate", "snapshot", "-o", office.at("door"))
    with office.control("before it everybody works"):
        office.run("guard", "gate", office.mount("USB-2"))
        for who, *words in COMMANDS:
            office.run(who, *words)
    officer = office.insider("officer")
    officer.append(another(office, "officer", 2, format=2))
    office.insider("manager").decide("approval", office.store.last("request"), weight=2)
    head = office.store.head()
    acts = (("manager", "approve", waiting), ("employee", "seal", waiting, "-o", office.at("x.age")),
            ("employee", *office.request_words(medium="USB-3")), ("registrar", "member", "add", "--name", "Abe",
             "--dept", "Sales"), ("it", "media", "return", "USB-2", office.mount("USB-2")),
            ("it", "gate", "snapshot", "-o", office.at("door2")))
    for who, *words in (*COMMANDS, *acts):
        said = office.run(who, *words, status=1)
        expect(NEWER in said.text, f"{said.command}: does not say why: {said.text[:400]}")
        expect("void" not in said.out.lower(), f"{said.command}: judges: {said.out[:400]}")
    said = office.json("guard", "gate", office.mount("USB-2"), status=3)
    expect(not said["ok"] and not said["recorded"], f"the door judges: {said}")
    office.run("spare", "join", "--store", office.store.path, "--genesis", office.facts["genesis"], status=None)
    expect(office.store.head() == head, "something was recorded")


if __name__ == "__main__":
    main()
