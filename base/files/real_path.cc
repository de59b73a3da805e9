#include "base/files/real_path.h"

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "base/files/files.h"
#include "base/text/message.h"

namespace sekisho {

Result<std::string> RealPath(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr),
                                                         &std::free);
  if (real == nullptr) return SystemError(Message("cannot find {0}", {path}), errno);
  return std::string(real.get());
}

}  // namespace sekisho
