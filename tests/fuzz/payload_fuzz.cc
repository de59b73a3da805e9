// Any bytes as a payload: the archive that comes out makes a payload from which the same comes out,
// and padding that is accepted is what would have been written.
#include "libcrypt/archive/payload.h"

#include "libcrypt/archive/zstd_frame.h"
#include "tests/fuzz/require.h"

namespace {

using namespace sekisho;

constexpr size_t kEnough = 4 << 20;

// At most kEnough of what comes out, and whether that was all.
struct Archive {
  Bytes bytes;
  bool whole = false;
};

Archive ReadPayload(ByteView payload) {
  Archive archive;
  MemorySource source(payload);
  const auto reader = PayloadReader::Create(source, {});
  if (!reader) return archive;
  Bytes piece(64 << 10);
  while (archive.bytes.size() < kEnough) {
    const auto got = (*reader)->Read(piece);
    if (!got) return archive;
    archive.bytes.insert(archive.bytes.end(), piece.begin(),
                         piece.begin() + static_cast<ptrdiff_t>(*got));
    archive.whole = *got < piece.size();
    if (archive.whole) return archive;
  }
  return archive;
}

void RequireSameAgain(const Archive& archive) {
  for (const bool pad : {false, true}) {
    MemorySink out;
    const auto writer = PayloadWriter::Create(out, {true, pad, 1});
    Require(writer && (*writer)->Write(archive.bytes) && (*writer)->Finish(), "it is written");
    const Archive again = ReadPayload(out.data);
    Require(again.whole && again.bytes == archive.bytes, "the same comes out again");
  }
}

void RequireCanonicalPadding(ByteView payload) {
  ZstdFrameParser frame;
  const auto taken = frame.Take(payload);
  Require(taken && frame.AtEnd(), "what was accepted has a whole frame");
  Bytes expected;
  while (expected.size() < payload.size() - *taken) {
    const uint64_t left = payload.size() - *taken - expected.size();
    Require(IsPaddingSize(left), "padding of this size exists");
    const auto header = PaddingHeader(left);
    expected.insert(expected.end(), header.begin(), header.end());
    expected.resize(expected.size() + std::min(left - kPaddingHeaderBytes, kMaxPaddingBytes));
  }
  const ByteView found = payload.subspan(*taken);
  Require(std::equal(found.begin(), found.end(), expected.begin(), expected.end()),
          "the padding is the same again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView payload(data, size);
  const Archive archive = ReadPayload(payload);
  if (!archive.whole || archive.bytes.empty()) return 0;  // nothing is no archive
  RequireSameAgain(archive);
  const bool compressed = size >= kZstdMagic.size() &&
                          std::equal(kZstdMagic.begin(), kZstdMagic.end(), payload.begin());
  if (compressed) RequireCanonicalPadding(payload);
  return 0;
}
