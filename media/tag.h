// The tag: a small file in a medium's root that says, signed, which medium this is
// (docs/formats/medium-tag.md). To this room the token in it is opaque.
#pragma once

#include <string>
#include <string_view>

#include "base/files/files.h"

namespace sekisho {

inline constexpr const char* kTagName = "SEKISHO.TAG";  // fits FAT's 8.3 names
inline constexpr size_t kMaxTagTokenBytes = 65'535;

// The token of a tag file's content: 1 to 65,535 characters of [A-Za-z0-9._-] and one LF, nothing
// else. kMalformed otherwise.
Result<std::string> ParseTag(ByteView content);

// The token of the tag in the directory `root`. Never follows a link, never blocks. kNotFound
// without a tag; kMalformed when it is not a regular file, too large, or not a tag.
Result<std::string> ReadTag(int root);

enum class ReplaceTag { kRefuse, kReplace };

// Writes the tag of the directory `root`, mode 0644, durably: a temporary file beside it, fsync,
// rename, fsync of the directory. kExists when there is anything of that name and `replace` does
// not allow for it; kMalformed when `token` could not be read back. On any failure what was there
// stays, and no temporary file is left.
Result<void> WriteTag(int root, std::string_view token, ReplaceTag replace);

// Removes the tag, durably. kNotFound without one.
Result<void> RemoveTag(int root);

struct MediumRoot {
  std::string path;   // real and absolute
  std::string token;  // what ReadTag read
  bool is_mount_point = false;
};

// The medium that `path` is on: the uppermost directory with a tag, from `path` itself (or the
// directory it is in, also when it does not exist yet) upwards, never leaving the mount it is on.
// Not the nearest: a copy of the tag in a folder would make a medium of the folder. kNotFound when
// there is none; ReadTag's error when the nearest tag cannot be believed.
Result<MediumRoot> FindMediumRoot(const std::string& path);

}  // namespace sekisho
