// A medium's hardware as JSON: what is accepted is read back the same from what is written.
#include <cstdlib>

#include "media/hardware.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto json = sekisho::ParseJson(sekisho::AsText({data, size}));
  if (!json) return 0;
  const auto hardware = sekisho::HardwareFromJson(*json);
  if (!hardware) return 0;
  const auto again = sekisho::HardwareFromJson(sekisho::HardwareToJson(*hardware));
  if (!again || *again != *hardware || sekisho::HardwareToJson(*hardware) != *json) std::abort();
  return 0;
}
