#include "tools/cli/safe_json.h"

#include "base/text/text.h"

namespace sekisho {

std::string SafeJson(const Json& json) {
  const std::string plain = WriteJson(json);
  if (!HasUnsafeCharacters(plain)) return plain;
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace sekisho
