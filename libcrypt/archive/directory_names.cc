#include "libcrypt/archive/directory_names.h"

#include <algorithm>
#include <tuple>

namespace sekisho {
namespace {

constexpr size_t kBlockBytes = 1 << 16;
constexpr size_t kLengthBytes = 2;

}  // namespace

void DirectoryNames::Add(std::string_view name, uint32_t where) {
  if (blocks_.empty() || kBlockBytes - used_ < kLengthBytes + name.size()) {
    blocks_.push_back(std::make_unique<char[]>(kBlockBytes));
    used_ = 0;
  }
  char* const place = blocks_.back().get() + used_;
  place[0] = static_cast<char>(name.size() & 0xFF);
  place[1] = static_cast<char>(name.size() >> 8);
  std::copy(name.begin(), name.end(), place + kLengthBytes);
  names_.push_back({static_cast<uint32_t>((blocks_.size() - 1) << 16 | used_), where});
  used_ += kLengthBytes + name.size();
}

std::string_view DirectoryNames::NameOf(const Place& place) const {
  const char* const text = blocks_[place.start >> 16].get() + (place.start & 0xFFFF);
  const size_t size =
      static_cast<unsigned char>(text[0]) | size_t{static_cast<unsigned char>(text[1])} << 8;
  return {text + kLengthBytes, size};
}

void DirectoryNames::Sort() {
  std::sort(names_.begin(), names_.end(), [this](const Place& a, const Place& b) {
    return std::make_tuple(NameOf(a), a.where) < std::make_tuple(NameOf(b), b.where);
  });
}

}  // namespace sekisho
