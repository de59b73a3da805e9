#include "libcrypt/tokens/paseto.h"

#include <algorithm>

#include "base/text/message.h"
#include "libcrypt/primitives/base64.h"

namespace sekisho {
namespace {

constexpr std::string_view kHeader = "v4.public.";

Bytes PreAuthEncode(std::initializer_list<ByteView> parts) {
  Bytes out;
  const auto put_length = [&](uint64_t length) {
    std::array<uint8_t, 8> le;
    PutLe64(length & (UINT64_MAX >> 1), le);
    out.insert(out.end(), le.begin(), le.end());
  };
  put_length(parts.size());
  for (ByteView part : parts) {
    put_length(part.size());
    out.insert(out.end(), part.begin(), part.end());
  }
  return out;
}

}  // namespace

std::string SignPaseto(const SigningKey& key, ByteView message, ByteView footer,
                       ByteView implicit_assertion) {
  const Ed25519Signature signature =
      key.Sign(PreAuthEncode({AsBytes(kHeader), message, footer, implicit_assertion}));
  Bytes body(message.begin(), message.end());
  body.insert(body.end(), signature.begin(), signature.end());
  std::string token = std::string(kHeader) + Base64UrlEncode(body);
  if (!footer.empty()) token += "." + Base64UrlEncode(footer);
  return token;
}

Result<PasetoToken> ParsePaseto(std::string_view text) {
  const auto bad = [](const char* why) {
    return Fail(ErrorCode::kMalformed, Message("not a v4.public token: {0}", {Message(why)}));
  };
  if (!text.starts_with(kHeader)) return bad("another version or purpose");
  text.remove_prefix(kHeader.size());
  PasetoToken token;
  const size_t dot = text.find('.');
  if (dot != std::string_view::npos) {
    auto footer = Base64UrlDecode(text.substr(dot + 1));
    if (!footer || footer->empty()) return bad("its footer is not canonical");
    token.footer = *std::move(footer);
    text = text.substr(0, dot);
  }
  auto body = Base64UrlDecode(text);
  if (!body) return bad("its body is not canonical base64url");
  if (body->size() < token.signature.size()) return bad("it is too short");
  const auto signature_at = body->end() - static_cast<ptrdiff_t>(token.signature.size());
  std::copy(signature_at, body->end(), token.signature.begin());
  body->erase(signature_at, body->end());
  token.message = *std::move(body);
  return token;
}

Result<void> VerifyPaseto(const PasetoToken& token, const Ed25519PublicKey& key,
                          ByteView implicit_assertion) {
  return VerifyEd25519(
      key, PreAuthEncode({AsBytes(kHeader), token.message, token.footer, implicit_assertion}),
      token.signature);
}

}  // namespace sekisho
