// Takes free space with files of a known pattern, and reads them back.
#pragma once

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/files/files.h"
#include "wipe/free_space/workspace.h"
#include "wipe/passes/pattern.h"

namespace sekisho {

class SpaceFiller {
 public:
  using OnBytes = std::function<void(uint64_t bytes)>;

  // All are borrowed. No file grows beyond `max_file_bytes`, a multiple of 4 MiB.
  SpaceFiller(Workspace& workspace, uint64_t max_file_bytes, Random& random, OnBytes on_bytes);

  // Writes until at most `leave` bytes are free for root. No space left is the end, not a failure.
  Result<void> FillDownTo(uint64_t leave);

  // Writes until nothing more can be had: 1 MiB at a time, then 64 KiB, 4 KiB and 512 bytes, and
  // again after a sync, which sets blocks free that were held for later.
  Result<void> FillToTheLast();

  // Reads what was not read before past the cache and compares it. kVerdict when it is something
  // else, kIo when it cannot be read.
  Result<void> ReadBack();

  uint64_t bytes_written() const { return bytes_written_; }
  uint64_t bytes_verified() const { return bytes_verified_; }

 private:
  struct Filled {
    UniqueFd fd;
    uint64_t origin = 0;  // where in the pattern it begins
    uint64_t bytes = 0;
    uint64_t verified = 0;
  };

  // How much of `bytes` was appended: less when there was no space.
  Result<uint64_t> Append(Filled& file, size_t bytes);
  Result<uint64_t> FillRound();
  Result<Filled> MakeFile();
  Result<void> ReadBack(Filled& file);

  Workspace& workspace_;
  const uint64_t max_file_bytes_;
  OnBytes on_bytes_;
  Pattern pattern_;
  std::unique_ptr<uint8_t, decltype(&std::free)> buffer_;  // two halves, aligned for O_DIRECT
  std::vector<Filled> files_;
  uint64_t next_origin_ = 0;
  uint64_t bytes_written_ = 0;
  uint64_t bytes_verified_ = 0;
};

}  // namespace sekisho
