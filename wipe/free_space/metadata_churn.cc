#include "wipe/free_space/metadata_churn.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "wipe/free_space/ext_superblock.h"

namespace sekisho {
namespace {

constexpr int kFilesInDirectory = 10000;
constexpr uint64_t kMostXfsFiles = 20000;
constexpr size_t kAttributeBytes = 64;  // fits into an inode of 256 bytes
constexpr size_t kMostLoggedBlock = 4096;
constexpr size_t kLogFiles = 500;
constexpr size_t kFewestLogFiles = 16;

Error SyncFailed(int error_number) {
  return SystemError(Message("the file system cannot be synced"), error_number);
}

// A name of letters, as long as a file's name may be.
std::string LongName(Random& random) {
  std::array<uint8_t, 250> bytes{};
  random.Fill(bytes);
  std::string name;
  for (const uint8_t byte : bytes) name.push_back(static_cast<char>('a' + byte % 26));
  return name;
}

// Makes one directory of files; how many there are. Fewer than asked for: no more inodes or space.
Result<uint64_t> MakeFilesIn(int directory, uint64_t most, Random& random) {
  Bytes value(kAttributeBytes);
  for (uint64_t made = 0; made < most; ++made) {
    if (made % 256 == 0) RETURN_IF_ERROR(CheckInterrupted());
    // Some names as long as they can be, so that directories grow into freed directory blocks.
    const std::string name = made % 64 == 0 ? LongName(random) : std::to_string(made);
    const UniqueFd file(openat(directory, name.c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.valid() && (errno == ENOSPC || errno == EDQUOT)) return made;
    if (!file.valid()) return SystemError(Message("cannot make a file in the free space"), errno);
    random.Fill(value);
    (void)fsetxattr(file.get(), "user.x", value.data(), value.size(), 0);  // as far as it goes
  }
  return most;
}

// Without names, which would take blocks for directories: where there are none left, inodes may be.
// All are held until the end, and so are as many descriptors.
Result<std::vector<UniqueFd>> MakeNamelessFiles(int directory, uint64_t most, Random& random) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
  }
  std::vector<UniqueFd> files;
  Bytes value(kAttributeBytes);
  while (files.size() < most) {
    if (files.size() % 256 == 0) RETURN_IF_ERROR(CheckInterrupted());
    UniqueFd file(openat(directory, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600));
    if (!file.valid()) break;  // what is not made is counted as left
    random.Fill(value);
    (void)fsetxattr(file.get(), "user.x", value.data(), value.size(), 0);
    files.push_back(std::move(file));
  }
  return files;
}

// Attributes that fill much of a block each: the file system puts them into its journal whole.
class LoggedAttributes {
 public:
  LoggedAttributes(Workspace& workspace, FileSystemKind kind, Random& random)
      : workspace_(workspace), kind_(kind), random_(random) {}

  // As many files as there is room for.
  Result<void> Make() {
    struct statvfs space {};
    if (fstatvfs(workspace_.fd(), &space) != 0) return SyncFailed(errno);
    // xfs keeps the old value until the new one is there: when a block has no room for both, every
    // change takes and frees blocks, and waits for the log to be written.
    const size_t tenths = kind_ == FileSystemKind::kXfs ? 4 : 7;
    value_.resize(std::min<size_t>(space.f_bsize, kMostLoggedBlock) * tenths / 10);
    while (files_.size() < kLogFiles) {
      auto file = workspace_.MakeFile(0);
      if (file && Change(file->get())) {
        files_.push_back(*std::move(file));
        continue;
      }
      if (files_.size() >= kFewestLogFiles) break;
      return Fail(ErrorCode::kNoSpace, Message("there is no room to pass the journal"),
                  Message("make some room there first"));
    }
    return {};
  }

  // Changes all of them and has the journal written; how many bytes it got.
  Result<uint64_t> Pass() {
    for (const UniqueFd& file : files_)
      if (!Change(file.get())) return SystemError(Message("cannot write an attribute"), errno);
    if (syncfs(workspace_.fd()) != 0) return SyncFailed(errno);
    return uint64_t{files_.size() * value_.size()};
  }

 private:
  bool Change(int file) {
    random_.Fill(value_);
    return fsetxattr(file, "user.x", value_.data(), value_.size(), 0) == 0;
  }

  Workspace& workspace_;
  FileSystemKind kind_;
  Random& random_;
  Bytes value_;
  std::vector<UniqueFd> files_;
};

// XFS_IOC_FSGEOMETRY_V1 (the kernel's xfs_fs.h): an interface that does not change.
struct XfsGeometry {
  __u32 blocksize, rtextsize, agblocks, agcount, logblocks, sectsize, inodesize, imaxpct;
  __u64 datablocks, rtblocks, rtextents, logstart;
  unsigned char uuid[16];
  __u32 sunit, swidth;
  __s32 version;
  __u32 flags, logsectsize, rtsectsize, dirblocksize;
};
constexpr unsigned long kXfsGeometry = _IOR('X', 100, XfsGeometry);

}  // namespace

Result<uint64_t> JournalBytes(ByteView superblock) {
  const auto word = [&](size_t at) {
    return uint32_t{superblock[at]} | uint32_t{superblock[at + 1]} << 8 |
           uint32_t{superblock[at + 2]} << 16 | uint32_t{superblock[at + 3]} << 24;
  };
  constexpr uint32_t kHasJournal = 0x4;
  constexpr uint32_t kFastCommit = 0x400;
  constexpr size_t kJournalBlocks = 0x10C;
  RETURN_IF_ERROR(ParseExtSuperblock(superblock));
  if ((word(0x5C) & kHasJournal) == 0) return uint64_t{0};
  if ((word(0x5C) & kFastCommit) != 0)
    return Fail(ErrorCode::kRefused,
                Message("the journal has fast commits, which keep names where data does not pass"),
                Message("umount it, and: tune2fs -O ^fast_commit DEVICE"));  // defence: H11-3
  const bool backed_up = superblock[0xFD] == 1;
  const uint64_t bytes = uint64_t{word(kJournalBlocks + 15 * 4)} << 32 | word(kJournalBlocks + 64);
  if (word(0xE0) == 0 || !backed_up || bytes == 0 || bytes > uint64_t{1} << 40)
    // defence: H11-4
    return Fail(ErrorCode::kRefused,
                Message("the journal is on another device, or its size is not known"),
                Message("wipe the content with the device that the journal is on"));
  return bytes;
}

Result<uint64_t> MeasureJournal(int root, const FileSystemInfo& on) {
  if (IsExt(on.kind)) {
    ASSIGN_OR_RETURN(const UniqueFd device, OpenExtDevice(on));
    ASSIGN_OR_RETURN(const Bytes superblock, ReadExtSuperblock(device.get()));
    return JournalBytes(superblock);
  }
  if (on.kind != FileSystemKind::kXfs) return uint64_t{0};
  XfsGeometry geometry{};
  if (ioctl(root, kXfsGeometry, &geometry) != 0)
    return SystemError(Message("the file system's log cannot be measured"), errno);
  return uint64_t{geometry.logblocks} * geometry.blocksize;
}

namespace {

// Those for which there was no room in directories.
Result<std::vector<UniqueFd>> UseLastInodes(int directory, const FileSystemInfo& on,
                                            Random& random) {
  struct statvfs space {};
  if (!IsExt(on.kind)) return std::vector<UniqueFd>();
  if (fstatvfs(directory, &space) != 0) return SyncFailed(errno);
  return MakeNamelessFiles(directory, space.f_ffree, random);
}

}  // namespace

Result<void> UseFreeInodes(Workspace& workspace, const FileSystemInfo& on, Random& random,
                           ChurnTally& tally) {
  struct statvfs space {};
  if (fstatvfs(workspace.fd(), &space) != 0) return SyncFailed(errno);
  uint64_t left = space.f_ffree;
  tally.inodes_free = left;
  if (!IsExt(on.kind)) left = std::min(left, kMostXfsFiles);
  while (left > 0) {
    // The names are in order, so that the workspace knows what it may remove.
    const std::string name = "i" + std::to_string(tally.inodes);
    if (mkdirat(workspace.fd(), name.c_str(), 0700) != 0) {
      if (errno == ENOSPC || errno == EDQUOT) break;
      return SystemError(Message("cannot make a directory in the free space"), errno);
    }
    const UniqueFd directory(
        openat(workspace.fd(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory.valid()) return SystemError(Message("cannot open a directory"), errno);
    const uint64_t most = std::min<uint64_t>(left, kFilesInDirectory);
    ASSIGN_OR_RETURN(const uint64_t made, MakeFilesIn(directory.get(), most, random));
    tally.inodes += made + 1;
    if (made < most) break;
    left -= std::min(left, made + 1);
  }
  ASSIGN_OR_RETURN(std::vector<UniqueFd> nameless, UseLastInodes(workspace.fd(), on, random));
  tally.inodes += nameless.size();
  // Synced while they are there: blocks that are freed before they were written never are.
  if (syncfs(workspace.fd()) != 0 && errno != ENOSPC) return SyncFailed(errno);
  nameless.clear();
  RETURN_IF_ERROR(workspace.Clear());
  return syncfs(workspace.fd()) != 0 ? Result<void>(SyncFailed(errno)) : Result<void>();
}

Result<void> PassJournal(Workspace& workspace, const FileSystemInfo& on, Random& random,
                         ChurnTally& tally) {
  ASSIGN_OR_RETURN(const uint64_t journal, MeasureJournal(workspace.fd(), on));
  if (journal == 0) return {};
  LoggedAttributes attributes(workspace, on.kind, random);
  RETURN_IF_ERROR(attributes.Make());
  while (tally.journal_bytes < 2 * journal) {
    RETURN_IF_ERROR(CheckInterrupted());
    ASSIGN_OR_RETURN(const uint64_t passed, attributes.Pass());
    tally.journal_bytes += passed;
  }
  return workspace.Clear();
}

}  // namespace sekisho
