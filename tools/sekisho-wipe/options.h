// What was typed after `sekisho-wipe`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace sekisho {

// What was typed but for what it confirmed, each word as a shell reads it back: a hint puts the
// right --confirm between the two.
struct TypedCommand {
  std::string program = "sekisho-wipe";
  std::string rest;  // each word after a space
};

struct WipeOptions {
  TypedCommand typed;
  std::vector<std::string> targets;
  std::vector<std::string> free_space;  // mount points
  uint64_t reserve_bytes = 0;           // 0: chosen
  std::string grade = "clear";
  std::string verify = "full";
  std::vector<std::string> confirmed;
  std::vector<std::string> keep;
  std::string certificate;
  std::vector<std::string> serials;  // of devices
  std::string method = "keystream";  // for devices
  bool method_chosen = false;        // by the option
  std::string state;                 // a file, for devices
  std::string particulars;           // a file
  std::string operator_name;         // over the file's
  bool discard = false;              // devices, after all else
  bool always_encrypted = false;     // stated, of devices to be purged
  bool dry_run = false;
  bool best_effort = false;
  bool json = false;
  bool no_input = false;
};

// The options; nothing when --help or --version was answered on stdout. kUsage for what cannot be
// understood.
Result<std::optional<WipeOptions>> ParseOptions(int argc, const char* const* argv);

}  // namespace sekisho
