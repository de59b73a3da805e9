#include "libcrypt/archive/portable_names.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

TEST(PortableNames, E7WhatWindowsCannotHold) {
  const std::string kanji = "\u6F22";      // 1 UTF-16 unit, 3 bytes
  const std::string emoji = "\U0001F512";  // 2 UTF-16 units, 4 bytes
  const auto times = [](int count, const std::string& text) {
    std::string out;
    for (int i = 0; i < count; ++i) out += text;
    return out;
  };
  const struct {
    std::string name;
    NameProblem problem;
  } kCases[] = {
      {"plan.txt", NameProblem::kNone},
      {"資料/見積書（案）.xlsx", NameProblem::kNone},
      {"a b/c.d.e", NameProblem::kNone},
      {"console.txt", NameProblem::kNone},
      {"com.txt", NameProblem::kNone},
      {"COM10", NameProblem::kNone},
      {"what?", NameProblem::kForbiddenCharacter},
      {"a/12:30.txt", NameProblem::kForbiddenCharacter},
      {"back\\slash", NameProblem::kForbiddenCharacter},
      {"a/<b>/c", NameProblem::kForbiddenCharacter},
      {"con", NameProblem::kReservedName},
      {"a/Nul.txt", NameProblem::kReservedName},
      {"AUX .tar.gz", NameProblem::kReservedName},
      {"lpt9.doc", NameProblem::kReservedName},
      {"COM\u00B2", NameProblem::kReservedName},
      {"conin$", NameProblem::kReservedName},
      {"end.", NameProblem::kTrailingDotOrSpace},
      {"a /b", NameProblem::kTrailingDotOrSpace},
      {std::string("\x83\x65\x83\x58\x83\x67"), NameProblem::kNotUtf8},  // CP932
      {times(200, kanji), NameProblem::kNone},
      {times(201, kanji), NameProblem::kTooLong},
      {times(100, emoji), NameProblem::kNone},
      {times(101, emoji), NameProblem::kTooLong},
      {times(100, "a/") + "b", NameProblem::kTooLong},
  };
  for (const auto& one : kCases) EXPECT_EQ(ProblemOnWindows(one.name), one.problem) << one.name;
}

}  // namespace
}  // namespace sekisho
