#include "base/files/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/text/message.h"

namespace sekisho {

void OccupyStandardStreams() {
  // Opened the wrong way round, so that using it is an error still.
  constexpr int kModes[] = {O_WRONLY, O_RDONLY, O_WRONLY};
  for (int fd = 0; fd < 3; ++fd) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    if (open("/dev/null", kModes[fd]) != fd) _exit(1);
  }
}

Result<void> CheckStdout() {
  const int flags = fcntl(STDOUT_FILENO, F_GETFL);
  if (flags >= 0 && (flags & O_ACCMODE) != O_RDONLY) return {};
  return Fail(ErrorCode::kIo, Message("stdout is closed: there is nowhere to print the answer"),
              Message("nothing was done; send the output somewhere: ... > FILE"));
}

}  // namespace sekisho
