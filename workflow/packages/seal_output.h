// Where a package may lie.
#pragma once

#include <string>

#include "workflow/packages/seal_step.h"
#include "workflow/state/session.h"

namespace sekisho {

// kRefused unless `output` lies on the medium that was approved, if it was for one. The hint is a
// command of this step.
Result<void> CheckApprovedMedium(Session& session, const RequestRecord& request,
                                 const std::string& output, SealStep step);

// Where the package is to lie when `output` is named: on a registered medium under `name`
// (package_name.h), of which `output` is the mount or that name. kRefused for another one there,
// and unless it lies on the medium that was approved, if it was for one; kExists when `output` is a
// directory elsewhere. The hint is a command of this step. Nothing is written.
Result<std::string> SealOutput(Session& session, const RequestRecord& request,
                               const std::string& output, SealStep step, const std::string& name);

}  // namespace sekisho
