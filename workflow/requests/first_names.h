// A list of names for one sentence: the first of them, and how many more there are.
#pragma once

#include <cstdint>
#include <string>

namespace sekisho {

class FirstNames {
 public:
  // Of people, or of files and folders: a language counts them with other words.
  enum class Of { kPeople, kFiles };
  explicit FirstNames(uint64_t shown, Of of = Of::kPeople) : shown_(shown), of_(of) {}

  void Add(const std::string& name);
  uint64_t count() const { return count_; }
  // "a, b and 3 more"; empty without any.
  std::string Text() const;

 private:
  uint64_t shown_;
  Of of_;
  uint64_t count_ = 0;
  std::string first_;
};

}  // namespace sekisho
