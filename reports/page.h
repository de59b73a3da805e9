// A printed page: headings, lines, and fields whose labels stand in one column.
#pragma once

#include <string>
#include <vector>

namespace sekisho {

// Everything that is added is made safe for a terminal.
class Page {
 public:
  void Title(const std::string& text);
  void Heading(const std::string& text);
  void Line(const std::string& text);
  void Field(const std::string& label, const std::string& value);  // "-" when there is no value
  void Blank(const std::string& label);                            // a line to write on
  // Its value, or a line to write it on.
  void FieldOrBlank(const std::string& label, const std::string& value);

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// How many columns a terminal gives `text`: East Asian characters take two.
size_t DisplayColumns(const std::string& text);

}  // namespace sekisho
