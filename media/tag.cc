#include "media/tag.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/files/fault.h"
#include "base/files/real_path.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "devices/entry.h"

namespace sekisho {
namespace {

bool IsTokenCharacter(uint8_t c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

Error BadTag(std::string message) {
  return Fail(ErrorCode::kMalformed, std::move(message), next::GiveMediumToIt());
}

// A file being written beside the tag; removed unless it was renamed.
class TemporaryTag {
 public:
  explicit TemporaryTag(int root)
      : root_(root), name_("SEKISHO." + std::to_string(getpid()) + ".TMP") {}
  TemporaryTag(const TemporaryTag&) = delete;
  TemporaryTag& operator=(const TemporaryTag&) = delete;
  ~TemporaryTag() {
    if (fd_.valid() && !renamed_) unlinkat(root_, name_.c_str(), 0);
  }

  Result<void> Fill(std::string_view token) {
    if (const int fault = FaultAt(FaultPoint::kOpen); fault != 0)
      return SystemError(Message("cannot create {0}", {name_}), fault);
    fd_ = UniqueFd(
        openat(root_, name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!fd_.valid()) return SystemError(Message("cannot create {0}", {name_}), errno);
    // FAT and its like have no modes to set: readable is what the mount says.
    if (fchmod(fd_.get(), 0644) != 0 && errno != EPERM && errno != EOPNOTSUPP)
      return SystemError(Message("cannot set the mode of {0}", {name_}), errno);
    RETURN_IF_ERROR(WriteAll(fd_.get(), AsBytes(token)));
    RETURN_IF_ERROR(WriteAll(fd_.get(), AsBytes("\n")));
    return SyncFd(fd_.get(), name_);
  }

  Result<void> Rename(ReplaceTag replace) {
    int error = RenameTo(replace == ReplaceTag::kRefuse ? RENAME_NOREPLACE : 0);
    // exFAT has neither RENAME_NOREPLACE nor links.
    if (error == EINVAL && replace == ReplaceTag::kRefuse) error = ClaimAndRename();
    if (error != 0) return SystemError(Message("cannot create {0}", {kTagName}), error);
    renamed_ = true;
    return {};
  }

 private:
  // 0 or an errno.
  int RenameTo(unsigned flags) {
    if (const int fault = FaultAt(FaultPoint::kRename); fault != 0) return fault;
    return renameat2(root_, name_.c_str(), root_, kTagName, flags) == 0 ? 0 : errno;
  }

  // Takes the name with an empty file, which fails if it is taken, and then replaces that.
  int ClaimAndRename() {
    const UniqueFd claim(openat(root_, kTagName, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!claim.valid()) return errno;
    if (renameat(root_, name_.c_str(), root_, kTagName) == 0) return 0;
    const int error = errno;
    unlinkat(root_, kTagName, 0);
    return error;
  }

  int root_;
  std::string name_;
  UniqueFd fd_;
  bool renamed_ = false;
};

// Where the search begins: `path` itself when it is a directory, else the directory it is in.
Result<std::string> StartOfSearch(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return RealPath(path);
  return RealPath(DirectoryOf(path));
}

bool IsMountPoint(const EntryInfo& node, const EntryInfo& parent) {
  return node.is_mount_root || !SameMount(node, parent) || SameFile(node, parent);
}

}  // namespace

Result<std::string> ParseTag(ByteView content) {
  // defence: G4-6
  if (content.size() > kMaxTagTokenBytes + 1) return BadTag(Message("the tag is too large"));
  const bool is_line = !content.empty() && content.back() == '\n';
  const ByteView token = content.first(content.size() - is_line);
  if (token.empty()) return BadTag(Message("the tag is empty"));  // defence: G4-8
  // defence: G4-7
  if (!is_line) return BadTag(Message("the tag does not end with a line feed"));
  if (!std::all_of(token.begin(), token.end(), IsTokenCharacter))
    return BadTag(Message("the tag is not one line with a token"));  // defence: G4-9
  return std::string(AsText(token));
}

Result<std::string> ReadTag(int root) {
  const UniqueFd fd(
      openat(root, kTagName, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd.valid()) {
    // defence: none, the system refuses to open it, which is only said here
    if (errno == ELOOP) return BadTag(Message("{0} is a symbolic link", {kTagName}));
    // A socket of that name cannot be opened at all.
    // defence: none, the system refuses to open it, which is only said here
    if (errno == ENXIO) return BadTag(Message("{0} is not a regular file", {kTagName}));
    return SystemError(Message("cannot open {0}", {kTagName}), errno);
  }
  ASSIGN_OR_RETURN(const EntryInfo node, LookAt(fd.get(), ""));
  // defence: G4-10
  if (!S_ISREG(node.mode)) return BadTag(Message("{0} is not a regular file", {kTagName}));
  Bytes content(kMaxTagTokenBytes + 2);  // one more than a tag may have
  ASSIGN_OR_RETURN(const size_t got, ReadFull(fd.get(), content));
  content.resize(got);
  return ParseTag(content);
}

Result<void> WriteTag(int root, std::string_view token, ReplaceTag replace) {
  const std::string content = std::string(token) + "\n";
  if (auto parsed = ParseTag(AsBytes(content)); !parsed) return parsed.error();
  // Said before anything is written; the rename decides races.
  if (replace == ReplaceTag::kRefuse && LookAt(root, kTagName))
    return Fail(ErrorCode::kExists, Message("there is a {0} already", {kTagName}),
                Message("the medium is registered, or was once; wipe and prepare it first"));
  TemporaryTag file(root);
  RETURN_IF_ERROR(file.Fill(token));
  RETURN_IF_ERROR(file.Rename(replace));
  return SyncFd(root, Message("the medium's root directory"));
}

Result<void> RemoveTag(int root) {
  int error = FaultAt(FaultPoint::kUnlink);
  if (error == 0 && unlinkat(root, kTagName, 0) != 0) error = errno;
  if (error != 0) return SystemError(Message("cannot remove {0}", {kTagName}), error);
  return SyncFd(root, Message("the medium's root directory"));
}

Result<MediumRoot> FindMediumRoot(const std::string& path) {
  ASSIGN_OR_RETURN(std::string directory, StartOfSearch(path));
  ASSIGN_OR_RETURN(UniqueFd fd, OpenDirectory(directory, Links::kRefuse));
  ASSIGN_OR_RETURN(EntryInfo node, LookAt(fd.get(), ""));
  std::optional<MediumRoot> found;
  while (true) {
    UniqueFd parent_fd(openat(fd.get(), "..", O_PATH | O_DIRECTORY | O_CLOEXEC));
    // A parent that may not be entered cannot be searched: the search ends below it.
    std::optional<EntryInfo> parent;
    if (parent_fd.valid()) {
      ASSIGN_OR_RETURN(parent, LookAt(parent_fd.get(), ""));
    }
    const bool is_mount_point = node.is_mount_root || (parent && IsMountPoint(node, *parent));
    auto token = ReadTag(fd.get());
    // The uppermost: a copy of a tag in a folder makes no medium of the folder (ATTACKS G3).
    if (token)
      found = MediumRoot{directory, std::move(token).value(), is_mount_point};
    else if (!found && token.error().code != ErrorCode::kNotFound)
      return token.error().WithContext(directory);
    if ((is_mount_point || !parent) && found) return *found;
    if (is_mount_point || !parent)
      return Fail(ErrorCode::kNotFound, Message("{0} is not on a registered medium", {path}),
                  next::RegisterMedium());
    directory = DirectoryOf(directory);
    fd = std::move(parent_fd);
    node = *parent;
  }
}

}  // namespace sekisho
