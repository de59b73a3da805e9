// A tag file's content: what is accepted is written again byte for byte.
#include <cstdlib>

#include "media/tag.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sekisho::ByteView content(data, size);
  const auto token = sekisho::ParseTag(content);
  if (token && *token + "\n" != sekisho::AsText(content)) std::abort();
  return 0;
}
