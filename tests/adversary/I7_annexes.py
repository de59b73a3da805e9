"""I7: an annex of any size, in any rows, costs nobody else memory, and is not believed."""

import os

from adversary.annex import Annex, HugeAnnex
from adversary.core import uuid7, when
from adversary.insider import DROPPED
from adversary.office import expect
from adversary.scenario import attack, main

MIB = 1 << 20
HUGE = 400 * MIB
ALLOWED_KIB = 64 * 1024  # beyond what the same command took before


class Memory:
    """What commands took before, to be compared with afterwards."""

    def __init__(self, office, *commands):
        self.office = office
        self.before = {words: office.run(*words).peak_kib for words in commands}

    def check(self, what):
        for words, before in self.before.items():
            after = self.office.run(*words, status=None)
            expect(after.peak_kib <= before + ALLOWED_KIB,
                   f"{what}: {after.command} takes {after.peak_kib >> 10} MiB, before {before >> 10}")


def directory_key(office):
    return office.store.cores("charter")[0].claims["body"]["directory"]


def everybody(office):
    """All whom an annex can be for."""
    return sorted({directory_key(office), *office.insider().readers(b"")})


EVERYDAY = (("colleague", "member", "list"), ("manager", "inbox"), ("auditor", "ledger", "log"))


@attack("I7")
def a_name_of_400_mib(office):
    """What was done: a card whose name fills everybody's memory. The name is not shown, the member is."""
    memory = Memory(office, *EVERYDAY, ("auditor", "ledger", "verify"))
    huge = HugeAnnex(office.at("huge.age"), HUGE, [directory_key(office)])
    me = office.insider("registrar")
    fresh = uuid7()
    roles = [{"role": "employee", "department": "Sales", "from": when(), "until": None}]
    claims = me.claims(me.model("member-card"), jti=fresh, subject=fresh, sign="", age="", roles=roles,
                       employment="employee", annex={"main": huge.commitment})
    me.append(me.sign(claims), annexes=[huge])
    memory.check("a huge name")
    said = office.run("colleague", "member", "list", status=None)
    expect(len(said.out) < 65536 and "AAAA" not in said.out, "the huge name is printed")
    with office.control("a name of ordinary length"):
        office.do("registrar", "member", "add", "--name", "Abe", "--dept", "Sales")
        office.run("colleague", "member", "list", status=(0, 3)).shows("Abe", "Suzuki")


@attack("I7", "I20")
def in_the_place_of_the_managers_name(office):
    """Anybody with the store: the manager's name replaced by rows of any size and number."""
    name = next(card for card in office.store.cores("member-card")
                if card.claims["subject"] == office.insider("manager").id).claims["annex"]["main"]
    honest = office.store.annex(name)
    memory = Memory(office, *EVERYDAY)
    office.store.put_row_of_zeros(name, HUGE)
    memory.check("one row of 400 MiB")
    office.store.put_annex(name, ([b"x"] * 200_000))  # many of one byte
    memory.check("200,000 rows of one byte")
    office.store.put_annex(name, [honest + bytes(8 * MIB)] + [bytes(MIB)] * 120)  # begins as it should
    memory.check("rows without end behind the honest one")
    with office.control("the honest name again"):
        office.store.put_annex(name, [honest])
        office.run("colleague", "member", "list").shows("Suzuki")
        office.verify()


@attack("I7")
def a_purpose_without_end(office):
    """A request whose words nobody can hold: told and refused, in little memory."""
    first = office.ask()
    memory = Memory(office, ("manager", "inbox"), ("manager", "show", first))
    me = office.insider()
    draft = office.draft("employee", *office.request_words(to="colleague"))
    huge = HugeAnnex(office.at("huge.age"), 128 * MIB, everybody(office), start=b'{"purpose":"')
    annex = office.insider().claims(draft[0])["annex"] | {"main": huge.commitment}
    request, _ = me.request(draft, annex=annex)
    office.store.put_annex(huge.commitment, huge.rows(), me.id)
    memory.check("a huge purpose")
    before = memory.before[("manager", "show", first)]
    head = office.store.head()
    for words in (("show", request), ("approve", request)):
        said = office.run("manager", *words, status=None)
        expect(said.peak_kib <= before + ALLOWED_KIB, f"{said.command} takes {said.peak_kib >> 10} MiB")
        expect(len(said.out) < 65536, "the huge purpose is printed")
    expect(office.run("manager", "approve", request, status=None).status != 0, "approved unread")
    expect(office.store.head() == head, "something was recorded")
    with office.control("the request of ordinary length"):
        office.do("manager", "approve", first)


@attack("I7")
def a_manifest_without_end(office):
    """Two files by the core, and lines for millions: read as a stream, and no further than they count."""
    first = office.ask()
    me = office.insider()
    draft = office.draft("employee", *office.request_words(to="colleague"))
    line = b"0" * 64 + b"  in/" + b"n" * 60 + b"\n"
    huge = HugeAnnex(office.at("huge.age"), 128 * MIB, everybody(office), start=b"", end=b"",
                     filler=line * (MIB // len(line)))
    annex = me.claims(draft[0])["annex"] | {"manifest": huge.commitment}
    request, _ = me.request(draft, annex=annex)
    office.store.put_annex(huge.commitment, huge.rows(), me.id)
    before = office.run("manager", "show", first).peak_kib
    for words in (("show", request), ("approve", request)):
        said = office.run("manager", *words, status=None)
        expect(said.peak_kib <= before + ALLOWED_KIB, f"{said.command} takes {said.peak_kib >> 10} MiB")
        expect(len(said.out) < 65536, "the manifest is printed without end")
    expect(office.state(request) == "pending", "approved")
    with office.control("the honest one"):
        office.do("manager", "approve", first)


@attack("I7")
def envelopes_without_end(office):
    """Beside the honest envelope thousands that open for nobody, before it and after it."""
    if not office.store.has_envelopes():
        raise AssertionError("the store has no envelopes yet")
    request = office.ask()
    core = office.store.last("request")
    commitment = core.claims["annex"]["main"]
    memory = Memory(office, ("manager", "show", request))
    stranger = Annex({"purpose": "something else"}, everybody(office), salt=bytes(32))
    for number in range(1, 3000):
        office.store.add_envelope(commitment, number, stranger.rows(), author="x" if number % 2 else core.claims["iss"])
    memory.check("3,000 envelopes")
    office.run("manager", "show", request).lacks("something else").shows("visit")
    with office.control("and it is approved"):
        office.do("manager", "approve", request)


@attack("I9")
def garbage_in_thousands(office):
    """Tokens that do not parse, or are signed by nobody: counted, told, and nobody stops."""
    me = office.insider()
    memory = Memory(office, *EVERYDAY)
    stranger = type(me)(office, "nobody", key=type(me.key)(), member=me.id)
    garbage = [os.urandom(200).hex() for _ in range(1500)] + [b"\0\xff" * 300, b"x", "v4.public..", " ", "{}"]
    garbage += [b"%05d" % at + b"\0" * 65000 for at in range(50)]
    model = me.model("approval")
    signed = [stranger.forge(model) for _ in range(500)]
    first = me.append(*garbage, *signed)
    verified = office.verify()
    expect(verified["voids"] == len(garbage) + len(signed), f"not all of them are void: {verified['voids']}")
    expect(len(str(verified)) < MIB, "what is told about them has no end")
    memory.check("2,000 entries of garbage")
    expect(first, "nothing was there before")
    with office.control("a whole take-out behind them"):
        office.take_out(label="USB-2")
        office.do("guard", "gate", office.mount("USB-2"))


@attack("I7")
def words_without_bound(office):
    """400 statements with one annex of 16 KB about somebody's request: who looks at it can still read."""
    request, _ = office.take_out(label="USB-1")
    part = Annex({"reason": "x" * 16000}, [directory_key(office)])
    subject = office.store.cores("request")[-1]
    office.do("manager", "revoke", request, "--reason", "the true reason")
    me = office.insider("colleague")
    about = {"subject": subject.claims["jti"], "annex": {"main": part.commitment}}
    say = lambda kind, **claims: me.sign(me.claims(me.model("withdrawal"), kind=kind, statement=DROPPED, **about, **claims))
    me.append(*[say("reservation", **{"from": when(), "until": when(3)}) for _ in range(400)], annexes=[part])
    me.append(*[say("denial", request=subject.hash, delegation=None) for _ in range(400)])
    said = office.run("officer", "status", request)
    expect(len(said.text) < 20_000, f"{len(said.text)} bytes")
    with office.control("what others wrote is shown"):
        said.shows("the true reason", "ledger log --about")



if __name__ == "__main__":
    main()
