// A sealer with a permit and a program of their own: what an honest tool would never seal.
#include "tests/unit/libcrypt/archive_test_support.h"
#include "tests/unit/workflow/dishonest.h"
#include "workflow/packages/looking.h"

namespace sekisho {
namespace {

TEST_F(DishonestSealer, TheLibraryCanSealHonestlyToo) {
  SealCheating({});
  EXPECT_TRUE(GateNow("stick").ok);
  EXPECT_TRUE(
      OpenPackage(SettingOf("employee"), WorldNow(), {home_ + "/stick/R1.age", home_ + "/out"}));
}

TEST_F(DishonestSealer, ASealThatWasNeverAppendedPassesNowhere) {  // ATTACKS G11, G12
  Cheat cheat;
  cheat.append = false;
  SealCheating(cheat);
  const GateVerdict verdict = GateNow("stick/R1.age");
  ASSERT_FALSE(verdict.ok);
  EXPECT_EQ(verdict.findings.front().reasons.front().code, "seal-unrecorded");
  ExpectOpenRefused();
}

TEST_F(DishonestSealer, AnAdditionalRecipientIsCountedAtTheGateAndFoundOnOpening) {  // ATTACKS D8
  Cheat cheat;
  cheat.plan = [&](PackagePlan& plan) {
    plan.recipients.push_back(X25519Identity::Generate(random_).recipient());
  };
  SealCheating(cheat);
  EXPECT_FALSE(GateNow("stick").ok);
  ExpectOpenRefused();
  ExpectAuditFinds("more or fewer people");
}

TEST_F(DishonestSealer, D8ARecipientInPlaceOfAnotherIsFoundWithTheEscrowKey) {
  Cheat cheat;
  cheat.plan = [&](PackagePlan& plan) {
    plan.recipients.front() = X25519Identity::Generate(random_).recipient();
  };
  SealCheating(cheat);
  EXPECT_TRUE(GateNow("stick").ok);  // which is why there are audits
  ExpectAuditFinds("not approved");
}

// The package is exchanged for another under the auditor's eyes: the finding is recorded of the one
// that was read.
TEST_F(DishonestSealer, D10AnAuditIsRecordedOfThePackageThatWasRead) {
  SealCheating({});
  const std::string second = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", second));
  const auto sealed = SealAs("employee", second, "stick/R2.age");
  ASSERT_TRUE(sealed) << sealed.error().message;
  World world = WorldNow();
  world.progress = [this](const std::string&, uint64_t, uint64_t) {
    std::rename((home_ + "/stick/R2.age").c_str(), (home_ + "/stick/R1.age").c_str());
  };
  const auto audit = AuditWithEscrowKey(SettingOf("officer"), world, home_ + "/stick/R1.age",
                                        home_ + "/escrow/escrow-1.txt");
  ASSERT_TRUE(audit) << audit.error().message;
  EXPECT_TRUE(audit->ok) << audit->finding;
  EXPECT_TRUE(audit->recorded) << audit->recorded_why_not;
  EXPECT_EQ(audit->request, "R1");
}

// The list is printed by a second reading, after the first has judged.
TEST_F(DishonestSealer, D10AListIsOfThePackageThatWasJudged) {
  SealCheating({});
  WriteText("files/more.txt", "of the second request");
  const std::string second = Ask(Asking());
  ASSERT_TRUE(ApproveAs("manager", second));
  const auto sealed = SealAs("employee", second, "stick/R2.age");
  ASSERT_TRUE(sealed) << sealed.error().message;
  auto listing =
      PackageListing::Check(SettingOf("employee"), WorldNow(), home_ + "/stick/R1.age", {});
  ASSERT_TRUE(listing) << listing.error().message;
  std::rename((home_ + "/stick/R2.age").c_str(), (home_ + "/stick/R1.age").c_str());
  std::vector<std::string> names;
  const auto visited = listing->Visit([&](const PackageEntry& entry) -> Result<void> {
    names.push_back(entry.name);
    return {};
  });
  ASSERT_FALSE(visited);
  EXPECT_EQ(visited.error().code, ErrorCode::kVerdict) << visited.error().message;
  EXPECT_TRUE(names.empty());
}

TEST_F(DishonestSealer, D8APackageWithoutItsEscrowStanzaIsAFinding) {
  Cheat cheat;
  cheat.plan = [&](PackagePlan& plan) {
    for (auto& recipient : plan.recipients)
      if (&recipient != &plan.recipients.front())
        recipient = X25519Identity::Generate(random_).recipient();
  };
  SealCheating(cheat);
  ExpectAuditFinds("not addressed to this escrow key");
}

TEST_F(DishonestSealer, AnHonestPackageStandsTheAudit) {
  SealOne();
  const auto audit = Audit();
  ASSERT_TRUE(audit) << audit.error().message;
  EXPECT_TRUE(audit->ok) << audit->finding;
  EXPECT_TRUE(audit->recorded) << audit->recorded_why_not;
  EXPECT_EQ(audit->checked.totals.files, 2u);
}

TEST_F(DishonestSealer, ARecipientInAnothersPlaceIsFoundOnOpening) {  // ATTACKS D8
  Cheat cheat;
  cheat.plan = [&](PackagePlan& plan) {
    plan.recipients.back() = X25519Identity::Generate(random_).recipient();
  };
  SealCheating(cheat);
  ExpectOpenRefused();
}

TEST_F(DishonestSealer, APermitWithoutItsApprovalStillOnlySaysWhatIsRecorded) {
  Cheat cheat;
  cheat.plan = [](PackagePlan& plan) { plan.permit.push_back(plan.permit.front()); };
  SealCheating(cheat);
  EXPECT_FALSE(GateNow("stick").ok);
}

TEST_F(DishonestSealer, PathTraversalInTheArchiveIsRefused) {  // ATTACKS E1
  Cheat cheat;
  cheat.archive = [](ByteSink& sink) { WriteRawTar(sink, "../evil", '0', ""); };
  SealCheating(cheat);
  ExpectOpenRefused();
}

TEST_F(DishonestSealer, LinksInTheArchiveAreRefused) {  // ATTACKS E2
  Cheat cheat;
  cheat.archive = [](ByteSink& sink) { WriteRawTar(sink, "SEKISHO/request", '2', "/etc/passwd"); };
  SealCheating(cheat);
  ExpectOpenRefused();
}

TEST_F(DishonestSealer, OtherContentThanApprovedIsRefused) {
  Cheat cheat;
  cheat.archive = [this](ByteSink& sink) {
    auto session = Open("employee");
    auto archive = ArchiveWriter::Create(sink);
    WriteOwnFiles(*session, **ResolveRequest(*session, "R1"), *archive);
    ASSERT_TRUE(archive->AddDirectory("files", Time{}));
    ASSERT_TRUE(archive->AddMemoryFile("files/secret.txt", AsBytes("not approved"), Time{}));
    ASSERT_TRUE(archive->Finish());
  };
  SealCheating(cheat);
  ExpectOpenRefused();
  ExpectAuditFinds("approved");
}

TEST_F(DishonestSealer, E6ACompressedBombIsRefusedAndNothingIsLeft) {
  Cheat cheat;
  cheat.archive = [this](ByteSink& sink) {
    WriteCompressed(sink, [](ByteSink& tar) {
      const Bytes zeros(1 << 20);
      for (int i = 0; i < 2000; ++i) ASSERT_TRUE(tar.Write(zeros));
    });
  };
  SealCheating(cheat);
  EXPECT_TRUE(GateNow("stick").ok);  // it is what was sealed; a gate cannot look inside
  ExpectOpenRefused(ErrorCode::kRefused);
  const auto audit = Audit();
  ASSERT_FALSE(audit);
  EXPECT_NE(audit.error().next.words().find("--max-ratio"), std::string::npos)
      << audit.error().next.words();
}

TEST_F(DishonestSealer, NothingHidesInThePackagesOwnFiles) {
  Cheat cheat;
  cheat.archive = [this](ByteSink& sink) {
    auto session = Open("employee");
    const RequestRecord& request = **ResolveRequest(*session, "R1");
    WriteApproved(*session, request, sink,
                  [](OwnFiles& own) { own.approvals += "taken out beside what was approved"; });
  };
  SealCheating(cheat);
  ExpectOpenRefused();
  ExpectAuditFinds("SEKISHO/approvals");
}

// Recipients who play along do not ask our program: an audit has to find it.
TEST_F(DishonestSealer, AnAuditFindsWhatTheArchivesHeadersCarry) {
  Cheat cheat;
  cheat.archive = [this](ByteSink& sink) {
    auto zstd = ZstdWriter::Create(sink, 1);
    ASSERT_TRUE(zstd);
    const HandMadeTar hidden = HandMadeTar().Pax({"comment=" + std::string(900000, 's')}, 'g');
    ASSERT_TRUE((*zstd)->Write(hidden.bytes));
    const auto session = Open("employee");
    WriteApproved(*session, **ResolveRequest(*session, "R1"), **zstd);
    ASSERT_TRUE((*zstd)->Finish());
  };
  SealCheating(cheat);
  EXPECT_TRUE(GateNow("stick").ok);
  EXPECT_TRUE(VerifyPackage(SettingOf("employee"), WorldNow(), home_ + "/stick/R1.age", {}));
  ExpectAuditFinds("beside its files");
}

TEST_F(DishonestSealer, NothingHidesBehindTheEndOfACompressedArchive) {
  Cheat cheat;
  cheat.archive = [this](ByteSink& sink) {
    WriteCompressed(sink, [](ByteSink& tar) { ASSERT_TRUE(tar.Write(Bytes(512, 'x'))); });
  };
  SealCheating(cheat);
  ExpectOpenRefused();
  ExpectAuditFinds("after the end");
}

TEST_F(DishonestSealer, NothingHidesBehindTheCompressedFrame) {
  Cheat cheat;
  cheat.archive = [this](ByteSink& sink) {
    WriteCompressed(sink, [](ByteSink&) {});
    ASSERT_TRUE(sink.Write(AsBytes("hidden")));
  };
  SealCheating(cheat);
  ExpectOpenRefused();
  ExpectAuditFinds("padding");
}

}  // namespace
}  // namespace sekisho
