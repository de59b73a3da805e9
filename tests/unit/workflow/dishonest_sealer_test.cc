// A sealer with a permit and a program of their own: what an honest tool would never seal.
#include <cstdio>
#include <functional>

#include "libcrypt/archive_writer.h"
#include "libcrypt/contents.h"
#include "libcrypt/package_writer.h"
#include "libcrypt/sha256.h"
#include "libcrypt/zstd_stream.h"
#include "tests/unit/libcrypt/archive_test_support.h"
#include "tests/unit/workflow/office.h"
#include "workflow/approved_manifest.h"
#include "workflow/escrow_audit.h"
#include "workflow/looking.h"
#include "workflow/resolve.h"

namespace sekisho {
namespace {

struct Cheat {
  std::function<void(ByteSink&)> archive;  // empty: what was approved
  std::function<void(PackagePlan&)> plan;  // changes what is put in the header
  bool append = true;
};

class DishonestSealer : public Office {
 protected:
  // Seals R1 as the employee with the library alone; the file is stick/R1.age.
  void SealCheating(const Cheat& cheat) {
    const std::string id = Ask(Asking());
    ASSERT_TRUE(ApproveAs("manager", id));
    ASSERT_TRUE(CheckoutTo("佐藤", id));
    auto session = Open("employee");
    const RequestRecord& request = **ResolveRequest(*session, id);
    PackagePlan plan;
    plan.recipients = *PackageRecipients(request.claims, session->state().charter().charter);
    plan.permit = {request.statement.token, request.approvals.front().statement.token};
    if (cheat.plan) cheat.plan(plan);
    const std::string jti = "0193535a-0000-7000-8000-000000000001";
    auto writer = PackageWriter::Begin(home_ + "/stick/R1.age", jti, plan, random_);
    ASSERT_TRUE(writer);
    if (cheat.archive) {
      cheat.archive((*writer)->payload());
    } else {
      WriteApproved(*session, request, (*writer)->payload());
    }
    const auto facts = (*writer)->FinishPayload();
    ASSERT_TRUE(facts);
    Draft draft;
    draft.kind = Kind::kSeal;
    draft.jti = jti;
    draft.subject = request.id();
    draft.claims = ToClaims(SealClaims{request.statement.hash, facts->prefix, facts->root,
                                       facts->payload_bytes, request.claims.medium, 1});
    const auto seal = session->Sign(std::move(draft));
    ASSERT_TRUE(seal);
    ASSERT_TRUE((*writer)->Prepare(seal->token));
    if (cheat.append) {
      const auto appended = session->Append(*seal);
      ASSERT_TRUE(appended) << appended.error().message;
    }
    ASSERT_TRUE((*writer)->Release());
  }

  Result<EscrowAuditResult> Audit() {
    return AuditWithEscrowKey(SettingOf("officer"), WorldNow(), home_ + "/stick/R1.age",
                              home_ + "/escrow/escrow-1.txt");
  }
  void ExpectAuditFinds(const std::string& text) {
    const auto audit = Audit();
    ASSERT_TRUE(audit) << audit.error().message;
    EXPECT_FALSE(audit->ok);
    EXPECT_NE(audit->finding.find(text), std::string::npos) << audit->finding;
    EXPECT_TRUE(audit->recorded) << audit->recorded_why_not;
  }

  void WriteMetadata(Session& session, const RequestRecord& request, ArchiveWriter& archive,
                     const std::string& more = "") {
    const auto manifest = ApprovedManifest::Open(session, request);
    ASSERT_TRUE(manifest);
    MemorySink text;
    ASSERT_TRUE(CopyAll(**manifest->Read(), text));
    const std::string approvals = request.approvals.front().statement.token + "\n" + more;
    const std::string salt = HexEncode(manifest->salt()) + "\n";
    ASSERT_TRUE(
        archive.AddMemoryFile(kRequestName, AsBytes(request.statement.token + "\n"), Time{}));
    ASSERT_TRUE(archive.AddMemoryFile(kApprovalsName, AsBytes(approvals), Time{}));
    ASSERT_TRUE(archive.AddMemoryFile(kManifestSaltName, AsBytes(salt), Time{}));
    ASSERT_TRUE(archive.AddMemoryFile(kManifestName, text.data, Time{}));
  }

  // `more` is added to the approvals.
  void WriteApproved(Session& session, const RequestRecord& request, ByteSink& sink,
                     const std::string& more = "") {
    auto archive = ArchiveWriter::Create(sink);
    WriteMetadata(session, request, *archive, more);
    ASSERT_TRUE(archive->AddDirectory("files", Time{}));
    ASSERT_TRUE(archive->AddDirectory("files/deep", Time{}));
    ASSERT_TRUE(archive->AddMemoryFile("files/deep/日本語.txt", AsBytes("内容"), Time{}));
    ASSERT_TRUE(archive->AddMemoryFile("files/plan.txt", AsBytes("the plan"), Time{}));
    ASSERT_TRUE(archive->Finish());
  }

  // A tar block for `name` of the given type, with a link target, then the end of the archive.
  static void WriteRawTar(ByteSink& sink, const std::string& name, char type,
                          const std::string& target) {
    Bytes block(3 * 512, 0);
    const auto put = [&](size_t at, const std::string& text) {
      std::copy(text.begin(), text.end(), block.begin() + static_cast<ptrdiff_t>(at));
    };
    put(0, name);
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, "00000000000");
    put(136, "00000000000");
    put(148, "        ");
    block[156] = static_cast<uint8_t>(type);
    put(157, target);
    put(257, "ustar");
    put(263, "00");
    unsigned sum = 0;
    for (size_t i = 0; i < 512; ++i) sum += block[i];
    char text[8];
    std::snprintf(text, sizeof text, "%06o", sum);
    put(148, std::string(text) + '\0');
    ASSERT_TRUE(sink.Write(block));
  }

  // What was approved, compressed, and then `more` of the sealer's own.
  void WriteCompressed(ByteSink& sink, const std::function<void(ByteSink&)>& more) {
    auto session = Open("employee");
    auto zstd = ZstdWriter::Create(sink, 1);
    ASSERT_TRUE(zstd);
    WriteApproved(*session, **ResolveRequest(*session, "R1"), **zstd);
    more(**zstd);
    ASSERT_TRUE((*zstd)->Finish());
  }

  void ExpectOpenRefused(ErrorCode code = ErrorCode::kVerdict) {
    const auto opened =
        OpenPackage(SettingOf("employee"), WorldNow(), {home_ + "/stick/R1.age", home_ + "/out"});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, code) << opened.error().message;
    EXPECT_FALSE(PathExists(home_ + "/out"));
    EXPECT_FALSE(PathExists(home_ + "/evil"));
    EXPECT_EQ(system(("! ls -A " + home_ + " | grep -q '^\\.'").c_str()), 0) << "staging left";
  }
};

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
    WriteMetadata(*session, **ResolveRequest(*session, "R1"), *archive);
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
  EXPECT_NE(audit.error().hint.find("--max-ratio"), std::string::npos) << audit.error().hint;
}

TEST_F(DishonestSealer, NothingHidesInThePackagesOwnFiles) {
  Cheat cheat;
  cheat.archive = [this](ByteSink& sink) {
    auto session = Open("employee");
    const RequestRecord& request = **ResolveRequest(*session, "R1");
    WriteApproved(*session, request, sink, "taken out beside what was approved");
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
