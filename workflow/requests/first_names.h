// A list of names for one sentence: the first of them, and how many more there are.
#pragma once

#include <cstdint>
#include <string>

namespace sekisho {

class FirstNames {
 public:
  explicit FirstNames(uint64_t shown) : shown_(shown) {}

  void Add(const std::string& name);
  uint64_t count() const { return count_; }
  // "a, b and 3 more"; empty without any.
  std::string Text() const;

 private:
  uint64_t shown_;
  uint64_t count_ = 0;
  std::string first_;
};

}  // namespace sekisho
