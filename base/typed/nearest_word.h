// "Did you mean": the word that was probably meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sekisho {

// The candidate that `word` becomes by at most two changes of one letter (one for words of up to
// four; a letter put in, left out, replaced, or two neighbours exchanged). Empty when none does, or
// when two are equally near.
std::string NearestWord(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace sekisho
