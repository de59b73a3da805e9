// JSON read strictly: what two parsers could understand differently is refused (ATTACKS A4).
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "base/result.h"

namespace sekisho {

// Keys in sorted order: nothing signed depends on it, but people compare outputs.
using Json = nlohmann::json;

inline constexpr size_t kMaxJsonDepth = 16;

// Refuses (kMalformed): duplicate keys, nesting beyond kMaxJsonDepth, numbers that are not integers
// within 64 bits, invalid UTF-8, comments, a byte order mark, anything after the value, text over
// `max_bytes`.
Result<Json> ParseJson(std::string_view text, size_t max_bytes = 1 << 20);

// Whether JSON that ParseJson accepts is spelled in the one way that carries nothing: no byte
// between tokens, no escape but those that JSON demands (\" \\ \b \f \n \r \t, \u00xx in lower case
// for other controls: RFC 8785, section 3.2.2.2), no "-0". The order of keys is free.
bool IsSpelledTightly(std::string_view json);

// Compact, keys sorted, UTF-8. Text that is not UTF-8 is written with U+FFFD.
std::string WriteJson(const Json& json);

// Fields of an object, by key. kMalformed when absent or of another type.
Result<std::string> GetString(const Json& object, const char* key);
Result<int64_t> GetInt(const Json& object, const char* key, int64_t min, int64_t max);
Result<bool> GetBool(const Json& object, const char* key);
Result<std::vector<std::string>> GetStrings(const Json& object, const char* key);

// The same, where absent means `fallback`.
Result<std::string> GetStringOr(const Json& object, const char* key, std::string fallback);
Result<int64_t> GetIntOr(const Json& object, const char* key, int64_t min, int64_t max,
                         int64_t fallback);

}  // namespace sekisho
