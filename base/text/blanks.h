// Blanks in what people wrote, where it is shown.
#pragma once

#include <string>
#include <string_view>

namespace sekisho {

// `text` with one blank for every row of U+0020 and U+3000: a row of them would push what follows
// onto a line of its own, where it reads as more of the view.
std::string WithSingleBlanks(std::string_view text);

// The same, and none at its ends.
std::string WithoutNeedlessBlanks(std::string_view text);

// What somebody wrote, as it is shown: on one line with single blanks, what nobody sees spelled
// out, cut after `max_bytes` between two characters. Nobody's words push what others say off a
// screen.
std::string ShownWords(std::string_view text, size_t max_bytes);

}  // namespace sekisho
