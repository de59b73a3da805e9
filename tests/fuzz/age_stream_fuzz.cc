// A sealed stream opens when it is unmodified, and in no other case (ATTACKS D1).
//
// The input is a recipe: what to do, how much plaintext, where, and bytes to do it with.
#include <algorithm>

#include "libcrypt/age/age_stream.h"
#include "tests/fuzz/require.h"

namespace {

using namespace sekisho;

constexpr size_t kRecipeBytes = 8;
constexpr size_t kMaxPlaintextBytes = 2 * kChunkBytes + 2;

const Bytes kKey(32, 7);

Bytes Seal(const Bytes& plaintext) {
  MemorySink sealed;
  StreamWriter writer(kKey, sealed);
  Require(writer.Write(plaintext).has_value() && writer.Finish().has_value(), "memory takes all");
  return std::move(sealed.data);
}

// Reads in pieces of `step`; false when the stream is refused.
bool Open(ByteView sealed, size_t step, Bytes& plaintext) {
  MemorySource source(sealed);
  StreamReader reader(kKey, source);
  Bytes piece(step);
  for (;;) {
    const auto got = reader.Read(piece);
    if (!got) {
      Require(got.error().code == ErrorCode::kPayload, "every refusal is kPayload");
      return false;
    }
    plaintext.insert(plaintext.end(), piece.begin(), piece.begin() + static_cast<ptrdiff_t>(*got));
    if (*got < piece.size()) return true;
  }
}

bool Verifies(ByteView sealed) {
  MemorySource source(sealed);
  return StreamReader(kKey, source).Verify().has_value();
}

ptrdiff_t Signed(size_t value) { return static_cast<ptrdiff_t>(value); }

void Modify(uint8_t what, size_t at, ByteView with, Bytes& sealed) {
  at %= sealed.size();
  const size_t chunk = std::min(sealed.size(), kSealedChunkBytes);
  switch (what % 8) {
    case 0:
      return;
    case 1:
      for (size_t i = 0; i < with.size(); ++i) sealed[(at + i) % sealed.size()] ^= with[i];
      return;
    case 2:
      sealed.resize(at);
      return;
    case 3:
      sealed.insert(sealed.end(), with.begin(), with.end());
      return;
    case 4:
      sealed.insert(sealed.begin() + Signed(at), with.begin(), with.end());
      return;
    case 5:  // the first chunk goes
      sealed.erase(sealed.begin(), sealed.begin() + Signed(chunk));
      return;
    case 6:  // the chunks in another order
      std::rotate(sealed.begin(), sealed.begin() + Signed(chunk), sealed.end());
      return;
    default:
      sealed.assign(with.begin(), with.end());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < kRecipeBytes) return 0;
  const size_t bytes = (data[1] << 16 | data[2] << 8 | data[3]) % (kMaxPlaintextBytes + 1);
  const size_t at = data[4] << 16 | data[5] << 8 | data[6];
  Bytes plaintext(bytes);
  for (size_t i = 0; i < bytes; ++i) plaintext[i] = static_cast<uint8_t>(i * 31 >> 3);
  const Bytes whole = Seal(plaintext);
  Require(whole.size() == SealedSize(bytes), "the sealed size is as announced");
  Require(IsValidSealedSize(whole.size()), "and a valid one");
  Bytes sealed = whole;
  Modify(data[0], at, ByteView(data, size).subspan(kRecipeBytes), sealed);
  Bytes opened;
  const bool opens = Open(sealed, size_t{1} << (data[7] % 18), opened);
  Require(opens == (sealed == whole), "only the unmodified stream opens");
  Require(Verifies(sealed) == opens, "by the tags alone, too");
  Require(!opens || opened == plaintext, "and gives what was sealed");
  Require(!opens || IsValidSealedSize(sealed.size()), "no stream of an invalid size opens");
  return 0;
}
