#include "wipe/free_space/reserved_blocks.h"

#include <fcntl.h>
#include <linux/types.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "base/files/files.h"
#include "base/files/real_path.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "wipe/free_space/ext_superblock.h"

namespace sekisho {
namespace {

// The kernel's fs/xfs/libxfs/xfs_fs.h, an interface that does not change.
struct XfsResblks {
  __u64 resblks;
  __u64 resblks_avail;
};
constexpr unsigned long kXfsSetResblks = _IOWR('X', 114, XfsResblks);
constexpr unsigned long kXfsGetResblks = _IOR('X', 115, XfsResblks);

Result<uint64_t> ReadNumber(int fd, const std::string& what) {
  std::array<char, 32> text{};
  const ssize_t got = pread(fd, text.data(), text.size(), 0);
  if (got < 0) return SystemError(what, errno);
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + got, number);
  if (error != std::errc()) return Fail(ErrorCode::kMalformed, what);  // defence: H9-1
  return number;
}

Error NoRight(int error_number) {
  if (error_number != EACCES && error_number != EPERM)
    return SystemError(Message("the reserved blocks cannot be used"), error_number);
  return Fail(ErrorCode::kRefused,
              Message("the file system's reserved blocks can be reached by root only"),
              next::WipeFreeSpaceAsRoot());
}

}  // namespace

Result<ReservedBlocks> ReservedBlocks::Find(int root, int workspace, const FileSystemInfo& on,
                                            const std::string& sys) {
  ReservedBlocks reserved;
  reserved.kind_ = on.kind;
  reserved.root_ = root;
  reserved.workspace_ = workspace;
  if (IsExt(on.kind)) {
    const auto directory = RealPath(sys + "/dev/block/" + FormatDeviceNumber(on.mount.device));
    if (directory)
      reserved.setting_ = sys + "/fs/ext4/" + BaseNameOf(*directory) + "/reserved_clusters";
    if (!PathExists(reserved.setting_)) reserved.setting_.clear();  // ext2, ext3 drivers
  }
  RETURN_IF_ERROR(reserved.PutRecordIntoForce());
  return reserved;
}

ReservedBlocks::ReservedBlocks(ReservedBlocks&& other) noexcept
    : kind_(other.kind_),
      root_(other.root_),
      workspace_(other.workspace_),
      setting_(std::move(other.setting_)),
      before_(other.before_),
      written_down_(std::exchange(other.written_down_, false)),
      lifted_(std::exchange(other.lifted_, false)) {}

ReservedBlocks::~ReservedBlocks() { (void)Restore(); }

Result<uint64_t> ReservedBlocks::Get() const {
  if (kind_ == FileSystemKind::kXfs) {
    XfsResblks blocks{};
    // defence: none, the system's refusal
    if (ioctl(root_, kXfsGetResblks, &blocks) != 0) return NoRight(errno);
    return blocks.resblks;
  }
  const UniqueFd fd(open(setting_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return NoRight(errno);  // defence: none, the system's refusal
  return ReadNumber(fd.get(), Message("the reserved blocks cannot be read"));
}

Result<void> ReservedBlocks::Set(uint64_t blocks) const {
  if (kind_ == FileSystemKind::kXfs) {
    XfsResblks wanted{blocks, 0};
    // defence: none, the system's refusal
    if (ioctl(root_, kXfsSetResblks, &wanted) != 0) return NoRight(errno);
    return {};
  }
  const UniqueFd fd(open(setting_.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.valid()) return NoRight(errno);  // defence: none, the system's refusal
  const std::string text = std::to_string(blocks);
  // defence: none, the system's refusal
  if (write(fd.get(), text.data(), text.size()) < 0) return NoRight(errno);
  return {};
}

Result<void> ReservedBlocks::PutRecordIntoForce() {
  const UniqueFd record(openat(workspace_, kReserveRecord, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!record.valid()) return {};
  const auto before = ReadNumber(record.get(), Message("the record of the reserved blocks"));
  if (before) (void)Set(*before);  // more than the file system has is refused by the kernel
  (void)unlinkat(workspace_, kReserveRecord, 0);
  return {};
}

Result<void> ReservedBlocks::WriteDown() {
  if (written_down_ || (kind_ != FileSystemKind::kXfs && setting_.empty())) return {};
  ASSIGN_OR_RETURN(before_, Get());
  if (before_ == 0) return {};
  const UniqueFd record(openat(workspace_, kReserveRecord,
                               O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!record.valid()) return SystemError(Message("cannot write down the reserved blocks"), errno);
  RETURN_IF_ERROR(WriteAll(record.get(), AsBytes(std::to_string(before_))));
  RETURN_IF_ERROR(SyncFd(record.get(), Message("the record of the reserved blocks")));
  written_down_ = true;
  return {};
}

Result<void> ReservedBlocks::Lift() {
  RETURN_IF_ERROR(WriteDown());
  if (!written_down_ || lifted_) return {};
  RETURN_IF_ERROR(Set(0));
  lifted_ = true;
  return {};
}

Result<void> ReservedBlocks::Restore() {
  if (lifted_) RETURN_IF_ERROR(Set(before_));
  lifted_ = false;
  if (std::exchange(written_down_, false)) (void)unlinkat(workspace_, kReserveRecord, 0);
  return {};
}

}  // namespace sekisho
