#include "media/system_folder.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <string>

#include "media/entries.h"
#include "media/node.h"

namespace sekisho {
namespace {

constexpr size_t kMaxChildren = 16;

bool IsAll(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

constexpr std::string_view kDigits = "0123456789";

bool IsTrash(std::string_view name) {
  constexpr std::string_view kPrefix = ".Trash-";
  return name.starts_with(kPrefix) && name.size() <= kPrefix.size() + 10 &&
         IsAll(name.substr(kPrefix.size()), kDigits);
}

// A user's security identifier, S-1-5-21-1004336348-1177238915-682003330-1001; at most five
// 32-bit numbers follow the authority.
bool IsSid(std::string_view name) {
  constexpr std::string_view kPrefix = "S-1-5-";
  if (!name.starts_with(kPrefix) || name.size() > kPrefix.size() + 5 * 11) return false;
  const std::string_view rest = name.substr(kPrefix.size());
  return IsAll(rest, "0123456789-") && std::count(rest.begin(), rest.end(), '-') <= 4;
}

// What its maker puts into the folder, apart from data.
bool IsKnownDirectory(std::string_view folder, std::string_view child) {
  if (IsTrash(folder)) return child == "files" || child == "info" || child == "expunged";
  if (folder == "$RECYCLE.BIN") return IsSid(child);
  return false;
}

bool IsKnownFile(std::string_view folder, std::string_view child) {
  return folder == ".fseventsd" && child == "no_log";
}

bool HasNoAttributes(int fd) {
  const auto attributes = ListAttributes(fd);
  return attributes && attributes->empty();
}

bool IsHarmless(std::string_view folder, int directory, const std::string& child) {
  const auto node = LookAtEntry(directory, child);
  if (!node) return false;
  const bool is_directory = S_ISDIR(node->mode) && IsKnownDirectory(folder, child);
  const bool is_file = S_ISREG(node->mode) && node->size == 0 && node->allocated_bytes == 0 &&
                       IsKnownFile(folder, child);
  if (!is_directory && !is_file) return false;
  const UniqueFd fd(
      openat(directory, child.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd.valid() || !HasNoAttributes(fd.get())) return false;
  const auto opened = LookAtFd(fd.get());
  const auto parent = LookAtFd(directory);
  if (!opened || !parent || !SameFile(*opened, *node) || !SameMount(*opened, *parent)) return false;
  if (is_file) return true;
  const auto names = ListDirectory(fd.get(), kMaxChildren);
  return names && names->empty();
}

}  // namespace

bool IsSystemFolderName(std::string_view name) {
  return name == "lost+found" || name == "System Volume Information" || name == "$RECYCLE.BIN" ||
         name == ".Spotlight-V100" || name == ".fseventsd" || IsTrash(name);
}

bool IsEmptySystemFolder(std::string_view name, int fd) {
  if (!IsSystemFolderName(name) || !HasNoAttributes(fd)) return false;
  const auto children = ListDirectory(fd, kMaxChildren);
  if (!children) return false;
  return std::all_of(children->begin(), children->end(),
                     [&](const std::string& child) { return IsHarmless(name, fd, child); });
}

}  // namespace sekisho
