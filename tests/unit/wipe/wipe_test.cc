#include "wipe/files/wipe.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>

#include "base/files/interrupt.h"
#include "tests/unit/wipe/wipe_fixture.h"

namespace sekisho {
namespace {

TEST_F(WipeTest, AFileIsOverwrittenReadBackAndRemoved) {
  Write("t/a", Pages(3) + "tail");
  const int witness =
      open(path("t/a").c_str(), O_RDONLY | O_CLOEXEC);  // sees the blocks after unlink
  const auto report = Do(Request("t/a"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, WipeOutcome::kDone);
  EXPECT_EQ(report->grade, Grade::kClear);
  EXPECT_EQ(report->counts.files, 1);
  EXPECT_EQ(report->counts.bytes_overwritten, 4 * 4096);  // to the end of the last block
  EXPECT_EQ(report->counts.bytes_verified, 4 * 4096);
  EXPECT_FALSE(Exists("t/a"));
  Bytes left(5 * 4096);
  ASSERT_EQ(*ReadFull(witness, left), size_t{4 * 4096});
  EXPECT_EQ(std::string(AsText(left)).find("SSSSSSSS"), std::string::npos);
  EXPECT_EQ(std::string(AsText(left)).find("tail"), std::string::npos);
  close(witness);
}

TEST_F(WipeTest, ATreeGoesBottomUpAndLinksAreNotFollowed) {
  Run("cd " + path("t") +
      " && mkdir -p d/e 'x y' && mkfifo pipe && ln -s /etc/passwd away && "
      "ln -s ../outside d/out");
  Write("outside", "must stay");
  Write("t/d/e/f", "secret");
  Write("t/x y/g", "");
  const auto report = Do(Request("t"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, WipeOutcome::kDone);
  EXPECT_FALSE(Exists("t"));
  EXPECT_EQ(Read("outside"), "must stay");
  EXPECT_EQ(report->counts.files, 2);
  EXPECT_EQ(report->counts.directories, 4);
  EXPECT_EQ(report->counts.links, 2);
  EXPECT_EQ(report->counts.others, 1);
}

TEST_F(WipeTest, KeepsWhatIsToBeKept) {
  Run("mkdir -p " + path("t/d/sub"));
  Write("t/tag", "tag");
  Write("t/d/keep", "keep");
  Write("t/d/sub/x", "x");
  WipeRequest request = Request("t");
  request.keep = {"tag", "d/keep"};
  const auto report = Do(request);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, WipeOutcome::kDone);
  EXPECT_EQ(Read("t/tag"), "tag");
  EXPECT_EQ(Read("t/d/keep"), "keep");
  EXPECT_FALSE(Exists("t/d/sub"));
  request.keep = {"tga"};
  const auto typo = Do(request);
  ASSERT_FALSE(typo);
  EXPECT_EQ(typo.error().code, ErrorCode::kUsage);
}

// With something that stays, removing the directory would not notice (ATTACKS H6).
TEST_F(WipeTest, WhatAppearsMeanwhileFailsItWhereTheDirectoryStays) {
  Run("mkdir -p " + path("t"));
  Write("t/SEKISHO.TAG", "tag");
  Write("t/z", std::string(1 << 20, 'z'));
  WipeRequest request = Request("t");
  request.keep = {"SEKISHO.TAG"};
  bool done = false;
  const auto report = Wipe(request, random_, kClock, [&](const WipeProgress&) {
    if (!done) Write("t/a-late-one", "data");
    done = true;
  });
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_TRUE(done);
  EXPECT_EQ(report->outcome, WipeOutcome::kFailed);
  EXPECT_EQ(report->grade, Grade::kNone);
  ASSERT_FALSE(report->failures.empty());
  EXPECT_NE(report->failures.front().path.find("a-late-one"), std::string::npos);
}

TEST_F(WipeTest, TheTagLosesItsAttributesAndWhatSomebodyKeepsDoesNot) {
  Run("mkdir -p " + path("t"));
  for (const char* name : {"t/SEKISHO.TAG", "t/mine"}) {
    Write(name, "x");
    if (setxattr(path(name).c_str(), "user.secret", "value", 5, 0) != 0)
      GTEST_SKIP() << "the file system of /tmp has no user attributes";
  }
  WipeRequest request = Request("t");
  request.keep = {"SEKISHO.TAG", "mine"};
  const auto report = Do(request);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(listxattr(path("t/SEKISHO.TAG").c_str(), nullptr, 0), 0);
  EXPECT_GT(listxattr(path("t/mine").c_str(), nullptr, 0), 0);
}

TEST_F(WipeTest, AttributesAreOverwrittenAndRemoved) {
  Write("t/a", "x");
  if (setxattr(path("t/a").c_str(), "user.secret", "value", 5, 0) != 0)
    GTEST_SKIP() << "the file system of /tmp has no user attributes";
  const int witness = open(path("t/a").c_str(), O_RDONLY | O_CLOEXEC);
  const auto report = Do(Request("t"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->counts.attributes, 1);
  EXPECT_LT(fgetxattr(witness, "user.secret", nullptr, 0), 0);
  close(witness);
}

TEST_F(WipeTest, NoticesAnotherObjectBehindTheSameName) {  // ATTACKS H2
  Write("t/a", "first");
  auto plan = PlanWipe(Request("t/a"));
  ASSERT_TRUE(plan);
  Run("mv " + path("t/a") + " " + path("t/b"));
  Write("t/a", "second");
  const auto report = CarryOut(*std::move(plan), random_, kClock, {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, WipeOutcome::kFailed);
  EXPECT_EQ(report->grade, Grade::kNone);
  EXPECT_EQ(Read("t/a"), "second");
  EXPECT_EQ(Read("t/b"), "first");
}

TEST_F(WipeTest, AFileSwappedBetweenLookingAndOpeningIsNotWritten) {  // ATTACKS H2
  Write("outside", "must stay");
  Write("t/a", "x");
  auto plan = PlanWipe(Request("t"));
  ASSERT_TRUE(plan);
  SetFaultHook([&, calls = 0](FaultPoint at) mutable {
    if (at == FaultPoint::kOpen && calls++ == 1)  // after the directory's: between stat and open
      Run("mv " + path("outside") + " " + path("t/a"));
    return 0;
  });
  const auto report = CarryOut(*std::move(plan), random_, kClock, {});
  SetFaultHook({});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, WipeOutcome::kFailed);
  EXPECT_EQ(Read("t/a"), "must stay");
}

TEST_F(WipeTest, AFileSwappedBeforeItIsRenamedKeepsItsName) {  // ATTACKS H2
  Write("outside", "must stay");
  Write("t/a", "x");
  SetFaultHook([&, done = false](FaultPoint at) mutable {
    if (at == FaultPoint::kRename && !std::exchange(done, true))
      Run("mv " + path("outside") + " " + path("t/a"));
    return 0;
  });
  const auto report = Do(Request("t"));
  SetFaultHook({});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, WipeOutcome::kFailed);
  EXPECT_EQ(Read("t/a"), "must stay");
}

TEST_F(WipeTest, HardLinksWithinTheTargetGoTogether) {  // ATTACKS H3
  Write("t/a", Pages(1));
  Run("mkdir " + path("t/d") + " && ln " + path("t/a") + " " + path("t/b") + " && ln " +
      path("t/a") + " " + path("t/d/c"));
  const auto report = Do(Request("t"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, WipeOutcome::kDone);
  EXPECT_EQ(report->grade, Grade::kClear);
  EXPECT_EQ(report->counts.files, 3);
  EXPECT_EQ(report->counts.bytes_overwritten, 4096);
}

TEST_F(WipeTest, HolesAreNotFilled) {  // ATTACKS H3
  Run("truncate -s 64M " + path("t/sparse"));
  Run("printf data | dd of=" + path("t/sparse") + " bs=1 seek=33554432 conv=notrunc status=none");
  const auto report = Do(Request("t"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, WipeOutcome::kDone);
  EXPECT_GE(report->counts.bytes_overwritten, 4096);
  EXPECT_LE(report->counts.bytes_overwritten, 1 << 20);
}

TEST_F(WipeTest, CarriesOnAfterErrorsAndListsThem) {  // ATTACKS H4
  for (const auto& [point, error_number] :
       {std::pair{FaultPoint::kWrite, EIO}, std::pair{FaultPoint::kWrite, ENOSPC},
        std::pair{FaultPoint::kRead, EIO}, std::pair{FaultPoint::kSync, EIO}}) {
    Run("mkdir -p " + path("t"));
    Write("t/a", Pages(1));
    Write("t/b", Pages(1));
    FailOnce(point, error_number);
    const auto report = Do(Request("t"));
    SetFaultHook({});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->outcome, WipeOutcome::kFailed);
    EXPECT_EQ(report->grade, Grade::kNone);
    ASSERT_EQ(report->failures_total, 1);
    EXPECT_EQ(report->failures[0].path, path("t/a"));
    EXPECT_TRUE(Exists("t/a"));
    EXPECT_FALSE(Exists("t/b"));
    EXPECT_EQ(Do(Request("t"))->outcome, WipeOutcome::kDone);  // again finishes
  }
}

TEST_F(WipeTest, ABadRangeDoesNotSaveItsNeighbours) {  // ATTACKS H4
  Write("t/a", Pages(3 * 1024));                       // three chunks of 4 MiB
  FailOnce(FaultPoint::kWrite, EIO, 1);
  const auto report = Do(Request("t"));
  SetFaultHook({});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, WipeOutcome::kFailed);
  EXPECT_EQ(report->counts.bytes_overwritten, 2 * (4 << 20));
  EXPECT_EQ(report->counts.bytes_verified, 2 * (4 << 20));  // what was written was read back
  EXPECT_NE(report->failures[0].message.find("4194304 bytes could not be overwritten, from offset "
                                             "4194304"),
            std::string::npos);
  const std::string left = Read("t/a");
  EXPECT_EQ(left.find("SSSS"), size_t{4 << 20});
  EXPECT_EQ(left.find("SSSS", 8 << 20), std::string::npos);
}

TEST_F(WipeTest, ALargeFileIsReadBackWholeWhileItIsWritten) {  // more than one group of 64 MiB
  Run("head -c 150000000 /dev/zero > " + path("t/large"));
  WipeRequest request = Request("t/large");
  const auto report = Do(request);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, WipeOutcome::kDone);
  EXPECT_GE(report->counts.bytes_overwritten, 150000000);
  EXPECT_EQ(report->counts.bytes_verified, report->counts.bytes_overwritten);
}

TEST_F(WipeTest, AnErrorWhileALargeFileIsReadBackIsFoundOut) {  // ATTACKS H4
  Run("head -c 150000000 /dev/zero > " + path("t/large"));
  std::atomic<int> reads = 0;
  SetFaultHook(
      [&](FaultPoint at) { return at == FaultPoint::kRead && reads.fetch_add(1) == 50 ? EIO : 0; });
  const auto report = Do(Request("t/large"));
  SetFaultHook({});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, WipeOutcome::kFailed);
  EXPECT_EQ(report->counts.bytes_overwritten - report->counts.bytes_verified, 2 << 20);
  EXPECT_TRUE(Exists("t/large"));
  EXPECT_EQ(report->grade, Grade::kNone);
}

TEST_F(WipeTest, OldDataThatComesBackIsFoundOut) {  // ATTACKS H6
  Write("t/a", Pages(2));
  // As a medium does it: nobody is told.
  const UniqueFd beneath(open(path("t/a").c_str(), O_RDWR | O_CLOEXEC));
  SetFaultHook([&, begun = false, done = false](FaultPoint at) mutable {
    begun = begun || at == FaultPoint::kWrite;  // planning reads, too
    if (begun && at == FaultPoint::kRead && !std::exchange(done, true))
      (void)!pwrite(beneath.get(), "old", 3, 5000);
    return 0;
  });
  const auto report = Do(Request("t"));
  SetFaultHook({});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, WipeOutcome::kOldData);
  EXPECT_EQ(ExitStatusOf(report->outcome), 3);
  EXPECT_EQ(VerificationResult(*report), "failed");
  EXPECT_EQ(report->grade, Grade::kNone);
  EXPECT_TRUE(Exists("t/a"));
}

TEST_F(WipeTest, WhatGrowsWhileItIsWipedStays) {  // ATTACKS H2
  Write("t/a", Pages(3 * 1024));
  SetFaultHook([this, calls = 0](FaultPoint at) mutable {
    if (at == FaultPoint::kWrite && ++calls == 2)
      std::ofstream(path("t/a"), std::ios::app) << "written behind the program's back";
    return 0;
  });
  const auto report = Do(Request("t"));
  SetFaultHook({});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, WipeOutcome::kFailed);
  EXPECT_EQ(report->grade, Grade::kNone);
  EXPECT_TRUE(Exists("t/a"));
}

TEST_F(WipeTest, WhoWritesWhileItIsWipedIsNoticed) {  // ATTACKS H2, H6
  for (const auto& [point, after] :
       {std::pair{FaultPoint::kWrite, 1}, std::pair{FaultPoint::kSync, 0},
        std::pair{FaultPoint::kRead, 0}, std::pair{FaultPoint::kRename, 0},
        std::pair{FaultPoint::kSync, 1}}) {  // the last is before the unlink: the directory's
    Run("mkdir -p " + path("t"));
    Write("t/a", Pages(3 * 1024));
    SetFaultHook(
        [&, point = point, after = after, calls = 0, begun = false](FaultPoint at) mutable {
          begun = begun || at == FaultPoint::kWrite;  // planning reads, too
          if (begun && at == point && calls++ == after)
            Run("f=$(ls " + path("t") + ") && printf old | dd of=" + path("t/$f") +
                " bs=1 conv=notrunc status=none");
          return 0;
        });
    const auto report = Do(Request("t"));
    SetFaultHook({});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->outcome, WipeOutcome::kFailed);
    EXPECT_EQ(report->grade, Grade::kNone);
    ASSERT_EQ(report->failures_total, 1);
    EXPECT_EQ(report->failures[0].path, path("t/a"));
    EXPECT_EQ(report->failures[0].message, "somebody wrote to it while it was wiped");
    EXPECT_TRUE(Exists("t/a"));
    EXPECT_EQ(Do(Request("t"))->outcome, WipeOutcome::kDone);  // again finishes
  }
}

TEST_F(WipeTest, WhoReadsWhileItIsWipedDoesNotMatter) {
  Write("t/a", Pages(3 * 1024));
  UniqueFd reader;
  SetFaultHook([&](FaultPoint at) {
    if (at == FaultPoint::kWrite)
      reader = UniqueFd(open(path("t/a").c_str(), O_RDONLY | O_CLOEXEC));
    return 0;
  });
  const auto report = Do(Request("t"));
  SetFaultHook({});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, WipeOutcome::kDone);
  EXPECT_EQ(report->grade, Grade::kClear);
}

TEST_F(WipeTest, WhoStillHasItOpenForWritingIsNoticed) {  // ATTACKS H2, H6
  for (const int after : {0, 1}) {  // before it is read back, and before it is unlinked
    Run("mkdir -p " + path("t"));
    Write("t/a", Pages(2));
    UniqueFd writer;
    void* mapped = nullptr;
    SetFaultHook([&, after, calls = 0](FaultPoint at) mutable {
      if (at != FaultPoint::kSync || calls++ != after) return 0;
      Run("mv " + path("t") + "/* " + path("held"));
      writer = UniqueFd(open(path("held").c_str(), O_RDWR | O_CLOEXEC));
      Run("mv " + path("held") + " " + path("t/a"));
      mapped = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, writer.get(), 0);
      if (after == 0) writer.Reset();  // a mapping is enough
      return 0;
    });
    const auto report = Do(Request("t"));
    SetFaultHook({});
    munmap(mapped, 4096);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->outcome, WipeOutcome::kFailed);
    EXPECT_EQ(report->grade, Grade::kNone);
    EXPECT_TRUE(Exists("t/a"));
  }
}

TEST_F(WipeTest, WhatIsCutShortWhileItIsWipedIsNoFaultOfTheMedium) {  // ATTACKS H2
  for (const auto& [point, after] :
       {std::pair{FaultPoint::kWrite, 1}, std::pair{FaultPoint::kRead, 0}}) {
    Write("t/a", Pages(3 * 1024));
    SetFaultHook(
        [&, point = point, after = after, calls = 0, begun = false](FaultPoint at) mutable {
          begun = begun || at == FaultPoint::kWrite;  // planning reads, too
          if (begun && at == point && calls++ == after) (void)!truncate(path("t/a").c_str(), 5000);
          return 0;
        });
    const auto report = Do(Request("t"));
    SetFaultHook({});
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->outcome, WipeOutcome::kFailed);
    ASSERT_EQ(report->failures_total, 1);
    EXPECT_EQ(report->failures[0].message,
              "somebody made it longer or shorter while it was overwritten");
    EXPECT_TRUE(Exists("t/a"));
  }
}

TEST_F(WipeTest, InterruptedItSaysHowFarItGotAndAgainFinishes) {  // ATTACKS H7
  Write("t/a", Pages(1));
  Write("t/b", Pages(3 * 1024));
  Write("t/c", Pages(1));
  const pid_t child = fork();
  if (child == 0) {  // the flag of a signal is for the life of a process
    WatchForInterrupts();
    SetFaultHook([calls = 0](FaultPoint at) mutable {
      if (at == FaultPoint::kWrite && ++calls == 3) (void)raise(SIGTERM);
      return 0;
    });
    const auto report = Do(Request("t"));
    SetFaultHook({});
    if (!report) _exit(1);
    const auto kept = WriteFileAtomic(path("report"), AsBytes(WriteJson(WipeReportJson(*report))),
                                      TempFile::Existing::kReplace);
    _exit(kept ? ExitStatusOf(report->outcome) : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(WEXITSTATUS(status), 143);
  const auto report = ParseWipeReport(Read("report"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, WipeOutcome::kInterrupted);
  EXPECT_EQ(report->counts.files, 1);
  EXPECT_EQ(report->counts.bytes_overwritten, 4096 + 2 * (4 << 20));
  EXPECT_EQ(report->interrupted_at,
            path("t/b") + ": 8388608 bytes overwritten, 0 read back; it is still there");
  EXPECT_EQ(report->grade, Grade::kNone);
  EXPECT_FALSE(Exists("t/a"));
  EXPECT_EQ(Read("t/c"), Pages(1));
  EXPECT_EQ(Do(Request("t"))->outcome, WipeOutcome::kDone);
  EXPECT_FALSE(Exists("t"));
}

TEST_F(WipeTest, ManyFilesAndTheShortestNames) {
  Run("cd " + path("t") +
      " && for i in a b c d e f g h i j k l m n o p q r s t u v w x y z 0 1 2 3 "
      "4 5; do echo $i > $i; done; seq 1 1500 | xargs touch");
  const auto report = Do(Request("t"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, WipeOutcome::kDone);
  EXPECT_GE(report->counts.files, 1526);
  EXPECT_FALSE(Exists("t"));
}

TEST(Pattern, CanBeMadeAgainAtAnyOffset) {
  CountingRandom random;
  const Pattern pattern(random);
  Bytes whole(4096), part(1024), flipped(4096);
  pattern.Fill(0, false, whole);
  pattern.Fill(2048, false, part);
  EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + 2048));
  pattern.Fill(0, true, flipped);
  for (size_t i = 0; i < whole.size(); ++i) ASSERT_EQ(whole[i] ^ flipped[i], 0xFF);
  EXPECT_NE(Bytes(whole.begin(), whole.begin() + 512),
            Bytes(whole.begin() + 512, whole.begin() + 1024));
}

}  // namespace
}  // namespace sekisho
