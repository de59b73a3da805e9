// What sekisho-prepare was asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "media/partition_table.h"

namespace sekisho {

struct PrepareOptions {
  std::string device;
  MediumFormat format = MediumFormat::kFat32;
  std::string label;        // of the new file system, as far as it takes one
  std::string serial;       // the device has to have it; empty: not compared
  uint64_t size_bytes = 0;  // likewise; 0: not compared
  std::string confirmed;    // a name of the device
  bool no_input = false;
  std::string typed;  // what was typed after `sekisho media prepare`
  std::string tag;    // to be put onto `device`, a partition made before
};

// The options; nothing when --help or --version was answered. kUsage.
Result<std::optional<PrepareOptions>> ParsePrepareOptions(int argc, const char* const* argv);

}  // namespace sekisho
