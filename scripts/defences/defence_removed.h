// Only in the scratch copy of scripts/check-defences; the product never has it.
//
// DefenceRemoved(id) is asked when a refusal is about to happen: whether it is among those that
// SEKISHO_REMOVED_DEFENCES names (ID,ID...). SEKISHO_DEFENCE_TRACE names a file where each such
// moment becomes a line: the id, or "-" and the id when the refusal does not happen.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace sekisho {

inline void TraceDefence(const std::string& line) {
  const char* const path = std::getenv("SEKISHO_DEFENCE_TRACE");
  if (path == nullptr) return;
  const int saved_errno = errno;  // the refusal's message may still need it
  const int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0 || write(fd, line.data(), line.size()) != static_cast<ssize_t>(line.size())) abort();
  close(fd);
  errno = saved_errno;
}

inline bool DefenceRemoved(const char* id) {
  const char* const list = std::getenv("SEKISHO_REMOVED_DEFENCES");
  const std::string removed = "," + std::string(list == nullptr ? "" : list) + ",";
  const bool gone = removed.find("," + std::string(id) + ",") != std::string::npos;
  TraceDefence((gone ? "-" : "") + std::string(id) + "\n");
  return gone;
}

}  // namespace sekisho
