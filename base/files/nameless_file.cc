#include "base/files/nameless_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>

#include "base/text/message.h"

namespace sekisho {
namespace {

// For file systems that make no files without a name: it has one for a moment.
int OpenAndUnlink(const std::string& directory) {
  std::string path = directory + "/.sekisho-spool-XXXXXX";
  const int fd = mkostemp(path.data(), O_CLOEXEC);
  if (fd >= 0) unlink(path.c_str());
  return fd;
}

}  // namespace

Result<NamelessFile> NamelessFile::Create(const std::string& directory) {
  int fd = open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) fd = OpenAndUnlink(directory);
  if (fd < 0)
    return SystemError(Message("cannot make a temporary file in {0}", {directory}), errno);
  return NamelessFile(UniqueFd(fd), directory);
}

Result<void> NamelessFile::Write(ByteView bytes) {
  if (const auto written = WriteAllAt(fd_.get(), bytes, size_); !written)
    return written.error().WithContext(directory_);
  size_ += bytes.size();
  return {};
}

std::unique_ptr<ByteSource> NamelessFile::Read() const {
  return std::make_unique<FdSourceAt>(fd_.get(), 0);
}

}  // namespace sekisho
