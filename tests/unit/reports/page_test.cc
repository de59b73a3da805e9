#include "reports/page.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

TEST(Page, ValuesStandInOneColumnWhateverTheScript) {
  EXPECT_EQ(DisplayColumns("ab"), 2u);
  EXPECT_EQ(DisplayColumns("作業者"), 6u);
  EXPECT_EQ(DisplayColumns("é"), 1u);
  Page page;
  page.Field("place (場所)", "x");
  page.Field("place", "x");
  const std::string& text = page.text();
  const size_t second = text.find('\n') + 1;
  EXPECT_EQ(DisplayColumns(text.substr(0, text.find('x'))),
            DisplayColumns(text.substr(second, text.find('x', second) - second)));
}

TEST(Page, LeavesALineToWriteOnWhereNothingWasGiven) {
  Page page;
  page.FieldOrBlank("a", "");
  page.FieldOrBlank("b", "\x1b[2J");
  EXPECT_NE(page.text().find("____"), std::string::npos);
  EXPECT_NE(page.text().find("\\x1"), std::string::npos);
  EXPECT_EQ(page.text().find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace sekisho
