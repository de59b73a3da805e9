"""I20: bytes of an annex that its core did not commit to are told and not believed; so is one that is gone."""

from adversary.annex import Annex, encrypt, keygen, rows_of
from adversary.office import expect
from adversary.scenario import attack, main


def annex_of(office, core, part="main"):
    return core.claims["annex"][part]


def told(office, what):
    verified = office.verify(status=(0, 3), who="manager")
    expect(not verified["ok"] and verified["problems"], f"{what}: not told: {verified}")


def refused(office, request, what):
    before = office.store.head()
    status = office.run("manager", "approve", request, status=None).status
    expect(status in (3, 4), f"{what}: approve ends with {status}")
    expect(office.store.head() == before, f"{what}: the approval was recorded")


@attack("I20")
def another_purpose_under_the_same_commitment(office):
    """The words of a request, well made for all its readers, but not those that were committed to."""
    request = office.ask()
    core = office.store.last("request")
    me = office.insider("colleague")  # anybody
    other = Annex({"purpose": "harmless", "base": "2f", "names": ["61"], "recipients": ["Kato"], "mail": "",
                   "third_party": "", "basis": ""}, me.readers(b""))
    honest = office.store.annex(annex_of(office, core))
    office.store.put_annex(annex_of(office, core), other.rows())
    office.run("manager", "show", request, status=None).lacks("harmless")
    expect(office.run("manager", "show", request, status=None).status == 3, "show does not say so by its status")
    refused(office, request, "replaced")
    told(office, "replaced")
    with office.control("the honest bytes again"):
        office.store.put_annex(annex_of(office, core), rows_of(honest))
        office.verify()
        office.do("manager", "approve", request)


@attack("I20")
def damaged_and_cut(office):
    """A bit, a byte less, a byte more, another's envelope, none of the rows in their order."""
    request = office.ask()
    core = office.store.last("request")
    commitment = annex_of(office, core)
    honest = office.store.annex(commitment)
    for what, sealed in {
            "a bit": honest[:-1] + bytes([honest[-1] ^ 1]), "cut": honest[:-1], "longer": honest + b"\0",
            "nothing": b"", "no age file": b"hello", "its beginning": honest[:20],
            "the manifest's": office.store.annex(annex_of(office, core, "manifest")),
            "for nobody": encrypt(bytes(40), [keygen(office.at("nobody.txt"))])}.items():
        office.store.put_annex(commitment, rows_of(sealed))
        refused(office, request, what)
        if what != "for nobody":  # that one is not for its reader looks the same
            told(office, what)
    with office.control("the honest bytes again"):
        office.store.put_annex(commitment, rows_of(honest))
        office.do("manager", "approve", request)


@attack("I20")
def another_manifest(office):
    """The list of files: more or other files than were asked for."""
    request = office.ask()
    core = office.store.last("request")
    me = office.insider("colleague")
    commitment = annex_of(office, core, "manifest")
    honest = office.store.annex(commitment)
    other = Annex(b"0" * 64 + b"  in/payroll.txt\n", me.readers(b""))
    office.store.put_annex(commitment, other.rows())
    refused(office, request, "another manifest")
    office.run("manager", "show", request, status=None)
    told(office, "another manifest")
    with office.control("the honest bytes again"):
        office.store.put_annex(commitment, rows_of(honest))
        office.do("manager", "approve", request)


@attack("I20", "I2")
def another_name(office):
    """The registrar's cards say who is who; whoever has the store writes others."""
    cards = {card.claims["subject"]: card for card in office.store.cores("member-card")}
    manager = cards[office.insider("manager").id].claims["annex"]["main"]
    honest = office.store.annex(manager)
    directory = office.store.cores("charter")[0].claims["body"]["directory"]
    office.store.put_annex(manager, Annex({"name": "Kato"}, [directory]).rows())
    said = office.run("colleague", "member", "list", status=None)
    line = next((line for line in said.out.splitlines() if line.startswith(office.p("manager"))), "")
    expect("Kato" not in line, f"the name is believed: {line}")
    told(office, "another name")
    with office.control("the honest name again"):
        office.store.put_annex(manager, rows_of(honest))
        office.run("colleague", "member", "list").shows("Suzuki")
        office.verify()


@attack("I20")
def erased_without_a_statement(office):
    """Each annex of the record in turn is taken away: `ledger verify` tells each."""
    request = office.ask()
    for core in office.store.cores():
        for part, commitment in (core.claims.get("annex") or {}).items():
            sealed = office.store.annex(commitment)
            by = office.store.author_of(commitment)
            office.store.erase_annex(commitment)
            if core.claims["kind"] in ("request", "charter", "loss") or core.index % 7 == 0:
                verified = office.verify(status=None)
                expect(not verified["ok"], f"{core.claims['kind']} {part} is gone and nobody is told")
            office.store.put_annex(commitment, rows_of(sealed), by)
    with office.control("all of them there"):
        office.verify()
        office.do("manager", "approve", request)


@attack("I20")
def erased_by_a_statement_of_who_may_not(office):
    """`annex-erased` by an employee: void, and the annex is missed all the same."""
    request = office.ask()
    core = office.store.last("request")
    me = office.insider()
    model = me.claims(me.model("approval"))
    commitment = annex_of(office, core)
    claims = {name: model[name] for name in ("org", "iss", "iat", "jti", "charter", "head", "tool")}
    index = me.append(me.sign(claims | {"kind": "annex-erased", "subject": core.claims["jti"],
                                        "statement": core.hash, "commitments": [commitment]}))
    sealed = office.store.annex(commitment)
    office.expect_void(index)
    office.store.erase_annex(commitment)
    told(office, "erased by an employee")
    refused(office, request, "erased")
    with office.control("put back"):
        office.store.put_annex(commitment, rows_of(sealed), me.id)
        office.verify()


if __name__ == "__main__":
    main()
