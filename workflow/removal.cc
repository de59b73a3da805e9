#include "workflow/removal.h"

#include "base/message.h"
#include "wipe/wipe.h"

namespace sekisho {

Result<void> OverwriteAndRemove(const World& world, const std::vector<std::string>& paths) {
  WipeRequest request;
  request.targets = paths;
  request.best_effort = true;  // as well as the file system lets it be done
  ASSIGN_OR_RETURN(const WipeReport report, Wipe(request, *world.random, *world.clock));
  if (ExitStatusOf(report.outcome) == 0) return {};
  return Fail(ErrorCode::kFailed, Message("not all of it could be overwritten and removed"));
}

}  // namespace sekisho
