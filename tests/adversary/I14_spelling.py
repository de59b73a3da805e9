"""I14: a statement has one spelling: nothing between its tokens, escapes, footers or numbers carries a word."""

import json

from adversary import core
from adversary.insider import DROPPED
from adversary.office import expect
from adversary.scenario import attack, main

HIDDEN = "41"  # what a blank or an escape would carry


def subject_of(office):
    """An insider, and what an honest approval of the manager would be: valid as often as it is said."""
    request = office.ask()
    draft = office.draft("manager", "approve", request)
    me = office.insider("manager")
    me.parts(draft)
    return me, draft[0]


def none_counts(office, tokens):
    """tokens: what -> token."""
    me = office.insider("manager")
    first = me.append(*tokens.values())
    log = office.log()
    counted = [what for at, what in enumerate(tokens) if log[first + at]["valid"]]
    expect(not counted, f"{len(counted)} of {len(tokens)} count: {'; '.join(counted)}")
    office.expect_void(*range(first, first + len(tokens)))


@attack("I14")
def blanks_between_tokens(office):
    """A blank or none, a tab or none: a bit for each place."""
    me, model = subject_of(office)
    compact = core.spell
    spellings = {
        "default separators": lambda claims: json.dumps(claims, sort_keys=True, ensure_ascii=False).encode(),
        "indented": lambda claims: json.dumps(claims, indent=1, ensure_ascii=False).encode(),
        "blank in front": lambda claims: b" " + compact(claims),
        "line at the end": lambda claims: compact(claims) + b"\n",
        "tab after a colon": lambda claims: compact(claims).replace(b'"kind":', b'"kind":\t'),
        "blank before a brace": lambda claims: compact(claims)[:-1] + b" }",
        "blank in an inner object": lambda claims: compact(claims).replace(b'"charter":{', b'"charter":{ '),
        "byte order mark": lambda claims: b"\xef\xbb\xbf" + compact(claims),
        "a zero at the end": lambda claims: compact(claims) + b"\0",
        "a second object": lambda claims: compact(claims) + b"{}",
        "a comma at the end": lambda claims: compact(claims)[:-1] + b",}",
    }
    none_counts(office, {what: me.sign(me.claims(model), spelling) for what, spelling in spellings.items()})
    with office.control("compact, and keys in any order"):
        straight = me.append(me.forge(model))
        turned = me.append(me.sign(me.claims(model), lambda claims: json.dumps(
            dict(reversed(sorted(claims.items()))), ensure_ascii=False, separators=(",", ":")).encode()))
        office.expect_valid(straight, turned)


@attack("I14")
def escapes_that_nobody_needs(office):
    """Every letter has seven spellings."""
    me, model = subject_of(office)
    compact = core.spell
    spellings = {
        "a letter": lambda claims: compact(claims).replace(b'"approval"', b'"\\u0061pproval"'),
        "of a key": lambda claims: compact(claims).replace(b'"kind"', b'"\\u006bind"'),
        "a slash": lambda claims: compact(claims).replace(b"sekisho/", b"sekisho\\/"),
        "a digit": lambda claims: compact(claims).replace(b'"version"', b'"versio\\u006E"'),
    }
    tokens = {what: me.sign(me.claims(model), spelling) for what, spelling in spellings.items()}
    for what, token in tokens.items():
        expect(b"\\" in core.unb64(token.split(".")[2]), f"{what}: nothing was escaped")
    none_counts(office, tokens)
    with office.control("no escape"):
        office.expect_valid(me.append(me.forge(model)))


@attack("I14", "A3")
def numbers_and_times(office):
    """One spelling of 1, one of noon."""
    me, model = subject_of(office)
    compact = core.spell
    version = lambda spelled: lambda claims: compact(claims).replace(b'"version":1', b'"version":' + spelled)
    tokens = {f"version {spelled.decode()}": me.sign(me.claims(model), version(spelled))
              for spelled in (b"1.0", b"1e0", b"01", b"+1", b"10e-1", b"1.", b"0x1", b'"1"')}
    now = core.when()  # 2026-11-28T12:52:53+09:00
    times = (now.replace("T", "t"), now.replace("T", " "), now.replace("+09:00", ".000+09:00"),
             now.replace("+09:00", "+0900"), now.replace("+09:00", "+09"), now.replace("+09:00", ".5+09:00"),
             now[:17] + "60+09:00", now + " ", now.replace("-", "", 1), now.replace("+09:00", ""))
    tokens |= {f"iat {time!r}": me.forge(model, iat=time) for time in times}
    tokens |= {f"until {time!r}": me.forge(model, until=time) for time in times}
    none_counts(office, tokens)
    with office.control("as the program spells them"):
        office.expect_valid(me.append(me.forge(model, iat=now)), me.append(me.forge(model, until=core.when(5))))


@attack("I14", "A5")
def words_in_the_footer(office):
    """The footer is signed, and nobody reads it."""
    me, model = subject_of(office)
    kid = me.key.kid
    other = core.Key().kid
    footers = {
        "a note": json.dumps({"kid": kid, "note": HIDDEN}, separators=(",", ":")),
        "a blank": f'{{"kid": "{kid}"}}', "a blank at the end": f'{{"kid":"{kid}"}} ',
        "a line": f'{{"kid":"{kid}"}}\n', "an escape": f'{{"\\u006bid":"{kid}"}}',
        "twice": f'{{"kid":"{kid}","kid":"{kid}"}}', "a list": f'["{kid}"]', "the id alone": kid, "nothing": "",
        "another's": f'{{"kid":"{other}"}}', "a longer id": f'{{"kid":"{kid}AA"}}', "padded": f'{{"kid":"{kid}="}}',
        "a page": '{"kid":"' + kid + '","p":"' + "x" * 9000 + '"}'}
    none_counts(office, {what: me.sign(me.claims(model), footer=footer.encode())
                         for what, footer in footers.items()})
    with office.control("the footer byte for byte"):
        office.expect_valid(me.append(me.sign(me.claims(model), footer=f'{{"kid":"{kid}"}}'.encode())))


@attack("I14", "A3", "A4")
def tokens_spelled_otherwise(office):
    """The envelope: padding, alphabets, line ends, segments; duplicate keys and deep nesting inside."""
    me, model = subject_of(office)
    token = me.forge(model)
    head, purpose, body, footer = token.split(".")
    loose = body[:-1] + chr(ord(body[-1]) + 1) if len(body) % 4 else body + "A"
    twice = lambda claims: core.spell(claims)[:-1] + b',"until":null}'
    none_counts(office, {
        "a line at the end": token + "\n", "padded": f"{head}.{purpose}.{body}=.{footer}",
        "the other alphabet": f"{head}.{purpose}.{body[:40]}+/{body[42:]}.{footer}",
        "loose bits at the end": f"{head}.{purpose}.{loose}.{footer}", "a fifth segment": token + ".",
        "no footer": f"{head}.{purpose}.{body}", "an empty footer": f"{head}.{purpose}.{body}.",
        "v3": token.replace("v4.", "v3."), "local": token.replace(".public.", ".local."),
        "V4": token.replace("v4.", "V4."), "a claim twice": me.sign(me.claims(model), twice),
        "deep": me.forge(model, until={"a": [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}),
        "not UTF-8": me.sign(me.claims(model), lambda claims: core.spell(claims).replace(b"sekisho/", b"sek\xffsho/")),
        "a list": me.sign(me.claims(model), lambda claims: b"[" + core.spell(claims) + b"]"),
        "no text at all": me.key.sign(b"", b"sekisho/v1/approval/" + core.read(model).claims["org"].encode()),
    })
    with office.control("the token itself"):
        office.expect_valid(me.append(me.forge(model)))


@attack("I14")
def free_digests(office):
    """A digest that nobody compares is 32 bytes of anybody's choice: only where its kind lists it."""
    me, model = subject_of(office)
    none_counts(office, {
        "a manifest of an approval": me.forge(model, annex={"manifest": "ab" * 32}),
        "two parts": me.forge(model, annex=core.read(model).claims["annex"] | {"b": "cd" * 32}),
        "a request that is not": me.forge(model, request="ab" * 32),
        "no request": me.forge(model, request=DROPPED)})
    with office.control("the part that an approval has"):
        office.expect_valid(me.append(me.forge(model)))


if __name__ == "__main__":
    main()
