#include "base/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

namespace sekisho {

void SystemRandom::Fill(MutableBytes out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) std::abort();  // no kernel randomness: nothing here may go on
    out = out.subspan(static_cast<size_t>(got));
  }
}

}  // namespace sekisho
