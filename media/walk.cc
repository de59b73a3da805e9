#include "media/walk.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "base/text/system_error_text.h"
#include "devices/attributes.h"
#include "devices/entry.h"
#include "media/tag.h"

namespace sekisho {
namespace {

EntryKind KindOfSpecial(mode_t mode) {
  if (S_ISLNK(mode)) return EntryKind::kSymlink;
  if (S_ISFIFO(mode)) return EntryKind::kFifo;
  if (S_ISSOCK(mode)) return EntryKind::kSocket;
  return EntryKind::kDevice;
}

class Walker {
 public:
  Walker(MediumWalkTop top, const MediumVisitor& visit, const MediumWalkLimits& limits)
      : top_(top), visit_(visit), limits_(limits) {}

  // `name` in `directory` is the walk's top.
  Result<void> Start(int directory, const std::string& name) {
    ASSIGN_OR_RETURN(const EntryInfo node, LookAt(directory, name));
    if (!S_ISDIR(node.mode)) {
      MediumEntry entry = Describe(name, node);
      entry.is_top = true;
      return VisitOther(directory, name, node, std::move(entry));
    }
    UniqueFd fd = OpenEntry(directory, name, O_DIRECTORY);
    MediumEntry entry = Describe("", node);
    entry.is_top = true;
    if (!fd.valid() && errno == EACCES) return Unreadable(std::move(entry), SystemErrorText(errno));
    if (!fd.valid()) return SystemError(Message("cannot open the directory {0}", {name}), errno);
    ASSIGN_OR_RETURN(mount_, LookAt(fd.get(), ""));
    if (!SameFile(mount_, node)) return Replaced(name);
    entry.kind = EntryKind::kDirectory;
    ASSIGN_OR_RETURN(entry.attributes, ListAttributes(fd.get()));
    RETURN_IF_ERROR(visit_(entry, -1));
    ASSIGN_OR_RETURN(const auto names, ReadNamesUpTo(fd.get(), limits_.max_entries));
    return VisitEntries(fd.get(), names, "", 0);
  }

 private:
  static UniqueFd OpenEntry(int directory, const std::string& name, int flags) {
    return UniqueFd(openat(directory, name.c_str(),
                           O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags));
  }

  static Error Replaced(const std::string& name) {
    return Fail(ErrorCode::kFailed, Message("{0} was replaced while it was looked at", {name}));
  }

  static MediumEntry Describe(const std::string& name, const EntryInfo& node) {
    MediumEntry entry;
    entry.name = name;
    entry.allocated_bytes = node.allocated_bytes;
    entry.links = node.links;
    if (S_ISREG(node.mode)) entry.size = node.bytes;
    return entry;
  }

  Result<void> Unreadable(MediumEntry entry, const std::string& problem) {
    entry.kind = EntryKind::kUnreadable;
    entry.problem = problem;
    return visit_(entry, -1);
  }

  Result<void> VisitEntries(int directory, const std::vector<std::string>& names,
                            const std::string& prefix, size_t depth) {
    for (const std::string& name : names) {
      RETURN_IF_ERROR(CheckInterrupted());
      if (++entries_ > limits_.max_entries)
        return Fail(ErrorCode::kFailed,
                    Message("more than {0} entries", {std::to_string(limits_.max_entries)}));
      RETURN_IF_ERROR(VisitEntry(directory, name, prefix + name, depth));
    }
    return {};
  }

  Result<void> VisitEntry(int directory, const std::string& name, const std::string& path,
                          size_t depth) {
    auto node = LookAt(directory, name);
    if (!node) {
      MediumEntry entry;
      entry.name = path;
      return Unreadable(std::move(entry), node.error().message);
    }
    MediumEntry entry = Describe(path, *node);
    if (node->is_mount_root || !SameMount(*node, mount_)) {
      entry.kind = EntryKind::kMount;
      return visit_(entry, -1);
    }
    if (S_ISDIR(node->mode)) return VisitDirectory(directory, name, *node, std::move(entry), depth);
    if (S_ISREG(node->mode) && AtMediumRoot(depth)) {
      if (name == kTagName) entry.kind = EntryKind::kTag;
      entry.maker = MakerOf(name, false);
    }
    if (entry.maker != SystemMaker::kNoSystem) {
      entry.kind = EntryKind::kSystemContent;
      return visit_(entry, -1);
    }
    return VisitOther(directory, name, *node, std::move(entry));
  }

  bool AtMediumRoot(size_t depth) const { return top_ == MediumWalkTop::kMediumRoot && depth == 0; }

  // Regular files, opened; and what is never opened.
  Result<void> VisitOther(int directory, const std::string& name, const EntryInfo& node,
                          MediumEntry entry) {
    if (!S_ISREG(node.mode)) {
      entry.kind = KindOfSpecial(node.mode);
      return visit_(entry, -1);
    }
    const UniqueFd fd = OpenEntry(directory, name, 0);
    if (!fd.valid()) {
      if (errno == ELOOP || errno == ENOENT) return Replaced(entry.name);
      return Unreadable(std::move(entry), SystemErrorText(errno));
    }
    ASSIGN_OR_RETURN(const EntryInfo opened, LookAt(fd.get(), ""));
    if (!SameFile(opened, node)) return Replaced(entry.name);
    ASSIGN_OR_RETURN(entry.attributes, ListAttributes(fd.get()));
    entry.behind_end = LookBehindEnd(fd.get(), opened.bytes);
    return visit_(entry, fd.get());
  }

  Result<void> VisitDirectory(int parent, const std::string& name, const EntryInfo& node,
                              MediumEntry entry, size_t depth) {
    const UniqueFd fd = OpenEntry(parent, name, O_DIRECTORY);
    if (!fd.valid()) {
      if (errno == ELOOP || errno == ENOTDIR || errno == ENOENT) return Replaced(entry.name);
      return Unreadable(std::move(entry), SystemErrorText(errno));
    }
    ASSIGN_OR_RETURN(const EntryInfo opened, LookAt(fd.get(), ""));
    if (!SameFile(opened, node) || !SameMount(opened, mount_)) return Replaced(entry.name);
    ASSIGN_OR_RETURN(entry.attributes, ListAttributes(fd.get()));
    if (AtMediumRoot(depth)) entry.maker = MakerOf(name, true);
    if (entry.maker != SystemMaker::kNoSystem) {
      // Their numbers would be data: of those for one user there is one.
      const bool is_further = IsTrashOfOneUser(name) && std::exchange(trash_seen_, true);
      const bool is_harmless = !is_further && IsHarmlessSystemFolder(name, fd.get());
      if (is_harmless || entry.maker != SystemMaker::kFileSystem) {
        entry.kind = is_harmless ? EntryKind::kSystemFolder : EntryKind::kSystemContent;
        return visit_(entry, -1);
      }
    }
    auto names = ReadNamesUpTo(fd.get(), limits_.max_entries - entries_);
    if (!names) return names.error().WithContext(entry.name);
    if (names->empty()) {
      entry.kind = EntryKind::kEmptyDirectory;
      return visit_(entry, -1);
    }
    entry.kind = depth + 1 > limits_.max_depth ? EntryKind::kTooDeep : EntryKind::kDirectory;
    RETURN_IF_ERROR(visit_(entry, -1));
    if (entry.kind == EntryKind::kTooDeep) return {};
    return VisitEntries(fd.get(), *names, entry.name + "/", depth + 1);
  }

  MediumWalkTop top_;
  const MediumVisitor& visit_;
  MediumWalkLimits limits_;
  EntryInfo mount_;  // of the top: where the walk stays
  size_t entries_ = 0;
  bool trash_seen_ = false;
};

}  // namespace

Result<void> WalkMedium(const std::string& path, MediumWalkTop top, const MediumVisitor& visit,
                        const MediumWalkLimits& limits) {
  const std::string absolute = AbsolutePath(path);
  // O_PATH: the directory above a medium often may be entered but not listed.
  const UniqueFd parent(open(DirectoryOf(absolute).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!parent.valid())
    return SystemError(Message("cannot open the directory {0}", {DirectoryOf(absolute)}), errno);
  const std::string name = absolute == "/" ? "." : BaseNameOf(absolute);
  return Walker(top, visit, limits).Start(parent.get(), name);
}

bool IsForbidden(EntryKind kind) {
  return kind != EntryKind::kFile && kind != EntryKind::kTag && kind != EntryKind::kDirectory &&
         kind != EntryKind::kSystemFolder;
}

std::string DescribeKind(EntryKind kind) {
  switch (kind) {
    case EntryKind::kFile:
      return Message("a file");
    case EntryKind::kTag:
      return Message("the medium's tag");
    case EntryKind::kDirectory:
      return Message("a directory");
    case EntryKind::kSystemFolder:
      return Message("an empty folder of the system");
    case EntryKind::kSystemContent:
      return Message("what a system keeps for itself");
    case EntryKind::kEmptyDirectory:
      return Message("a directory that holds nothing, but whose name could");
    case EntryKind::kSymlink:
      return Message("a symbolic link");
    case EntryKind::kDevice:
      return Message("a device");
    case EntryKind::kFifo:
      return Message("a named pipe");
    case EntryKind::kSocket:
      return Message("a socket");
    case EntryKind::kMount:
      return Message("another file system mounted here");
    case EntryKind::kTooDeep:
      return Message("a directory nested too deeply to be looked into");
    case EntryKind::kUnreadable:
      return Message("something that cannot be read");
  }
  return Message("something unknown");
}

}  // namespace sekisho
