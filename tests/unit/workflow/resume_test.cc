// Sealing that is killed at any step (ATTACKS F20): afterwards there is one package or none, one
// use of the permit is spent or none, and nobody needs a secret to sort it out.
#include "base/text/next_steps.h"
#include "workflow/packages/resuming.h"
#include "workflow/requests/requests.h"
#include "workflow/state/resolve.h"

#include <sys/wait.h>

#include <cerrno>
#include <filesystem>

#include "base/files/fault.h"
#include "tests/unit/workflow/office.h"

namespace sekisho {
namespace {

namespace fs = std::filesystem;

class Resume : public Office {
 protected:
  Resume() : Office(*CharterTemplate("small-office"), PrivateDirectory::On::kMemory) {}

  // Seals in a process that dies, as if by SIGKILL, at its `steps`th write, sync, rename, ... True
  // when it came to its end before.
  bool SealKilledAt(int steps, const std::string& id, const std::string& output) {
    const pid_t child = fork();
    if (child == 0) {
      int left = steps;
      SetFaultHook([&left](FaultPoint) {
        if (--left == 0) _exit(9);
        return 0;
      });
      _exit(SealAs("employee", id, output) ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_NE(WEXITSTATUS(status), 1) << "the sealing failed at step " << steps;
    return WEXITSTATUS(status) == 0;
  }
  Result<Resumed> ResumeAs(const std::string& person, const std::string& id,
                           const std::string& output) {
    auto session = Open(person);
    ASSIGN_OR_RETURN(const RequestRecord* const request, ResolveRequest(*session, id));
    return ResumeSealing(*session, *request, home_ + "/" + output);
  }
  Result<void> VoidAs(const std::string& person, const std::string& id) {
    auto session = Open(person);
    ASSIGN_OR_RETURN(const RequestRecord* const request, ResolveRequest(*session, id));
    return VoidSeal(*session, *request, "", "the stick broke");
  }
  size_t SealsOf(const std::string& id) {
    const auto session = Open("it");
    return (*ResolveRequest(*session, id))->seals.size();
  }
  size_t FilesOnStick() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(home_ + "/stick"), fs::directory_iterator()));
  }
  bool OpensFor(const std::string& person, const std::string& package) {
    const std::string to = home_ + "/opened";
    const auto opened = OpenPackage(SettingOf(person), WorldNow(), {home_ + "/" + package, to});
    fs::remove_all(to);
    return opened.has_value();
  }
  std::string Approved() {
    const std::string id = Ask(Asking());
    EXPECT_TRUE(ApproveAs("manager", id));
    return id;
  }
};

TEST_F(Resume, F20KilledAtAnyStepItIsFinishedOrAsIfItHadNeverBegun) {
  const std::string first = Approved();
  ASSERT_TRUE(CheckoutTo("佐藤", first));
  int finished = 0;
  int begun_anew = 0;
  int steps = 1;
  for (bool ended = false; !ended; ++steps) {
    ASSERT_LT(steps, 500);
    const std::string id = steps == 1 ? first : Approved();
    const std::string package = "stick/" + id + ".age";
    ended = SealKilledAt(steps, id, package);
    if (!ended && !fs::exists(home_ + "/" + package)) {
      EXPECT_FALSE(OpensFor("employee", package));
    }
    const auto resumed = ResumeAs("it", id, package);  // somebody who has no key to the content
    if (resumed) {
      ++finished;
    } else {
      EXPECT_EQ(resumed.error().code, ErrorCode::kNotFound) << resumed.error().message;
      EXPECT_EQ(SealsOf(id), 0u);
      const auto sealed = SealAs("employee", id, package);
      ASSERT_TRUE(sealed) << sealed.error().message;
      ++begun_anew;
    }
    EXPECT_EQ(SealsOf(id), 1u) << "step " << steps;
    EXPECT_TRUE(GateNow(package).ok) << "step " << steps;
    EXPECT_TRUE(OpensFor("employee", package)) << "step " << steps;
    EXPECT_EQ(FilesOnStick(), 2u) << "step " << steps;  // and the tag
    fs::remove(home_ + "/" + package);  // the door judges all of the medium: it stays small
  }
  EXPECT_GT(finished, 3);
  EXPECT_GT(begun_anew, 3);
}

// What fails after the record does not say that nothing was changed: it says how to finish.
TEST_F(Resume, D11AnErrorAfterTheRecordSaysHowToFinish) {
  const std::string id = Approved();
  ASSERT_TRUE(CheckoutTo("佐藤", id));
  SetFaultHook([](FaultPoint point) { return point == FaultPoint::kRename ? ENOSPC : 0; });
  const auto sealed = SealAs("employee", id, "stick/R1.age");
  SetFaultHook({});
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(sealed.error().next, next::FixThenResume("R1", home_ + "/stick/R1.age"));
  EXPECT_EQ(SealsOf(id), 1u);
  ASSERT_TRUE(ResumeAs("employee", id, "stick/R1.age"));
  EXPECT_TRUE(GateNow("stick/R1.age").ok);
}

TEST_F(Resume, FinishesACompressedPackageToo) {
  WriteText("files/plan.txt", std::string(3 << 20, 'x'));
  const std::string id = Approved();
  ASSERT_TRUE(CheckoutTo("佐藤", id));
  SetFaultHook([](FaultPoint point) { return point == FaultPoint::kRename ? ENOSPC : 0; });
  ASSERT_FALSE(SealAs("employee", id, "stick/R1.age"));
  SetFaultHook({});
  ASSERT_TRUE(ResumeAs("it", id, "stick/R1.age"));
  EXPECT_LT(fs::file_size(home_ + "/stick/R1.age"), 100'000u);
  EXPECT_TRUE(GateNow("stick/R1.age").ok);
  EXPECT_TRUE(OpensFor("employee", "stick/R1.age"));
}

TEST_F(Resume, AskedAgainItSaysThatThereIsNothingToDo) {
  SealOne();
  const auto resumed = ResumeAs("employee", "R1", "stick/R1.age");
  ASSERT_TRUE(resumed) << resumed.error().message;
  EXPECT_TRUE(resumed->was_finished);
}

TEST_F(Resume, NeverSealedIsNothingToResume) {
  const std::string id = Approved();
  const auto resumed = ResumeAs("employee", id, "stick/R1.age");
  ASSERT_FALSE(resumed);
  EXPECT_EQ(resumed.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(resumed.error().next, next::SealTo("R1", "/path/on/USB-1/R1.age"));
}

TEST_F(Resume, SealingAgainSaysHowToFinish) {
  const std::string id = Approved();
  int steps = 1;
  while (SealsOf(id) == 0) ASSERT_FALSE(SealKilledAt(steps++, id, "stick/R1.age"));
  const auto again = SealAs("employee", id, "stick/R1.age");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kRefused);
  EXPECT_EQ(again.error().next, next::ResumeOrVoid("R1", home_ + "/stick/R1.age"));
}

// A permit for several uses has one left: it is not spent before the first package is whole.
TEST_F(Resume, NoFurtherUseIsSpentWhileAPackageIsUnfinished) {
  RequestOptions options = Asking();
  options.uses = 3;
  const std::string id = Ask(options);
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_TRUE(CheckoutTo("佐藤", id));
  int steps = 1;
  while (SealsOf(id) == 0) ASSERT_FALSE(SealKilledAt(steps++, id, "stick/R1.age"));
  for (const char* const output : {"stick/R1-2.age", "stick/R1.age"}) {
    const auto again = SealAs("employee", id, output);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::kRefused);
    EXPECT_EQ(again.error().next, next::ResumeOrVoid("R1", home_ + "/stick/R1.age"));
  }
  EXPECT_EQ(SealsOf(id), 1u);
  ASSERT_TRUE(ResumeAs("employee", id, "stick/R1.age"));
  ASSERT_TRUE(SealAs("employee", id, "stick/R1-2.age"));
  EXPECT_TRUE(GateNow("stick").ok);
}

// One that is void is not waited for, and what is left of it is removed.
TEST_F(Resume, AVoidSealIsNoUnfinishedOne) {
  RequestOptions options = Asking();
  options.uses = 2;
  const std::string id = Ask(options);
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_TRUE(CheckoutTo("佐藤", id));
  int steps = 1;
  while (SealsOf(id) == 0) ASSERT_FALSE(SealKilledAt(steps++, id, "stick/R1.age"));
  ASSERT_TRUE(VoidAs("employee", id));
  ASSERT_TRUE(SealAs("employee", id, "stick/R1-2.age"));
  EXPECT_EQ(FilesOnStick(), 2u);  // and the tag
  EXPECT_TRUE(GateNow("stick").ok);
}

// Which of two is meant has to be said.
TEST_F(Resume, F20OneSealOfTwoIsNamed) {
  RequestOptions options = Asking();
  options.uses = 2;
  const std::string id = Ask(options);
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_TRUE(SealAs("employee", id, "stick/R1.age"));
  ASSERT_TRUE(SealAs("employee", id, "stick/R1-2.age"));
  EXPECT_FALSE(VoidAs("employee", id));
  const auto session = Open("it");
  for (const SealRecord& seal : (*ResolveRequest(*session, id))->seals) EXPECT_FALSE(seal.voided);
}

// The name of a finished package is not that of the unfinished one.
TEST_F(Resume, TheNameOfTheUnfinishedOneIsTold) {
  RequestOptions options = Asking();
  options.uses = 2;
  const std::string id = Ask(options);
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_TRUE(CheckoutTo("佐藤", id));
  ASSERT_TRUE(SealAs("employee", id, "stick/R1.age"));
  int steps = 1;
  while (SealsOf(id) == 1) ASSERT_FALSE(SealKilledAt(steps++, id, "stick/R1-2.age"));
  const auto resumed = ResumeAs("employee", id, "stick/R1.age");
  ASSERT_FALSE(resumed);
  EXPECT_EQ(resumed.error().code, ErrorCode::kRefused) << resumed.error().message;
  EXPECT_EQ(resumed.error().next, next::ResumeTo("R1", home_ + "/stick/R1-2.age"));
  ASSERT_TRUE(ResumeAs("employee", id, "stick"));
  EXPECT_TRUE(fs::exists(home_ + "/stick/R1-2.age"));
  EXPECT_TRUE(GateNow("stick").ok);
}

TEST_F(Resume, WhatIsNotWhatWasSealedIsNotFinished) {
  const std::string id = Approved();
  int steps = 1;
  while (SealsOf(id) == 0) ASSERT_FALSE(SealKilledAt(steps++, id, "stick/R1.age"));
  for (const auto& entry : fs::directory_iterator(home_ + "/stick")) {
    if (entry.path().extension() != ".part") continue;
    Bytes bytes = *ReadFile(entry.path(), 1 << 20);
    bytes[bytes.size() - 5] ^= 1;
    ASSERT_TRUE(WriteFileAtomic(entry.path(), bytes, TempFile::Existing::kReplace));
  }
  const auto resumed = ResumeAs("employee", id, "stick/R1.age");
  ASSERT_FALSE(resumed);
  EXPECT_EQ(resumed.error().code, ErrorCode::kVerdict);
  EXPECT_EQ(resumed.error().next, next::VoidSealNotFinished("R1"));
  EXPECT_FALSE(fs::exists(home_ + "/stick/R1.age"));
}

TEST_F(Resume, WhatIsStillBeingSealedIsLeftAlone) {
  const std::string id = Approved();
  const auto session = Open("employee");
  const RequestRecord& request = **ResolveRequest(*session, id);
  auto busy = TempFile::CreateBeside(home_ + "/stick/R1.age", ".sekisho-1234.part");
  ASSERT_TRUE(busy);
  busy->Lock();
  EXPECT_TRUE(RemoveOrphans(*session, request, home_ + "/stick/R1.age")->empty());
  EXPECT_TRUE(fs::exists(home_ + "/stick/.sekisho-1234.part"));
}

TEST_F(Resume, ALostPackageIsVoidAndTheOfficerGivesTheUseBack) {
  SealOne();
  const auto copy = *ReadFile(home_ + "/stick/R1.age", 1 << 20);
  fs::remove(home_ + "/stick/R1.age");
  const auto resumed = ResumeAs("employee", "R1", "stick/R1.age");
  ASSERT_FALSE(resumed);
  EXPECT_EQ(resumed.error().code, ErrorCode::kRefused);
  EXPECT_EQ(resumed.error().next, next::NamePlaceOrVoid("R1"));

  EXPECT_FALSE(VoidAs("manager", "R1"));
  ASSERT_TRUE(VoidAs("employee", "R1"));
  EXPECT_FALSE(VoidAs("employee", "R1"));
  EXPECT_FALSE(SealAs("employee", "R1", "stick/R1.age"));  // who sealed gives nothing back
  ASSERT_TRUE(VoidAs("officer", "R1"));
  EXPECT_FALSE(VoidAs("officer", "R1"));
  EXPECT_FALSE(SealAs("employee", "R1", "stick/R1.age"));  // that was the first one's name
  ASSERT_TRUE(SealAs("employee", "R1", "stick/R1-2.age"));
  EXPECT_TRUE(GateNow("stick").ok);

  ASSERT_TRUE(WriteFileAtomic(home_ + "/stick/R1.age", copy, TempFile::Existing::kReplace));
  EXPECT_FALSE(GateNow("stick").ok);  // the first one, come back
}

}  // namespace
}  // namespace sekisho
