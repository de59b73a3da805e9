// Memory that O_DIRECT takes.
#pragma once

#include <cstdlib>
#include <memory>
#include <new>

#include "base/bytes.h"

namespace sekisho {

class AlignedBuffer {
 public:
  static constexpr size_t kAlignment = 4096;  // what O_DIRECT asks for, at most

  // `bytes` is rounded up to a multiple of kAlignment.
  explicit AlignedBuffer(size_t bytes)
      : bytes_(static_cast<uint8_t*>(std::aligned_alloc(
                   kAlignment, (bytes + kAlignment - 1) / kAlignment * kAlignment)),
               std::free) {
    if (!bytes_) throw std::bad_alloc();
  }
  MutableBytes First(uint64_t bytes) { return {bytes_.get(), static_cast<size_t>(bytes)}; }

 private:
  std::unique_ptr<uint8_t, decltype(&std::free)> bytes_;
};

}  // namespace sekisho
