"""Two-person acts: one proposal and one consent, each signed by whom you like."""

from .cards import newest_card
from .core import read
from .repertoire import COMMON


def card_claims(card):
    """The own claims of a member-card."""
    return {name: value for name, value in card.claims.items() if name not in COMMON}


def propose(office, first, target, claims, act="member-card", annex=None):
    """Appends a proposal by `first` (an office's who, or an Insider); the core. target "": a new member."""
    first = office.insider(first) if isinstance(first, str) else first
    model = first.claims(first.model("member-card"))
    if target and not annex and act == "member-card":
        annex = newest_card(office, target).claims["annex"]
    common = {name: model[name] for name in COMMON}
    token = first.sign(common | {"kind": "proposal", "subject": model["jti"], "act": act, "target": target,
                                 "claims": claims, "annex": annex or model["annex"]})
    return read(token, first.append(token))


def consent(office, second, proposal, /, **changes):
    """Appends a consent by `second` to a proposal; its index."""
    second = office.insider(second) if isinstance(second, str) else second
    model = second.claims(second.model("approval"))
    claims = {name: model[name] for name in COMMON - {"annex"}}
    claims |= {"kind": "consent", "subject": proposal.claims["jti"], "proposal": proposal.hash}
    return second.append(second.sign(claims | changes))


def two_persons(office, first, second, target, claims, act="member-card"):
    """(proposal, index of the consent)."""
    proposal = propose(office, first, target, claims, act)
    return proposal, consent(office, second, proposal)
