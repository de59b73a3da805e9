// What ParsePackageHeader accepts is made of exactly the stanzas that make a package (ATTACKS D2,
// D4): put together again from its parts it is the same bytes.
#include "libcrypt/package/package_format.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sekisho;
  const std::string_view text = AsText({data, size});
  const auto header = ParsePackageHeader({data, size});
  if (!header) {
    const ErrorCode code = header.error().code;
    Require(code == ErrorCode::kMalformed || code == ErrorCode::kVerdict,
            "a refusal is kMalformed or kVerdict");
    return 0;
  }
  Require(header->recipient_stanzas >= 1 && header->recipient_stanzas <= kMaxRecipients,
          "a package has recipients, and not too many");
  std::vector<Stanza> stanzas(
      header->age.stanzas.begin(),
      header->age.stanzas.begin() + static_cast<ptrdiff_t>(header->recipient_stanzas));
  const auto permit = MakePermitStanza(header->permit);
  const auto seal = MakeSealStanza(header->seal);
  Require(permit && seal, "permit and seal can be made again");
  stanzas.push_back(*permit);
  stanzas.push_back(*seal);
  const std::string again = EncodeHeaderWithoutMac(stanzas) + EncodeMacTail(header->age.mac);
  Require(again == text.substr(0, header->age.size), "the same bytes again");
  const std::string seal_text = EncodeStanzaBody(seal->body);
  Require(header->seal_text_bytes == seal_text.size() &&
              text.compare(header->prefix_bytes, seal_text.size(), seal_text) == 0,
          "the prefix ends where the seal begins");
  return 0;
}
