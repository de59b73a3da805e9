// Text in columns of a terminal, where letters of East Asia take two cells.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sekisho {

// How many cells `text`, which is UTF-8, takes in a line. What is not UTF-8 counts one a byte.
size_t DisplayWidth(std::string_view text);

// `text` with blanks after it, up to `columns`; as it is when it takes more.
std::string PadTo(std::string_view text, size_t columns);

// `text` in lines of at most `columns` cells: broken at blanks, and between full-width characters
// but not before closing ones (、。）). A word that is longer stays whole. Line feeds break, too.
std::vector<std::string> WrapText(std::string_view text, size_t columns);

}  // namespace sekisho
