// Directories that are read a few names at a time.
#include <algorithm>

#include "devices/entry.h"
#include "tests/unit/wipe/wipe_fixture.h"
#include "wipe/files/tree_wiper.h"

namespace sekisho {
namespace {

class ManyNames : public WipeTest {
 protected:
  // Each `most` names, joined; then all together.
  std::vector<std::string> NamesIn(const std::string& relative, size_t most) {
    const auto directory = OpenDirectory(path(relative));
    std::vector<std::string> all;
    while (directory) {
      const auto names = ReadNames(directory->get(), all.empty() ? "" : all.back(), most);
      EXPECT_TRUE(names);
      EXPECT_LE(names->size(), most);
      all.insert(all.end(), names->begin(), names->end());
      if (names->size() < most) break;
    }
    return all;
  }
  WipeTally WipeAFewAtATime(size_t names_at_once) {
    const auto plan = PlanWipe(Request("t"));
    EXPECT_TRUE(plan);
    WipeTally tally;
    TreeWiper(*plan, random_, {}, tally, names_at_once).Wipe(plan->targets[0]);
    return tally;
  }
};

TEST_F(ManyNames, ComeInTheOrderOfTheirBytesAndEachOnce) {
  const std::vector<std::string> names = {
      "!", "10", "2", "B", "a", "a ", "aa", "b", "b.", "\x7f", "\xe3\x81\x82", "\xff"};
  for (auto name = names.rbegin(); name != names.rend(); ++name) Write("t/" + *name, "x");
  for (const size_t most : {1, 2, 3, 5, 11, 12, 13, 1000}) EXPECT_EQ(NamesIn("t", most), names);
  const auto directory = OpenDirectory(path("t"));
  EXPECT_EQ(*ReadNames(directory->get()), names);
  EXPECT_EQ(*ReadNames(directory->get(), "a", 2), (std::vector<std::string>{"a ", "aa"}));
  EXPECT_TRUE(ReadNames(directory->get(), "\xff", 2)->empty());
}

TEST_F(ManyNames, AreAllWiped) {
  Run("cd " + path("t") +
      " && mkdir d d/e m && seq 50 | xargs touch && cd d/e && seq 7 | xargs touch");
  const WipeTally tally = WipeAFewAtATime(3);
  EXPECT_EQ(tally.failures_total, 0);
  EXPECT_EQ(tally.counts.files, 57);
  EXPECT_EQ(tally.counts.directories, 4);
  EXPECT_FALSE(Exists("t"));
}

// Else it would be met again under its random name, and its failure counted twice (ATTACKS H4).
TEST_F(ManyNames, WhatCannotBeRemovedKeepsItsName) {
  for (const char* name : {"a", "b", "c", "d", "e"}) Write(std::string("t/") + name, "x");
  SetFaultHook([](FaultPoint at) { return at == FaultPoint::kUnlink ? EIO : 0; });
  const WipeTally tally = WipeAFewAtATime(2);
  SetFaultHook({});
  EXPECT_EQ(tally.failures_total, 5);
  EXPECT_EQ(NamesIn("t", 1000), (std::vector<std::string>{"a", "b", "c", "d", "e"}));
  EXPECT_EQ(Do(Request("t"))->outcome, WipeOutcome::kDone);
}

TEST_F(ManyNames, HardLinksAmongThemGoTogether) {  // ATTACKS H3
  Write("t/a", "x");
  for (const char* name : {"b", "c", "d", "e"}) Run("ln " + path("t/a") + " " + path("t/") + name);
  const WipeTally tally = WipeAFewAtATime(1);
  EXPECT_EQ(tally.failures_total, 0);
  EXPECT_FALSE(Exists("t"));
}

}  // namespace
}  // namespace sekisho
