#include "ledger/verified_index.h"

#include <sys/stat.h>

#include "base/files/files.h"
#include "tests/unit/ledger/ledger_fixture.h"

namespace sekisho {
namespace {

using VerifiedIndexTest = LedgerTest;

TEST_F(VerifiedIndexTest, CatchesUpAndRemembers) {
  auto store = Create();
  {
    auto index = OpenIndex();
    EXPECT_EQ(*index->CatchUp(*store, LabelOf), TreeHead{});
    AppendTo(*store, 0, 2500);  // more than one batch
    EXPECT_EQ(*index->CatchUp(*store, LabelOf), HeadOf(2500));
    AppendTo(*store, 2500, 2510);
  }
  uint64_t first = UINT64_MAX;
  auto index = OpenIndex();
  EXPECT_EQ(*index->Head(), HeadOf(2500));
  EXPECT_EQ(*index->CatchUp(*store,
                            [&](uint64_t i, std::string_view token) {
                              first = std::min(first, i);
                              return LabelOf(i, token);
                            }),
            HeadOf(2510));
  EXPECT_EQ(first, 2500u);  // what was verified is not read again
  EXPECT_EQ(*index->LabelAt(2501), *LabelOf(2501, TokenOf(2501)));
  EXPECT_EQ(*index->RootAt(0), EmptyTreeRoot());
  EXPECT_EQ(*index->RootAt(17), HeadOf(17).root);
  EXPECT_EQ(index->RootAt(2511).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(index->RootAt(UINT64_MAX).error().code, ErrorCode::kNotFound);  // ATTACKS F10
  EXPECT_EQ(index->LeafHashAt(UINT64_MAX).error().code, ErrorCode::kNotFound);
}

TEST_F(VerifiedIndexTest, FindsLeavesByTheirLabels) {
  auto store = Create(30);
  auto index = OpenIndex();
  ASSERT_TRUE(index->CatchUp(*store, LabelOf));
  EXPECT_EQ(index->Leaves({})->size(), 30u);
  EXPECT_EQ(index->Leaves({{}, {}, true})->size(), 24u);
  EXPECT_EQ(index->Leaves({"approval", {}})->size(), 15u);
  EXPECT_EQ(*index->Leaves({"request", "subject-1"}), (std::vector<uint64_t>{4, 10, 16, 22, 28}));
  EXPECT_EQ(*index->Leaves({"request", "subject-1", true}), (std::vector<uint64_t>{4, 16, 22, 28}));
  EXPECT_EQ(index->Leaves({{}, "subject-2"})->size(), 10u);
  EXPECT_TRUE(index->Leaves({"x' OR 1=1 --", {}})->empty());
}

TEST_F(VerifiedIndexTest, IsNotFooledByColumns) {  // ATTACKS F16
  { auto store = Create(10); }
  Tamper("UPDATE entries SET kind = 'gone', subject = 'gone', author = 'x', time = 'y'");
  auto index = OpenIndex();
  ASSERT_TRUE(index->CatchUp(*OpenStore(), LabelOf));
  EXPECT_EQ(index->Leaves({{}, "subject-1"})->size(), 3u);
  EXPECT_TRUE(index->Leaves({"gone", {}})->empty());
  EXPECT_EQ(*index->Fetch(*OpenStore(), 4), TokenOf(4));
}

TEST_F(VerifiedIndexTest, FetchesOnlyWhatItVerified) {  // ATTACKS F1
  { auto store = Create(10); }
  auto index = OpenIndex();
  ASSERT_TRUE(index->CatchUp(*OpenStore(), LabelOf));
  EXPECT_EQ(*index->Fetch(*OpenStore(), 9), TokenOf(9));
  EXPECT_EQ(index->Fetch(*OpenStore(), 10).error().code, ErrorCode::kNotFound);
  // A consistent forgery, with a fitting leaf hash beside it, is still another token.
  Tamper("UPDATE entries SET token = CAST('v4.public.other' AS BLOB) WHERE idx = 4");
  EXPECT_EQ(index->Fetch(*OpenStore(), 4).error().code, ErrorCode::kVerdict);
  Tamper("DELETE FROM entries WHERE idx = 4");
  EXPECT_EQ(index->Fetch(*OpenStore(), 4).error().code, ErrorCode::kVerdict);
  uint64_t seen = 0;
  const auto all = index->FetchAll(*OpenStore(), 0, 10, [&](uint64_t, std::string_view) {
    ++seen;
    return Result<void>();
  });
  EXPECT_EQ(all.error().code, ErrorCode::kVerdict);
  EXPECT_EQ(seen, 4u);
  EXPECT_TRUE(index->FetchAll(*OpenStore(), 5, 10, [&](uint64_t i, std::string_view token) {
    EXPECT_EQ(token, TokenOf(i));
    return Result<void>();
  }));
  EXPECT_FALSE(index->FetchAll(*OpenStore(), 5, 11,
                               [](uint64_t, std::string_view) { return Result<void>(); }));
}

TEST_F(VerifiedIndexTest, NoticesARestoredBackup) {  // ATTACKS F3, F7
  { auto store = Create(5); }
  std::filesystem::copy_file(path_, path_ + ".backup");
  {
    auto store = OpenStore();
    AppendTo(*store, 5, 10);
    EXPECT_EQ(*OpenIndex()->CatchUp(*store, LabelOf), HeadOf(10));
  }
  std::filesystem::copy_file(path_ + ".backup", path_,
                             std::filesystem::copy_options::overwrite_existing);
  auto store = OpenStore();
  auto index = OpenIndex();
  const auto shorter = index->CatchUp(*store, LabelOf);
  ASSERT_FALSE(shorter);
  EXPECT_EQ(shorter.error().code, ErrorCode::kVerdict);
  EXPECT_EQ(shorter.error().message,
            "the ledger is shorter than what this machine has already verified (5 < 10): it was "
            "truncated or restored from a backup");
  // The restored ledger goes on with other statements, up to the same size and beyond.
  for (uint64_t size : {10, 12}) {
    for (uint64_t n = store->Head()->head.size; n < size; ++n)
      ASSERT_TRUE(store->Append({EntryOf(n + 1000)}));
    const auto other = index->CatchUp(*store, LabelOf);
    ASSERT_FALSE(other);
    EXPECT_NE(other.error().message.find("two histories"), std::string::npos);
    EXPECT_EQ(*index->Head(), HeadOf(10));
  }
}

TEST_F(VerifiedIndexTest, RemembersNothingWhenALabelFails) {
  auto store = Create(10);
  auto index = OpenIndex();
  const auto failed = index->CatchUp(*store, [](uint64_t i, std::string_view token) {
    return i == 7 ? Result<Label>(Fail(ErrorCode::kInterrupted, "interrupted")) : LabelOf(i, token);
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kInterrupted);
  EXPECT_EQ(*index->Head(), TreeHead{});
  EXPECT_TRUE(index->Leaves({})->empty());
  EXPECT_EQ(*index->CatchUp(*store, LabelOf), HeadOf(10));
}

TEST_F(VerifiedIndexTest, ProvesWhatItHolds) {
  auto store = Create(23);
  auto index = OpenIndex();
  ASSERT_TRUE(index->CatchUp(*store, LabelOf));
  const auto included = index->ProveInclusion(7, 20);
  ASSERT_TRUE(included);
  EXPECT_TRUE(VerifyInclusion(7, 20, LeafHash(AsBytes(TokenOf(7))), *included, HeadOf(20).root));
  const auto consistent = index->ProveConsistency(11, 23);
  ASSERT_TRUE(consistent);
  EXPECT_TRUE(VerifyConsistency(11, 23, *consistent, HeadOf(11).root, HeadOf(23).root));
  EXPECT_EQ(index->ProveConsistency(11, 24).error().code, ErrorCode::kNotFound);
}

TEST_F(VerifiedIndexTest, IsPrivateAndItsOwn) {
  { auto index = OpenIndex(); }
  struct stat info {};
  ASSERT_EQ(stat((directory_ + "/verified.sqlite").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600u);
  // Moved away, but not its write-ahead log: the new one does not read that.
  {
    auto store = Create(3);
    ASSERT_TRUE(OpenIndex()->CatchUp(*store, LabelOf));
  }
  std::filesystem::remove(directory_ + "/verified.sqlite");
  EXPECT_EQ(*OpenIndex()->Head(), TreeHead{});
  for (const char* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove(directory_ + "/verified.sqlite" + suffix);
  ASSERT_TRUE(WriteFileAtomic(directory_ + "/verified.sqlite", AsBytes("something else, not ours"),
                              TempFile::Existing::kReplace));
  const auto index = VerifiedIndex::Open(directory_);
  ASSERT_FALSE(index);
  EXPECT_FALSE(index.error().next.empty());
}

}  // namespace
}  // namespace sekisho
