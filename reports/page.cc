#include "reports/page.h"

#include "base/text/text.h"

namespace sekisho {
namespace {

constexpr size_t kLabelColumns = 34;

}  // namespace

size_t DisplayColumns(const std::string& text) {
  size_t columns = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    // In UTF-8, what begins with 0xE3 or more is CJK, kana, full-width forms or farther: two
    // columns.
    if ((byte & 0xC0) != 0x80) columns += byte >= 0xE3 ? 2 : 1;
  }
  return columns;
}

void Page::Title(const std::string& text) { text_ += SafeForTerminal(text) + "\n"; }

void Page::Heading(const std::string& text) { text_ += "\n" + SafeForTerminal(text) + "\n"; }

void Page::Line(const std::string& text) { text_ += "  " + SafeForTerminal(text) + "\n"; }

void Page::Field(const std::string& label, const std::string& value) {
  const size_t columns = DisplayColumns(label);
  const std::string gap(columns < kLabelColumns ? kLabelColumns - columns : 0, ' ');
  text_ += "  " + label + gap + " " + SafeForTerminal(value.empty() ? "-" : value) + "\n";
}

void Page::Blank(const std::string& label) { Field(label, "________________"); }

void Page::FieldOrBlank(const std::string& label, const std::string& value) {
  value.empty() ? Blank(label) : Field(label, value);
}

}  // namespace sekisho
