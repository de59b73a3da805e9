"""Cards as a registrar's own program would write them, by one hand."""

from . import annex, core


def newest_card(office, member):
    """The last card about a member."""
    return next(card for card in reversed(office.store.cores("member-card")) if card.claims["subject"] == member)


def directory(office):
    """The key that every member's words are encrypted to."""
    return office.store.cores("charter")[0].claims["body"]["directory"]


def say_card(office, who, member, annexes=(), **changes):
    """A member-card about somebody by one hand: its index."""
    me = office.insider(who)
    return me.append(me.forge(newest_card(office, member), jti=core.uuid7(), subject=member, **changes), annexes=annexes)


def straw(office, name, department="Sales", age=None, **more):
    """A new employee by the registrar's one hand: (P-id, index)."""
    me = office.insider("registrar")
    fresh = core.uuid7()
    part = annex.Annex({"name": name}, [directory(office)])
    roles = [{"role": "employee", "department": department, "from": core.when(), "until": None}]
    claims = me.claims(me.model("member-card"), jti=fresh, subject=fresh, sign=core.Key().public,
                       age=age or annex.keygen(office.at(fresh)), roles=roles, employment="employee",
                       annex={"main": part.commitment}, **more)
    index = me.append(me.sign(claims), annexes=[part])
    return "P%d" % len([c for c in office.store.cores("member-card") if c.claims["jti"] == c.claims["subject"]]), index
