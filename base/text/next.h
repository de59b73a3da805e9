// The next step after a refusal or a failure: a code with named arguments. Its sentence, in the
// user's language, and whom it is addressed to are in tools/speech/next_words.cc; no other room
// names a command of ours.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sekisho {

enum class NextCode : uint16_t;  // base/text/next_steps.h; zero: there is none

// What an argument is. In a command it is spelled for a shell; one that is not known stays empty,
// and is said as what has to be put there (LABEL).
enum class NextArg : uint8_t {
  kRequest,  // R7
  kSeal,     // R7-2
  kMember,   // P3
  kLabel,    // of a medium
  kPath,     // any path of a file, a directory or a device
  kCount,    // a number
  kDate,     // as --due takes it
  kNames,    // of people, or of roles
  kText,     // words that are no argument of a command
};

struct NextValue {
  NextArg arg = NextArg::kText;
  std::string text;

  friend bool operator==(const NextValue&, const NextValue&) = default;
};

struct Next {
  NextCode code{};
  std::vector<NextValue> values;  // in the order in which the step names them

  Next() = default;
  Next(NextCode step, std::vector<NextValue> of) : code(step), values(std::move(of)) {}
  // Advice without a command of ours, said where it arises.
  Next(const std::string& words);                        // NOLINT: implicit
  Next(const char* words) : Next(std::string(words)) {}  // NOLINT: implicit

  bool empty() const { return code == NextCode{}; }
  // Of advice in words: they. Empty for every other step.
  std::string words() const;
  // The same step with `text` for each `arg` that was left empty.
  Next With(NextArg arg, const std::string& text) const;
  // Whether it names an `arg` that was left empty.
  bool Lacks(NextArg arg) const;

  friend bool operator==(const Next&, const Next&) = default;
};

}  // namespace sekisho
