// The part of the fold that is the register of media.
#include <algorithm>

#include "base/text/message.h"
#include "media/hardware.h"
#include "media/label.h"
#include "workflow/media/wipe_need.h"
#include "workflow/state/org_state.h"

namespace sekisho {
namespace {

Error Void(const std::string& why) { return Fail(ErrorCode::kRefused, why); }

std::optional<MediumKind> KindOf(const MediumClaims& claims) {
  if (claims.medium_kind == "mount") return MediumKind::kMount;
  if (claims.medium_kind == "directory") return MediumKind::kDirectory;
  return std::nullopt;
}

// What a wipe makes of a medium. Files alone make nothing of a file system: what was deleted before
// them may still be there. Of a directory they are all, and it never is a device.
std::optional<MediumEvent> EventOf(const WipeClaims& wipe, const MediumRecord& medium) {
  if (!wipe.complete || wipe.failures > 0 || wipe.grade == "none") return std::nullopt;
  if (medium.claims.medium_kind == "directory") return MediumEvent::kEmpty;
  if (wipe.scope == "files") return std::nullopt;
  return wipe.scope == "device" ? MediumEvent::kWipe : MediumEvent::kEmpty;
}

}  // namespace

Result<void> OrgState::ApplyMedium(uint64_t index, const Statement& statement) {
  (void)index;
  const StatementHeader& header = statement.header;
  // defence: G6-3
  if (header.subject != header.jti) return Void(Message("a registration is its own subject"));
  MediumRecord record;
  ASSIGN_OR_RETURN(record.claims, ReadMediumClaims(statement.claims));
  RETURN_IF_ERROR(CheckLabel(record.claims.label));
  const auto& departments = charter().charter.departments;
  if (!record.claims.home.empty() &&
      std::find(departments.begin(), departments.end(), record.claims.home) == departments.end())
    // defence: I3-43
    return Void(Message("its home is a department that the charter does not know"));
  ASSIGN_OR_RETURN(const Hardware hardware, HardwareFromJson(record.claims.hardware));
  if (hardware.kind != KindOf(record.claims))
    return Void(Message("it is not the kind of medium that it says"));  // defence: G6-4
  if (FindMediumByLabel(record.claims.label) != nullptr)
    return Void(Message("its label is in use"));  // defence: G4-12
  ASSIGN_OR_RETURN(record.state, Transition(MediumState::kUnregistered, MediumEvent::kRegister));
  record.id = header.jti;
  record.ordinal = numbers_['M'];
  RETURN_IF_ERROR(CheckNotAway(hardware, header.jti));
  record.token = record.tag = statement.token;
  record.since = header.iat;
  KeepMedium(std::move(record));
  return {};
}

// A package is on it from now on: of whom, and of which class (ATTACKS G6, I6). A medium that is
// away has to be emptied for it at once; of one in the drawer the check-out sees to it.
void OrgState::PutOnto(const RequestRecord& request, const std::string& sealer,
                       MediumRecord& medium) const {
  medium.involved.insert({sealer, request.requester()});
  medium.carried.insert(request.claims.class_id);
  const ClassRule* const rule = FindClass(charters_.back().charter, request.claims.class_id);
  if (rule != nullptr && !medium.holder.empty()) TakeUpNeed(*rule, medium.need);
}

Result<void> OrgState::ApplyCheckout(const Statement& statement, MediumRecord& medium) {
  ASSIGN_OR_RETURN(const CheckoutClaims checkout, ReadCheckoutClaims(statement.claims));
  const RequestRecord* const request = FindRequestByHash(checkout.request);
  if (request == nullptr || request->claims.medium != medium.id)
    return Void(Message("the request is not for this medium"));  // defence: G6-5, else {}
  if (request->claims.holder != checkout.to)
    return Void(Message("it goes to another person than the request names"));  // defence: G6-6
  PermitQuestion question;
  question.ask = PermitAsk::kSeal;
  question.now = EntryTime(statement.header.iat);
  question.medium = medium.id;
  PermitFacts facts = Facts(*request);
  facts.uses_consumed = 0;  // what was sealed already may still be carried
  const PermitVerdict verdict = JudgePermit(facts, question);
  if (!verdict.valid) return Void(verdict.problems.front().message);  // defence: G6-7
  if (checkout.due > request->claims.due.value_or(request->claims.until + kMaxDueAfterPermit))
    return Void(Message("it is due later than was approved"));  // defence: G6-36
  ASSIGN_OR_RETURN(medium.state, Transition(medium.state, MediumEvent::kCheckout));
  if (medium.need.binds) RETURN_IF_ERROR(CheckNeedIsMet(medium));
  medium.carried.insert(request->claims.class_id);
  for (const std::string& id : medium.carried)
    if (const ClassRule* const rule = FindClass(charters_.back().charter, id))
      TakeUpNeed(*rule, medium.need);
  medium.wiped_whole.reset();
  medium.holder = checkout.to;
  medium.request = request->id();
  medium.due = checkout.due;
  // Beside those who sealed onto it before, whosever permit it goes out for.
  medium.involved.insert({checkout.to, request->requester()});
  return {};
}

// Until somebody else takes it back it is theirs (ATTACKS I6, I21).
Result<void> OrgState::ApplyReturn(const Statement& statement, MediumRecord& medium) const {
  ASSIGN_OR_RETURN(const ReturnClaims returned, ReadReturnClaims(statement.claims));
  if (medium.involved.contains(statement.header.iss))
    return Void(
        Message("who carries a medium, asked for its permit or sealed onto it does not "
                "take it back"));  // defence: I6-1
  ASSIGN_OR_RETURN(medium.state,
                   Transition(medium.state, returned.readable ? MediumEvent::kReturn
                                                              : MediumEvent::kReturnUnreadable));
  if (!medium.holder.empty()) medium.last_holder = medium.holder;
  medium.holder.clear();
  medium.request.clear();
  medium.due.reset();
  medium.involved.clear();
  medium.loss_reports.clear();
  return {};
}

Result<void> OrgState::ApplyWipeOf(const Statement& statement, MediumRecord& medium) const {
  ASSIGN_OR_RETURN(const WipeClaims wipe, ReadWipeClaims(statement.claims));
  const std::optional<MediumEvent> event = EventOf(wipe, medium);
  if (!event) return {};  // recorded; the medium stays what it is
  if (medium.involved.contains(statement.header.iss))
    return Void(
        Message("who carries a medium, asked for its permit or sealed onto it does not "
                "wipe it"));  // defence: I6-2
  ASSIGN_OR_RETURN(medium.state, Transition(medium.state, *event));
  if (!medium.holder.empty())
    return Void(Message("the medium has to be taken back before it is wiped"));  // defence: I6-3
  if (*event == MediumEvent::kWipe) medium.wiped_whole = statement.header.iat;
  MeetNeed(*event, medium.need);
  medium.carried.clear();
  medium.involved.clear();
  return {};
}

// Who carries it, asked for its permit, or sealed for that carrier. Not everybody who sealed onto
// it: a permit of one's own for another's medium would be enough to block that one's work (ATTACKS
// I18).
bool OrgState::AnswersFor(const std::string& member, const MediumRecord& medium) const {
  if (medium.holder.empty()) return false;
  if (member == medium.holder) return true;
  const RequestRecord* const request = FindRequest(medium.request);
  if (request != nullptr && request->requester() == member) return true;
  return medium.involved.contains(member) && request != nullptr &&
         std::any_of(request->seals.begin(), request->seals.end(),
                     [&](const SealRecord& seal) { return seal.sealer.member == member; });
}

// Those who answer for a medium, and those who look after all of them. A device reports only.
bool OrgState::ConfirmsLoss(const Statement& loss, const MediumRecord& medium) const {
  const StatementHeader& header = loss.header;
  if (AnswersFor(header.iss, medium)) return true;
  if (MemberOf(header.iss).Now().is_device) return false;
  for (const Role role : {Role::kCustodian, Role::kIt, Role::kGuard, Role::kSecurityOfficer})
    if (AuthorHas(loss, role)) return true;
  return false;
}

// Told by anybody else it stops the medium at the door and revokes nothing, or a word would be
// enough to block another's work (ATTACKS I18).
Result<void> OrgState::ApplyLoss(const Statement& statement, MediumRecord& medium) const {
  const StatementHeader& header = statement.header;
  ASSIGN_OR_RETURN(const MediumState lost, Transition(medium.state, MediumEvent::kLoss));
  const Time at = EntryTime(header.iat);
  if (ConfirmsLoss(statement, medium)) {
    medium.state = lost;
    medium.loss_reports.clear();
    return {};
  }
  const auto told = std::any_of(medium.loss_reports.begin(), medium.loss_reports.end(),
                                [&](const LossReport& report) { return report.by == header.iss; });
  if (medium.state != MediumState::kLost && !told)
    medium.loss_reports.push_back({statement.hash, header.iss, at});
  return {};
}

// A file system that is out, lost or found is somebody's: no other medium is registered or prepared
// with it (ATTACKS G4).
Result<void> OrgState::CheckNotAway(const Hardware& hardware, const std::string& own) const {
  if (!hardware.fs_uuid) return {};
  for (const auto& [id, medium] : media()) {
    const bool away = medium.state == MediumState::kOut || medium.state == MediumState::kLost ||
                      medium.state == MediumState::kFound;
    if (!away || id == own) continue;
    const auto registered = HardwareFromJson(medium.claims.hardware);
    if (registered && registered->fs_uuid == hardware.fs_uuid)
      return Void(
          Message("its file system is that of {0}, which is {1}",
                  {medium.claims.label, std::string(NameOf(medium.state))}));  // defence: G4-30
  }
  return {};
}

Result<void> OrgState::ApplyPrepared(const Statement& statement, MediumRecord& medium) const {
  ASSIGN_OR_RETURN(const MediumStateClaims claims, ReadMediumStateClaims(statement.claims));
  // defence: G6-14, else {}
  if (!claims.hardware) return Void(Message("it does not say what was prepared"));
  ASSIGN_OR_RETURN(const Hardware hardware, HardwareFromJson(*claims.hardware));
  if (hardware.kind != KindOf(medium.claims) || hardware.kind != MediumKind::kMount)
    return Void(Message("a directory is not prepared"));  // defence: G6-15
  RETURN_IF_ERROR(CheckNotAway(hardware, medium.id));
  ASSIGN_OR_RETURN(medium.state, Transition(medium.state, MediumEvent::kPrepare));
  medium.claims.hardware = *claims.hardware;
  medium.tag = statement.token;
  medium.since = statement.header.iat;
  return {};
}

// Broken, cleaned, retired...: recorded, unless by somebody whom it would relieve.
Result<void> OrgState::ApplyMediumState(const Statement& statement) {
  const MediumRecord* const known = FindMedium(statement.header.subject);
  // defence: I6-4, else {}
  if (known == nullptr) return Void(Message("it is about a medium that is not registered"));
  if (known->involved.contains(statement.header.iss))
    return Void(
        Message("who carries a medium, asked for its permit or sealed onto it does not "
                "change its state"));  // defence: I6-5
  ASSIGN_OR_RETURN(const MediumStateClaims claims, ReadMediumStateClaims(statement.claims));
  const MediumState state = known->state;
  const bool is_away =
      state == MediumState::kOut || state == MediumState::kLost || state == MediumState::kFound;
  if (is_away && claims.state == "cleaned")
    return Void(Message("a medium that is out, lost or found is not cleaned"));  // defence: I21-3
  if (claims.state != "prepared") return {};
  MediumRecord medium = *known;
  RETURN_IF_ERROR(ApplyPrepared(statement, medium));
  ChangeMedium(std::move(medium));
  return {};
}

// Of a reported loss: it was looked into, and the medium is where it should be.
Result<void> OrgState::ApplyAcknowledgement(const Statement& statement) {
  const StatementHeader& header = statement.header;
  const MediumRecord* const known = FindMedium(header.subject);
  if (known == nullptr) return {};  // of something that is not folded here
  ASSIGN_OR_RETURN(const AcknowledgementClaims meant, ReadAcknowledgementClaims(statement.claims));
  MediumRecord medium = *known;
  if (medium.involved.contains(header.iss))
    return Void(
        Message("who carries a medium, asked for its permit or sealed onto it does not "
                "answer for it"));  // defence: I6-6
  const bool may = AuthorHas(statement, Role::kSecurityOfficer) ||
                   AuthorHas(statement, Role::kIt) || AuthorHas(statement, Role::kCustodian);
  if (!may)
    // defence: I6-7
    return Void(Message("a reported loss is answered by the security officer, IT or a custodian"));
  const size_t answered = std::erase_if(medium.loss_reports, [&](const LossReport& report) {
    return report.statement == meant.statement;
  });
  if (answered == 0) return Void(Message("no such loss is reported"));  // defence: I6-8
  ChangeMedium(std::move(medium));
  return {};
}

// Nobody records the pass of what they carry, asked for or sealed.
Result<void> OrgState::ApplyGatePass(const Statement& statement) const {
  ASSIGN_OR_RETURN(const GateClaims gate, ReadGateClaims(statement.claims));
  const std::string& author = statement.header.iss;
  const MediumRecord* const medium = FindMedium(gate.medium);
  bool theirs = medium != nullptr && medium->involved.contains(author);
  for (const Digest& hash : gate.seals) {
    const SealRecord* const seal = FindSeal(hash);
    if (seal == nullptr) continue;
    const RequestRecord* const request = FindRequest(seal->request);
    theirs = theirs || seal->sealer.member == author || request->requester() == author ||
             request->claims.holder == author;
  }
  if (theirs) return Void(Message("who carries it does not record its pass"));  // defence: I6-9
  return {};
}

Result<void> OrgState::ApplyMediumEvent(const Statement& statement) {
  const StatementHeader& header = statement.header;
  const MediumRecord* const known = FindMedium(header.subject);
  if (known == nullptr) {
    // A wipe may be of anything; the other events are about a medium.
    if (header.kind == Kind::kWipe) return {};
    return Void(Message("it is about a medium that is not registered"));  // defence: G6-8, else {}
  }
  MediumRecord medium = *known;
  switch (header.kind) {
    case Kind::kCheckout:
      RETURN_IF_ERROR(ApplyCheckout(statement, medium));
      break;
    case Kind::kReturn:
      RETURN_IF_ERROR(ApplyReturn(statement, medium));
      break;
    case Kind::kWipe:
      RETURN_IF_ERROR(ApplyWipeOf(statement, medium));
      break;
    case Kind::kLoss:
      RETURN_IF_ERROR(ApplyLoss(statement, medium));
      break;
    default:
      ASSIGN_OR_RETURN(medium.state, Transition(medium.state, MediumEvent::kFound));
  }
  if (medium.state != known->state) medium.since = header.iat;
  ChangeMedium(std::move(medium));
  return {};
}

Result<void> OrgState::ApplyWipe(const Statement& statement) {
  RETURN_IF_ERROR(ApplyMediumEvent(statement));
  wipes_.Put(KeyOf(statement.hash), WipeRecord{statement.header.jti, statement.header.iss});
  return {};
}

Result<void> OrgState::ApplyWipeVerified(const Statement& statement) const {
  ASSIGN_OR_RETURN(const WipeVerifiedClaims verified, ReadWipeVerifiedClaims(statement.claims));
  const WipeRecord* const wipe = FindWipe(verified.wipe);
  // defence: H6-104, else {}
  if (wipe == nullptr) return Void(Message("it is about a wipe that there is not"));
  if (wipe->jti != statement.header.subject)
    return Void(Message("it is about another wipe than it names"));  // defence: H6-105
  if (statement.header.iss == wipe->author)
    // defence: H6-106
    return Void(Message("who wiped does not verify it: two persons answer for a certificate"));
  return {};
}

}  // namespace sekisho
