// Names that a reader takes for one another: 山口 and 山ロ (a katakana RO), 斎藤 and 齋藤, 𠮷田 and
// 吉田.
#pragma once

#include <string>
#include <string_view>

namespace sekisho {

// One key for all that look alike; NameKeyWithoutBlanks where nothing does (base/text/fold_text.h).
std::string LookAlikeKey(std::string_view name);

}  // namespace sekisho
