// Which other processes have files and devices open or mapped, from proc: what no lock and no
// O_EXCL tells. Whoever writes may write anew what was overwritten; whoever reads may keep it.
//
// What it cannot see: processes of other users, unless it is root (is_complete), and those outside
// of a container that it runs in; a process that opens something after the look; descriptors on
// their way through a socket, or of a thread that shares none with its process; what only the
// kernel uses (devices/device_use.h).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "devices/entry.h"

namespace sekisho {

struct Opener {
  std::string process;  // its number
  std::string command;  // as the kernel says, spelled with SafeForTerminal
  bool writes = false;  // open for writing, or mapped so that writing reaches the file

  friend bool operator==(const Opener&, const Opener&) = default;
};

class OpenFiles {
 public:
  // Looks at every process but this one. `proc` is where proc is mounted.
  static OpenFiles Look(const std::string& proc = "/proc");

  // Each process once, who writes first. Of a directory: who has it open, or is in it.
  std::vector<Opener> OfFile(const FileId& file) const;
  // Of a block device, by whatever name it was opened.
  std::vector<Opener> OfDevice(dev_t device) const;
  // Who has something on the file system with the number `device` that was deleted: open in any
  // way, mapped, run, or as its directory. Until it is let go of, its blocks are not free.
  std::vector<Opener> OfDeletedOn(dev_t device) const;

  // Whether all processes could be looked at.
  bool is_complete() const { return is_complete_; }

 private:
  using Openers = std::map<std::string, Opener>;  // by process
  void LookAtDescriptors(const std::string& process, const Opener& opener);
  void LookAtDescriptor(int directory, const std::string& number, const std::string& process,
                        const Opener& opener);
  // What it runs and the directories it is in.
  void LookAtPlaces(const std::string& process, const Opener& opener);
  void LookAtMappings(const std::string& process, const Opener& opener);
  static void Note(Openers& openers, const Opener& process, bool writes);

  std::map<FileId, Openers> files_;
  std::map<dev_t, Openers> devices_;
  std::map<dev_t, Openers> deleted_;  // by the file system
  bool is_complete_ = true;
};

// Sentences for a report, about what is called `path`, and what helps.
std::string OpenerSentence(const Opener& opener, const std::string& path);
// About one that keeps what belongs to `path` from becoming free space.
std::string HolderSentence(const Opener& opener, const std::string& path);
// About one of OfDeletedOn, of the file system mounted at `path`.
std::string DeletedSentence(const Opener& opener, const std::string& path);
std::string OpenerHint(const Opener& opener);
// When not all processes could be looked at.
std::string IncompleteSentence();

}  // namespace sekisho
