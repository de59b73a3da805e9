// Packages without their encryption, extracted into a directory of the test's own.
#pragma once

#include <gtest/gtest.h>

#include "base/files/fault.h"
#include "libcrypt/archive/extract.h"
#include "tests/unit/libcrypt/archive_test_support.h"

namespace sekisho {

inline const Time kMtime{std::chrono::seconds(1700000000)};

// The package's own files, and then what a test adds.
inline HandMadeTar Package(const std::vector<ManifestEntry>& approved) {
  const auto manifest = WriteManifest(approved);
  EXPECT_TRUE(manifest) << manifest.error().message;
  return HandMadeTar()
      .Add("SEKISHO/request", '0', "the request")
      .Add("SEKISHO/approvals", '0', "the approvals")
      .Add("SEKISHO/SHA256SUMS", '0', std::string(AsText(*manifest)));
}

class ExtractTest : public ::testing::Test {
 protected:
  ~ExtractTest() override { SetFaultHook({}); }

  Result<ManifestTotals> Extract(const Bytes& tar, const ContentsLimits& limits = {},
                                 const MetadataCheck& check = {}) {
    MemorySource source(tar);
    MemorySource again(tar);
    return ExtractPackage(source, again, target_, limits, check, random_);
  }

  // The refusal's message, after checking that nothing was left behind and nothing escaped.
  std::string Refusal(const Bytes& tar, const ContentsLimits& limits = {}) {
    const auto extracted = Extract(tar, limits);
    EXPECT_FALSE(extracted);
    if (extracted) return "";
    EXPECT_EQ(extracted.error().code, ErrorCode::kVerdict) << extracted.error().message;
    EXPECT_TRUE(IsUntouched());
    return extracted.error().message;
  }
  std::string Refusal(const HandMadeTar& tar) { return Refusal(tar.End()); }

  // Only what was there before: `outside` with its one file, and no staging directory.
  bool IsUntouched() const {
    return scratch_.Shell(
        "test \"$(find . | sort | tr '\\n' ' ')\" = '. ./outside ./outside/file '"
        " && test $(cat outside/file) = kept");
  }

  void SetUp() override { ASSERT_TRUE(scratch_.Shell("mkdir outside && echo kept >outside/file")); }

  ScratchDirectory scratch_;
  std::string target_ = scratch_ / "out";
  CountingRandom random_;
};

}  // namespace sekisho
