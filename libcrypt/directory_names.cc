#include "libcrypt/directory_names.h"

#include <algorithm>
#include <tuple>

namespace sekisho {
namespace {

constexpr size_t kBlockBytes = 1 << 16;

}  // namespace

void DirectoryNames::Add(std::string_view name, uint32_t where) {
  if (blocks_.empty() || kBlockBytes - used_ < name.size() + 1) {
    blocks_.push_back(std::make_unique<char[]>(kBlockBytes));
    used_ = 0;
  }
  char* const place = blocks_.back().get() + used_;
  place[0] = static_cast<char>(name.size());
  std::copy(name.begin(), name.end(), place + 1);
  names_.push_back({static_cast<uint32_t>((blocks_.size() - 1) << 16 | used_), where});
  used_ += name.size() + 1;
}

std::string_view DirectoryNames::NameOf(const Place& place) const {
  const char* const text = blocks_[place.start >> 16].get() + (place.start & 0xFFFF);
  return {text + 1, static_cast<unsigned char>(text[0])};
}

void DirectoryNames::Sort() {
  std::sort(names_.begin(), names_.end(), [this](const Place& a, const Place& b) {
    return std::make_tuple(NameOf(a), a.where) < std::make_tuple(NameOf(b), b.where);
  });
}

}  // namespace sekisho
