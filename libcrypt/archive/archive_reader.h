// Reads a tar (pax, ustar, GNU; nothing else, not compressed) that may have been made to hurt
// (ATTACKS E1 to E7). It never touches the file system.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/files/stream.h"
#include "libcrypt/archive/archive_limits.h"

namespace sekisho {

struct ArchiveEntry {
  std::string name;  // as CheckName allows
  bool is_directory = false;
  uint64_t size = 0;  // of a file
  Time mtime{};       // 0 when the archive has none, or one out of the years 1 to 9998
};

// Whatever is wrong with the archive is kVerdict, and the message names the entry: damage, a name
// that names.h refuses, a link, a device or a FIFO, no end marker, anything but zeros after it,
// more of them than padding would be (payload.h), headers of one entry that are longer than 1 MiB
// (with the map of a sparse file: libarchive keeps all of it in memory). More than the limits is
// kRefused. Modes, owners, set-id bits, ACLs and attributes are dropped. The source's own failures
// come through as they are. After a failure the reader is not used again. Whether names come twice
// or collide is not asked here, which would need memory for all of them: contents.h compares them
// with the manifest's, which has an order.
class ArchiveReader {
 public:
  // kOurs: what archive_writer.h would not write byte for byte is kVerdict. For audits: whoever
  // seals with a program of their own can hide data in headers that any reader passes over.
  enum class Headers { kAny, kOurs };

  // `source` is borrowed; the decrypting stream is one.
  static Result<ArchiveReader> Create(ByteSource& source, const ArchiveLimits& limits,
                                      Headers headers = Headers::kAny);
  ArchiveReader(ArchiveReader&&) noexcept;
  ArchiveReader& operator=(ArchiveReader&&) noexcept;
  ~ArchiveReader();

  // The next entry, skipping what was not read of the last one; none at the end, once the source
  // has been read to its very end.
  Result<std::optional<ArchiveEntry>> Next();

  // The next piece of the current file, holes as zeros; empty at its end. Valid until the next
  // call. All pieces together are exactly the entry's size.
  Result<ByteView> ReadData();

 private:
  struct State;
  Result<ByteView> NextData();
  explicit ArchiveReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sekisho
