#include "base/text/message.h"

#include <libintl.h>

#include <string_view>

#include "base/text/language.h"

namespace sekisho {
namespace {

// gettext's answer to an empty msgid is the catalogue's own header.
const char* Translated(const char* msgid) {
  return UsersLanguage().empty() || *msgid == '\0' ? msgid : dgettext("sekisho", msgid);
}

}  // namespace

std::string Message(const char* msgid, std::initializer_list<std::string> args) {
  std::string out;
  const std::string_view text = Translated(msgid);
  for (size_t i = 0; i < text.size(); ++i) {
    const bool slot = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' &&
                      text[i + 1] >= '0' && text[i + 1] <= '9' &&
                      static_cast<size_t>(text[i + 1] - '0') < args.size();
    if (!slot) {
      out.push_back(text[i]);
      continue;
    }
    out += args.begin()[text[i + 1] - '0'];
    i += 2;
  }
  return out;
}

}  // namespace sekisho
