"""A: tokens that were signed otherwise than a member signs, and statements outside of their time."""

import hashlib
import os

from adversary import annex, core
from adversary.insider import Insider
from adversary.office import expect
from adversary.package import parts_by_hand
from adversary.scenario import attack, main

ORDER = 2 ** 252 + 27742317777372353535851937790883648493  # of Ed25519's group
LOW_ORDER = ("01" + "00" * 31, "ec" + "ff" * 30 + "7f", "00" * 32, "00" * 31 + "80",
             "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
             "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
             "01" + "00" * 30 + "80", "ee" + "ff" * 30 + "7f")


def approval_on_its_way(office):
    """(the manager as an insider, the core that is asked about, an approval that would count)."""
    office.ask()
    asked = office.store.last("request")
    me = office.insider("manager")
    draft = office.draft("manager", "approve", asked.claims["jti"])
    me.parts(draft)
    return me, asked, draft[0]


def none_counts(office, me, tokens):
    first = me.append(*tokens)
    office.expect_void(*range(first, first + len(tokens)))


@attack("A1")
def a_bit_in_any_segment(office):
    """One bit of payload, signature, footer or header."""
    me, asked, token = approval_on_its_way(office)
    head, purpose, body, footer = token.split(".")
    raw = core.unb64(body)
    flip = lambda data, at, bit: data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1:]
    tokens = [f"{head}.{purpose}.{core.b64(flip(raw, at, at % 8))}.{footer}"
              for at in (*range(0, len(raw) - 64, 9), *range(len(raw) - 64, len(raw), 3))]
    kid = core.unb64(footer)
    tokens += [f"{head}.{purpose}.{body}.{core.b64(flip(kid, at, at % 7))}" for at in range(0, len(kid), 5)]
    tokens += [token.replace("v4", "v5", 1), token.replace("public", "qublic", 1), token[:-1], token[1:]]
    none_counts(office, me, tokens)
    with office.control("none"):
        office.expect_valid(me.append(token))


@attack("A5")
def another_key_than_the_members(office):
    """The key comes from the record: not from the footer, not from the payload, not from a colleague."""
    me, asked, token = approval_on_its_way(office)
    claims = me.claims(token)
    implicit = f"sekisho/v1/approval/{claims['org']}".encode()
    colleague = office.insider("colleague").key
    own = core.Key()
    footer = lambda text: text.encode()
    carried = {"kid": own.kid, "sign": own.public}
    tokens = [
        own.sign(core.spell(claims), implicit),
        own.sign(core.spell(claims), implicit, footer(f'{{"kid":"{me.key.kid}"}}')),
        own.sign(core.spell(claims | {"sign": own.public}), implicit),
        own.sign(core.spell(claims), implicit, core.spell(carried)),
        own.sign(core.spell(claims | {"jwk": carried}), implicit),
        colleague.sign(core.spell(claims), implicit),
        colleague.sign(core.spell(claims), implicit, footer(f'{{"kid":"{me.key.kid}"}}')),
        me.key.sign(core.spell(claims), implicit, footer(f'{{"kid":"{colleague.kid}"}}')),
        me.key.sign(core.spell(claims), implicit, footer('{"kid":"k4.pid.' + "A" * 44 + '"}')),
        me.key.sign(core.spell(claims | {"iss": office.insider("chief").id}), implicit),
    ]
    swapped = office.insider("colleague").forge(token).split(".")[3]
    tokens.append(".".join(me.sign(claims).split(".")[:3] + [swapped]))
    none_counts(office, me, tokens)
    with office.control("the manager's own key"):
        office.expect_valid(me.append(me.sign(claims)))


def with_larger_s(token):
    """The same signature in its other spelling, S + L."""
    head, purpose, body, footer = token.split(".")
    raw = core.unb64(body)
    s = int.from_bytes(raw[-32:], "little") + ORDER
    return f"{head}.{purpose}.{core.b64(raw[:-32] + s.to_bytes(32, 'little'))}.{footer}"


@attack("A11", "I14")
def a_signature_has_one_spelling(office):
    """S >= L: another token that says the same, with another hash."""
    me, asked, token = approval_on_its_way(office)
    none_counts(office, me, [with_larger_s(token)])
    expect(office.state("R" + str(len(office.store.cores("request")))) == "pending", "it counts")
    with office.control("S < L"):
        office.expect_valid(me.append(token))
    none_counts(office, me, [with_larger_s(me.forge(token)), with_larger_s(office.store.last("request").token)])


class EverybodysKey(core.Key):
    """A point of low order as public key: for the neutral one anybody can sign anything."""

    def __init__(self, raw):
        super().__init__()
        self.public = "k4.public." + core.b64(raw)
        self.kid = core.key_id(self.public)

    def sign(self, payload, implicit, footer=None):
        footer = b'{"kid":"%s"}' % self.kid.encode() if footer is None else footer
        seed = os.urandom(32)
        scalar = bytearray(hashlib.sha512(seed).digest()[:32])
        scalar[0] &= 248
        scalar[31] = scalar[31] & 127 | 64
        s = int.from_bytes(scalar, "little") % ORDER
        point = core.unb64(core.Key(seed).public.removeprefix("k4.public."))
        return "v4.public." + core.b64(payload + point + s.to_bytes(32, "little")) + "." + core.b64(footer)


@attack("A11")
def keys_of_low_order(office):
    """A card whose key is no key: then anybody signs as that member."""
    registrar = office.insider("registrar")
    model = next(card for card in office.store.cores("member-card")
                 if card.claims["roles"][0]["role"] == "employee")
    age = (annex.keygen(office.at(f"age-{at}.txt")) for at in range(len(LOW_ORDER) + 1))
    for raw in LOW_ORDER:
        fresh = core.uuid7()
        key = EverybodysKey(bytes.fromhex(raw))
        claims = registrar.claims(model, jti=fresh, subject=fresh, sign=key.public, age=next(age),
                                  annex={"main": model.claims["annex"]["main"]})
        registrar.append(registrar.sign(claims))
        asked = office.store.cores("request")[0]
        anybody = Insider(office, "nobody", key, fresh)
        office.expect_void(anybody.append(anybody.forge(asked)))
    with office.control("a key like any other"):
        key, fresh = core.Key(), core.uuid7()
        claims = registrar.claims(model, jti=fresh, subject=fresh, sign=key.public, age=next(age),
                                  annex={"main": model.claims["annex"]["main"]})
        office.expect_valid(registrar.append(registrar.sign(claims)))


def time_passes(office, days):
    """Two managers have said something on a later day, so the record knows what day it is."""
    office.shift = f"+{days}d"
    for who in ("manager", "chief"):
        office.ask(who=who, to=who, medium="USB-8", until="+30d", more=("--clock-is-right",))
    office.shift = None


@attack("A7")
def sealed_after_its_time(office):
    """Over: by the official program, with its clock set back, and by a seal that is dated back."""
    asks = {}
    for label in ("USB-1", "USB-2"):
        request = office.ask_and_approve(medium=label, until="+2d")
        office.check_out(request, label=label)
        asks[label] = request, office.store.last("request")
    me = office.insider()
    parts = parts_by_hand(office, me, asks["USB-1"][1])
    with office.control("in time"):
        office.seal(asks["USB-2"][0], label="USB-2")
    time_passes(office, 5)
    path = os.path.join(office.mount("USB-1"), "x.age")
    for shift in ("+5d", None, "-1d"):
        office.shift = shift
        office.run("employee", "seal", asks["USB-1"][0], "-o", path, status=4)
        expect(not os.path.exists(path), "it was sealed")
    office.shift = None
    office.expect_void(me.append(parts.seal(me)))


@attack("A7")
def sealed_before_its_time(office):
    """Not yet: a seal that is dated ahead does not pass the door today."""
    request = office.ask_and_approve(medium="USB-2", until="+7d", more=("--from", "+3d"))
    asked = office.store.last("request")
    path = os.path.join(office.mount("USB-2"), request + ".age")
    office.run("employee", "seal", request, "-o", path, status=4)
    me = office.insider()
    parts = parts_by_hand(office, me, asked)
    token = parts.seal(me, iat=core.when(4))
    me.append(token)
    with open(path, "wb") as file:
        file.write(parts.whole(token))
    said = office.json("guard", "gate", office.mount("USB-2"), status=3)
    expect(not any(one["ok"] and one["what"] == "package" for one in said["findings"]), f"it passes: {said}")
    with office.control("from now on"):
        _, package = office.take_out(label="USB-3")
        office.run("guard", "gate", office.mount("USB-3"))


if __name__ == "__main__":
    main()
