// An archive that is read, written again and compared byte by byte: whether it carries anything
// beside its entries, in its headers, in the padding of its files, in records that no reader looks
// at. Only archive_reader includes this.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "libcrypt/archive/archive_writer.h"

namespace sekisho {

class ArchiveEcho {
 public:
  static Result<std::unique_ptr<ArchiveEcho>> Create();

  // The next bytes of the archive as it is; those of an entry come before the entry.
  void AddOriginal(ByteView bytes) {
    if (!bytes.empty()) original_.rest.emplace_back(bytes.begin(), bytes.end());
  }

  // The entries that were found in it. kVerdict, here or at the end, when our writer would have
  // written other bytes.
  Result<void> AddDirectory(std::string_view name, Time mtime);
  Result<void> BeginFile(std::string_view name, uint64_t size, Time mtime);
  Result<void> WriteFileData(ByteView data) { return writer_->WriteFileData(data); }
  // Up to and with the end marker.
  Result<void> Finish();

 private:
  // Compares what is written with what is there.
  class Original final : public ByteSink {
   public:
    Result<void> Write(ByteView bytes) override;
    std::deque<Bytes> rest;
    size_t compared = 0;  // of the front
  };
  Result<void> EndFile();

  Original original_;
  std::optional<ArchiveWriter> writer_;
  bool in_file_ = false;
};

}  // namespace sekisho
