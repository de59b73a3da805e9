// After a sealing that was cut off: finishing it, cleaning up after it, or saying that it is lost.
// docs/formats/package.md, "The order of sealing".
#pragma once

#include <string>
#include <vector>

#include "workflow/state/session.h"

namespace sekisho {

struct Resumed {
  std::string path;                  // the finished package; empty: wherever it is by now
  std::string jti;                   // of its seal
  bool was_finished = false;         // before: there was nothing to do
  std::vector<std::string> removed;  // temporary files without a record
};

// Needs the record and the medium, no secret. `output` is where the package was to be, or the mount
// (empty: where this machine was cut off; nothing there and sealed already is no error). Of several
// that were cut off, the earliest is finished. kRefused when the record has a seal whose file is
// not there, or the medium is another one; kNotFound when there is nothing to resume; kExists while
// it is still being sealed, or when another file has the name.
Result<Resumed> ResumeSealing(Session& session, const RequestRecord& request,
                              const std::string& output);

// Removes the temporary files beside `output` that no record awaits, because there is none or the
// seal is void: those without a header, and those of this request. Returns their paths.
Result<std::vector<std::string>> RemoveOrphans(Session& session, const RequestRecord& request,
                                               const std::string& output);

// Declares a seal of the request void: its package passes nowhere from then on. `jti` may be empty
// when there is one that is not void yet. The use of the permit comes back when the security
// officer does it, not who sealed. kRefused when it is void already or there are several.
Result<void> VoidSeal(Session& session, const RequestRecord& request, const std::string& jti,
                      const std::string& reason);

}  // namespace sekisho
