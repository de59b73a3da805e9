#include "workflow/seal_command.h"

namespace sekisho {

std::string SealCommand(const RequestRecord& request, SealStep step, const std::string& output) {
  return "sekisho seal " + ShortId(request) + (step == SealStep::kResume ? " --resume" : "") +
         (output.empty() ? "" : " -o " + output);
}

std::string SealCommand(const OrgState& state, const RequestRecord& request, SealStep step) {
  const MediumRecord* const medium = state.FindMedium(request.claims.medium);
  if (medium == nullptr) return SealCommand(request, step, "");
  return SealCommand(request, step,
                     "/path/on/" + medium->claims.label + "/" + ShortId(request) + ".age");
}

}  // namespace sekisho
