#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/files/files.h"

namespace {
// A file system such as FAT through FUSE: no rename without replacing, no links, no modes.
bool g_poor_file_system = false;
}  // namespace

extern "C" int renameat2(int from_directory, const char* from, int to_directory, const char* to,
                         unsigned flags) noexcept {
  if (g_poor_file_system && flags != 0) {
    errno = EINVAL;
    return -1;
  }
  return static_cast<int>(syscall(SYS_renameat2, from_directory, from, to_directory, to, flags));
}

extern "C" int linkat(int from_directory, const char* from, int to_directory, const char* to,
                      int flags) noexcept {
  if (g_poor_file_system) {
    errno = EPERM;
    return -1;
  }
  return static_cast<int>(syscall(SYS_linkat, from_directory, from, to_directory, to, flags));
}

extern "C" int fchmod(int fd, mode_t mode) noexcept {
  if (g_poor_file_system) {
    errno = EPERM;
    return -1;
  }
  return static_cast<int>(syscall(SYS_fchmod, fd, mode));
}

namespace sekisho {
namespace {

class PoorFileSystem : public ::testing::Test {
 protected:
  PoorFileSystem() {
    char name[] = "/tmp/sekisho-poor-XXXXXX";
    home_ = mkdtemp(name);
    g_poor_file_system = true;
  }
  ~PoorFileSystem() override {
    g_poor_file_system = false;
    const int ignored = system(("rm -rf " + home_).c_str());
    (void)ignored;
  }
  std::string home_;
};

TEST_F(PoorFileSystem, AFileGetsItsNameAllTheSame) {
  const std::string path = home_ + "/f";
  ASSERT_TRUE(
      WriteFileAtomic(path, AsBytes(std::string("one")), TempFile::Existing::kRefuse, 0644));
  EXPECT_EQ(ReadTextFile(path, 100).value(), "one");
}

TEST_F(PoorFileSystem, NothingIsReplaced) {
  const std::string path = home_ + "/f";
  ASSERT_TRUE(WriteFileAtomic(path, AsBytes(std::string("one")), TempFile::Existing::kRefuse));
  const auto again =
      WriteFileAtomic(path, AsBytes(std::string("two")), TempFile::Existing::kRefuse);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kExists);
  EXPECT_EQ(ReadTextFile(path, 100).value(), "one");
}

TEST_F(PoorFileSystem, CheckNamingLeavesTheNameAsItWas) {
  auto file = TempFile::CreateBeside(home_ + "/f", ".f.tmp");
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->CheckNaming());
  EXPECT_TRUE(file->IsInPlace());
}

}  // namespace
}  // namespace sekisho
