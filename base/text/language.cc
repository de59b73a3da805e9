#include "base/text/language.h"

#include <libintl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <cstdlib>
#include <string_view>

namespace sekisho {
namespace {

constexpr const char* kDomain = "sekisho";

std::string g_language;  // NOLINT: written once, before there are threads

std::string Variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// "ja" of "ja_JP.UTF-8"; empty when it does not begin with a language's two or three letters. So it
// is never a path.
std::string LanguageOf(std::string_view locale) {
  const std::string_view name = locale.substr(0, locale.find_first_of("_.@"));
  const bool well_formed =
      (name.size() == 2 || name.size() == 3) &&
      std::all_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return well_formed ? std::string(name) : std::string();
}

bool IsEnglish(std::string_view locale) {
  return locale == "C" || locale == "POSIX" || LanguageOf(locale) == "en";
}

// The directory of this program, with a slash; empty without /proc.
std::string OwnDirectory() {
  std::array<char, 4096> path{};
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  const std::string_view text(path.data(), length > 0 ? static_cast<size_t>(length) : 0);
  return std::string(text.substr(0, text.rfind('/') + 1));
}

// Where the catalogue of `language` is; empty when there is none.
std::string DirectoryWith(const std::string& own, const std::string& language) {
  for (const char* const beside : {"../locale", "../share/locale"}) {
    const std::string directory = own + beside;
    const std::string file = directory + "/" + language + "/LC_MESSAGES/" + kDomain + ".mo";
    if (access(file.c_str(), R_OK) == 0) return directory;
  }
  return {};
}

bool Bind(const std::string& directory, const std::string& language) {
  // gettext reads LANGUAGE, and takes paths in it; the others name where locales and converters
  // lie.
  setenv("LANGUAGE", language.c_str(), 1);  // NOLINT: no threads yet
  for (const char* const name : {"OUTPUT_CHARSET", "LOCPATH", "GCONV_PATH"})
    unsetenv(name);  // NOLINT
  // In the locale "C", and in no other, gettext translates nothing. C.UTF-8 is on every Debian;
  // the user's own locale often is not.
  if (std::setlocale(LC_MESSAGES, "C.UTF-8") == nullptr) return false;  // NOLINT
  bindtextdomain(kDomain, directory.c_str());
  bind_textdomain_codeset(kDomain, "UTF-8");
  // The C library's own sentences stay as they are: it would spell them in LC_CTYPE's characters,
  // which are ASCII. Ours are in base/text/system_error_text.cc.
  bindtextdomain("libc", directory.c_str());
  return true;
}

}  // namespace

std::vector<std::string> LanguagesWanted(
    const std::function<std::string(const char* name)>& variable) {
  std::string wanted;
  for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (wanted.empty()) wanted = variable(name);
  if (wanted.empty() || wanted == "C" || wanted == "POSIX") return {};
  if (const std::string list = variable("LANGUAGE"); !list.empty()) wanted = list;
  std::vector<std::string> languages;
  for (size_t start = 0; start <= wanted.size();) {
    const size_t end = std::min(wanted.find(':', start), wanted.size());
    const std::string one = wanted.substr(start, end - start);
    if (IsEnglish(one)) break;
    if (std::string language = LanguageOf(one); !language.empty())
      languages.push_back(std::move(language));
    start = end + 1;
  }
  return languages;
}

void SpeakUsersLanguage() {
  const std::string own = OwnDirectory();
  if (own.empty()) return;
  for (const std::string& language : LanguagesWanted(Variable)) {
    const std::string directory = DirectoryWith(own, language);
    if (directory.empty()) continue;
    if (Bind(directory, language)) g_language = language;
    return;
  }
}

const std::string& UsersLanguage() { return g_language; }

}  // namespace sekisho
