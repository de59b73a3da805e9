#include "libcrypt/archive/manifest.h"

#include <gtest/gtest.h>

#include "tests/unit/libcrypt/archive_test_support.h"

namespace sekisho {
namespace {

const std::string kEmptyHex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

Result<Manifest> Parse(const std::string& lines) {
  return ParseManifest(AsBytes("# sekisho manifest v1\n" + lines));
}

TEST(Manifest, IsWrittenAsDocumented) {
  const auto text =
      WriteManifest({DirectoryEntry("資料"), FileEntry("資料/a\\b", ""), FileEntry("資料/空", "")});
  ASSERT_TRUE(text);
  EXPECT_EQ(AsText(*text), "# sekisho manifest v1\n#d 資料\n#f 0\n\\" + kEmptyHex +
                               "  資料/a\\\\b\n#f 0\n" + kEmptyHex + "  資料/空\n");
  const auto back = ParseManifest(*text);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->totals, (ManifestTotals{2, 1, 0}));
  EXPECT_EQ(back->entries[1], FileEntry("資料/a\\b", ""));
}

TEST(Manifest, IsAcceptedBySha256sum) {
  const ScratchDirectory scratch;
  std::vector<ManifestEntry> entries = {FileEntry(" lead", "1"), DirectoryEntry("#x"),
                                        FileEntry("#x/*a", "2"), FileEntry("-x", "7"),
                                        FileEntry("a\\nb", "3"), FileEntry("b\\", "4"),
                                        FileEntry("資料", "5"),  FileEntry("\xff\xfe", "6")};
  ASSERT_TRUE(scratch.Shell("mkdir '#x'"));
  const std::string contents[] = {"1", "", "2", "7", "3", "4", "5", "6"};
  for (size_t i = 0; i < entries.size(); ++i)
    if (!entries[i].is_directory) scratch.Write(entries[i].name, AsBytes(contents[i]));
  const auto text = WriteManifest(entries);
  ASSERT_TRUE(text) << text.error().message;
  scratch.Write("SUMS", *text);
  EXPECT_TRUE(scratch.Shell("LC_ALL=C sha256sum -c --strict --quiet SUMS"));
  EXPECT_TRUE(scratch.Shell("test $(sha256sum -c SUMS 2>/dev/null | grep -c ': OK$') = 7"));
  scratch.Write("資料", AsBytes("changed"));
  EXPECT_FALSE(scratch.Shell("sha256sum -c --status SUMS"));
}

TEST(Manifest, StreamsInPiecesAndComesBack) {
  std::vector<ManifestEntry> entries = {DirectoryEntry("d")};
  for (int i = 10000; i < 15000; ++i) {
    entries.push_back(FileEntry("d/" + std::to_string(i) + std::string(40, 'x'), "x"));
    entries.back().size = static_cast<uint64_t>(i);
  }
  const auto text = WriteManifest(entries);
  ASSERT_TRUE(text);
  const auto back = ParseManifest(*text);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->entries, entries);
  EXPECT_EQ(*WriteManifest(back->entries), *text);
}

TEST(Manifest, RefusesWhatIsNotCanonical) {  // ATTACKS A10
  const std::string file = "#f 0\n" + kEmptyHex + "  ";
  ASSERT_TRUE(Parse(""));
  ASSERT_TRUE(Parse(file + "a\n"));
  std::string upper = kEmptyHex;
  upper[0] = 'E';
  const std::vector<std::string> malformed = {
      file + "a",
      file + "a\n\n",
      file + "a\r\n",
      file + "a\n# comment\n",
      kEmptyHex + "  a\n",
      std::string("#f 0\n"),
      std::string("#d \n"),
      "#d a\n#d a\n",
      "#d  a/b\n",
      "#f 00\n" + kEmptyHex + "  a\n",
      "#f +1\n" + kEmptyHex + "  a\n",
      "#f -1\n" + kEmptyHex + "  a\n",
      "#f  1\n" + kEmptyHex + "  a\n",
      "#f 9223372036854775808\n" + kEmptyHex + "  a\n",
      "#f 99999999999999999999999\n" + kEmptyHex + "  a\n",
      "#f 0\n" + upper + "  a\n",
      "#f 0\n" + kEmptyHex + " *a\n",
      "#f 0\n" + kEmptyHex + " a\n",
      "#f 0\n\\" + kEmptyHex + "  a\n",
      file + "a\\\\b\n",
      "#f 0\n\\" + kEmptyHex + "  a\\b\n",
      "#f 0\n\\" + kEmptyHex + "  a\\nb\n",
      "#f 0\n\\" + kEmptyHex + "  a\\\n",
      std::string("#d a\\b\n"),
      std::string("#d a\\\n"),
      file + "b\n" + file + "a\n",
      file + "a\n" + file + "a\n",
      file + "A\n" + file + "a\n",
      file + "d/a\n",
      file + "../a\n",
      file + "/a\n",
      file + "SEKISHO/x\n",
      file + "a\tb\n",
      "#f 0\n" + kEmptyHex + "  " + std::string(70000, 'a') + "\n",
      std::string(200000, '#')};
  for (const std::string& bad : malformed) EXPECT_FALSE(Parse(bad)) << bad.substr(0, 100);
  EXPECT_FALSE(ParseManifest(AsBytes("")));
  EXPECT_FALSE(ParseManifest(AsBytes("# sekisho manifest v2\n")));
  EXPECT_FALSE(ParseManifest(AsBytes("# sekisho manifest v1")));
}

TEST(Manifest, KnowsTwoKindsOfLines) {
  for (const std::string line : {"#x name", "#dname", "name", "#  name"})
    EXPECT_FALSE(Parse(line + "\n")) << line;
}

TEST(Manifest, RefusesSizesThatOverflow) {
  const std::string huge = "#f 9223372036854775807\n" + kEmptyHex + "  ";
  EXPECT_TRUE(Parse(huge + "a\n"));
  EXPECT_FALSE(Parse(huge + "a\n#f 1\n" + kEmptyHex + "  b\n"));
}

TEST(Manifest, SaysWhichLine) {
  const auto bad = Parse("#d a\n#x\n");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, ErrorCode::kMalformed);
  EXPECT_EQ(bad.error().message.rfind("line 3 of the manifest: ", 0), 0u) << bad.error().message;
}

TEST(Manifest, EveryTruncationIsRefusedOrShorter) {
  const auto text =
      WriteManifest({DirectoryEntry("d"), FileEntry("d/a", "1"), FileEntry("e", "2")});
  ASSERT_TRUE(text);
  for (size_t size = 0; size < text->size(); ++size) {
    const auto cut = ParseManifest(ByteView(*text).first(size));
    if (!cut) continue;
    EXPECT_EQ(WriteManifest(cut->entries)->size(), size);
  }
}

TEST(ManifestWriter, RefusesWhatTheReaderWould) {
  EXPECT_FALSE(WriteManifest({FileEntry("b", ""), FileEntry("a", "")}));
  EXPECT_FALSE(WriteManifest({FileEntry("a/../b", "")}));
}

}  // namespace
}  // namespace sekisho
