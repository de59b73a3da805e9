#include "libcrypt/archive/tree_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/filesystem.hpp>
#include <cerrno>
#include <memory>
#include <optional>

#include "base/files/files.h"
#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "base/text/message_id.h"
#include "base/text/text.h"
#include "libcrypt/archive/directory_names.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

constexpr size_t kReadBytes = 1 << 20;

std::string Shown(std::string_view name) { return SafeForTerminal(name); }

Error CannotRead(std::string_view name, int error_number) {
  return SystemError(Message("cannot read {0}", {Shown(name)}), error_number);
}

// What is neither a file nor a directory stays here.
std::string DescribeSpecial(std::string_view name, mode_t mode) {
  if (S_ISLNK(mode)) return Message("{0} is a symbolic link", {Shown(name)});
  if (S_ISFIFO(mode)) return Message("{0} is a FIFO", {Shown(name)});
  if (S_ISSOCK(mode)) return Message("{0} is a socket", {Shown(name)});
  return Message("{0} is a device", {Shown(name)});
}

// All of it that a walk met, so that nobody has to try again for each.
class SpecialsMet {
 public:
  void Add(std::string_view name, mode_t mode) {
    ++count_;
    has_link_ = has_link_ || S_ISLNK(mode);
    if (count_ > kShown) return;
    text_ += (text_.empty() ? "" : "; ") + DescribeSpecial(name, mode);
  }
  bool empty() const { return count_ == 0; }

  Error Refusal() const {
    const std::string all =
        count_ <= kShown ? text_
                         : Message("{0}; and {1} more", {text_, std::to_string(count_ - kShown)});
    return Fail(ErrorCode::kRefused, all,
                has_link_ ? Message("links are never followed: put the files themselves there, or "
                                    "leave them out with --exclude NAME")
                          : Message("only files and directories can be taken out: leave the rest "
                                    "out with --exclude NAME"));
  }

 private:
  static constexpr uint64_t kShown = 20;
  uint64_t count_ = 0;
  bool has_link_ = false;
  std::string text_;
};

Error TooMany(const WalkLimits& limits) {
  return Fail(ErrorCode::kRefused,
              Message("there are more than {0} files and directories",
                      {std::to_string(limits.max_entries)}),
              Message("split the request, or pack them into one file first"));
}

// Adds what is in `directory` to `names`, not sorted.
Result<void> AddNamesIn(int directory, std::string_view shown, const WalkLimits& limits,
                        uint32_t where, DirectoryNames& names) {
  // A descriptor of its own: fdopendir takes it over, and its position starts at the beginning.
  const int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return CannotRead(shown, errno);
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(fdopendir(fd), closedir);
  if (!stream) {
    close(fd);
    return CannotRead(shown, ENOMEM);
  }
  errno = 0;
  while (const dirent* entry = readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.Add(name, where);
    if (names.size() > limits.max_entries) return TooMany(limits);  // defence: E6-11
    errno = 0;
  }
  if (errno != 0) return CannotRead(shown, errno);
  return {};
}

// One that two of those `names` have in common which are `taken`. All of them are known here: their
// keys, sorted, need half of the memory of a NameSet.
template <typename Taken>
std::optional<uint64_t> KeyOfTwo(const DirectoryNames& names, const Taken& taken) {
  std::vector<uint64_t> keys;
  keys.reserve(names.size());
  for (size_t i = 0; i < names.size(); ++i)
    if (taken(names.name(i))) keys.push_back(CollisionDigest(names.name(i)));
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  return twice == keys.end() ? std::nullopt : std::optional(*twice);
}

// kRefused, naming both, when two of the `names` cannot lie side by side. What is left out collides
// with nothing; that is asked only where something does.
Result<void> CheckCollisions(const DirectoryNames& names, const std::string& prefix,
                             const WalkLimits& limits) {
  const auto taken = [&](std::string_view name) {
    return !limits.leave_out || !limits.leave_out(prefix + std::string(name), false);
  };
  std::optional<uint64_t> key = KeyOfTwo(names, [](std::string_view) { return true; });
  if (key) key = KeyOfTwo(names, taken);
  if (!key) return {};
  std::vector<std::string> both;
  for (size_t i = 0; i < names.size() && both.size() < 2; ++i)
    if (CollisionDigest(names.name(i)) == *key && taken(names.name(i)))
      both.push_back(Shown(prefix + std::string(names.name(i))));
  return Fail(ErrorCode::kRefused,
              Message("{0} and {1} are the same name on Windows or macOS", {both[0], both[1]}),
              Message("rename one of them"));  // defence: E4-5, else {}
}

bool SameState(const struct stat& a, const struct stat& b) {
  const auto same_time = [](const timespec& x, const timespec& y) {
    return x.tv_sec == y.tv_sec && x.tv_nsec == y.tv_nsec;
  };
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         same_time(a.st_mtim, b.st_mtim) && same_time(a.st_ctim, b.st_ctim);
}

Error Changed(std::string_view name) {
  return Fail(ErrorCode::kFailed, Message("{0} changed while it was read", {Shown(name)}),
              Message("close the programs that write to it, then try again"));
}

class Walker {
 public:
  Walker(const WalkLimits& limits, const WalkVisitor& visit) : limits_(limits), visit_(visit) {}

  // Visits `component` of `directory`, under the name `name`; `named`: by a root itself.
  Result<void> Visit(int directory, const std::string& component, const std::string& name,
                     bool named) {
    RETURN_IF_ERROR(CheckInterrupted());
    struct stat before {};
    if (fstatat(directory, component.c_str(), &before, AT_SYMLINK_NOFOLLOW) != 0)
      return CannotRead(name, errno);
    if (!named && limits_.leave_out && limits_.leave_out(name, S_ISDIR(before.st_mode))) return {};
    RETURN_IF_ERROR(CheckContentName(name, ErrorCode::kRefused));  // defence: E1-9
    if (!S_ISREG(before.st_mode) && !S_ISDIR(before.st_mode)) {
      specials_.Add(name, before.st_mode);
      return {};
    }
    if (++entries_ > limits_.max_entries) return TooMany(limits_);  // defence: E6-12
    const int type = S_ISDIR(before.st_mode) ? O_DIRECTORY : 0;
    const UniqueFd fd(openat(directory, component.c_str(),
                             O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | type));
    if (!fd.valid() && errno == ELOOP) return Changed(name);  // defence: D10-4
    if (!fd.valid()) return CannotRead(name, errno);
    struct stat opened {};
    if (fstat(fd.get(), &opened) != 0) return CannotRead(name, errno);
    if (!SameState(before, opened)) return Changed(name);  // defence: D10-1
    return type != 0 ? VisitDirectory(fd.get(), opened, name) : VisitFile(fd.get(), opened, name);
  }

  Result<ManifestTotals> Finish() const {
    if (!specials_.empty()) return specials_.Refusal();  // defence: E3-3
    return totals_;
  }

 private:
  Result<void> Report(const WalkEntry& entry) {
    if (!specials_.empty()) return {};  // refused already
    ManifestEntry counted;
    counted.is_directory = entry.is_directory;
    counted.size = entry.size;
    RETURN_IF_ERROR(totals_.Add(counted));
    return visit_(entry);
  }

  static WalkEntry EntryFor(const struct stat& info, const std::string& name) {
    WalkEntry entry;
    entry.name = name;
    entry.is_directory = S_ISDIR(info.st_mode);
    entry.mtime = Time(std::chrono::seconds(info.st_mtim.tv_sec));
    return entry;
  }

  Result<void> VisitFile(int fd, const struct stat& info, const std::string& name) {
    WalkEntry entry = EntryFor(info, name);
    entry.size = static_cast<uint64_t>(info.st_size);
    entry.fd = fd;
    RETURN_IF_ERROR(Report(entry));
    struct stat after {};
    if (fstat(fd, &after) != 0) return CannotRead(name, errno);
    if (!SameState(info, after)) return Changed(name);  // defence: D10-2
    return {};
  }

  Result<void> VisitDirectory(int fd, const struct stat& info, const std::string& name) {
    RETURN_IF_ERROR(Report(EntryFor(info, name)));
    DirectoryNames names;
    RETURN_IF_ERROR(AddNamesIn(fd, name, limits_, 0, names));
    names.Sort();
    RETURN_IF_ERROR(CheckCollisions(names, name + "/", limits_));
    for (size_t i = 0; i < names.size(); ++i) {
      const std::string child(names.name(i));
      RETURN_IF_ERROR(Visit(fd, child, name + "/" + child, false));
    }
    return {};
  }

  const WalkLimits& limits_;
  const WalkVisitor& visit_;
  ManifestTotals totals_;
  SpecialsMet specials_;
  uint64_t entries_ = 0;
};

// Hashes pieces in order, in a pool if there is one: the last piece added must stay where it is.
class HashingBehind {
 public:
  HashingBehind(Sha256Hasher& hasher, WorkerPool* pool) : hasher_(hasher), pool_(pool) {}
  ~HashingBehind() { Wait(); }
  HashingBehind(const HashingBehind&) = delete;
  HashingBehind& operator=(const HashingBehind&) = delete;

  void Add(ByteView piece) {
    if (pool_ == nullptr) return hasher_.Update(piece);
    Wait();
    ticket_ = pool_->Start([this, piece] { hasher_.Update(piece); });
  }
  void Wait() {
    if (pool_ != nullptr) pool_->Wait(ticket_);
  }

 private:
  Sha256Hasher& hasher_;
  WorkerPool* const pool_;
  WorkerPool::Ticket ticket_;
};

// Fills `piece` with what the file has at `at`; a file that ends before has changed. What is there
// is what read(2) says: file systems have called fresh data a hole (SEEK_DATA), and a package with
// zeros in its place would match its own list.
Result<void> ReadPiece(const WalkEntry& file, uint64_t at, MutableBytes piece) {
  auto got = ReadFullAt(file.fd, piece, at);
  if (!got) return got.error().WithContext(Shown(file.name));
  if (*got != piece.size()) return Changed(file.name);  // defence: D10-3
  return {};
}

// The names that `roots` contribute, sorted, each with the number of its root.
Result<DirectoryNames> TopNames(std::span<const WalkRoot> roots,
                                const std::vector<int>& directories, const WalkLimits& limits) {
  DirectoryNames names;
  for (size_t i = 0; i < roots.size(); ++i) {
    const auto where = static_cast<uint32_t>(i);
    const std::string& name = roots[i].name;
    if (name.find('/') != name.npos || name.size() > kMaxComponentBytes)
      return Fail(ErrorCode::kUsage, Message("{0} is not a base name", {Shown(name)}));
    if (name == ".")
      RETURN_IF_ERROR(AddNamesIn(directories[i], roots[i].directory, limits, where, names));
    else
      names.Add(name, where);
  }
  names.Sort();
  for (size_t i = 1; i < names.size(); ++i)
    if (names.name(i) == names.name(i - 1))
      // defence: E4-6
      return Fail(
          ErrorCode::kRefused, Message("two paths both contribute {0}", {Shown(names.name(i))}),
          Message("list each file only once; to take out two of the same name, rename one"));
  return names;
}

}  // namespace

Result<std::vector<WalkRoot>> RootsFromPaths(std::span<const std::string> paths) {
  std::vector<WalkRoot> roots;
  for (std::string path : paths) {
    if (path.empty()) return Fail(ErrorCode::kUsage, Message("a path is empty"));
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    WalkRoot root{DirectoryOf(path), BaseNameOf(path)};
    if (root.name == "..")
      return Fail(ErrorCode::kUsage, Message("the path {0} has no name of its own", {Shown(path)}),
                  Message("name the directory itself, or its contents with {0}/.", {Shown(path)}));
    if (root.name.empty()) root.name = ".";  // the path "/"
    boost::system::error_code error;
    const auto directory = boost::filesystem::canonical(root.directory, error);
    if (error) return CannotRead(path, error.value());
    root.directory = directory.string();
    roots.push_back(std::move(root));
  }
  return roots;
}

Result<std::string> CommonBase(std::span<const WalkRoot> roots) {
  if (roots.empty()) return Fail(ErrorCode::kUsage, Message("there is nothing to take out"));
  for (const WalkRoot& root : roots)
    if (root.directory != roots.front().directory)
      return Fail(ErrorCode::kUsage,
                  Message("{0} and {1} lie in different directories",
                          {Shown(roots.front().name), Shown(root.name)}),
                  Message("gather them in one directory, and name that"));
  return roots.front().directory;
}

std::vector<WalkRoot> RootsBelow(const std::string& base, std::span<const std::string> names) {
  std::vector<WalkRoot> roots;
  for (const std::string& name : names) roots.push_back({base, name});
  return roots;
}

Result<ManifestTotals> WalkTree(std::span<const WalkRoot> roots, const WalkLimits& limits,
                                const WalkVisitor& visit) {
  std::vector<UniqueFd> opened;
  std::vector<int> directories;  // of each root; most of them share one
  for (size_t i = 0; i < roots.size(); ++i) {
    if (i == 0 || roots[i].directory != roots[i - 1].directory) {
      ASSIGN_OR_RETURN(UniqueFd directory, OpenDirectory(roots[i].directory));
      opened.push_back(std::move(directory));
    }
    directories.push_back(opened.back().get());
  }
  ASSIGN_OR_RETURN(const DirectoryNames tops, TopNames(roots, directories, limits));
  RETURN_IF_ERROR(CheckCollisions(tops, "", limits));
  Walker walker(limits, visit);
  for (size_t i = 0; i < tops.size(); ++i) {
    const std::string name(tops.name(i));
    const bool named = roots[tops.where(i)].name != ".";
    RETURN_IF_ERROR(walker.Visit(directories[tops.where(i)], name, name, named));
  }
  return walker.Finish();
}

Result<Digest> ReadContents(const WalkEntry& file, ByteSink* copy_to, WorkerPool* pool) {
  Sha256Hasher hasher;
  // Two buffers: one is hashed while the other is filled.
  std::array<Bytes, 2> buffers;
  HashingBehind behind(hasher, file.size > kReadBytes ? pool : nullptr);
  uint64_t at = 0;
  for (size_t turn = 0; at < file.size; turn ^= 1) {
    RETURN_IF_ERROR(CheckInterrupted());
    buffers[turn].resize(std::min<uint64_t>(kReadBytes, file.size));
    const auto piece =
        MutableBytes(buffers[turn]).first(std::min<uint64_t>(file.size - at, kReadBytes));
    RETURN_IF_ERROR(ReadPiece(file, at, piece));
    behind.Add(piece);
    if (copy_to != nullptr) RETURN_IF_ERROR(copy_to->Write(piece));
    at += piece.size();
  }
  uint8_t one_more = 0;
  ASSIGN_OR_RETURN(const size_t more, ReadFullAt(file.fd, {&one_more, 1}, at));
  if (more != 0) return Changed(file.name);  // defence: D10-5
  behind.Wait();
  return hasher.Finish();
}

}  // namespace sekisho
