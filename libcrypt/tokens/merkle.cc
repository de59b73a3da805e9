#include "libcrypt/tokens/merkle.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/text/message.h"
#include "libcrypt/primitives/sha256_pair.h"

namespace sekisho {
namespace {

Error BadProof() {
  return Fail(ErrorCode::kVerdict, Message("the Merkle proof does not match the root"));
}

// The root of leaves [begin, end), one leaf at a time.
Result<Digest> SubtreeRoot(uint64_t begin, uint64_t end, const LeafHashAt& leaf_hash_at) {
  MerkleFrontier frontier;
  for (uint64_t i = begin; i < end; ++i) {
    ASSIGN_OR_RETURN(const Digest leaf, leaf_hash_at(i));
    RETURN_IF_ERROR(frontier.Append(leaf));
  }
  return frontier.Root();
}

// RFC 6962's k: the largest power of two below n, for n > 1.
uint64_t SplitPoint(uint64_t n) { return std::bit_floor(n - 1); }

// A place in the tree while a proof is walked upwards: `node` is our position at this level and
// `last` the last position there.
struct Walk {
  uint64_t node;
  uint64_t last;

  void Up() {
    node >>= 1;
    last >>= 1;
  }
  bool AtRoot() const { return last == 0; }
  // Whether the next hash of the proof stands left of ours. On the right border the levels where
  // our node has no sibling are skipped.
  bool SiblingIsLeft() {
    if ((node & 1) == 0 && node != last) return false;
    while ((node & 1) == 0 && node != 0) Up();
    return true;
  }
};

}  // namespace

Digest LeafHash(ByteView leaf) {
  Sha256Hasher hasher;
  hasher.Update({&kMerkleLeafPrefix, 1});
  hasher.Update(leaf);
  return hasher.Finish();
}

std::array<Digest, 2> LeafHashes(ByteView a, ByteView b) {
  return Sha256Pair(kMerkleLeafPrefix, a, b);
}

Digest NodeHash(const Digest& left, const Digest& right) {
  std::array<uint8_t, 65> bytes;
  bytes[0] = kMerkleNodePrefix;
  std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), bytes.begin() + 33);
  return Sha256(bytes);
}

Digest EmptyTreeRoot() { return Sha256({}); }

Result<void> MerkleFrontier::Append(const Digest& leaf_hash) {
  if (size_ == UINT64_MAX)
    return Fail(ErrorCode::kFailed, Message("the Merkle tree cannot hold another leaf"));
  Digest hash = leaf_hash;
  // Each trailing 1 bit of the size is a perfect subtree as large as what is being added.
  for (uint64_t rest = size_; (rest & 1) != 0; rest >>= 1) {
    hash = NodeHash(subtrees_.back(), hash);
    subtrees_.pop_back();
  }
  subtrees_.push_back(hash);
  ++size_;
  return {};
}

Digest MerkleFrontier::Root() const {
  if (subtrees_.empty()) return EmptyTreeRoot();
  Digest root = subtrees_.back();
  for (size_t i = subtrees_.size() - 1; i > 0; --i) root = NodeHash(subtrees_[i - 1], root);
  return root;
}

Bytes MerkleFrontier::Serialize() const {
  Bytes out(8 + subtrees_.size() * sizeof(Digest));
  PutBe64(size_, std::span<uint8_t, 8>(out.data(), 8));
  auto at = out.begin() + 8;
  for (const Digest& subtree : subtrees_) at = std::copy(subtree.begin(), subtree.end(), at);
  return out;
}

Result<MerkleFrontier> MerkleFrontier::Parse(ByteView bytes) {
  const Error malformed = Fail(ErrorCode::kMalformed, Message("not a Merkle frontier"));
  if (bytes.size() < 8) return malformed;
  MerkleFrontier frontier;
  frontier.size_ = GetBe64(bytes.first<8>());
  const auto count = static_cast<size_t>(std::popcount(frontier.size_));
  if (bytes.size() != 8 + count * sizeof(Digest)) return malformed;
  frontier.subtrees_.resize(count);
  for (size_t i = 0; i < count; ++i) {
    const ByteView hash = bytes.subspan(8 + i * sizeof(Digest), sizeof(Digest));
    std::copy(hash.begin(), hash.end(), frontier.subtrees_[i].begin());
  }
  return frontier;
}

Result<MerkleProof> ProveInclusion(uint64_t index, uint64_t size, const LeafHashAt& leaf_hash_at) {
  if (index >= size)
    return Fail(ErrorCode::kFailed, Message("leaf {0} is not in a tree of {1} leaves",
                                            {std::to_string(index), std::to_string(size)}));
  MerkleProof proof;  // from the root down, turned round at the end
  uint64_t begin = 0;
  uint64_t end = size;
  while (end - begin > 1) {
    const uint64_t middle = begin + SplitPoint(end - begin);
    const bool left = index < middle;
    ASSIGN_OR_RETURN(const Digest sibling, left ? SubtreeRoot(middle, end, leaf_hash_at)
                                                : SubtreeRoot(begin, middle, leaf_hash_at));
    proof.push_back(sibling);
    (left ? end : begin) = middle;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Result<void> VerifyInclusion(uint64_t index, uint64_t size, const Digest& leaf_hash,
                             std::span<const Digest> proof, const Digest& root) {
  if (index >= size) return BadProof();
  Walk walk{index, size - 1};
  Digest hash = leaf_hash;
  for (const Digest& sibling : proof) {
    if (walk.AtRoot()) return BadProof();
    hash = walk.SiblingIsLeft() ? NodeHash(sibling, hash) : NodeHash(hash, sibling);
    walk.Up();
  }
  if (!walk.AtRoot() || hash != root) return BadProof();
  return {};
}

Result<MerkleProof> ProveConsistency(uint64_t size1, uint64_t size2,
                                     const LeafHashAt& leaf_hash_at) {
  if (size1 == 0 || size1 > size2)
    return Fail(ErrorCode::kFailed, Message("no tree of {0} leaves begins a tree of {1} leaves",
                                            {std::to_string(size1), std::to_string(size2)}));
  MerkleProof proof;  // from the root down, turned round at the end
  uint64_t begin = 0;
  uint64_t end = size2;
  // Down to the subtree that ends where the old tree ended.
  while (size1 < end) {
    const uint64_t middle = begin + SplitPoint(end - begin);
    const bool left = size1 <= middle;
    ASSIGN_OR_RETURN(const Digest sibling, left ? SubtreeRoot(middle, end, leaf_hash_at)
                                                : SubtreeRoot(begin, middle, leaf_hash_at));
    proof.push_back(sibling);
    (left ? end : begin) = middle;
  }
  // The verifier knows that subtree when it is the whole old tree.
  if (begin != 0) {
    ASSIGN_OR_RETURN(const Digest seed, SubtreeRoot(begin, end, leaf_hash_at));
    proof.push_back(seed);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Result<void> VerifyConsistency(uint64_t size1, uint64_t size2, std::span<const Digest> proof,
                               const Digest& root1, const Digest& root2) {
  if (size1 == 0 || size1 > size2) return BadProof();
  if (size1 == size2) {
    if (!proof.empty() || root1 != root2) return BadProof();
    return {};
  }
  if (proof.empty()) return BadProof();
  Digest seed = root1;
  if (!std::has_single_bit(size1)) {
    seed = proof.front();
    proof = proof.subspan(1);
  }
  Walk walk{size1 - 1, size2 - 1};
  while ((walk.node & 1) != 0) walk.Up();
  Digest hash1 = seed;
  Digest hash2 = seed;
  for (const Digest& sibling : proof) {
    if (walk.AtRoot()) return BadProof();
    if (walk.SiblingIsLeft()) {
      hash1 = NodeHash(sibling, hash1);
      hash2 = NodeHash(sibling, hash2);
    } else {
      hash2 = NodeHash(hash2, sibling);
    }
    walk.Up();
  }
  if (!walk.AtRoot() || hash1 != root1 || hash2 != root2) return BadProof();
  return {};
}

}  // namespace sekisho
