// Removing from a medium what Windows, macOS and desktops have left on it, and nothing else.
#pragma once

#include <string>
#include <vector>

#include "workflow/state/session.h"

namespace sekisho {

// Something that will be removed.
struct LeftEntry {
  std::string path;  // below the medium's root; raw, made safe where it is printed
  bool is_folder = false;
  uint64_t bytes = 0;
  Digest sha256{};  // of files and of the targets of links
};

struct Cleaning {
  std::string medium_id;  // jti
  std::string label;
  std::string root;
  std::vector<std::string> tops;   // what is removed with all below, names in the root
  std::vector<LeftEntry> entries;  // all of it, folders before what is in them
};

// Looks at the medium `label` at `target`, a directory or a device (empty: where it is mounted),
// and changes nothing. kRefused by whoever may not, while the medium is out, lost or found, by who
// carries it, when what is there is another medium, and when there is more than a record takes.
// kNotFound when it is not mounted.
Result<Cleaning> PlanCleaning(Session& session, const std::string& label,
                              const std::string& target);

// Looks again, and records what it has found; then overwrites and removes it. kRefused when that is
// no longer what was planned; nothing was recorded then. On another failure the record stands, and
// what could not be removed is still there: the door stops it, and it can be cleaned again. What it
// gives back: what may stay of the names (workflow/packages/removal.h).
Result<std::vector<std::string>> CarryOutCleaning(Session& session, const Cleaning& cleaning);

}  // namespace sekisho
