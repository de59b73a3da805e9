// Taking and giving back free space, in a directory: what needs a file system of its own is in
// tests/system/wipe_free_space.sh.
#include "wipe/free_space/free_space.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/random.h"
#include "tests/unit/wipe/temp_directory.h"
#include "wipe/free_space/journal_contents.h"
#include "wipe/free_space/metadata_churn.h"
#include "wipe/free_space/workspace.h"

namespace sekisho {
namespace {

Bytes Superblock() {
  Bytes block(kExtSuperblockBytes);
  block[0x38] = 0x53;
  block[0x39] = 0xEF;
  block[0x5C] = 0x04;            // has a journal
  block[0xE0] = 8;               // in inode 8
  block[0xFD] = 1;               // whose blocks are backed up
  block[0x10C + 64 + 3] = 0x04;  // 64 MiB
  return block;
}

TEST(JournalBytes, AreReadFromTheSuperblock) {
  EXPECT_EQ(JournalBytes(Superblock()).value_or(0), uint64_t{64} << 20);
  Bytes none = Superblock();
  none[0x5C] = 0;
  EXPECT_EQ(JournalBytes(none).value_or(1), 0u);
}

TEST(JournalBytes, WhatCannotBePassedIsRefused) {  // ATTACKS H5
  Bytes fast = Superblock();
  fast[0x5D] = 0x04;
  EXPECT_EQ(JournalBytes(fast).error().code, ErrorCode::kRefused);
  Bytes external = Superblock();
  external[0xE0] = 0;
  EXPECT_EQ(JournalBytes(external).error().code, ErrorCode::kRefused);
  Bytes unknown = Superblock();
  unknown[0xFD] = 0;
  EXPECT_EQ(JournalBytes(unknown).error().code, ErrorCode::kRefused);
  EXPECT_EQ(JournalBytes(Bytes(kExtSuperblockBytes)).error().code, ErrorCode::kMalformed);
  EXPECT_EQ(JournalBytes(Bytes(100)).error().code, ErrorCode::kMalformed);
}

// A journal of blocks of 1 KiB, with 64-bit numbers and checksums of version 3.
class JournalBlocks {
 public:
  JournalBlocks() {
    Put(0, {0xC0, 0x3B, 0x39, 0x98, 0, 0, 0, 4});
    superblock_ = block_;
    superblock_[0x2B] = 0x12;
  }
  const Bytes& superblock() const { return superblock_; }
  // Lists two blocks: 5 and 2^32 + 6.
  Bytes Descriptor() {
    block_.assign(1024, 0);
    Put(0, {0xC0, 0x3B, 0x39, 0x98, 0, 0, 0, 1, 0, 0, 0, 1});
    Put(12, {0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0});
    Put(12 + 16 + 16, {0, 0, 0, 6, 0, 0, 0, 0xA, 0, 0, 0, 1});
    return block_;
  }
  Bytes Content(char letter) {
    block_.assign(1024, static_cast<uint8_t>(letter));
    Put(512, {1, 2, 3});
    return block_;
  }

 private:
  void Put(size_t at, std::initializer_list<int> bytes) {
    for (const int byte : bytes) block_[at++] = static_cast<uint8_t>(byte);
  }
  Bytes block_ = Bytes(1024);
  Bytes superblock_;
};

TEST(JournalContents, WhatIsListedIsKnownByItsPlaceAndTheRestByWhatItHolds) {  // ATTACKS H11
  JournalBlocks blocks;
  auto reader = JournalReader::Begin(blocks.superblock());
  ASSERT_TRUE(reader) << reader.error().message;
  reader->Add(blocks.superblock());
  reader->Add(Bytes(1024));
  reader->Add(blocks.Content('x'));  // its descriptor is overwritten
  reader->Add(blocks.Descriptor());
  reader->Add(blocks.Content('a'));
  reader->Add(blocks.Content('b'));
  reader->Add(blocks.Content('y'));
  reader->Add(blocks.Content('y'));
  const JournalContents contents = std::move(*reader).Finish();
  EXPECT_EQ(contents.block_bytes, 1024u);
  EXPECT_EQ(contents.copied, (std::unordered_set<uint64_t>{5, (uint64_t{1} << 32) + 6}));
  EXPECT_EQ(contents.unlisted.size(), 2u);
  EXPECT_FALSE(JournalReader::Begin(Bytes(1024)));
  EXPECT_FALSE(JournalReader::Begin(Bytes(100)));
}

TEST(FreeSpace, TheReserveIsAnEighthWithinBounds) {
  EXPECT_EQ(DefaultReserve(0), uint64_t{16} << 20);
  EXPECT_EQ(DefaultReserve(uint64_t{1} << 30), uint64_t{128} << 20);
  EXPECT_EQ(DefaultReserve(uint64_t{1} << 42), uint64_t{1} << 30);
}

class WorkspaceTest : public TempDirectory {
 protected:
  UniqueFd root_ = *OpenDirectory(root());
  std::string path_ = path(kWorkspaceName);
};

TEST_F(WorkspaceTest, RemovesItselfAndAll) {
  {
    auto workspace = Workspace::Open(root_.get(), "");
    ASSERT_TRUE(workspace) << workspace.error().message;
    ASSERT_TRUE(workspace->MakeFile(0));
    ASSERT_EQ(mkdirat(workspace->fd(), "d", 0700), 0);
  }
  EXPECT_FALSE(PathExists(path_));
}

TEST_F(WorkspaceTest, TakesOverWhatAKilledRunLeft) {  // ATTACKS H7
  ASSERT_EQ(mkdir(path_.c_str(), 0700), 0);
  ASSERT_TRUE(WriteFileAtomic(path_ + "/left", AsBytes("x"), TempFile::Existing::kRefuse));
  ASSERT_TRUE(WriteFileAtomic(path_ + "/record", AsBytes("1"), TempFile::Existing::kRefuse));
  auto workspace = Workspace::Open(root_.get(), "record");
  ASSERT_TRUE(workspace) << workspace.error().message;
  EXPECT_FALSE(PathExists(path_ + "/left"));
  EXPECT_TRUE(PathExists(path_ + "/record"));
}

TEST_F(WorkspaceTest, TwoRunsAtOnceAreRefused) {
  auto first = Workspace::Open(root_.get(), "");
  ASSERT_TRUE(first);
  EXPECT_EQ(Workspace::Open(root_.get(), "").error().code, ErrorCode::kExists);
  EXPECT_TRUE(PathExists(path_));
}

TEST_F(WorkspaceTest, AFileOrALinkInItsPlaceIsRefused) {  // ATTACKS H2
  ASSERT_TRUE(WriteFileAtomic(path_, AsBytes("x"), TempFile::Existing::kRefuse));
  EXPECT_EQ(Workspace::Open(root_.get(), "").error().code, ErrorCode::kRefused);
  ASSERT_EQ(unlink(path_.c_str()), 0);
  ASSERT_EQ(mkdir((path("other")).c_str(), 0700), 0);
  ASSERT_EQ(symlink("other", path_.c_str()), 0);
  EXPECT_EQ(Workspace::Open(root_.get(), "").error().code, ErrorCode::kRefused);
  EXPECT_TRUE(PathExists(path("other")));
}

}  // namespace
}  // namespace sekisho
