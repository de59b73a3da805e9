"""A member with a program of their own: any core their key can sign, any row the store takes."""

import json

from . import core
from .annex import Annex, decrypt, rows_of

DROPPED = object()  # as a claim's value: leave it out


class Insider:
    def __init__(self, office, who, key=None, member=None):
        self.office = office
        self.who = who
        self.key = key or core.Key.of_identity(office.identity(who))
        self.id = member or self._member_id()

    def _member_id(self):
        card = next(card for card in reversed(self.office.store.cores("member-card"))
                    if card.claims.get("sign") == self.key.public)
        return card.claims["subject"]

    # --- making ------------------------------------------------------------------------------------

    def claims(self, model, **changes):
        """A model's claims as this member's own, new statement; what begins itself still does."""
        if isinstance(model, str):
            model = core.read(model)
        claims = dict(model.claims)
        fresh = core.uuid7()
        if claims["subject"] == claims["jti"]:
            claims["subject"] = fresh
        claims |= {"iss": self.id, "iat": core.when(), "jti": fresh}
        if claims.get("head") is not None:
            claims["head"] = self.office.store.head()
        claims |= changes
        return {name: value for name, value in claims.items() if value is not DROPPED}

    def sign(self, claims, spelling=core.spell, footer=None):
        """Signs claims in any spelling; `spelling` makes the payload's bytes of them."""
        implicit = f"sekisho/v1/{claims['kind']}/{claims['org']}".encode()
        return self.key.sign(spelling(claims), implicit, footer)

    def forge(self, model, **changes):
        """A token like `model` (a core or a token), signed by this member, with these claims changed."""
        return self.sign(self.claims(model, **changes))

    def model(self, kind):
        """The oldest core of a kind in the record: an honest one."""
        return self.office.store.cores(kind)[0]

    def parts(self, draft):
        """Puts the annex parts of a draft (token, parts) into the store, as its author would."""
        token, sealed = draft
        for name, commitment in (core.read(token).claims.get("annex") or {}).items():
            self.office.store.put_annex(commitment, rows_of(sealed[name]), self.id)

    # --- appending ---------------------------------------------------------------------------------

    def append(self, *tokens, annexes=()):
        """The index of the first."""
        return self.office.store.append(*tokens, annexes=annexes)

    def say(self, model, **changes):
        """forge and append, with no annex but what the store has already."""
        return self.append(self.forge(self.model(model) if isinstance(model, str) else model, **changes))

    def decide(self, kind, request, **changes):
        """An approval, denial, revocation or withdrawal of `request` (a core), and its annex."""
        words = {"comment": "fine"} if kind == "approval" else {"reason": "because"}
        part = Annex(words, [self.recipient()])
        model = self.model(kind)
        annexes = {"main": part.commitment} if model.claims.get("annex") else DROPPED
        about = {"statement" if kind == "withdrawal" else "request": request.hash}
        token = self.forge(model, subject=request.claims["jti"], annex=annexes, **about, **changes)
        return self.append(token, annexes=[part])

    def request(self, draft, annex_words=None, **changes):
        """Appends a request made of a drafted one (Office.draft): (short id, core).

        annex_words: what the annex tells instead of what the official program wrote."""
        token, parts = draft
        claims = self.claims(token, **changes)
        claims.setdefault("annex", core.read(token).claims["annex"])
        annexes = []
        for name, sealed in parts.items():
            commitment = core.read(token).claims["annex"][name]
            if name == "main" and annex_words is not None:
                main = Annex(annex_words, self.readers(sealed))
                annexes.append(main)
                claims["annex"] = dict(claims["annex"], main=main.commitment)
            else:
                self.office.store.put_annex(commitment, rows_of(sealed), self.id)
        signed = self.sign(claims)
        index = self.append(signed, annexes=annexes)
        number = len(self.office.store.cores("request"))
        return f"R{number}", core.read(signed, index)

    def words(self, sealed):
        """What an annex part says, as this member reads it."""
        plain = decrypt(sealed, self.office.identity(self.who))
        return json.loads(plain[32:])

    def readers(self, _sealed):
        """All who could be concerned: every member's recipient, and the escrow keys."""
        charter = self.office.store.cores("charter")[0].claims["body"]
        ages = {card.claims["subject"]: card.claims.get("age", "") for card in self.office.store.cores("member-card")}
        return sorted({age for age in ages.values() if age} | set(charter["escrow"]))

    def recipient(self, who=None):
        """A member's age recipient; one's own by default."""
        member = self.id if who is None else Insider(self.office, who).id
        return next(card.claims.get("age", "") for card in reversed(self.office.store.cores("member-card"))
                    if card.claims["subject"] == member)
