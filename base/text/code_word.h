// Codes, where people read them.
#pragma once

#include <string>
#include <string_view>

namespace sekisho {

// A code that a format spells ("security-officer", "gate-pass") as a word in the user's language;
// in English it is the word. Tables of codes mark them with MessageId. A code that the catalogue
// does not have stays as it is.
std::string CodeWord(std::string_view code);

// The same within a sentence: "a gate pass", where a code is spelled gate-pass.
std::string SpokenWord(std::string_view code);

}  // namespace sekisho
