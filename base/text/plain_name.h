// Names of people and of departments, as far as views can show them: what reads as more of a view,
// or as another name, is none.
#pragma once

#include <string_view>

namespace sekisho {

// Whether `text` has something to see, no bracket, quotation mark of a pair, arrow, or mark that
// stands between the parts of a view (, 、 ; : / and their like), and letters of Latin, Greek and
// Cyrillic only of one of them. What nobody sees is spelled out by views, and is no matter here.
bool IsPlainName(std::string_view text);

// The same; of a department also /.
bool IsPlainDepartment(std::string_view text);

}  // namespace sekisho
