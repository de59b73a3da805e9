// What DecodeArmor accepts is, but for line ends and white space around it, the one encoding.
#include "libcrypt/age/armor.h"
#include "tests/fuzz/require.h"

namespace {

std::string Normal(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != '\r') out += c;
  const size_t first = out.find_first_not_of(" \t\n");
  const size_t last = out.find_last_not_of(" \t\n");
  return out.substr(first, last - first + 1) + "\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sekisho;
  const auto decoded = DecodeArmor({data, size});
  if (!decoded) {
    Require(decoded.error().code == ErrorCode::kArmor, "every refusal is kArmor");
  } else {
    Require(LooksArmored({data, size}), "what is decoded looks like it");
    Require(EncodeArmor(*decoded) == Normal(AsText({data, size})), "it encodes identically");
  }
  const std::string encoded = EncodeArmor({data, size});
  const auto again = DecodeArmor(AsBytes(encoded));
  Require(again && *again == Bytes(data, data + size), "what is encoded decodes");
  return 0;
}
