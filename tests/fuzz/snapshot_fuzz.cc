// What ParseSnapshot accepts, written again from its parts, is the same text.
#include "tests/fuzz/require.h"
#include "workflow/state/snapshot.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sekisho;
  const std::string_view text = AsText({data, size});
  const auto parts = ParseSnapshot(text);
  if (!parts) {
    Require(parts.error().code == ErrorCode::kVerdict, "every refusal is kVerdict");
    return 0;
  }
  std::string body;
  for (size_t i = 0; i < parts->entries.size(); ++i) {
    const auto& [index, token] = parts->entries[i];
    Require(i == 0 || index > parts->entries[i - 1].first, "indexes ascend");
    body += std::to_string(index) + " " + std::string(token) + "\n";
  }
  Require(body == parts->body, "the body is its entries");
  Require(parts->core + "\n" + body == text, "and the file its core and body");
  return 0;
}
