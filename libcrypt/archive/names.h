// Which names may travel: one policy for the request, the manifest, the archive and the extraction
// (ATTACKS E1, E4, E5, E7).
//
// A name is raw bytes, relative, '/' separated. UTF-8 is usual and not required: names in CP932 and
// the like are kept byte by byte.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sekisho {

inline constexpr size_t kMaxNameBytes = 4095;  // PATH_MAX without its NUL: stock tar must cope
inline constexpr size_t kMaxComponentBytes = 255;
inline constexpr size_t kMaxNameDepth = 128;  // components
inline constexpr std::string_view kMetadataDirectory = "SEKISHO";

// Refuses, with `code`: an empty name, an absolute one, an empty, `.` or `..` component, NUL and
// other control characters, bidirectional overrides and invisible characters, more bytes or
// components than the bounds above, and the name `-` (sha256sum would read its standard input).
Result<void> CheckName(std::string_view name, ErrorCode code);

// Whether the first component is SEKISHO in any case: that is where a package keeps its own files.
bool IsReservedName(std::string_view name);

// CheckName, and not reserved.
Result<void> CheckContentName(std::string_view name, ErrorCode code);

// Names with equal keys cannot lie side by side on Windows, macOS or both: FileNameKey
// (base/text/fold_text.h) of each component.
std::string CollisionKey(std::string_view name);

// The first 64 bits of the key's SHA-256: two names of a million are mistaken for a collision once
// in thirty million such sets, colliding ones never for others.
uint64_t CollisionDigest(std::string_view name);

// A set of collision digests, in 16 bytes a name. It grows part by part, so that it never needs
// much more than that.
class NameSet {
 public:
  // False when `name` collides with one added before.
  bool Add(std::string_view name);

 private:
  static constexpr size_t kParts = 64;
  struct Part {
    bool Insert(uint64_t digest);
    std::vector<uint64_t> slots;  // open addressing, 0 is free
    size_t used = 0;
  };
  std::vector<Part> parts_;  // by the digest's highest bits; none while it is empty
};

// Checks that entries come in archive order: depth first, a directory before its contents, siblings
// in ascending byte order, every parent listed; no duplicate, no collision between siblings. Needs
// memory for one directory's names, not for the tree's.
class TreeOrder {
 public:
  // kCheckedBefore: whoever adds names has compared siblings already, as the walk does, and spares
  // the memory for doing it again.
  enum class Collisions { kRefused, kCheckedBefore };
  explicit TreeOrder(ErrorCode code, Collisions collisions = Collisions::kRefused)
      : code_(code), collisions_(collisions), levels_(1) {}

  // CheckContentName and the above, failing with the code given. After a failure, not used again.
  Result<void> Add(std::string_view name, bool is_directory);

 private:
  struct Level {
    std::string directory;
    std::string last;  // the component added last
    NameSet names;
  };

  ErrorCode code_;
  Collisions collisions_;
  std::vector<Level> levels_;
};

}  // namespace sekisho
