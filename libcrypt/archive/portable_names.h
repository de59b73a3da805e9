// Which names a recipient's Windows cannot hold ("Naming Files, Paths, and Namespaces" of the
// Windows documentation). Linux and macOS hold all that names.h allows.
#pragma once

#include <cstdint>
#include <string_view>

namespace sekisho {

enum class NameProblem {
  kNone,
  kForbiddenCharacter,  // < > : " | ? * or a backslash
  kReservedName,        // CON, NUL, COM1 and the like, also with an extension
  kTrailingDotOrSpace,  // which Windows drops
  kTooLong,             // a component of more than 255 UTF-16 units, or too long a path
  kNotUtf8,             // in an encoding that nobody can know: CP932, for instance
};

// A path has 260 units with its drive, directory and NUL; this much is left for what is inside.
inline constexpr size_t kMaxPortablePathUnits = 200;

// The first problem of `name`, a name as names.h allows it.
NameProblem ProblemOnWindows(std::string_view name);

// A sentence's end for people: "has a character that Windows does not allow".
const char* DescribeProblem(NameProblem problem);

}  // namespace sekisho
