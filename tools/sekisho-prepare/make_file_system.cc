#include "tools/sekisho-prepare/make_file_system.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/files/files.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

struct Maker {
  const char* program;
  const char* package;
};

Maker MakerOf(MediumFormat format) {
  switch (format) {
    case MediumFormat::kFat32:
      return {"mkfs.vfat", "dosfstools"};
    case MediumFormat::kExfat:
      return {"mkfs.exfat", "exfatprogs"};
    case MediumFormat::kExt4:
      return {"mkfs.ext4", "e2fsprogs"};
  }
  return {"mkfs.vfat", "dosfstools"};
}

// FAT takes eleven characters, none of them small.
std::string FatLabel(std::string label) {
  label.resize(std::min<size_t>(label.size(), 11));
  for (char& c : label)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return label;
}

std::vector<std::string> ArgumentsFor(MediumFormat format, const std::string& label) {
  std::vector<std::string> words;
  if (format == MediumFormat::kFat32) words = {"-F", "32"};
  if (format == MediumFormat::kExt4) words = {"-q", "-F", "-m", "0"};
  if (label.empty()) return words;
  const bool ext = format == MediumFormat::kExt4;
  words.insert(words.end(), {format == MediumFormat::kFat32 ? "-n" : "-L",
                             ext ? label.substr(0, 16) : FatLabel(label)});
  return words;
}

}  // namespace

Result<std::string> FormattingProgram(MediumFormat format) {
  const Maker maker = MakerOf(format);
  for (const char* const directory : {"/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/"}) {
    const std::string path = directory + std::string(maker.program);
    if (access(path.c_str(), X_OK) == 0) return path;
  }
  return Fail(ErrorCode::kNotFound,
              Message("{0} is not installed; nothing was written", {std::string(maker.program)}),
              Message("install it: apt install {0}", {std::string(maker.package)}));
}

Result<void> MakeFileSystem(const std::string& program, MediumFormat format,
                            const std::string& label, const std::string& node) {
  std::vector<std::string> words = {program};
  for (std::string& word : ArgumentsFor(format, label)) words.push_back(std::move(word));
  words.push_back(node);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::string path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
  std::string locale = "LC_ALL=C";
  char* environment[] = {path.data(), locale.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environment);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return SystemError(Message("cannot run {0}", {program}), error);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return SystemError(Message("cannot wait for {0}", {program}), errno);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return Fail(ErrorCode::kFailed, Message("{0} did not format {1}", {program, node}),
              Message("run the same command again, or use another device"));
}

}  // namespace sekisho
