// What libarchive writes, on its way to a sink. Only archive_writer and zstd_stream include this.
#pragma once

#include <archive.h>

#include <memory>
#include <optional>

#include "base/files/stream.h"

namespace sekisho {

class ArchiveOutput {
 public:
  // `sink` is borrowed. kFailed without memory.
  static Result<std::unique_ptr<ArchiveOutput>> Create(ByteSink& sink);
  // Without a close, nothing more reaches the sink.
  ~ArchiveOutput();
  ArchiveOutput(const ArchiveOutput&) = delete;
  ArchiveOutput& operator=(const ArchiveOutput&) = delete;

  struct archive* get() const {
    return archive_;
  }

  // Once format and filters are chosen. The sink gets pieces of 256 KiB, the last one shorter.
  Result<void> Open();
  // What libarchive's return value means; the sink's own error when that was the cause. A warning
  // is about a name that is not UTF-8: libarchive has then kept its bytes.
  Result<void> Check(la_ssize_t status) const;
  // All of `data`, to the entry begun.
  Result<void> WriteData(ByteView data);
  Result<void> Close() { return Check(archive_write_close(archive_)); }

 private:
  ArchiveOutput(ByteSink& sink, struct archive* archive) : sink_(sink), archive_(archive) {}
  static la_ssize_t Take(struct archive*, void* self, const void* data, size_t size);

  ByteSink& sink_;
  struct archive* const archive_;
  std::optional<Error> sink_error_;
  bool abandoned_ = false;  // nothing reaches the sink any more
};

}  // namespace sekisho
