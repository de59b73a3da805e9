#include "workflow/media/gate.h"

#include <algorithm>

#include "approvals/duties.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/units.h"
#include "workflow/media/gate_entry.h"
#include "workflow/media/gate_inspection.h"
#include "workflow/state/record_names.h"
#include "workflow/state/snapshot.h"

namespace sekisho {
namespace {

GateAnswer AnswerOf(const GateVerdict& verdict) {
  const auto& findings = verdict.findings;
  const bool blocked =
      !std::all_of(verdict.reasons.begin(), verdict.reasons.end(), IsAboutTheGate) ||
      std::any_of(findings.begin(), findings.end(),
                  [](const GateFinding& finding) { return !finding.ok && !finding.IsUnchecked(); });
  if (blocked) return GateAnswer::kNo;
  const auto is_ok = [](const GateFinding& finding) { return finding.ok; };
  if (!verdict.reasons.empty() || !std::all_of(findings.begin(), findings.end(), is_ok))
    return GateAnswer::kCannotCheck;
  const bool found = std::any_of(findings.begin(), findings.end(), [](const GateFinding& finding) {
    return finding.seal.has_value();
  });
  if (found && !verdict.empty.empty()) return GateAnswer::kNothingHere;  // defence: G4-37
  return found ? GateAnswer::kOk : GateAnswer::kNothingHere;
}

Result<const MediumRecord*> JudgeAll(const GateWitness& witness, const World& world,
                                     const GateOptions& options, RecordNames::NameOf name_of,
                                     GateVerdict& verdict) {
  verdict.zone = witness.state.charter().charter.zone;
  ASSIGN_OR_RETURN(const MediumRecord* const medium,
                   InspectPlaces(witness, world, options.paths, std::move(name_of), verdict));
  verdict.answer = AnswerOf(verdict);
  verdict.ok = verdict.answer == GateAnswer::kOk;
  return medium;
}

Result<void> Record(Session& session, const MediumRecord* medium, const GateVerdict& verdict) {
  GateClaims claims;
  claims.files = verdict.findings.size();
  if (medium != nullptr) claims.medium = medium->id;
  for (const GateFinding& finding : verdict.findings)
    if (finding.seal && claims.seals.size() < 64) claims.seals.push_back(*finding.seal);
  const auto add_code = [&](const std::string& said) {
    const std::string code = RecordedCode(said);
    auto& codes = claims.reasons;
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
  };
  for (const Reason& reason : verdict.reasons) add_code(reason.code);
  for (const GateFinding& finding : verdict.findings)
    for (const Reason& reason : finding.reasons) add_code(reason.code);
  Draft draft;
  draft.kind = verdict.ok ? Kind::kGatePass : Kind::kGateBlock;
  draft.claims = ToClaims(claims);
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return {};
}

// To a gate that does not know the rules of the record nothing passes.
GateVerdict CannotJudge(Time now) {
  GateVerdict verdict;
  verdict.as_of = now;
  verdict.reasons.push_back(
      {"newer-format", Message("this gate's program is too old for the record: install the newest "
                               "version")});  // defence: I13-1
  verdict.recorded_why_not = Message("this program is too old to record anything");
  return verdict;
}

Result<GateVerdict> GateOnline(const Setting& setting, const World& world,
                               const GateOptions& options) {
  auto opened = Session::Open(setting, world);
  if (!opened && opened.error().code == ErrorCode::kNewerFormat)
    return CannotJudge(world.clock->Now());
  if (!opened) return opened.error();
  const std::unique_ptr<Session> session = *std::move(opened);
  GateVerdict verdict;
  verdict.as_of = session->now();
  verdict.remarks = session->remarks();
  const MemberRecord* me = session->MeOrNull();
  ASSIGN_OR_RETURN(
      const MediumRecord* const medium,
      JudgeAll({session->state(), session->now(), {}}, world, options,
               me == nullptr ? RecordNames::NameOf() : ReadableNames(*session), verdict));
  const char* const kind = KindName(verdict.ok ? Kind::kGatePass : Kind::kGateBlock);
  if (verdict.answer == GateAnswer::kNothingHere) {
    verdict.recorded_why_not = Message("nothing was found that could pass");
  } else if (verdict.answer == GateAnswer::kCannotCheck) {
    verdict.recorded_why_not = Message("what cannot be checked neither passes nor is stopped");
  } else if (me == nullptr) {
    verdict.recorded_why_not = Message("there is no identity of a member here");
  } else if (const auto may = MaySign(kind, me->Now(), session->now()); !may) {
    verdict.recorded_why_not = may.error().message;
  } else if (const auto recorded = Record(*session, medium, verdict); !recorded) {
    verdict.recorded_why_not = recorded.error().message;
  } else {
    verdict.recorded = true;
  }
  return verdict;
}

Result<GateVerdict> GateOffline(const Setting& setting, const World& world,
                                const GateOptions& options) {
  ASSIGN_OR_RETURN(const Pin pin, ReadPin(setting.state_dir));
  const auto read =
      ReadSnapshot(options.snapshot, pin.genesis, setting.state_dir, world.clock->Now());
  if (!read && read.error().code == ErrorCode::kNewerFormat) return CannotJudge(world.clock->Now());
  if (!read) return read.error();
  const Snapshot& snapshot = *read;
  GateVerdict verdict;
  verdict.as_of = snapshot.made;
  verdict.snapshot_age =
      std::chrono::duration_cast<std::chrono::seconds>(world.clock->Now() - snapshot.made);
  verdict.recorded_why_not = Message("judged by a snapshot, without the record");
  if (!snapshot.not_remembered_why.empty())
    verdict.recorded_why_not = Message("judged by a snapshot that could not be remembered: {0}",
                                       {snapshot.not_remembered_why});
  const Charter& charter = snapshot.state.charter().charter;
  const Time now = std::max({world.clock->Now(), snapshot.state.latest(), snapshot.made});
  // A clock behind the snapshot would keep it fresh for ever (ATTACKS A7, G5).
  if (snapshot.made > world.clock->Now() + std::chrono::seconds(charter.skew_seconds))
    verdict.reasons.push_back(
        {"clock-behind",
         Message("the clock of this machine is behind: the snapshot was made at {0}",
                 {FormatTimeForPeople(snapshot.made, charter.zone)})});  // defence: G5-12
  const auto max_age = std::chrono::hours(charter.snapshot_max_hours);
  if (now - snapshot.made > max_age)
    // defence: G5-13
    verdict.reasons.push_back(
        {"snapshot-stale", max_age.count() == 1 ? Message("the snapshot is older than one hour")
                                                : Message("the snapshot is older than {0} hours",
                                                          {std::to_string(max_age.count())})});
  RETURN_IF_ERROR(JudgeAll({snapshot.state, now, snapshot.signer}, world, options, {}, verdict));
  for (GateFinding& finding : verdict.findings)
    for (Reason& reason : finding.reasons)
      if (reason.code == "seal-unrecorded")
        reason.message = Message(
            "its seal is not in the snapshot, which was made at {0}; what was sealed later "
            "takes a newer one",
            {FormatTimeForPeople(snapshot.made, charter.zone)});
  return verdict;
}

}  // namespace

bool IsAboutTheGate(const Reason& reason) {
  return reason.code == "snapshot-stale" || reason.code == "snapshot-older" ||
         reason.code == "clock-behind";
}

bool GateFinding::IsUnchecked() const {
  return !reasons.empty() && std::all_of(reasons.begin(), reasons.end(), [](const Reason& reason) {
    return reason.code == "unreadable";
  });
}

Result<GateVerdict> Gate(const Setting& setting, const World& world, const GateOptions& options) {
  if (options.paths.empty())
    return Fail(ErrorCode::kUsage, Message("nothing is named to look at"),
                next::NamePathsForGate());
  return options.snapshot.empty() ? GateOnline(setting, world, options)
                                  : GateOffline(setting, world, options);
}

}  // namespace sekisho
