#include "libcrypt/age/age_header.h"

#include <gtest/gtest.h>

#include "tests/unit/libcrypt/crypto_test_support.h"

namespace sekisho {
namespace {

const std::string kVersion(kAgeVersionLine);
const std::string kMac = "--- " + std::string(43, 'A') + "\n";

ErrorCode CodeOf(const std::string& header) {
  const auto parsed = ParseAgeHeader(AsBytes(header));
  EXPECT_FALSE(parsed) << header;
  return parsed ? ErrorCode::kFailed : parsed.error().code;
}

TEST(AgeHeader, ReadsBackWhatItWrites) {
  const std::vector<Stanza> stanzas = {{"X25519", {"a", "b"}, Pattern(32)},
                                       {"empty", {}, {}},
                                       {"full", {}, Pattern(48)},
                                       {"two", {"!~"}, Pattern(97)}};
  const std::string covered = EncodeHeaderWithoutMac(stanzas);
  const std::string text = covered + EncodeMacTail(Digest{});
  const auto header = ParseAgeHeader(AsBytes(text + "payload\n"));
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(header->size, text.size());
  EXPECT_EQ(header->covered, covered);
  ASSERT_EQ(header->stanzas.size(), stanzas.size());
  for (size_t i = 0; i < stanzas.size(); ++i) {
    EXPECT_EQ(header->stanzas[i].type, stanzas[i].type);
    EXPECT_EQ(header->stanzas[i].args, stanzas[i].args);
    EXPECT_EQ(header->stanzas[i].body, stanzas[i].body);
    EXPECT_EQ(covered.compare(header->stanza_bodies[i], EncodeStanzaBody(stanzas[i].body).size(),
                              EncodeStanzaBody(stanzas[i].body)),
              0);
  }
}

TEST(AgeHeader, RefusesEveryOtherSpelling) {  // ATTACKS D4
  const std::string line64(64, 'A');
  for (const std::string& bad : {
           std::string(),
           std::string("age-encryption.org/v2\n-> a\n\n") + kMac,
           std::string("age-encryption.org/v1\r\n-> a\n\n") + kMac,
           kVersion + kMac,                      // no recipient at all
           kVersion + "-> a\r\n\n" + kMac,       // CR
           kVersion + "-> a\n\r\n" + kMac,       //
           kVersion + "-> a  b\n\n" + kMac,      // two spaces
           kVersion + "->  a\n\n" + kMac,        //
           kVersion + "-> a \n\n" + kMac,        // a space at the end
           kVersion + "->\n\n" + kMac,           // no type
           kVersion + "-> \n\n" + kMac,          //
           kVersion + "-> a\tb\n\n" + kMac,      // another white space
           kVersion + "-> \xc3\xa9\n\n" + kMac,  // not ASCII
           kVersion + "-> a\n" + kMac,           // no short line
           kVersion + "-> a\n" + line64 + "\n" + kMac,
           kVersion + "-> a\nAA\n\n" + kMac,  // a short line too many
           kVersion + "-> a\nAA==\n" + kMac,  // padding
           kVersion + "-> a\nAB\n" + kMac,    // trailing bits
           kVersion + "-> a\nA\n" + kMac,     // half a byte
           kVersion + "-> a\n-_\n" + kMac,    // another alphabet
           kVersion + "-> a\n" + line64 + "A\n" + kMac,
           kVersion + " -> a\n\n" + kMac,
           kVersion + "-> a\n\n---\n",
           kVersion + "-> a\n\n--- \n",
           kVersion + "-> a\n\n---  " + std::string(43, 'A') + "\n",
           kVersion + "-> a\n\n--- " + std::string(42, 'A') + "B\n",
           kVersion + "-> a\n\n--- " + std::string(43, 'A') + "=\n",
           kVersion + "-> a\n\n--- " + std::string(43, 'A') + " \n",
           kVersion + "-> a\n\n--- " + std::string(43, 'A') + "\r\n",
           kVersion + "-> a\n\n--- " + std::string(44, 'A') + "\n",
       })
    EXPECT_EQ(CodeOf(bad), ErrorCode::kMalformed) << bad;
}

TEST(AgeHeader, RefusesEveryTruncation) {  // ATTACKS D1
  const std::string text =
      EncodeHeaderWithoutMac({{"X25519", {"a"}, Pattern(32)}}) + EncodeMacTail(Digest{});
  for (size_t size = 0; size < text.size(); ++size)
    EXPECT_EQ(CodeOf(text.substr(0, size)), ErrorCode::kMalformed) << size;
  EXPECT_TRUE(ParseAgeHeader(AsBytes(text)));
}

TEST(AgeHeader, IsBounded) {  // ATTACKS D4
  const std::string stanza = EncodeStanza({"a", {}, Bytes(48 << 10)});
  std::string text = kVersion;
  while (text.size() + stanza.size() + kMac.size() <= kMaxAgeHeaderBytes) text += stanza;
  EXPECT_TRUE(ParseAgeHeader(AsBytes(text + kMac)));
  EXPECT_EQ(CodeOf(text + stanza + kMac), ErrorCode::kMalformed);
  std::string many = kVersion;
  for (size_t i = 0; i < kMaxAgeStanzas; ++i) many += "-> a\n\n";
  EXPECT_TRUE(ParseAgeHeader(AsBytes(many + kMac)));
  EXPECT_EQ(CodeOf(many + "-> a\n\n" + kMac), ErrorCode::kMalformed);
}

TEST(AgeHeader, MacTakesTheFileKey) {
  const std::string covered = EncodeHeaderWithoutMac({{"a", {}, {}}});
  const Bytes file_key = Pattern(16);
  const auto header =
      ParseAgeHeader(AsBytes(covered + EncodeMacTail(HeaderMac(file_key, covered))));
  ASSERT_TRUE(header);
  EXPECT_TRUE(VerifyHeaderMac(*header, file_key));
  const auto refused = VerifyHeaderMac(*header, Bytes(16));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kHeaderMac);
}

}  // namespace
}  // namespace sekisho
