#include "libcrypt/keys/keys.h"

#include <gtest/gtest.h>

#include "libcrypt/primitives/bech32.h"
#include "libcrypt/tokens/paserk.h"
#include "tests/unit/libcrypt/crypto_test_support.h"

namespace sekisho {
namespace {

// Of the age specification's own repository and of its test vectors.
constexpr std::string_view kRecipient =
    "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";

TEST(Bech32, MatchesBip173) {
  Bytes nothing;
  EXPECT_TRUE(Bech32Decode("a12uel5l", "a", Bech32Case::kLower, nothing));
  EXPECT_TRUE(Bech32Decode("A12UEL5L", "a", Bech32Case::kUpper, nothing));
  const std::string_view long_prefix =
      "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio";
  EXPECT_TRUE(
      Bech32Decode(std::string(long_prefix) + "1tt5tgs", long_prefix, Bech32Case::kLower, nothing));
  Bytes twenty(20);
  EXPECT_TRUE(Bech32Decode("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef",
                           Bech32Case::kLower, twenty));
  EXPECT_EQ(HexEncode(twenty), "00443214c74254b635cf84653a56d7c675be77df");
  EXPECT_EQ(Bech32Encode("abcdef", twenty), "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw");
  EXPECT_EQ(Bech32EncodeSecret("abcdef", twenty).ExposeText(),
            "ABCDEF1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LMQQQXW");
}

TEST(Bech32, RefusesWhatBip173Refuses) {
  Bytes nothing;
  Bytes twenty(20);
  for (const std::string_view bad :
       {"", "1", "a1", "pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "A1G7SGD8", "10a06t8", "1qzzfhee",
        "a12UEL5L", "A12uEL5L", "a12uel5m", "a12uel5", "a12uel5l ", " a12uel5l"})
    EXPECT_FALSE(Bech32Decode(bad, "a", Bech32Case::kLower, nothing)) << bad;
  EXPECT_FALSE(Bech32Decode("a12uel5l", "a", Bech32Case::kUpper, nothing));
  EXPECT_FALSE(Bech32Decode("a12uel5l", "b", Bech32Case::kLower, nothing));
  Bytes nineteen(19);
  EXPECT_FALSE(Bech32Decode("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef",
                            Bech32Case::kLower, nineteen));
  EXPECT_FALSE(Bech32Decode("a1" + std::string(5000, 'q'), "a", Bech32Case::kLower, twenty));
}

TEST(Recipient, HasOneSpelling) {
  const auto key = ParseRecipient(kRecipient);
  ASSERT_TRUE(key);
  EXPECT_EQ(EncodeRecipient(*key), kRecipient);
  std::string upper(kRecipient);
  for (char& c : upper) c = static_cast<char>(toupper(c));
  EXPECT_FALSE(ParseRecipient(upper));
  EXPECT_FALSE(ParseRecipient(std::string(kRecipient) + "\n"));
  EXPECT_FALSE(ParseRecipient(kRecipient.substr(0, 61)));
  for (size_t i = 4; i < kRecipient.size(); ++i) {
    std::string changed(kRecipient);
    changed[i] = changed[i] == 'q' ? 'p' : 'q';
    EXPECT_FALSE(ParseRecipient(changed)) << i;
  }
}

TEST(X25519Identity, SurvivesItsSpelling) {
  SequenceRandom random;
  const X25519Identity identity = X25519Identity::Generate(random);
  const SecretBytes text = identity.Encode();
  EXPECT_TRUE(text.ExposeText().starts_with("AGE-SECRET-KEY-1"));
  const auto again = X25519Identity::Parse(text.ExposeText());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->recipient(), identity.recipient());
  std::string wrong(text.ExposeText());
  wrong.back() = wrong.back() == 'Q' ? 'P' : 'Q';
  const auto refused = X25519Identity::Parse(wrong);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message.find(wrong.substr(16, 10)), std::string::npos);  // ATTACKS Z1
}

TEST(X25519, MatchesRfc7748) {
  const auto scalar =
      FromHex<32>("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
  const auto point =
      FromHex<32>("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
  const auto shared = X25519(scalar, point);
  ASSERT_TRUE(shared);
  EXPECT_EQ(HexEncode(shared->Expose()),
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
}

TEST(X25519, RefusesPointsOfLowOrder) {  // ATTACKS D5
  SequenceRandom random;
  const X25519Identity identity = X25519Identity::Generate(random);
  for (const char* hex : {
           "0000000000000000000000000000000000000000000000000000000000000000",
           "0100000000000000000000000000000000000000000000000000000000000000",
           "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
           "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       }) {
    const auto shared = X25519(identity.secret().Expose(), FromHex<32>(hex));
    ASSERT_FALSE(shared) << hex;
    EXPECT_EQ(shared.error().code, ErrorCode::kMalformed);
  }
}

TEST(Ed25519, MatchesRfc8032Test2) {
  const SigningKey key = SigningKey::FromSeed(
      *HexDecode("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  EXPECT_EQ(HexEncode(key.public_key()),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const Bytes message = {0x72};
  const Ed25519Signature signature = key.Sign(message);
  EXPECT_EQ(HexEncode(signature),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  EXPECT_TRUE(VerifyEd25519(key.public_key(), message, signature));
}

// S + L, little-endian: the same point, another spelling.
void AddGroupOrder(Ed25519Signature& signature) {
  const auto order =
      FromHex<32>("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  unsigned carry = 0;
  for (size_t i = 0; i < 32; ++i) {
    carry += signature[32 + i] + order[i];
    signature[32 + i] = static_cast<uint8_t>(carry);
    carry >>= 8;
  }
}

TEST(Ed25519, RefusesSNotBelowL) {  // ATTACKS A11
  SequenceRandom random;
  const SigningKey key = SigningKey::Generate(random);
  for (uint8_t i = 0; i < 16; ++i) {
    const Bytes message = {i};
    Ed25519Signature signature = key.Sign(message);
    ASSERT_TRUE(VerifyEd25519(key.public_key(), message, signature));
    AddGroupOrder(signature);
    const auto refused = VerifyEd25519(key.public_key(), message, signature);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kBadSignature);
  }
}

TEST(Ed25519, RefusesKeysAndPointsOfSmallOrder) {  // ATTACKS A11
  // With such a key R = key, S = 0 verifies for many a message where nobody looks.
  for (const char* hex : {
           "0100000000000000000000000000000000000000000000000000000000000000",
           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "0000000000000000000000000000000000000000000000000000000000000080",
           "0000000000000000000000000000000000000000000000000000000000000000",
           "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
           "0100000000000000000000000000000000000000000000000000000000000080",
           "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       }) {
    const auto key = FromHex<32>(hex);
    Ed25519Signature signature{};
    std::copy(key.begin(), key.end(), signature.begin());
    for (uint8_t i = 0; i < 32; ++i) EXPECT_FALSE(VerifyEd25519(key, Bytes{i}, signature)) << hex;
    signature = {};
    signature[0] = 1;  // the neutral element
    for (uint8_t i = 0; i < 32; ++i) EXPECT_FALSE(VerifyEd25519(key, Bytes{i}, signature)) << hex;
  }
}

TEST(SigningKey, SurvivesItsSpelling) {
  SequenceRandom random;
  const SigningKey key = SigningKey::Generate(random);
  const SecretBytes text = key.EncodePaserk();
  const auto again = SigningKey::ParsePaserk(text.ExposeText());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->public_key(), key.public_key());
  EXPECT_EQ(again->Sign(AsBytes("m")), key.Sign(AsBytes("m")));
}

TEST(SigningKey, RefusesAPublicHalfOfAnotherKey) {
  SequenceRandom random;
  const SigningKey key = SigningKey::Generate(random);
  const std::string text(key.EncodePaserk().ExposeText());
  for (size_t i = 10; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(SigningKey::ParsePaserk(changed)) << i;
  }
  EXPECT_FALSE(SigningKey::ParsePaserk(text + "="));
  EXPECT_FALSE(SigningKey::ParsePaserk(text.substr(0, text.size() - 1)));
  EXPECT_FALSE(SigningKey::ParsePaserk("k4.public." + text.substr(10)));
}

TEST(PublicPaserk, HasOneSpelling) {
  SequenceRandom random;
  const std::string text = EncodePublicPaserk(SigningKey::Generate(random).public_key());
  ASSERT_TRUE(ParsePublicPaserk(text));
  EXPECT_EQ(EncodePublicPaserk(*ParsePublicPaserk(text)), text);
  for (const std::string& bad : {text + "=", text + "A", text + "\n", text.substr(1),
                                 text.substr(0, text.size() - 1), "k4.secret" + text.substr(9)})
    EXPECT_FALSE(ParsePublicPaserk(bad)) << bad;
}

// One key is one person's: X25519 ignores the last bit, and takes numbers modulo 2^255 - 19.
TEST(Recipient, I1HasOneSpelling) {
  X25519PublicKey key = *ParseRecipient(kRecipient);
  key[31] |= 0x80;
  EXPECT_FALSE(ParseRecipient(EncodeRecipient(key)));
  X25519PublicKey prime;
  prime.fill(0xff);
  prime[31] = 0x7f;
  for (const int low : {0xed, 0xee, 0xf6, 0xff}) {
    prime[0] = static_cast<uint8_t>(low);
    EXPECT_FALSE(ParseRecipient(EncodeRecipient(prime))) << low;
  }
  prime[0] = 0xeb;
  EXPECT_TRUE(ParseRecipient(EncodeRecipient(prime)));
}

// With a key of low order everybody has the shared secret: zero. All that are refused are those
// that X25519 says are.
TEST(Recipient, I1IsOfNoLowOrder) {
  SystemRandom random;
  const SecretBytes secret = SecretBytes::Generate(32, random);
  for (const char* hex : {"0000000000000000000000000000000000000000000000000000000000000000",
                          "0100000000000000000000000000000000000000000000000000000000000000",
                          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    X25519PublicKey point;
    const auto bytes = HexDecode(hex);
    ASSERT_TRUE(bytes);
    std::copy(bytes->begin(), bytes->end(), point.begin());
    EXPECT_FALSE(X25519(secret.Expose(), point)) << hex;
    EXPECT_FALSE(ParseRecipient(EncodeRecipient(point))) << hex;
  }
}

}  // namespace
}  // namespace sekisho
