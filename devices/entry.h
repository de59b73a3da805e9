// One name in a directory, and who is behind it. Everything is asked through the directory's
// descriptor and never through a link, so that nobody can put another object in between.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/files/files.h"
#include "base/random.h"

namespace sekisho {

// Device and inode: the object itself, whatever it is called.
using FileId = std::pair<dev_t, ino_t>;

struct EntryInfo {
  FileId id;
  mode_t mode = 0;
  uint64_t links = 0;
  uint64_t bytes = 0;
  uint64_t allocated_bytes = 0;  // 512-byte blocks in use
  uint32_t block_bytes = 4096;
  uint64_t mount_id = 0;       // 0 where the kernel does not tell (before Linux 5.8)
  bool is_mount_root = false;  // likewise false

  bool IsFile() const { return S_ISREG(mode); }
  bool IsDirectory() const { return S_ISDIR(mode); }
  bool IsLink() const { return S_ISLNK(mode); }
};

// statx(2): what `name` in `directory` is; with an empty name, what the descriptor itself is. Links
// are not followed and nothing is mounted by asking. kNotFound or kIo otherwise.
Result<EntryInfo> LookAt(int directory, const std::string& name);

// The same object, and of the same type.
bool SameFile(const EntryInfo& a, const EntryInfo& b);
// Seen through the same mount; on the same device where the kernel does not tell.
bool SameMount(const EntryInfo& a, const EntryInfo& b);

// Opens `name` in `directory` with open(2)'s `flags`, adding O_NOFOLLOW, O_CLOEXEC, O_NONBLOCK and
// O_NOCTTY, and refuses (kRefused) what is no longer `expected`.
Result<UniqueFd> OpenEntry(int directory, const std::string& name, int flags,
                           const EntryInfo& expected);

// Brings the content of a file to its medium; not its times, which would cost a commit of the
// journal and which nobody needs any more.
Result<void> SyncContent(int fd);

// All names in a directory except "." and "..", in the order of their bytes, so that what is done
// does not depend on how the directory is laid out. Read whole: entries may then be renamed.
Result<std::vector<std::string>> ReadNames(int directory);

// The same of a directory that somebody else has filled: kFailed beyond `most`, without reading on.
Result<std::vector<std::string>> ReadNamesUpTo(int directory, size_t most);

// Enough that a large directory is seldom read again, and few enough to keep: 2 MiB, or 10 at most.
inline constexpr size_t kNamesAtOnce = 1 << 15;

// The first `most` of the names that come after `after`; fewer when there are no more. So a
// directory of any size needs no memory: it is read once for each so many names.
Result<std::vector<std::string>> ReadNames(int directory, const std::string& after, size_t most);

// Gives `name` another of the same length, of random letters and digits, and returns it. When the
// object that was renamed is not `expected`, its name is given back and kRefused is returned.
Result<std::string> RenameAtRandom(int directory, const std::string& name,
                                   const EntryInfo& expected, Random& random);

// Lets what RenameAtRandom called `fresh` have its `name` again, if nobody took that meanwhile.
void RenameBack(int directory, const std::string& fresh, const std::string& name);

// unlinkat(2); `flags` may be AT_REMOVEDIR.
Result<void> Remove(int directory, const std::string& name, int flags);

}  // namespace sekisho
