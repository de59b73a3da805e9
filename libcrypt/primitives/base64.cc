#include "libcrypt/primitives/base64.h"

#include <sodium.h>

#include <algorithm>

#include "base/text/message.h"
#include "libcrypt/keys/secret_bytes.h"

namespace sekisho {
namespace {

constexpr int kStandard = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
constexpr int kUrlSafe = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string Encode(ByteView bytes, int variant) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
  text.pop_back();  // the NUL
  return text;
}

// libsodium 1.0.18 takes some bytes beyond ASCII for a letter, so that a text had two spellings. No
// branch depends on a character: secrets are decoded here, too.
bool IsAscii(std::string_view text) {
  unsigned seen = 0;
  for (char c : text) seen |= static_cast<unsigned char>(c);
  return seen < 0x80;
}

Result<void> DecodeInto(std::string_view text, MutableBytes out, int variant) {
  const auto bad = [] {
    return Fail(ErrorCode::kMalformed, Message("not canonical base64 without padding"));
  };
  if (text.size() % 4 == 1) return bad();  // six bits are no byte
  size_t size = 0;
  const char* end = nullptr;
  const bool ok = sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr,
                                    &size, &end, variant) == 0;
  if (!ok || !IsAscii(text) || size != out.size() || end != text.data() + text.size()) return bad();
  return {};
}

Result<Bytes> Decode(std::string_view text, int variant) {
  Bytes out(Base64DecodedSize(text.size()));
  if (text.empty()) return out;
  RETURN_IF_ERROR(DecodeInto(text, out, variant));
  return out;
}

}  // namespace

std::string Base64Encode(ByteView bytes) { return Encode(bytes, kStandard); }
Result<Bytes> Base64Decode(std::string_view text) { return Decode(text, kStandard); }
std::string Base64UrlEncode(ByteView bytes) { return Encode(bytes, kUrlSafe); }
Result<Bytes> Base64UrlDecode(std::string_view text) { return Decode(text, kUrlSafe); }

size_t Base64DecodedSize(size_t text_size) { return text_size / 4 * 3 + text_size % 4 * 3 / 4; }
size_t Base64EncodedSize(size_t byte_count) { return (byte_count * 4 + 2) / 3; }

Result<void> Base64UrlDecodeInto(std::string_view text, MutableBytes out) {
  return DecodeInto(text, out, kUrlSafe);
}

void Base64UrlEncodeInto(ByteView bytes, MutableBytes out) {
  SecretBytes with_nul(out.size() + 1);
  const MutableBytes text = with_nul.ExposeForWriting();
  sodium_bin2base64(reinterpret_cast<char*>(text.data()), text.size(), bytes.data(), bytes.size(),
                    kUrlSafe);
  std::copy_n(text.begin(), out.size(), out.begin());
}

}  // namespace sekisho
