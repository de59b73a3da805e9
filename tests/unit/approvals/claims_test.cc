#include "approvals/claims/claims.h"

#include <gtest/gtest.h>

#include "libcrypt/keys/keys.h"
#include "libcrypt/primitives/sha256.h"
#include "libcrypt/tokens/paserk.h"

namespace sekisho {
namespace {

const Time kNow = *ParseTime("2026-11-22T13:45:04+09:00");
const Time kLater = *ParseTime("2026-11-29T23:59:59+09:00");
constexpr const char* kId = "0192e4a0-0000-7000-8000-000000000001";
const Digest kDigest = Sha256(AsBytes("x"));
const std::string kRecipient = EncodeRecipient(X25519PublicKey{9});
const std::string kSign = EncodePublicPaserk(Ed25519PublicKey{9});

RequestClaims Request() {
  RequestClaims request;
  request.holder = kId;
  request.class_id = "秘";
  request.files = 2;
  request.directories = 1;
  request.bytes = 100;
  request.recipients = {kRecipient};
  request.medium = kId;
  request.from = kNow;
  request.until = kLater;
  request.due = kLater;
  request.persons = 5;
  request.registration = kDigest;
  request.data_kinds = {"address"};
  request.duty_text = "第12条";
  return request;
}

// `json` survives reading and writing; each of its fields is needed unless named in `optional`, and
// none takes a value of another type.
template <typename Read, typename Write>
void CheckClaims(const Json& json, Read read, Write write,
                 const std::vector<std::string>& optional = {}) {
  const auto claims = read(json);
  ASSERT_TRUE(claims) << claims.error().message;
  EXPECT_EQ(write(*claims), json);
  for (const auto& [key, value] : json.items()) {
    Json without = json;
    without.erase(key);
    const bool may_go = std::find(optional.begin(), optional.end(), key) != optional.end();
    EXPECT_EQ(read(without).has_value(), may_go) << key;
    Json other = json;
    other[key] = value.is_boolean() ? Json("true") : Json(true);
    const auto refused = read(other);
    ASSERT_FALSE(refused) << key;
    EXPECT_EQ(refused.error().code, ErrorCode::kMalformed);
  }
  for (const Json& bad : {Json(), Json::array(), Json("x"), Json(1)}) EXPECT_FALSE(read(bad));
}

template <typename Claims>
Json Plain(const Claims& claims) {
  return ToClaims(claims);
}
template <typename Claims>
Json Zoned(const Claims& claims) {
  return ToClaims(claims, kJapan);
}

TEST(Claims, EveryKindRoundTripsAndIsStrict) {
  CheckClaims(ToClaims(Request(), kJapan), ReadRequestClaims, Zoned<RequestClaims>,
              {"due", "transport", "series", "extends", "replaces"});
  CheckClaims(ToClaims(StatusClaims{}), ReadStatusClaims, Plain<StatusClaims>);
  Json approval = ToClaims(DecisionClaims{kDigest, kLater}, Kind::kApproval, kJapan);
  approval.erase("opened");
  CheckClaims(approval, ReadDecisionClaims,
              [](const DecisionClaims& claims) {
                Json json = ToClaims(claims, Kind::kApproval, kJapan);
                json.erase("opened");
                return json;
              },
              {"until", "append-by", "delegation"});
  CheckClaims(ToClaims(SealClaims{kDigest, kDigest, kDigest, 5, kId, 1}), ReadSealClaims,
              Plain<SealClaims>, {"medium"});
  CheckClaims(ToClaims(SealRefClaims{kDigest}), ReadSealRefClaims, Plain<SealRefClaims>);
  CheckClaims(ToClaims(MediumClaims{"USB-1", "mount", Json::object()}), ReadMediumClaims,
              Plain<MediumClaims>, {"home"});
  CheckClaims(ToClaims(CheckoutClaims{kId, kDigest, kLater}, kJapan), ReadCheckoutClaims,
              Zoned<CheckoutClaims>);
  CheckClaims(ToClaims(ReturnClaims{true, 1, 2}), ReadReturnClaims, Plain<ReturnClaims>);
  CheckClaims(ToClaims(WipeClaims{"clear", true, 3, 0}), ReadWipeClaims, Plain<WipeClaims>);
  CheckClaims(ToClaims(WipeVerifiedClaims{kDigest, VerifiedHow::kWitnessed}),
              ReadWipeVerifiedClaims, Plain<WipeVerifiedClaims>);
  EXPECT_FALSE(ReadWipeVerifiedClaims(Json{{"wipe", HexEncode(kDigest)}, {"how", "guessed"}}));
  CheckClaims(ToClaims(SnapshotClaims{kDigest, 1, 2, kDigest}), ReadSnapshotClaims,
              Plain<SnapshotClaims>);
  CheckClaims(ToClaims(GateClaims{{kDigest}, 3, {"plain-file"}, kId}), ReadGateClaims,
              Plain<GateClaims>, {"medium"});
  CardClaims card;
  card.person.sign_key = kSign;
  card.person.age_recipient = kRecipient;
  card.person.grants = {{Role::kManager, "総務", kNow, kLater}, {Role::kEmployee, "", kNow, {}}};
  card.person.valid_until = kLater;
  card.person.trained_until = kLater;
  CheckClaims(ToClaims(card, kJapan), ReadCardClaims, Zoned<CardClaims>,
              {"valid_until", "trained_until", "responsible"});
}

TEST(RequestClaims, RefusesValuesOutOfRange) {  // ATTACKS A4
  const Json good = ToClaims(Request(), kJapan);
  const auto refuses = [&](const char* key, const Json& value) {
    Json changed = good;
    changed[key] = value;
    return !ReadRequestClaims(changed);
  };
  EXPECT_FALSE(refuses("files", 0));
  for (const char* count : {"files", "directories", "bytes", "persons"})
    for (const Json& bad : {Json(-1), Json(INT64_MAX), Json(UINT64_MAX), Json(1.0), Json("1")})
      EXPECT_TRUE(refuses(count, bad)) << count << " " << bad;
  for (const int uses : {0, -1, 1001}) EXPECT_TRUE(refuses("uses", uses)) << uses;
  EXPECT_TRUE(refuses("holder", "somebody"));
  EXPECT_TRUE(refuses("holder", nullptr));
  EXPECT_TRUE(refuses("recipients", Json::array()));
  EXPECT_TRUE(refuses("recipients", Json::array({"age1"})));
  EXPECT_TRUE(refuses("recipients", Json(std::vector<std::string>(65, kRecipient))));
  EXPECT_TRUE(refuses("data_kinds", Json(std::vector<std::string>(65, "x"))));
  EXPECT_TRUE(refuses("until", "2026-11-29"));
}

TEST(RequestClaims, DestinationNamesWhatItsKindNeeds) {
  const Json good = ToClaims(Request(), kJapan);
  for (const Json& bad : {Json{{"kind", "medium"}}, Json{{"kind", "medium"}, {"medium", "USB-1"}},
                          Json{{"kind", "cloud"}}, Json{{"kind", "elsewhere"}}, Json("medium")}) {
    Json changed = good;
    changed["destination"] = bad;
    EXPECT_FALSE(ReadRequestClaims(changed)) << bad;
  }
}

TEST(CardClaims, HaveAShortListOfRoles) {
  CardClaims card;
  card.person.grants.assign(64, {Role::kManager, "総務", kNow, {}});
  EXPECT_TRUE(ReadCardClaims(ToClaims(card, kJapan)));
  card.person.grants.push_back(card.person.grants[0]);
  EXPECT_FALSE(ReadCardClaims(ToClaims(card, kJapan)));
}

TEST(SealClaims, HaveTwoCompanionsAtMost) {
  SealClaims seal{kDigest, kDigest, kDigest, 5, kId, 1};
  seal.companions = {Digest{1}, Digest{2}};
  EXPECT_TRUE(ReadSealClaims(ToClaims(seal)));
  seal.companions.push_back(Digest{3});
  EXPECT_FALSE(ReadSealClaims(ToClaims(seal)));
}

TEST(CardClaims, KeysComeTogetherOrNotAtAll) {
  CardClaims card;
  card.person.sign_key = kSign;
  card.person.age_recipient = kRecipient;
  const Json good = ToClaims(card, kJapan);
  ASSERT_TRUE(ReadCardClaims(good));
  const auto read = [&](const std::string& sign, const std::string& age) {
    Json changed = good;
    changed["sign"] = sign;
    changed["age"] = age;
    return ReadCardClaims(changed);
  };
  ASSERT_TRUE(read("", ""));
  EXPECT_TRUE(read("", "")->person.keyless);
  EXPECT_FALSE(read(kSign, ""));
  EXPECT_FALSE(read("", kRecipient));
  EXPECT_FALSE(read(kSign + "A", kRecipient));
  EXPECT_FALSE(read(kSign, "AGE1" + kRecipient.substr(4)));
}

}  // namespace
}  // namespace sekisho
