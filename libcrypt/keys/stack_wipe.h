// What a library leaves on the stack: OpenSSL's ChaCha20 keeps the key in its frame on every kind
// of processor and does not clear it, and the stack of a thread lives as long as the thread.
#pragma once

#include <sodium.h>

#include <cstddef>

namespace sekisho {

// Declared in a function that gives a key to a library, before the calls: when it goes, all that
// was called has returned, and the part of the stack where it ran is zeroed.
class StackWipe {
 public:
  StackWipe() = default;
  StackWipe(const StackWipe&) = delete;
  StackWipe& operator=(const StackWipe&) = delete;
  ~StackWipe() { sodium_stackzero(kBytes); }

 private:
  // Eight times what clears all that OpenSSL 3.0.19 leaves, on any of its four code paths.
  static constexpr size_t kBytes = 8 << 10;
};

}  // namespace sekisho
