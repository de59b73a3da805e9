// Whether a package fits where it is to be made, before a byte of it is written.
#pragma once

#include <string>

#include "workflow/packages/compressing.h"
#include "workflow/state/org_state.h"

namespace sekisho {

// How many bytes a request's package has at most; with an estimate of what compressing saves, and
// padding: how many it will have, with a tenth to spare.
uint64_t PackageBytes(const RequestRecord& request, const CompressionEstimate* compressed,
                      bool padded);

// kNoSpace when the file system of `output` has no room for so much, or holds no file so large.
Result<void> CheckRoom(const std::string& output, uint64_t package_bytes);

}  // namespace sekisho
