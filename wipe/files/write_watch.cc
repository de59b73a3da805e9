#include "wipe/files/write_watch.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/text/message.h"
#include "base/text/system_error_text.h"

namespace sekisho {

Result<void> WriteWatch::Begin(const FileId& file, int fd) {
  if (!events_.valid()) events_ = UniqueFd(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  // By the descriptor: nobody can put another file in between.
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  const int number =
      events_.valid() ? inotify_add_watch(events_.get(), path.c_str(), IN_CLOSE_WRITE) : -1;
  if (number < 0)
    return Fail(
        ErrorCode::kFailed,
        Message("cannot watch whether somebody writes to it: {0}", {SystemErrorText(errno)}),
        Message("see fs.inotify in sysctl; --best-effort claims nothing, and goes on"));
  numbers_[file] = number;
  was_written_[number] = false;
  return {};
}

void WriteWatch::CloseOwn(const FileId& file, UniqueFd fd) {
  const bool was_written = WasWritten(file);
  fd.Reset();
  ReadEvents();
  const auto found = numbers_.find(file);  // not there when it is not watched
  if (found != numbers_.end()) was_written_[found->second] = was_written;
}

bool WriteWatch::WasWritten(const FileId& file) {
  ReadEvents();
  const auto found = numbers_.find(file);
  return found != numbers_.end() && was_written_[found->second];
}

void WriteWatch::End(const FileId& file) {
  const auto found = numbers_.find(file);
  if (found == numbers_.end()) return;
  (void)inotify_rm_watch(events_.get(), found->second);
  was_written_.erase(found->second);
  numbers_.erase(found);
}

void WriteWatch::ReadEvents() {
  alignas(inotify_event) std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t got = read(events_.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    for (size_t at = 0; at < static_cast<size_t>(got);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      Note(event.wd, event.mask);
      at += sizeof event + event.len;
    }
  }
}

void WriteWatch::Note(int number, uint32_t what) {
  if ((what & IN_Q_OVERFLOW) != 0)  // events were lost: each of them may be meant
    for (auto& [watched, was_written] : was_written_) was_written = true;
  const auto found = was_written_.find(number);
  if (found != was_written_.end() && (what & IN_CLOSE_WRITE) != 0) found->second = true;
}

Writers HoldOffWriters(int fd) {
  // Whoever opens it meanwhile lets the kernel send a signal, which would end us were it SIGIO.
  if (fcntl(fd, F_SETSIG, SIGURG) != 0) return Writers::kUnknown;
  if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) return Writers::kNone;
  return errno == EAGAIN ? Writers::kSome : Writers::kUnknown;
}

Error WrittenMeanwhile() {
  return Fail(ErrorCode::kFailed, Message("somebody wrote to it while it was wiped"),
              Message("end who writes it, and run this again"));
}

}  // namespace sekisho
