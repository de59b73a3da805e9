#include "workflow/packages/seal_step.h"

#include "base/text/next_steps.h"
#include "workflow/packages/package_name.h"

namespace sekisho {

Next NextSeal(const RequestRecord& request, SealStep step, const std::string& output) {
  const std::string id = ShortId(request);
  if (step == SealStep::kResume)
    return output.empty() ? next::Resume(id) : next::ResumeTo(id, output);
  return output.empty() ? next::Seal(id) : next::SealTo(id, output);
}

std::string PlaceOnMedium(const RequestRecord& request, const MediumRecord& medium, SealStep step) {
  const std::string name = step == SealStep::kSeal || request.seals.empty()
                               ? NextPackageName(request)
                               : PackageName(request, request.seals.size());
  return "/path/on/" + medium.claims.label + "/" + name;
}

Next NextSeal(const OrgState& state, const RequestRecord& request, SealStep step) {
  const MediumRecord* const medium = state.FindMedium(request.claims.medium);
  return NextSeal(request, step, medium == nullptr ? "" : PlaceOnMedium(request, *medium, step));
}

}  // namespace sekisho
