#include "approvals/claims/claim_fields.h"

#include <set>

#include "base/uuid.h"

namespace sekisho::fields {
Error Bad(const char* key, const std::string& why) {
  return Fail(ErrorCode::kMalformed, Message("field '{0}' {1}", {key, why}));
}

Json OptionalTime(const std::optional<Time>& time, ZoneOffset zone) {
  if (!time) return nullptr;
  return FormatTime(*time, zone);
}

Result<Time> GetTime(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const std::string text, GetString(object, key));
  return ParseTime(text);
}

Result<std::optional<Time>> GetOptionalTime(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || it->is_null()) return std::optional<Time>();
  ASSIGN_OR_RETURN(const Time time, GetTime(object, key));
  return std::optional<Time>(time);
}

Result<Digest> GetDigest(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const std::string hex, GetString(object, key));
  return DigestFromHex(hex);
}

Result<uint64_t> GetCount(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const int64_t count, GetInt(object, key, 0, kMaxCount));
  return static_cast<uint64_t>(count);
}

Result<std::string> GetOptionalId(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || it->is_null()) return std::string();
  ASSIGN_OR_RETURN(std::string id, GetString(object, key));
  if (!IsUuid7(id)) return Bad(key, Message("is not an id"));  // defence: I3-10
  return id;
}

Json OptionalText(const std::string& text) { return text.empty() ? Json() : Json(text); }
Json OptionalId(const std::string& id) { return OptionalText(id); }

Result<std::string> GetOptionalText(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || it->is_null()) return std::string();
  return GetString(object, key);
}

Json OptionalDigest(const std::optional<Digest>& digest) {
  return digest ? Json(HexEncode(*digest)) : Json();
}

Result<std::optional<Digest>> GetOptionalDigest(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || it->is_null()) return std::optional<Digest>();
  ASSIGN_OR_RETURN(const Digest digest, GetDigest(object, key));
  return std::optional<Digest>(digest);
}

Json DigestsToJson(const std::vector<Digest>& digests) {
  Json out = Json::array();
  for (const Digest& digest : std::set<Digest>(digests.begin(), digests.end()))
    out.push_back(HexEncode(digest));
  return out;
}

Result<std::vector<Digest>> GetDigests(const Json& object, const char* key, size_t most) {
  ASSIGN_OR_RETURN(const std::vector<std::string> list, GetStrings(object, key));
  if (list.size() > most) return Bad(key, Message("is too long a list"));  // defence: I3-11
  std::vector<Digest> digests;
  for (const std::string& hex : list) {
    ASSIGN_OR_RETURN(const Digest digest, DigestFromHex(hex));
    digests.push_back(digest);
  }
  return digests;
}

Result<std::string> GetId(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(std::string id, GetOptionalId(object, key));
  if (id.empty()) return Bad(key, Message("is missing"));  // defence: I3-12
  return id;
}

Result<void> CheckIsCode(bool is_code, const char* key, const std::string& all) {
  if (!is_code) return Bad(key, Message("is not one of {0}", {all}));  // defence: I3-13
  return {};
}

Result<std::vector<std::string>> GetShortList(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(std::vector<std::string> list, GetStrings(object, key));
  // defence: I3-14
  if (list.size() > kMaxListItems) return Bad(key, Message("is too long a list"));
  return list;
}

}  // namespace sekisho::fields
