// What CharterFromJson accepts, CharterToJson writes again identically.
#include <cstdint>
#include <cstdlib>

#include "approvals/charter/charter.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sekisho;
  const Result<Json> json = ParseJson(AsText({data, size}));
  if (!json) return 0;
  const Result<Charter> charter = CharterFromJson(*json);
  if (!charter) return 0;
  if (WriteJson(CharterToJson(*charter)) != WriteJson(*json)) std::abort();
  if (!CheckCharter(*charter)) std::abort();
  return 0;
}
