#include "base/typed/windows_path.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

const PathTable kTable = {{"Z:", "/mnt/soumu"}, {"\\\\fs1\\soumu", "/mnt/fs1"}};

TEST(WindowsPath, IsMappedByItsPlace) {
  const std::pair<const char*, const char*> cases[] = {
      {"Z:\\a\\b.xlsx", "/mnt/soumu/a/b.xlsx"},
      {"\"Z:\\a b\\c.xlsx\"", "/mnt/soumu/a b/c.xlsx"},
      {"z:/a/b", "/mnt/soumu/a/b"},
      {"Z:", "/mnt/soumu"},
      {"\\\\FS1\\Soumu\\a", "/mnt/fs1/a"},
      {"\\\\fs1\\soumu", "/mnt/fs1"},
      {"Z:\xc2\xa5"
       "a",
       "/mnt/soumu/a"},
      {"Z:\xef\xbf\xa5"
       "a",
       "/mnt/soumu/a"},
  };
  for (const auto& [typed, path] : cases) EXPECT_EQ(PathFromTyped(typed, kTable).value(), path);
}

TEST(WindowsPath, LeavesOtherPathsAlone) {
  for (const char* typed : {"a\\b", "/mnt/Z:", "C", "Zz:\\a", "\\\\server", "\\a", "", "~/x"}) {
    EXPECT_EQ(PlaceOfWindowsPath(typed), "") << typed;
    EXPECT_EQ(PathFromTyped(typed, kTable).value(), typed);
  }
}

TEST(WindowsPath, OfAnUnknownPlaceIsRefusedWithTheList) {
  for (const char* typed : {"Y:\\a", "\\\\fs2\\soumu\\a", "\\\\fs1\\other\\a"}) {
    const auto path = PathFromTyped(typed, kTable);
    ASSERT_FALSE(path) << typed;
    EXPECT_EQ(path.error().code, ErrorCode::kNotFound);
    EXPECT_NE(path.error().next.words().find("Z: = /mnt/soumu"), std::string::npos);
  }
}

}  // namespace
}  // namespace sekisho
