#include "libcrypt/tokens/merkle_stream.h"

#include <gtest/gtest.h>

#include <bit>

namespace sekisho {
namespace {

constexpr uint64_t kMax = UINT64_MAX;

Digest Leaf(uint64_t index) {
  uint8_t bytes[8];
  PutBe64(index, bytes);
  return LeafHash(bytes);
}

Result<Digest> LeafAt(uint64_t index) { return Leaf(index); }

// RFC 6962, section 2.1, as it is written there.
Digest NaiveRoot(uint64_t begin, uint64_t end) {
  if (begin == end) return Sha256({});
  if (end - begin == 1) return Leaf(begin);
  uint64_t k = 1;
  while (k * 2 < end - begin) k *= 2;
  return NodeHash(NaiveRoot(begin, begin + k), NaiveRoot(begin + k, end));
}

// All roots of the first n leaves, computed once.
const std::vector<Digest>& Roots() {
  static const std::vector<Digest> roots = [] {
    std::vector<Digest> out;
    for (uint64_t n = 0; n <= 131; ++n) out.push_back(NaiveRoot(0, n));
    return out;
  }();
  return roots;
}

TEST(MerkleHash, MatchesRfc6962TestVectors) {
  // The empty tree and the leaf "" of Certificate Transparency's reference tests.
  EXPECT_EQ(HexEncode(EmptyTreeRoot()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HexEncode(LeafHash({})),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(HexEncode(NodeHash(LeafHash({}), LeafHash(Bytes{0}))),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

TEST(MerkleHash, NeverTakesANodeForALeaf) {  // ATTACKS F10
  const Digest left = Leaf(0);
  const Digest right = Leaf(1);
  Bytes joined(left.begin(), left.end());
  joined.insert(joined.end(), right.begin(), right.end());
  EXPECT_NE(LeafHash(joined), NodeHash(left, right));
  // The parent of two leaves, shown as the only leaf of a tree, is not included in it.
  EXPECT_FALSE(VerifyInclusion(0, 1, LeafHash(joined), {}, Roots()[2]));
}

TEST(MerkleFrontier, HasTheNaiveRootAtEverySize) {
  MerkleFrontier frontier;
  for (uint64_t n = 0; n <= 131; ++n) {
    ASSERT_EQ(frontier.size(), n);
    ASSERT_EQ(frontier.Root(), Roots()[n]) << n;
    const Bytes bytes = frontier.Serialize();
    ASSERT_EQ(bytes.size(), 8 + 32 * static_cast<size_t>(std::popcount(n)));
    const auto again = MerkleFrontier::Parse(bytes);
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, frontier);
    EXPECT_EQ(again->Serialize(), bytes);
    ASSERT_TRUE(frontier.Append(Leaf(n)));
  }
}

TEST(MerkleFrontier, ParsesOnlyWhatItWrites) {
  MerkleFrontier frontier;
  for (uint64_t n = 0; n < 11; ++n) ASSERT_TRUE(frontier.Append(Leaf(n)));
  const Bytes good = frontier.Serialize();
  for (size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(MerkleFrontier::Parse(ByteView(good).first(size))) << size;
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_FALSE(MerkleFrontier::Parse(longer));
  Bytes other_size = good;
  other_size[7] = 15;  // one subtree more
  EXPECT_FALSE(MerkleFrontier::Parse(other_size));
}

TEST(MerkleFrontier, StopsAtTheLargestSize) {  // ATTACKS F10
  Bytes full(MerkleFrontier::kMaxSerializedBytes, 0xff);
  auto frontier = MerkleFrontier::Parse(full);
  ASSERT_TRUE(frontier);
  EXPECT_EQ(frontier->size(), kMax);
  const Digest root = frontier->Root();
  EXPECT_FALSE(frontier->Append(Leaf(0)));
  EXPECT_EQ(frontier->Root(), root);
  // One below the largest size still grows, to exactly the largest.
  full[7] = 0xfe;
  full.resize(full.size() - 32);
  frontier = MerkleFrontier::Parse(full);
  ASSERT_TRUE(frontier);
  EXPECT_TRUE(frontier->Append(Leaf(0)));
  EXPECT_EQ(frontier->size(), kMax);
}

TEST(MerkleInclusion, ProvesEveryLeafOfEverySmallTreeAndNoOther) {
  for (uint64_t size = 1; size <= 131; ++size) {
    for (uint64_t index = 0; index < size; ++index) {
      const auto proof = ProveInclusion(index, size, LeafAt);
      ASSERT_TRUE(proof);
      ASSERT_TRUE(VerifyInclusion(index, size, Leaf(index), *proof, Roots()[size]));
      ASSERT_FALSE(VerifyInclusion(index + 1, size, Leaf(index), *proof, Roots()[size]));
      ASSERT_FALSE(VerifyInclusion(index, size, Leaf(index + 1), *proof, Roots()[size]));
      ASSERT_FALSE(VerifyInclusion(index, size, Leaf(index), *proof, Roots()[size - 1]));
      MerkleProof longer = *proof;
      longer.push_back(Leaf(0));
      ASSERT_FALSE(VerifyInclusion(index, size, Leaf(index), longer, Roots()[size]));
      if (proof->empty()) continue;
      MerkleProof shorter(proof->begin(), proof->end() - 1);
      ASSERT_FALSE(VerifyInclusion(index, size, Leaf(index), shorter, Roots()[size]));
    }
  }
}

TEST(MerkleConsistency, ProvesEveryPairOfSmallTreesAndNoOther) {
  for (uint64_t size2 = 1; size2 <= 131; ++size2) {
    for (uint64_t size1 = 1; size1 <= size2; ++size1) {
      const auto proof = ProveConsistency(size1, size2, LeafAt);
      ASSERT_TRUE(proof);
      const Digest& root1 = Roots()[size1];
      const Digest& root2 = Roots()[size2];
      ASSERT_TRUE(VerifyConsistency(size1, size2, *proof, root1, root2)) << size1 << " " << size2;
      ASSERT_FALSE(VerifyConsistency(size1, size2, *proof, Roots()[size1 - 1], root2));
      ASSERT_FALSE(VerifyConsistency(size1, size2, *proof, root1, Roots()[size2 - 1]));
      MerkleProof longer = *proof;
      longer.push_back(Leaf(0));
      ASSERT_FALSE(VerifyConsistency(size1, size2, longer, root1, root2));
      for (size_t i = 0; i < proof->size(); ++i) {
        MerkleProof flipped = *proof;
        flipped[i][31] ^= 1;
        ASSERT_FALSE(VerifyConsistency(size1, size2, flipped, root1, root2));
      }
    }
  }
}

TEST(MerkleProofs, RefuseSizesAndIndexesWithoutATree) {
  EXPECT_FALSE(ProveInclusion(0, 0, LeafAt));
  EXPECT_FALSE(ProveInclusion(5, 5, LeafAt));
  EXPECT_FALSE(VerifyInclusion(0, 0, Leaf(0), {}, EmptyTreeRoot()));
  EXPECT_FALSE(ProveConsistency(0, 5, LeafAt));
  EXPECT_FALSE(ProveConsistency(6, 5, LeafAt));
  EXPECT_FALSE(VerifyConsistency(0, 5, {}, EmptyTreeRoot(), Roots()[5]));
  EXPECT_FALSE(VerifyConsistency(0, 0, {}, EmptyTreeRoot(), EmptyTreeRoot()));
  EXPECT_FALSE(VerifyConsistency(6, 5, {}, Roots()[6], Roots()[5]));
}

TEST(MerkleProofs, PassOnTheErrorOfAMissingLeaf) {
  const auto missing = [](uint64_t) -> Result<Digest> {
    return Fail(ErrorCode::kNotFound, "no such leaf");
  };
  EXPECT_EQ(ProveInclusion(1, 3, missing).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ProveConsistency(2, 3, missing).error().code, ErrorCode::kNotFound);
}

// The path of the last leaf of the largest tree, built by hand: all siblings are on the left.
TEST(MerkleInclusion, WorksAtTheLargestIndex) {  // ATTACKS F10
  const uint64_t size = kMax;
  const uint64_t last = size - 1;  // even: of the lowest level's pairs it is the odd one out
  MerkleProof proof;
  Digest root = Leaf(last);
  for (int level = 1; level < 64; ++level) {
    proof.push_back(Leaf(static_cast<uint64_t>(level)));
    root = NodeHash(proof.back(), root);
  }
  EXPECT_TRUE(VerifyInclusion(last, size, Leaf(last), proof, root));
  EXPECT_FALSE(VerifyInclusion(size, size, Leaf(last), proof, root));
  EXPECT_FALSE(VerifyInclusion(last - 1, size, Leaf(last), proof, root));
  EXPECT_FALSE(VerifyInclusion(last, size - 1, Leaf(last), proof, root));
  proof.push_back(Leaf(0));
  EXPECT_FALSE(VerifyInclusion(last, size, Leaf(last), proof, root));
}

TEST(MerkleConsistency, WorksAtTheLargestSizes) {  // ATTACKS F10
  const uint64_t half = uint64_t{1} << 63;
  const Digest left = Leaf(1);
  const Digest right = Leaf(2);
  const MerkleProof proof{right};
  EXPECT_TRUE(VerifyConsistency(half, kMax, proof, left, NodeHash(left, right)));
  EXPECT_FALSE(VerifyConsistency(half, kMax, proof, right, NodeHash(left, right)));
  EXPECT_FALSE(VerifyConsistency(kMax, half, proof, left, NodeHash(left, right)));
  EXPECT_TRUE(VerifyConsistency(kMax, kMax, {}, left, left));
  // From 2^64-2 to 2^64-1 leaves: the old tree's last pair, the new leaf, then 62 left siblings.
  MerkleProof long_proof{left, right};
  Digest root1 = left;
  Digest root2 = NodeHash(left, right);
  for (int i = 0; i < 62; ++i) {
    long_proof.push_back(Leaf(static_cast<uint64_t>(i)));
    root1 = NodeHash(long_proof.back(), root1);
    root2 = NodeHash(long_proof.back(), root2);
  }
  EXPECT_TRUE(VerifyConsistency(kMax - 1, kMax, long_proof, root1, root2));
  EXPECT_FALSE(VerifyConsistency(kMax - 2, kMax, long_proof, root1, root2));
}

TEST(MerkleStreamHasher, CutsTheSameLeavesWhateverThePieces) {
  constexpr size_t kLeafBytes = 16;
  for (size_t total = 0; total <= 100; ++total) {
    Bytes data(total);
    for (size_t i = 0; i < total; ++i) data[i] = static_cast<uint8_t>(i * 7);
    MerkleFrontier expected;
    for (size_t at = 0; at < total; at += kLeafBytes)
      ASSERT_TRUE(
          expected.Append(LeafHash(ByteView(data).subspan(at, std::min(kLeafBytes, total - at)))));
    for (size_t piece : {1, 3, 16, 17, 200}) {
      Bytes seen;
      MerkleStreamHasher hasher(kLeafBytes, nullptr, [&](uint64_t offset, ByteView leaves) {
        ASSERT_EQ(offset, seen.size() % std::max<size_t>(1, total));
        seen.insert(seen.end(), leaves.begin(), leaves.end());
      });
      for (int round = 0; round < 2; ++round) {  // Finish starts anew
        for (size_t at = 0; at < total; at += piece)
          hasher.Update(ByteView(data).subspan(at, std::min(piece, total - at)));
        ASSERT_EQ(hasher.Finish(), expected.Root()) << total << " " << piece;
      }
      Bytes twice = data;
      twice.insert(twice.end(), data.begin(), data.end());
      EXPECT_EQ(seen, twice);
    }
  }
}

}  // namespace
}  // namespace sekisho
