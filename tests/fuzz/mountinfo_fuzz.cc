// The kernel's list of mounts, some of whose text users choose, and udev's database.
#include <cstdlib>

#include "devices/disk.h"
#include "devices/mounts.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = sekisho::AsText({data, size});
  if (sekisho::UdevValue(text, "ID_FS_UUID").size() > 256) std::abort();
  const auto mounts = sekisho::ParseMountinfo(text);
  if (!mounts) return 0;
  for (const sekisho::Mount& mount : *mounts)
    if (sekisho::FindMount(*mounts, mount.point) == nullptr) std::abort();
  return 0;
}
