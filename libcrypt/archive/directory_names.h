// The names in a directory, sorted: a million of them take their own bytes and ten more each.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace sekisho {

class DirectoryNames {
 public:
  // A name of at most 4095 bytes (FAT, NTFS and FUSE have longer ones than the 255 that may travel:
  // whoever visits it says so), and a number that stays with it: where it lies, for whoever joins
  // several directories.
  void Add(std::string_view name, uint32_t where = 0);
  // By bytes; of equal names, the one with the lower number first.
  void Sort();

  size_t size() const { return names_.size(); }
  // Valid as long as this lives.
  std::string_view name(size_t index) const { return NameOf(names_[index]); }
  uint32_t where(size_t index) const { return names_[index].where; }

 private:
  struct Place {
    uint32_t start = 0;  // the block in the upper half, the offset in it in the lower
    uint32_t where = 0;
  };
  std::string_view NameOf(const Place& place) const;

  std::vector<std::unique_ptr<char[]>> blocks_;
  size_t used_ = 0;  // of the last block
  std::vector<Place> names_;
};

}  // namespace sekisho
