// A private directory for one test, removed afterwards; and small files in it.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "base/files/files.h"

namespace sekisho {

class Scratch : public ::testing::Test {
 protected:
  Scratch() {
    char name[] = "/tmp/sekisho-media-XXXXXX";
    directory_ = mkdtemp(name);
  }
  ~Scratch() override { EXPECT_EQ(system(("rm -rf " + directory_).c_str()), 0); }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }

  void MakeDirectory(const std::string& name) { ASSERT_TRUE(MakeDirectories(Path(name))); }

  // With the directories above it.
  void MakeFile(const std::string& name, const std::string& content) {
    ASSERT_TRUE(MakeDirectories(DirectoryOf(Path(name))));
    std::ofstream file(Path(name), std::ios::binary | std::ios::trunc);
    file << content;
    file.close();
    ASSERT_TRUE(file) << name;
  }

  // A link at `name` to `target`, with the directories above it.
  void MakeLink(const std::string& name, const std::string& target) {
    ASSERT_TRUE(MakeDirectories(DirectoryOf(Path(name))));
    ASSERT_EQ(symlink(target.c_str(), Path(name).c_str()), 0) << name;
  }

  std::string directory_;
};

}  // namespace sekisho
