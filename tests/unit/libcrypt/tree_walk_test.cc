#include "libcrypt/archive/tree_walk.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <thread>

#include "tests/unit/base/refusal_of.h"
#include "tests/unit/libcrypt/archive_test_support.h"

namespace sekisho {
namespace {

class WalkTreeTest : public ::testing::Test {
 protected:
  Result<std::vector<std::string>> Walk(const std::vector<std::string>& paths,
                                        WalkLimits limits = {}) {
    std::vector<std::string> absolute;
    for (const std::string& path : paths) absolute.push_back(scratch_ / path);
    ASSIGN_OR_RETURN(const std::vector<WalkRoot> roots, RootsFromPaths(absolute));
    names_.clear();
    ASSIGN_OR_RETURN(totals_, WalkTree(roots, limits, [&](const WalkEntry& entry) -> Result<void> {
                       names_.push_back(entry.name + (entry.is_directory ? "/" : ""));
                       if (!entry.is_directory) RETURN_IF_ERROR(ReadContents(entry, nullptr));
                       return {};
                     }));
    return names_;
  }

  // Of d, where somebody runs `script` between looking at a file and opening it.
  Result<std::vector<std::string>> WalkWhile(const std::string& script) {
    WalkLimits limits;
    limits.leave_out = [&](const std::string&, bool) {
      EXPECT_TRUE(scratch_.Shell(script));
      return false;
    };
    return Walk({"d"}, limits);
  }

  Error Refusal(const std::vector<std::string>& paths) {
    const auto walked = Walk(paths);
    return walked ? Fail(ErrorCode::kFailed, "was not refused") : walked.error();
  }

  ScratchDirectory scratch_;
  ManifestTotals totals_;
  std::vector<std::string> names_;  // of the last walk, as far as it came
};

TEST_F(WalkTreeTest, ListsInArchiveOrder) {
  ASSERT_TRUE(
      scratch_.Shell("mkdir -p a/y/empty b && echo 1 >a/x && echo 22 >a/y/z && echo >a.c && "
                     "echo >b/提案.txt && echo >b/.hidden"));
  const std::vector<std::string> expected = {"a/",  "a/x", "a/y/",      "a/y/empty/", "a/y/z",
                                             "a.c", "b/",  "b/.hidden", "b/提案.txt"};
  EXPECT_EQ(*Walk({"b", "a.c", "a/"}), expected);
  EXPECT_EQ(*Walk({"."}), expected);
  EXPECT_EQ(totals_, (ManifestTotals{5, 4, 8}));
  EXPECT_EQ(*Walk({"a/.", "b"}), (std::vector<std::string>{"b/", "b/.hidden", "b/提案.txt", "x",
                                                           "y/", "y/empty/", "y/z"}));
}

TEST_F(WalkTreeTest, GivesTheManifestThatTreeOrderAccepts) {
  ASSERT_TRUE(scratch_.Shell("mkdir -p t/d t/d.e 't/d e' && touch t/d/1 't/d e/2' t/d.e/3 t/d-f"));
  const auto names = Walk({"t"});
  ASSERT_TRUE(names);
  TreeOrder order(ErrorCode::kMalformed);
  for (std::string name : *names) {
    const bool is_directory = name.ends_with('/');
    if (is_directory) name.pop_back();
    EXPECT_TRUE(order.Add(name, is_directory)) << name;
  }
}

TEST_F(WalkTreeTest, SameNamesBelowAnotherBase) {
  ASSERT_TRUE(scratch_.Shell("mkdir -p one two && echo 1 >one/f && echo 1 >two/f"));
  const auto roots = RootsFromPaths(std::vector<std::string>{scratch_ / "one/f"});
  ASSERT_TRUE(roots);
  EXPECT_EQ(*CommonBase(*roots), scratch_ / "one");
  std::vector<std::string> names;
  const auto visit = [&](const WalkEntry& entry) -> Result<void> {
    names.push_back(entry.name);
    return {};
  };
  const auto moved = RootsBelow(scratch_ / "two", std::vector<std::string>{"f"});
  ASSERT_TRUE(WalkTree(*roots, {}, visit));
  ASSERT_TRUE(WalkTree(moved, {}, visit));
  EXPECT_EQ(names, (std::vector<std::string>{"f", "f"}));
}

TEST_F(WalkTreeTest, RefusesEveryLinkAndSpecialFile) {  // ATTACKS E8
  ASSERT_TRUE(
      scratch_.Shell("mkdir -p out d1 d2 d3 d4 && echo secret >out/s && ln -s ../out/s d1/l && "
                     "ln -s ../out d2/l && mkfifo d3/l && ln -s /nowhere d4/l && ln -s out top"));
  for (const char* directory : {"d1", "d2", "d4"}) {
    const Error error = Refusal({directory});
    EXPECT_EQ(error.code, ErrorCode::kRefused);
    EXPECT_EQ(error.message, std::string(directory) + "/l is a symbolic link");
    EXPECT_FALSE(error.next.empty());
  }
  EXPECT_EQ(Refusal({"d3"}).message, "d3/l is a FIFO");
  EXPECT_EQ(Refusal({"top"}).message, "top is a symbolic link");
  EXPECT_EQ(Refusal({"top/"}).message, "top is a symbolic link");
  if (mknod((scratch_ / "null").c_str(), S_IFCHR | 0600, makedev(1, 3)) == 0) {  // needs root
    EXPECT_EQ(Refusal({"null"}).message, "null is a device");
  }
}

// Somebody exchanges a file for a link, and a file for a FIFO, all the time: also between looking
// at a name and opening it.
TEST_F(WalkTreeTest, D10OpensNothingElseThanWhatWasLookedAtWhateverIsExchanged) {
  ASSERT_TRUE(
      scratch_.Shell("mkdir d out && echo secret >out/s && echo 1 >d/a && echo 1 >d/b && "
                     "ln -s \"$PWD\"/out/s out/link && mkfifo out/fifo"));
  const auto roots = RootsFromPaths(std::vector<std::string>{scratch_ / "d"});
  ASSERT_TRUE(roots);
  std::atomic<bool> over{false};
  std::thread attacker([&] {
    const auto exchange = [&](const char* x, const char* y) {
      renameat2(AT_FDCWD, (scratch_ / x).c_str(), AT_FDCWD, (scratch_ / y).c_str(),
                RENAME_EXCHANGE);
    };
    while (!over) {
      exchange("d/a", "out/link");
      exchange("d/b", "out/fifo");
    }
  });
  int wrong = 0;
  for (int i = 0; i < 30'000; ++i) {
    const auto walked = WalkTree(*roots, {}, [&](const WalkEntry& entry) -> Result<void> {
      if (!entry.is_directory && entry.size != 2) ++wrong;  // the secret has 7, a FIFO 0
      return {};
    });
    (void)walked;  // mostly refused: that is no matter here
  }
  over = true;
  attacker.join();
  EXPECT_EQ(wrong, 0);
}

// The same in one moment: after a file was looked at, which is when leave_out is asked, and before
// it is opened. With a file of the same size nobody would see the difference.
TEST_F(WalkTreeTest, OpensTheFileThatItLookedAt) {  // ATTACKS D10
  ASSERT_TRUE(scratch_.Shell("mkdir d && echo 1 >d/a && echo 2 >other"));
  EXPECT_FALSE(WalkWhile("mv other d/a"));
  EXPECT_EQ(names_, std::vector<std::string>{"d/"});
}

TEST_F(WalkTreeTest, OpensNoLinkInPlaceOfTheFile) {  // ATTACKS D10
  ASSERT_TRUE(scratch_.Shell("mkdir d && echo 1 >d/a && echo 2 >other"));
  EXPECT_EQ(RefusalOf(WalkWhile("ln -sf ../other d/a")), ErrorCode::kFailed) << "that it changed";
  EXPECT_EQ(names_, std::vector<std::string>{"d/"});
}

TEST_F(WalkTreeTest, NeverFollowsALinkPutThereMeanwhile) {  // ATTACKS D10
  ASSERT_TRUE(scratch_.Shell("mkdir -p d out && echo secret >out/s && echo >d/a && echo >d/b"));
  const auto roots = RootsFromPaths(std::vector<std::string>{scratch_ / "d"});
  ASSERT_TRUE(roots);
  bool saw_secret = false;
  const auto walked = WalkTree(*roots, {}, [&](const WalkEntry& entry) -> Result<void> {
    if (entry.name == "d/a" && !scratch_.Shell("ln -sf ../out/s d/b"))
      return Fail(ErrorCode::kFailed, "the test cannot make a link");
    if (entry.name == "d/b") saw_secret = true;
    return {};
  });
  ASSERT_FALSE(walked);
  EXPECT_EQ(walked.error().message, "d/b is a symbolic link");
  EXPECT_FALSE(saw_secret);
}

TEST_F(WalkTreeTest, NoticesAFileThatChangesWhileItIsRead) {  // ATTACKS D10
  for (const char* change :
       {"echo more >>f", ": >f", "printf OLD | dd of=f conv=notrunc status=none",
        "printf OLD | dd of=f conv=notrunc status=none && touch -r stamp f"}) {
    ASSERT_TRUE(scratch_.Shell("printf old >f && touch -d 2020-01-01 f && touch -r f stamp"));
    const auto roots = RootsFromPaths(std::vector<std::string>{scratch_ / "f"});
    ASSERT_TRUE(roots);
    const auto walked = WalkTree(*roots, {}, [&](const WalkEntry& entry) -> Result<void> {
      EXPECT_TRUE(ReadContents(entry, nullptr));
      EXPECT_TRUE(scratch_.Shell(change));
      return {};
    });
    ASSERT_FALSE(walked) << change;
    EXPECT_EQ(walked.error().message, "f changed while it was read");
  }
}

TEST_F(WalkTreeTest, ReadContentsNoticesGrowthAndShrinkage) {  // ATTACKS D10
  for (const char* change : {"echo more >>f", ": >f"}) {
    ASSERT_TRUE(scratch_.Shell("printf old >f"));
    const auto roots = RootsFromPaths(std::vector<std::string>{scratch_ / "f"});
    ASSERT_TRUE(roots);
    const auto walked = WalkTree(*roots, {}, [&](const WalkEntry& entry) -> Result<void> {
      EXPECT_TRUE(scratch_.Shell(change));
      EXPECT_FALSE(ReadContents(entry, nullptr));
      return {};
    });
    EXPECT_FALSE(walked);
  }
}

TEST_F(WalkTreeTest, RefusesCollisionsAndSharedNames) {  // ATTACKS E4
  ASSERT_TRUE(
      scratch_.Shell("mkdir -p a b/a c/A d && touch d/File d/file b/x && echo >c/か\u3099 && "
                     "echo >c/が"));
  EXPECT_EQ(Refusal({"a", "b/a"}).message, "two paths both contribute a");
  EXPECT_EQ(Refusal({"a", "a"}).message, "two paths both contribute a");
  EXPECT_EQ(Refusal({"a", "c/A"}).message, "A and a are the same name on Windows or macOS");
  EXPECT_EQ(Refusal({"d"}).message, "d/File and d/file are the same name on Windows or macOS");
  EXPECT_EQ(Refusal({"c"}).code, ErrorCode::kRefused);
}

TEST_F(WalkTreeTest, RefusesOneNameFromTwoPaths) {  // ATTACKS E4
  ASSERT_TRUE(scratch_.Shell("mkdir -p a b/a"));
  EXPECT_FALSE(Walk({"a", "b/a"}));
  EXPECT_FALSE(Walk({"a", "a"}));
}

TEST_F(WalkTreeTest, RefusesReservedAndDangerousNames) {  // ATTACKS E5
  ASSERT_TRUE(scratch_.Shell("mkdir -p x/SEKISHO sekisho e && touch \"e/$(printf 'a\\033[2J')\""));
  EXPECT_EQ(Refusal({"sekisho"}).code, ErrorCode::kRefused);
  EXPECT_EQ(Refusal({"x/."}).code, ErrorCode::kRefused);
  EXPECT_TRUE(Walk({"x"}));
  EXPECT_EQ(Refusal({"e"}).message, "the name e/a\\x1b[2J has control characters");
}

TEST_F(WalkTreeTest, StopsAtTheLimit) {
  ASSERT_TRUE(scratch_.Shell("mkdir d && touch d/1 d/2"));
  EXPECT_TRUE(Walk({"d"}, {3}));
  EXPECT_FALSE(Walk({"d"}, {2}));
}

// Their names are in memory all the same.
TEST_F(WalkTreeTest, CountsInADirectoryAlsoWhatIsLeftOut) {  // ATTACKS E6
  ASSERT_TRUE(scratch_.Shell("mkdir d && touch d/1 d/2 d/3"));
  WalkLimits limits;
  limits.leave_out = [](const std::string&, bool) { return true; };
  limits.max_entries = 3;
  EXPECT_TRUE(Walk({"d"}, limits));
  limits.max_entries = 2;
  EXPECT_FALSE(Walk({"d"}, limits));
}

TEST_F(WalkTreeTest, SaysWhatIsMissing) {
  EXPECT_EQ(Refusal({"nothing"}).code, ErrorCode::kNotFound);
  EXPECT_EQ(Refusal({"nothing/there"}).code, ErrorCode::kNotFound);
  EXPECT_EQ(Refusal({"x/.."}).code, ErrorCode::kUsage);
}

TEST_F(WalkTreeTest, RefusesATreeTooDeep) {  // ATTACKS E7
  std::string path = "d";
  for (int i = 1; i < 129; ++i) path += "/d";
  ASSERT_TRUE(scratch_.Shell("mkdir -p " + path));
  EXPECT_EQ(Refusal({"d"}).code, ErrorCode::kRefused);
}

}  // namespace
}  // namespace sekisho
