#include "workflow/seal_command.h"

#include "workflow/package_name.h"

namespace sekisho {

std::string SealCommand(const RequestRecord& request, SealStep step, const std::string& output) {
  return "sekisho seal " + ShortId(request) + (step == SealStep::kResume ? " --resume" : "") +
         (output.empty() ? "" : " -o " + output);
}

std::string SealCommand(const OrgState& state, const RequestRecord& request, SealStep step) {
  const MediumRecord* const medium = state.FindMedium(request.claims.medium);
  if (medium == nullptr) return SealCommand(request, step, "");
  const std::string name = step == SealStep::kSeal || request.seals.empty()
                               ? NextPackageName(request)
                               : PackageName(request, request.seals.size());
  return SealCommand(request, step, "/path/on/" + medium->claims.label + "/" + name);
}

}  // namespace sekisho
