// What takes two people: done alone where that is allowed, proposed by the first, consented to by
// the second. Which acts these are, and who may: approvals/two_persons.h.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "approvals/view.h"
#include "workflow/state/session.h"

namespace sekisho {

// What became of an act.
struct Outcome {
  std::string id;                        // P5, or W1 of a proposal
  bool proposed = false;                 // nothing has changed yet
  std::vector<std::string> may_consent;  // names; of a proposal
  bool by_one = false;                   // it takes two, and nobody else could have consented
};

// A change of a member, ready to be signed. Its annex parts are the same in a proposal.
struct Act {
  ProposedAct kind = ProposedAct::kMemberCard;
  std::string target;  // empty: a new member
  Json claims;
  std::vector<std::pair<std::string, AnnexPart>> annexes;
  bool takes_two = false;
};

// kRefused: the asker may not, it is about themselves, or nobody may be the second.
Result<Outcome> PostAct(Session& session, Act act);

// A proposal as people read it: what the member would be.
struct ProposalLine {
  std::string id;            // W1
  std::string act;           // member-card, member-status
  std::string member;        // P5, also of a new one
  bool is_new = false;       // a member that there is not yet
  std::string name;          // as the proposal's annex says it; its number when it does not
  std::string name_trouble;  // why it does not; such a proposal is not consented to
  std::string proposer;      // name
  Time proposed{};
  std::vector<Term> terms;               // of the act: all that a consent signs
  std::vector<std::string> roles;        // "manager (Sales)"
  std::string sign_key, recipient;       // whole; empty: no keys
  bool new_keys = false;                 // others than the member has
  std::string reason;                    // of reinstating
  std::vector<std::string> may_consent;  // names
};

// Those that are not consented to yet and still can be, in order.
std::vector<ProposalLine> OpenProposals(Session& session);

// A proposal by W1, or a unique prefix of its id. kNotFound.
Result<const ProposalRecord*> ResolveProposal(Session& session, const std::string& reference);
ProposalLine DescribeProposal(Session& session, const ProposalRecord& proposal);

// Taken back by its proposer, or turned down by a registrar or security officer: it waits for
// nobody then. False: it was withdrawn already, and nothing was recorded. kRefused with the reason.
Result<bool> Withdraw(Session& session, const ProposalRecord& proposal);

// The second person's yes; the short id of the member it was about. kRefused with the reason.
Result<std::string> Consent(Session& session, const ProposalRecord& proposal,
                            const std::function<void()>& show = {});

}  // namespace sekisho
