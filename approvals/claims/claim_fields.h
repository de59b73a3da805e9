// The fields that claims are made of, read strictly and written in one spelling. Each failure names
// the field (kMalformed).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "approvals/claims/claims.h"
#include "base/text/message.h"

namespace sekisho::fields {

inline constexpr size_t kMaxListItems = 64;
inline constexpr int64_t kMaxCount = int64_t{1} << 53;

Error Bad(const char* key, const std::string& why);

Json OptionalTime(const std::optional<Time>& time, ZoneOffset zone);
Result<Time> GetTime(const Json& object, const char* key);
Result<std::optional<Time>> GetOptionalTime(const Json& object, const char* key);
Result<Digest> GetDigest(const Json& object, const char* key);
Json OptionalDigest(const std::optional<Digest>& digest);
Result<std::optional<Digest>> GetOptionalDigest(const Json& object, const char* key);
// In ascending order, so that the order carries nothing.
Json DigestsToJson(const std::vector<Digest>& digests);
Result<std::vector<Digest>> GetDigests(const Json& object, const char* key, size_t most);
Result<uint64_t> GetCount(const Json& object, const char* key);
Result<std::string> GetId(const Json& object, const char* key);
// An id that may be absent: null, or a well-formed one.
Result<std::string> GetOptionalId(const Json& object, const char* key);
Json OptionalText(const std::string& text);
Json OptionalId(const std::string& id);
Result<std::string> GetOptionalText(const Json& object, const char* key);
// Of at most 64.
Result<std::vector<std::string>> GetShortList(const Json& object, const char* key);

Result<void> CheckIsCode(bool is_code, const char* key, const std::string& all);

// One of the codes of an enumeration.
template <typename E>
Result<E> GetCode(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const std::string code, GetString(object, key));
  const auto value = FromCode<E>(code);
  RETURN_IF_ERROR(CheckIsCode(value.has_value(), key, AllCodes<E>()));
  return *value;
}

}  // namespace sekisho::fields
