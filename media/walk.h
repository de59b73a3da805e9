// What is on a medium: every entry, whatever it is, by descriptors and without following anything.
// The gate judges what it gets here (ATTACKS G3); nothing on the medium is changed, access times
// apart.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "devices/blocks_behind_end.h"
#include "media/system_entry.h"

namespace sekisho {

enum class EntryKind {
  kFile,            // a regular file: the visitor gets a descriptor
  kTag,             // SEKISHO.TAG in the medium's root: a descriptor too
  kDirectory,       // with something in it; its entries follow
  kSystemFolder,    // one that a system makes, with nothing of anybody's (system_entry.h)
  kSystemContent,   // a file or folder that a system keeps for itself, and that could hold
                    // anything; not entered, and no descriptor
  kEmptyDirectory,  // holds nothing, but its name can
  kSymlink,
  kDevice,
  kFifo,
  kSocket,
  kMount,       // another file system is mounted here; not entered
  kTooDeep,     // a directory beyond the depth that is looked into
  kUnreadable,  // could not be opened or listed; `problem` says why
};

struct MediumEntry {
  std::string name;  // below the walk's top, "/" between components, raw bytes: whoever prints it
                     // makes it safe; for the top itself the top's own last component if it is not
                     // a directory, else empty. An entry below may have the same name as the top.
  bool is_top = false;
  EntryKind kind = EntryKind::kFile;
  uint64_t size = 0;             // bytes, of regular files
  uint64_t allocated_bytes = 0;  // may exceed `size`: information about what follows the end
  uint64_t links = 1;
  std::vector<std::string> attributes;  // extended attributes, sorted, of every namespace: access
                                        // lists and NTFS streams show up here, too
  BehindEnd behind_end = BehindEnd::kNothing;  // of regular files that were opened
  SystemMaker maker = SystemMaker::kNoSystem;  // of kSystemFolder and kSystemContent
  std::string problem;                         // of kUnreadable
};

// `fd` is open for reading at offset 0 for kFile and kTag, else -1; it is closed after the call. An
// error ends the walk and is returned.
using MediumVisitor = std::function<Result<void>(const MediumEntry& entry, int fd)>;

struct MediumWalkLimits {
  size_t max_depth = 64;  // directories above an entry
  size_t max_entries = 1'000'000;
};

enum class MediumWalkTop {
  kMediumRoot,  // the tag and what systems write are known at the top
  kElsewhere,   // they are files and directories like any others
};

// Visits `path` and, if it is a directory, everything below: depth first, a directory before its
// entries, these sorted by the bytes of their names. A directory that is the top is kDirectory,
// even when empty, unless it may not be opened. Links, devices, FIFOs and sockets are never opened;
// a mount below is not crossed.
//
// kNotFound or kIo when `path` itself cannot be looked at, kIo when a directory cannot be read to
// its end, kFailed beyond max_entries or when an entry is replaced while it is looked at.
Result<void> WalkMedium(const std::string& path, MediumWalkTop top, const MediumVisitor& visit,
                        const MediumWalkLimits& limits = {});

// Whether an entry of this kind can never be on a medium that passes. kFile is for the caller to
// inspect; extended attributes are a ground of their own.
bool IsForbidden(EntryKind kind);

// "a symbolic link", "a directory that holds nothing": what to call it in a report.
std::string DescribeKind(EntryKind kind);

}  // namespace sekisho
