"""D8, F19, G13, I1, I7, I19, I20: what a third attacker found, against the official programs of the others."""

import os

from adversary import annex, core
from adversary.cards import straw
from adversary.office import expect
from adversary.scenario import attack, main

SECONDS = 20  # of the processor, for any command


def put(me, kind, **claims):
    """A statement of any kind, also of one that no command makes, about itself."""
    model = me.model("withdrawal")
    fresh = core.uuid7()
    base = {name: model.claims[name] for name in ("org", "charter", "tool")}
    claims = base | {"kind": kind, "iss": me.id, "iat": core.when(), "jti": fresh, "subject": fresh} | claims
    return me.append(me.sign(claims))


@attack("F19")
def bad_news_is_silenced(office):
    """One employee dates statements ahead until the manager's term is over."""
    request = office.ask_and_approve()
    office.do("registrar", "member", "move", office.p("manager"), "--until", core.when(120)[:10])
    me = office.insider("employee")
    for step in range(1, 12):
        put(me, "finding", statement=None, closed=False, iat=core.when(13 * step))
    office.run("manager", "revoke", request, "--reason", "theft")
    expect(office.state(request) == "revoked", "the manager is not heard")
    with office.control("and he revoked it himself"):
        expect(office.store.last("revocation").claims["iss"] == office.insider("manager").id, "somebody else")


@attack("G13")
def what_names_a_statement_of_another_kind(office):
    """An acknowledgement of a finding, and a seal declared void that is dated before the others: no door shuts."""
    office.take_out()
    at, it, me = office.at("snapshot"), office.insider("it"), office.insider("employee")
    with office.control("the door is open"):
        office.run("officer", "gate", "snapshot", "-o", at)
        office.run("guard", "gate", office.mount("USB-1"), "--snapshot", at)
    found = put(it, "finding", statement=None, closed=False)
    office.expect_valid(put(it, "acknowledgement", statement=core.read(office.store.tokens()[found]).hash))
    late, _ = me.request(office.draft("employee", *office.request_words(medium="USB-2")), **{"from": core.when(-1)})
    office.run("manager", "approve", late)
    office.check_out(late, "employee", "USB-2")
    token, _ = office.draft("employee", "seal", late, "-o", os.path.join(office.mount("USB-2"), late + ".age"))
    me.append(me.forge(token, iat=core.when(-0.9)))
    office.run("employee", "seal-void", late, "--reason", "not finished", status=None)
    office.run("officer", "gate", "snapshot", "-o", at)
    office.run("guard", "gate", office.mount("USB-1"), "--snapshot", at)


@attack("I20")
def words_erased_by_a_request_of_ones_own(office):
    """The officer's own request, which is over, commits to a denial's annex; then it is erased."""
    request = office.ask()
    office.do("manager", "deny", request, "--reason", "he sells our lists")
    doomed = office.store.last("denial").claims["annex"]["main"]
    officer = office.insider("officer")
    token, _ = office.draft("officer", *office.request_words(to="officer"))
    fresh = annex.Annex({"x": "x"}, [officer.recipient()])
    own = officer.claims(token, **{"from": core.when(-9), "until": core.when(-8), "due": None})
    own["annex"] = {"main": doomed, "manifest": fresh.commitment}
    officer.append(officer.sign(own), annexes=[fresh])
    with office.control("its own is erased"):
        erased = put(officer, "annex-erased", annexes=[fresh.commitment])
        office.store.erase_annex(fresh.commitment)
        office.expect_valid(erased)
    office.expect_void(put(officer, "annex-erased", annexes=[doomed]))
    office.run("employee", "show", request).shows("he sells our lists")


@attack("I7")
def thousands_of_worthless_approvals(office):
    """Every command of everybody folds them: not in the square of their number."""
    office.ask()
    with office.control("before them"):
        office.run("manager", "inbox", cpu_seconds=SECONDS)
    asked, me = office.store.last("request"), office.insider("employee")
    model = me.model("approval")
    about = {"subject": asked.claims["jti"], "request": asked.hash}
    tokens = [me.forge(model, jti=core.uuid7(), annex={"main": os.urandom(32).hex()}, **about) for _ in range(3000)]
    me.append(*tokens)
    for who, *words in (("it", "media", "list"), ("manager", "inbox"), ("manager", "status")):
        office.run(who, *words, cpu_seconds=SECONDS)


@attack("I19")
def a_clients_key_on_the_card_of_a_straw(office):
    """One registrar: whoever has left may receive nothing any more, and that would be the client."""
    client = annex.keygen(office.at("client.txt"))
    office.do("employee", *office.request_words(to=client, klass="公開"))
    _, card = straw(office, "Ueda", age=client)
    office.expect_void(card)
    with office.control("a new request"):
        office.do("employee", *office.request_words(to=client, klass="公開", medium="USB-2"))


@attack("D8")
def an_audit_of_ones_own(office):
    """The officer says of his own package that it is as it was approved."""
    office.ask_and_approve("officer", to="officer")
    office.check_out("R%d" % len(office.store.cores("request")), "officer")
    office.seal("R%d" % len(office.store.cores("request")), "officer")
    seal, officer = office.store.last("seal"), office.insider("officer")
    about = {"subject": seal.claims["subject"], "seal": seal.hash, "ok": True}
    office.expect_void(put(officer, "escrow-audit", **about))
    with office.control("an auditor does"):
        office.expect_valid(put(office.insider("auditor"), "escrow-audit", **about))


if __name__ == "__main__":
    main()
