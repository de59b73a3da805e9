// Preloaded into a program by moments.bash: at the Nth call of a function, on a certain file or
// any, the program gets a signal, or tells the test where it is and waits until it may go on. So a
// test meets the program in the middle of something without being quick, and without slowing it
// down.
//
//   MOMENT_CALLS   names of functions below, with commas
//   MOMENT_FILE    the file or device (by descriptor) that counts; any, when it is not set
//   MOMENT_FIRST   the call after which it happens, from 1; MOMENT_STEP: and every so many later on
//   MOMENT_SIGNAL  the signal; without it, the process id and a line feed are written to the
//                  descriptor MOMENT_TELL, and one byte is awaited from MOMENT_WAIT
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

long Number(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? 0 : std::atol(value);
}

bool IsWatched(const char* call) {
  const char* const calls = std::getenv("MOMENT_CALLS");
  return calls != nullptr &&
         ("," + std::string(calls) + ",").find("," + std::string(call) + ",") != std::string::npos;
}

bool IsTheFile(int fd) {
  const char* const file = std::getenv("MOMENT_FILE");
  if (file == nullptr) return true;
  struct stat wanted {};
  struct stat found {};
  return fd >= 0 && stat(file, &wanted) == 0 && fstat(fd, &found) == 0 &&
         (S_ISBLK(wanted.st_mode) ? S_ISBLK(found.st_mode) && wanted.st_rdev == found.st_rdev
                                  : wanted.st_dev == found.st_dev && wanted.st_ino == found.st_ino);
}

bool IsTheMoment() {
  static std::atomic<long> calls = 0;
  const long after_first = ++calls - Number("MOMENT_FIRST");
  const long step = Number("MOMENT_STEP");
  return after_first == 0 || (after_first > 0 && step > 0 && after_first % step == 0);
}

// Handled when this returns: in this thread, also where it takes no signals. In another it would
// come whenever that one has a processor.
void Send(int signal) {
  sigset_t wanted;
  sigset_t before;
  sigemptyset(&wanted);
  sigaddset(&wanted, signal);
  pthread_sigmask(SIG_UNBLOCK, &wanted, &before);
  raise(signal);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void TellAndWait() {
  char text[32];
  const int length = std::snprintf(text, sizeof text, "%d\n", getpid());
  if (write(static_cast<int>(Number("MOMENT_TELL")), text, static_cast<size_t>(length)) != length)
    std::abort();
  char byte = 0;
  while (read(static_cast<int>(Number("MOMENT_WAIT")), &byte, 1) < 0 && errno == EINTR) {
  }
}

void After(const char* call, int fd) {
  thread_local bool inside = false;
  if (inside || !IsWatched(call)) return;
  const int error_number = errno;
  inside = true;
  if (IsTheFile(fd) && IsTheMoment()) {
    const long signal = Number("MOMENT_SIGNAL");
    signal == 0 ? TellAndWait() : Send(static_cast<int>(signal));
  }
  inside = false;
  errno = error_number;
}

template <typename Function, typename... Arguments>
auto Call(Function*, const char* name, int fd, Arguments... arguments) {
  const auto real = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
  const auto result = real(arguments...);
  After(name, fd);
  return result;
}

}  // namespace

// As glibc declares them.
#define MOMENT(type, name, parameters, fd, ...)                            \
  extern "C" __attribute__((visibility("default"))) type name parameters { \
    return Call(&name, #name, fd, __VA_ARGS__);                            \
  }

MOMENT(ssize_t, write, (int fd, const void* from, size_t bytes), fd, fd, from, bytes)
MOMENT(ssize_t, pwrite, (int fd, const void* from, size_t bytes, off_t at), fd, fd, from, bytes, at)
MOMENT(ssize_t, pwrite64, (int fd, const void* from, size_t bytes, off64_t at), fd, fd, from, bytes,
       at)
MOMENT(ssize_t, pread, (int fd, void* to, size_t bytes, off_t at), fd, fd, to, bytes, at)
MOMENT(int, syncfs, (int fd) noexcept, fd, fd)
MOMENT(int, fsetxattr,
       (int fd, const char* name, const void* value, size_t bytes, int flags) noexcept, fd, fd,
       name, value, bytes, flags)
MOMENT(int, mkdirat, (int at, const char* path, mode_t mode) noexcept, -1, at, path, mode)
