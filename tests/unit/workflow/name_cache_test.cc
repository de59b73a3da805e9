#include "workflow/state/name_cache.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/files/files.h"
#include "tests/unit/workflow/office.h"

namespace sekisho {
namespace {

Digest DigestOf(std::string_view text) { return Sha256(AsBytes(text)); }

class NameCacheTest : public ::testing::Test {
 protected:
  NameCacheTest() {
    char name[] = "/tmp/sekisho-names-XXXXXX";
    directory_ = mkdtemp(name);
  }
  ~NameCacheTest() override {
    unlink(path().c_str());
    rmdir(directory_.c_str());
  }
  std::string path() const { return directory_ + "/names"; }
  NameCache Open(const X25519Identity& identity, const std::set<Digest>& erased = {}) const {
    return NameCache::Open(directory_, identity, erased);
  }
  // Two names, one of a card whose annex will be erased.
  void SaveTwo() {
    NameCache cache = Open(mine_);
    cache.Add(DigestOf("card 1"), DigestOf("annex 1"), "田中 太郎");
    cache.Add(DigestOf("card 2"), DigestOf("annex 2"), "Suzuki");
    cache.Save(random_);
  }
  static std::string Found(const NameCache& cache, std::string_view card) {
    const std::string* const name = cache.Find(DigestOf(card));
    return name == nullptr ? "" : *name;
  }

  SystemRandom random_;
  X25519Identity mine_ = X25519Identity::Generate(random_);
  std::string directory_;
};

TEST_F(NameCacheTest, KeepsNamesForTheSameIdentityOnly) {
  SaveTwo();
  EXPECT_EQ(Found(Open(mine_), "card 1"), "田中 太郎");
  EXPECT_EQ(Found(Open(mine_), "card 2"), "Suzuki");
  EXPECT_EQ(Found(Open(mine_), "card 3"), "");
  EXPECT_EQ(Found(Open(X25519Identity::Generate(random_)), "card 1"), "");
}

TEST_F(NameCacheTest, TellsNothingAtRest) {
  SaveTwo();
  struct stat info {};
  ASSERT_EQ(stat(path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  const auto file = ReadFile(path(), 1 << 20);
  ASSERT_TRUE(file);
  for (const std::string& told : {std::string("Suzuki"), HexEncode(DigestOf("card 2"))})
    EXPECT_EQ(AsText(*file).find(told), std::string_view::npos) << told;
  // The same again is other bytes: no key is used twice.
  NameCache cache = Open(mine_);
  cache.Add(DigestOf("card 2"), DigestOf("annex 2"), "Suzuki");
  cache.Save(random_);
  EXPECT_NE(*ReadFile(path(), 1 << 20), *file);
}

TEST_F(NameCacheTest, ErasedNamesGo) {
  SaveTwo();
  NameCache cache = Open(mine_, {DigestOf("annex 1")});
  EXPECT_EQ(Found(cache, "card 1"), "");
  EXPECT_EQ(Found(cache, "card 2"), "Suzuki");
  cache.Save(random_);
  EXPECT_EQ(Found(Open(mine_), "card 1"), "") << "it is in the file still";
}

TEST_F(NameCacheTest, ADamagedFileIsBegunAnew) {
  SaveTwo();
  const Bytes whole = *ReadFile(path(), 1 << 20);
  for (size_t at = 0; at < whole.size(); ++at) {
    Bytes damaged = whole;
    damaged[at] ^= 1;
    ASSERT_TRUE(WriteFileAtomic(path(), damaged, TempFile::Existing::kReplace));
    ASSERT_EQ(Found(Open(mine_), "card 2"), "") << at;
    damaged = Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(at));
    ASSERT_TRUE(WriteFileAtomic(path(), damaged, TempFile::Existing::kReplace));
    ASSERT_EQ(Found(Open(mine_), "card 2"), "") << at;
  }
  SaveTwo();
  EXPECT_EQ(Found(Open(mine_), "card 2"), "Suzuki");
}

TEST_F(NameCacheTest, WhatCannotBeWrittenIsNoFailure) {
  NameCache cache = NameCache::Open(directory_ + "/nowhere", mine_, {});
  cache.Add(DigestOf("card 1"), DigestOf("annex 1"), "Suzuki");
  cache.Save(random_);
  EXPECT_EQ(Found(cache, "card 1"), "Suzuki");
}

using CachedNames = Office;

TEST_F(CachedNames, AreNotOpenedAgain) {
  std::string directory, card;
  Digest commitment{};
  {
    auto session = Open("manager");
    EXPECT_EQ(session->NameOf(session->Me().value()->id), "田中");
    directory = session->directory();
    card = session->Me().value()->card_token;
    commitment = *ParseStatement(card)->AnnexCommitment("main");
  }
  // Another name under the manager's key shows where it was read.
  auto session = Open("manager");
  const X25519Identity& own = session->identity().value()->age.front();
  NameCache cache = NameCache::Open(directory, own, {});
  ASSERT_NE(cache.Find(Sha256(AsBytes(card))), nullptr);
  EXPECT_EQ(*cache.Find(Sha256(AsBytes(card))), "田中");
  cache.Add(Sha256(AsBytes(card)), commitment, "kept");
  cache.Save(random_);
  EXPECT_EQ(session->NameOf(session->Me().value()->id), "kept");
}

}  // namespace
}  // namespace sekisho
