// The kinds of personal data that a request names: codes, so that the field carries no text.
#pragma once

#include <string_view>

#include "base/text/message_id.h"

namespace sekisho {

// Sorted, as a core lists them. special-care, financial and my-number weigh most (要配慮個人情報,
// 財産的被害のおそれ, 特定個人情報).
inline constexpr std::string_view kDataKindCodes[] = {
    MessageId("address"),      MessageId("birth-date"), MessageId("contact"),
    MessageId("education"),    MessageId("employment"), MessageId("family"),
    MessageId("financial"),    MessageId("health"),     MessageId("image"),
    MessageId("my-number"),    MessageId("name"),       MessageId("other"),
    MessageId("special-care"), MessageId("tax")};

}  // namespace sekisho
