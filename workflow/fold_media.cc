// The part of the fold that is the register of media.
#include <algorithm>

#include "base/message.h"
#include "media/hardware.h"
#include "media/label.h"
#include "workflow/org_state.h"

namespace sekisho {
namespace {

Error Void(const std::string& why) { return Fail(ErrorCode::kRefused, why); }

std::optional<MediumKind> KindOf(const MediumClaims& claims) {
  if (claims.medium_kind == "mount") return MediumKind::kMount;
  if (claims.medium_kind == "directory") return MediumKind::kDirectory;
  return std::nullopt;
}

}  // namespace

Result<void> OrgState::ApplyMedium(uint64_t index, const Statement& statement) {
  (void)index;
  const StatementHeader& header = statement.header;
  if (header.subject != header.jti) return Void(Message("a registration is its own subject"));
  MediumRecord record;
  ASSIGN_OR_RETURN(record.claims, ReadMediumClaims(statement.claims));
  RETURN_IF_ERROR(CheckLabel(record.claims.label));
  ASSIGN_OR_RETURN(const Hardware hardware, HardwareFromJson(record.claims.hardware));
  if (hardware.kind != KindOf(record.claims))
    return Void(Message("it is not the kind of medium that it says"));
  if (FindMediumByLabel(record.claims.label) != nullptr)
    return Void(Message("its label is in use"));
  ASSIGN_OR_RETURN(record.state, Transition(MediumState::kUnregistered, MediumEvent::kRegister));
  record.id = header.jti;
  record.ordinal = media_.size() + 1;
  record.token = statement.token;
  record.since = header.iat;
  media_.emplace(record.id, std::move(record));
  return {};
}

Result<void> OrgState::ApplyCheckout(const Statement& statement, MediumRecord& medium) {
  ASSIGN_OR_RETURN(const CheckoutClaims checkout, ReadCheckoutClaims(statement.claims));
  const RequestRecord* const request = FindRequestByHash(checkout.request);
  if (request == nullptr || request->claims.medium != medium.id)
    return Void(Message("the request is not for this medium"));
  if (request->claims.holder != checkout.to)
    return Void(Message("it goes to another person than the request names"));
  PermitQuestion question;
  question.ask = PermitAsk::kSeal;
  question.now = std::max(statement.header.iat, latest_);
  question.medium = medium.id;
  PermitFacts facts = Facts(*request);
  facts.uses_consumed = 0;  // what was sealed already may still be carried
  const PermitVerdict verdict = JudgePermit(facts, question);
  if (!verdict.valid) return Void(verdict.problems.front().message);
  ASSIGN_OR_RETURN(medium.state, Transition(medium.state, MediumEvent::kCheckout));
  medium.holder = checkout.to;
  medium.request = request->id();
  medium.due = checkout.due;
  return {};
}

Result<void> OrgState::ApplyMediumEvent(const Statement& statement) {
  const StatementHeader& header = statement.header;
  const auto it = media_.find(header.subject);
  if (it == media_.end()) {
    // A wipe may be of anything; the other events are about a medium.
    if (header.kind == Kind::kWipe)
      return ReadWipeClaims(statement.claims) ? Result<void>()
                                              : Void(Message("it is not a record of a wipe"));
    return Void(Message("it is about a medium that is not registered"));
  }
  MediumRecord medium = it->second;
  if (header.kind == Kind::kCheckout) {
    RETURN_IF_ERROR(ApplyCheckout(statement, medium));
  } else if (header.kind == Kind::kReturn) {
    ASSIGN_OR_RETURN(const ReturnClaims returned, ReadReturnClaims(statement.claims));
    // Reported lost and found in between, it is still their own.
    const std::string& carrier = medium.holder.empty() ? medium.last_holder : medium.holder;
    if (header.iss == carrier)
      return Void(Message("who took a medium out does not verify its return"));
    ASSIGN_OR_RETURN(medium.state,
                     Transition(medium.state, returned.readable ? MediumEvent::kReturn
                                                                : MediumEvent::kReturnUnreadable));
  } else if (header.kind == Kind::kWipe) {
    ASSIGN_OR_RETURN(const WipeClaims wipe, ReadWipeClaims(statement.claims));
    if (!wipe.complete || wipe.failures > 0) return {};  // recorded; the medium stays what it is
    ASSIGN_OR_RETURN(medium.state, Transition(medium.state, MediumEvent::kWipe));
  } else {
    const MediumEvent event = header.kind == Kind::kLoss ? MediumEvent::kLoss : MediumEvent::kFound;
    ASSIGN_OR_RETURN(medium.state, Transition(medium.state, event));
  }
  if (medium.state != MediumState::kOut) {
    if (!medium.holder.empty()) medium.last_holder = medium.holder;
    medium.holder.clear();
    medium.request.clear();
    medium.due.reset();
  }
  medium.since = header.iat;
  it->second = std::move(medium);
  return {};
}

Result<void> OrgState::ApplyWipe(const Statement& statement) {
  RETURN_IF_ERROR(ApplyMediumEvent(statement));
  wipes_.emplace(statement.header.jti, WipeRecord{statement.hash, statement.header.iss});
  return {};
}

Result<void> OrgState::ApplyWipeVerified(const Statement& statement) const {
  const WipeRecord* const wipe = FindWipe(statement.header.subject);
  if (wipe == nullptr) return Void(Message("it is about a wipe that there is not"));
  ASSIGN_OR_RETURN(const WipeVerifiedClaims verified, ReadWipeVerifiedClaims(statement.claims));
  if (verified.wipe != wipe->hash) return Void(Message("it is about another wipe than it names"));
  if (statement.header.iss == wipe->author)
    return Void(Message("who wiped does not verify it: two persons answer for a certificate"));
  return {};
}

}  // namespace sekisho
