#include "libcrypt/archive/extract.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/filesystem.hpp>
#include <cerrno>
#include <cstdio>

#include "base/files/fault.h"
#include "base/text/message.h"
#include "base/text/text.h"
#include "libcrypt/archive/abandoned_staging.h"
#include "libcrypt/archive/beneath.h"
#include "libcrypt/archive/sparse.h"

namespace sekisho {
namespace {

std::string Shown(std::string_view name) { return SafeForTerminal(name); }

Error NotEmpty(const std::string& target) {
  return Fail(ErrorCode::kExists,
              Message("{0} exists and is not an empty directory", {Shown(target)}),
              Message("choose a directory that does not exist yet: -C DIR"));
}

// Whether the test hook fails this call; errno is set then.
bool FaultInjected(FaultPoint point) {
  const int error_number = FaultAt(point);
  if (error_number != 0) errno = error_number;
  return error_number != 0;
}

// A link may lead to another file system, and a mount point is the root of one: the plaintext would
// be staged beside it, where nobody asked for it, and could not be renamed into its place.
Result<void> CheckStaysOnFileSystem(int parent, const std::string& base, const std::string& target,
                                    mode_t mode) {
  const Next next =
      Message("name a directory that does not exist yet: -C {0}", {Shown(target + "/NAME")});
  struct stat info {};
  if (S_ISLNK(mode) && fstatat(parent, base.c_str(), &info, 0) == 0 && S_ISDIR(info.st_mode))
    return Fail(ErrorCode::kExists, Message("{0} is a link to a directory", {Shown(target)}),
                next);  // defence: Z3-9
  struct statx root {};
  const bool known =
      statx(parent, base.c_str(), AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, 0, &root) == 0;
  if (known && (root.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0)
    return Fail(ErrorCode::kExists,
                Message("{0} is a mount point, which cannot be replaced", {Shown(target)}),
                next);  // defence: Z3-10
  return {};
}

// Absent, or an empty directory other than the current one.
Result<void> CheckTarget(int parent, const std::string& base, const std::string& target) {
  struct stat info {};
  if (fstatat(parent, base.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return {};
    return SystemError(Message("cannot look at {0}", {Shown(target)}), errno);
  }
  RETURN_IF_ERROR(CheckStaysOnFileSystem(parent, base, target, info.st_mode));
  boost::system::error_code error;
  if (!S_ISDIR(info.st_mode)) return NotEmpty(target);  // defence: E2-3
  const bool empty = boost::filesystem::is_empty(target, error);
  if (error) return SystemError(target, error.value());
  if (!empty) return NotEmpty(target);  // defence: E2-4
  struct stat here {};
  if (stat(".", &here) == 0 && here.st_dev == info.st_dev && here.st_ino == info.st_ino)
    return Fail(ErrorCode::kUsage, Message("the current directory cannot be replaced"),
                Message("name a new directory: -C DIR"));  // defence: E2-5
  return {};
}

}  // namespace

struct StagingDirectory::State {
  // The directory that holds `name`, opened once for all files of one directory.
  Result<int> ParentOf(std::string_view name, std::string& last) {
    RETURN_IF_ERROR(CheckName(name, ErrorCode::kVerdict));  // defence: E1-3
    const size_t slash = name.rfind('/');
    const std::string directory(slash == name.npos ? "" : name.substr(0, slash));
    last = slash == name.npos ? name : name.substr(slash + 1);
    if (!directory_fd.valid() || directory != directory_name) {
      ASSIGN_OR_RETURN(directory_fd, OpenDirectoryBeneath(root.get(), directory));
      directory_name = directory;
    }
    return directory_fd.get();
  }

  Result<void> MakeDirectory(std::string_view name) {
    std::string last;
    ASSIGN_OR_RETURN(const int directory, ParentOf(name, last));
    if (FaultInjected(FaultPoint::kOpen) || mkdirat(directory, last.c_str(), 0700) != 0)
      return SystemError(Message("cannot create {0}", {Shown(name)}), errno);
    return {};
  }

  // kVerdict when `name` in the parent is another directory than the one that was filled.
  Result<void> CheckOurs(const std::string& name) const {
    struct stat filled {};
    struct stat found {};
    if (fstat(root.get(), &filled) == 0 &&
        fstatat(parent.get(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 &&
        filled.st_dev == found.st_dev && filled.st_ino == found.st_ino)
      return {};
    // defence: E2-6, else {}
    return Fail(ErrorCode::kVerdict,
                Message("{0} was moved or replaced while it was filled", {Shown(path)}),
                Message("open it in a directory that nobody else may write to: -C DIR"));
  }

  UniqueFd parent;
  UniqueFd root;
  std::string target;
  std::string base;
  std::string staging_name;
  std::string path;
  bool armed = true;
  bool has_metadata = false;

  std::string directory_name;
  UniqueFd directory_fd;
  std::string file_name;
  UniqueFd file;
  SparseWriter content{-1};  // of `file`
};

StagingDirectory::StagingDirectory(std::unique_ptr<State> state) : state_(std::move(state)) {}
StagingDirectory::StagingDirectory(StagingDirectory&&) noexcept = default;

StagingDirectory::~StagingDirectory() {
  if (!state_ || !state_->armed) return;
  // Through the descriptor: the name may be somebody else's directory by now. Theirs is not empty.
  if (state_->root.valid()) RemoveContents(state_->root.get());
  unlinkat(state_->parent.get(), state_->staging_name.c_str(), AT_REMOVEDIR);
}

const std::string& StagingDirectory::path() const { return state_->path; }

Result<StagingDirectory> StagingDirectory::Create(const std::string& target, Random& random) {
  auto state = std::make_unique<State>();
  state->target = AbsolutePath(target);
  state->base = BaseNameOf(state->target);
  if (state->base.empty()) return NotEmpty(state->target);  // the root directory
  const std::string parent_path = DirectoryOf(state->target);
  ASSIGN_OR_RETURN(state->parent, OpenDirectory(parent_path));
  RETURN_IF_ERROR(CheckTarget(state->parent.get(), state->base, state->target));

  RemoveAbandonedStaging(state->parent.get());
  std::array<uint8_t, 8> unique{};
  random.Fill(unique);
  state->staging_name = StagingName(unique);
  state->path = (parent_path == "/" ? "" : parent_path) + "/" + state->staging_name;
  if (FaultInjected(FaultPoint::kOpen) ||
      mkdirat(state->parent.get(), state->staging_name.c_str(), kUnheldMode) != 0) {
    state->armed = false;
    return SystemError(Message("cannot create a directory in {0}", {Shown(parent_path)}), errno);
  }
  StagingDirectory staging(std::move(state));  // from here on it cleans up
  ASSIGN_OR_RETURN(staging.state_->root, OpenDirectoryBeneath(staging.state_->parent.get(),
                                                              staging.state_->staging_name));
  HoldStaging(staging.state_->root.get());
  return staging;
}

Result<void> StagingDirectory::AddDirectory(std::string_view name) {
  return state_->MakeDirectory(name);
}

Result<void> StagingDirectory::BeginFile(std::string_view name) {
  if (IsReservedName(name) && !state_->has_metadata) {  // the archive has no entry for it
    RETURN_IF_ERROR(state_->MakeDirectory(kMetadataDirectory));
    state_->has_metadata = true;
  }
  std::string last;
  ASSIGN_OR_RETURN(const int directory, state_->ParentOf(name, last));
  state_->file_name = name;
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  if (!FaultInjected(FaultPoint::kOpen))
    state_->file = UniqueFd(openat(directory, last.c_str(), kFlags, 0600));
  if (!state_->file.valid()) return SystemError(Message("cannot create {0}", {Shown(name)}), errno);
  state_->content = SparseWriter(state_->file.get());
  return {};
}

Result<void> StagingDirectory::WriteFileData(ByteView data) {
  auto written = state_->content.Write(data);
  if (!written) return written.error().WithContext(Shown(state_->file_name));
  return {};
}

Result<void> StagingDirectory::EndFile(Time mtime) {
  auto sized = state_->content.Finish();
  if (!sized) return sized.error().WithContext(Shown(state_->file_name));
  timespec times[2] = {};
  times[0].tv_nsec = UTIME_OMIT;
  times[1].tv_sec = mtime.time_since_epoch().count();
  futimens(state_->file.get(), times);  // a date that the file system cannot hold is no failure
  if (close(state_->file.Release()) != 0)
    return SystemError(Message("cannot write {0}", {Shown(state_->file_name)}), errno);
  return {};
}

Result<void> StagingDirectory::Finish() {
  State& state = *state_;
  if (FaultInjected(FaultPoint::kSync) || syncfs(state.root.get()) != 0)
    return SystemError(Message("cannot flush {0} to the disk", {Shown(state.path)}), errno);
  RETURN_IF_ERROR(state.CheckOurs(state.staging_name));
  // rename(2) lets a directory replace an empty directory, and fails on everything else.
  if (FaultInjected(FaultPoint::kRename) || renameat(state.parent.get(), state.staging_name.c_str(),
                                                     state.parent.get(), state.base.c_str()) != 0) {
    if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR) return NotEmpty(state.target);
    return SystemError(Message("cannot create {0}", {Shown(state.target)}), errno);
  }
  RETURN_IF_ERROR(state.CheckOurs(state.base));
  state.armed = false;
  return SyncFd(state.parent.get(), DirectoryOf(state.target));
}

Result<ManifestTotals> ExtractPackage(ByteSource& source, ByteSource& again,
                                      const std::string& target, const ContentsLimits& limits,
                                      const MetadataCheck& check, Random& random) {
  ASSIGN_OR_RETURN(StagingDirectory staging, StagingDirectory::Create(target, random));
  ASSIGN_OR_RETURN(const ManifestTotals totals,
                   ReadContents(source, again, limits, check, staging));
  RETURN_IF_ERROR(staging.Finish());
  return totals;
}

}  // namespace sekisho
