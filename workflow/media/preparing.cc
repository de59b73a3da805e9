#include "workflow/media/preparing.h"

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "media/recognise.h"
#include "workflow/state/resolve.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

Error NotIt(const std::string& device, const MediumRecord& medium, const std::string& why) {
  return Fail(ErrorCode::kRefused,
              Message("{0} is not {1}: {2}", {device, medium.claims.label, why}),
              next::ListDevices());
}

// All but the file system, which is to be another one, and what its tag said.
Result<void> CheckHardware(const MediumRecord& medium, const Hardware& registered,
                           const Hardware& found, const std::string& device) {
  Hardware before = registered;
  before.fs_uuid = found.fs_uuid;
  const Recognition recognition = Recognise({medium.id, before}, {medium.id, found});
  // defence: G4-31
  if (!recognition.recognised) return NotIt(device, medium, recognition.Sentence());
  if (registered.size_bytes && found.size_bytes && registered.size_bytes != found.size_bytes)
    return NotIt(device, medium, Message("it has another size"));  // defence: G4-32
  // Without a serial number only the file system tells it from others of its make.
  const bool same_file_system = found.fs_uuid && found.fs_uuid == registered.fs_uuid;
  const bool blank = !found.fs_uuid && !found.fs_type;
  const bool wiped = medium.state == MediumState::kWiped && blank;
  if (!registered.serial && !same_file_system && !wiped)
    return NotIt(device, medium,
                 Message("without a serial number it is known by its file system only, and that is "
                         "another one"));  // defence: G4-33, else {}
  return {};
}

}  // namespace

Result<PreparePlan> PlanPreparing(Session& session, const std::string& label,
                                  const std::string& device) {
  RETURN_IF_ERROR(CheckMay(session, Kind::kMediumState));
  ASSIGN_OR_RETURN(const MediumRecord* const medium, ResolveMedium(session, label));
  RETURN_IF_ERROR(CheckPossible(*medium, MediumEvent::kPrepare));
  ASSIGN_OR_RETURN(const Hardware registered, HardwareFromJson(medium->claims.hardware));
  if (registered.kind == MediumKind::kDirectory)
    return Fail(ErrorCode::kRefused, Message("{0} is a directory", {medium->claims.label}),
                next::NameDevice());  // defence: G6-16
  ASSIGN_OR_RETURN(const std::vector<FoundMedium> seen, LookAtParts(device));
  for (const FoundMedium& part : seen)
    for (const auto& [id, other] : session.state().media()) {
      if (id == medium->id || !part.hardware.fs_uuid) continue;
      const auto theirs = HardwareFromJson(other.claims.hardware);
      if (theirs && theirs->fs_uuid == part.hardware.fs_uuid)
        // defence: G4-34
        return NotIt(device, *medium,
                     Message("its file system is that of {0}", {other.claims.label}));
    }
  Hardware found = seen.front().hardware;
  for (const FoundMedium& part : seen)
    if (part.hardware.fs_uuid && (!found.fs_uuid || part.hardware.fs_uuid == registered.fs_uuid))
      found.fs_uuid = part.hardware.fs_uuid;
  RETURN_IF_ERROR(CheckHardware(*medium, registered, found, device));
  PreparePlan plan{medium->id,
                   medium->claims.label,
                   registered.serial.value_or(""),
                   registered.size_bytes.value_or(0),
                   {}};
  if (!registered.serial)
    plan.notes.push_back(
        Message("it has no serial number: only its label tells that it is {0}", {plan.label}));
  return plan;
}

Result<Prepared> RecordPrepared(Session& session, const PreparePlan& plan, const Json& hardware) {
  Draft draft;
  draft.kind = Kind::kMediumState;
  draft.subject = plan.medium_id;
  draft.claims = ToClaims(MediumStateClaims{"prepared", hardware});
  ASSIGN_OR_RETURN(const Signed statement, session.Post(std::move(draft)));
  return Prepared{LineOf(session, *session.state().FindMedium(plan.medium_id)), statement.token};
}

}  // namespace sekisho
