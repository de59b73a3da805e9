#include "approvals/statement.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/uuid.h"
#include "libcrypt/primitives/base64.h"
#include "libcrypt/primitives/sha256.h"
#include "libcrypt/tokens/paserk.h"
#include "libcrypt/tokens/paseto.h"

namespace sekisho {
namespace {

const Time kNow = *ParseTime("2026-11-22T13:45:04+09:00");

class StatementTest : public ::testing::Test {
 protected:
  StatementTest() {
    header_.kind = Kind::kApproval;
    header_.org = "org-1";
    header_.iss = "0192e4a0-0000-7000-8000-000000000001";
    header_.iat = kNow;
    header_.jti = NewUuid7(FixedClock(kNow), random_);
    header_.subject = NewUuid7(FixedClock(kNow), random_);
    header_.charter = CharterRef{3, Sha256(AsBytes("charter"))};
    header_.head = LogHead{17, Sha256(AsBytes("root"))};
    header_.tool = "sekisho/0.1.0";
  }
  std::string Sign(const Json& own = Json::object()) const {
    return *SignStatement(header_, own, key_, kJapan);
  }
  // A token of any payload and footer, signed as an approval of org-1.
  std::string Raw(const std::string& payload, const std::string& footer = {}) const {
    const std::string kid = WriteJson(Json{{"kid", PublicKeyId(key_.public_key())}});
    return SignPaseto(key_, AsBytes(payload), AsBytes(footer.empty() ? kid : footer),
                      AsBytes("sekisho/v1/approval/org-1"));
  }
  // The payload of a good statement with one claim replaced, or without one.
  std::string With(const char* key, const Json& value) const {
    Json claims = ParseStatement(Sign())->claims;
    claims[key] = value;
    return Raw(WriteJson(claims));
  }
  std::string Without(const char* key) const {
    Json claims = ParseStatement(Sign())->claims;
    claims.erase(key);
    return Raw(WriteJson(claims));
  }
  static bool IsMalformed(const std::string& token) {
    const auto parsed = ParseStatement(token);
    return !parsed && parsed.error().code == ErrorCode::kMalformed;
  }
  bool Verifies(const std::string& token) const {
    const auto parsed = ParseStatement(token);
    if (!parsed) return false;
    const auto verified = VerifyStatement(*parsed, key_.public_key());
    if (!verified) {
      EXPECT_EQ(verified.error().code, ErrorCode::kBadSignature);
    }
    return verified.has_value();
  }

  SystemRandom random_;
  const SigningKey key_ = SigningKey::FromSeed(Bytes(32, 1));
  StatementHeader header_;
};

TEST_F(StatementTest, RoundTrips) {
  const std::string token = Sign(Json{{"request", "abc"}});
  const auto parsed = ParseStatement(token);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->header.kind, header_.kind);
  EXPECT_EQ(parsed->header.org, header_.org);
  EXPECT_EQ(parsed->header.iss, header_.iss);
  EXPECT_EQ(parsed->header.iat, header_.iat);
  EXPECT_EQ(parsed->header.jti, header_.jti);
  EXPECT_EQ(parsed->header.subject, header_.subject);
  EXPECT_EQ(parsed->header.charter, header_.charter);
  EXPECT_EQ(parsed->header.head, header_.head);
  EXPECT_EQ(parsed->header.tool, header_.tool);
  EXPECT_EQ(*GetString(parsed->claims, "request"), "abc");
  EXPECT_EQ(parsed->kid, PublicKeyId(key_.public_key()));
  EXPECT_EQ(parsed->token, token);
  EXPECT_EQ(parsed->hash, StatementHash(token));
  EXPECT_TRUE(Verifies(token));
}

TEST_F(StatementTest, CharterAndHeadMayBeAbsent) {
  header_.charter.reset();
  header_.head.reset();
  const auto parsed = ParseStatement(Sign());
  ASSERT_TRUE(parsed);
  EXPECT_FALSE(parsed->header.charter);
  EXPECT_FALSE(parsed->header.head);
  EXPECT_TRUE(IsMalformed(Without("charter")));  // null must be said
}

// ATTACKS I14: blanks between tokens, escapes and the footer would carry what nobody is shown.
TEST_F(StatementTest, RefusesAnyOtherSpelling) {
  const std::string good = WriteJson(ParseStatement(Sign())->claims);
  ASSERT_TRUE(ParseStatement(Raw(good)));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string payload = good;
    const size_t at = payload.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return Raw(payload.replace(at, from.size(), to));
  };
  for (const auto& [from, to] : {std::pair<std::string, std::string>{"{", "{ "},
                                 {":", ": "},
                                 {",", ",\n"},
                                 {"}", "\t}"},
                                 {"\"approval\"", "\"appro\\u0076al\""},
                                 {"\"approval\"", "\"appro\\u0076al\""},
                                 {"sekisho/", "sekisho\\/"},
                                 {"\"size\":17", "\"size\":-0"}})
    EXPECT_TRUE(IsMalformed(with(from, to))) << to;
  EXPECT_TRUE(IsMalformed(Raw(" " + good)));
  EXPECT_TRUE(IsMalformed(Raw(good + " ")));
  const std::string kid = PublicKeyId(key_.public_key());
  EXPECT_TRUE(IsMalformed(Raw(good, "{\"kid\": \"" + kid + "\"}")));
  EXPECT_TRUE(IsMalformed(Raw(good, "{\"kid\":\"\\u006b" + kid.substr(1) + "\"}")));
  // The order of keys is free: other people's libraries do not sort.
  EXPECT_TRUE(ParseStatement(with("{", "{\"zzz\":\"a\\\\b\\u001f\",")));
}

TEST_F(StatementTest, EveryKindHasItsName) {
  for (int i = 0; i <= static_cast<int>(Kind::kPartner); ++i) {
    header_.kind = static_cast<Kind>(i);
    EXPECT_EQ(KindFromName(KindName(header_.kind)), header_.kind);
    EXPECT_TRUE(Verifies(Sign()));
  }
  EXPECT_FALSE(KindFromName("Approval"));
  EXPECT_FALSE(KindFromName(""));
  EXPECT_TRUE(IsMalformed(With("kind", "unheard-of")));  // ATTACKS A2
}

TEST_F(StatementTest, RefusesAnotherKind) {  // ATTACKS A2, A9
  header_.kind = Kind::kDenial;
  const auto denial = ParsePaseto(Sign());
  Json claims = *ParseJson(AsText(denial->message));
  claims["kind"] = "approval";
  // The signature of the denial under the payload of an approval.
  const std::string approval = WriteJson(claims);
  Bytes body(approval.begin(), approval.end());
  body.insert(body.end(), denial->signature.begin(), denial->signature.end());
  EXPECT_FALSE(
      Verifies("v4.public." + Base64UrlEncode(body) + "." + Base64UrlEncode(denial->footer)));
  // A payload that says denial, signed with the implicit assertion of an approval.
  EXPECT_FALSE(Verifies(Raw(std::string(AsText(denial->message)))));
}

TEST_F(StatementTest, RefusesAnotherOrganisation) {  // ATTACKS A6
  EXPECT_FALSE(Verifies(With("org", "org-2")));
  EXPECT_TRUE(Verifies(With("org", "org-1")));
  for (const char* bad : {"", "a/b", "approval/org-1", "org 1", "org\n", "組織"})
    EXPECT_TRUE(IsMalformed(With("org", bad))) << bad;
  EXPECT_TRUE(IsMalformed(With("org", std::string(65, 'a'))));
}

TEST_F(StatementTest, RefusesAnotherKey) {  // ATTACKS A5
  const SigningKey other = SigningKey::FromSeed(Bytes(32, 2));
  const auto parsed = ParseStatement(Sign());
  EXPECT_EQ(VerifyStatement(*parsed, other.public_key()).error().code, ErrorCode::kBadSignature);
  const auto parts = ParsePaseto(Sign());
  const std::string payload(AsText(parts->message));
  const std::string other_kid = WriteJson(Json{{"kid", PublicKeyId(other.public_key())}});
  EXPECT_FALSE(Verifies(Raw(payload, other_kid)));  // the kid is not the signer's
  const std::string swapped =
      Sign().substr(0, Sign().find('.', 10) + 1) + Base64UrlEncode(AsBytes(other_kid));
  EXPECT_FALSE(Verifies(swapped));
  EXPECT_FALSE(VerifyStatement(*ParseStatement(swapped), other.public_key()));
  for (const char* bad : {"{}", "[]", "\"k4.pid.x\"", R"({"kid":1})", R"({"kid":"a","kid":"b"})",
                          R"({"kid":"a","key":"b"})", "k4.pid.x", R"({"key":"a"})"})
    EXPECT_TRUE(IsMalformed(Raw(payload, bad))) << bad;
  EXPECT_TRUE(IsMalformed(SignPaseto(key_, AsBytes(payload), {}, {})));  // no footer at all
}

TEST_F(StatementTest, RefusesEveryChangedCharacter) {  // ATTACKS A1
  const std::string token = Sign();
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(Verifies(changed)) << i;
  }
  EXPECT_TRUE(IsMalformed(token + "\n"));  // ATTACKS A3
  EXPECT_TRUE(IsMalformed(token + "="));
  EXPECT_TRUE(IsMalformed(token.substr(0, token.find('.', 10))));
}

TEST_F(StatementTest, RefusesJsonThatCouldBeReadTwoWays) {  // ATTACKS A4
  const std::string good(AsText(ParsePaseto(Sign())->message));
  ASSERT_TRUE(Verifies(Raw(good)));
  const std::string open = good.substr(0, good.size() - 1);
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "[";
  for (int i = 0; i < 40; ++i) deep += "]";
  for (const std::string& bad :
       {open + R"(,"kind":"denial"})", open + R"(,"kin\u0064":"denial"})",
        open + ",\"x\":" + deep + "}", open + ",\"x\":1.5}", open + ",\"x\":1e3}",
        open + ",\"x\":18446744073709551616}", open + ",\"x\":\"\xff\"}",
        open + ",\"x\":\"\xed\xa0\x80\"}", good + "x", good + good, open, "[" + good + "]",
        std::string("null"), std::string(), std::string("\"\""), good + std::string(1, '\0')})
    EXPECT_TRUE(IsMalformed(Raw(bad))) << bad;
}

TEST_F(StatementTest, RefusesMalformedCommonClaims) {  // ATTACKS A4
  for (const char* name : {"kind", "org", "iss", "iat", "jti", "subject", "charter", "tool"}) {
    EXPECT_TRUE(IsMalformed(Without(name))) << name;
    for (const Json& bad : {Json(1), Json::array(), Json::object(), Json(true)})
      EXPECT_TRUE(IsMalformed(With(name, bad))) << name << " " << bad;
  }
  for (const char* bad : {"", "2026-11-22", "2026-11-22T13:45:04", "2026-13-22T13:45:04Z",
                          "1900-01-01T00:00:00Z", "2026-11-22T13:45:04.5Z"})
    EXPECT_TRUE(IsMalformed(With("iat", bad))) << bad;
  for (const char* bad :
       {"", "1", "0192e4a0-0000-4000-8000-000000000001", "0192E4A0-0000-7000-8000-000000000001"}) {
    EXPECT_TRUE(IsMalformed(With("jti", bad))) << bad;
    EXPECT_TRUE(IsMalformed(With("subject", bad))) << bad;
  }
  const std::string digest(64, 'a');
  for (const Json& bad :
       {Json{{"size", -1}, {"root", digest}}, Json{{"size", 1}, {"root", "aa"}},
        Json{{"size", UINT64_MAX}, {"root", digest}}, Json{{"size", 1}}, Json("head")})
    EXPECT_TRUE(IsMalformed(With("head", bad))) << bad;
  for (const Json& bad :
       {Json{{"version", 0}, {"digest", digest}}, Json{{"version", -1}, {"digest", digest}},
        Json{{"version", 1}, {"digest", std::string(64, 'A')}}})
    EXPECT_TRUE(IsMalformed(With("charter", bad))) << bad;
}

TEST_F(StatementTest, IsBounded) {  // ATTACKS A4
  const auto own = [](size_t size) { return Json{{"x", std::string(size, 'x')}}; };
  const auto too_long = SignStatement(header_, own(kMaxStatementBytes), key_, kJapan);
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, ErrorCode::kFailed);
  EXPECT_TRUE(Verifies(Sign(own(40'000))));
  EXPECT_TRUE(IsMalformed(Raw(WriteJson(own(kMaxStatementBytes)))));
}

// Each by its own refusal: what comes behind would refuse it, too, in words about something else.
TEST_F(StatementTest, SaysWhatItLacks) {  // ATTACKS A4
  const auto why = [](const std::string& token) {
    const auto parsed = ParseStatement(token);
    return parsed ? std::string() : parsed.error().message;
  };
  EXPECT_NE(why(Without("charter")).find("names no charter"), std::string::npos);
  EXPECT_NE(why(Raw("[]")).find("not an object"), std::string::npos);
  EXPECT_NE(why(Raw("{}", std::string(kMaxStatementBytes, 'x'))).find("too long"),
            std::string::npos);
  const auto annex = ParseStatement(Sign())->AnnexCommitment("main");
  ASSERT_FALSE(annex);
  EXPECT_NE(annex.error().message.find("has no annex"), std::string::npos);
}

TEST_F(StatementTest, OwnClaimsNeverReplaceCommonOnes) {
  for (const char* name :
       {"kind", "org", "iss", "iat", "jti", "subject", "charter", "head", "tool"})
    EXPECT_FALSE(SignStatement(header_, Json{{name, "x"}}, key_, kJapan)) << name;
}

TEST_F(StatementTest, RefusesTokensOfOtherTypes) {  // ATTACKS A2, A12
  const std::string rest = Sign().substr(10);
  for (const char* type : {"v4.local.", "v3.public.", "v2.public.", "eyJhbGciOiJub25lIn0."})
    EXPECT_TRUE(IsMalformed(type + rest)) << type;
  const auto parts = ParsePaseto(Sign());
  Bytes body = parts->message;
  const Ed25519Signature bare = key_.Sign(parts->message);
  body.insert(body.end(), bare.begin(), bare.end());
  EXPECT_FALSE(
      Verifies("v4.public." + Base64UrlEncode(body) + "." + Base64UrlEncode(parts->footer)));
}

TEST_F(StatementTest, FindsItsAnnexCommitments) {
  const Digest digest = Sha256(AsBytes("annex"));
  const auto parsed = ParseStatement(Sign(Json{{"annex", {{"main", HexEncode(digest)}}}}));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed->AnnexCommitment("main"), digest);
  EXPECT_EQ(parsed->AnnexCommitment("manifest").error().code, ErrorCode::kMalformed);
  for (const Json& bad :
       {Json("x"), Json::array({"main"}), Json{{"main", 1}}, Json{{"main", "aa"}}})
    EXPECT_FALSE(ParseStatement(Sign(Json{{"annex", bad}}))->AnnexCommitment("main"));
  EXPECT_FALSE(ParseStatement(Sign())->AnnexCommitment("main"));
}

}  // namespace
}  // namespace sekisho
