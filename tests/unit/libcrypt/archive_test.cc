// ArchiveWriter against stock tar, ArchiveReader against tars that no honest program makes.
#include <gtest/gtest.h>

#include <clocale>

#include "libcrypt/archive/archive_writer.h"
#include "tests/unit/libcrypt/archive_reading.h"

namespace sekisho {
namespace {

const Time kMtime{std::chrono::seconds(1700000000)};

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

// Whatever is said of them: they are neither files nor directories.
TEST(ArchiveReader, HoldsNoSymbolicLink) {  // ATTACKS E2
  EXPECT_NE(Refusal(HandMadeTar().Add("l", '2', {}, "/etc")), "");
  EXPECT_NE(Refusal(HandMadeTar().Pax({"linkpath=/etc"}).Add("l", '2')), "");
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
