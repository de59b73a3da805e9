#include "tests/unit/workflow/office.h"
#include "workflow/office/ledger_acts.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/requests.h"
#include "workflow/state/resolve.h"
#include "workflow/state/snapshot.h"

namespace sekisho {
namespace {

class TakeOut : public Office {
 protected:
  // What the gate finds against a package with these bytes, without recording it.
  bool Blocked(const OrgState& state, const Bytes& bytes) {
    const std::string path = home_ + "/judged";
    EXPECT_TRUE(WriteFileAtomic(path, bytes, TempFile::Existing::kReplace));
    const auto fd = OpenForRead(path);
    const auto inspection = InspectPackage(fd->get(), {});
    if (!inspection) return true;
    PackageView view;
    return !JudgeHeader(state, inspection->header, view).empty() ||
           !JudgeFacts(inspection->facts, *view.seal).empty();
  }
};

std::string FirstCode(const GateVerdict& verdict) {
  for (const Reason& reason : verdict.reasons) return reason.code;
  for (const GateFinding& finding : verdict.findings)
    for (const Reason& reason : finding.reasons) return reason.code;
  return "";
}

TEST_F(TakeOut, GoesFromRequestToReturn) {
  SealOne();
  const GateVerdict verdict = GateNow("stick");
  EXPECT_TRUE(verdict.ok) << FirstCode(verdict);
  EXPECT_TRUE(verdict.recorded) << verdict.recorded_why_not;
  const auto opened =
      OpenPackage(SettingOf("employee"), WorldNow(), {home_ + "/stick/R1.age", home_ + "/out"});
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_TRUE(opened->permit_checked);
  EXPECT_TRUE(opened->recorded);
  EXPECT_EQ(*ReadTextFile(home_ + "/out/files/deep/日本語.txt", 100), "内容");
  auto session = Open("it");
  const auto returned = ReturnMedium(*session, {"USB-1", home_ + "/stick", false});
  ASSERT_TRUE(returned) << returned.error().message;
  EXPECT_EQ(returned->packages, 1u);
  EXPECT_EQ(returned->strangers, 0u);
  const auto report = VerifyLedger(SettingOf("manager"), WorldNow());
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->ok) << (report->problems.empty() ? "" : report->problems.front());
  EXPECT_EQ(report->voids, 0u);
}

TEST_F(TakeOut, OpensWithStockAgeAndTar) {
  SealOne();
  const std::string command =
      "cd " + home_ + " && mkdir plain && age -d -i employee.id stick/R1.age" +
      " | tar -x -C plain && cd plain && sha256sum --quiet -c SEKISHO/SHA256SUMS";
  EXPECT_EQ(system(command.c_str()), 0);
}

TEST_F(TakeOut, EscrowOpensIt) {
  SealOne();
  EXPECT_EQ(system(("age -d -i " + home_ + "/escrow/escrow-2.txt " + home_ +
                    "/stick/R1.age | tar -t > /dev/null")
                       .c_str()),
            0);
}

TEST_F(TakeOut, RefusesSealingWithoutApproval) {
  const std::string id = Ask(Asking());
  const auto sealed = SealAs("employee", id, "stick/R1.age");
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().code, ErrorCode::kRefused);
  EXPECT_TRUE(NothingLeftOnStick());
}

TEST_F(TakeOut, RefusesOneApprovalTooFew) {
  const std::string id = Ask(Asking("極秘"));
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_FALSE(SealAs("employee", id, "stick/R1.age"));
  ASSERT_TRUE(ApproveAs("officer", id));
  EXPECT_TRUE(SealAs("employee", id, "stick/R1.age"));
}

TEST_F(TakeOut, RefusesSelfApproval) {  // ATTACKS B4
  auto session = Open("manager");
  const auto requested = SubmitRequest(*session, Asking());
  ASSERT_TRUE(requested) << requested.error().message;
  const auto approved = ApproveAs("manager", requested->id);
  ASSERT_FALSE(approved);
  EXPECT_EQ(approved.error().code, ErrorCode::kRefused);
}

TEST_F(TakeOut, RefusesAnApprovalByTheWrongRole) {
  const std::string id = Ask(Asking());
  EXPECT_FALSE(ApproveAs("it", id));
  EXPECT_FALSE(ApproveAs("employee", id));
}

TEST_F(TakeOut, RefusesOutsideItsPeriod) {  // ATTACKS A7
  RequestOptions options = Asking();
  options.from = clock_.Now() + std::chrono::days(1);
  const std::string id = Ask(options);
  ASSERT_TRUE(ApproveAs("manager", id));
  EXPECT_FALSE(SealAs("employee", id, "stick/R1.age"));
  clock_.Set(clock_.Now() + std::chrono::days(8));
  EXPECT_FALSE(SealAs("employee", id, "stick/R1.age"));
  EXPECT_TRUE(NothingLeftOnStick());
}

TEST_F(TakeOut, ClockSetBackDoesNotReviveAPermit) {  // ATTACKS A7
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  const Time before = clock_.Now();
  clock_.Set(before + std::chrono::days(10));
  ASSERT_TRUE(ApproveAs("manager", Ask(Asking())));
  OfficerSigns();  // the record now knows a later time
  clock_.Set(before);
  EXPECT_FALSE(SealAs("employee", id, "stick/R1.age"));
}

TEST_F(TakeOut, OneClockThatRunsAheadMovesNobodyElse) {
  const std::string id = Ask(Asking());
  const Time before = clock_.Now();
  clock_.Set(before + std::chrono::days(3650));
  ASSERT_FALSE(ApproveAs("manager", id));  // long over, by that clock
  {
    auto session = Open("it");
    ASSERT_TRUE(MakeDirectories(home_ + "/other"));
    ASSERT_TRUE(RegisterMedium(*session, home_ + "/other", "USB-2"));
  }
  clock_.Set(before);
  ASSERT_TRUE(ApproveAs("manager", id));
  EXPECT_TRUE(SealAs("employee", id, "stick/R1.age"));
}

TEST_F(TakeOut, ABackDatedSealIsVoidWhereTheRecordKnowsBetter) {  // ATTACKS F19
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  const Time before = clock_.Now();
  clock_.Set(before + std::chrono::days(10));
  {
    auto session = Open("officer");
    ASSERT_TRUE(MakeSnapshot(*session, home_ + "/snapshot"));
  }
  ASSERT_TRUE(ApproveAs("manager", Ask(Asking())));
  clock_.Set(before);
  EXPECT_FALSE(SealAs("employee", id, "stick/R1.age"));
}

TEST_F(TakeOut, RefusesAnotherMedium) {  // ATTACKS G2
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_FALSE(SealAs("employee", id, "R1.age"));
  ASSERT_TRUE(MakeDirectories(home_ + "/other"));
  {
    auto session = Open("it");
    ASSERT_TRUE(RegisterMedium(*session, home_ + "/other", "USB-2"));
  }
  EXPECT_FALSE(SealAs("employee", id, "other/R1.age"));
}

TEST_F(TakeOut, RefusesFilesThatAreNotAsApproved) {  // ATTACKS D10
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  WriteText("files/added.txt", "x");
  EXPECT_FALSE(SealAs("employee", id, "stick/R1.age"));
  ASSERT_EQ(unlink((home_ + "/files/added.txt").c_str()), 0);
  WriteText("files/plan.txt", "the PLAN");
  EXPECT_FALSE(SealAs("employee", id, "stick/R1.age"));
  ASSERT_EQ(unlink((home_ + "/files/plan.txt").c_str()), 0);
  EXPECT_FALSE(SealAs("employee", id, "stick/R1.age"));
  ASSERT_EQ(symlink("/etc/passwd", (home_ + "/files/plan.txt").c_str()), 0);
  EXPECT_FALSE(SealAs("employee", id, "stick/R1.age"));
  EXPECT_TRUE(NothingLeftOnStick());
}

TEST_F(TakeOut, RefusesASecondSealOfASingleUse) {  // ATTACKS A8, F17
  SealOne();
  const auto again = SealAs("employee", "R1", "stick/R1-2.age");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kRefused);
  EXPECT_FALSE(PathExists(home_ + "/stick/R1-2.age"));
}

TEST_F(TakeOut, RevokedPackagesDoNotPass) {  // ATTACKS B7
  SealOne();
  {
    auto session = Open("manager");
    const auto request = ResolveRequest(*session, "R1");
    ASSERT_TRUE(Revoke(*session, **request, "changed our mind"));
  }
  EXPECT_EQ(FirstCode(GateNow("stick")), "revoked");
}

TEST_F(TakeOut, SuspendedApproversApproveNothing) {  // ATTACKS B6
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  {
    auto session = Open("officer");
    ASSERT_TRUE(Suspend(*session, "田中", "left in anger"));
  }
  EXPECT_FALSE(SealAs("employee", id, "stick/R1.age"));
  EXPECT_FALSE(ApproveAs("manager", Ask(Asking())));
}

TEST_F(TakeOut, UnknownClassIsRefused) {
  auto session = Open("employee");
  const auto requested = SubmitRequest(*session, Asking("ultra"));
  ASSERT_FALSE(requested);
  EXPECT_EQ(requested.error().code, ErrorCode::kNotFound);
}

TEST_F(TakeOut, StrangersMayNothing) {
  const auto joined = Join(SettingOf("stranger"), WorldNow(), HexEncode(genesis_), "");
  ASSERT_TRUE(joined);
  auto session = Open("stranger");
  EXPECT_FALSE(SubmitRequest(*session, Asking()));
}

TEST_F(TakeOut, TheHolderDoesNotVerifyTheReturn) {
  Hire("stranger", "高橋", {"it"});
  RequestOptions options = Asking();
  options.holder = "高橋";
  const std::string id = Ask(options);
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_TRUE(CheckoutTo("高橋", id));
  auto session = Open("stranger");
  EXPECT_FALSE(ReturnMedium(*session, {"USB-1", home_ + "/stick", false}));
}

TEST_F(TakeOut, GateBlocksWhatIsNoPackage) {  // ATTACKS G1, G3
  SealOne();
  WriteText("stick/notes.txt", "plain");
  EXPECT_EQ(FirstCode(GateNow("stick")), "not-a-package");
}

TEST_F(TakeOut, GateBlocksEveryByteFlippedButTheMac) {  // ATTACKS D2
  SealOne();
  const Bytes good = *ReadFile(home_ + "/stick/R1.age", 1 << 20);
  const auto header = ParsePackageHeader(good);
  ASSERT_TRUE(header);
  const size_t mac_from = header->age.covered.size();
  const auto session = Open("it");
  EXPECT_FALSE(Blocked(session->state(), good));
  for (size_t at = 0; at < good.size(); at += at < header->age.size ? 7 : 4099) {
    if (at >= mac_from && at < header->age.size) continue;
    Bytes bad = good;
    bad[at] ^= 1;
    EXPECT_TRUE(Blocked(session->state(), bad)) << at;
  }
}

TEST_F(TakeOut, AMacFlipPassesTheGateAndFailsToOpen) {
  SealOne();
  Bytes bytes = *ReadFile(home_ + "/stick/R1.age", 1 << 20);
  const size_t mac = ParsePackageHeader(bytes)->age.covered.size() + 3;
  bytes[mac] = bytes[mac] == 'A' ? 'B' : 'A';
  ASSERT_TRUE(WriteFileAtomic(home_ + "/stick/R1.age", bytes, TempFile::Existing::kReplace));
  const auto opened =
      OpenPackage(SettingOf("employee"), WorldNow(), {home_ + "/stick/R1.age", home_ + "/out"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kVerdict);
  EXPECT_FALSE(PathExists(home_ + "/out"));
}

TEST_F(TakeOut, GateBlocksTruncatedAndExtended) {  // ATTACKS D1
  SealOne();
  const Bytes good = *ReadFile(home_ + "/stick/R1.age", 1 << 20);
  for (const int change : {-1, -16, 1, 16}) {
    Bytes bad = good;
    bad.resize(bad.size() + static_cast<size_t>(change));
    ASSERT_TRUE(WriteFileAtomic(home_ + "/stick/R1.age", bad, TempFile::Existing::kReplace));
    EXPECT_FALSE(GateNow("stick/R1.age").ok) << change;
  }
}

TEST_F(TakeOut, GateWorksOfflineFromASnapshot) {
  SealOne();
  const std::string snapshot = home_ + "/snapshot";
  {
    auto session = Open("it");
    const auto made = MakeSnapshot(*session, snapshot);
    ASSERT_TRUE(made) << made.error().message;
  }
  ASSERT_EQ(rename((home_ + "/ledger.sqlite").c_str(), (home_ + "/away.sqlite").c_str()), 0);
  const GateOptions options{{home_ + "/stick"}, snapshot};
  const auto verdict = Gate(SettingOf("it"), WorldNow(), options);
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(verdict->ok) << FirstCode(*verdict);
  EXPECT_FALSE(verdict->recorded);
  clock_.Set(clock_.Now() + std::chrono::hours(25));
  EXPECT_EQ(FirstCode(*Gate(SettingOf("it"), WorldNow(), options)), "snapshot-stale");  // G5
}

TEST_F(TakeOut, EditedSnapshotsAreRefused) {
  SealOne();
  const std::string snapshot = home_ + "/snapshot";
  {
    auto session = Open("it");
    ASSERT_TRUE(MakeSnapshot(*session, snapshot));
  }
  const std::string good = *ReadTextFile(snapshot, 1 << 20);
  const size_t last_line = good.rfind('\n', good.size() - 2) + 1;
  std::string flipped = good;
  flipped[good.size() / 2] = flipped[good.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& bad :
       {good.substr(0, last_line), flipped, good + good.substr(last_line)}) {
    WriteText("snapshot", bad);
    const auto verdict = Gate(SettingOf("it"), WorldNow(), {{home_ + "/stick"}, snapshot});
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code, ErrorCode::kVerdict);
  }
}

TEST_F(TakeOut, ASealTheSnapshotDoesNotListIsUnrecorded) {  // ATTACKS G12
  const std::string snapshot = home_ + "/snapshot";
  {
    auto session = Open("it");
    ASSERT_TRUE(MakeSnapshot(*session, snapshot));
  }
  SealOne();
  const auto verdict = Gate(SettingOf("it"), WorldNow(), {{home_ + "/stick/R1.age"}, snapshot});
  ASSERT_TRUE(verdict);
  EXPECT_EQ(FirstCode(*verdict), "seal-unrecorded");
}

TEST_F(TakeOut, AMediumThatIsNotOutDoesNotPass) {
  const std::string id = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", id));
  ASSERT_TRUE(SealAs("employee", id, "stick/R1.age"));
  EXPECT_EQ(FirstCode(GateNow("stick")), "medium-not-out");
}

TEST_F(TakeOut, TheWrongIdentityOpensNothing) {
  SealOne();
  const auto opened =
      OpenPackage(SettingOf("manager"), WorldNow(), {home_ + "/stick/R1.age", home_ + "/out"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kNoMatch);
  EXPECT_FALSE(PathExists(home_ + "/out"));
}

TEST_F(TakeOut, OpensWithoutHavingJoinedAndSaysSo) {
  SealOne();
  Setting outside = SettingOf("employee");
  outside.state_dir = home_ + "/nowhere";
  const auto opened = OpenPackage(outside, WorldNow(), {home_ + "/stick/R1.age", home_ + "/out"});
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_FALSE(opened->permit_checked);
}

}  // namespace
}  // namespace sekisho
