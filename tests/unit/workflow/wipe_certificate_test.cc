// Two persons answer for a wipe: in the record, not only in the tool.
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/workflow/forge.h"
#include "wipe/purge/purge_claims.h"
#include "wipe/report/report.h"
#include "workflow/media/wiping.h"

namespace sekisho {
namespace {

class WipeCertificates : public Forgery {
 protected:
  static std::string Report() {
    WipeReport report;
    report.tool_version = "0.1.0";
    report.outcome = WipeOutcome::kDone;
    report.counts.files = 2;
    return WriteJson(WipeReportJson(report));
  }
  CertifiedWipe Certify() {
    auto session = Open("it");
    const auto certified = CertifyWipe(*session, Report(), {});
    EXPECT_TRUE(certified) << (certified ? "" : certified.error().message);
    return *certified;
  }
  Result<CertifiedWipe> VerifyIn(Session& session, const WipeCertificate& certificate) {
    return VerifyWipe(session, WriteJson(WipeCertificateJson(certificate)),
                      VerifiedHow::kWitnessed);
  }
  Result<CertifiedWipe> VerifyAs(const std::string& person, const WipeCertificate& certificate) {
    return VerifyIn(*Open(person), certificate);
  }
  bool Recorded(const std::string& person, const std::string& subject, const Digest& hash) {
    return Forge(person, Kind::kWipeVerified, subject,
                 ToClaims(WipeVerifiedClaims{hash, VerifiedHow::kReport}))
        .disposition.valid;
  }
};

TEST_F(WipeCertificates, ASecondPersonSigns) {
  const CertifiedWipe wiped = Certify();
  const auto verified = VerifyAs("manager", wiped.certificate);
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_NE(verified->jti, wiped.jti);
  const auto checked = CheckWipeCertificate(verified->certificate);
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(checked->verified->header.iss, IdOf("manager"));
  const auto text = CertificateText(verified->certificate);
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("鈴木"), std::string::npos);
  EXPECT_NE(text->find("田中"), std::string::npos);
  const auto third = VerifyAs("officer", verified->certificate);
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, ErrorCode::kExists);
}

TEST_F(WipeCertificates, WhoWipedDoesNotVerify) {  // ATTACKS H6
  const CertifiedWipe wiped = Certify();
  EXPECT_EQ(RefusalOf(VerifyIn(*OpenToSignNothing("it"), wiped.certificate)), ErrorCode::kRefused);
  const Digest hash = StatementHash(wiped.certificate.core);
  EXPECT_FALSE(Recorded("it", wiped.jti, hash)) << "past the tool";
  EXPECT_TRUE(Recorded("manager", wiped.jti, hash));
}

TEST_F(WipeCertificates, AVerificationIsOfAWipeThatThereIs) {
  const CertifiedWipe wiped = Certify();
  const CertifiedWipe other = Certify();
  EXPECT_FALSE(Recorded("manager", wiped.jti, StatementHash(other.certificate.core)));
  EXPECT_FALSE(Recorded("manager", IdOf("manager"), StatementHash(wiped.certificate.core)));
  EXPECT_FALSE(Recorded("manager", "", StatementHash(wiped.certificate.core)));
}

TEST_F(WipeCertificates, WhatTheRecordDoesNotHaveIsNotSigned) {
  const CertifiedWipe wiped = Certify();
  // Signed with IT's key, and never appended.
  Json claims = ParseStatement(wiped.certificate.core)->claims;
  Json own{{"scope", "files"}, {"grade", "none"}, {"complete", false},
           {"files", 2},       {"failures", 0},   {"annex", claims["annex"]}};
  WipeCertificate forged = wiped.certificate;
  forged.core = Sign(*Open("it"), "it", Kind::kWipe, "", own).token;
  ASSERT_TRUE(CheckWipeCertificate(forged));
  EXPECT_EQ(RefusalOf(VerifyIn(*OpenToSignNothing("manager"), forged)), ErrorCode::kVerdict);
}

// The record has it, with an annex that is no report of a wipe.
TEST_F(WipeCertificates, WhatIsNoReportOfAWipeIsNotSigned) {
  WipeReport planned;
  planned.tool_version = "0.1.0";
  WipeCertificate forged = Certify().certificate;
  forged.report = WriteJson(WipeReportJson(planned));
  const auto annex =
      SealAnnex(AsBytes(forged.report), {Identity::Generate(random_).recipient()}, random_);
  forged.salt = HexEncode(annex->salt);
  forged.core = Forge("it", Kind::kWipe, "",
                      Json{{"scope", "files"},
                           {"grade", "none"},
                           {"complete", false},
                           {"files", 2},
                           {"failures", 0},
                           {"annex", {{"main", HexEncode(annex->commitment)}}}})
                    .token;
  ASSERT_TRUE(CheckWipeCertificate(forged));
  EXPECT_EQ(RefusalOf(VerifyAs("manager", forged)), ErrorCode::kVerdict);
}

// The record has it, and its annex is the report; but what is signed in the open is more than that.
TEST_F(WipeCertificates, ClaimsBeyondTheReportAreNotSigned) {  // ATTACKS H6
  const CertifiedWipe wiped = Certify();
  const Json annex = ParseStatement(wiped.certificate.core)->claims["annex"];
  const Json claims{{"scope", "files"}, {"grade", "none"}, {"complete", false},
                    {"files", 2},       {"failures", 0},   {"annex", annex}};
  for (const auto& [key, lie] : {std::pair<const char*, Json>{"grade", "purge"},
                                 {"complete", true},
                                 {"files", 3},
                                 {"scope", "device"}}) {
    Json more = claims;
    more[key] = lie;
    const Forged forged = Forge("it", Kind::kWipe, "", more);
    ASSERT_TRUE(forged.disposition.valid) << key;
    WipeCertificate certificate = wiped.certificate;
    certificate.core = forged.token;
    ASSERT_TRUE(CheckWipeCertificate(certificate)) << key;
    const auto verified = VerifyAs("manager", certificate);
    ASSERT_FALSE(verified) << key;
    EXPECT_NE(verified.error().message.find("claims"), std::string::npos)
        << verified.error().message;
  }
}

// As `sekisho-wipe --grade purge` reports it.
WipeReport PurgedDevice() {
  constexpr int64_t kBytes = int64_t{512} * 1000000;
  WipeReport report;
  report.tool_version = "0.1.0";
  report.outcome = WipeOutcome::kDone;
  report.grade = Grade::kPurge;
  report.counts.bytes_verified = kBytes;
  TargetReport target;
  target.given = target.path = "/dev/nvme0n1";
  target.kind = TargetKind::kDevice;
  target.removed = true;
  target.file_system_device = "259:0";
  target.medium.device = "nvme0n1";
  target.medium.serial = "N-1";
  target.medium.kind = MediumKind::kNvme;
  target.medium.capacity_bytes = static_cast<uint64_t>(kBytes);
  target.claim = PurgeClaimFor(MediumKind::kNvme, PurgeMethod::kNvmeBlockErase);
  target.device.method = PurgeMethodName(PurgeMethod::kNvmeBlockErase);
  target.device.size_bytes = target.device.bytes_verified = kBytes;
  target.device.block_bytes = 512;
  target.purge.emplace();
  target.purge->markers_written = target.purge->markers_gone = 2002;
  report.targets.push_back(target);
  return report;
}

TEST_F(WipeCertificates, ADeviceThatErasedItselfIsCertified) {
  auto session = Open("it");
  const auto wiped = CertifyWipe(*session, WriteJson(WipeReportJson(PurgedDevice())), {});
  ASSERT_TRUE(wiped) << wiped.error().message;
  const Json claims = ParseStatement(wiped->certificate.core)->claims;
  EXPECT_EQ(claims["grade"], "purge");
  EXPECT_EQ(claims["complete"], true);
  const auto verified = VerifyAs("manager", wiped->certificate);
  ASSERT_TRUE(verified) << verified.error().message;
  const auto text = CertificateText(verified->certificate);
  ASSERT_TRUE(text);
  for (const char* const part : {"nvme-sanitize-block-erase", "Purge", "N-1"})
    EXPECT_NE(text->find(part), std::string::npos) << part << *text;
  WipeCertificate forged = verified->certificate;
  const size_t gone = forged.report.find("\"markers_gone\":2002");
  ASSERT_NE(gone, std::string::npos);
  forged.report[gone + 15] = '1';
  EXPECT_FALSE(CheckWipeCertificate(forged));
}

TEST_F(WipeCertificates, ADryRunIsNotCertified) {  // ATTACKS H6
  WipeReport report;
  report.tool_version = "0.1.0";
  auto session = Open("it");
  EXPECT_FALSE(CertifyWipe(*session, WriteJson(WipeReportJson(report)), {}));
}

TEST_F(WipeCertificates, NamesThatNobodySignedAreWrittenAnew) {
  CertifiedWipe wiped = Certify();
  wiped.certificate.signer = "somebody else";
  wiped.certificate.medium = "USB-9";
  const auto verified = VerifyAs("manager", wiped.certificate);
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->certificate.signer, "鈴木");
  EXPECT_EQ(verified->certificate.medium, "");
}

}  // namespace
}  // namespace sekisho
