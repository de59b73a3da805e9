// After a sealing that was cut off: finishing it, cleaning up after it, or saying that it is lost.
// docs/formats/package.md, "The order of sealing".
#pragma once

#include <string>
#include <vector>

#include "workflow/requests/requests.h"

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
