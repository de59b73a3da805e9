#include "workflow/missing_tag.h"

#include <algorithm>

#include "base/code_word.h"
#include "base/message.h"
#include "base/shell_word.h"
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
std::string HintForAnother(const MediumRecord& medium, const Hardware& found) {
  const auto registered = HardwareFromJson(medium.claims.hardware);
  if (!registered || !registered->fs_uuid || registered->fs_uuid == found.fs_uuid)
    return Message("another medium gets another label");
  return Message(
      "if it was formatted: sekisho media prepare {0} DEVICE; another medium gets another label",
      {medium.claims.label});
}

std::string HintForState(const MediumRecord& medium) {
  const std::string& label = medium.claims.label;
  if (medium.state == MediumState::kLost) return "sekisho media found " + label;
  if (medium.state == MediumState::kOut || medium.state == MediumState::kFound)
    return Message("take it back without looking, then put its tag back: sekisho media return {0}",
                   {label});
  if (medium.state == MediumState::kWiped)
    return Message("prepare it: sekisho media prepare {0} DEVICE", {label});
  return "sekisho media show " + label;
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
              IsInHouse(known->state)
                  ? "sekisho media register " + Quoted(path) + " --label " + label
                  : HintForState(*known));  // defence: G4-14, else {}
}

Result<void> PutTagBack(const MediumRecord& medium, const FoundMedium& found) {
  const std::string& label = medium.claims.label;
  if (found.hardware.kind == MediumKind::kDirectory)
    // defence: G4-15
    return Fail(ErrorCode::kRefused, Message("the label {0} is in use", {label}),
                Message("choose another; a directory without its tag is never known again"));
  ASSIGN_OR_RETURN(const Likeness likeness, Compare(medium, found.hardware));
  if (!likeness.same)
    return Fail(ErrorCode::kRefused,
                Message("the label {0} is in use, and {1} is not that medium: {2}",
                        {label, found.place.path, likeness.sentence}),
                HintForAnother(medium, found.hardware));  // defence: G4-16
  if (!IsInHouse(medium.state))
    return Fail(ErrorCode::kRefused,
                Message("{0} is {1}: its tag is put back when it is in house",
                        {label, CodeWord(NameOf(medium.state))}),
                HintForState(medium));  // defence: G4-17
  ASSIGN_OR_RETURN(const UniqueFd directory, OpenDirectory(found.place.path));
  auto tagged = WriteTag(directory.get(), medium.tag, ReplaceTag::kRefuse);
  if (!tagged && tagged.error().code == ErrorCode::kExists)
    // defence: G4-18
    return Fail(ErrorCode::kRefused,
                Message("the label {0} is in use, and {1} carries a tag already",
                        {label, found.place.path}),
                Message("see which medium it is: sekisho gate {0}", {found.place.path}));
  return tagged;
}

}  // namespace sekisho
