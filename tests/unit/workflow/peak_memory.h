// How much memory something takes at its most.
#pragma once

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SEKISHO_SANITIZED
#endif
#endif

namespace sekisho {

// Whatever others wrote. A sanitizer takes several times what the program does.
#ifdef SEKISHO_SANITIZED
inline constexpr uint64_t kMostMemory = 512 << 20;
#else
inline constexpr uint64_t kMostMemory = 64 << 20;
#endif

// How much memory `work` takes at its most, in a process of its own.
inline uint64_t PeakBytes(const std::function<void()>& work) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto peak = [] {
      rusage usage{};
      getrusage(RUSAGE_SELF, &usage);
      return static_cast<uint64_t>(usage.ru_maxrss) << 10;
    };
    const uint64_t before = peak();  // what it has in common with this one
    work();
    const uint64_t bytes = peak() - before;
    _exit(write(ends[1], &bytes, sizeof bytes) == sizeof bytes ? 0 : 1);
  }
  uint64_t bytes = UINT64_MAX;
  close(ends[1]);
  EXPECT_EQ(read(ends[0], &bytes, sizeof bytes), ssize_t{sizeof bytes});
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return bytes;
}

}  // namespace sekisho
