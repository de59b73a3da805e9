// The rules of a charter as people write them. Annotated example: docs/formats/charter.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "approvals/charter/charter.h"

namespace sekisho {

// What a TOML file says: rules and dates, no keys, ids or versions, which the tool knows.
struct CharterDraft {
  std::string name;  // of the organisation; confidential, never in a core; may be empty
  CharterRules rules;
  std::optional<Time> effective;  // absent: at once
  std::optional<Time> expires;    // absent: the caller's default
  bool operator==(const CharterDraft&) const = default;
};

inline constexpr size_t kMaxCharterTomlBytes = 64 * 1024;

// kMalformed with the line number for what is not TOML, unknown keys (the hint lists the known
// ones), wrong types and values; and for whatever CheckRules refuses. Never throws.
Result<CharterDraft> CharterFromToml(std::string_view text);

// CharterFromToml reads back an equal draft.
std::string CharterToToml(const CharterDraft& draft);

// The draft that would give `charter` its rules and dates again.
CharterDraft DraftOf(const Charter& charter, std::string name);

}  // namespace sekisho
