// Whether a package fits is said before it is made: what it then takes is never more.
#include "workflow/packages/room.h"
#include "workflow/state/resolve.h"

#include "tests/unit/workflow/office.h"

namespace sekisho {
namespace {

class Room : public Office {
 protected:
  // Seals what is in files/ now: the bytes that it takes, and how many it was said to take at most.
  void Seal(bool compress, bool pad) {
    const std::string id = Ask(Asking());
    ASSERT_TRUE(ApproveAs("manager", id));
    if (first_) {
      ASSERT_TRUE(CheckoutTo("佐藤", id));
    }
    first_ = false;
    auto session = Open("employee");
    const auto request = ResolveRequest(*session, id);
    ASSERT_TRUE(request);
    const auto approved = ReadApprovedFiles(*session, **request, "");
    ASSERT_TRUE(approved);
    const auto manifest = approved->manifest.Read();
    ASSERT_TRUE(manifest);
    const auto estimate = EstimateCompression(**request, **manifest, approved->roots);
    ASSERT_TRUE(estimate);
    SealOptions options;
    options.output = home_ + "/stick/" + id + ".age";
    options.compress = compress ? Compress::kAuto : Compress::kNever;
    options.pad = pad;
    const auto sealed = SealRequest(*session, **request, options);
    ASSERT_TRUE(sealed) << sealed.error().message;
    taken_ = sealed->bytes;
    compressed_ = sealed->compressed;
    said_ = PackageBytes(**request, sealed->compressed ? &*estimate : nullptr, pad);
  }

  static constexpr size_t kCompressible = 6 << 20;
  uint64_t taken_ = 0;
  uint64_t said_ = 0;
  bool compressed_ = false;
  bool first_ = true;
};

std::string Lines(size_t bytes) {
  std::string text;
  for (uint64_t i = 0; text.size() < bytes; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  return text;
}

TEST_F(Room, APackageTakesNoMoreThanWasSaid) {
  Bytes noise(3 << 20);
  random_.Fill(noise);
  for (const bool compressible : {true, false}) {
    WriteText("files/plan.txt", compressible ? Lines(kCompressible) : std::string(AsText(noise)));
    for (const bool compress : {true, false}) {
      for (const bool pad : {true, false}) {
        SCOPED_TRACE(testing::Message() << compressible << compress << pad);
        Seal(compress, pad);
        EXPECT_EQ(compressed_, compressible && compress);
        EXPECT_LE(taken_, said_);
        EXPECT_LE(said_, taken_ + taken_ / 4 + (300 << 10))
            << "room is asked for that is not needed";
      }
    }
  }
}

TEST_F(Room, IsAskedForNoMoreThanWithoutCompressing) {
  const std::string id = Ask(Asking());
  const auto session = Open("employee");
  const RequestRecord& request = **ResolveRequest(*session, id);
  const uint64_t plain = PackageBytes(request, nullptr, false);
  CompressionEstimate estimate;
  estimate.compressed_bytes = uint64_t{1} << 40;
  EXPECT_EQ(PackageBytes(request, &estimate, false), plain);
  estimate.compressed_bytes = 0;
  EXPECT_LT(PackageBytes(request, &estimate, false), plain);
  EXPECT_GE(PackageBytes(request, nullptr, true), plain);
}

TEST_F(Room, D11WhatDoesNotFitIsRefused) {
  EXPECT_TRUE(CheckRoom(home_ + "/stick/x.age", 1));
  const auto checked = CheckRoom(home_ + "/stick/x.age", uint64_t{1} << 60);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::kNoSpace);
}

}  // namespace
}  // namespace sekisho
