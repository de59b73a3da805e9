// Base64 without padding, in the two alphabets in use here. Decoding is canonical: padding, white
// space and non-zero trailing bits are refused, so what decodes re-encodes identically.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace sekisho {

// RFC 4648 section 4 alphabet, as in age.
std::string Base64Encode(ByteView bytes);
Result<Bytes> Base64Decode(std::string_view text);

// RFC 4648 section 5 alphabet, as in PASETO.
std::string Base64UrlEncode(ByteView bytes);
Result<Bytes> Base64UrlDecode(std::string_view text);

// The same into and out of caller's memory, for secrets. `out` has exactly the decoded size.
size_t Base64DecodedSize(size_t text_size);
Result<void> Base64UrlDecodeInto(std::string_view text, MutableBytes out);
void Base64UrlEncodeInto(ByteView bytes, MutableBytes out);  // out: exactly the encoded size
size_t Base64EncodedSize(size_t byte_count);

}  // namespace sekisho
