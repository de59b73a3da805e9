// A directory of a test's own, removed afterwards.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "base/files/fault.h"
#include "base/files/files.h"

namespace sekisho {

class TempDirectory : public ::testing::Test {
 protected:
  TempDirectory() {
    char name[] = "/tmp/sekisho-wipe-XXXXXX";
    root_ = mkdtemp(name);
  }
  ~TempDirectory() override {
    SetFaultHook({});
    Run("rm -rf " + root_);
  }
  const std::string& root() const { return root_; }
  std::string path(const std::string& relative) const { return root_ + "/" + relative; }

  static void Run(const std::string& command) { ASSERT_EQ(system(command.c_str()), 0) << command; }
  void Write(const std::string& relative, const std::string& text) {
    const auto written =
        WriteFileAtomic(path(relative), AsBytes(text), TempFile::Existing::kReplace);
    ASSERT_TRUE(written) << written.error().message;
  }
  std::string Read(const std::string& relative) {
    return ReadTextFile(path(relative), 1 << 26).value_or("(cannot be read)");
  }
  bool Exists(const std::string& relative) { return PathExists(path(relative)); }

 private:
  std::string root_;
};

}  // namespace sekisho
