#include "libcrypt/archive/sparse.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "libcrypt/archive/archive_writer.h"
#include "libcrypt/archive/extract.h"
#include "libcrypt/archive/tree_walk.h"
#include "tests/unit/libcrypt/archive_test_support.h"

namespace {
bool g_everything_is_a_hole = false;
}  // namespace

// What this program calls: a file system that has lost sight of data that is there (seen of ZFS and
// of overlay file systems with data that was just written).
extern "C" off_t lseek(int fd, off_t offset, int whence) noexcept {
  if (g_everything_is_a_hole && whence == SEEK_DATA) {
    errno = ENXIO;
    return -1;
  }
  return syscall(SYS_lseek, fd, offset, whence);
}

namespace sekisho {
namespace {

constexpr uint64_t kMiB = 1 << 20;

UniqueFd NewFile(const std::string& path) {
  return UniqueFd(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600));
}

uint64_t BytesOnDisk(int fd) {
  struct stat info {};
  fstat(fd, &info);
  return static_cast<uint64_t>(info.st_blocks) * 512;
}

TEST(SparseWriter, WritesEveryContentInPiecesOfEverySize) {
  const ScratchDirectory scratch;
  Bytes content;
  for (const size_t run : {1, 5000, 4096, 8192, 3, 100000, 4095, 4097, 512, 70000}) {
    const bool zero = (content.size() % 7) % 2 == 0;
    content.insert(content.end(), run, zero ? 0 : 'x');
    content.push_back(content.size() % 3 == 0 ? 'y' : 0);
  }
  content.insert(content.end(), 20000, 0);
  int count = 0;
  for (const size_t piece : {1, 511, 4096, 5000, 65536, 1 << 20}) {
    const UniqueFd fd = NewFile(scratch / std::to_string(count++));
    SparseWriter writer(fd.get());
    for (size_t at = 0; at < content.size(); at += piece)
      ASSERT_TRUE(
          writer.Write(ByteView(content).subspan(at, std::min(piece, content.size() - at))));
    ASSERT_TRUE(writer.Finish());
    Bytes found(content.size() + 1);
    ASSERT_EQ(*ReadFullAt(fd.get(), found, 0), content.size()) << piece;
    found.pop_back();
    EXPECT_EQ(found, content) << piece;
  }
}

TEST(SparseWriter, LeavesHoles) {
  const ScratchDirectory scratch;
  const UniqueFd fd = NewFile(scratch / "f");
  SparseWriter writer(fd.get());
  const Bytes zeros(kMiB - 100);  // so that pieces end anywhere in a block
  const Bytes data(5000, 'x');
  for (int i = 0; i < 64; ++i) ASSERT_TRUE(writer.Write(zeros));
  ASSERT_TRUE(writer.Write(data));
  for (int i = 0; i < 64; ++i) ASSERT_TRUE(writer.Write(zeros));
  ASSERT_TRUE(writer.Finish());
  EXPECT_EQ(lseek(fd.get(), 0, SEEK_END), 128 * (kMiB - 100) + 5000);
  EXPECT_LE(BytesOnDisk(fd.get()), 64u << 10);
}

// Walks what is in `directory` and gives the archive that a package would carry.
Bytes Archive(const std::string& directory) {
  const auto roots = RootsFromPaths(std::vector<std::string>{directory + "/."});
  MemorySink manifest;
  ManifestWriter lines(manifest);
  MemorySink content;
  EXPECT_TRUE(WalkTree(*roots, {}, [&](const WalkEntry& file) -> Result<void> {
    ASSIGN_OR_RETURN(const Digest digest, ReadContents(file, nullptr));
    return lines.Add({file.name, false, file.size, digest});
  }));
  EXPECT_TRUE(lines.Finish());
  MemorySink archive;
  auto writer = ArchiveWriter::Create(archive);
  EXPECT_TRUE(writer->AddMemoryFile(kRequestName, {}, Time{}));
  EXPECT_TRUE(writer->AddMemoryFile(kApprovalsName, {}, Time{}));
  EXPECT_TRUE(writer->AddMemoryFile(kManifestName, manifest.data, Time{}));
  EXPECT_TRUE(WalkTree(*roots, {}, [&](const WalkEntry& file) -> Result<void> {
    RETURN_IF_ERROR(writer->BeginFile(file.name, file.size, file.mtime));
    ArchiveFileSink sink(*writer);
    ASSIGN_OR_RETURN(const Digest digest, ReadContents(file, &sink));
    (void)digest;
    return writer->EndFile();
  }));
  EXPECT_TRUE(writer->Finish());
  return archive.data;
}

TEST(Sparse, FilesStaySparseFromTheWalkToTheExtraction) {
  const ScratchDirectory scratch;
  ASSERT_TRUE(
      scratch.Shell("mkdir in && truncate -s 40M in/holes && printf begin | dd of=in/holes "
                    "conv=notrunc status=none && printf middle | dd of=in/holes bs=1 "
                    "seek=30000000 conv=notrunc status=none && truncate -s 3M in/nothing && "
                    "cp -r --sparse=never in dense"));
  const Bytes tar = Archive(scratch / "in");
  EXPECT_GT(tar.size(), 43u << 20);  // no sparse headers: stock tar and the manifest agree
  CountingRandom random;
  MemorySource source(tar);
  MemorySource again(tar);
  ASSERT_TRUE(ExtractPackage(source, again, scratch / "out", {}, {}, random));
  EXPECT_TRUE(scratch.Shell("cmp out/holes dense/holes && cmp out/nothing dense/nothing"));
  EXPECT_TRUE(
      scratch.Shell("test $(du -k out/holes | cut -f1) -le 64 && "
                    "test $(du -k out/nothing | cut -f1) -le 4"));
  EXPECT_TRUE(scratch.Shell("touch -r in/holes dense/holes && touch -r in/nothing dense/nothing"));
  EXPECT_EQ(Archive(scratch / "dense"), tar) << "the bytes do not tell holes from zeros";
}

TEST(Sparse, ContentIsWhatReadReturnsWhateverTheFileSystemSaysOfHoles) {
  const ScratchDirectory scratch;
  ASSERT_TRUE(scratch.Shell("mkdir in && head -c 3000000 /dev/urandom > in/fresh"));
  const Bytes honest = Archive(scratch / "in");
  g_everything_is_a_hole = true;
  const Bytes lied_to = Archive(scratch / "in");
  g_everything_is_a_hole = false;
  EXPECT_EQ(lied_to, honest);
}

}  // namespace
}  // namespace sekisho
