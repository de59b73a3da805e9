"""I1, I8: every other term of a request is shown before it is approved, and where it goes is in its core."""

import os
import shutil

from adversary import annex, core
from adversary.office import expect
from adversary.package import honest_parts
from adversary.pair import card_claims, propose
from adversary.scenario import attack, main

TEXTS = (("manager", "show"), ("manager", "approve"))


def mail_words(office, address="a@example.co.jp"):
    return office.request_words(medium=None, to="colleague", more=("--mail", address))


def approve_refuses(office, request):
    before = office.store.head()
    office.run("manager", "approve", request, status=4)
    expect(office.store.head() == before, "the approval was recorded all the same")


@attack("I1")
def uses_of_a_thousand(office):
    """By the official program: as often as you like."""
    with office.control("the view says how often, wherever it is shown"):
        request = office.ask(more=("--uses", "1000"))
        office.run("manager", "inbox").shows("1000")
        office.run("employee", "status").shows("1000")
        for who, command in TEXTS:
            office.run(who, command, request).shows("1000")
        office.check_out(request)
        package = office.seal(request)
        office.run("guard", "gate", office.mount("USB-1")).shows("1000")
        office.run("guard", "inspect", package).shows("1000")


@attack("I1")
def a_key_among_the_files(office):
    """The core says that there is none, and nobody but the sealer's program reads the files."""
    def asked(label, **claims):
        draft = office.draft("employee", "request", "keys", "--class", "秘", "--purpose", "visit", "--to",
                             office.p("employee"), "--medium", label, "--until", "+7d", "--include-keys")
        request, _ = office.insider().request(draft, **claims)
        office.run("manager", "approve", request)
        office.check_out(request, label=label)
        return request

    os.makedirs(office.at("keys"))
    shutil.copy(office.identity("employee"), office.at("keys", "notes.txt"))
    request = asked("USB-1", **{"include-keys": False})
    office.run("employee", "seal", request, "-o", office.mount("USB-1"), status=4)
    expect(not os.path.exists(os.path.join(office.mount("USB-1"), f"{request}.age")), "a package was made")
    with office.control("the core says that there is one"):
        office.seal(asked("USB-2"), label="USB-2")


@attack("I1", "I8")
def mail_with_the_annex_of_a_medium(office):
    """The core goes by mail, what the approver reads tells of USB-1."""
    me = office.insider()
    draft = office.draft("employee", *office.request_words(to="colleague"))
    request, _ = me.request(draft, destination={"kind": "mail", "domain": "example.co.jp"}, due=None)
    office.run("manager", "show", request).shows("example.co.jp")
    approve_refuses(office, request)
    package = os.path.join(office.at("private"), "x.age")
    os.makedirs(office.at("private"))
    office.run("employee", "seal", request, "-o", package, status=4)
    expect(not os.path.exists(package), "it was sealed into a private directory")
    with office.control("mail that says so"):
        honest = office.do("employee", *mail_words(office))
        office.run("manager", "show", honest).shows("a@example.co.jp")
        office.run("manager", "approve", honest).shows("example.co.jp")


@attack("I1", "I8")
def mail_to_another_domain_than_the_core_says(office):
    """The annex has an address that the core's domain does not cover; and two addresses."""
    me = office.insider()
    draft = office.draft("employee", *mail_words(office))
    words = me.words(draft[1]["main"])
    for address in ("a@example.org", "a@example.co.jp,b@evil.example", "a@evil.example, b@example.co.jp",
                    "a@evil.example@example.co.jp", "a@example.co.jp.evil.example", "",
                    ["a@example.co.jp", "b@evil.example"], ["a@example.co.jp", ""], ["a@example.co.jp,b@evil.example"],
                    [], [f"a{i}@example.co.jp" for i in range(17)]):
        request, core = me.request(draft, annex_words=words | {"mail": address})
        if office.is_valid(core.index):
            approve_refuses(office, request)
    with office.control("the address of the domain"):
        office.do("manager", "approve", office.do("employee", *mail_words(office)))


@attack("I8")
def mail_to_a_domain_that_the_charter_lacks(office):
    """The requester's own program does not look."""
    me = office.insider()
    draft = office.draft("employee", *mail_words(office))
    honest = me.words(draft[1]["main"])
    for domain in ("evil.example", "sub.example.co.jp", "EXAMPLE.co.jp", "", "example.co.jp evil.example", "*"):
        _, core = me.request(draft, annex_words=honest | {"mail": f"a@{domain}"},
                             destination={"kind": "mail", "domain": domain})
        office.expect_void(core.index)
    with office.control("each domain of the charter"):
        for domain in ("example.co.jp", "example.org"):
            _, core = me.request(draft, annex_words=honest | {"mail": f"a@{domain}"},
                                 destination={"kind": "mail", "domain": domain})
            office.expect_valid(core.index)


@attack("I8")
def mail_to_no_domain(office):
    """The destination as it was once written, or with more in it."""
    me = office.insider()
    draft = office.draft("employee", *mail_words(office))
    for destination in ({"kind": "mail"}, {"kind": "mail", "domain": None},
                        {"kind": "mail", "domain": "example.co.jp", "more": "text"},
                        {"kind": "mail", "domain": ["example.co.jp", "evil.example"]},
                        {"kind": "mail", "domains": ["evil.example", "example.co.jp"]},
                        {"kind": "mail", "domains": ["example.org", "example.co.jp"]},
                        {"kind": "mail", "domains": ["example.co.jp"]}, {"kind": "paper"}, None):
        _, core = me.request(draft, destination=destination)
        office.expect_void(core.index)
    with office.control("the same request with its domain"):
        _, core = me.request(draft, destination={"kind": "mail", "domain": "example.co.jp"})
        office.expect_valid(core.index)


@attack("I1")
def third_party_in_the_core_alone(office):
    """Given to a third party, and no word of it in the annex; and the other way round."""
    me = office.insider()
    draft = office.draft("employee", *office.request_words(to="colleague"))
    request, _ = me.request(draft, third_party=True)
    office.run("manager", "show", request).shows("third party")
    approve_refuses(office, request)
    words = me.words(draft[1]["main"])
    told, _ = me.request(draft, annex_words=words | {"third_party": "Evil KK", "basis": "none"})
    approve_refuses(office, told)
    # Blanks and what nobody sees are no name, and no purpose.
    for nothing in ("", " ", "\u200b", "\u2800 "):
        unnamed, _ = me.request(draft, third_party=True, annex_words=words | {"third_party": nothing, "basis": "none"})
        approve_refuses(office, unnamed)
        aimless, _ = me.request(draft, annex_words=words | {"purpose": nothing})
        approve_refuses(office, aimless)
    with office.control("a third party by name, and so approved"):
        more = ("--third-party", "Partner KK", "--basis", "contract")
        honest = office.ask(to="colleague", more=more)
        office.run("manager", "show", honest).shows("Partner KK", "contract")
        office.do("manager", "approve", honest)


@attack("I1")
def kinds_of_data(office):
    """Personal data by number and kinds is in every view of it."""
    with office.control("kinds that were typed are shown"):
        more = ("--personal-data", "4711", "--data-kind", "my-number")
        request = office.ask(to="colleague", more=more)
        office.run("manager", "inbox").shows("4711")
        for who, command in TEXTS:
            office.run(who, command, request).shows("4711", "my-number")


@attack("I1")
def kinds_of_data_without_persons(office):
    """My Number data of nobody: either void or shown, and never silently approved."""
    me = office.insider()
    draft = office.draft("employee", *office.request_words(to="colleague"))
    request, core = me.request(draft, data_kinds=["my-number"])
    if office.is_valid(core.index):
        office.run("manager", "show", request).shows("my-number")
        office.run("manager", "approve", request, status=(0, 4)).shows("my-number")
    with office.control("no data of persons"):
        office.ask_and_approve(to="colleague")


@attack("I1")
def duty_text_of_another_charter(office):
    """The text that the requester accepted is not the one in force: the approver sees which."""
    me = office.insider()
    draft = office.draft("employee", *office.request_words(to="colleague"))
    request, core = me.request(draft, duty_text="99")
    if office.is_valid(core.index):
        office.run("manager", "show", request).shows("99")
        approve_refuses(office, request)
    with office.control("the text in force"):
        office.ask_and_approve(to="colleague")


@attack("I1")
def another_holder_than_told(office):
    """Somebody else carries it: by name and P-id, in the line too."""
    me = office.insider()
    draft = office.draft("employee", *office.request_words(to="colleague"))
    holder = office.insider("namesake").id
    request, _ = me.request(draft, holder=holder)
    office.run("manager", "inbox").shows(office.p("namesake"))
    for who, command in TEXTS:
        office.run(who, command, request, status=(0, 4)).shows(office.p("namesake"))
    with office.control("carried by the requester"):
        office.ask_and_approve(to="colleague")


@attack("I1")
def every_term_changes_the_view(office):
    """The lossless form: whatever claim differs, `show --json` differs."""
    me = office.insider()
    draft = office.draft("employee", *office.request_words(to="colleague"))
    base, core = me.request(draft)

    same = {name: core.claims[name] for name in ("iat", "head")}
    asked = office.store.cores("request")[0]

    def view(request, core):
        said = office.run("manager", "show", request, "--json").out
        for own in (request, core.hash, core.claims["jti"]):
            said = said.replace(own, "OWN")
        return said

    with office.control("the same request twice looks the same"):
        again, twin = me.request(draft, **same)
        expect(view(base, core) == view(again, twin), "equal requests differ")
    changes = {
        "holder": office.insider("namesake").id, "class": "社内限", "files": 3, "directories": 2,
        "bytes": core.claims["bytes"] + 1, "recipients": [me.recipient("guard")],
        "destination": {"kind": "mail", "domain": "example.org"}, "uses": 2,
        "from": "2026-01-01T00:00:00+09:00", "until": "2031-01-01T00:00:00+09:00",
        "due": "2031-01-01T00:00:00+09:00", "persons": 5, "data_kinds": ["name"], "third_party": True,
        "duty_text": "2", "transport": "post", "include-keys": True, "series": asked.claims["jti"],
        "extends": asked.hash, "replaces": asked.hash, "clock": "confirmed"}
    first = view(base, core)
    for name, value in changes.items():
        request, made = me.request(draft, **same, **{name: value})
        if office.is_valid(made.index):
            expect(view(request, made) != first, f"nobody can see that '{name}' is {value!r}")


@attack("I1", "I15")
def what_a_consent_does_not_show(office):
    """A guard that is a device, roles and terms with dates, kind of employment, who answers, agent."""
    me = office.insider("colleague").id
    card = next(one for one in reversed(office.store.cores("member-card")) if one.claims["subject"] == me)
    claims = card_claims(card) | {"sign": core.Key().public, "age": annex.keygen(office.at("d")), "device": True, "agent": True,
                                  "employment": "external", "responsible": office.insider("it").id,
                                  "valid_until": core.when(900), "trained_until": core.when(901)}
    claims["roles"] = [role | {"role": "guard", "from": core.when(5), "until": core.when(800)} for role in claims["roles"]]
    propose(office, "registrar", None, claims, annex=card.claims["annex"])
    proposal = "W%d" % len(office.store.cores("proposal"))
    listed = office.run("officer", "member", "list")
    said = office.run("officer", "consent", proposal, status=None)
    dates = [core.when(day)[:10] for day in (900, 901, 800, 5)]
    for shown in (listed, said):
        shown.shows("a device", "forwarded agent", "external", office.p("it"), *dates)
    with office.control("roles and whole keys are shown"):
        said.shows("guard", claims["sign"], claims["age"])


def with_entries(plain, changes):
    """The official program's tar with other bytes in some of its files: sizes and sums of the headers made anew."""
    out, at = b"", 0
    while at + 512 <= len(plain) and plain[at:at + 512].strip(b"\0"):
        head = bytearray(plain[at:at + 512])
        name, size = bytes(head[:100]).rstrip(b"\0").decode(), int(bytes(head[124:135]).rstrip(b"\0 ") or b"0", 8)
        body = plain[at + 512:at + 512 + size]
        at += 512 + (size + 511) // 512 * 512
        body = changes.get(name, body)
        head[124:135] = b"%011o" % len(body)
        head[148:156] = b" " * 8
        head[148:156] = b"%06o\0 " % sum(head)
        out += bytes(head) + body + bytes(-len(body) % 512)
    return out + plain[at:]


@attack("I1")
def keys_among_the_files_denied(office):
    """Keys among the files, and the sealer's own program: who opens, looks or audits is told."""
    annex.keygen(office.at("victim.txt"))
    with open(office.at("victim.txt"), "rb") as file:
        secret = file.read()
    words = office.request_words(to="colleague")  # makes the files
    with open(office.at("in", "b.txt"), "wb") as out:
        out.write(secret)
    me = office.insider("employee")
    draft = office.draft("employee", *words, "--include-keys")
    told, asked_with = me.request(draft)
    denied, asked = me.request(draft, **{"include-keys": False})
    for request in (told, denied):
        office.do("manager", "approve", request)
    office.check_out(denied)
    parts = honest_parts(office, me, asked_with)
    approval = office.store.last("approval")
    parts.permit = [asked.token, approval.token]
    parts.plain = with_entries(parts.plain, {"SEKISHO/request": asked.token.encode() + b"\n",
                                             "SEKISHO/approvals": approval.token.encode() + b"\n"})
    token = parts.seal(me)
    me.append(token)
    path = os.path.join(office.mount("USB-1"), denied + ".age")
    with open(path, "wb") as out:
        out.write(parts.whole(token))
    office.do("guard", "gate", office.mount("USB-1"))
    key = ("--escrow-key", office.at("escrow", "escrow-1.txt"))
    office.run("officer", "escrow-audit", path, *key, status=3).shows("keys or a ledger", "b.txt")
    office.run("colleague", "verify", path, status=0).shows("keys or a ledger", "b.txt")
    office.run("colleague", "open", path, "-C", office.at("opened"), status=0).shows("keys or a ledger", "b.txt")
    with office.control("of a request that says so nobody is told"):
        open_one = office.ask_and_approve("employee", to="colleague", medium="USB-2", more=("--include-keys",))
        office.check_out(open_one, label="USB-2")
        package = office.seal(open_one, label="USB-2")
        office.run("officer", "escrow-audit", package, *key, status=0).lacks("keys or a ledger")
        office.run("colleague", "verify", package, status=0).lacks("keys or a ledger")



if __name__ == "__main__":
    main()
