#include "workflow/packages/room.h"

#include <linux/magic.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cerrno>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "libcrypt/age/age_stream.h"
#include "libcrypt/archive/payload.h"

namespace sekisho {
namespace {

constexpr uint64_t kMaxFatFileBytes = 0xFFFFFFFF;

bool IsFat(const std::string& directory) {
  struct statfs info {};
  return statfs(directory.c_str(), &info) == 0 && info.f_type == MSDOS_SUPER_MAGIC;
}

}  // namespace

uint64_t PackageBytes(const RequestRecord& request, const CompressionEstimate* compressed,
                      bool padded) {
  constexpr uint64_t kPerEntry = 3 * 512 + 200;  // tar headers, padding, a manifest line
  constexpr uint64_t kOwnFiles = 64 << 10;       // the permit and what is around it, in the archive
  constexpr uint64_t kHeader = 64 << 10;         // and before the payload
  const RequestClaims& claims = request.claims;
  uint64_t payload = claims.bytes + (claims.files + claims.directories) * kPerEntry;
  if (compressed != nullptr) {
    const uint64_t least = payload / kDefaultMaxRatio;  // to which it is padded anyway
    const uint64_t likely = compressed->compressed_bytes + compressed->compressed_bytes / 10;
    payload = std::clamp(likely, least, payload);
  }
  payload += kOwnFiles;
  return kHeader + SealedSize(padded ? PadmeSize(payload) : payload);
}

Result<void> CheckRoom(const std::string& output, uint64_t package_bytes) {
  struct statvfs space {};
  if (statvfs(DirectoryOf(output).c_str(), &space) != 0)
    return SystemError(Message("cannot look at {0}", {DirectoryOf(output)}), errno);
  if (IsFat(DirectoryOf(output)) && package_bytes > kMaxFatFileBytes)
    return Fail(
        ErrorCode::kNoSpace,
        Message("{0} has FAT, which holds no file of 4 GiB, and the package has about {1} MiB",
                {DirectoryOf(output), std::to_string(package_bytes >> 20)}),
        next::UseLargeFileSystem());
  const uint64_t have = uint64_t{space.f_bavail} * space.f_frsize;
  if (have >= package_bytes) return {};
  return Fail(ErrorCode::kNoSpace,
              Message("{0} has room for {1} MiB, the package needs about {2} MiB",
                      {DirectoryOf(output), std::to_string(have >> 20),
                       std::to_string((package_bytes >> 20) + 1)}),
              next::MakeRoomThere());
}

}  // namespace sekisho
