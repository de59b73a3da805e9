// What ParseJson accepts has no float, no key twice and no more depth than it promises (ATTACKS
// A4); WriteJson writes it so that it reads back as the same value, and writing that changes
// nothing.
#include "base/json.h"

#include "base/bytes.h"
#include "tests/fuzz/require.h"

namespace {

using namespace sekisho;

// Keys of all objects in `value`, which is at `depth`.
size_t CountKeys(const Json& value, size_t depth) {
  Require(!value.is_number_float(), "no number is a float");
  if (!value.is_structured()) return 0;
  Require(depth < kMaxJsonDepth, "the depth is bounded");
  size_t keys = value.is_object() ? value.size() : 0;
  for (const Json& inner : value) keys += CountKeys(inner, depth + 1);
  return keys;
}

// Keys as they stand in the text, those that come twice too.
size_t CountWrittenKeys(std::string_view text) {
  size_t keys = 0;
  const auto count = [&](int, Json::parse_event_t event, Json&) {
    keys += event == Json::parse_event_t::key ? 1 : 0;
    return true;
  };
  [[maybe_unused]] const Json ignored = Json::parse(text, count, /*allow_exceptions=*/false);
  return keys;
}

void CheckFields(const Json& object) {
  for (const auto& [key, value] : object.items()) {
    const char* name = key.c_str();
    Require(!value.is_string() || GetString(object, name).has_value(), "text is found by its key");
    Require(!GetInt(object, name, -5, 5) || value.is_number_integer(), "GetInt gives integers");
    Require(!GetBool(object, name) || value.is_boolean(), "GetBool gives booleans");
    Require(!GetStrings(object, name) || value.is_array(), "GetStrings gives lists");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = AsText({data, size});
  const auto first = ParseJson(text, 1 << 16);
  if (!first) {
    Require(first.error().code == ErrorCode::kMalformed, "every refusal is kMalformed");
    return 0;
  }
  Require(CountKeys(*first, 0) == CountWrittenKeys(text), "no key comes twice");
  const std::string written = WriteJson(*first);
  const auto second = ParseJson(written, written.size());
  Require(second.has_value(), "what was written can be read");
  Require(*second == *first, "the value survives writing");
  Require(WriteJson(*second) == written, "writing is stable");
  if (first->is_object()) CheckFields(*first);
  return 0;
}
