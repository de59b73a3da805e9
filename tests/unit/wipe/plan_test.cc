// What is looked at before anything is written: what is refused, and what is said.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/wipe/wipe_fixture.h"

// A file system that tells every file as one hole. Found before the C library's.
namespace {
bool tells_holes_only = false;
}
extern "C" off_t lseek(int fd, off_t offset, int whence) noexcept {
  if (tells_holes_only && whence == SEEK_DATA) {
    errno = ENXIO;
    return -1;
  }
  return syscall(SYS_lseek, fd, offset, whence);
}

namespace sekisho {
namespace {

// A proc in which process 7 has `relative` open, as `flags` say.
void OpenElsewhere(WipeRequest& request, const std::string& proc, const std::string& file,
                   const std::string& flags) {
  const std::string command = "mkdir -p " + proc + "/7/fd " + proc + "/7/fdinfo && ln -sfT " +
                              file + " " + proc + "/7/fd/3 && echo flags: " + flags + " > " + proc +
                              "/7/fdinfo/3 && echo editor > " + proc + "/7/comm";
  ASSERT_EQ(system(command.c_str()), 0);
  request.machine.open_files = [proc] { return OpenFiles::Look(proc); };
}

TEST_F(WipeTest, WhatAnotherProcessMayWriteIsRefused) {
  Write("t/a", Pages(1));
  WipeRequest request = Request("t");
  OpenElsewhere(request, path("proc"), path("t/a"), "0100002");
  const auto refused = Do(request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_NE(refused.error().message.find("open for writing in process 7 (editor)"),
            std::string::npos);
  EXPECT_NE(refused.error().next.words().find("kill 7"), std::string::npos);
  EXPECT_EQ(Read("t/a"), Pages(1));
  request.best_effort = true;
  const auto report = Do(request);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->grade, Grade::kNone);
  EXPECT_EQ(report->found_total, 1);
  EXPECT_FALSE(Exists("t"));
}

TEST_F(WipeTest, WhatAnotherProcessReadsIsSaidAndTakesNothingBack) {
  Write("t/a", Pages(1));
  WipeRequest request = Request("t");
  OpenElsewhere(request, path("proc"), path("t/a"), "0100000");
  const auto report = Do(request);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->grade, Grade::kClear);
  ASSERT_EQ(report->found.size(), 1u);
  EXPECT_NE(report->found[0].find("is open in process 7 (editor)"), std::string::npos);
}

TEST_F(WipeTest, ASwapFileBelowTheTargetIsFoundBeforehand) {  // ATTACKS H4
  Write("t/a", Pages(1));
  Write("t/b c", Pages(1));
  Run("mkdir " + path("proc"));
  Write("proc/swaps", "Filename Type Size Used Priority\n" + path("t/b") + "\\040c file 4 0 -2\n");
  for (const bool best_effort : {false, true}) {
    WipeRequest request = Request("t");
    request.best_effort = best_effort;
    request.machine.swap_files = [this] { return SwapFiles(path("proc")); };
    const auto refused = Do(request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
    EXPECT_EQ(refused.error().message, path("t/b c") + " is a swap file in use");
    EXPECT_EQ(refused.error().next.words(), "swapoff '" + path("t/b c") + "'");
  }
  EXPECT_EQ(Read("t/a"), Pages(1));
}

TEST_F(WipeTest, AProgramThatRunsIsFoundBeforehand) {  // ATTACKS H4
  Run("cp /bin/sleep " + path("t/z"));
  Write("t/a", Pages(1));
  int until_run[2];  // its other end is closed when the program runs
  ASSERT_EQ(pipe2(until_run, O_CLOEXEC), 0);
  const pid_t child = fork();
  if (child == 0) {
    execl(path("t/z").c_str(), "sleep", "600", nullptr);
    _exit(1);
  }
  close(until_run[1]);
  char nothing = 0;
  EXPECT_EQ(read(until_run[0], &nothing, 1), 0);
  close(until_run[0]);
  const auto refused = Do(Request("t"));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, path("t/z") + " is in use as a program or as swap");
  EXPECT_EQ(Read("t/a"), Pages(1));
}

// The file system that the test's directory is on, as one whose free space is wiped, too.
bool AlsoFreeSpaceAround(const std::string& path, WipeRequest& request) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const auto on = ProbeFileSystem(fd.get());
  if (!on || !OpenMountPoint(on->mount.point, request.machine)) return false;
  request.free_space = {on->mount.point};
  return true;
}
std::vector<bool> EarlierIsClaimed(const WipeReport& report) {
  std::vector<bool> claimed;
  for (const TargetReport& target : report.targets)
    for (const AspectClaim& aspect : target.claim.aspects)
      if (aspect.aspect == Aspect::kEarlier) claimed.push_back(aspect.claimed);
  return claimed;
}

TEST_F(WipeTest, WhatWasDeletedAndIsStillInUseIsNotFreeSpace) {  // ATTACKS H5, H6
  Write("t/a", Pages(1));
  Write("deleted", Pages(1));
  const UniqueFd fd(open(path("deleted").c_str(), O_RDONLY | O_CLOEXEC));
  WipeRequest request = Request("t");
  ASSERT_TRUE(AlsoFreeSpaceAround(path("t"), request));
  const std::string held = "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(fd.get());
  OpenElsewhere(request, path("proc"), held, "0100000");
  const auto before = PlanWipe(request);
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_TRUE(MayBeCarriedOut(*before));
  EXPECT_EQ(EarlierIsClaimed(PlannedReport(*before, kClock.Now())), std::vector<bool>(2, true));
  Run("rm " + path("deleted"));
  const auto plan = PlanWipe(request);
  const auto refused = MayBeCarriedOut(*plan);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_NE(refused.error().message.find("process 7 (editor) still uses something deleted"),
            std::string::npos);
  EXPECT_NE(refused.error().next.words().find("kill 7"), std::string::npos);
  request.best_effort = true;
  const auto anyway = PlanWipe(request);
  ASSERT_TRUE(MayBeCarriedOut(*anyway));
  EXPECT_EQ(EarlierIsClaimed(PlannedReport(*anyway, kClock.Now())), std::vector<bool>(2, false));
}

TEST_F(WipeTest, WhatIsInUseDoesNotBecomeFreeSpace) {  // ATTACKS H5, H6
  Run("mkdir " + path("t/d"));
  Write("t/a", Pages(1));
  WipeRequest request = Request("t");
  ASSERT_TRUE(AlsoFreeSpaceAround(path("t"), request));
  for (const char* const held : {"t/a", "t/d", "t"}) {
    OpenElsewhere(request, path("proc"), path(held), "0100000");
    const auto plan = PlanWipe(request);
    const auto refused = MayBeCarriedOut(*plan);
    ASSERT_FALSE(refused) << held;
    EXPECT_NE(refused.error().message.find(path(held) + " is in use by process 7"),
              std::string::npos);
    EXPECT_EQ(EarlierIsClaimed(PlannedReport(*plan, kClock.Now())), std::vector<bool>(2, false));
  }
}

TEST_F(WipeTest, RefusesSystemDirectoriesAndDevices) {  // ATTACKS H1
  for (const char* name :
       {"/", "/etc", "/home", "/usr/local", "/usr/share/doc", "/proc/self/status", "/sys/kernel",
        "/dev/null", "/dev/shm", "/var/lib", "/boot"}) {
    // Planned, never carried out: were the refusal gone, the test would wipe the machine it runs
    // on.
    WipeRequest request = Request("t");
    request.targets = {name};
    const auto plan = PlanWipe(std::move(request));
    ASSERT_FALSE(plan) << name;
    EXPECT_TRUE(!PathExists(name) || plan.error().code == ErrorCode::kRefused) << name;
  }
  EXPECT_EQ(ProtectedBecause("/usr/local/share/x"), "");
  EXPECT_EQ(ProtectedBecause("/dev/shm/x"), "");
  EXPECT_EQ(ProtectedBecause("/etcetera"), "");
}

TEST_F(WipeTest, RefusesADirectoryThatIsInUse) {  // ATTACKS H1
  Run("mkdir " + path("t/here"));
  const int before = open(".", O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(chdir(path("t/here").c_str()), 0);
  const auto report = Do(Request("t"));
  ASSERT_EQ(fchdir(before), 0);
  close(before);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kRefused);
  EXPECT_TRUE(Exists("t/here"));
}

TEST_F(WipeTest, RefusesLinksLoopsAndNamesThatAreNotTheirOwn) {  // ATTACKS H2
  Write("t/real", "data");
  Run("cd " + root() + " && ln -s t/real link && ln -s loop loop && ln -s t dir");
  for (const char* name : {"link", "loop", "dir", "dir/real", "dir/", "t/..", "t/../t/.."}) {
    const auto report = Do(Request(name));
    ASSERT_FALSE(report) << name;
    EXPECT_EQ(report.error().code, ErrorCode::kRefused) << name;
    EXPECT_TRUE(report.error().message.find("is a symbolic link") != std::string::npos ||
                name[0] == 't')
        << report.error().message;
  }
  WipeRequest request = Request("t");
  for (const char* name : {".", "..", "./", "", "/."}) {
    request.targets = {name};  // planned only: they are real directories
    const auto plan = PlanWipe(request);
    ASSERT_FALSE(plan) << name;
    EXPECT_EQ(plan.error().code, ErrorCode::kRefused) << name;
  }
  EXPECT_EQ(Read("t/real"), "data");
}

TEST(Layout, EndsAreRoundedUpWhereExtentsAreNotTold) {     // ATTACKS H5: slack
  const UniqueFd fd(memfd_create("layout", MFD_CLOEXEC));  // tmpfs: no FIEMAP
  ASSERT_TRUE(WriteAllAt(fd.get(), AsBytes(std::string(5000, 'x')), 0));
  ASSERT_TRUE(WriteAllAt(fd.get(), AsBytes("end"), 1 << 20));
  const auto layout = ReadLayout(fd.get(), (1 << 20) + 3, 4096);
  ASSERT_TRUE(layout);
  ASSERT_EQ(layout->extents.size(), 2u);
  EXPECT_EQ(layout->extents[0].bytes, 8192u);
  EXPECT_EQ(layout->extents[1].offset, 1u << 20);
  EXPECT_EQ(layout->extents[1].bytes, 4096u);
}

// File systems have told fresh data as a hole (FACTS): what is read counts.
TEST(Layout, H5AHoleIsReadBeforeItIsBelieved) {
  const UniqueFd fd(memfd_create("layout", MFD_CLOEXEC));
  ASSERT_TRUE(WriteAllAt(fd.get(), AsBytes(std::string(5000, 'x')), 0));
  ASSERT_TRUE(WriteAllAt(fd.get(), AsBytes("middle"), 1 << 20));
  ASSERT_EQ(ftruncate(fd.get(), 4 << 20), 0);
  tells_holes_only = true;
  const auto layout = ReadLayout(fd.get(), 4 << 20, 4096);
  tells_holes_only = false;
  ASSERT_TRUE(layout);
  ASSERT_EQ(layout->extents.size(), 2u);
  EXPECT_EQ(layout->extents[0].bytes, 8192u);
  EXPECT_EQ(layout->extents[1].offset, 1u << 20);
}

TEST_F(WipeTest, HardLinksToElsewhereAreListedAndRefused) {  // ATTACKS H3
  Write("t/a", "shared");
  Run("ln " + path("t/a") + " " + path("other"));
  const auto refused = Do(Request("t"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_NE(refused.error().message.find("/t/a has other names"), std::string::npos);
  EXPECT_EQ(Read("other"), "shared");
  WipeRequest request = Request("t");
  request.best_effort = true;
  const auto report = Do(request);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, WipeOutcome::kDone);
  EXPECT_EQ(report->grade, Grade::kNone);
  EXPECT_EQ(report->found_total, 1);
  EXPECT_EQ(Read("other").find("shared"), std::string::npos);
}

TEST_F(WipeTest, WhatSharesBlocksOrSitsInMetadataIsNamed) {  // ATTACKS H3
  EntryInfo file;
  file.links = 1;
  FileLayout layout;
  EXPECT_EQ(ObstacleOf(file, layout, 1), FileObstacle::kNone);
  layout.journaled = true;
  EXPECT_EQ(ObstacleOf(file, layout, 1), FileObstacle::kJournaled);
  layout.encoded = true;
  EXPECT_EQ(ObstacleOf(file, layout, 1), FileObstacle::kEncoded);
  layout.inlined = true;
  EXPECT_EQ(ObstacleOf(file, layout, 1), FileObstacle::kInlined);
  layout.shared = true;
  EXPECT_EQ(ObstacleOf(file, layout, 1), FileObstacle::kShared);
  layout.immutable = true;
  EXPECT_EQ(ObstacleOf(file, layout, 1), FileObstacle::kImmutable);
  EXPECT_FALSE(CanBeOverridden(FileObstacle::kImmutable));
}

TEST_F(WipeTest, WhereNothingCanBeClaimedItIsRefused) {  // ATTACKS H6
  Write("t/a", "data");
  for (const FileSystemKind kind :
       {FileSystemKind::kBtrfs, FileSystemKind::kZfs, FileSystemKind::kOverlay,
        FileSystemKind::kFuse, FileSystemKind::kNetwork, FileSystemKind::kExtDataJournal}) {
    const auto refused = Do(Request("t", kind));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
    EXPECT_EQ(Read("t/a"), "data");
  }
  WipeRequest request = Request("t", FileSystemKind::kBtrfs);
  request.best_effort = true;
  const auto report = Do(request);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, WipeOutcome::kDone);
  EXPECT_EQ(report->grade, Grade::kNone);
  EXPECT_FALSE(report->targets[0].claim.aspects[0].claimed);
}

TEST_F(WipeTest, ADryRunChangesNothing) {
  Write("t/a", "data");
  const auto plan = PlanWipe(Request("t"));
  ASSERT_TRUE(plan);
  const WipeReport report = PlannedReport(*plan, kClock.Now());
  EXPECT_EQ(report.outcome, WipeOutcome::kPlanned);
  EXPECT_EQ(report.counts.files, 1);
  EXPECT_EQ(Read("t/a"), "data");
}

TEST_F(WipeTest, TargetsInsideOneAnotherAreRefused) {
  Run("mkdir " + path("t/d"));
  WipeRequest request = Request("t");
  request.targets = {path("t"), path("t/d")};
  const auto report = Do(request);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kUsage);
}

TEST_F(WipeTest, AJournalThatCannotBePassedIsRefused) {  // ATTACKS H6
  Write("t/a", Pages(1));
  WipeRequest request = Request("t");
  ASSERT_TRUE(AlsoFreeSpaceAround(path("t"), request));
  request.machine.open_files = [this] { return OpenFiles::Look(path("no-proc")); };
  request.machine.journal_bytes = [](int, const FileSystemInfo&) -> Result<uint64_t> {
    return Fail(ErrorCode::kRefused, "the journal is elsewhere");
  };
  const auto plan = PlanWipe(request);
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(MayBeCarriedOut(*plan).error().message, "the journal is elsewhere");
  const std::vector<bool> nowhere(2, false);
  EXPECT_EQ(EarlierIsClaimed(PlannedReport(*plan, kClock.Now())), nowhere);
}

}  // namespace
}  // namespace sekisho
