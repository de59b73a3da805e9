#include "libcrypt/archive/archive_locale.h"

#include <gtest/gtest.h>
#include <langinfo.h>

namespace sekisho {
namespace {

// Else what fails while libarchive works would be told in English.
TEST(CtypeLocale, SpeaksAsTheProcessDoes) {
  ASSERT_NE(setlocale(LC_MESSAGES, "C.UTF-8"), nullptr);
  const locale_t locale = CtypeLocale("C");
  setlocale(LC_MESSAGES, "C");
  ASSERT_NE(locale, locale_t{});
  EXPECT_STREQ(nl_langinfo_l(_NL_LOCALE_NAME(LC_MESSAGES), locale), "C.UTF-8");
  EXPECT_STREQ(nl_langinfo_l(_NL_LOCALE_NAME(LC_CTYPE), locale), "C");
  EXPECT_STREQ(nl_langinfo_l(_NL_LOCALE_NAME(LC_NUMERIC), locale), "C");
  freelocale(locale);
}

}  // namespace
}  // namespace sekisho
