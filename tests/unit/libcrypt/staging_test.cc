// Where a package is filled in and kept: nowhere else, in place of nothing, and with no remains.
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "libcrypt/archive/abandoned_staging.h"
#include "libcrypt/archive/beneath.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/libcrypt/extract_fixture.h"

namespace sekisho {
namespace {

TEST_F(ExtractTest, WritesThroughNoLinkPutIntoTheStagingDirectoryMeanwhile) {  // ATTACKS E2
  auto staging = StagingDirectory::Create(target_, random_);
  ASSERT_TRUE(staging);
  ASSERT_TRUE(staging->AddDirectory("d"));
  ASSERT_TRUE(
      scratch_.Shell("cd .sekisho-* && rmdir d && ln -s ../outside d && ln -s "
                     "../outside/file f && ln -s ../outside/new g"));
  EXPECT_FALSE(staging->BeginFile("d/new"));
  EXPECT_FALSE(staging->AddDirectory("d/new"));
  EXPECT_FALSE(staging->BeginFile("f"));
  EXPECT_FALSE(staging->BeginFile("g"));
  EXPECT_FALSE(staging->BeginFile("../outside/new"));
  { const StagingDirectory gone = *std::move(staging); }
  EXPECT_TRUE(IsUntouched());
}

// Whoever fills it: not even what the system would take for a name.
TEST_F(ExtractTest, StagesOnlyNamesThatPeopleCanRead) {  // ATTACKS E5
  {
    auto staging = StagingDirectory::Create(target_, random_);
    ASSERT_TRUE(staging);
    for (const char* name : {"a\x1b[2J", "a\nb", "-"}) {
      EXPECT_EQ(RefusalOf(staging->BeginFile(name)), ErrorCode::kVerdict);
      EXPECT_EQ(RefusalOf(staging->AddDirectory(name)), ErrorCode::kVerdict);
    }
    EXPECT_TRUE(scratch_.Shell("test -z \"$(ls -A .sekisho-*)\""));
  }
  EXPECT_TRUE(IsUntouched());
}

TEST_F(ExtractTest, FallsBackToStepsWithoutLeaving) {  // ATTACKS E2
  ASSERT_TRUE(
      scratch_.Shell("mkdir -p r/a/b && ln -s ../outside r/l && ln -s ../../outside r/a/l"));
  const auto root = OpenDirectory(scratch_ / "r");
  ASSERT_TRUE(root);
  for (auto* open : {&OpenDirectoryBeneath, &OpenDirectoryStepwise}) {
    EXPECT_TRUE(open(root->get(), ""));
    EXPECT_TRUE(open(root->get(), "a/b"));
    for (const char* name : {"l", "a/l", "a/l/x", "..", "a/../..", "a/missing"})
      EXPECT_FALSE(open(root->get(), name)) << name;
  }
  EXPECT_FALSE(OpenDirectoryBeneath(root->get(), "/"));
  EXPECT_FALSE(OpenDirectoryStepwise(root->get(), "/"));
  ASSERT_TRUE(scratch_.Shell("rm -r r"));
}

TEST_F(ExtractTest, FillsAnEmptyDirectoryAndDestroysNothing) {
  const Bytes tar = Package({FileEntry("a", "1")}).File("a", "1").End();
  ASSERT_TRUE(scratch_.Shell("mkdir out"));
  ASSERT_TRUE(Extract(tar));
  const auto again = Extract(tar);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kExists);
  EXPECT_TRUE(scratch_.Shell("test $(cat out/a) = 1 && test $(ls -A | wc -l) = 2"));
  for (const char* other :
       {"rm -r out; ln -s outside out", "rm out; touch out", "rm out; ln -s none out"}) {
    ASSERT_TRUE(scratch_.Shell(other));
    EXPECT_EQ(Extract(tar).error().code, ErrorCode::kExists) << other;
  }
  ASSERT_TRUE(scratch_.Shell("rm out"));
  EXPECT_TRUE(IsUntouched());
  target_ = scratch_ / "missing/out";
  EXPECT_EQ(Extract(tar).error().code, ErrorCode::kNotFound);
  target_ = "/";
  EXPECT_FALSE(Extract(tar));
}

TEST_F(ExtractTest, Z3RefusesALinkToADirectoryBeforeAnythingIsWritten) {
  const Bytes tar = Package({FileEntry("a", "1")}).File("a", "1").End();
  ASSERT_TRUE(scratch_.Shell("mkdir elsewhere && ln -s elsewhere out"));
  const auto linked = Extract(tar, {}, [&](const PackageMetadata&, ByteSource&) -> Result<void> {
    ADD_FAILURE() << "it was begun";
    return {};
  });
  ASSERT_FALSE(linked);
  EXPECT_NE(linked.error().message.find("is a link"), std::string::npos) << linked.error().message;
  EXPECT_NE(linked.error().next.words().find("/out/NAME"), std::string::npos)
      << linked.error().next.words();
  EXPECT_TRUE(scratch_.Shell("rmdir elsewhere && rm out"));
}

TEST_F(ExtractTest, RefusesAFullDirectoryBeforeAnythingIsWritten) {
  const Bytes tar = Package({FileEntry("a", "1")}).File("a", "1").End();
  ASSERT_TRUE(scratch_.Shell("mkdir out && touch out/theirs"));
  const auto full = Extract(tar, {}, [&](const PackageMetadata&, ByteSource&) -> Result<void> {
    ADD_FAILURE() << "it was begun";
    return {};
  });
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::kExists);
  EXPECT_TRUE(scratch_.Shell("rm out/theirs && rmdir out"));
}

TEST_F(ExtractTest, KeepsWhatAppearsAtTheTargetMeanwhile) {
  const Bytes tar = Package({FileEntry("a", "1")}).File("a", "1").End();
  for (const char* appears :
       {"mkdir out && echo 2 >out/theirs", "echo 2 >out", "ln -s outside out"}) {
    const auto late = Extract(tar, {}, [&](const PackageMetadata&, ByteSource&) -> Result<void> {
      EXPECT_TRUE(scratch_.Shell(appears));
      return {};
    });
    ASSERT_FALSE(late) << appears;
    EXPECT_EQ(late.error().code, ErrorCode::kExists);
    EXPECT_TRUE(
        scratch_.Shell("test -e out && test ! -e out/a && test $(ls -A | wc -l) = 2 && "
                       "rm -r out"));
  }
  EXPECT_TRUE(IsUntouched());
}

TEST_F(ExtractTest, RefusesToReplaceTheCurrentDirectory) {
  ASSERT_TRUE(scratch_.Shell("mkdir out"));
  char before[4096];
  ASSERT_NE(getcwd(before, sizeof before), nullptr);
  ASSERT_EQ(chdir(target_.c_str()), 0);
  target_ = ".";
  const auto refused = Extract(Package({}).End());
  ASSERT_EQ(chdir(before), 0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUsage);
}

// Whoever may write to the directory beside may move the staging directory away, and put theirs in
// its place: it is neither presented as the content nor removed as a failed one's remains.
TEST_F(ExtractTest, E2AStagingDirectoryPutInPlaceOfOursIsNeitherPresentedNorRemoved) {
  {
    auto staging = StagingDirectory::Create(target_, random_);
    ASSERT_TRUE(staging);
    ASSERT_TRUE(staging->AddDirectory("d"));
    ASSERT_TRUE(staging->BeginFile("d/secret"));
    ASSERT_TRUE(staging->WriteFileData(AsBytes("secret")));
    ASSERT_TRUE(staging->EndFile(kMtime));
    ASSERT_TRUE(scratch_.Shell("s=$(echo .sekisho-*) && mv $s moved && mv outside $s"));
    const auto finished = staging->Finish();
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().code, ErrorCode::kVerdict) << finished.error().message;
  }
  EXPECT_TRUE(scratch_.Shell("test ! -e out && test -z \"$(ls -A moved)\""));
  EXPECT_TRUE(scratch_.Shell("rmdir moved && mv .sekisho-* outside"));
  EXPECT_TRUE(IsUntouched());
}

// Killed outright it cannot clean up: the next one does, and touches nothing else.
TEST_F(ExtractTest, Z3RemovesWhatAKilledExtractionLeft) {
  const pid_t killed = fork();
  if (killed == 0) {
    auto staging = StagingDirectory::Create(target_, random_);
    if (!staging->AddDirectory("d") || !staging->BeginFile("d/secret") ||
        !staging->WriteFileData(AsBytes("secret")))
      _exit(1);
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(killed, &status, 0), killed);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_TRUE(scratch_.Shell("test \"$(cat .sekisho-*/d/secret)\" = secret"));
  // Where others may rename, it could be any directory of this user's that they renamed.
  ASSERT_TRUE(scratch_.Shell("chmod 777 ."));
  RemoveAbandonedStaging(OpenDirectory(scratch_ / ".")->get());
  ASSERT_TRUE(scratch_.Shell("test -e .sekisho-*/d/secret && chmod 700 ."));
  // Of somebody who is at work, one that is just being made, another's by its mode, people's own,
  // and a link to something dear.
  auto at_work = StagingDirectory::Create(scratch_ / "other", random_);
  ASSERT_TRUE(at_work);
  ASSERT_TRUE(
      scratch_.Shell("test $(ls -d .sekisho-* | wc -l) = 1 &&"
                     " mkdir -m 755 .sekisho-0000000000000001 &&"
                     " mkdir -m 500 .sekisho-0000000000000003 && mkdir -m 700 .sekisho-notes &&"
                     " ln -s outside .sekisho-0000000000000002"));
  ASSERT_TRUE(Extract(Package({}).End()));
  EXPECT_TRUE(scratch_.Shell("test $(ls -d .sekisho-* | wc -l) = 5 && cat outside/file"));
  EXPECT_TRUE(PathExists(at_work->path()));
}

TEST_F(ExtractTest, LeavesNothingBehindWhenTheDiskFails) {  // ATTACKS D11, Z3
  const Bytes tar =
      Package({DirectoryEntry("d"), FileEntry("d/a", "1")}).Directory("d").File("d/a", "1").End();
  for (FaultPoint point :
       {FaultPoint::kOpen, FaultPoint::kWrite, FaultPoint::kSync, FaultPoint::kRename}) {
    int calls = 0;
    SetFaultHook([&](FaultPoint p) { return p == point ? (++calls, 0) : 0; });
    ASSERT_TRUE(Extract(tar));
    SetFaultHook({});
    ASSERT_TRUE(scratch_.Shell("rm -r out"));
    ASSERT_GT(calls, 0);
    const int before_rename = point == FaultPoint::kSync ? 1 : calls;
    for (int failing = 1; failing <= before_rename; ++failing) {
      int count = 0;
      SetFaultHook([&](FaultPoint p) { return p == point && ++count == failing ? ENOSPC : 0; });
      const auto extracted = Extract(tar);
      SetFaultHook({});
      ASSERT_FALSE(extracted) << failing;
      EXPECT_EQ(extracted.error().code, ErrorCode::kNoSpace);
      EXPECT_TRUE(IsUntouched()) << failing;
    }
  }
}

}  // namespace
}  // namespace sekisho
