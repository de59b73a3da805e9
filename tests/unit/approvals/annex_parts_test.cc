#include "approvals/annex_parts.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include "approvals/annex.h"
#include "base/random.h"
#include "libcrypt/keys/keys.h"

namespace sekisho {
namespace {

constexpr int kKinds = static_cast<int>(Kind::kPartner) + 1;

const char* ReadersName(AnnexReaders readers) {
  switch (readers) {
    case AnnexReaders::kDirectory:
      return "directory";
    case AnnexReaders::kDirectoryAndEscrow:
      return "directory, escrow";
    case AnnexReaders::kMember:
      return "member";
    case AnnexReaders::kConcerned:
      break;
  }
  return "concerned";
}

std::string RowOf(const AnnexPartRule& rule) {
  return "| `" + std::string(KindName(rule.kind)) + "` | `" + rule.part + "` | " +
         (rule.required ? "required" : "optional") + " | " +
         (rule.max_bytes == 0 ? "stream" : std::to_string(rule.max_bytes)) + " | " +
         ReadersName(rule.readers) + " |";
}

TEST(AnnexParts, PageAndTableAreEqual) {
  const char* const source = std::getenv("SEKISHO_SOURCE");
  ASSERT_NE(source, nullptr) << "SEKISHO_SOURCE: where the sources are";
  std::ifstream page(std::string(source) + "/docs/formats/annex.md");
  std::set<std::string> said, meant;
  for (std::string line; std::getline(page, line);) {
    const bool is_row =
        line.find(" | required | ") != line.npos || line.find(" | optional | ") != line.npos;
    if (!is_row) continue;
    EXPECT_TRUE(said.insert(line).second) << "twice: " << line;
  }
  for (int kind = 0; kind < kKinds; ++kind)
    for (const AnnexPartRule& rule : AnnexPartsOf(static_cast<Kind>(kind)))
      EXPECT_TRUE(meant.insert(RowOf(rule)).second) << "twice: " << RowOf(rule);
  EXPECT_FALSE(meant.empty());
  EXPECT_EQ(said, meant);
}

TEST(AnnexParts, FindsThePartsOfAKindAndNoOthers) {
  ASSERT_EQ(AnnexPartsOf(Kind::kRequest).size(), 2u);
  EXPECT_TRUE(AnnexPartsOf(Kind::kSeal).empty());
  for (int kind = 0; kind < kKinds; ++kind) {
    for (const AnnexPartRule& rule : AnnexPartsOf(static_cast<Kind>(kind))) {
      EXPECT_EQ(rule.kind, static_cast<Kind>(kind));
      EXPECT_EQ(FindAnnexPart(rule.kind, rule.part), &rule);
    }
  }
  EXPECT_EQ(FindAnnexPart(Kind::kRequest, "mai"), nullptr);
  EXPECT_EQ(FindAnnexPart(Kind::kRequest, ""), nullptr);
  EXPECT_EQ(FindAnnexPart(Kind::kRequest, "grant"), nullptr);
}

// The bound is exact: one reader more, or one byte more, and the envelope is larger than it.
TEST(AnnexParts, AnEnvelopeOfTheMostReadersFits) {
  const AnnexPartRule& rule = *FindAnnexPart(Kind::kMemberCard, "main");
  SystemRandom random;
  std::vector<X25519PublicKey> readers;
  for (int i = 0; i < 16; ++i) readers.push_back(X25519Identity::Generate(random).recipient());
  for (const size_t size : {size_t{0}, size_t{4096}, size_t{65536 - 32}, size_t{65536 - 31}}) {
    const AnnexPart part = *SealAnnex(Bytes(size), readers, random);
    EXPECT_EQ(part.sealed.size(), MaxEnvelopeBytes(rule, size)) << size;
  }
}

}  // namespace
}  // namespace sekisho
