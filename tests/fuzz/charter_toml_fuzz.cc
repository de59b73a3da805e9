// CharterFromToml never throws, and what it accepts it writes in a form that reads back equal.
#include <cstdint>
#include <cstdlib>

#include "approvals/charter/charter_toml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sekisho;
  const Result<CharterDraft> draft = CharterFromToml(AsText({data, size}));
  if (!draft) return 0;
  const Result<CharterDraft> again = CharterFromToml(CharterToToml(*draft));
  if (!again || !(*again == *draft)) std::abort();
  return 0;
}
