// ArchiveWriter against stock tar, ArchiveReader against tars that no honest program makes.
#include <gtest/gtest.h>

#include <clocale>

#include "libcrypt/archive_reader.h"
#include "libcrypt/archive_writer.h"
#include "tests/unit/libcrypt/archive_test_support.h"

namespace sekisho {
namespace {

const Time kMtime{std::chrono::seconds(1700000000)};

struct Read {
  std::vector<ArchiveEntry> entries;
  std::vector<std::string> contents;
};

Result<Read> ReadAll(ByteView tar, ArchiveLimits limits = {},
                     ArchiveReader::Headers headers = ArchiveReader::Headers::kAny) {
  MemorySource source(tar);
  ASSIGN_OR_RETURN(ArchiveReader reader, ArchiveReader::Create(source, limits, headers));
  Read read;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<ArchiveEntry> entry, reader.Next());
    if (!entry) return read;
    read.entries.push_back(*entry);
    std::string content;
    while (true) {
      ASSIGN_OR_RETURN(const ByteView piece, reader.ReadData());
      if (piece.empty()) break;
      content += AsText(piece);
    }
    EXPECT_EQ(content.size(), entry->size);
    read.contents.push_back(content);
  }
}

// Empty when it was accepted.
std::string Refusal(const Bytes& tar, ArchiveLimits limits = {}) {
  const auto read = ReadAll(tar, limits);
  if (read) return "";
  EXPECT_EQ(read.error().code, ErrorCode::kVerdict) << read.error().message;
  return read.error().message;
}

std::string Refusal(const HandMadeTar& tar) { return Refusal(tar.End()); }

Bytes WriteTar(const std::vector<std::pair<std::string, std::string>>& files) {
  MemorySink sink;
  auto writer = ArchiveWriter::Create(sink);
  EXPECT_TRUE(writer);
  for (const auto& [name, content] : files) {
    const auto added = name.ends_with('/')
                           ? writer->AddDirectory(name.substr(0, name.size() - 1), kMtime)
                           : writer->AddMemoryFile(name, AsBytes(content), kMtime);
    EXPECT_TRUE(added) << added.error().message;
  }
  EXPECT_TRUE(writer->Finish());
  return sink.data;
}

const std::vector<std::pair<std::string, std::string>> kAwkwardNames = {
    {"資料/", ""},
    {"資料/提案書 (最終版).pdf", "1"},
    {"資料/" + std::string(240, 'n'), "2"},
    {"資料/か\u3099き\u3099.txt", "NFD"},
    {"資料/がぎ.txt.nfc", "NFC"},
    {"cp932-\x83\x65\x83\x58\x83\x67.txt", "3"},
    {"lone-\xff", "4"},
    {std::string(99, 'k') + "/", ""},
    {std::string(99, 'k') + "/yyy", "5"},
    {"back\\slash", "6"},
};

TEST(ArchiveWriter, WritesNamesAsTheyAreInEveryLocale) {  // ATTACKS E7, Z7
  Bytes first;
  for (const char* locale : {"C", "C.UTF-8"}) {
    ASSERT_NE(std::setlocale(LC_ALL, locale), nullptr);
    const Bytes tar = WriteTar(kAwkwardNames);
    if (first.empty()) first = tar;
    EXPECT_EQ(tar, first) << "another archive under " << locale;
    const auto read = ReadAll(tar);
    ASSERT_TRUE(read) << read.error().message;
    for (size_t i = 0; i < kAwkwardNames.size(); ++i) {
      const auto& [name, content] = kAwkwardNames[i];
      EXPECT_EQ(read->entries[i].name + (read->entries[i].is_directory ? "/" : ""), name);
      EXPECT_EQ(read->contents[i], content);
      EXPECT_EQ(read->entries[i].mtime, kMtime);
    }
  }
  std::setlocale(LC_ALL, "C");
}

TEST(ArchiveWriter, IsReadByStockTar) {
  const ScratchDirectory scratch;
  scratch.Write("a.tar", WriteTar(kAwkwardNames));
  for (const char* locale : {"C", "C.UTF-8"}) {
    const std::string set = std::string("export LC_ALL=") + locale + "; ";
    ASSERT_TRUE(scratch.Shell(set + "rm -rf x && mkdir x && cat a.tar | tar -xf - -C x 2>err"));
    EXPECT_TRUE(scratch.Shell("! grep -v \"keyword 'hdrcharset'\" err"));
    for (const auto& [name, content] : kAwkwardNames) {
      if (name.ends_with('/')) continue;
      const auto extracted = ReadTextFile(scratch / ("x/" + name), 100);
      ASSERT_TRUE(extracted) << name;
      EXPECT_EQ(*extracted, content);
    }
  }
  EXPECT_TRUE(scratch.Shell("test $(stat -c %a:%Y x/back*) = 644:1700000000"));
  EXPECT_TRUE(scratch.Shell("tar -tvf a.tar 2>/dev/null | grep -q '^-rw-r--r-- 0/0 '"));
}

TEST(ArchiveWriter, EndsWithTwoZeroBlocksAndNoPadding) {
  EXPECT_EQ(WriteTar({}).size(), 1024u);
  EXPECT_EQ(WriteTar({{"a", "x"}}).size(), 512u + 512u + 1024u);
}

TEST(ArchiveWriter, HandsLargePiecesToTheSink) {
  struct CountingSink final : ByteSink {
    Result<void> Write(ByteView bytes) override {
      sizes.push_back(bytes.size());
      return {};
    }
    std::vector<size_t> sizes;
  } sink;
  auto writer = ArchiveWriter::Create(sink);
  ASSERT_TRUE(writer);
  const Bytes data(1 << 20, 7);
  ASSERT_TRUE(writer->AddMemoryFile("big", data, kMtime));
  for (int i = 0; i < 2000; ++i)
    ASSERT_TRUE(writer->AddMemoryFile("f" + std::to_string(i), AsBytes("x"), kMtime));
  ASSERT_TRUE(writer->Finish());
  for (size_t i = 0; i + 1 < sink.sizes.size(); ++i) EXPECT_EQ(sink.sizes[i], 256u * 1024);
}

TEST(ArchiveWriter, RefusesAFileOfAnotherSizeThanAnnounced) {  // ATTACKS D10
  MemorySink sink;
  auto shorter = ArchiveWriter::Create(sink);
  ASSERT_TRUE(shorter->BeginFile("f", 3, kMtime));
  ASSERT_TRUE(shorter->WriteFileData(AsBytes("ab")));
  EXPECT_FALSE(shorter->EndFile());
  EXPECT_FALSE(shorter->AddDirectory("d", kMtime));
  EXPECT_FALSE(shorter->Finish());
  auto longer = ArchiveWriter::Create(sink);
  ASSERT_TRUE(longer->BeginFile("f", 3, kMtime));
  EXPECT_FALSE(longer->WriteFileData(AsBytes("abcd")));
}

TEST(ArchiveWriter, ReturnsTheSinksErrorAndWritesNothingAfterIt) {  // ATTACKS D11
  struct FullSink final : ByteSink {
    Result<void> Write(ByteView) override {
      ++calls;
      return Fail(ErrorCode::kNoSpace, "full");
    }
    int calls = 0;
  } sink;
  {
    auto writer = ArchiveWriter::Create(sink);
    ASSERT_TRUE(writer);
    const auto added = writer->AddMemoryFile("f", Bytes(1 << 20), kMtime);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, ErrorCode::kNoSpace);
  }
  EXPECT_EQ(sink.calls, 1);
}

TEST(ArchiveWriter, WithoutFinishWritesNoEndMarker) {
  MemorySink sink;
  {
    auto writer = ArchiveWriter::Create(sink);
    ASSERT_TRUE(writer->AddMemoryFile("f", AsBytes("x"), kMtime));
    ASSERT_TRUE(writer->BeginFile("huge", uint64_t{1} << 50, kMtime));
  }
  EXPECT_TRUE(sink.data.empty());
}

TEST(ArchiveReader, ReadsWhatStockTarWrites) {
  const ScratchDirectory scratch;
  ASSERT_TRUE(scratch.Shell("mkdir -p d/" + std::string(200, 'n') +
                            " && echo 1 >d/提案 && "
                            "truncate -s 5M d/sparse && printf end >>d/sparse"));
  for (const char* format : {"pax", "gnu", "pax --sparse", "gnu --sparse"}) {
    ASSERT_TRUE(scratch.Shell(std::string("tar --sort=name -cf a.tar --format=") + format + " d"));
    const auto read = ReadAll(*ReadFile(scratch / "a.tar", 100 << 20));
    ASSERT_TRUE(read) << format << ": " << read.error().message;
    ASSERT_EQ(read->entries.size(), 4u);
    EXPECT_EQ(read->entries[1].name, "d/" + std::string(200, 'n'));
    EXPECT_EQ(read->contents[2], std::string(5 << 20, '\0') + "end") << format;
    EXPECT_EQ(read->entries[3].name, "d/提案");
  }
}

TEST(ArchiveReader, RefusesNamesThatClimb) {  // ATTACKS E1
  for (const char* name : {"../x", "a/../../x", "/etc/passwd", "..", ".", "a//b", "./a", "-"}) {
    EXPECT_NE(Refusal(HandMadeTar().File(name)), "") << name;
    EXPECT_NE(Refusal(HandMadeTar().Add(name, '0', "x")), "") << name;
  }
  EXPECT_NE(Refusal(HandMadeTar().Add("", '0', "x")), "");
  EXPECT_NE(Refusal(HandMadeTar().Directory("../d")), "");
  EXPECT_NE(Refusal(HandMadeTar().Directory("")), "");
}

TEST(ArchiveReader, RefusesLinks) {  // ATTACKS E2
  EXPECT_EQ(Refusal(HandMadeTar().Add("l", '2', {}, "/etc")),
            "the archive holds l, a symbolic link");
  EXPECT_EQ(Refusal(HandMadeTar().File("f").Add("l", '1', {}, "f")),
            "the archive holds l, a hard link");
  EXPECT_EQ(Refusal(HandMadeTar().Add("l", '1', {}, "/etc/passwd")),
            "the archive holds l, a hard link");
  EXPECT_NE(Refusal(HandMadeTar().Pax({"linkpath=/etc"}).Add("l", '2')), "");
  EXPECT_NE(Refusal(HandMadeTar().Pax({"linkpath=/etc/passwd"}).Add("l", '1')), "");
  // With data and no target in its own header, libarchive reads the file that it carries instead.
  const auto carried =
      ReadAll(HandMadeTar().Pax({"linkpath=/etc/passwd"}).Add("l", '1', "data").End());
  ASSERT_TRUE(carried);
  EXPECT_EQ(carried->contents[0], "data");
}

TEST(ArchiveReader, RefusesDevicesAndFifos) {  // ATTACKS E3
  EXPECT_EQ(Refusal(HandMadeTar().Add("d", '3')), "the archive holds d, a device or the like");
  EXPECT_EQ(Refusal(HandMadeTar().Add("d", '4')), "the archive holds d, a device or the like");
  EXPECT_EQ(Refusal(HandMadeTar().Add("d", '6')), "the archive holds d, a FIFO");
}

TEST(ArchiveReader, DropsOwnersModesAndAttributes) {  // ATTACKS E3
  const auto read =
      ReadAll(HandMadeTar()
                  .Pax({"uid=0", "SCHILY.xattr.security.capability=x",
                        "SCHILY.acl.access=user::rwx,group::rwx,other::rwx", "path=setid"})
                  .Add("x", '0', "x", {}, 07777)
                  .End());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->entries[0].name, "setid");
}

TEST(ArchiveReader, FindsWhatCouldHideBesideTheEntries) {
  constexpr auto kOurs = ArchiveReader::Headers::kOurs;
  auto files = kAwkwardNames;
  files.emplace_back("zeros", std::string(1'000'000, '\0'));
  files.emplace_back("zz", std::string(1'234'567, 'z'));
  for (const size_t padding : {0, 512, 100 << 10}) {
    Bytes tar = WriteTar(files);
    tar.resize(tar.size() + padding);
    const auto read = ReadAll(tar, {}, kOurs);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->entries.size(), files.size());
  }
  // Every byte of a small one, but for the content: whether or not it is an archive otherwise.
  const Bytes tar = WriteTar({{"d/", ""}, {"d/資料", "content"}, {"e", ""}});
  const std::string content = "content";
  const auto at = std::search(tar.begin(), tar.end(), content.begin(), content.end()) - tar.begin();
  ASSERT_TRUE(ReadAll(tar, {}, kOurs));
  for (size_t i = 0; i < tar.size(); ++i) {
    Bytes changed = tar;
    changed[i] ^= 1;
    const auto inside = static_cast<long>(i) - at;
    const bool is_content = inside >= 0 && inside < static_cast<long>(content.size());
    EXPECT_EQ(ReadAll(changed, {}, kOurs).has_value(), is_content) << i;
  }
  for (const auto& made :
       {HandMadeTar().Add("f", '0', "x"),  // an owner with a name
        HandMadeTar().Pax({"comment=x"}, 'g'),
        HandMadeTar().Pax({"SCHILY.xattr.user.x=" + std::string(900000, 'x')})}) {
    Bytes more = made.bytes;
    more.insert(more.end(), tar.begin(), tar.end());
    ASSERT_TRUE(ReadAll(more)) << ReadAll(more).error().message;
    EXPECT_FALSE(ReadAll(more, {}, kOurs));
  }
}

TEST(ArchiveReader, HasNoTimeThatIsNoDate) {
  for (const auto& [text, seconds] :
       std::vector<std::pair<std::string, int64_t>>{{"1700000000.5", 1700000000},
                                                    {"-86400", -86400},
                                                    {"253370764800", 253370764800},
                                                    {"253370764801", 0},
                                                    {"99999999999999", 0},
                                                    {"9223372036854775807", 0},
                                                    {"-9223372036854775808", 0}}) {
    const auto read = ReadAll(HandMadeTar().Pax({"mtime=" + text}).Add("f", '0', "x").End());
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->entries[0].mtime.time_since_epoch().count(), seconds) << text;
  }
  MemorySink sink;
  auto writer = ArchiveWriter::Create(sink);
  ASSERT_TRUE(writer->AddMemoryFile("f", {}, Time(std::chrono::seconds(99999999999999))));
  ASSERT_TRUE(writer->Finish());
  EXPECT_TRUE(ReadAll(sink.data, {}, ArchiveReader::Headers::kOurs));
}

TEST(ArchiveReader, RefusesControlAndMisleadingCharacters) {  // ATTACKS E5
  EXPECT_EQ(Refusal(HandMadeTar().File("a\x1b[2J")), "the name a\\x1b[2J has control characters");
  EXPECT_NE(Refusal(HandMadeTar().File("a\nb")), "");
  EXPECT_NE(Refusal(HandMadeTar().File("\u202Efdp.exe")), "");
}

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
  EXPECT_EQ(entries.hint, "if you expect that: --max-entries 4");
  const Error bytes = Beyond(tar, {2, 9, 10});
  EXPECT_EQ(bytes.code, ErrorCode::kRefused);
  EXPECT_EQ(bytes.message, "the package holds at least 10 bytes, and 9 are allowed");
  EXPECT_EQ(bytes.hint, "if you expect that: --max-bytes 20");
  EXPECT_EQ(Beyond(HandMadeTar().Add("a", '0', {}, {}, 0644, 3LL << 30).End(), {2, 9, 10}).hint,
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
  EXPECT_EQ(dense.hint, "if you expect that: --max-ratio 2002");
  limits.max_ratio = 2002;
  limits.max_total_bytes = 100'000'000;
  EXPECT_EQ(Beyond(SparseBomb(100'000'001).End(), limits).hint,
            "if you expect that: --max-bytes 191M");
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

TEST(ArchiveReader, RefusesOtherFormatsAndDamage) {  // ATTACKS E6
  const ScratchDirectory scratch;
  ASSERT_TRUE(scratch.Shell("echo x >f && tar -czf a.tgz f && printf '!<arch>\\n' >a.ar"));
  EXPECT_NE(Refusal(*ReadFile(scratch / "a.tgz", 1 << 20)), "");
  EXPECT_NE(Refusal(*ReadFile(scratch / "a.ar", 1 << 20)), "");
  EXPECT_NE(Refusal(Bytes()), "");
  Bytes tar = HandMadeTar().File("a").File("b").End();
  for (size_t at : {size_t{0}, size_t{150}, size_t{512}, size_t{1024}, size_t{2048 + 100}}) {
    Bytes damaged = tar;
    damaged[at] ^= 1;
    EXPECT_NE(Refusal(damaged), "") << at;
  }
}

TEST(ArchiveReader, RefusesTruncationAnywhere) {  // ATTACKS D1
  const Bytes tar = HandMadeTar().File("a", std::string(700, 'x')).File("b").End();
  EXPECT_EQ(Refusal(tar), "");
  for (size_t size = 0; size < tar.size(); size += 128)
    EXPECT_NE(Refusal(Bytes(tar.begin(), tar.begin() + static_cast<long>(size))), "") << size;
}

TEST(ArchiveReader, RefusesDataAfterTheEnd) {  // ATTACKS D1
  Bytes tar = HandMadeTar().File("a").End();
  Bytes padded = tar;
  padded.resize(tar.size() + 512 * 17);
  EXPECT_EQ(Refusal(padded), "");
  for (size_t at : {tar.size() - 1, tar.size() - 512, tar.size(), padded.size() - 1}) {
    Bytes trailing = padded;
    trailing[at] = 1;
    EXPECT_EQ(Refusal(trailing), "there is data after the end of the archive") << at;
  }
  padded.assign(tar.begin(), tar.end());
  padded.resize(tar.size() + 512 * 21);
  EXPECT_EQ(Refusal(padded), "there is too much padding after the end of the archive");
  const Bytes second = HandMadeTar().File("b").End();
  padded = tar;
  padded.insert(padded.end(), second.begin(), second.end());
  EXPECT_EQ(Refusal(padded), "there is data after the end of the archive");
}

TEST(ArchiveReader, ReturnsTheSourcesErrorAsItIs) {  // ATTACKS D1: a damaged age chunk
  struct BrokenSource final : ByteSource {
    explicit BrokenSource(ByteView all) : memory(all) {}
    Result<size_t> Read(MutableBytes out) override {
      if (calls++ > 0) return Fail(ErrorCode::kPayload, "chunk 4 is damaged");
      return memory.Read(out);
    }
    MemorySource memory;
    int calls = 0;
  };
  const Bytes tar = HandMadeTar().File("a", std::string(1 << 20, 'x')).End();
  BrokenSource source(tar);
  auto reader = ArchiveReader::Create(source, {});
  ASSERT_TRUE(reader);
  Result<void> outcome;
  for (auto entry = reader->Next();; entry = reader->Next()) {
    if (!entry) {
      outcome = entry.error();
      break;
    }
    ASSERT_TRUE(*entry);
  }
  EXPECT_EQ(outcome.error().code, ErrorCode::kPayload);
}

}  // namespace
}  // namespace sekisho
