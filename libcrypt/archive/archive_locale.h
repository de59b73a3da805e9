// libarchive converts names by the locale's LC_CTYPE. Only archive_writer and archive_reader
// include this: they choose the locale themselves, for their own thread and the time of a call.
#pragma once

#include <locale.h>

#include "base/result.h"

namespace sekisho {

// Makes `locale` the thread's while it lives.
class LocaleScope {
 public:
  explicit LocaleScope(locale_t locale) : previous_(uselocale(locale)) {}
  ~LocaleScope() { uselocale(previous_); }
  LocaleScope(const LocaleScope&) = delete;
  LocaleScope& operator=(const LocaleScope&) = delete;

 private:
  locale_t previous_;
};

// A locale that differs from "C" in LC_CTYPE, and in LC_MESSAGES as the process does (what is said
// meanwhile is in the user's language), made once per name. 0 when there is none.
inline locale_t CtypeLocale(const char* name) {
  return newlocale(LC_CTYPE_MASK, name,
                   newlocale(LC_MESSAGES_MASK, setlocale(LC_MESSAGES, nullptr), locale_t{}));
}

}  // namespace sekisho
