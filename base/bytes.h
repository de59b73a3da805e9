// Views of bytes and their plain spellings. Nothing here is secret: see
// libcrypt/keys/secret_bytes.h.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sekisho {

using Bytes = std::vector<uint8_t>;
using ByteView = std::span<const uint8_t>;
using MutableBytes = std::span<uint8_t>;
using Digest = std::array<uint8_t, 32>;  // a SHA-256 digest

inline ByteView AsBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
inline std::string_view AsText(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Lower-case hexadecimal.
std::string HexEncode(ByteView bytes);

// Accepts exactly what HexEncode writes: lower case, even length. kMalformed otherwise.
Result<Bytes> HexDecode(std::string_view hex);

// A digest as 64 lower-case hex digits. kMalformed otherwise.
Result<Digest> DigestFromHex(std::string_view hex);

// Fixed-width integers into and out of byte order, for formats.
void PutBe64(uint64_t value, std::span<uint8_t, 8> out);
void PutLe64(uint64_t value, std::span<uint8_t, 8> out);
uint64_t GetBe64(std::span<const uint8_t, 8> in);

}  // namespace sekisho
