#include "wipe/open_files.h"

#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <fstream>
#include <sstream>

#include "base/message.h"
#include "base/text.h"

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

// The flags that open(2) was given, in octal; what cannot be read is taken for writing.
int FlagsOf(const std::string& information) {
  std::ifstream file(information);
  std::string key;
  int flags = O_RDWR;
  while (file >> key)
    if (key == "flags:" && file >> std::oct >> flags) break;
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
    found.LookAtMappings(process, opener);
  }
  return found;
}

void OpenFiles::LookAtDescriptors(const std::string& process, const Opener& opener) {
  const auto directory = OpenDirectory(process + "/fd");
  if (!directory) {
    // One that has ended meanwhile hides nothing.
    if (PathExists(process)) is_complete_ = false;
    return;
  }
  for (const std::string& number : ReadNames(directory->get()).value_or({})) {
    struct stat status {};
    if (fstatat(directory->get(), number.c_str(), &status, 0) != 0) continue;
    const bool is_device = S_ISBLK(status.st_mode);
    if (!S_ISREG(status.st_mode) && !is_device) continue;
    const int flags = FlagsOf(process + "/fdinfo/" + number);
    if ((flags & O_PATH) != 0) continue;
    Openers& openers =
        is_device ? devices_[status.st_rdev] : files_[{status.st_dev, status.st_ino}];
    Note(openers, opener, (flags & O_ACCMODE) != O_RDONLY);
  }
}

void OpenFiles::LookAtMappings(const std::string& process, const Opener& opener) {
  std::ifstream maps(process + "/maps");
  std::string line;
  while (std::getline(maps, line)) {
    FileId file;
    bool writes = false;
    if (ParseMapping(line, file, writes)) Note(files_[file], opener, writes);
  }
}

void OpenFiles::Note(Openers& openers, const Opener& process, bool writes) {
  Opener& opener = openers.emplace(process.process, process).first->second;
  opener.writes = opener.writes || writes;
}

std::vector<Opener> OpenFiles::OfFile(const FileId& file) const { return ListOf(files_, file); }
std::vector<Opener> OpenFiles::OfDevice(dev_t device) const { return ListOf(devices_, device); }

std::string OpenerSentence(const Opener& opener, const std::string& path) {
  return opener.writes
             ? Message("{0} is open for writing in process {1} ({2}), which may write it anew",
                       {path, opener.process, opener.command})
             : Message("{0} is open in process {1} ({2}), which may keep what it has read",
                       {path, opener.process, opener.command});
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
