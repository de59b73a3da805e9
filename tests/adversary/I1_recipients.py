"""I1: whose keys a request names is what its approver is shown, whatever its annex tells."""

import os

from adversary import annex
from adversary.office import expect
from adversary.scenario import attack, main


OUTSIDE = "OUTSIDE the organisation"


def nothing_leaves(office, request):
    """Refused by the approver's program and by the sealer's own."""
    before = office.store.head()
    office.run("manager", "approve", request, status=4)
    expect(office.store.head() == before, "the approval was recorded all the same")
    package = os.path.join(office.mount("USB-1"), "out.age")
    office.run("employee", "seal", request, "-o", package, status=4)
    expect(not os.path.exists(package), "something was sealed")


def honest_request(office):
    with office.control("to a colleague, and so it says"):
        request = office.ask(to="colleague")
        office.run("manager", "show", request).shows("Kato", office.p("colleague")).lacks(OUTSIDE)
        office.run("manager", "approve", request).shows("Kato").lacks(OUTSIDE)


@attack("I1")
def outsider_under_a_colleagues_name(office):
    """What was done: the core has an outsider's key, the label says Kato."""
    outsider = annex.keygen(office.at("outsider.txt"))
    draft = office.draft("employee", *office.request_words(to="colleague"))
    request, _ = office.insider().request(draft, recipients=[outsider])
    office.run("manager", "show", request).shows(outsider, OUTSIDE)
    office.run("manager", "show", request, "--json").shows(outsider)
    office.run("manager", "inbox").shows(OUTSIDE)
    nothing_leaves(office, request)
    honest_request(office)


@attack("I1")
def outsider_beside_a_colleague(office):
    """One label, two keys."""
    outsider = annex.keygen(office.at("outsider.txt"))
    me = office.insider()
    draft = office.draft("employee", *office.request_words(to="colleague"))
    request, _ = me.request(draft, recipients=[me.recipient("colleague"), outsider])
    office.run("manager", "show", request).shows(outsider, OUTSIDE, "Kato")
    nothing_leaves(office, request)
    honest_request(office)


@attack("I1")
def labels_change_places(office):
    """Two colleagues: each key stands under the other's name."""
    me = office.insider()
    words = office.request_words(to="colleague", more=("--to", office.p("guard")))
    draft = office.draft("employee", *words)
    swapped = [me.recipient("guard"), me.recipient("colleague")]
    request, _ = me.request(draft, recipients=swapped)
    shown = office.run("manager", "show", request).shows("Kato", "Mori", office.p("guard"))
    shown.lacks(OUTSIDE)
    nothing_leaves(office, request)
    honest_request(office)


@attack("I1")
def outside_key_is_shown_by_everybody(office):
    """Nobody lies: the approver, the sealer, the door and the reader of a header see the whole key."""
    outsider = annex.keygen(office.at("outsider.txt"))
    with office.control("an outside key that was asked for openly"):
        request = office.ask(to=outsider)
        office.run("manager", "show", request).shows(outsider, OUTSIDE)
        first = office.run("manager", "approve", request).shows(outsider, OUTSIDE).err.splitlines()[0]
        expect(outsider in first, f"the approver's first line is not who can open it: {first}")
        office.check_out(request)
        package = os.path.join(office.mount("USB-1"), request + ".age")
        office.run("employee", "seal", request, "-o", package).shows(outsider)
        office.run("guard", "gate", office.mount("USB-1")).shows(OUTSIDE)
        office.run("guard", "inspect", package).shows(outsider, OUTSIDE)


@attack("I1")
def key_of_somebody_who_has_left(office):
    """Nobody's key any more, though the name is a colleague's."""
    draft = office.draft("employee", *office.request_words(to="colleague"))
    me = office.insider()
    theirs = me.recipient("colleague")
    office.leave("colleague")
    request, _ = me.request(draft)
    office.run("manager", "show", request).shows(theirs, OUTSIDE)
    office.run("employee", "seal", request, "-o", os.path.join(office.mount("USB-1"), "x.age"), status=4)
    with office.control("to somebody who is still here"):
        office.ask_and_approve(to="employee")


@attack("I1")
def approvals_of_many_at_once(office):
    """Hidden among honest ones in one command: each has its own answer."""
    outsider = annex.keygen(office.at("outsider.txt"))
    draft = office.draft("employee", *office.request_words(to="colleague"))
    honest = office.ask(to="colleague")
    forged, _ = office.insider().request(draft, recipients=[outsider])
    with office.control("the honest one of the two"):
        results = office.json("manager", "approve", honest, forged, status=(1, 3, 4))["results"]
        by_id = {one["id"]: one["ok"] for one in results}
        expect(by_id[honest], f"the honest one was refused: {results}")
    expect(not by_id[forged], f"the forged one was approved: {results}")
    expect(office.state(forged) == "pending", "it is not waiting")


if __name__ == "__main__":
    main()
