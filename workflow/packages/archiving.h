// Walking the approved files again and archiving them into a package, each compared with what was
// approved at its place.
#pragma once

#include <string>
#include <vector>

#include "base/files/stream.h"
#include "libcrypt/archive/tree_walk.h"
#include "workflow/requests/approved_manifest.h"
#include "workflow/requests/left_out.h"
#include "workflow/state/session.h"

namespace sekisho {

// A request's files as they were approved, and where they are.
struct ApprovedFiles {
  ApprovedManifest manifest;
  std::vector<WalkRoot> roots;
  LeftOut left_out;  // when it was asked for
};

// `base`: where the files are now; empty: where they were. kRefused when the list is not for this
// identity.
Result<ApprovedFiles> ReadApprovedFiles(Session& session, const RequestRecord& request,
                                        const std::string& base);

// Writes the archive of docs/formats/archive.md into `out`, whole. `permit` is what the package's
// header carries: the request and the approvals that count. kRefused, naming the file, when one was
// added, is missing or changed; what `out` has got must then be thrown away. `left_out`: what lies
// there and was not approved, because a request leaves such things out.
Result<ManifestTotals> ArchiveApproved(Session& session, const RequestRecord& request,
                                       const ApprovedFiles& approved,
                                       const std::vector<std::string>& permit, ByteSink& out,
                                       LeftOutNames& left_out);

}  // namespace sekisho
