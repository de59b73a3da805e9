// The kinds of personal data that a request names: codes, so that the field carries no text.
#pragma once

#include <string_view>

namespace sekisho {

// Sorted, as a core lists them. special-care, financial and my-number weigh most (要配慮個人情報,
// 財産的被害のおそれ, 特定個人情報).
inline constexpr std::string_view kDataKindCodes[] = {
    "address", "birth-date", "contact",   "education", "employment", "family",       "financial",
    "health",  "image",      "my-number", "name",      "other",      "special-care", "tax"};

}  // namespace sekisho
