// What is to be known before anything is wiped: who answers for it, and which medium it lies on.
#pragma once

#include <string>
#include <vector>

#include "workflow/state/session.h"

namespace sekisho {

struct WipeSubject {
  std::string medium_id;          // jti of its registration; empty: on no registered medium
  std::string label;              // of that medium
  bool root = false;              // one of the targets is that medium's root
  std::vector<std::string> keep;  // names below the targets that stay: the tag of a whole medium
};

// Looks at `targets` (paths or block devices) and `free_space` (mount points), and changes nothing.
// The free space may be that of the file system which a directory that is a medium lies on. A
// device is known by its hardware alone, since its tag cannot be read, and only when just one
// registered medium is like it. kRefused when the asker may not sign a wipe certificate, when a
// target lies on a medium that is out (ATTACKS G6) or is not the one its tag says; kUsage when the
// targets lie on several media.
Result<WipeSubject> FindWipeSubject(Session& session, const std::vector<std::string>& targets,
                                    const std::vector<std::string>& free_space);

// kRefused when the identity, the ledger or the state directory is or lies in one of `targets`:
// what the certificate is signed with and recorded in is not wiped by the way.
Result<void> RefuseOwnFiles(const Setting& setting, const std::vector<std::string>& targets);

}  // namespace sekisho
