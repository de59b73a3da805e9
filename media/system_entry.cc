#include "media/system_entry.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <functional>

#include "base/text/message.h"
#include "devices/attributes.h"
#include "devices/blocks_behind_end.h"
#include "devices/entry.h"

namespace sekisho {
namespace {

using Check = bool (*)(std::string_view content);

constexpr size_t kMaxChildren = 16;
constexpr std::string_view kTrash = ".Trash-";

// A 32-bit number as systems write it: no sign, no leading zeros.
bool IsNumber(std::string_view text) {
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty() &&
         (text.size() == 1 || text[0] != '0');
}

// The identifier of a user of some machine or domain,
// S-1-5-21-1004336348-1177238915-682003330-1001.
bool IsSid(std::string_view name) {
  constexpr std::string_view kPrefix = "S-1-5-21-";
  if (!name.starts_with(kPrefix)) return false;
  name.remove_prefix(kPrefix.size());
  for (int number = 0; number < 3; ++number) {
    const size_t dash = name.find('-');
    if (dash == std::string_view::npos || !IsNumber(name.substr(0, dash))) return false;
    name.remove_prefix(dash + 1);
  }
  return IsNumber(name);
}

// 8-4-4-4-12 digits, in capitals.
bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool is_digit = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'A' && text[i] <= 'F');
    if (is_dash ? text[i] != '-' : !is_digit) return false;
  }
  return true;
}

bool IsNothing(std::string_view content) { return content.empty(); }

// The length of the rest and eight bytes that vary.
bool IsSettings(std::string_view content) {
  return content.size() == 12 && content.starts_with(std::string_view("\x0c\0\0\0", 4));
}

// "{8-4-4-4-12}" in UTF-16, little-endian, without a mark.
bool IsWideGuid(std::string_view content) {
  if (content.size() != 76) return false;
  std::string text;
  for (size_t i = 0; i < content.size(); i += 2) {
    if (content[i + 1] != '\0') return false;
    text += content[i];
  }
  return text.front() == '{' && text.back() == '}' &&
         IsUuid(std::string_view(text).substr(1, text.size() - 2));
}

bool IsRecycleBinIni(std::string_view content) {
  return content ==
         "[.ShellClassInfo]\r\n"
         "CLSID={645FF040-5081-101B-9F08-00AA002F954E}\r\n"
         "LocalizedResourceName=@%SystemRoot%\\system32\\shell32.dll,-8964\r\n";
}

struct KnownFile {
  std::string_view folder;
  std::string_view name;
  size_t max_bytes;
  Check check;
};

constexpr KnownFile kFiles[] = {
    {"System Volume Information", "WPSettings.dat", 12, IsSettings},
    {"System Volume Information", "IndexerVolumeGuid", 76, IsWideGuid},
    {"$RECYCLE.BIN", "desktop.ini", 129, IsRecycleBinIni},
    {".fseventsd", "fseventsd-uuid", 36, IsUuid},
    {".fseventsd", "no_log", 0, IsNothing},
};

const KnownFile* FindFile(std::string_view folder, std::string_view name) {
  for (const KnownFile& file : kFiles)
    if (file.folder == folder && file.name == name) return &file;
  return nullptr;
}

bool HasNoAttributes(int fd) {
  const auto attributes = ListAttributes(fd);
  return attributes && attributes->empty();
}

UniqueFd OpenChild(int directory, const std::string& child) {
  return UniqueFd(
      openat(directory, child.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

bool IsKnownContent(int fd, const EntryInfo& node, const KnownFile& known) {
  // defence: G14-1, else true
  if (node.bytes > known.max_bytes || node.links != 1) return false;
  if (LookBehindEnd(fd, node.bytes) == BehindEnd::kBlocks)
    return false;  // defence: G14-2, else true
  Bytes content(known.max_bytes + 1);
  const auto got = ReadFull(fd, content);
  return got && known.check(AsText(ByteView(content).first(*got)));
}

// A folder in which the trash of one user is, with nothing in it but `folder`'s own files.
bool IsEmptyBin(int fd, std::string_view folder);

bool IsHarmless(std::string_view folder, int directory, const std::string& child, bool is_inside) {
  const auto node = LookAt(directory, child);
  if (!node) return false;
  const KnownFile* const file = S_ISREG(node->mode) ? FindFile(folder, child) : nullptr;
  const bool is_trash_part =
      IsTrashOfOneUser(folder) && (child == "files" || child == "info" || child == "expunged");
  const bool is_bin = folder == "$RECYCLE.BIN" && !is_inside && IsSid(child);
  const bool is_directory = S_ISDIR(node->mode) && (is_trash_part || is_bin);
  if (file == nullptr && !is_directory) return false;
  const UniqueFd fd = OpenChild(directory, child);
  if (!fd.valid() || !HasNoAttributes(fd.get())) return false;
  const auto opened = LookAt(fd.get(), "");
  const auto parent = LookAt(directory, "");
  if (!opened || !parent || !SameFile(*opened, *node) || !SameMount(*opened, *parent)) return false;
  if (file != nullptr) return IsKnownContent(fd.get(), *opened, *file);
  if (is_bin) return IsEmptyBin(fd.get(), folder);
  const auto names = ReadNamesUpTo(fd.get(), kMaxChildren);
  return names && names->empty();
}

bool IsEmptyBin(int fd, std::string_view folder) {
  const auto children = ReadNamesUpTo(fd, kMaxChildren);
  return children && std::all_of(children->begin(), children->end(), [&](const std::string& child) {
           return IsHarmless(folder, fd, child, true);
         });
}

constexpr std::string_view kWindowsFolders[] = {"System Volume Information", "$RECYCLE.BIN",
                                                "RECYCLER"};
constexpr std::string_view kWindowsFiles[] = {"desktop.ini", "Thumbs.db", "ehthumbs.db"};
constexpr std::string_view kMacFolders[] = {".Spotlight-V100", ".fseventsd", ".Trashes",
                                            ".TemporaryItems", ".DocumentRevisions-V100"};
constexpr std::string_view kMacFiles[] = {".DS_Store", ".apdisk", ".VolumeIcon.icns",
                                          ".metadata_never_index"};

bool IsAmong(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool IsTrashOfOneUser(std::string_view name) {
  return name.starts_with(kTrash) && IsNumber(name.substr(kTrash.size()));
}

SystemMaker MakerOf(std::string_view name, bool is_directory) {
  if (!is_directory) {
    if (IsAmong(kWindowsFiles, name)) return SystemMaker::kWindows;
    const bool is_macs = IsAmong(kMacFiles, name) || (name.starts_with("._") && name.size() > 2);
    return is_macs ? SystemMaker::kMacOs : SystemMaker::kNoSystem;
  }
  if (name == "lost+found") return SystemMaker::kFileSystem;
  if (IsAmong(kWindowsFolders, name)) return SystemMaker::kWindows;
  if (IsAmong(kMacFolders, name)) return SystemMaker::kMacOs;
  return IsTrashOfOneUser(name) || name == ".Trash" ? SystemMaker::kDesktop
                                                    : SystemMaker::kNoSystem;
}

std::string NameOf(SystemMaker maker) {
  switch (maker) {
    case SystemMaker::kWindows:
      return "Windows";
    case SystemMaker::kMacOs:
      return "macOS";
    case SystemMaker::kDesktop:
      return Message("a Linux desktop");
    default:
      return Message("the file system");
  }
}

bool IsHarmlessSystemFolder(std::string_view name, int fd) {
  if (MakerOf(name, true) == SystemMaker::kNoSystem || !HasNoAttributes(fd)) return false;
  const auto children = ReadNamesUpTo(fd, kMaxChildren);
  if (!children) return false;
  const auto bins = std::count_if(children->begin(), children->end(), IsSid);
  if (bins > 1) return false;  // defence: G14-3, else true
  return std::all_of(children->begin(), children->end(),
                     [&](const std::string& child) { return IsHarmless(name, fd, child, false); });
}

}  // namespace sekisho
