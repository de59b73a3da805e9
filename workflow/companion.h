// What travels beside a package for somebody outside: how to open it, in Japanese and English, for
// Windows too. The seal lists its digest, so that a gate knows it.
#pragma once

#include <string>
#include <string_view>

#include "workflow/session.h"

namespace sekisho {

inline constexpr std::string_view kCompanionName = "\u306F\u3058\u3081\u306B.txt";

// UTF-8 with a byte order mark, lines ending in CRLF: Windows' own editor shows it.
const std::string& CompanionText();

// Whether the file is a companion of ours, by its content.
bool IsCompanion(int fd);

// Whether a request has a recipient who is no member.
bool GoesOutside(const OrgState& state, const RequestRecord& request);

// kExists when another file has the companion's name beside `package`.
Result<void> CheckCompanionFits(const std::string& package);
// Writes it there, unless the same is there already.
Result<void> WriteCompanion(const std::string& package);

}  // namespace sekisho
