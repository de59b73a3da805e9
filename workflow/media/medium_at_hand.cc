#include "workflow/media/medium_at_hand.h"

#include <algorithm>

#include "base/text/message.h"
#include "media/hardware.h"
#include "media/recognise.h"
#include "media/tag.h"

namespace sekisho {
namespace {

Result<Hardware> RegisteredHardware(const MediumRecord& medium) {
  return HardwareFromJson(medium.claims.hardware);
}

}  // namespace

Result<std::optional<MediumAtHand>> FindMediumAtHand(const OrgState& state,
                                                     const std::string& path) {
  const auto root = FindMediumRoot(path);
  if (!root && root.error().code == ErrorCode::kNotFound) return std::optional<MediumAtHand>();
  if (!root) return root.error();
  MediumAtHand at_hand;
  at_hand.root = root->path;
  at_hand.tag = root->token;
  at_hand.medium = state.FindMediumByTag(root->token);
  if (at_hand.medium == nullptr) {
    at_hand.sentence = Message("{0} carries a tag that the register does not know", {root->path});
    return std::optional<MediumAtHand>(at_hand);
  }
  ASSIGN_OR_RETURN(const Hardware registered, RegisteredHardware(*at_hand.medium));
  ASSIGN_OR_RETURN(const FoundMedium found, LookAtPath(root->path));
  const Recognition recognition =
      Recognise({at_hand.medium->id, registered}, {at_hand.medium->id, found.hardware});
  at_hand.recognised = recognition.recognised;
  at_hand.sentence = at_hand.medium->claims.label + ": " + recognition.Sentence();
  return std::optional<MediumAtHand>(at_hand);
}

Result<std::vector<const MediumRecord*>> FindMediaOfDevice(const OrgState& state,
                                                           const std::string& device) {
  ASSIGN_OR_RETURN(const std::vector<FoundMedium> seen, LookAtParts(device));
  std::vector<const MediumRecord*> media;
  for (const auto& [id, medium] : state.media()) {
    ASSIGN_OR_RETURN(const Hardware registered, RegisteredHardware(medium));
    if (std::any_of(seen.begin(), seen.end(),
                    [&](const FoundMedium& part) { return MayBe(registered, part.hardware); }))
      media.push_back(&medium);
  }
  return media;
}

}  // namespace sekisho
