// What travels beside a package for somebody outside: how to open it, in Japanese and English, for
// Windows too. The seal lists its digest, so that a gate knows it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/state/session.h"

namespace sekisho {

inline constexpr std::string_view kCompanionName = "\u306F\u3058\u3081\u306B.txt";

// Every text that was ever written, the newest first: a gate knows them all. UTF-8 with a byte
// order mark, lines ending in CRLF: Windows' own editor shows it.
const std::vector<std::string>& CompanionTexts();

// The SHA-256 of a companion of ours, by its content; none when the file is another.
std::optional<Digest> CompanionDigest(int fd);

// Whether a request has a recipient who is no member.
bool GoesOutside(const OrgState& state, const RequestRecord& request);

// kExists when another file has the companion's name beside `package`.
Result<void> CheckCompanionFits(const std::string& package);
// What a seal lists: the companion that is there already, of an older package, or the newest.
Digest CompanionFor(const std::string& package);
// Writes the one with this digest there, unless the same is there already.
Result<void> WriteCompanion(const std::string& package, const Digest& digest);

}  // namespace sekisho
