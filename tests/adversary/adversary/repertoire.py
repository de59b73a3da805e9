"""One statement of every kind, as the official programs would make it, not yet appended.

`draft_all` brings an office into a state in which each of them counts, drafts them, and returns
them in an order in which all of them can be appended.
"""

import os
import shutil
import tempfile

# Claims that may be absent: what a test of "one claim less" leaves alone.
OPTIONAL = {"head", "annex", "clock"}
COMMON = {"kind", "org", "iss", "iat", "jti", "subject", "charter", "head", "tool", "annex"}


def _write(path, text="x\n"):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def _prepare(office):
    """Requests and media in every state; returns what the commands need to name."""
    o = office
    facts = {name: o.ask() for name in ("pending", "refused", "taken_back")}
    facts["approved"] = o.ask_and_approve()
    facts["waiting"] = o.ask_and_approve(medium="USB-2")
    facts["out"] = o.ask_and_approve()
    o.check_out(facts["out"])
    facts["sealed"], facts["package"] = o.take_out(label="USB-3")
    o.do("it", "media", "lost", "USB-8", "--last-seen", "2020-01-05", "--found-missing", "2020-01-06",
         "--place", "somewhere")
    os.makedirs(o.at("media", "USB-4"))
    _write(o.at("trash.txt"))
    _write(o.at("passphrase"), "correct horse battery staple 47 11\n")
    facts["by_passphrase"] = o.do("employee", *o.request_words(to="passphrase", more=(
        "--key-passphrase-file", o.at("passphrase"), "--key-out", o.at("out.key.age"))))
    return facts


def _acts(office, facts):
    """(kind, who, words), in the order of appending."""
    o = office
    return (
        ("request", "employee", o.request_words()),
        ("approval", "manager", ("approve", facts["pending"])),
        ("denial", "manager", ("deny", facts["refused"], "--reason", "no")),
        ("revocation", "manager", ("revoke", facts["approved"], "--reason", "no")),
        ("withdrawal", "employee", ("withdraw", facts["taken_back"])),
        ("key-handover", "employee", ("key-handover", facts["by_passphrase"], "--to-name", "N", "--by", "phone")),
        ("checkout", "it", ("media", "checkout", "USB-2", "--to", o.p("employee"), "--request", facts["waiting"],
                            "--due", "+7d")),
        ("seal", "employee", ("seal", facts["out"], "-o", os.path.join(o.mount("USB-1"), facts["out"] + ".age"))),
        ("open", "employee", ("open", facts["package"], "-C", o.at("opened"))),
        ("escrow-audit", "officer", ("escrow-audit", facts["package"], "--escrow-key",
                                     o.at("escrow", "escrow-1.txt"))),
        ("gate-pass", "guard", ("gate", o.mount("USB-3"))),
        ("seal-void", "employee", ("seal-void", facts["sealed"], "--reason", "lost")),
        ("return", "helper", ("media", "return", "USB-3", o.mount("USB-3"))),
        ("loss", "employee", ("media", "lost", "USB-1", "--last-seen", "2020-01-05", "--found-missing",
                              "2020-01-06", "--place", "here")),
        ("found", "helper", ("media", "found", "USB-8")),
        ("medium", "it", ("media", "register", o.at("media", "USB-4"), "--label", "USB-4")),
        ("wipe", "it", ("wipe", o.at("trash.txt"), "--confirm", "trash.txt", "--no-input", "--best-effort")),
        ("wipe-verified", "helper", ("wipe-verify", o.at("wipe.json"), "--how", "report", "-o", o.at("again.json"))),
        ("snapshot", "it", ("gate", "snapshot", "-o", o.at("door"))),
        ("member-card", "registrar", ("member", "add", "--name", "Abe", "--dept", "Sales")),
        ("member-status", "officer", ("member", "suspend", o.p("chief"), "--reason", "for now")),
    )


def _draft(office):
    facts = _prepare(office)
    drafts = [(kind, who, *office.draft(who, *words)) for kind, who, words in _acts(office, facts)]
    stray = os.path.join(office.mount("USB-1"), "stray.txt")
    _write(stray)
    token, parts = office.draft("guard", "gate", office.mount("USB-1"), status=3)
    at = next(i for i, draft in enumerate(drafts) if draft[0] == "seal-void")
    drafts.insert(at, ("gate-block", "guard", token, parts))
    for path in (stray, os.path.join(office.mount("USB-1"), facts["out"] + ".age"), office.at("door")):
        if os.path.exists(path):
            os.remove(path)
    shutil.rmtree(office.at("opened"), ignore_errors=True)
    return drafts


_ready = []  # the first office that was brought there, and its drafts


def draft_all(office):
    """[(kind, who, token, annex parts)], each made by the official program of `who`."""
    if not _ready:
        drafts = _draft(office)
        place = tempfile.mkdtemp(dir=os.path.dirname(office.path))
        _ready.extend((office.copy(os.path.join(place, "office")), drafts))
    else:
        shutil.rmtree(office.path)
        _ready[0].copy(office.path)
    return _ready[1]
