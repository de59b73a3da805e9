// Any bytes as an archive and as a package's content: a result, within the limits, and the pieces
// of a file add up to the size announced.
#include <cstdlib>

#include "libcrypt/archive/archive_reader.h"
#include "libcrypt/archive/contents.h"

namespace {

using namespace sekisho;

void ReadEveryEntry(ByteView tar, const ArchiveLimits& limits) {
  MemorySource source(tar);
  auto reader = ArchiveReader::Create(source, limits);
  if (!reader) return;
  uint64_t entries = 0;
  while (true) {
    const auto entry = reader->Next();
    if (!entry || !*entry) return;
    if (++entries > limits.max_entries) std::abort();
    if (!CheckName((*entry)->name, ErrorCode::kVerdict)) std::abort();
    uint64_t bytes = 0;
    while (true) {
      const auto piece = reader->ReadData();
      if (!piece) return;
      if (piece->empty()) break;
      bytes += piece->size();
    }
    if (bytes != (*entry)->size) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView tar(data, size);
  ContentsLimits limits;
  limits.archive = {1000, 1 << 20, kMaxNameBytes};
  ReadEveryEntry(tar, limits.archive);
  MemorySource source(tar);
  MemorySource again(tar);
  NullEntrySink nowhere;
  const auto totals = ReadContents(source, again, limits, {}, nowhere);
  if (totals && totals->bytes > limits.archive.max_total_bytes) std::abort();
  return 0;
}
