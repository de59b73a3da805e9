// What a package is called on a registered medium: by its request alone, so that its name tells a
// finder nothing and carries nothing (ATTACKS G14).
#pragma once

#include <string>

#include "workflow/state/org_state.h"

namespace sekisho {

// R7.age of the first seal of R7 that the record has, R7-2.age of the second: void ones count, or
// a name would mean two.
std::string PackageName(const RequestRecord& request, size_t number);

// Of a seal of this request; that of the next one for any other.
std::string PackageNameOf(const RequestRecord& request, const Digest& seal);
std::string NextPackageName(const RequestRecord& request);

}  // namespace sekisho
