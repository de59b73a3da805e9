#include "approvals/wipe_certificate.h"

#include <gtest/gtest.h>

#include "approvals/annex.h"
#include "base/random.h"
#include "base/uuid.h"
#include "libcrypt/tokens/paserk.h"

namespace sekisho {
namespace {

const Time kNow = *ParseTime("2026-11-24T13:45:04+09:00");
constexpr const char* kOperator = "0192e4a0-0000-7000-8000-000000000001";
constexpr const char* kVerifier = "0192e4a0-0000-7000-8000-000000000002";
constexpr const char* kReport = R"({"grade":"clear"})";
const std::string kSalt(2 * kAnnexSaltBytes, 'a');

class WipeCertificateTest : public ::testing::Test {
 protected:
  WipeCertificateTest() : certificate_(Certificate()) {}

  std::string Sign(Kind kind, const std::string& iss, const std::string& subject, const Json& own,
                   const SigningKey& key, const std::string& org = "org-1") {
    StatementHeader header;
    header.kind = kind;
    header.org = org;
    header.iss = iss;
    header.iat = kNow;
    header.jti = NewUuid7(FixedClock(kNow), random_);
    header.subject = subject.empty() ? header.jti : subject;
    header.charter = CharterRef{1, Digest{}};
    header.tool = "sekisho/0.1.0";
    return *SignStatement(header, own, key, kJapan);
  }
  // Of a wipe with this report under this salt.
  static Json OwnClaims() {
    const auto salt = *HexDecode(kSalt);
    const Digest commitment =
        CommitAnnex(std::span<const uint8_t, kAnnexSaltBytes>(salt), AsBytes(kReport));
    Json own = ToClaims(WipeClaims{"clear", true, 3, 0});
    own["annex"] = Json{{"main", HexEncode(commitment)}};
    return own;
  }
  WipeCertificate Certificate() {
    WipeCertificate certificate;
    certificate.report = kReport;
    certificate.salt = kSalt;
    certificate.core = Sign(Kind::kWipe, kOperator, "", OwnClaims(), operator_);
    certificate.signer = "Takahashi";
    certificate.signer_key = EncodePublicPaserk(operator_.public_key());
    certificate.medium = "USB-1";
    certificate.verified = By(certificate, kVerifier, verifier_);
    return certificate;
  }
  CounterSignature By(const WipeCertificate& certificate, const std::string& iss,
                      const SigningKey& key, const std::string& org = "org-1") {
    const Statement wipe = *ParseStatement(certificate.core);
    const Json own = ToClaims(WipeVerifiedClaims{wipe.hash, VerifiedHow::kWitnessed});
    return {Sign(Kind::kWipeVerified, iss, wipe.header.jti, own, key, org), "Sato",
            EncodePublicPaserk(key.public_key())};
  }
  static bool InOrder(const WipeCertificate& certificate) {
    const auto checked = CheckWipeCertificate(certificate);
    if (!checked) {
      EXPECT_EQ(checked.error().code, ErrorCode::kVerdict);
      EXPECT_FALSE(checked.error().next.empty());
    }
    return checked.has_value();
  }

  SystemRandom random_;
  SigningKey operator_ = SigningKey::Generate(random_);
  SigningKey verifier_ = SigningKey::Generate(random_);
  WipeCertificate certificate_;
};

TEST_F(WipeCertificateTest, IsReadBackAsWrittenAndInOrder) {
  const auto read = ParseWipeCertificate(WriteJson(WipeCertificateJson(certificate_)));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, certificate_);
  const auto checked = CheckWipeCertificate(*read);
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(checked->claims.grade, "clear");
  ASSERT_TRUE(checked->verified);
  EXPECT_EQ(checked->verified->header.iss, kVerifier);
  EXPECT_EQ(checked->verified_claims.how, VerifiedHow::kWitnessed);
  certificate_.verified.reset();
  const auto alone = ParseWipeCertificate(WriteJson(WipeCertificateJson(certificate_)));
  ASSERT_TRUE(alone);
  EXPECT_TRUE(InOrder(*alone));
}

// ATTACKS H6: whatever bit is changed, it is noticed, but for the names that no signature covers.
TEST_F(WipeCertificateTest, EveryChangedBitIsNoticedButInNames) {
  const std::string text = WriteJson(WipeCertificateJson(certificate_));
  size_t names = 0;
  for (size_t i = 0; i < text.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      auto read = ParseWipeCertificate(changed);
      if (!read || !CheckWipeCertificate(*read)) continue;
      read->signer = certificate_.signer;
      read->medium = certificate_.medium;
      ASSERT_TRUE(read->verified) << i;
      read->verified->name = certificate_.verified->name;
      EXPECT_EQ(*read, certificate_) << "byte " << i << " bit " << bit;
      ++names;
    }
  EXPECT_GT(names, 0u);
}

TEST_F(WipeCertificateTest, EveryFieldIsNeededAndNoneOther) {
  const Json json = WipeCertificateJson(certificate_);
  for (const auto& [key, value] : json.items()) {
    Json other = json;
    other.erase(key);
    EXPECT_FALSE(ParseWipeCertificate(WriteJson(other))) << key;
    other[key] = 7;
    EXPECT_FALSE(ParseWipeCertificate(WriteJson(other))) << key;
  }
  for (const char* key : {"core", "name", "key"}) {
    Json other = json;
    other["verified"].erase(key);
    EXPECT_FALSE(ParseWipeCertificate(WriteJson(other))) << key;
  }
  Json other = json;
  other["verified"]["extra"] = "";
  EXPECT_FALSE(ParseWipeCertificate(WriteJson(other)));
  other = json;
  other["extra"] = "";
  EXPECT_FALSE(ParseWipeCertificate(WriteJson(other)));
  for (const char* bad :
       {"", "{}", "[]", "null", "\"x\"", "{\"format\":\"sekisho-certificate/1\"}"}) {
    const auto read = ParseWipeCertificate(bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, ErrorCode::kMalformed);
  }
}

TEST_F(WipeCertificateTest, OneKeyOrOnePersonIsNotTwo) {  // ATTACKS H6
  WipeCertificate other = certificate_;
  other.verified = By(certificate_, kOperator, verifier_);  // the same person, with another key
  EXPECT_FALSE(InOrder(other));
  other.verified = By(certificate_, kVerifier, operator_);  // another name, the same key
  EXPECT_FALSE(InOrder(other));
  other.verified = By(certificate_, kVerifier, verifier_, "org-2");
  EXPECT_FALSE(InOrder(other));
  other.verified = CounterSignature{certificate_.core, "Sato", certificate_.signer_key};
  EXPECT_FALSE(InOrder(other));
}

TEST_F(WipeCertificateTest, TheSecondSignatureIsOfThisWipe) {  // ATTACKS H6
  WipeCertificate other = Certificate();                       // of a second wipe
  ASSERT_TRUE(InOrder(other));
  other.verified = certificate_.verified;
  EXPECT_FALSE(InOrder(other));
  // The right subject, and the hash of the other core.
  const Statement wipe = *ParseStatement(other.core);
  const Json own = ToClaims(WipeVerifiedClaims{ParseStatement(certificate_.core)->hash, {}});
  other.verified->core = Sign(Kind::kWipeVerified, kVerifier, wipe.header.jti, own, verifier_);
  EXPECT_FALSE(InOrder(other));
}

TEST_F(WipeCertificateTest, AnotherKindOfStatementIsNoWipe) {  // ATTACKS A2
  const Json own = Json{{"annex", {{"main", std::string(64, '0')}}}};
  certificate_.verified.reset();
  certificate_.core = Sign(Kind::kReturn, kOperator, "", own, operator_);
  EXPECT_FALSE(InOrder(certificate_));
}

// A return that says all that a wipe would, of this very report.
TEST_F(WipeCertificateTest, AnotherKindWithTheClaimsOfAWipeIsNone) {  // ATTACKS A2
  certificate_.verified.reset();
  certificate_.core = Sign(Kind::kReturn, kOperator, "", OwnClaims(), operator_);
  EXPECT_FALSE(InOrder(certificate_));
}

TEST_F(WipeCertificateTest, AWipeSaysWhatWasReached) {
  certificate_.verified.reset();
  Json own = OwnClaims();
  own.erase("grade");
  certificate_.core = Sign(Kind::kWipe, kOperator, "", own, operator_);
  EXPECT_FALSE(InOrder(certificate_));
}

TEST_F(WipeCertificateTest, WhatIsSignedIsAStatement) {
  certificate_.core = certificate_.core.substr(0, certificate_.core.size() / 2);
  EXPECT_FALSE(InOrder(certificate_));
}

}  // namespace
}  // namespace sekisho
