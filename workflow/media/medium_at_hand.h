// Which registered medium something is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workflow/state/org_state.h"

namespace sekisho {

// The registered medium that `path` lies on, looked at and compared with the register.
struct MediumAtHand {
  std::string root;                      // its directory
  std::string tag;                       // what the tag holds
  const MediumRecord* medium = nullptr;  // null: a tag that the register does not know
  bool recognised = false;
  std::string sentence;  // which, how recognised, or what differs
};
// None when there is no tag at or above `path`.
Result<std::optional<MediumAtHand>> FindMediumAtHand(const OrgState& state,
                                                     const std::string& path);

// The registered media that an unmounted `device` may be, by its hardware alone: usually one or
// none, several where serial numbers repeat. Of a whole device the file systems on its partitions
// tell, too.
Result<std::vector<const MediumRecord*>> FindMediaOfDevice(const OrgState& state,
                                                           const std::string& device);

}  // namespace sekisho
