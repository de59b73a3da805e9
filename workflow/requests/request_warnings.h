// What a request says to whoever makes it, without being refused: things that its recipient may not
// be able to hold.
#pragma once

#include <string>
#include <vector>

#include "libcrypt/archive/tree_walk.h"
#include "workflow/state/session.h"

namespace sekisho {

class RequestWarnings {
 public:
  // `fs_type` of the destination medium; empty when it has none or it is not known.
  explicit RequestWarnings(std::string fs_type) : fs_type_(std::move(fs_type)) {}

  void Look(const WalkEntry& entry);
  // Sentences: the first few names, and how many more there are.
  std::vector<std::string> Sentences() const;

 private:
  std::string fs_type_;
  std::vector<std::string> first_;
  uint64_t names_ = 0;
  uint64_t bytes_ = 0;
};

}  // namespace sekisho
