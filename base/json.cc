#include "base/json.h"
#include "base/text/message.h"
#include "base/text/message_id.h"

#include <set>
#include <vector>

namespace sekisho {
namespace {

Error Bad(std::string message) { return Fail(ErrorCode::kMalformed, std::move(message)); }

Error BadField(const char* key, const char* what) {
  return Bad(Message("field '{0}' {1}", {key, Message(what)}));
}

// Watches the parser's events and remembers the first thing that is not allowed.
class StrictChecks {
 public:
  bool operator()(int depth, Json::parse_event_t event, Json& parsed) {
    using Event = Json::parse_event_t;
    if (depth > static_cast<int>(kMaxJsonDepth)) problem_ = MessageId("JSON is nested too deeply");
    if (event == Event::object_start) keys_.emplace_back();
    if (event == Event::object_end && !keys_.empty()) keys_.pop_back();
    if (event == Event::key && !keys_.empty() &&
        !keys_.back().insert(parsed.get_ref<const std::string&>()).second)
      problem_ = MessageId("JSON has a key twice");
    if (event == Event::value && parsed.is_number_float())
      problem_ = MessageId("JSON has a number that is not a 64-bit integer");
    return true;
  }
  const char* problem() const { return problem_; }

 private:
  std::vector<std::set<std::string>> keys_;
  const char* problem_ = nullptr;
};

// The parser recurses nowhere, but the callback's bookkeeping grows: bound the depth beforehand.
bool TooDeep(std::string_view text) {
  size_t depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && depth > 0) --depth;
    if (depth > kMaxJsonDepth) return true;
  }
  return false;
}

}  // namespace

Result<Json> ParseJson(std::string_view text, size_t max_bytes) {
  if (text.size() > max_bytes) return Bad(Message("JSON is too large"));
  if (TooDeep(text)) return Bad(Message("JSON is nested too deeply"));
  // The parser would pass over it (RFC 8259, section 8.1, lets it).
  if (text.starts_with("\xef\xbb\xbf")) return Bad(Message("JSON begins with a byte order mark"));
  if (text.find('\0') != std::string_view::npos) return Bad(Message("JSON holds a NUL byte"));
  StrictChecks checks;
  Json json = Json::parse(
      text,
      [&](int depth, Json::parse_event_t event, Json& parsed) {
        return checks(depth, event, parsed);
      },
      /*allow_exceptions=*/false);
  if (json.is_discarded()) return Bad(Message("not JSON"));
  if (checks.problem() != nullptr) return Bad(Message(checks.problem()));
  return json;
}

namespace {

// The length of the escape that `text` begins with; 0 when JSON does not demand it.
size_t DemandedEscape(std::string_view text) {
  constexpr std::string_view kShort = "\"\\bfnrt";
  if (text.size() < 2) return 0;
  if (kShort.find(text[1]) != std::string_view::npos) return 2;
  if (text.size() < 6 || !text.starts_with("\\u00")) return 0;
  constexpr std::string_view kHex = "0123456789abcdef";
  const size_t high = kHex.find(text[4]), low = kHex.find(text[5]);
  if (high > 1 || low == std::string_view::npos) return 0;
  const size_t code = high * 16 + low;
  const bool has_short = code == 8 || code == 9 || code == 10 || code == 12 || code == 13;
  return has_short ? 0 : 6;
}

}  // namespace

bool IsSpelledTightly(std::string_view json) {
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') {
      in_string = !in_string;
    } else if (in_string && c == '\\') {
      const size_t length = DemandedEscape(json.substr(i));
      if (length == 0) return false;
      i += length - 1;
    } else if (!in_string) {
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') return false;
      if (c == '-' && json.substr(i + 1).starts_with('0')) return false;
    }
  }
  return true;
}

std::string WriteJson(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::string> GetString(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end()) return BadField(key, "is missing");
  if (!it->is_string()) return BadField(key, "is not text");
  return it->get<std::string>();
}

Result<int64_t> GetInt(const Json& object, const char* key, int64_t min, int64_t max) {
  const auto it = object.find(key);
  if (it == object.end()) return BadField(key, "is missing");
  if (!it->is_number_integer()) return BadField(key, "is not an integer");
  if (it->is_number_unsigned() && it->get<uint64_t>() > static_cast<uint64_t>(INT64_MAX))
    return BadField(key, "is out of range");
  const int64_t value = it->get<int64_t>();
  if (value < min || value > max) return BadField(key, "is out of range");
  return value;
}

Result<bool> GetBool(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end()) return BadField(key, "is missing");
  if (!it->is_boolean()) return BadField(key, "is not true or false");
  return it->get<bool>();
}

Result<std::vector<std::string>> GetStrings(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end()) return BadField(key, "is missing");
  if (!it->is_array()) return BadField(key, "is not a list");
  std::vector<std::string> out;
  for (const Json& item : *it) {
    if (!item.is_string()) return BadField(key, "holds something that is not text");
    out.push_back(item.get<std::string>());
  }
  return out;
}

Result<std::string> GetStringOr(const Json& object, const char* key, std::string fallback) {
  if (!object.contains(key)) return fallback;
  return GetString(object, key);
}

Result<int64_t> GetIntOr(const Json& object, const char* key, int64_t min, int64_t max,
                         int64_t fallback) {
  if (!object.contains(key)) return fallback;
  return GetInt(object, key, min, max);
}

}  // namespace sekisho
