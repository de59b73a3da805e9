// What the door cannot read is told as that, and passes nothing (ATTACKS G3).
#include "workflow/gate_entry.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

TEST(GateEntry, G3WhatCannotBeReadDoesNotPass) {
  MediumEntry entry;
  entry.kind = EntryKind::kUnreadable;
  entry.problem = "permission denied";
  const std::vector<Reason> reasons = JudgeEntry(entry, true);
  ASSERT_EQ(reasons.size(), 1u);
  EXPECT_EQ(reasons.front().code, "unreadable");
  EXPECT_NE(reasons.front().message.find(entry.problem), std::string::npos);
}

TEST(GateEntry, G3AFileThatFailsWhileItIsReadIsNotCalledNoPackage) {
  const auto reasons = JudgeNoPackage("/stick/R1.age", -1, Fail(ErrorCode::kIo, "it broke"));
  ASSERT_EQ(reasons.size(), 1u);
  EXPECT_EQ(reasons.front().code, "unreadable");
}

}  // namespace
}  // namespace sekisho
