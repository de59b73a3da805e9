#include "base/typed/windows_path.h"

#include <algorithm>
#include <array>

#include "base/files/files.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

// U+00A5 and U+FFE5 are what a Japanese keyboard gives for the key of the backslash.
std::string WithBackslashes(std::string_view text) {
  constexpr std::array<std::string_view, 2> kYen = {"\xc2\xa5", "\xef\xbf\xa5"};
  std::string out;
  while (!text.empty()) {
    const auto yen = std::find_if(kYen.begin(), kYen.end(),
                                  [&](std::string_view one) { return text.starts_with(one); });
    out += yen == kYen.end() ? text.front() : '\\';
    text.remove_prefix(yen == kYen.end() ? 1 : yen->size());
  }
  return out;
}

bool IsSeparator(char c) { return c == '\\' || c == '/'; }

bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// How much of `path` (with backslashes) is its place: the drive, or server and share; 0 for none.
size_t LengthOfPlace(std::string_view path) {
  const bool drive = path.size() >= 2 && IsLetter(path[0]) && path[1] == ':' &&
                     (path.size() == 2 || IsSeparator(path[2]));
  if (drive) return 2;
  if (!path.starts_with("\\\\")) return 0;
  const size_t server = path.find_first_of("\\/", 2);
  if (server == std::string_view::npos || server == 2) return 0;
  return std::min(path.find_first_of("\\/", server + 1), path.size());
}

std::string WithoutQuotes(const std::string& text) {
  const bool quoted = text.size() > 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

std::string ListOf(const PathTable& table) {
  std::string list;
  for (const auto& [place, directory] : table)
    list += (list.empty() ? "" : ", ") + place + " = " + directory;
  return list;
}

Error NotMounted(const std::string& path, const std::string& place, const PathTable& table) {
  return Fail(
      ErrorCode::kNotFound,
      Message("{0} is a Windows path, and this machine does not know {1}", {path, place}),
      table.empty()
          ? Message("have IT add {0} to [paths] in the configuration (config.toml)", {place})
          : Message("known here: {0}; have IT add {1} to [paths] in the configuration",
                    {ListOf(table), place}));
}

}  // namespace

std::string PlaceOfWindowsPath(std::string_view text) {
  const std::string path = WithBackslashes(text);
  std::string place = path.substr(0, LengthOfPlace(path));
  std::replace(place.begin(), place.end(), '/', '\\');
  return FileNameKey(place);
}

Result<std::string> PathFromTyped(const std::string& typed, const PathTable& table) {
  if (PathExists(typed)) return typed;
  const std::string bare = WithoutQuotes(typed);
  const std::string path = WithBackslashes(bare);
  const size_t length = LengthOfPlace(path);
  if (length == 0) return bare;
  const std::string place = PlaceOfWindowsPath(bare);
  const auto known = std::find_if(table.begin(), table.end(), [&](const auto& entry) {
    return PlaceOfWindowsPath(entry.first) == place;
  });
  if (known == table.end()) return NotMounted(bare, path.substr(0, length), table);
  std::string rest = path.substr(length);
  std::replace(rest.begin(), rest.end(), '\\', '/');
  // On Windows it would stay within the drive.
  if (("/" + rest + "/").find("/../") != std::string::npos)
    return Fail(ErrorCode::kUsage, Message("{0} leads out of where it begins", {bare}),
                Message("name it without .."));
  return known->second + (rest.empty() ? "" : rest);
}

}  // namespace sekisho
