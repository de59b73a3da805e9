// Writes the pax tar that a package carries (docs/formats/archive.md). The same entries give the
// same bytes, on every machine and in every locale: no owner, modes 0644 and 0755, whole seconds.
#pragma once

#include <memory>
#include <string_view>

#include "base/clock.h"
#include "base/files/stream.h"

namespace sekisho {

// As an archive keeps it: a time that can be written as a date of four digits in every zone; any
// other is none (1970).
Time TimeInArchive(Time time);

class ArchiveWriter {
 public:
  // `sink` is borrowed; it gets the archive in pieces of 256 KiB, the last one shorter. kFailed
  // when the system has no C.UTF-8 locale.
  static Result<ArchiveWriter> Create(ByteSink& sink);
  ArchiveWriter(ArchiveWriter&&) noexcept;
  ArchiveWriter& operator=(ArchiveWriter&&) noexcept;
  // Without Finish, nothing more is written: what the sink has is not an archive.
  ~ArchiveWriter();

  // Names are what CheckName accepts (names.h), kFailed otherwise. They are written as UTF-8, and
  // byte by byte when they are not UTF-8. After a failure, of the sink too, the writer is not used
  // again.
  Result<void> AddDirectory(std::string_view name, Time mtime);
  Result<void> BeginFile(std::string_view name, uint64_t size, Time mtime);
  // kFailed when it is more than announced.
  Result<void> WriteFileData(ByteView data);
  // kFailed when it was less than announced.
  Result<void> EndFile();
  Result<void> AddMemoryFile(std::string_view name, ByteView bytes, Time mtime);
  // Writes the end marker (two zero blocks, no padding after it) and hands the rest to the sink.
  Result<void> Finish();

 private:
  struct State;
  explicit ArchiveWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The content of the file begun, as a sink for ReadContents (tree_walk.h).
class ArchiveFileSink final : public ByteSink {
 public:
  explicit ArchiveFileSink(ArchiveWriter& writer) : writer_(writer) {}
  Result<void> Write(ByteView bytes) override { return writer_.WriteFileData(bytes); }

 private:
  ArchiveWriter& writer_;
};

}  // namespace sekisho
