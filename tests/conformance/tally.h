// Counts what a conformance program saw, and prints the closing line that is promised.
#pragma once

#include <cstdio>
#include <map>
#include <string>

namespace sekisho {

class Tally {
 public:
  void Pass() { ++passed_; }
  void Failed(const std::string& name, const std::string& why) {
    ++failed_;
    std::printf("FAILED %s: %s\n", name.c_str(), why.c_str());
  }
  // A vector of something this project does not do: counted by kind, neither passed nor failed.
  void Unsupported(const std::string& kind) { ++unsupported_[kind]; }

  // Prints the counts; 0 only when something passed and nothing failed.
  int Close() const {
    for (const auto& [kind, count] : unsupported_)
      std::printf("unsupported: %d %s\n", count, kind.c_str());
    if (passed_ + failed_ == 0) std::printf("no test vectors were found\n");
    std::printf("%d passed, %d failed\n", passed_, failed_);
    return passed_ > 0 && failed_ == 0 ? 0 : 1;
  }

 private:
  int passed_ = 0;
  int failed_ = 0;
  std::map<std::string, int> unsupported_;
};

}  // namespace sekisho
