#include "workflow/packages/package_judge.h"
#include "workflow/packages/package_recipients.h"

#include <algorithm>

#include "base/text/message.h"
#include "workflow/packages/permit_tokens.h"

namespace sekisho {
namespace {

// A code for programs, stable whatever the sentence says.
const char* ReasonCode(ProblemCode code) {
  switch (code) {
    case ProblemCode::kRevoked:
      return "revoked";
    case ProblemCode::kDenied:
      return "denied";
    case ProblemCode::kWithdrawn:
      return "withdrawn";
    case ProblemCode::kNotYet:
      return "not-yet";
    case ProblemCode::kOver:
      return "over";
    case ProblemCode::kWrongMedium:
      return "wrong-medium";
    case ProblemCode::kUsedUp:
      return "used-up";
    case ProblemCode::kApprovalMissing:
      return "approval-missing";
    default:
      return "permit-invalid";
  }
}

}  // namespace

std::vector<Reason> JudgeHeader(const OrgState& state, const PackageHeader& header,
                                PackageView& view) {
  if (header.seal.empty())
    // defence: F20-8, else std::vector<Reason>{}
    return {{"seal-missing", Message("the package was never finished: it has no seal")}};
  const Digest hash = StatementHash(header.seal);
  // Reading it again moves its seals, where its row was wrong.
  if (const SealRecord* const seal = state.FindSeal(hash))
    state.ReadAgain(*state.FindRequest(seal->request));
  view.seal = state.FindSeal(hash);
  // defence: G12-1, else std::vector<Reason>{}
  if (view.seal == nullptr) return {{"seal-unrecorded", Message("its seal is not in the record")}};
  view.request = state.FindRequest(view.seal->request);
  std::vector<Reason> reasons;
  // defence: D3-1
  if (view.seal->voided) reasons.push_back({"seal-void", Message("its seal was declared void")});
  if (!IsPermitOf(state, *view.request, *view.seal, header.permit))
    reasons.push_back({"permit-differs", Message("it carries another permit than the one it was "
                                                 "sealed under")});  // defence: D3-2
  const auto recipients = PackageRecipients(view.request->claims, state.charter().charter);
  if (!recipients || recipients->size() != header.recipient_stanzas)
    // defence: D8-11
    reasons.push_back({"recipients-differ",
                       Message("it is addressed to more or fewer people than were approved")});
  return reasons;
}

std::vector<Reason> JudgeFacts(const PackageFacts& facts, const SealRecord& seal) {
  std::vector<Reason> reasons;
  if (facts.prefix != seal.claims.prefix)
    // defence: D2-6
    reasons.push_back({"header-changed", Message("its header was changed after sealing")});
  if (facts.payload_bytes != seal.claims.length)
    // defence: D1-8
    reasons.push_back({"length-differs", Message("it was truncated or extended after sealing")});
  else if (facts.root != seal.claims.root)
    // defence: D1-9
    reasons.push_back({"content-changed", Message("its content was changed after sealing")});
  return reasons;
}

Result<std::vector<Reason>> JudgeContents(int fd, const PackageHeader& header,
                                          const SealRecord& seal, const Progress& progress,
                                          WorkerPool* pool) {
  PackageFacts facts;
  ASSIGN_OR_RETURN(facts.payload_bytes, PayloadBytesOf(fd, header));
  if (facts.payload_bytes == seal.claims.length) {
    ASSIGN_OR_RETURN(facts, MeasurePackage(fd, header, progress, pool, seal.claims.length));
  } else {
    ASSIGN_OR_RETURN(facts.prefix, PrefixDigestOf(fd, header));
  }
  return JudgeFacts(facts, seal);
}

namespace {

std::string WhyNotOut(const MediumRecord& medium) {
  const std::string& label = medium.claims.label;
  if (medium.state == MediumState::kLost)
    return Message("the medium {0} was reported lost", {label});
  if (medium.state == MediumState::kFound)
    return Message("the medium {0} was lost and found: it has to be taken back first", {label});
  return Message("the medium {0} is not checked out", {label});
}

}  // namespace

Passage JudgePassage(const OrgState& state, const PackageView& view, const MediumRecord* medium,
                     Time now) {
  PermitQuestion question;
  question.ask = PermitAsk::kGate;
  question.now = now;
  question.person = view.seal->sealer;
  question.sealed_at = view.seal->iat;
  if (medium != nullptr) question.medium = medium->id;
  const PermitVerdict verdict = JudgePermit(state.Facts(*view.request, view.seal->index), question);
  Passage passage{{}, verdict.until};
  std::vector<Reason>& reasons = passage.reasons;
  for (const Problem& problem : verdict.problems)
    reasons.push_back({ReasonCode(problem.code), problem.message});  // defence: B7-1
  if (medium == nullptr || view.request->claims.medium != medium->id) return passage;
  if (medium->state != MediumState::kOut)
    reasons.push_back({"medium-not-out", WhyNotOut(*medium)});  // defence: G6-10
  else if (medium->holder != view.request->claims.holder)
    // defence: G6-11
    reasons.push_back({"wrong-holder", Message("the medium {0} is out with somebody else",
                                               {medium->claims.label})});
  return passage;
}

std::vector<Reason> JudgeWitness(const PackageView& view, const std::string& snapshot_signer) {
  const RequestRecord& request = *view.request;
  if (snapshot_signer != request.requester() && snapshot_signer != request.claims.holder &&
      snapshot_signer != view.seal->sealer.member)
    return {};
  // defence: G13-2, else {}
  return {
      {"snapshot-own", Message("who made the snapshot asked for it, carries it or sealed it; it "
                               "takes a snapshot by somebody else")}};
}

}  // namespace sekisho
