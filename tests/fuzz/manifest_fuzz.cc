// Whatever ParseManifest accepts, WriteManifest writes back byte for byte.
#include <cstdlib>

#include "libcrypt/archive/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sekisho::ByteView text(data, size);
  const auto manifest = sekisho::ParseManifest(text);
  if (!manifest) return 0;
  const auto again = sekisho::WriteManifest(manifest->entries);
  if (!again || sekisho::AsText(*again) != sekisho::AsText(text)) std::abort();
  return 0;
}
