// What the door cannot read is told as that, and passes nothing (ATTACKS G3).
#include "workflow/media/gate_entry.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

MediumEntry Entry(EntryKind kind) {
  MediumEntry entry;
  entry.kind = kind;
  return entry;
}

// The codes, of an entry of a medium.
std::vector<std::string> Codes(const MediumEntry& entry) {
  std::vector<std::string> codes;
  for (const Reason& reason : JudgeEntry(entry, true)) codes.push_back(reason.code);
  return codes;
}
using Only = std::vector<std::string>;

TEST(GateEntry, OneFileIsNoReason) {
  EXPECT_EQ(Codes(Entry(EntryKind::kFile)), Only{});
  EXPECT_EQ(Codes(Entry(EntryKind::kTag)), Only{});
}

TEST(GateEntry, G3WhatCannotBeReadDoesNotPass) {
  MediumEntry entry = Entry(EntryKind::kUnreadable);
  entry.problem = "permission denied";
  EXPECT_EQ(Codes(entry), Only{"unreadable"});
}

TEST(GateEntry, G14AFolderCanBeCalledAnything) {
  MediumEntry entry = Entry(EntryKind::kDirectory);
  EXPECT_EQ(Codes(entry), Only{"folder"});
  entry.is_top = true;
  EXPECT_EQ(Codes(entry), Only{});
}

TEST(GateEntry, G14BlocksBehindTheEndCanHoldAnything) {
  MediumEntry entry = Entry(EntryKind::kFile);
  entry.behind_end = BehindEnd::kBlocks;
  EXPECT_EQ(Codes(entry), Only{"behind-end"});
}

TEST(GateEntry, G3AFileThatFailsWhileItIsReadIsNotCalledNoPackage) {
  const auto reasons = JudgeNoPackage("/stick/R1.age", -1, Fail(ErrorCode::kIo, "it broke"));
  ASSERT_EQ(reasons.size(), 1u);
  EXPECT_EQ(reasons.front().code, "unreadable");
}

}  // namespace
}  // namespace sekisho
