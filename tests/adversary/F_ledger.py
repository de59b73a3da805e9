"""F: whoever can write the store's file rewrites what was said: told by those who saw it before."""

import os
import shutil

from adversary import core
from adversary.insider import DROPPED
from adversary.office import expect
from adversary.scenario import attack, main
from adversary.store import leaf_hash

INSERT = ("INSERT INTO entries SELECT ?, ?, kind, subject, author, time, token, leaf, root FROM entries"
          " WHERE idx = ?")
READS = (("ledger", "verify"), ("status",))


def told_to(office, who, what, commands=READS):
    """The verdict is no, whatever is asked."""
    for words in commands:
        said = office.run(who, *words, status=None)
        expect(said.status == 3, f"{what}: {said.command} ends with {said.status}: {said.text[:300]}")


def acts_refused(office, who, what):
    before = office.store.tokens()
    said = office.run(who, *office.request_words(to=who), status=None)
    expect(said.status != 0 and office.store.tokens() == before, f"{what}: somebody wrote into it: {said.text[:300]}")


def everybody_has_looked(office):
    for who in ("colleague", "manager"):
        office.run(who, "ledger", "verify")


@attack("F1", "F2", "F4", "F5", "F3")
def rows_changed_in_place(office):
    """Edited, deleted, exchanged, inserted, cut: the rows no longer fit the root."""
    request = office.ask_and_approve()
    everybody_has_looked(office)
    tokens = office.store.tokens()
    last = len(tokens) - 1
    other = office.insider().forge(office.store.last("request")).encode()
    edited = tokens[last].replace("A", "B", 1).encode()
    move = "UPDATE entries SET idx = ? WHERE idx = ?"
    changes = {
        "an approval edited": [("UPDATE entries SET token = ? WHERE idx = ?", edited, last)],
        "another request": [("UPDATE entries SET token = ?, leaf = ? WHERE idx = ?", other, leaf_hash(other),
                             last - 1)],
        "one deleted": [("DELETE FROM entries WHERE idx = ?", last - 3)],
        "the last deleted": [("DELETE FROM entries WHERE idx = ?", last)],
        "two exchanged": [(move, 9999, last), (move, last, last - 1), (move, last - 1, 9999)],
        "one inserted": [(INSERT, last + 1, b"x", last)],
        "a leaf": [("UPDATE entries SET leaf = zeroblob(32) WHERE idx = ?", last)],
        "a root": [("UPDATE entries SET root = zeroblob(32) WHERE idx = ?", last)],
        "the head's root": [("UPDATE head SET root = zeroblob(32)",)],
        "the head's size": [("UPDATE head SET size = size - 1",)],
        "a larger size": [("UPDATE head SET size = size + 1",)],
        "the frontier": [("UPDATE head SET frontier = zeroblob(40)",)],
    }
    for what, statements in changes.items():
        with office.store.put_back():
            for sql, *values in statements:
                office.store.execute(sql, *values)
            told_to(office, "colleague", what, READS[:1])
    with office.control("as it was"):
        office.verify(who="colleague")
        office.check_out(request)


@attack("F2", "F3", "F4", "F5", "F7")
def another_history_that_fits(office):
    """Everything recomputed: only who has seen the first one can tell, and does, and adds nothing to it."""
    request = office.ask_and_approve()
    office.do("officer", "revoke", request, "--reason", "no")
    everybody_has_looked(office)
    tokens = [token.encode() for token in office.store.tokens()]
    histories = {
        "without the revocation": tokens[:-1], "cut by ten": tokens[:-10],
        "without one in the middle": tokens[:-5] + tokens[-4:],
        "two exchanged": tokens[:-2] + [tokens[-1], tokens[-2]],
        "one inserted": tokens[:-1] + [office.insider().forge(office.store.last("request")).encode()] + tokens[-1:],
        "nothing": []}
    for what, history in histories.items():
        with office.store.put_back():
            office.store.rewrite(history)
            told_to(office, "colleague", what)
            acts_refused(office, "colleague", what)
    with office.control("the same history rewritten"):
        with office.store.put_back():
            office.store.rewrite(tokens)
            office.verify(who="colleague")
            office.do("colleague", *office.request_words(to="colleague"))


@attack("F6", "F7")
def two_histories_for_two_readers(office):
    """An older copy is put back for one of them and goes on otherwise: both are told when they meet."""
    everybody_has_looked(office)
    older = office.at("older.sqlite")
    shutil.copy(office.store.path, older)
    request = office.ask_and_approve()
    with office.control("who has seen both in their order"):
        office.run("colleague", "show", request)
    newer = office.at("newer.sqlite")
    shutil.copy(office.store.path, newer)
    shutil.copy(older, office.store.path)
    told_to(office, "colleague", "a restored backup")
    office.do("chief", *office.request_words(to="chief", medium="USB-2"))  # who has not seen the newer one
    shutil.copy(office.store.path, older)
    told_to(office, "colleague", "gone on otherwise")
    shutil.copy(newer, office.store.path)
    told_to(office, "chief", "the first history again")
    acts_refused(office, "chief", "the first history again")
    office.verify(who="colleague")


@attack("F16")
def columns_that_hide_a_revocation(office):
    """The columns beside the token say something else: nothing is decided by them."""
    request = office.ask_and_approve()
    office.do("manager", "revoke", request, "--reason", "no")
    index = office.store.last("revocation").index
    columns = {"kind": "approval", "subject": "x", "author": "x", "time": "2001-01-01T00:00:00+09:00"}
    for column, value in columns.items():
        office.store.execute(f"UPDATE entries SET {column} = ? WHERE idx = ?", value, index)
    for who in ("officer", "chief"):
        state = office.json(who, "show", request)["request"]["state"]
        expect(state == "revoked", f"{who} sees {request} {state}")
    office.run("employee", "seal", request, "-o", os.path.join(office.mount("USB-1"), "x.age"), status=4)
    office.do("fresh", "identity", "new", "--no-passphrase")  # nobody's key
    office.do("fresh", "join", "--store", office.store.path, "--genesis", office.facts["genesis"])
    state = office.json("fresh", "show", request)["request"]["state"]
    expect(state == "revoked", f"who joins now sees {request} {state}")
    with office.control("a request that nobody revoked, its columns changed alike"):
        other = office.ask_and_approve()
        index = office.store.last("approval").index
        office.store.execute("UPDATE entries SET kind = 'revocation' WHERE idx = ?", index)
        expect(office.state(other) == "approved", "it is not approved")


@attack("F18")
def heads_that_never_were(office):
    """A statement that has seen another record than this one: told, believed by nobody, and nobody stops."""
    office.ask()
    asked = office.store.last("request")
    manager = office.insider("manager")
    model = manager.model("approval")
    fine = {"subject": asked.claims["jti"], "request": asked.hash}
    head = office.store.head()
    heads = ({"size": 10 ** 6, "root": "ab" * 32}, {"size": head["size"], "root": "ab" * 32},
             {"size": 2 ** 53, "root": head["root"]}, {"size": 0, "root": head["root"]},
             {"size": head["size"] - 1, "root": head["root"]})
    first = manager.append(*(manager.forge(model, head=one, **fine) for one in heads))
    verified = office.verify(status=None)
    told = {int(sentence.split(":")[0]) for sentence in verified["false_heads"]}
    expect(told == set(range(first, first + len(heads))), f"invented heads are not told: {verified}")
    office.run("colleague", "status")
    with office.control("a head that there was, and none"):
        office.expect_valid(manager.append(manager.forge(model, head=head, **fine)),
                            manager.append(manager.forge(model, head=DROPPED, **fine)))


@attack("F18", "I9")
def rows_beside_the_record(office):
    """Rows behind the end, below the beginning, tables of one's own."""
    request = office.ask()
    everybody_has_looked(office)
    for what, at in {"far behind": 10 ** 9, "the largest": 2 ** 63 - 1, "negative": -1}.items():
        with office.store.put_back():
            office.store.execute(INSERT, at, os.urandom(32), 3)
            told_to(office, "colleague", what, READS[:1])
    with office.control("a table more is nobody's business"):
        office.store.execute("CREATE TABLE notes(text TEXT)")
        office.verify(who="colleague")
        office.do("manager", "approve", request)


@attack("F19", "A7")
def dated_back_by_who_has_left(office):
    """He still has his key and says that it was last week."""
    request = office.ask()
    asked = office.store.last("request")
    chief = office.insider("chief")
    held = chief.forge(chief.model("approval"), subject=asked.claims["jti"], request=asked.hash)
    office.leave("chief")
    office.expect_void(
        chief.append(held), chief.decide("approval", asked, iat=core.when(-5)),
        chief.decide("denial", asked, iat=core.when(-5)), chief.decide("approval", asked, head=None, iat=core.when(-5)))
    office.run("chief", "approve", request, status=4)
    expect(office.state(request) == "pending", f"{request} is {office.state(request)}")
    with office.control("somebody who is here"):
        office.do("manager", "approve", request)


if __name__ == "__main__":
    main()
