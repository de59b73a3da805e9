#include "approvals/card.h"

#include "base/json.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "libcrypt/tokens/paserk.h"
#include "libcrypt/tokens/paseto.h"

namespace sekisho {
namespace {

constexpr std::string_view kImplicit = "sekisho/v1/card";
constexpr const char* kFormat = "sekisho-card/1";

}  // namespace

Result<std::string> MakeCard(const Identity& identity) {
  if (!identity.signing)
    return Fail(ErrorCode::kFailed, Message("this identity has no signing key"),
                next::MakeIdentity());
  const Ed25519PublicKey& key = identity.signing->public_key();
  const Json payload{{"format", kFormat},
                     {"sign", EncodePublicPaserk(key)},
                     {"age", EncodeRecipient(identity.recipient())}};
  return SignPaseto(*identity.signing, AsBytes(WriteJson(payload)),
                    AsBytes(WriteJson(Json{{"kid", PublicKeyId(key)}})), AsBytes(kImplicit)) +
         "\n";
}

Result<Card> ParseCard(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const Error bad = Fail(ErrorCode::kMalformed, Message("this is not a card"), next::WriteCard());
  const auto token = ParsePaseto(text);
  if (!token) return bad;  // defence: C9-1, else Card{}
  const auto payload = ParseJson(AsText(token->message), 4096);
  if (!payload || !payload->is_object()) return bad;  // defence: C9-2, else Card{}
  const auto format = GetString(*payload, "format");
  const auto sign = GetString(*payload, "sign");
  const auto age = GetString(*payload, "age");
  // defence: C9-3
  if (!format || *format != kFormat || !sign || !age || !ParseRecipient(*age)) return bad;
  const auto key = ParsePublicPaserk(*sign);
  if (!key) return bad;  // defence: C9-4, else Card{}
  RETURN_IF_ERROR(VerifyPaseto(*token, *key, AsBytes(kImplicit)));
  return Card{*sign, *age};
}

}  // namespace sekisho
