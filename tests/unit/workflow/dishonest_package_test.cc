// What is found on opening in a package that its gate could not look into: its own files, whom it
// is addressed to, and what was signed of it. And what an audit records of it.
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/workflow/dishonest.h"
#include "workflow/packages/resuming.h"

namespace sekisho {
namespace {

class DishonestPackage : public DishonestSealer {
 protected:
  void SealWithOwnFiles(const ChangeOwnFiles& change) {
    Cheat cheat;
    cheat.archive = [&](ByteSink& sink) {
      const auto session = Open("employee");
      WriteApproved(*session, **ResolveRequest(*session, "R1"), sink, change);
    };
    SealCheating(cheat);
  }
  Result<Opened> OpenFrom(const std::string& state_dir) {
    Setting setting = SettingOf("employee");
    setting.state_dir = home_ + "/" + state_dir;
    return OpenPackage(setting, WorldNow(), {home_ + "/stick/R1.age", home_ + "/out"});
  }
  Result<EscrowAuditResult> AuditAs(const std::string& person) {
    return AuditWithEscrowKey(SettingOf(person), WorldNow(), home_ + "/stick/R1.age",
                              home_ + "/escrow/escrow-1.txt");
  }
};

TEST_F(DishonestPackage, A10TheRequestInsideIsThatOfTheHeader) {
  SealWithOwnFiles([](OwnFiles& own) { own.request = own.approvals; });
  ExpectOpenRefused();
}

// With a list and content that agree, and with the approved one's salt.
TEST_F(DishonestPackage, A10TheListIsTheOneThatWasApproved) {
  const std::string content = "not approved";
  MemorySink list;
  ManifestWriter writer(list);
  ASSERT_TRUE(writer.Add({"secret.txt", false, content.size(), Sha256(AsBytes(content))}));
  ASSERT_TRUE(writer.Finish());
  Cheat cheat;
  cheat.archive = [&](ByteSink& sink) {
    const auto session = Open("employee");
    auto archive = ArchiveWriter::Create(sink);
    WriteOwnFiles(*session, **ResolveRequest(*session, "R1"), *archive,
                  [&](OwnFiles& own) { own.manifest = AsText(list.data); });
    ASSERT_TRUE(archive->AddMemoryFile("secret.txt", AsBytes(content), Time{}));
    ASSERT_TRUE(archive->Finish());
  };
  SealCheating(cheat);
  ExpectOpenRefused();
}

TEST_F(DishonestPackage, A10ASaltIsThere) {
  SealWithOwnFiles([](OwnFiles& own) { own.salt = std::nullopt; });
  ExpectOpenRefused();
}

TEST_F(DishonestPackage, A10ASaltIsALine) {
  SealWithOwnFiles([](OwnFiles& own) { own.salt->back() = ' '; });
  ExpectOpenRefused();
}

TEST_F(DishonestPackage, A10ASaltIsHexadecimal) {
  SealWithOwnFiles([](OwnFiles& own) { own.salt->front() = 'g'; });
  ExpectOpenRefused();
}

TEST_F(DishonestPackage, D8WithoutARecordItIsAddressedAsItsRequestSays) {
  Cheat cheat;
  cheat.plan = [&](PackagePlan& plan) {
    plan.recipients.insert(plan.recipients.begin(), X25519Identity::Generate(random_).recipient());
  };
  SealCheating(cheat);
  EXPECT_EQ(RefusalOf(OpenFrom("nowhere")), ErrorCode::kVerdict);
  EXPECT_FALSE(PathExists(home_ + "/out"));
}

TEST_F(DishonestPackage, D8AVoidSealOpensNothing) {
  SealCheating({});
  {
    const auto session = Open("employee");
    ASSERT_TRUE(VoidSeal(*session, **ResolveRequest(*session, "R1"), "", "the stick broke"));
  }
  EXPECT_EQ(RefusalOf(OpenFrom("state-employee")), ErrorCode::kVerdict);
  EXPECT_FALSE(PathExists(home_ + "/out"));
}

TEST_F(DishonestPackage, D8WhatWasSignedOfItIsWhatItIs) {
  Cheat cheat;
  cheat.seal = [](SealClaims& claims) { claims.root[0] ^= 1; };
  SealCheating(cheat);
  ExpectOpenRefused();
}

TEST_F(DishonestPackage, D8AnAuditOfAnUnrecordedSealIsNotRecorded) {
  Cheat cheat;
  cheat.append = false;
  SealCheating(cheat);
  const auto audit = AuditAs("officer");
  ASSERT_TRUE(audit) << audit.error().message;
  EXPECT_FALSE(audit->ok);
  EXPECT_FALSE(audit->recorded);
}

TEST_F(DishonestPackage, D8AnAuditByNoMemberIsNotRecorded) {
  SealCheating({});
  ASSERT_TRUE(Join(SettingOf("stranger"), WorldNow(), HexEncode(genesis_), ""));
  const auto audit = AuditAs("stranger");
  ASSERT_TRUE(audit) << audit.error().message;
  EXPECT_TRUE(audit->ok) << audit->finding;
  EXPECT_FALSE(audit->recorded);
}

TEST_F(DishonestPackage, D8AnAuditComparesWithARecord) {
  SealCheating({});
  EXPECT_EQ(RefusalOf(AuditAs("stranger")), ErrorCode::kRefused);  // who has not joined
}

}  // namespace
}  // namespace sekisho
