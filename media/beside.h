// What belongs to a medium and is not reached by walking its file system from the root.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "devices/system_view.h"

namespace sekisho {

struct BesideMedium {
  std::vector<std::string> partitions;  // other ones of its disk, "sdb2", sorted
  bool is_part = false;  // what is mounted is a subtree only, of which the root is not the medium's
  bool not_told = false;  // the system does not say which disk it is on
};

// Of the file system mounted at `root`; of a plain directory there is nothing to be said. kNotFound
// and kIo as LookAtPath.
Result<BesideMedium> LookBeside(const std::string& root, const SystemView& view = {});

}  // namespace sekisho
