// What ParseAgeHeader accepts is one spelling only: its stanzas and MAC encode to the same bytes.
#include "libcrypt/age/age_header.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sekisho;
  const std::string_view text = AsText({data, size});
  const auto header = ParseAgeHeader({data, size});
  if (!header) {
    Require(header.error().code == ErrorCode::kMalformed, "every refusal is kMalformed");
    return 0;
  }
  const std::string covered = EncodeHeaderWithoutMac(header->stanzas);
  Require(header->covered == covered, "the MAC covers what the stanzas encode to");
  Require(covered + EncodeMacTail(header->mac) == text.substr(0, header->size),
          "the header encodes to the bytes it was parsed from");
  Require(header->stanza_bodies.size() == header->stanzas.size(), "every body has an offset");
  for (size_t i = 0; i < header->stanzas.size(); ++i) {
    const std::string body = EncodeStanzaBody(header->stanzas[i].body);
    Require(covered.compare(header->stanza_bodies[i], body.size(), body) == 0,
            "a body stands where its offset says");
  }
  return 0;
}
