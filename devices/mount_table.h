// The kernel's list of mounts (proc(5), /proc/PID/mountinfo), a line at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sekisho {

struct MountLine {
  uint64_t id = 0;
  uint32_t major = 0;  // of the device
  uint32_t minor = 0;
  std::string root;   // the part of the file system that is mounted
  std::string point;  // where
  std::string mount_options;
  std::string type;
  std::string source;  // as the mounter named it
  std::string file_system_options;
};

// A line without its line feed; none when it does not follow the format. Fields are apart by single
// blanks and nothing else: a name may hold CR, VT and FF. Only what the kernel writes is undone.
std::optional<MountLine> ParseMountLine(std::string_view line);

// Blank, tab, line feed, backslash and '#' are written \040, \011, \012, \134 and \043 there and in
// /proc/swaps; any other backslash is not the kernel's, and gives none.
std::optional<std::string> UndoOctalEscapes(std::string_view text);

}  // namespace sekisho
