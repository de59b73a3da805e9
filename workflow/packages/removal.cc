#include "workflow/packages/removal.h"

#include <algorithm>

#include "base/text/message.h"
#include "wipe/files/wipe.h"

namespace sekisho {

Result<std::vector<std::string>> OverwriteAndRemove(const World& world,
                                                    const std::vector<std::string>& paths) {
  WipeRequest request;
  request.targets = paths;
  request.best_effort = true;  // as well as the file system lets it be done
  ASSIGN_OR_RETURN(const WipeReport report, Wipe(request, *world.random, *world.clock));
  if (ExitStatusOf(report.outcome) != 0)
    return Fail(ErrorCode::kFailed, Message("not all of it could be overwritten and removed"));
  std::vector<std::string> stays;
  for (const TargetReport& target : report.targets)
    for (const AspectClaim& said : target.claim.aspects) {
      const bool is_new = std::find(stays.begin(), stays.end(), said.sentence) == stays.end();
      if (said.aspect == Aspect::kNames && !said.claimed && is_new) stays.push_back(said.sentence);
    }
  return stays;
}

}  // namespace sekisho
