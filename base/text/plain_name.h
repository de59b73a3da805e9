// Names of people and of departments, as far as views can show them: what reads as more of a view,
// or as another name, is none.
#pragma once

#include <string_view>

namespace sekisho {

// Whether `text` is letters (of Latin, Cyrillic and Greek one kind only: look-alikes), numbers,
// single blanks (U+0020, U+3000) between them, and - ' ’ . ・ only.
bool IsPlainName(std::string_view text);

// The same; of a department also / & + and _.
bool IsPlainDepartment(std::string_view text);

}  // namespace sekisho
