"""I17: an id is in use only for its own signer: nobody can take another's before it arrives."""

from adversary import core
from adversary.office import expect
from adversary.repertoire import draft_all
from adversary.scenario import attack, main

BEGINS = ("request", "medium", "member-card")  # the first to use an id of these has it


@attack("I17")
def id_of_an_approval_on_its_way(office):
    """What was done: the manager's approval travels, somebody says a word of his own under its id."""
    request = office.ask()
    asked = office.store.last("request")
    draft = office.draft("manager", "approve", request)
    taken = core.read(draft[0]).claims["jti"]
    me = office.insider("colleague")
    me.decide("approval", asked, jti=taken)
    me.decide("denial", asked, jti=taken)
    manager = office.insider("manager")
    manager.parts(draft)
    with office.control("it arrives and counts"):
        office.expect_valid(manager.append(draft[0]))
        expect(office.state(request) == "approved", f"the approval is lost: {office.state(request)}")


@attack("I17")
def id_of_a_veto_on_its_way(office):
    """The officer's denial, revocation, suspension: by no id can they be kept from counting."""
    me = office.insider("colleague")
    officer = office.insider("officer")
    bait = office.ask()
    asked = office.store.last("request")
    refused, sealed = office.ask(), office.ask_and_approve()
    drafts = [office.draft("officer", "deny", refused, "--reason", "no"),
              office.draft("officer", "revoke", sealed, "--reason", "no"),
              office.draft("officer", "member", "suspend", office.p("colleague"), "--reason", "now")]
    for draft in drafts:
        me.decide("approval", asked, jti=core.read(draft[0]).claims["jti"])
        officer.parts(draft)
    with office.control("all of them count"):
        office.expect_valid(*[officer.append(draft[0]) for draft in drafts])
        expect(office.state(refused) == "denied" and office.state(sealed) == "revoked", "a veto is lost")
        expect(office.member("colleague")["status"] == "suspended", "he is not suspended")
    expect(office.state(bait) == "pending", "the bait was approved")


@attack("I17")
def id_of_everything_on_its_way(office):
    """Each kind in turn: somebody else's statement has its id first."""
    drafts = draft_all(office)
    me = office.insider("colleague")
    asked = next(one for one in office.store.cores("request") if one.claims["iss"] != me.id)
    with office.control("each counts when it arrives"):
        for kind, who, token, parts in drafts:
            me.decide("approval", asked, jti=core.read(token).claims["jti"])
            author = office.insider(who)
            author.parts((token, parts))
            index = author.append(token)
            expect(office.is_valid(index), f"{kind} of {who} is void, since its id was taken")


@attack("I17")
def same_id_twice_by_one_signer(office):
    """One's own id is in use once one has used it: for the same kind, another kind, another request."""
    first, second = office.ask(), office.ask()
    requests = office.store.cores("request")[-2:]
    manager = office.insider("manager")
    used = core.uuid7()
    with office.control("its first use"):
        manager.decide("approval", requests[0], jti=used)
        expect(office.state(first) == "approved", "the first does not count")
    office.expect_void(manager.decide("approval", requests[1], jti=used),
                       manager.decide("denial", requests[0], jti=used))
    expect(office.state(second) == "pending", "the second counts")


@attack("I17", "A10")
def two_requests_of_one_id(office):
    """The id of a request that was approved, for another request: by its requester and by somebody else."""
    request = office.ask()
    asked = office.store.last("request")
    others = []
    for who in ("employee", "colleague"):
        me = office.insider(who)
        jti = asked.claims["jti"]
        others.append(me.append(me.forge(asked, jti=jti, subject=jti, uses=1000)))
    office.expect_void(*others)
    with office.control("the first is the one that is approved"):
        office.run("manager", "approve", request).lacks("1000")
        expect(office.state(request) == "approved", "it is not")


@attack("I17", "A10")
def approval_of_another_version(office):
    """An approval names the request by hash: one for another content is nothing."""
    office.ask()
    asked = office.store.last("request")
    manager = office.insider("manager")
    model = manager.model("approval")
    office.expect_void(
        manager.append(manager.forge(model, subject=asked.claims["jti"], request="0" * 64)),
        manager.append(manager.forge(model, subject=core.uuid7(), request=asked.hash)),
        manager.append(manager.forge(model, subject=manager.id, request=asked.hash)))
    with office.control("of this one"):
        office.expect_valid(manager.decide("approval", asked))


if __name__ == "__main__":
    main()
