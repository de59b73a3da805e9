// Any payload in a well-formed token: ParseStatement decides, and what any kind's reader takes from
// the claims, written and read again, is the same.
#include "approvals/claims/claims.h"
#include "approvals/statement.h"
#include "libcrypt/tokens/paserk.h"
#include "libcrypt/tokens/paseto.h"
#include "tests/fuzz/require.h"

namespace {

using namespace sekisho;

const SigningKey& Key() {
  static const SigningKey kKey = SigningKey::FromSeed(Bytes(32, 1));
  return kKey;
}

std::string Wrap(ByteView payload) {
  static const std::string kFooter = WriteJson(Json{{"kid", PublicKeyId(Key().public_key())}});
  return SignPaseto(Key(), payload, AsBytes(kFooter), AsBytes("sekisho/v1/seal/org"));
}

// Offsets carry the ends of the range of years over them: such a time is not written again.
bool HasTimeAtTheEnds(const Json& json) {
  if (json.is_structured()) {
    for (const Json& item : json)
      if (HasTimeAtTheEnds(item)) return true;
    return false;
  }
  if (!json.is_string()) return false;
  const std::string text = json.get<std::string>();
  return text.starts_with("1969-") || text.starts_with("1970-01-01") ||
         text.starts_with("9999-12-31") || text.starts_with("10000-");
}

template <typename Read, typename Write>
void CheckFixpoint(const Json& claims, Read read, Write write) {
  const auto first = read(claims);
  if (!first) {
    Require(first.error().code == ErrorCode::kMalformed, "every refusal is kMalformed");
    return;
  }
  const Json written = write(*first);
  if (HasTimeAtTheEnds(written)) return;
  const auto second = read(written);
  Require(second.has_value(), "what was written can be read");
  Require(write(*second) == written, "and is written the same again");
}

template <typename Claims>
Json Plain(const Claims& claims) {
  return ToClaims(claims);
}
template <typename Claims>
Json Zoned(const Claims& claims) {
  return ToClaims(claims, kJapan);
}

void CheckEveryReader(const Json& claims) {
  CheckFixpoint(claims, ReadCardClaims, Zoned<CardClaims>);
  CheckFixpoint(claims, ReadStatusClaims, Plain<StatusClaims>);
  CheckFixpoint(claims, ReadRequestClaims, Zoned<RequestClaims>);
  CheckFixpoint(claims, ReadDecisionClaims, [](const DecisionClaims& decision) {
    return ToClaims(decision, Kind::kApproval, kJapan);
  });
  CheckFixpoint(claims, ReadSealClaims, Plain<SealClaims>);
  CheckFixpoint(claims, ReadSealRefClaims, Plain<SealRefClaims>);
  CheckFixpoint(claims, ReadMediumClaims, Plain<MediumClaims>);
  CheckFixpoint(claims, ReadCheckoutClaims, Zoned<CheckoutClaims>);
  CheckFixpoint(claims, ReadReturnClaims, Plain<ReturnClaims>);
  CheckFixpoint(claims, ReadWipeClaims, Plain<WipeClaims>);
  CheckFixpoint(claims, ReadSnapshotClaims, Plain<SnapshotClaims>);
  CheckFixpoint(claims, ReadGateClaims, Plain<GateClaims>);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string token = Wrap({data, size});
  const auto statement = ParseStatement(token);
  if (!statement) {
    Require(statement.error().code == ErrorCode::kMalformed, "every refusal is kMalformed");
    // The readers stand on their own: they must not rely on what the header's check let through.
    if (const auto json = ParseJson(AsText({data, size})); json) CheckEveryReader(*json);
    return 0;
  }
  Require(statement->token == token, "the signed bytes are kept");
  const StatementHeader& header = statement->header;
  Require(KindFromName(KindName(header.kind)) == header.kind, "the kind is a known one");
  const bool verifies = VerifyStatement(*statement, Key().public_key()).has_value();
  Require(verifies == (header.kind == Kind::kSeal && header.org == "org"),
          "a statement verifies as its own kind in its own organisation only");
  CheckEveryReader(statement->claims);
  return 0;
}
