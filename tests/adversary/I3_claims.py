"""I3: cores are closed: one claim more, one less, or one out of bounds, and nothing was said."""

from adversary.insider import DROPPED
from adversary.office import expect
from adversary.repertoire import COMMON, OPTIONAL, draft_all
from adversary.scenario import attack, main

PAGE = "the whole of the customer list, in the clear. " * 870  # 40,000 characters


def try_all(office, variants):
    """variants(claims) -> {what: changes}: all appended, none may count; then the drafts all do."""
    drafts = draft_all(office)
    tried, honest = {}, []
    for kind, who, token, parts in drafts:
        me = office.insider(who)
        me.parts((token, parts))
        tokens = {f"{kind}: {what}": me.forge(token, **changes)
                  for what, changes in variants(me.claims(token)).items()}
        if tokens:
            first = me.append(*tokens.values())
            tried |= {first + at: what for at, what in enumerate(tokens)}
    log = office.log()
    counted = [what for index, what in tried.items() if log[index]["valid"]]
    expect(not counted, f"{len(counted)} of {len(tried)} count: {'; '.join(counted[:200])}")
    office.expect_void(*tried)
    with office.control("the same statements without it"):
        for kind, who, token, parts in drafts:
            me = office.insider(who)
            honest.append(me.append(me.forge(token)))
        office.expect_valid(*honest)
    return len(tried)


@attack("I3")
def text_in_a_claim_of_ones_own(office):
    """What was done: 40,000 characters beside the claims of a request; and one character, and nothing."""
    try_all(office, lambda claims: {
        "a page": {"note": PAGE}, "one letter": {"x": "y"}, "null": {"z": None}, "an empty name": {"": ""},
        "an object": {"more": {"deep": [1, 2, 3]}}})


@attack("I3")
def one_claim_less(office):
    """Each claim in turn is left out."""
    try_all(office, lambda claims: {f"no {name}": {name: DROPPED} for name in claims
                                    if name not in OPTIONAL | {"kind", "org"}})


@attack("I3")
def claims_of_another_kind(office):
    """A claim that some other kind has is unknown in this one."""
    try_all(office, lambda claims: {
        f"with {name}": {name: value}
        for name, value in {"purpose": "why", "comment": "fine", "text": PAGE, "reason": "so", "name": "Sato",
                            "alg": "none", "exp": "2030-01-01T00:00:00+09:00"}.items()
        if name not in claims})


def outside_bounds(name, value):
    """Values that no list allows for a claim that has this one."""
    if isinstance(value, bool):
        return {"a number": 1, "text": "true", "null": None}
    if isinstance(value, int):
        return {"negative": -1, "huge": 2 ** 60, "text": str(value), "a list": [value]}
    if isinstance(value, str):
        return {"a page": value + PAGE, "a number": 7, "an object": {"a": 1}, "a control": value + "\x07"}
    if isinstance(value, list):
        return {"a thousand": [f"x{i}" for i in range(1000)], "numbers": [1], "text": "x", "nested": [[PAGE]]}
    if isinstance(value, dict):
        return {"more": value | {"note": PAGE}, "empty": {}, "a list": [value], "text": "x"}
    return {"a page": PAGE, "a number": 7, "an object": {"a": "b"}}


@attack("I3")
def claims_out_of_bounds(office):
    """Each own claim of each kind, longer, larger, deeper or of another type."""
    def variants(claims):
        return {f"{name} {what}": {name: bad}
                for name, value in claims.items() if name not in COMMON
                for what, bad in outside_bounds(name, value).items()}
    try_all(office, variants)


@attack("I3", "I14")
def common_claims_out_of_bounds(office):
    """The claims that every kind has."""
    bad = {
        "tool": ("sekisho/0.1.0 and more", "Sekisho/0.1.0", "sekisho", "sekisho/0.1", "sekisho/00.1.0",
                 "sekisho/0.1.0-rc1", "seventeen-letters/1.0.0", "sekisho/0.1.0/" + "a" * 40, ""),
        "jti": ("01a1ecc93291701e8a04eb70ad310433", "01A1ECC9-3291-701E-8A04-EB70AD310433", "x"),
        "subject": ("", "x", "01a1ecc9-3291-101e-8a04-eb70ad310433"),
        "charter": (None, {}, {"version": 1}, {"version": 1, "digest": "0" * 64}, {"version": "1"}),
        "head": ({}, {"size": -1, "root": "0" * 64}, {"size": 1, "root": "x"}, "0", []),
        "annex": ({"main": "x"}, {"main": "0" * 63}, {"more": "0" * 64}, [], "x", {"main": {"a": "0" * 64}}),
    }
    def variants(claims):
        return {f"{name} {value!r}"[:80]: {name: value} for name, values in bad.items() for value in values}
    try_all(office, variants)


@attack("I3", "I14")
def annex_of_parts_that_its_kind_lacks(office):
    """A commitment more is 32 bytes of anybody's choice in each core."""
    def variants(claims):
        parts = claims.get("annex") or {}
        more = {"a part more": {"annex": parts | {"note": "ab" * 32}},
                "a second manifest": {"annex": parts | {"manifest2": "ab" * 32}}}
        if not parts:
            more["a part where there is none"] = {"annex": {"main": "ab" * 32}}
        if "annex" in claims and parts:
            more["in capitals"] = {"annex": {name: digest.upper() for name, digest in parts.items()}}
        return more
    try_all(office, variants)


if __name__ == "__main__":
    main()
