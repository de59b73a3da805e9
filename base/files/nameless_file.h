// A temporary file that has no name: nobody else finds it, and however the process ends, nothing is
// left of it. For what is too large for memory; whoever writes secrets to it encrypts them first.
#pragma once

#include <memory>
#include <string>

#include "base/files/files.h"

namespace sekisho {

class NamelessFile final : public ByteSink {
 public:
  // On the file system of `directory`. kIo, kNoSpace, kNotFound from the system.
  static Result<NamelessFile> Create(const std::string& directory);

  // At its end. A failure names the directory.
  Result<void> Write(ByteView bytes) override;
  uint64_t size() const { return size_; }

  // All that is in it, from its beginning. Borrows this; several may read side by side.
  std::unique_ptr<ByteSource> Read() const;

 private:
  NamelessFile(UniqueFd fd, std::string directory)
      : fd_(std::move(fd)), directory_(std::move(directory)) {}
  UniqueFd fd_;
  std::string directory_;  // what people can make room in
  uint64_t size_ = 0;
};

}  // namespace sekisho
