#include "libcrypt/age/age.h"

#include <gtest/gtest.h>

#include "libcrypt/age/age_stream.h"
#include "libcrypt/primitives/base64.h"
#include "tests/unit/libcrypt/crypto_test_support.h"

namespace sekisho {
namespace {

constexpr int kQuickLogN = 10;

class Age : public ::testing::Test {
 protected:
  Result<Bytes> Open(ByteView file) const {
    AgeKeys keys;
    keys.identities = {&other_, &identity_};
    return Decrypt(file, keys);
  }
  ErrorCode CodeOf(ByteView file) const {
    const auto opened = Open(file);
    EXPECT_FALSE(opened);
    return opened ? ErrorCode::kFailed : opened.error().code;
  }
  Bytes Seal(ByteView plaintext) { return *EncryptTo({identity_.recipient()}, plaintext, random_); }
  SequenceRandom random_;
  const X25519Identity identity_ = X25519Identity::Generate(random_);
  const X25519Identity other_ = X25519Identity::Generate(random_);
};

TEST_F(Age, RoundTripsAroundEveryChunkBoundary) {
  for (const size_t size : {0u, 1u, 15u, 16u, 17u, 65535u, 65536u, 65537u, 131071u, 131072u,
                            131073u, 196608u, 1000000u}) {
    const Bytes plaintext = Pattern(size);
    const Bytes file = Seal(plaintext);
    const auto header = ParseAgeHeader(file);
    ASSERT_TRUE(header);
    EXPECT_EQ(file.size() - header->size - kPayloadNonceBytes, SealedSize(size)) << size;
    EXPECT_TRUE(IsValidSealedSize(SealedSize(size))) << size;
    const auto opened = Open(file);
    ASSERT_TRUE(opened) << size << " " << opened.error().message;
    EXPECT_EQ(*opened, plaintext) << size;
  }
}

TEST_F(Age, OpensForEveryRecipientAndNobodyElse) {
  SequenceRandom elsewhere(9);
  const X25519Identity stranger = X25519Identity::Generate(elsewhere);
  const auto file =
      EncryptTo({other_.recipient(), identity_.recipient()}, AsBytes("text"), random_);
  ASSERT_TRUE(file);
  for (const X25519Identity* one : {&identity_, &other_, &stranger}) {
    AgeKeys keys;
    keys.identities = {one};
    const auto opened = Decrypt(*file, keys);
    EXPECT_EQ(opened.has_value(), one != &stranger);
    if (!opened) {
      EXPECT_EQ(opened.error().code, ErrorCode::kNoMatch);
    }
  }
}

TEST_F(Age, RefusesToEncryptToNobody) {
  const auto file = EncryptTo({}, AsBytes("lost for ever"), random_);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kFailed);
}

TEST_F(Age, RefusesARecipientOfLowOrder) {  // ATTACKS D5
  EXPECT_FALSE(EncryptTo({X25519PublicKey{}}, AsBytes("text"), random_));
}

TEST_F(Age, RefusesAShareOfLowOrder) {  // ATTACKS D5
  const Stanza stanza{"X25519", {Base64Encode(X25519PublicKey{})}, Bytes(32)};
  const auto refused = UnwrapX25519(stanza, identity_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kMalformed);
}

TEST_F(Age, RefusesEveryTruncation) {  // ATTACKS D1
  for (const size_t size : {0u, 1u, 40u}) {
    const Bytes file = Seal(Pattern(size));
    for (size_t cut = 0; cut < file.size(); ++cut)
      EXPECT_FALSE(Open(ByteView(file).first(cut))) << cut << " of " << file.size();
  }
}

TEST_F(Age, RefusesTruncationAtEveryChunk) {  // ATTACKS D1
  const Bytes file = Seal(Pattern(3 * kChunkBytes));
  const size_t payload = ParseAgeHeader(file)->size + kPayloadNonceBytes;
  for (size_t chunks = 0; chunks < 3; ++chunks)
    for (const size_t more : {0u, 1u, 15u, 16u, 17u, 65535u}) {
      const size_t cut = payload + chunks * kSealedChunkBytes + more;
      EXPECT_EQ(CodeOf(ByteView(file).first(cut)), ErrorCode::kPayload) << chunks << "+" << more;
    }
}

TEST_F(Age, RefusesTrailingBytes) {  // ATTACKS D1
  for (const size_t size : {size_t{0}, size_t{1}, kChunkBytes, kChunkBytes + 1})
    for (const size_t more : {1u, 15u, 16u, 17u, 70000u}) {
      Bytes file = Seal(Pattern(size));
      file.resize(file.size() + more);
      EXPECT_EQ(CodeOf(file), ErrorCode::kPayload) << size << "+" << more;
    }
}

TEST_F(Age, RefusesEveryFlippedByte) {  // ATTACKS D1, D2
  const Bytes file = Seal(AsBytes("text"));
  for (size_t i = 0; i < file.size(); ++i) {
    Bytes changed = file;
    changed[i] ^= 1;
    EXPECT_FALSE(Open(changed)) << i;
  }
}

TEST_F(Age, RefusesAStanzaAddedRemovedOrMoved) {  // ATTACKS D2
  const Bytes file =
      *EncryptTo({other_.recipient(), identity_.recipient()}, AsBytes("text"), random_);
  const AgeHeader header = *ParseAgeHeader(file);
  const auto with = [&](const std::vector<Stanza>& stanzas) {
    Bytes changed = ToBytes(EncodeHeaderWithoutMac(stanzas) + EncodeMacTail(header.mac));
    changed.insert(changed.end(), file.begin() + static_cast<ptrdiff_t>(header.size), file.end());
    return changed;
  };
  const Stanza& a = header.stanzas[0];
  const Stanza& b = header.stanzas[1];
  ASSERT_TRUE(Open(with({a, b})));
  for (const std::vector<Stanza>& stanzas :
       {std::vector<Stanza>{a}, {b}, {b, a}, {a, b, b}, {{"grease", {}, {}}, a, b}})
    EXPECT_EQ(CodeOf(with(stanzas)), ErrorCode::kHeaderMac);
}

// A payload made by hand with the file key, chunk by chunk.
class HandMadeStream : public ::testing::Test {
 protected:
  Bytes Chunk(uint64_t counter, bool last, size_t size) {
    AeadNonce nonce{};
    PutBe64(counter, std::span<uint8_t, 8>(nonce.data() + 3, 8));
    nonce[11] = last ? 1 : 0;
    Bytes out(size + kAeadTagBytes);
    Aead(key_).Seal(nonce, Pattern(size), out);
    return out;
  }
  static bool Opens(const std::vector<Bytes>& chunks) {
    Bytes sealed;
    for (const Bytes& chunk : chunks) sealed.insert(sealed.end(), chunk.begin(), chunk.end());
    MemorySource source(sealed);
    StreamReader reader(Bytes(32, 5), source);
    Bytes out(1 << 20);
    const auto got = reader.Read(out);
    if (!got) {
      EXPECT_EQ(got.error().code, ErrorCode::kPayload);
    }
    return got.has_value();
  }
  const Bytes key_ = Bytes(32, 5);
};

TEST_F(HandMadeStream, OpensInOneShapeOnly) {  // ATTACKS D1
  const Bytes first = Chunk(0, false, kChunkBytes);
  const Bytes second = Chunk(1, false, kChunkBytes);
  const Bytes last = Chunk(2, true, 10);
  EXPECT_TRUE(Opens({first, second, last}));
  EXPECT_TRUE(Opens({Chunk(0, true, 0)}));
  EXPECT_TRUE(Opens({Chunk(0, true, kChunkBytes)}));
  EXPECT_FALSE(Opens({})) << "nothing at all";
  EXPECT_FALSE(Opens({second, first, last})) << "reordered";
  EXPECT_FALSE(Opens({first, last})) << "dropped";
  EXPECT_FALSE(Opens({second, last})) << "dropped at the front";
  EXPECT_FALSE(Opens({first, first, last})) << "repeated";
  EXPECT_FALSE(Opens({first, second})) << "no final chunk";
  EXPECT_FALSE(Opens({first, second, Chunk(2, true, 0)})) << "final chunk empty";
  EXPECT_FALSE(Opens({Chunk(0, true, kChunkBytes), Chunk(1, true, 10)})) << "final flag early";
  EXPECT_FALSE(Opens({Chunk(0, false, 10)})) << "short, and not final";
  EXPECT_FALSE(Opens({Chunk(0, false, 10), Chunk(1, true, 10)})) << "short in the middle";
  EXPECT_FALSE(Opens({first, second, Chunk(3, true, 10)})) << "a counter skipped";
}

TEST(StreamReader, GivesNothingAfterAFailure) {
  const Bytes key(32, 5);
  MemorySink sink;
  StreamWriter writer(key, sink);
  ASSERT_TRUE(writer.Write(Pattern(3 * kChunkBytes)));
  ASSERT_TRUE(writer.Finish());
  sink.data[kSealedChunkBytes + 5] ^= 1;
  MemorySource source(sink.data);
  StreamReader reader(key, source);
  Bytes chunk(kChunkBytes);
  ASSERT_TRUE(reader.Read(chunk));
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(reader.Read(chunk)) << i;
}

TEST(SealedSize, KnowsWhatCannotBe) {
  for (uint64_t size : {uint64_t{0}, uint64_t{15}, uint64_t{kSealedChunkBytes + 1},
                        uint64_t{kSealedChunkBytes + 16}})
    EXPECT_FALSE(IsValidSealedSize(size)) << size;
  for (uint64_t size : {uint64_t{16}, uint64_t{17}, uint64_t{kSealedChunkBytes},
                        uint64_t{kSealedChunkBytes + 17}, uint64_t{2 * kSealedChunkBytes}})
    EXPECT_TRUE(IsValidSealedSize(size)) << size;
}

class AgePassphrase : public ::testing::Test {
 protected:
  Result<Bytes> Open(ByteView file, std::string_view text) const {
    const SecretBytes passphrase = Passphrase(text);
    AgeKeys keys;
    keys.passphrase = &passphrase;
    return Decrypt(file, keys);
  }
  SequenceRandom random_;
  const Bytes file_ =
      *EncryptWithPassphrase(Passphrase("open sesame"), kQuickLogN, AsBytes("text"), random_);
};

TEST_F(AgePassphrase, OpensWithTheRightOneOnly) {
  const auto opened = Open(file_, "open sesame");
  ASSERT_TRUE(opened);
  EXPECT_EQ(AsText(*opened), "text");
  for (const char* wrong : {"", "open sesam", "open sesame ", "Open sesame"}) {
    const auto refused = Open(file_, wrong);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kNoMatch);
  }
}

TEST_F(AgePassphrase, StanzaStandsAlone) {  // ATTACKS D7
  const AgeHeader header = *ParseAgeHeader(file_);
  const Stanza& scrypt = header.stanzas.front();
  const Stanza x25519{"X25519", {Base64Encode(X25519PublicKey{9})}, Bytes(32)};
  for (const std::vector<Stanza>& stanzas :
       {std::vector<Stanza>{scrypt, x25519}, {x25519, scrypt}, {scrypt, scrypt}}) {
    const std::string text = EncodeHeaderWithoutMac(stanzas) + EncodeMacTail(header.mac);
    const auto refused = Open(AsBytes(text + std::string(32, 'x')), "open sesame");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kMalformed);
  }
}

TEST_F(AgePassphrase, WorkFactorIsASmallNumber) {  // ATTACKS D7
  const Stanza good = ParseAgeHeader(file_)->stanzas.front();
  for (const char* bad : {"23", "99", "100", "0", "01", "010", "", "-1", "+10", "1e1", "0x0a",
                          "10 ", "18446744073709551626"}) {
    Stanza stanza = good;
    stanza.args[1] = bad;
    const auto refused = UnwrapScrypt(stanza, AsBytes("open sesame"));
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, ErrorCode::kMalformed) << bad;
  }
}

TEST_F(AgePassphrase, StanzaHasOneShape) {  // ATTACKS D6
  const Stanza good = ParseAgeHeader(file_)->stanzas.front();
  const auto code = [](const Stanza& stanza) {
    const auto unwrapped = UnwrapScrypt(stanza, AsBytes("open sesame"));
    return unwrapped ? ErrorCode::kFailed : unwrapped.error().code;
  };
  for (const size_t size : {0u, 31u, 33u, 48u}) {
    Stanza stanza = good;
    stanza.body.resize(size);
    EXPECT_EQ(code(stanza), ErrorCode::kMalformed) << size;
  }
  Stanza one_more = good;
  one_more.args.emplace_back("x");
  EXPECT_EQ(code(one_more), ErrorCode::kMalformed);
  Stanza short_salt = good;
  short_salt.args[0] = Base64Encode(Bytes(15));
  EXPECT_EQ(code(short_salt), ErrorCode::kMalformed);
}

TEST_F(Age, StanzaHasOneShape) {  // ATTACKS D6
  const Stanza good = ParseAgeHeader(Seal(AsBytes("text")))->stanzas.front();
  ASSERT_TRUE(UnwrapX25519(good, identity_));
  const auto code = [&](const Stanza& stanza) {
    const auto unwrapped = UnwrapX25519(stanza, identity_);
    return unwrapped ? ErrorCode::kFailed : unwrapped.error().code;
  };
  for (const size_t size : {0u, 31u, 33u, 48u}) {
    Stanza stanza = good;
    stanza.body.resize(size);
    EXPECT_EQ(code(stanza), ErrorCode::kMalformed) << size;
    stanza = good;
    stanza.args[0] = Base64Encode(Bytes(size, 9));
    EXPECT_EQ(code(stanza), ErrorCode::kMalformed) << size;
  }
  Stanza stanza = good;
  stanza.args.emplace_back("x");
  EXPECT_EQ(code(stanza), ErrorCode::kMalformed);
  stanza.args.clear();
  EXPECT_EQ(code(stanza), ErrorCode::kMalformed);
}

}  // namespace
}  // namespace sekisho
