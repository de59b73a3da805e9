#include "tools/sekisho/child.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "base/files/files.h"
#include "base/files/interrupt.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr int kPollMillis = 200;

Result<std::string> PathBeside(const std::string& name) {
  std::array<char, 4096> exe{};
  const ssize_t length = readlink("/proc/self/exe", exe.data(), exe.size() - 1);
  if (length <= 0) return SystemError(Message("cannot find this program's directory"), errno);
  std::string path = DirectoryOf(std::string(exe.data(), static_cast<size_t>(length))) + "/" + name;
  if (IsAbsent(path))
    return Fail(ErrorCode::kNotFound, Message("{0} is not installed", {path}),
                Message("install {0} beside sekisho", {name}));
  return path;
}

// What is set up for posix_spawn(3), and given back.
class SpawnSetup {
 public:
  SpawnSetup() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    // Ctrl-C comes to this program only, which passes it on; SIGPIPE and SIGXFSZ are as they were
    // at first.
    sigset_t blocked;
    sigset_t defaults;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGINT);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    posix_spawnattr_setsigmask(&attributes, &blocked);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;
  ~SpawnSetup() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

class Child {
 public:
  static Result<Child> Start(const std::string& path, const std::vector<std::string>& arguments,
                             int stdout_fd) {
    SpawnSetup setup;
    if (stdout_fd >= 0) posix_spawn_file_actions_adddup2(&setup.actions, stdout_fd, STDOUT_FILENO);
    std::vector<std::string> words = {path};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t pid = -1;
    const int error =
        posix_spawn(&pid, path.c_str(), &setup.actions, &setup.attributes, argv.data(), environ);
    if (error != 0) return SystemError(Message("cannot run {0}", {path}), error);
    return Child(pid);
  }

  void PassOnInterrupt() {
    if (!Interrupted() || passed_on_) return;
    kill(pid_, SIGTERM);
    passed_on_ = true;
  }

  Result<int> Wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0) {
      if (errno != EINTR) return SystemError(Message("cannot wait for a program"), errno);
      PassOnInterrupt();
    }
    // What was passed on is told as the signal that came.
    if (passed_on_ && WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGTERM)
      return InterruptedStatus();
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    return Fail(ErrorCode::kFailed,
                Message("the program was ended by signal {0}", {std::to_string(WTERMSIG(status))}));
  }

 private:
  explicit Child(pid_t pid) : pid_(pid) {}

  pid_t pid_;
  bool passed_on_ = false;
};

// All that the child writes, up to `limit`; what is over is read and dropped.
Result<std::string> Collect(int fd, Child& child, size_t limit) {
  std::string output;
  std::array<char, 1 << 16> buffer{};
  for (;;) {
    child.PassOnInterrupt();
    pollfd readable{fd, POLLIN, 0};
    if (poll(&readable, 1, kPollMillis) <= 0) continue;
    const ssize_t got = read(fd, buffer.data(), buffer.size());
    if (got == 0) return output;
    if (got < 0 && errno != EINTR) return SystemError(Message("cannot read a program"), errno);
    if (got > 0 && output.size() <= limit) output.append(buffer.data(), static_cast<size_t>(got));
  }
}

}  // namespace

Result<ChildResult> RunBeside(const std::string& name, const std::vector<std::string>& arguments,
                              ChildStdout out, size_t max_output) {
  ASSIGN_OR_RETURN(const std::string path, PathBeside(name));
  ChildResult result;
  if (out == ChildStdout::kInherit) {
    ASSIGN_OR_RETURN(Child child, Child::Start(path, arguments, -1));
    ASSIGN_OR_RETURN(result.status, child.Wait());
    return result;
  }
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return SystemError(Message("cannot make a pipe"), errno);
  const UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  ASSIGN_OR_RETURN(Child child, Child::Start(path, arguments, write_end.get()));
  write_end.Reset();
  auto collected = Collect(read_end.get(), child, max_output);
  ASSIGN_OR_RETURN(result.status, child.Wait());
  if (!collected) return collected.error();
  result.output = *std::move(collected);
  if (result.output.size() > max_output)
    return Fail(ErrorCode::kFailed, Message("{0} said too much", {name}));
  return result;
}

}  // namespace sekisho
