#include "workflow/state/store_path.h"

#include <string_view>

namespace sekisho {

std::string PathOfStore(const std::string& url) {
  constexpr std::string_view kSqlitePrefix = "sqlite://";
  return url.starts_with(kSqlitePrefix) ? url.substr(kSqlitePrefix.size()) : url;
}

}  // namespace sekisho
