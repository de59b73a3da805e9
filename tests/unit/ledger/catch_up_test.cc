// What somebody forges who owns the store and makes all the rest fit: one check is left to notice.
#include "ledger/catch_up.h"

#include "libcrypt/primitives/sha256.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/ledger/ledger_fixture.h"

namespace sekisho {
namespace {

std::string Blob(ByteView bytes) { return "x'" + HexEncode(bytes) + "'"; }

class ForgedLedger : public LedgerTest {
 protected:
  void SetUp() override { Create(10); }

  // The last entry has this token, hash and leaf, and all that is built on the leaf fits.
  void ForgeLast(const std::string& token, const Digest& leaf) {
    MerkleFrontier frontier;
    for (uint64_t n = 0; n < 9; ++n) ASSERT_TRUE(frontier.Append(LeafHash(AsBytes(TokenOf(n)))));
    ASSERT_TRUE(frontier.Append(leaf));
    const std::string root = Blob(frontier.Root());
    Tamper("UPDATE entries SET token = " + Blob(AsBytes(token)) +
           ", hash = " + Blob(Sha256(AsBytes(token))) + ", leaf = " + Blob(leaf) +
           ", root = " + root + " WHERE idx = 9");
    Tamper("UPDATE head SET root = " + root + ", frontier = " + Blob(frontier.Serialize()));
  }
  static std::string FrontierOf(uint64_t size) {
    MerkleFrontier frontier;
    for (uint64_t n = 0; n < size; ++n) EXPECT_TRUE(frontier.Append(LeafHash(AsBytes(TokenOf(n)))));
    return Blob(frontier.Serialize());
  }
  // By a machine that sees the ledger for the first time; it remembers nothing then.
  void ExpectNotVerified() {
    auto index = OpenIndex();
    EXPECT_EQ(RefusalOf(index->CatchUp(*OpenStore(), LabelOf)), ErrorCode::kVerdict);
    EXPECT_EQ(*index->Head(), TreeHead{});
  }
};

TEST_F(ForgedLedger, AnEntryHasAToken) {  // ATTACKS F1
  ForgeLast("", LeafHash({}));
  ExpectNotVerified();
}

TEST_F(ForgedLedger, ALeafIsThatOfItsToken) {  // ATTACKS F1
  ForgeLast("v4.public.other", LeafHash(AsBytes(TokenOf(9))));
  ExpectNotVerified();
}

TEST_F(ForgedLedger, NoEntryIsLeftOut) {  // ATTACKS F2
  Tamper("UPDATE entries SET idx = 10 WHERE idx = 9");
  ExpectNotVerified();
}

TEST_F(ForgedLedger, EveryRootFollowsNotOnlyTheLast) {  // ATTACKS F4
  Tamper("UPDATE entries SET root = zeroblob(32) WHERE idx = 5");
  ExpectNotVerified();
}

TEST_F(ForgedLedger, TheFrontierIsThatOfTheHeadAlsoWhenNothingIsNew) {  // ATTACKS F4
  auto index = OpenIndex();
  ASSERT_TRUE(index->CatchUp(*OpenStore(), LabelOf));
  Tamper("UPDATE head SET frontier = " + FrontierOf(11));
  EXPECT_EQ(RefusalOf(index->CatchUp(*OpenStore(), LabelOf)), ErrorCode::kVerdict);
}

TEST_F(ForgedLedger, NothingIsBuiltOnAnotherFrontier) {  // ATTACKS F4
  for (const uint64_t size : {9, 11}) {
    Tamper("UPDATE head SET frontier = " + FrontierOf(size));
    auto store = OpenStore();
    EXPECT_EQ(RefusalOf(store->Append({EntryOf(10)})), ErrorCode::kVerdict) << size;
    EXPECT_EQ(store->Head()->head, HeadOf(10));
  }
}

}  // namespace
}  // namespace sekisho
