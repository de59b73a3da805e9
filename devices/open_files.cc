#include "devices/open_files.h"

#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/text/message.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

bool IsProcess(const std::string& name) {
  return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
}

std::string FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string OwnNumber(const std::string& proc) {
  char target[PATH_MAX];
  const ssize_t length = readlink((proc + "/self").c_str(), target, sizeof target);
  return length > 0 ? std::string(target, static_cast<size_t>(length)) : "";
}

// The flags that open(2) was given, in octal; none of a descriptor that was closed meanwhile. What
// cannot be read is taken for writing.
std::optional<int> FlagsOf(const std::string& information) {
  constexpr size_t kMostBytes = 4096;  // the flags are in the second line
  const UniqueFd fd(open(information.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text(kMostBytes, '\0');
  const ssize_t got = fd.valid() ? read(fd.get(), text.data(), text.size()) : -1;
  if (got < 0 && (errno == ENOENT || errno == ESRCH)) return std::nullopt;
  std::istringstream words(text.substr(0, std::max<ssize_t>(got, 0)));
  std::string key;
  int flags = O_RDWR;
  while (words >> key)
    if (key == "flags:" && words >> std::oct >> flags) break;
  return flags;
}

// "7f00-7f01 rw-s 00000000 08:01 1234 /path": whose file, and whether writing reaches it.
bool ParseMapping(const std::string& line, FileId& file, bool& writes) {
  std::istringstream words(line);
  std::string range, access, offset, device;
  unsigned long inode = 0;
  if (!(words >> range >> access >> offset >> device >> inode) || inode == 0) return false;
  unsigned major_number = 0;
  unsigned minor_number = 0;
  char colon = 0;
  std::istringstream numbers(device);
  if (!(numbers >> std::hex >> major_number >> colon >> minor_number) || access.size() < 4)
    return false;
  file = {makedev(major_number, minor_number), inode};
  writes = access[1] == 'w' && access[3] == 's';
  return true;
}

// As the directory map_files calls it: "400000-40b000", where maps says "00400000-0040b000".
std::string RangeOf(const std::string& line) {
  std::istringstream words(line);
  unsigned long long begin = 0;
  unsigned long long end = 0;
  char dash = 0;
  words >> std::hex >> begin >> dash >> end;
  std::ostringstream range;
  range << std::hex << begin << dash << end;
  return range.str();
}

// The file system of a mapped file that was deleted; none when it was not.
std::optional<dev_t> DeletedMappingOn(const std::string& process, const std::string& line,
                                      const FileId& file) {
  if (!line.ends_with(" (deleted)")) return std::nullopt;
  // A name may end so, too; and btrfs shows another number in maps. Only root may look.
  struct stat status {};
  if (stat((process + "/map_files/" + RangeOf(line)).c_str(), &status) != 0) return file.first;
  return status.st_nlink == 0 ? std::optional(status.st_dev) : std::nullopt;
}

template <typename Map, typename Key>
std::vector<Opener> ListOf(const Map& map, const Key& key) {
  std::vector<Opener> list;
  const auto found = map.find(key);
  if (found == map.end()) return list;
  for (const auto& [process, opener] : found->second) list.push_back(opener);
  std::stable_sort(list.begin(), list.end(),
                   [](const Opener& a, const Opener& b) { return a.writes > b.writes; });
  return list;
}

}  // namespace

OpenFiles OpenFiles::Look(const std::string& proc) {
  OpenFiles found;
  found.is_complete_ = geteuid() == 0;
  const std::string own = OwnNumber(proc);
  const auto directory = OpenDirectory(proc);
  const auto names = directory ? ReadNames(directory->get()) : directory.error();
  if (!names) found.is_complete_ = false;
  for (const std::string& name : names.value_or({})) {
    if (!IsProcess(name) || name == own) continue;
    const std::string process = proc + "/" + name;
    const Opener opener{name, SafeForTerminal(FirstLine(process + "/comm")), false};
    found.LookAtDescriptors(process, opener);
    found.LookAtPlaces(process, opener);
    found.LookAtMappings(process, opener);
  }
  return found;
}

void OpenFiles::LookAtDescriptors(const std::string& process, const Opener& opener) {
  const auto directory = OpenDirectory(process + "/fd");
  if (!directory) {
    // One that has ended meanwhile hides nothing.
    if (!IsAbsent(process)) is_complete_ = false;
    return;
  }
  for (const std::string& number : ReadNames(directory->get()).value_or({}))
    LookAtDescriptor(directory->get(), number, process, opener);
}

void OpenFiles::LookAtDescriptor(int directory, const std::string& number,
                                 const std::string& process, const Opener& opener) {
  struct stat status {};
  if (fstatat(directory, number.c_str(), &status, 0) != 0) return;
  if (status.st_nlink == 0) Note(deleted_[status.st_dev], opener, false);
  const bool is_device = S_ISBLK(status.st_mode);
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode) && !is_device) return;
  const auto flags = FlagsOf(process + "/fdinfo/" + number);
  if (!flags || (*flags & O_PATH) != 0) return;
  // Whose flags they are: the number may have been given to another file meanwhile.
  struct stat again {};
  if (fstatat(directory, number.c_str(), &again, 0) != 0 || again.st_dev != status.st_dev ||
      again.st_ino != status.st_ino)
    return;
  Openers& openers = is_device ? devices_[status.st_rdev] : files_[{status.st_dev, status.st_ino}];
  Note(openers, opener, (*flags & O_ACCMODE) != O_RDONLY);
}

void OpenFiles::LookAtPlaces(const std::string& process, const Opener& opener) {
  for (const char* const place : {"/cwd", "/root", "/exe"}) {
    struct stat status {};
    if (stat((process + place).c_str(), &status) != 0) continue;
    if (status.st_nlink == 0) Note(deleted_[status.st_dev], opener, false);
    if (S_ISDIR(status.st_mode)) Note(files_[{status.st_dev, status.st_ino}], opener, false);
  }
}

void OpenFiles::LookAtMappings(const std::string& process, const Opener& opener) {
  std::ifstream maps(process + "/maps");
  std::string line;
  while (std::getline(maps, line)) {
    FileId file;
    bool writes = false;
    if (!ParseMapping(line, file, writes)) continue;
    Note(files_[file], opener, writes);
    if (const auto device = DeletedMappingOn(process, line, file))
      Note(deleted_[*device], opener, false);
  }
}

void OpenFiles::Note(Openers& openers, const Opener& process, bool writes) {
  Opener& opener = openers.emplace(process.process, process).first->second;
  opener.writes = opener.writes || writes;
}

std::vector<Opener> OpenFiles::OfFile(const FileId& file) const { return ListOf(files_, file); }
std::vector<Opener> OpenFiles::OfDevice(dev_t device) const { return ListOf(devices_, device); }
std::vector<Opener> OpenFiles::OfDeletedOn(dev_t device) const { return ListOf(deleted_, device); }

std::string OpenerSentence(const Opener& opener, const std::string& path) {
  return opener.writes
             ? Message("{0} is open for writing in process {1} ({2}), which may write it again",
                       {path, opener.process, opener.command})
             : Message("{0} is open in process {1} ({2}), which may keep what it has read",
                       {path, opener.process, opener.command});
}

std::string HolderSentence(const Opener& opener, const std::string& path) {
  return Message(
      "{0} is in use by process {1} ({2}): until that lets go of it, it does not become free space",
      {path, opener.process, opener.command});
}

std::string DeletedSentence(const Opener& opener, const std::string& path) {
  return Message(
      "process {0} ({1}) still uses something deleted on {2}: its blocks are not free space, and "
      "are not overwritten",
      {opener.process, opener.command, path});
}

std::string OpenerHint(const Opener& opener) {
  return Message("end it and run this again: kill {0}", {opener.process});
}

std::string IncompleteSentence() {
  return Message(
      "Not all processes could be looked at (that takes root): whether others have it open is not "
      "known.");
}

}  // namespace sekisho
