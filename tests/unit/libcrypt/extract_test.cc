#include "libcrypt/archive/extract.h"

#include "libcrypt/archive/archive_writer.h"
#include "libcrypt/archive/tree_walk.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/libcrypt/extract_fixture.h"

namespace sekisho {
namespace {

TEST_F(ExtractTest, GivesBackWhatWasWalkedAndArchived) {
  ScratchDirectory input;
  ASSERT_TRUE(
      input.Shell("mkdir -p 資料/empty && echo 1 >資料/提案 && head -c 3000000 /dev/zero >big && "
                  "printf x >\"$(printf 'cp-\\203\\145')\" && touch 資料/か\u3099"));
  const auto roots = RootsFromPaths(std::vector<std::string>{input.path() + "/."});
  ASSERT_TRUE(roots);
  MemorySink manifest;
  ManifestWriter manifest_writer(manifest);
  const auto hashed = WalkTree(*roots, {}, [&](const WalkEntry& entry) -> Result<void> {
    ManifestEntry line{entry.name, entry.is_directory, entry.size, {}};
    if (!entry.is_directory) {
      ASSIGN_OR_RETURN(line.digest, ReadContents(entry, nullptr));
    }
    return manifest_writer.Add(line);
  });
  ASSERT_TRUE(hashed);
  ASSERT_EQ(*manifest_writer.Finish(), *hashed);

  MemorySink tar;
  auto writer = ArchiveWriter::Create(tar);
  ASSERT_TRUE(writer->AddMemoryFile(kRequestName, AsBytes("r"), kMtime));
  ASSERT_TRUE(writer->AddMemoryFile(kApprovalsName, AsBytes("a"), kMtime));
  ASSERT_TRUE(writer->AddMemoryFile(kManifestSaltName, AsBytes("salt"), kMtime));
  ASSERT_TRUE(writer->AddMemoryFile(kManifestName, manifest.data, kMtime));
  ArchiveFileSink file_sink(*writer);
  ASSERT_TRUE(WalkTree(*roots, {}, [&](const WalkEntry& entry) -> Result<void> {
    if (entry.is_directory) return writer->AddDirectory(entry.name, entry.mtime);
    RETURN_IF_ERROR(writer->BeginFile(entry.name, entry.size, entry.mtime));
    RETURN_IF_ERROR(ReadContents(entry, &file_sink));
    return writer->EndFile();
  }));
  ASSERT_TRUE(writer->Finish());

  const auto check = [&](const PackageMetadata& metadata, ByteSource& text) -> Result<void> {
    EXPECT_EQ(AsText(metadata.request), "r");
    EXPECT_EQ(AsText(metadata.approvals), "a");
    EXPECT_EQ(AsText(*metadata.manifest_salt), "salt");
    MemorySink read;
    RETURN_IF_ERROR(CopyAll(text, read));
    EXPECT_EQ(read.data, manifest.data);
    return {};
  };
  const auto totals = Extract(tar.data, {}, check);
  ASSERT_TRUE(totals) << totals.error().message;
  EXPECT_EQ(*totals, *hashed);
  EXPECT_TRUE(scratch_.Shell("diff -r --exclude=SEKISHO " + input.path() + " out"));
  EXPECT_TRUE(scratch_.Shell("cd out && sha256sum -c --strict --quiet SEKISHO/SHA256SUMS"));
  EXPECT_TRUE(scratch_.Shell("test -z \"$(find out -type f ! -perm 600 -o -type d ! -perm 700)\""));
  EXPECT_TRUE(
      scratch_.Shell("test $(stat -c %Y out/big) = $(stat -c %Y " + input.path() + "/big)"));
  EXPECT_TRUE(scratch_.Shell("test $(ls -A | wc -l) = 2"));

  // The same stream through stock tar.
  scratch_.Write("a.tar", tar.data);
  EXPECT_TRUE(
      scratch_.Shell("mkdir s && tar -xf a.tar -C s 2>/dev/null && cd s && LC_ALL=C sha256sum "
                     "-c --strict --quiet SEKISHO/SHA256SUMS"));
}

TEST_F(ExtractTest, RefusesWhatWasNotApproved) {  // ATTACKS A10
  const auto package = [] { return Package({DirectoryEntry("d"), FileEntry("d/a", "1")}); };
  EXPECT_EQ(Refusal(package().Directory("d")), "d/a was approved and is missing");
  EXPECT_EQ(Refusal(package()), "d was approved and is missing");
  EXPECT_EQ(Refusal(package().Directory("d").File("d/a", "1").File("e", "1")),
            "e was not approved: the manifest does not have it");
  EXPECT_EQ(Refusal(package().Directory("d").File("d/a", "2")),
            "d/a does not have the content that was approved");
  EXPECT_EQ(Refusal(package().Directory("d").File("d/a", "12")),
            "d/a does not have the size that was approved");
  EXPECT_EQ(Refusal(package().Directory("d").File("d/b", "1")),
            "the package has d/b where d/a was approved");
  EXPECT_EQ(Refusal(package().File("d/a", "1").Directory("d")),
            "the package has d/a where d was approved");
  EXPECT_NE(Refusal(package().File("d", "1")), "");
  EXPECT_NE(Refusal(package().Directory("d").Directory("d/a")), "");
}

// The one thing that another check would not notice.
TEST_F(ExtractTest, RefusesAFileInTheRoomOfADirectory) {  // ATTACKS A10
  EXPECT_NE(Refusal(Package({DirectoryEntry("d")}).File("d", "1")), "");
}

TEST_F(ExtractTest, RefusesAManifestWithAnotherSizeThanItsDigestsContent) {  // ATTACKS A10
  ManifestEntry entry = FileEntry("a", "1");
  entry.size = 2;
  EXPECT_NE(Refusal(Package({entry}).File("a", "1")), "");
}

TEST_F(ExtractTest, RefusesAPackageWithoutItsOwnFilesInOrder) {
  const std::string manifest(AsText(*WriteManifest({})));
  // Whole but for their order: without the check nothing else would refuse it.
  ASSERT_NE(Refusal(HandMadeTar()
                        .File("SEKISHO/approvals")
                        .File("SEKISHO/request")
                        .File("SEKISHO/SHA256SUMS", manifest)),
            "");
  EXPECT_NE(Refusal(HandMadeTar()), "");
  EXPECT_NE(Refusal(HandMadeTar().File("a")), "");
  EXPECT_NE(Refusal(HandMadeTar().File("SEKISHO/approvals").File("SEKISHO/request")), "");
  EXPECT_NE(Refusal(HandMadeTar().File("SEKISHO/request").File("SEKISHO/SHA256SUMS", manifest)),
            "");
  EXPECT_NE(Refusal(HandMadeTar().File("SEKISHO/request").File("SEKISHO/approvals")), "");
  EXPECT_NE(Refusal(HandMadeTar().Directory("SEKISHO").File("SEKISHO/request")), "");
  EXPECT_NE(Refusal(Package({}).File("SEKISHO/extra")), "");
  EXPECT_NE(Refusal(HandMadeTar()
                        .File("SEKISHO/request")
                        .File("SEKISHO/approvals")
                        .File("SEKISHO/SHA256SUMS", "not a manifest\n")),
            "");
}

TEST_F(ExtractTest, BoundsThePackagesOwnFiles) {  // ATTACKS E6
  ContentsLimits limits;
  limits.max_request_bytes = 11;
  limits.max_approvals_bytes = 13;
  limits.max_manifest_bytes = 22;
  EXPECT_TRUE(Extract(Package({}).End(), limits));
  ASSERT_TRUE(scratch_.Shell("rm -r out"));
  for (size_t ContentsLimits::*limit :
       {&ContentsLimits::max_request_bytes, &ContentsLimits::max_approvals_bytes,
        &ContentsLimits::max_manifest_bytes}) {
    ContentsLimits smaller = limits;
    --(smaller.*limit);
    EXPECT_NE(Refusal(Package({}).End(), smaller), "");
  }
}

TEST_F(ExtractTest, WritesNothingOutside) {  // ATTACKS E1
  for (const char* name :
       {"../outside/file", "/tmp/sekisho-escaped", "a/../../outside/file", ".."}) {
    Refusal(Package({FileEntry("a", "1")}).File(name, "1"));
    Refusal(Package({FileEntry("a", "1")}).File("a", "1").File(name, "1"));
    std::string manifest = "# sekisho manifest v1\n#f 1\n" + HexEncode(Sha256(AsBytes("1"))) + "  ";
    manifest += std::string(name) + "\n";
    Refusal(HandMadeTar()
                .File("SEKISHO/request")
                .File("SEKISHO/approvals")
                .File("SEKISHO/SHA256SUMS", manifest)
                .File(name, "1"));
  }
  EXPECT_FALSE(PathExists("/tmp/sekisho-escaped"));
}

TEST_F(ExtractTest, WritesThroughNoLink) {  // ATTACKS E2
  Refusal(Package({FileEntry("l", ""), FileEntry("m", "")}).Add("l", '2', {}, "../outside"));
  Refusal(Package({DirectoryEntry("l"), FileEntry("l/file", "1")})
              .Add("l", '2', {}, "../outside")
              .File("l/file", "1"));
  Refusal(Package({FileEntry("l", "")}).Add("l", '1', {}, "../outside/file"));
}

TEST_F(ExtractTest, MakesNoDevicesAndNoSetIds) {  // ATTACKS E3
  Refusal(Package({FileEntry("d", "")}).Add("d", '3'));
  Refusal(Package({FileEntry("d", "")}).Add("d", '6'));
  ASSERT_TRUE(Extract(Package({FileEntry("s", "x")}).Add("s", '0', "x", {}, 06777).End()));
  EXPECT_TRUE(scratch_.Shell("test $(stat -c %a:%u out/s) = 600:$(id -u)"));
}

TEST_F(ExtractTest, RefusesDuplicatesAndCollisions) {  // ATTACKS E4
  EXPECT_NE(Refusal(Package({FileEntry("a", "1")}).File("a", "1").File("A", "1")), "");
  EXPECT_NE(Refusal(Package({FileEntry("a", "1")}).File("a", "1").File("a", "1")), "");
}

// The same where the manifest has both.
TEST_F(ExtractTest, RefusesDuplicatesAndCollisionsThatWereApproved) {  // ATTACKS E4
  const auto both = [&](const std::string& first, const std::string& second) {
    std::string manifest = "# sekisho manifest v1\n";
    for (const std::string& name : {first, second})
      manifest += "#f 1\n" + HexEncode(Sha256(AsBytes("1"))) + "  " + name + "\n";
    return HandMadeTar()
        .File("SEKISHO/request")
        .File("SEKISHO/approvals")
        .File("SEKISHO/SHA256SUMS", manifest)
        .File(first, "1")
        .File(second, "1")
        .End();
  };
  EXPECT_NE(Refusal(both("a", "a")), "");
  EXPECT_NE(Refusal(both("README", "readme")), "");
  EXPECT_NE(Refusal(both("か\u3099", "が")), "");
  EXPECT_NE(Refusal(both("a", "sekisho/request")), "");
  EXPECT_TRUE(Extract(both("か", "が")));
}

// The second reading is another one: nothing is believed.
TEST_F(ExtractTest, RefusesAManifestThatChangesWhileItIsRead) {
  const Bytes tar = Package({FileEntry("a", "1")}).File("a", "1").End();
  const Bytes others[] = {Package({FileEntry("a", "2")}).File("a", "1").End(),
                          Package({}).File("a", "1").End(),
                          HandMadeTar().File("SEKISHO/request").End(), Bytes()};
  for (const Bytes& other : others) {
    MemorySource source(tar);
    MemorySource again(other);
    const auto refused = ExtractPackage(source, again, target_, {}, {}, random_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(RefusalOf(refused), ErrorCode::kVerdict) << refused.error().message;
    EXPECT_TRUE(IsUntouched());
  }
  // A different text that lists the same: found out at the end.
  const Bytes listed = Package({FileEntry("a", "1")}).File("a", "1").End();
  const std::string text = "# sekisho manifest v1\n";
  const Bytes tar_of_text = HandMadeTar()
                                .File("SEKISHO/request")
                                .File("SEKISHO/approvals")
                                .File("SEKISHO/SHA256SUMS", text)
                                .File("a", "1")
                                .End();
  MemorySource source(tar_of_text);
  MemorySource again(listed);
  EXPECT_EQ(RefusalOf(ExtractPackage(source, again, target_, {}, {}, random_)),
            ErrorCode::kVerdict);
}

// The second time, a file comes before the manifest, which is the same.
TEST_F(ExtractTest, FindsTheManifestInItsPlaceOnly) {
  const std::string manifest(AsText(*WriteManifest({FileEntry("a", "1")})));
  const Bytes tar = Package({FileEntry("a", "1")}).File("a", "1").End();
  const Bytes moved = HandMadeTar()
                          .File("SEKISHO/request")
                          .File("SEKISHO/approvals")
                          .File("a", "1")
                          .File("SEKISHO/SHA256SUMS", manifest)
                          .End();
  MemorySource source(tar);
  MemorySource again(moved);
  EXPECT_EQ(RefusalOf(ExtractPackage(source, again, target_, {}, {}, random_)),
            ErrorCode::kVerdict);
  EXPECT_TRUE(IsUntouched());
}

// Gives its bytes up to a place, and fails there.
class FailingSource final : public ByteSource {
 public:
  FailingSource(ByteView bytes, ErrorCode code) : bytes_(bytes), code_(code) {}
  Result<size_t> Read(MutableBytes out) override {
    ASSIGN_OR_RETURN(const size_t got, bytes_.Read(out));
    if (got < out.size()) return Fail(code_, "it is the disk");
    return got;
  }

 private:
  MemorySource bytes_;
  ErrorCode code_;
};

// Nor is anybody accused of what the disk or an impatient reader did.
TEST_F(ExtractTest, WhatFailsInTheSecondReadingIsNoVerdict) {
  std::vector<ManifestEntry> entries;
  for (int i = 1000; i < 3000; ++i)
    entries.push_back(FileEntry(std::string(90, 'f') + std::to_string(i), "1"));
  HandMadeTar package = Package(entries);
  for (const ManifestEntry& entry : entries) package.Add(entry.name, '0', "1");
  const Bytes tar = package.End();
  ASSERT_TRUE(Extract(tar));
  ASSERT_TRUE(scratch_.Shell("rm -r out"));
  for (const ErrorCode code : {ErrorCode::kIo, ErrorCode::kInterrupted}) {
    MemorySource source(tar);
    FailingSource again(ByteView(tar).first(300 << 10), code);  // within the manifest
    const auto failed = ExtractPackage(source, again, target_, {}, {}, random_);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, code) << failed.error().message;
    EXPECT_EQ(failed.error().message, "it is the disk");
    EXPECT_TRUE(IsUntouched());
  }
}

TEST_F(ExtractTest, RefusesTruncationAndTrailingData) {  // ATTACKS D1
  const Bytes tar = Package({FileEntry("a", "1")}).File("a", "1").End();
  for (size_t size = 0; size < tar.size(); size += 512)
    EXPECT_NE(Refusal(Bytes(tar.begin(), tar.begin() + static_cast<long>(size))), "") << size;
  Bytes trailing = tar;
  trailing.insert(trailing.end(), 512, 'x');
  EXPECT_NE(Refusal(trailing), "");
  EXPECT_TRUE(Extract(tar));
}

TEST_F(ExtractTest, AsksAboutTheManifestBeforeAnyContent) {
  const auto refused =
      Extract(Package({FileEntry("a", "1")}).File("a", "1").End(), {},
              [&](const PackageMetadata&, ByteSource&) -> Result<void> {
                EXPECT_TRUE(scratch_.Shell("test ! -e .sekisho-*/a && test -e .sekisho-*/SEKISHO"));
                return Fail(ErrorCode::kVerdict, "another manifest was approved");
              });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "another manifest was approved");
  EXPECT_TRUE(IsUntouched());
}

TEST_F(ExtractTest, VerifiesWithoutExtracting) {
  NullEntrySink nowhere;
  const Bytes good = Package({FileEntry("a", "1")}).File("a", "1").End();
  MemorySource source(good);
  MemorySource again(good);
  const auto totals = ReadContents(source, again, {}, {}, nowhere);
  ASSERT_TRUE(totals);
  EXPECT_EQ(*totals, (ManifestTotals{1, 0, 1}));
  const Bytes bad = Package({FileEntry("a", "1")}).File("a", "2").End();
  MemorySource bad_source(bad);
  MemorySource bad_again(bad);
  EXPECT_FALSE(ReadContents(bad_source, bad_again, {}, {}, nowhere));
}

}  // namespace
}  // namespace sekisho
