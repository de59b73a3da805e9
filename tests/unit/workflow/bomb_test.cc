// Packages that somebody made by hand to fill a disk (ATTACKS E6): everything about them is sound,
// but that there is too much in them. Opened where no organisation is known, so that nothing but
// the limits stands in the way.
#include <filesystem>

#include "libcrypt/archive/archive_writer.h"
#include "libcrypt/archive/contents.h"
#include "libcrypt/archive/payload.h"
#include "libcrypt/package/package_writer.h"
#include "tests/unit/libcrypt/archive_test_support.h"
#include "tests/unit/workflow/forge.h"
#include "tests/unit/workflow/peak_memory.h"
#include "workflow/packages/looking.h"
#include "workflow/state/resolve.h"

namespace sekisho {
namespace {

class Bombs : public Forgery {
 protected:
  struct Bomb {
    std::vector<ManifestEntry> approved;
    std::function<void(ByteSink& tar)> entries;
    bool compress = false;
  };

  // home_/bomb.age, for the employee: a request of the stranger's own, with a manifest that fits.
  void Make(const Bomb& bomb) {
    const std::string id = Ask(Asking());
    const auto session = Open("employee");
    const auto manifest = WriteManifest(bomb.approved);
    ASSERT_TRUE(manifest);
    const Digest salt{};
    Json claims = (*ResolveRequest(*session, id))->statement.claims;
    claims["annex"]["manifest"] = HexEncode(CommitAnnex(salt, *manifest));
    for (const char* common :
         {"kind", "org", "iss", "iat", "jti", "subject", "charter", "head", "tool"})
      claims.erase(common);
    const std::string request = Sign(*session, "employee", Kind::kRequest, "", claims).token;
    PackagePlan plan;
    for (const auto& recipient : (*ResolveRequest(*session, id))->claims.recipients)
      plan.recipients.push_back(*ParseRecipient(recipient));
    plan.permit = {request};
    auto writer = PackageWriter::Begin(home_ + "/bomb.age", "bomb", plan, random_);
    ASSERT_TRUE(writer) << writer.error().message;
    auto payload = PayloadWriter::Create((*writer)->payload(), {bomb.compress, false, 1});
    const std::string salt_line = HexEncode(salt) + "\n";
    HandMadeTar own;
    own.Add(std::string(kRequestName), '0', request + "\n");
    own.Add(std::string(kApprovalsName), '0', "");
    own.Add(std::string(kManifestSaltName), '0', salt_line);
    own.Add(std::string(kManifestName), '0', std::string(AsText(*manifest)));
    ASSERT_TRUE((*payload)->Write(own.bytes));
    bomb.entries(**payload);
    ASSERT_TRUE((*payload)->Write(Bytes(1024)));
    ASSERT_TRUE((*payload)->Finish());
    ASSERT_TRUE((*writer)->FinishPayload());
    ASSERT_TRUE((*writer)->Prepare("a seal that nobody knows here"));
    ASSERT_TRUE((*writer)->Release());
  }

  Setting Unjoined() const { return {"", home_ + "/employee.id", home_ + "/nothing"}; }

  // Refused by every command, naming `option`; nothing of it is left.
  void ExpectRefused(const ArchiveLimits& limits, const std::string& option) {
    OpenOptions options{home_ + "/bomb.age", home_ + "/out"};
    options.limits = limits;
    const auto opened = OpenPackage(Unjoined(), WorldNow(), options);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kRefused) << opened.error().message;
    EXPECT_NE(opened.error().next.words().find(option), std::string::npos)
        << opened.error().next.words();
    EXPECT_FALSE(PathExists(home_ + "/out"));
    for (const auto& entry : std::filesystem::directory_iterator(home_))
      EXPECT_FALSE(entry.path().filename().string().starts_with(".sekisho")) << entry;
    const auto verified = VerifyPackage(Unjoined(), WorldNow(), home_ + "/bomb.age", limits);
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().code, ErrorCode::kRefused) << verified.error().message;
  }
};

TEST_F(Bombs, TheRestOfTheHandMadePackageIsSound) {
  Make({{FileEntry("f", "content")}, [](ByteSink& tar) {
          ASSERT_TRUE(tar.Write(HandMadeTar().Add("f", '0', "content").bytes));
        }});
  const auto opened = OpenPackage(Unjoined(), WorldNow(), {home_ + "/bomb.age", home_ + "/out"});
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_FALSE(opened->permit_checked);
  EXPECT_EQ(opened->totals, (ManifestTotals{1, 0, 7}));
}

TEST_F(Bombs, E6AMillionTinyEntries) {
  constexpr int kEntries = 1'000'000;
  std::vector<ManifestEntry> approved;
  const auto name = [](int i) { return "f" + std::to_string(1'000'000 + i); };
  for (int i = 0; i < kEntries; ++i) approved.push_back(FileEntry(name(i), ""));
  Make({std::move(approved),
        [&](ByteSink& tar) {
          for (int i = 0; i < kEntries; ++i)
            ASSERT_TRUE(tar.Write(HandMadeTar().Add(name(i), '0').bytes));
        },
        true});
  ArchiveLimits limits;
  limits.max_entries = 5000;
  ExpectRefused(limits, "--max-entries");
}

TEST_F(Bombs, E6CompressedZeros) {
  constexpr uint64_t kBytes = uint64_t{2} << 30;
  ManifestEntry entry{"zeros", false, kBytes, {}};
  Make({{entry},
        [&](ByteSink& tar) {
          ASSERT_TRUE(tar.Write(HandMadeTar().Add("zeros", '0', {}, {}, 0644, kBytes).bytes));
          const Bytes zeros(1 << 20);
          for (uint64_t at = 0; at < kBytes; at += zeros.size()) ASSERT_TRUE(tar.Write(zeros));
        },
        true});
  ArchiveLimits limits;
  limits.max_ratio = 100;  // what is made with our writer is padded to a thousandth
  ExpectRefused(limits, "--max-ratio");
  limits.max_ratio = kDefaultMaxRatio;
  limits.max_total_bytes = kBytes - 1;
  ExpectRefused(limits, "--max-bytes");
}

TEST_F(Bombs, E6SparseHeaders) {
  for (const uint64_t bytes : {uint64_t{100} << 30, uint64_t{1} << 50}) {
    SCOPED_TRACE(bytes);
    std::filesystem::remove(home_ + "/bomb.age");
    Make({{{"sparse", false, bytes, {}}}, [&](ByteSink& tar) {
            HandMadeTar bomb;
            bomb.Pax({"GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=sparse",
                      "GNU.sparse.realsize=" + std::to_string(bytes)});
            bomb.Add("x", '0', "1\n0\n0\n" + std::string(506, '\0'));
            ASSERT_TRUE(tar.Write(bomb.bytes));
          }});
    ExpectRefused({}, bytes < (uint64_t{1} << 40) ? "--max-ratio" : "--max-bytes");
  }
}

TEST_F(Bombs, E6SparseMaps) {
  constexpr uint64_t kPieces = 15'000'000;
  const std::string count = std::to_string(kPieces) + "\n";
  const uint64_t map_bytes = count.size() + 4 * kPieces;
  Make({{{"sparse", false, 1, {}}},
        [&](ByteSink& tar) {
          HandMadeTar bomb;
          bomb.Pax({"GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=sparse",
                    "GNU.sparse.realsize=1"});
          bomb.Add("x", '0', {}, {}, 0644, static_cast<long long>((map_bytes + 511) / 512 * 512));
          ASSERT_TRUE(tar.Write(bomb.bytes));
          ASSERT_TRUE(tar.Write(AsBytes(count)));
          std::string pieces;
          while (pieces.size() < 4 << 10) pieces += "0\n0\n";
          for (uint64_t left = 4 * kPieces; left > 0; left -= std::min(left, pieces.size()))
            ASSERT_TRUE(tar.Write(AsBytes(pieces).first(std::min(left, pieces.size()))));
          ASSERT_TRUE(tar.Write(Bytes(512 - map_bytes % 512)));
        },
        true});
  ASSERT_LT(std::filesystem::file_size(home_ + "/bomb.age"), 32u << 10);
  const std::string package = home_ + "/bomb.age";
  EXPECT_LT(PeakBytes([&] {
              const auto opened = OpenPackage(Unjoined(), WorldNow(), {package, home_ + "/out"});
              if (opened || opened.error().code != ErrorCode::kVerdict) abort();
            }),
            kMostMemory);
  EXPECT_LT(PeakBytes([&] {
              if (PackageListing::Check(Unjoined(), WorldNow(), package)) abort();
            }),
            kMostMemory);
  EXPECT_FALSE(PathExists(home_ + "/out"));
}

}  // namespace
}  // namespace sekisho
