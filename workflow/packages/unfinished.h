// Packages that were cut off before their last step, and the names that they get.
#pragma once

#include <string>
#include <vector>

#include "workflow/state/org_state.h"

namespace sekisho {

// What stands before a name in the directory that is `output`, or that it is in.
std::string Beside(const std::string& output);

// The seals of the request whose packages lie beside `output` and want their last step, earliest
// first. Those that are being written right now are among them.
Result<std::vector<const SealRecord*>> FindUnfinished(const RequestRecord& request,
                                                      const std::string& output);

// `output`, or when something has that name another one in the same directory: R1.age, R1-2.age.
std::string FreeName(const RequestRecord& request, const std::string& output);

// What the package of `seal`, one of the request's, is to be called beside `output`: on a
// registered medium by its seal (package_name.h), elsewhere `output` or a free name.
std::string ResumeName(const RequestRecord& request, const SealRecord& seal,
                       const std::string& output);

}  // namespace sekisho
