#include "workflow/media/missing_tag.h"

#include <algorithm>

#include "base/text/code_word.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "media/recognise.h"
#include "media/tag.h"

namespace sekisho {
namespace {

struct Likeness {
  bool same = false;
  std::string sentence;  // what differs
};

// As if the tag were there: all but the tag is compared.
Result<Likeness> Compare(const MediumRecord& medium, const Hardware& found) {
  ASSIGN_OR_RETURN(const Hardware registered, HardwareFromJson(medium.claims.hardware));
  const Recognition recognition = Recognise({medium.id, registered}, {medium.id, found});
  return Likeness{recognition.recognised && MayBe(registered, found), recognition.Sentence()};
}

bool IsInHouse(MediumState state) {
  return state == MediumState::kRegistered || state == MediumState::kReturned ||
         state == MediumState::kEmptied;
}

// A file system made anew has a UUID of its own, and the register knows the medium by the old one.
Next StepForAnother(const MediumRecord& medium, const Hardware& found) {
  const auto registered = HardwareFromJson(medium.claims.hardware);
  if (!registered || !registered->fs_uuid || registered->fs_uuid == found.fs_uuid)
    return next::OtherLabel();
  return next::PrepareIfFormatted(medium.claims.label);
}

Next StepForState(const MediumRecord& medium) {
  const std::string& label = medium.claims.label;
  if (medium.state == MediumState::kLost) return next::ReportFound(label);
  if (medium.state == MediumState::kOut || medium.state == MediumState::kFound)
    return next::TakeBackThenTag(label);
  if (medium.state == MediumState::kWiped) return next::PrepareMedium(label);
  return next::ShowMedium(label);
}

}  // namespace

Result<const MediumRecord*> FindByHardware(const OrgState& state, const Hardware& found) {
  for (const auto& [id, medium] : state.media()) {
    if (found.kind == MediumKind::kDirectory || medium.state == MediumState::kRetired) continue;
    ASSIGN_OR_RETURN(const Likeness likeness, Compare(medium, found));
    if (likeness.same) return &medium;
  }
  return static_cast<const MediumRecord*>(nullptr);
}

Result<void> RefuseKnownHardware(const OrgState& state, const FoundMedium& found) {
  ASSIGN_OR_RETURN(const MediumRecord* const known, FindByHardware(state, found.hardware));
  if (known == nullptr) return {};
  const std::string& path = found.place.path;
  const std::string& label = known->claims.label;
  return Fail(ErrorCode::kRefused, Message("{0} is in the register: it is {1}", {path, label}),
              IsInHouse(known->state) ? next::PutTagBack(path, label)
                                      : StepForState(*known));  // defence: G4-14, else {}
}

Result<void> PutTagBack(const MediumRecord& medium, const FoundMedium& found) {
  const std::string& label = medium.claims.label;
  if (found.hardware.kind == MediumKind::kDirectory)
    // defence: G4-15
    return Fail(ErrorCode::kRefused, Message("the label {0} is in use", {label}),
                next::ChooseOtherLabel());
  ASSIGN_OR_RETURN(const Likeness likeness, Compare(medium, found.hardware));
  if (!likeness.same)
    return Fail(ErrorCode::kRefused,
                Message("the label {0} is in use, and {1} is not that medium: {2}",
                        {label, found.place.path, likeness.sentence}),
                StepForAnother(medium, found.hardware));  // defence: G4-16
  if (!IsInHouse(medium.state))
    return Fail(ErrorCode::kRefused,
                Message("{0} is {1}: its tag is put back when it is in house",
                        {label, CodeWord(NameOf(medium.state))}),
                StepForState(medium));  // defence: G4-17
  ASSIGN_OR_RETURN(const UniqueFd directory, OpenDirectory(found.place.path));
  auto tagged = WriteTag(directory.get(), medium.tag, ReplaceTag::kRefuse);
  if (!tagged && tagged.error().code == ErrorCode::kExists)
    // defence: G4-18
    return Fail(ErrorCode::kRefused,
                Message("the label {0} is in use, and {1} carries a tag already",
                        {label, found.place.path}),
                next::ShowWhichMedium(found.place.path));
  return tagged;
}

}  // namespace sekisho
