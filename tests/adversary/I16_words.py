"""I1, I2, I16, I20: what a view says of a statement is also what it does."""

import os

from adversary import core
from adversary.cards import newest_card
from adversary.insider import DROPPED
from adversary.office import expect
from adversary.scenario import attack, main


@attack("I16")
def append_by_is_heard(office):
    request = office.ask()
    office.insider("manager").decide("approval", office.store.last("request"), **{"append-by": core.when(-5)})
    expect(office.state(request) == "pending", "recorded five days after its append-by, and counts")
    with office.control("in time it is shown, and counts"):
        office.insider("manager").decide("approval", office.store.last("request"), **{"append-by": core.when(5)})
        office.run("employee", "show", request).shows("to be recorded by")
        expect(office.state(request) == "approved", "it does not count")


@attack("I2")
def a_label_that_is_an_id(office):
    """Official: label M1, and M1 is another medium for every command from then on."""
    with office.control("before"):
        expect(office.medium("M1")["label"] == "USB-1", "M1")
    os.makedirs(office.mount("M1"))
    office.run("helper", "media", "register", office.mount("M1"), "--label", "M1", status=(2, 4))
    expect(office.medium("M1")["label"] == "USB-1", "M1 is another medium")


@attack("I20")
def evidence_and_keys_erased_by_one_hand(office):
    """The officer alone, by a draft kind: the list of what is on a medium that is out, and a member's directory key."""
    request, _ = office.take_out(label="USB-1")
    officer = office.insider("officer")
    asked = office.store.cores("request")[-1]
    grant = newest_card(office, office.insider("registrar").id).claims["annex"]["grant"]
    doomed = sorted([*asked.claims["annex"].values(), grant])
    claims = officer.claims(officer.model("withdrawal"), kind="annex-erased", statement=DROPPED, annex=DROPPED, annexes=doomed)
    index = officer.append(officer.sign(claims))
    expect(not office.is_valid(index), "erased while it is out, and a key")
    with office.control("the record is whole"):
        office.verify()


@attack("I1")
def what_is_replaced_is_over(office):
    """`replaces the request: R5`: R5 lives on, and both are approved, checked out and sealed."""
    old = office.ask()
    first = office.store.last("request")
    new, _ = office.insider("employee").request(office.draft("employee", *office.request_words()), replaces=first.hash)
    with office.control("shown"):
        office.run("manager", "show", new).shows("replaces the request", old)
    office.do("manager", "approve", new)
    office.run("manager", "approve", old, status=4)
    expect(office.state(old) not in ("pending", "approved"), f"{old} is {office.state(old)}")


if __name__ == "__main__":
    main()
