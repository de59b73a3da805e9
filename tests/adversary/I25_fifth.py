"""I25: what a fifth attacker found: names beside the list, dates of a quiet time, words that draw rows of a view."""
import os
import pty

from adversary import annex, core
from adversary.office import Office, expect
from adversary.repertoire import COMMON
from adversary.scenario import attack, main


# --- helpers -------------------------------------------------------------------------------------

def at_a_terminal(office, who, *words):
    """What somebody at a terminal is shown."""
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(office.path)
        os.execvpe("sekisho", ["sekisho", *words], office._environment(who) | {"TERM": "xterm"})
    out = b""
    try:
        while True:
            got = os.read(fd, 65536)
            if not got:
                break
            out += got
    except OSError:
        pass
    os.waitpid(pid, 0)
    return out.decode("utf-8", "replace").replace("\r\n", "\n")


def rows(text, columns=80):
    """The rows of an 80-column terminal."""
    out = []
    for line in text.split("\n"):
        out += [line[at:at + columns] for at in range(0, max(len(line), 1), columns)]
    return out


def fresh(office, name, shift=None):
    """Another organisation: the officer is registrar too (the README's trial office)."""
    one = Office(office.at(name), {"people": {"officer": "P1"}})
    os.makedirs(one.path)
    one.shift = shift
    one.facts["genesis"] = one.do("officer", "init", "--org", "Small", "--officer", "Sato", "--no-input",
                                  "--escrow-out", one.at("escrow"))
    return one


def add(one, who, name, dept, role, *more, status=0):
    one.do(who, "identity", "new", "--no-passphrase")
    one.do(who, "identity", "show", "--card", one.at(who + ".card"))
    said = one.run("officer", "member", "add", "--name", name, "--dept", dept, "--role", role,
                   "--card", one.at(who + ".card"), *more, status=status)
    one.facts["people"][who] = said.out.strip()
    one.do(who, "join", "--store", one.store.path, "--genesis", one.facts["genesis"])
    return said


def by_mail(one, until="+5d"):
    return ("request", one.files(), "--class", "秘", "--purpose", "visit", "--to", one.p("employee"),
            "--mail", "a@example.jp", "--until", until)


# --- 1: the names that `approve` shows are the requester's word for it -----------------------------

@attack("I1", "A10")
def names_that_are_not_in_the_list(office):
    """The annex 'main' names agenda.txt; the list that is signed (annex 'manifest') is the customers' folder."""
    def requested(name, label):
        me = office.insider()
        os.makedirs(office.at("customers"), exist_ok=True)
        with open(office.at("customers", "all-customers.csv"), "w", encoding="utf-8") as file:
            file.write("the secret\n")
        draft = office.draft("employee", "request", "customers", "--class", "秘", "--purpose", "visit", "--to",
                             office.p("colleague"), "--medium", label, "--until", "+7d")
        words = me.words(draft[1]["main"])
        return me.request(draft, annex_words=words | {"names": [name.encode().hex()]})[0]

    with office.control("a name that is in the list is shown, approved and sealed"):
        honest = requested("customers", "USB-2")
        office.run("manager", "approve", honest).shows("customers")
    request = requested("agenda-of-the-meeting.txt", "USB-1")
    said = office.run("manager", "approve", request, status=None)
    expect(said.status == 4, "approved, and shown was another name: " + said.err)
    office.run("manager", "show", request).shows("CONTRADICTION", "all-customers.csv")


# --- 2: mail addresses are not shown by `approve` -------------------------------------------------

@attack("I8", "I1")
def addresses_that_approve_does_not_show(office):
    """Official programs only: --mail several times; `approve` shows the domains, none of the addresses."""
    with office.control("`show` tells them"):
        request = office.do("employee", *office.request_words(medium=None, to="colleague", more=(
            "--mail", "sales@example.co.jp", "--mail", "my.private.box@example.org")))
        office.run("manager", "show", request).shows("sales@example.co.jp", "my.private.box@example.org")
    said = office.run("manager", "approve", request)
    for address in ("sales@example.co.jp", "my.private.box@example.org"):
        expect(said.has(address), f"approved, and {address} was not shown:\n{said.err}")


# --- 3: at the foot of the screen stands the first recipient only ---------------------------------

@attack("I1")
def the_foot_of_the_screen_names_one_of_two(office):
    """Official programs: two can open it, and the line that is repeated at the foot names one, at a terminal."""
    outsider = annex.keygen(office.at("outsider.txt"))
    with office.control("one recipient is repeated at the foot"):
        one = office.do("employee", *office.request_words(to=outsider))
        seen = rows(at_a_terminal(office, "manager", "approve", one))[-24:]
        expect(any("OUTSIDE" in row for row in seen), "not even one: " + "\n".join(seen))
    request = office.do("employee", *office.request_words(to="colleague", medium="USB-2", more=("--to", outsider)))
    seen = rows(at_a_terminal(office, "manager", "approve", request))[-24:]
    told = [row for row in seen if "can be opened by" in row]
    expect(any("OUTSIDE" in row for row in told), f"the last 24 rows say only: {told}")


# --- 4: a third party without a basis --------------------------------------------------------------

@attack("I1")
def third_party_without_a_basis(office):
    """The official program demands a basis; without one, or of nothing to be seen, it is approved."""
    more = ("--third-party", "Partner KK", "--basis", "contract")
    me = office.insider()
    with office.control("with a basis; without one the official program refuses"):
        office.run("employee", *office.request_words(to="colleague", more=more[:2]), status=(2, 4))
        office.do("manager", "approve", office.ask(to="colleague", more=more))
    draft = office.draft("employee", *office.request_words(to="colleague", more=more))
    for nothing in ("", " ", "\u200b"):
        request, _ = me.request(draft, annex_words=me.words(draft[1]["main"]) | {"basis": nothing})
        said = office.run("manager", "approve", request, status=None)
        if said.status == 0:
            office.do("officer", "approve", request)
        expect(office.state(request) != "approved", f"a basis of {nothing!r} is approved by both")


# --- 5: the registrar removes the only officer, by a date of a quiet time --------------------------

@attack("I11")
def the_only_officer_leaves_by_a_date_of_then(office):
    """Registrar: who is not officer. Of two officers one's term has ended; officer and registrar were quiet
    for two months, while one manager went on approving: the floor is that old. `leave`, dated then, is judged
    for 31 days from then only."""
    one = fresh(office, "quiet", "-60d")
    add(one, "manager", "Suzuki", "Sales", "manager")
    add(one, "employee", "Tanaka", "Sales", "employee")
    add(one, "chief", "Yamada", "Accounting", "security-officer", "--until", "+38d")
    add(one, "registrar", "Ito", "Personnel", "registrar")
    for day in ("-50d", "-40d", "-30d", "-20d", "-10d", None):
        one.shift = day
        one.do("manager", "approve", one.do("employee", *by_mail(one)))
    me = one.insider("registrar")
    model = me.claims(me.model("member-card"))
    officer = one.insider("officer").id
    directory = one.store.cores("charter")[0].claims["body"]["directory"]

    def say(action, **more):
        part = annex.Annex({"reason": "x"}, [directory])
        common = {name: value for name, value in model.items() if name in COMMON}
        return me.append(me.sign(common | {
            "kind": "member-status", "subject": officer, "jti": core.uuid7(), "action": action, "iat": core.when(),
            "head": one.store.head(), "annex": {"main": part.commitment}} | more), annexes=[part])

    def valid(index):
        return one.json("manager", "ledger", "log")["entries"][index]["valid"]

    with office.control("dated today both are void, and the official program refuses"):
        one.run("registrar", "member", "leave", "P1", "--confirm", "Sato", status=4)
        for action in ("suspend", "leave"):
            expect(not valid(say(action)), f"{action} of today counts")
    left = valid(say("leave", iat=core.when(-59.9)))
    expect(not left, "the only officer has left, for good: there is no active officer")


# --- 6: officer and registrar acts alone by a date before the second ------------------------------

@attack("I15")
def alone_by_a_date_before_the_second(office):
    """Official program, with the clock set back: at that date nobody could be the second, who has signed since."""
    one = fresh(office, "back", "-9d")
    add(one, "manager", "Suzuki", "Sales", "manager")
    one.shift = "-8.9d"
    add(one, "registrar", "Ito", "Personnel", "registrar")
    one.shift = None
    one.do("registrar", "member", "move", "P2", "--dept", "Development", "--clock-is-right")
    other = one.at("others.id")
    one.do("officer", "identity", "new", "--no-passphrase", "--identity", other)
    one.do("officer", "identity", "show", "--identity", other, "--card", one.at("others.card"))
    before = len(one.store.cores("member-card"))
    one.shift = "-8.95d"
    one.run("officer", "member", "rekey", "P2", one.at("others.card"), status=None)
    one.shift = None
    last = one.json("manager", "ledger", "log")["entries"][-1]
    alone = len(one.store.cores("member-card")) > before and last["valid"]
    before = len(one.store.cores("member-card"))
    with office.control("by today's clock it takes two: a proposal"):
        one.run("officer", "member", "rekey", "P2", one.at("others.card")).shows("this takes a second person")
        expect(len(one.store.cores("member-card")) == before, "a card at once")
    expect(not alone, "the manager's keys by one hand, though there is a second person")


# --- 7: the only officer is locked out by anybody's fast clock ------------------------------------

@attack("I15", "J1")
def locked_out_by_a_fast_clock(office):
    """Official programs: an employee's machine is 13 days ahead; the founder then adds a registrar."""
    def founded(name, ahead):
        one = fresh(office, name)
        add(one, "employee", "Tanaka", "Sales", "employee")
        one.shift = ahead
        one.do("employee", *by_mail(one, "+20d"))
        one.shift = None
        add(one, "registrar", "Ito", "Personnel", "registrar")
        return one, add(one, "manager", "Suzuki", "Sales", "manager", status=None)

    with office.control("with a right clock the founder goes on alone until the registrar is the second"):
        one, said = founded("right", None)
        expect(said.status == 0, said.text)
        one.shift = "+8d"
        one.run("officer", "member", "move", "P2", "--role", "manager").shows("may consent: Ito")
    one, said = founded("fast", "+13d")
    later = []
    for day in ("+8d", "+11d"):
        one.shift = day
        later.append((day, one.run("officer", "member", "move", "P2", "--role", "manager", status=None).status))
    one.shift = None
    one.do("officer", "member", "move", "P3", "--role", "employee")
    expect(said.status == 0, f"nobody gives a role or keys, alone or together; later: {later}")


# --- 8: how many were left out ---------------------------------------------------------------------

@attack("Z")
def left_out_is_counted_twice(office):
    """Small: with names that collide, what is left out is counted twice."""
    os.makedirs(office.at("d"))

    def asked(*names):
        for name in names:
            with open(office.at("d", name), "w", encoding="utf-8") as file:
                file.write(name)
        return office.run("employee", "request", "d", "--exclude", "A.TXT", "--class", "秘", "--purpose", "v", "--to",
                          office.p("employee"), "--medium", "USB-1", "--until", "+5d", "--json").json
    with office.control("without a collision"):
        one = asked("a.txt", "Thumbs.db")
        expect(one["left_out"] == 1, str(one))
    two = asked("A.TXT")
    expect(two["left_out"] == 2, f"2 files were left out, it says {two['left_out']}")


# --- 9, 10: words that draw rows of their own -------------------------------------------------------

def drawn(first, *lines):
    """Text that on a terminal of 80 columns, behind `first` bytes, fills a screen and then shows these rows."""
    return "x".ljust(80 - first) + "".join(line.ljust(80) for line in [""] * 24 + list(lines))


@attack("I1")
def the_base_draws_rows_in_show(office):
    """`show`: the purpose is shown with single blanks and cut; "from:" (base) is not: up to 1 MiB, blanks and all."""
    outsider = annex.keygen(office.at("outsider.txt"))
    me = office.insider()
    draft = office.draft("employee", *office.request_words(to=outsider))
    words = me.words(draft[1]["main"])
    fake = ["R5 (\u79d8): waiting for approval".ljust(79), "can be opened by: Kato (Sales, P4)",
            "carried by: Tanaka (Sales, P3)", "goes to: the medium USB-1 (M1)", "in the requester's words:",
            "  purpose: visit", "  recipients: Kato"]
    with office.control("the same in the purpose draws nothing"):
        request, _ = me.request(draft, annex_words=words | {"purpose": drawn(11, *fake)})
        seen = rows(at_a_terminal(office, "manager", "show", request))
        expect(not any(row.startswith("can be opened by: Kato") for row in seen), "the purpose draws rows")
    request, _ = me.request(draft, annex_words=words | {"base": drawn(8, *fake).encode().hex()})
    seen = rows(at_a_terminal(office, "manager", "show", request))[-24:]
    expect(not any(row.startswith("can be opened by: Kato") for row in seen), "the last screen says Kato")


@attack("I1", "I15")
def the_reason_draws_rows_in_consent(office):
    """Official programs: the reason of a reinstatement, 16 KiB with blanks and all, in `inbox` and `consent`."""
    for who, label in (("employee", "honest"), ("namesake", "evil")):
        office.do("officer", "member", "suspend", office.p(who), "--reason", "suspected of theft")
    with office.control("the last screen says whom"):
        honest = office.do("registrar", "member", "reinstate", office.p("employee"), "--reason", "cleared")
        seen = rows(at_a_terminal(office, "officer", "consent", honest))[-24:]
        expect(any("reinstate Tanaka (Sales" in row or "reinstate Tanaka" in row for row in seen), "\n".join(seen))
    office.do("officer", "member", "suspend", office.p("colleague"), "--reason", "by mistake")
    fake = [f"W2: reinstate Kato ({office.p('colleague')})  proposed by Ito, {core.when()[:10]} 09:00:00 +09:00",
            "  change: reinstate", "  reason: suspended by mistake"]
    evil = office.do("registrar", "member", "reinstate", office.p("namesake"), "--reason", drawn(10, *fake))
    for command in (("inbox",), ("consent", evil)):
        seen = rows(at_a_terminal(office, "officer", *command))[-24:]
        expect(not any(row.startswith("W2: reinstate Kato") for row in seen), f"{command}: it names Kato only")


@attack("I1", "E5")
def a_file_name_draws_rows_in_show(office):
    """Official programs: a file's name with blanks in it, the last of the list that `show` prints."""
    outsider = annex.keygen(office.at("outsider.txt"))
    os.makedirs(office.at("papers"))
    fake = ["can be opened by: Kato (Sales, P4)", "and by the organisation's 2 escrow keys"]
    for number in range(26):
        with open(office.at("papers", f"{number:02}.txt"), "w", encoding="utf-8") as file:
            file.write("x")
    rest = ("--class", "秘", "--purpose", "visit", "--to", outsider, "--until", "+5d")
    with office.control("without such a name nobody is named at the foot"):
        request = office.do("employee", "request", "papers", *rest, "--medium", "USB-1")
        seen = rows(at_a_terminal(office, "manager", "show", request))[-24:]
        expect(not any("can be opened by" in row for row in seen), "named")
    name = "99.txt".ljust(80 - len("  papers/")) + "".join(line.ljust(80) for line in fake)
    with open(office.at("papers", name), "w", encoding="utf-8") as file:
        file.write("x")
    said = office.run("employee", "request", "papers", *rest, "--medium", "USB-2", status=None)
    expect(said.status == 0, said.text)
    if said.status == 0:
        seen = rows(at_a_terminal(office, "manager", "show", said.out.strip()))[-8:]
        expect(not any(row.startswith("can be opened by: Kato") for row in seen), "the foot says that Kato can open it")


if __name__ == "__main__":
    main()
