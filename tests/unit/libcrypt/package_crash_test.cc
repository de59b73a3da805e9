// Sealing that stops somewhere: nothing is left, or nothing that anybody takes for a package.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/unit/libcrypt/package_fixture.h"

namespace sekisho {
namespace {

using PackageCrash = PackageFixture;

TEST_F(PackageCrash, DroppedBeforeReleaseLeavesNothing) {  // ATTACKS F20, Z3
  for (int steps = 0; steps < 4; ++steps) {
    {
      const auto writer = PackageWriter::Begin(scratch_ / "p", "jti", Plan(), random_);
      ASSERT_TRUE(writer);
      EXPECT_TRUE(OnlyContains(".sekisho-jti.part "));
      if (steps > 0) {
        ASSERT_TRUE((*writer)->payload().Write(Archive("text")));
      }
      if (steps > 1) {
        ASSERT_TRUE((*writer)->FinishPayload());
      }
      if (steps > 2) {
        ASSERT_TRUE((*writer)->Prepare("v4.public.seal"));
      }
    }
    EXPECT_TRUE(OnlyContains("")) << steps;
  }
}

TEST_F(PackageCrash, KilledBeforeReleaseLeavesWhatNobodyOpens) {  // ATTACKS F20
  PackageFacts facts;
  {
    const auto writer = PackageWriter::Begin(scratch_ / "p", "jti", Plan(), random_);
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->payload().Write(Archive("text")));
    facts = *(*writer)->FinishPayload();
    ASSERT_TRUE((*writer)->Prepare("v4.public.seal"));
    (*writer)->KeepOnFailure();
  }
  ASSERT_TRUE(OnlyContains(".sekisho-jti.part "));
  const auto inspected = Inspect(".sekisho-jti.part");
  ASSERT_TRUE(inspected);
  EXPECT_TRUE(inspected->header.seal.empty());  // which is what the gate blocks for
  EXPECT_EQ(inspected->facts, facts);
  const auto opened = Open(".sekisho-jti.part", alice_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kVerdict);
  EXPECT_NE(opened.error().message.find("never finished"), std::string::npos);
  const Bytes file = Load(".sekisho-jti.part");
  AgeKeys keys;
  keys.identities = {&alice_};
  EXPECT_EQ(Decrypt(file, keys).error().code, ErrorCode::kHeaderMac);
  const SecretBytes key = alice_.Encode();
  scratch_.Write("alice.id", key.Expose());
  EXPECT_TRUE(scratch_.Shell("! age -d -i alice.id .sekisho-jti.part >/dev/null 2>&1"));
}

// A file system that sets blocks aside while a file grows: the door takes them for anything.
TEST_F(PackageCrash, GivesBackWhatWasSetAsideBehindItsEnd) {  // ATTACKS I10
  const auto writer = PackageWriter::Begin(scratch_ / "p", "jti", Plan(), random_);
  ASSERT_TRUE(writer) << writer.error().message;
  ASSERT_TRUE((*writer)->payload().Write(Archive("the plan")));
  ASSERT_TRUE((*writer)->FinishPayload());
  ASSERT_TRUE((*writer)->Prepare("v4.public.seal"));
  const UniqueFd fd(open((*writer)->temporary_path().c_str(), O_RDWR | O_CLOEXEC));
  constexpr off_t kAside = 8 << 20;
  if (fallocate(fd.get(), FALLOC_FL_KEEP_SIZE, 0, kAside) != 0)
    GTEST_SKIP() << "the file system of the temporary directory sets nothing aside";
  ASSERT_TRUE((*writer)->Release());
  struct stat info {};
  ASSERT_EQ(fstat(fd.get(), &info), 0);
  EXPECT_EQ(static_cast<uint64_t>(info.st_size), (*writer)->total_bytes());
  EXPECT_LT(info.st_blocks * 512, kAside);
}

TEST_F(PackageCrash, NeverReplacesWhatIsThere) {  // ATTACKS D11
  scratch_.Write("p", AsBytes("precious"));
  EXPECT_EQ(Make("p", Plan()).error().code, ErrorCode::kExists);
  EXPECT_TRUE(OnlyContains("p "));
  const auto writer = PackageWriter::Begin(scratch_ / "q", "jti", Plan(), random_);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->FinishPayload());
  ASSERT_TRUE((*writer)->Prepare("v4.public.seal"));
  scratch_.Write("q", AsBytes("meanwhile"));
  EXPECT_EQ((*writer)->Release().error().code, ErrorCode::kExists);
  EXPECT_EQ(AsText(Load("q")), "meanwhile");
}

TEST_F(PackageCrash, D11ANameThatCannotBeIsRefusedAtTheBeginning) {
  for (const std::string& name : {std::string(256, 'n'), std::string("no/directory")}) {
    const auto writer = PackageWriter::Begin(scratch_ / name, "jti", Plan(), random_);
    ASSERT_FALSE(writer) << name;
    EXPECT_TRUE(OnlyContains(""));
  }
}

// Every system call of sealing fails once: an error each time, and the directory empty. After the
// rename only the directory's fsync is left: then the package is whole.
TEST_F(PackageCrash, LeavesNothingWhicheverCallFails) {  // ATTACKS D11, F20, Z3
  bool done = false;
  int failures = 0;
  for (int failing = 0; !done && failing < 200; ++failing) {
    int call = 0;
    bool renamed = false;
    SetFaultHook([&](FaultPoint point) {
      const bool fail = call++ == failing;
      if (point == FaultPoint::kRename && !fail) renamed = true;
      return fail ? ENOSPC : 0;
    });
    const auto made = Make("p", Plan(), std::string(200'000, 'x'));
    SetFaultHook({});
    done = made.has_value();
    if (done) break;
    ++failures;
    EXPECT_EQ(made.error().code, ErrorCode::kNoSpace) << failing << " " << made.error().message;
    EXPECT_TRUE(OnlyContains(renamed ? "p " : "")) << failing;
    if (renamed) {
      const auto inspected = Inspect("p");
      ASSERT_TRUE(inspected);
      EXPECT_EQ(inspected->header.seal, "v4.public.seal");
      ASSERT_TRUE(scratch_.Shell("rm p"));
    }
  }
  EXPECT_TRUE(done);
  EXPECT_GE(failures, 8);
}

// What the medium gives back is not what was written.
TEST_F(PackageCrash, ReadsBackBeforeTheSealIsRecorded) {  // ATTACKS D11
  WorkerPool pool(2);
  for (const char* const damage :
       {"printf x | dd of=.sekisho-jti.part bs=1 conv=notrunc status=none "
        "seek=$(($(stat -c %s .sekisho-jti.part) - 20))",
        // Blocks in each other's place, as a stick does that claims to be larger than it is.
        "dd if=.sekisho-jti.part of=.sekisho-jti.part bs=4096 count=1 skip=40 seek=41 "
        "conv=notrunc status=none",
        "truncate -s -1 .sekisho-jti.part", "printf x >>.sekisho-jti.part"}) {
    const auto writer = PackageWriter::Begin(scratch_ / "p", "jti", Plan(), random_, &pool);
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->payload().Write(Bytes(3 << 20, 7)));
    ASSERT_TRUE((*writer)->FinishPayload());
    ASSERT_TRUE(scratch_.Shell(damage));
    const auto prepared = (*writer)->Prepare("v4.public.seal");
    ASSERT_FALSE(prepared) << damage;
    EXPECT_EQ(prepared.error().code, ErrorCode::kIo);
    EXPECT_NE(prepared.error().message.find("does not read back"), std::string::npos);
  }
}

// With a pool the leaves are written side by side: whichever write fails, it is told.
TEST_F(PackageCrash, D11AFullMediumIsToldWhoeverWrites) {
  for (int which = 0; which < 8; ++which) {
    WorkerPool pool(3);
    const auto writer = PackageWriter::Begin(scratch_ / "p", "jti", Plan(), random_, &pool);
    ASSERT_TRUE(writer);
    int writes = 0;
    SetFaultHook([&](FaultPoint point) {
      return point == FaultPoint::kWrite && writes++ == which ? ENOSPC : 0;
    });
    const auto written = (*writer)->payload().Write(Bytes(10 << 20, 7));
    const auto finished = written ? (*writer)->FinishPayload() : written.error();
    SetFaultHook({});
    ASSERT_EQ(finished.has_value(), which >= 6) << which;  // pairs of leaves
    if (!finished) {
      EXPECT_EQ(finished.error().code, ErrorCode::kNoSpace);
    }
  }
  EXPECT_TRUE(OnlyContains(""));
}

// Somebody at work in the same directory takes the file away, or puts another in its place: known
// before the use of the permit is spent, and what is not ours is not removed.
TEST_F(PackageCrash, D10AFileRemovedOrReplacedMeanwhileIsNoticedBeforeTheSealIsRecorded) {
  for (const bool replaced : {false, true}) {
    {
      const auto writer = PackageWriter::Begin(scratch_ / "p", "jti", Plan(), random_);
      ASSERT_TRUE(writer);
      ASSERT_TRUE((*writer)->payload().Write(Archive("text")));
      ASSERT_TRUE((*writer)->FinishPayload());
      ASSERT_TRUE(scratch_.Shell("rm .sekisho-jti.part"));
      if (replaced) scratch_.Write(".sekisho-jti.part", AsBytes("precious"));
      const auto prepared = (*writer)->Prepare("v4.public.seal");
      ASSERT_FALSE(prepared);
      EXPECT_EQ(prepared.error().code, ErrorCode::kIo);
    }
    EXPECT_TRUE(OnlyContains(replaced ? ".sekisho-jti.part " : ""));
  }
}

}  // namespace
}  // namespace sekisho
