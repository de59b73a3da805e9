// The bytes that files are overwritten with.
//
// NOT CRYPTOGRAPHIC. What is wanted is data that does not compress, is unlike what any file system
// or device has seen before, and can be made again at any offset to check what was read back. The
// old content is gone because it was overwritten, not because this is secret.
#pragma once

#include "base/bytes.h"
#include "base/random.h"

namespace sekisho {

class Pattern {
 public:
  // A pattern of its own, by a key of 16 bytes from `random`.
  explicit Pattern(Random& random);

  // The pattern's bytes from `offset` (a multiple of 8) on, or their complement.
  // `out.size()` is a multiple of 8.
  void Fill(uint64_t offset, bool complement, MutableBytes out) const;

 private:
  uint64_t key_ = 0;
  uint64_t step_ = 1;
};

}  // namespace sekisho
