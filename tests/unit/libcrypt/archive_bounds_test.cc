// How much an archive can be, whatever it says: nothing without end, and no bombs (ATTACKS E6).
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/libcrypt/archive_reading.h"

namespace sekisho {
namespace {

// What is beyond a limit is refused by policy, with the way to raise it.
Error Beyond(const Bytes& tar, const ArchiveLimits& limits) {
  const auto read = ReadAll(tar, limits);
  EXPECT_FALSE(read);
  return read ? Error{} : read.error();
}

TEST(ArchiveReader, KeepsToItsLimits) {  // ATTACKS E6
  const Bytes tar = HandMadeTar().File("a", "12345").File("b", "12345").End();
  EXPECT_EQ(Refusal(tar, {2, 10, 10}), "");
  const Error entries = Beyond(tar, {1, 10, 10});
  EXPECT_EQ(entries.code, ErrorCode::kRefused);
  EXPECT_EQ(entries.message, "the package has at least 2 entries, and 1 are allowed");
  EXPECT_EQ(entries.next.words(), "if you expect that: --max-entries 4");
  const Error bytes = Beyond(tar, {2, 9, 10});
  EXPECT_EQ(bytes.code, ErrorCode::kRefused);
  EXPECT_EQ(bytes.message, "the package holds at least 10 bytes, and 9 are allowed");
  EXPECT_EQ(bytes.next.words(), "if you expect that: --max-bytes 20");
  EXPECT_EQ(
      Beyond(HandMadeTar().Add("a", '0', {}, {}, 0644, 3LL << 30).End(), {2, 9, 10}).next.words(),
      "if you expect that: --max-bytes 7G");
  EXPECT_NE(Refusal(HandMadeTar().File("long").End(), {9, 99, 3}), "");
}

TEST(ArchiveReader, E6AMillionTinyEntriesAreRefusedAtTheFirstTooMany) {
  struct EndlessTar final : ByteSource {  // "f0", "f1"...: no real archive need be that long
    Result<size_t> Read(MutableBytes out) override {
      while (rest.size() - at < out.size() && made < 1'000'000) {
        HandMadeTar entry;
        entry.Add("f" + std::to_string(made++), '0');
        rest.insert(rest.end(), entry.bytes.begin(), entry.bytes.end());
      }
      const size_t count = std::min(out.size(), rest.size() - at);
      std::copy_n(rest.begin() + static_cast<long>(at), count, out.begin());
      rest.erase(rest.begin(), rest.begin() + static_cast<long>(count));
      return count;
    }
    Bytes rest;
    size_t at = 0;
    int made = 0;
  };
  EndlessTar bomb;
  ArchiveLimits limits;
  limits.max_entries = 10'000;
  auto reader = ArchiveReader::Create(bomb, limits);
  ASSERT_TRUE(reader);
  int entries = 0;
  auto entry = reader->Next();
  for (; entry && *entry; entry = reader->Next()) ++entries;
  ASSERT_FALSE(entry);
  EXPECT_EQ(entry.error().code, ErrorCode::kRefused) << entry.error().message;
  EXPECT_EQ(entries, 10'000);
  EXPECT_LT(bomb.made, 11'000) << "not much more of it was read";
}

HandMadeTar SparseBomb(uint64_t size) {
  HandMadeTar bomb;
  bomb.Pax({"GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=bomb",
            "GNU.sparse.realsize=" + std::to_string(size)});
  bomb.Add("x", '0', "1\n0\n0\n" + std::string(506, '\0'));
  return bomb;
}

TEST(ArchiveReader, RefusesASparseBombBeforeItsFirstByte) {  // ATTACKS E6
  const Error huge = Beyond(SparseBomb(9000000000000000000).End(), {});
  EXPECT_EQ(huge.message,
            "the package holds at least 9000000000000000000 bytes, and 1099511627776 are allowed");
  ArchiveLimits limits;
  limits.packed_bytes = 100'000;
  EXPECT_EQ(Refusal(SparseBomb(100'000'000).End(), limits), "");
  const Error dense = Beyond(SparseBomb(100'000'001).End(), limits);
  EXPECT_EQ(dense.message,
            "the package holds at least 1001 times its own size, and 1000 times is allowed");
  EXPECT_EQ(dense.next.words(), "if you expect that: --max-ratio 2002");
  limits.max_ratio = 2002;
  limits.max_total_bytes = 100'000'000;
  EXPECT_EQ(Beyond(SparseBomb(100'000'001).End(), limits).next.words(),
            "if you expect that: --max-bytes 191M");
}

TEST(ArchiveReader, HoldsNoFifo) { EXPECT_NE(Refusal(HandMadeTar().Add("f", '6')), ""); }

// Of a file that does not end, were it believed.
TEST(ArchiveReader, RefusesANegativeSize) {  // ATTACKS E6
  ArchiveLimits limits;
  limits.max_total_bytes = UINT64_MAX;
  const Bytes tar = HandMadeTar().Pax({"GNU.sparse.realsize=-1"}).Add("a", '0').End();
  MemorySource source(tar);
  auto reader = ArchiveReader::Create(source, limits);
  ASSERT_TRUE(reader);
  EXPECT_EQ(RefusalOf(reader->Next()), ErrorCode::kVerdict);
}

TEST(ArchiveReader, RefusesADirectoryWithASize) {  // ATTACKS E6
  HandMadeTar tar;
  tar.Pax({"size=4"}).Add("d/", '5', "data", {}, 0755, 0);
  EXPECT_NE(Refusal(tar), "");
}

// Pieces of a sparse file, each of one byte, in this order.
HandMadeTar Sparse(uint64_t size, const std::vector<uint64_t>& offsets) {
  std::string map = std::to_string(offsets.size()) + "\n";
  for (const uint64_t offset : offsets) map += std::to_string(offset) + "\n1\n";
  map.resize(512);
  HandMadeTar tar;
  tar.Pax({"GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=f",
           "GNU.sparse.realsize=" + std::to_string(size)});
  return tar.Add("x", '0', map + std::string(offsets.size(), 'd'));
}

TEST(ArchiveReader, E6PiecesOfAFileFollowOneAnotherWithinIt) {
  EXPECT_EQ(Refusal(Sparse(100, {10, 20, 99})), "");
  EXPECT_NE(Refusal(Sparse(100, {20, 10})), "") << "backwards";
  EXPECT_NE(Refusal(Sparse(100, {20, 20})), "") << "twice";
  EXPECT_NE(Refusal(Sparse(100, {100})), "") << "behind its end";
}

// `rest`, then `again` for ever: no real archive need be that long.
struct EndlessSource final : ByteSource {
  EndlessSource(Bytes begin, ByteView repeated) : rest(std::move(begin)), again(repeated) {}
  Result<size_t> Read(MutableBytes out) override {
    while (rest.size() < out.size()) rest.insert(rest.end(), again.begin(), again.end());
    std::copy_n(rest.begin(), out.size(), out.begin());
    rest.erase(rest.begin(), rest.begin() + static_cast<long>(out.size()));
    given += out.size();
    return out.size();
  }
  Bytes rest;
  const ByteView again;
  uint64_t given = 0;
};

// Its last header is followed by `again`, many times.
void ExpectRefusedEarly(const HandMadeTar& tar, const std::string& again) {
  for (const auto headers : {ArchiveReader::Headers::kAny, ArchiveReader::Headers::kOurs}) {
    EndlessSource source(tar.bytes, AsBytes(again));
    auto reader = ArchiveReader::Create(source, {}, headers);
    ASSERT_TRUE(reader);
    auto entry = reader->Next();
    if (entry) entry = reader->Next();
    ASSERT_FALSE(entry);
    EXPECT_EQ(entry.error().code, ErrorCode::kVerdict);
    EXPECT_LE(source.given, 3u << 19) << entry.error().message;
  }
}

// Of GNU sparse 1.0, with a map of so many pieces, which are empty.
HandMadeTar SparseMap(long long pieces) {
  HandMadeTar tar;
  tar.Pax(
      {"GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=f", "GNU.sparse.realsize=1"});
  const std::string count = std::to_string(pieces) + "\n";
  const long long bytes = static_cast<long long>(count.size()) + 4 * pieces;
  tar.Add("x", '0', {}, {}, 0644, (bytes + 511) / 512 * 512);
  tar.bytes.insert(tar.bytes.end(), count.begin(), count.end());
  return tar;
}

// Of the old GNU kind: after a header that announces more, blocks that do so, too.
HandMadeTar OldSparse() {
  HandMadeTar tar;
  tar.Add("f", 'S');
  const auto put = [&](size_t at, std::string_view text) {
    std::copy(text.begin(), text.end(), tar.bytes.begin() + static_cast<long>(at));
  };
  put(257, std::string_view("ustar  \0", 8));
  put(482, "\1");
  put(483, "00000000001");
  put(148, "        ");
  unsigned sum = 0;
  for (const uint8_t byte : tar.bytes) sum += byte;
  char text[8];
  std::snprintf(text, sizeof text, "%06o", sum);
  put(148, text);
  return tar;
}

TEST(ArchiveReader, E6EndlessHeadersAreNotRead) {
  ExpectRefusedEarly(SparseMap(1 << 30), "0\n");
  const std::string empty_pieces(21 * 24, '0');
  ExpectRefusedEarly(OldSparse(), empty_pieces + "\1" + std::string(7, '\0'));
  for (const char type : {'x', 'g', 'L', 'K'})
    ExpectRefusedEarly(HandMadeTar().Add("x", type, {}, {}, 0644, 4LL << 30), "11 comment=\n");
}

TEST(ArchiveReader, LongHeadersAndWhatIsPassedOverAreNoBomb) {
  HandMadeTar tar = SparseMap(200'000);
  for (int i = 0; i < 200'000; ++i)
    for (const char c : {'0', '\n', '0', '\n'}) tar.bytes.push_back(static_cast<uint8_t>(c));
  tar.bytes.resize((tar.bytes.size() + 511) / 512 * 512);
  EXPECT_EQ(Refusal(tar), "");
  tar.File("large", std::string(4 << 20, 'x')).File("after");
  const Bytes whole = tar.End();
  MemorySource source(whole);
  auto reader = ArchiveReader::Create(source, {});
  for (const char* name : {"f", "large", "after"}) {  // without reading what they hold
    const auto entry = reader->Next();
    ASSERT_TRUE(entry && *entry) << entry.error().message;
    EXPECT_EQ((*entry)->name, name);
  }
  EXPECT_TRUE(reader->Next());
}

}  // namespace
}  // namespace sekisho
