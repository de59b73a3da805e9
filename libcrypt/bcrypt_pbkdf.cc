#include "libcrypt/bcrypt_pbkdf.h"

#include <openssl/bn.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "libcrypt/secret_bytes.h"

namespace sekisho {
namespace {

constexpr size_t kHashBytes = 32;
constexpr size_t kSha512Bytes = 64;
constexpr std::string_view kMagic = "OxychromaticBlowfishSwatDynamite";

// Blowfish (Schneier, 1993), its state alone.
struct Blowfish {
  std::array<uint32_t, 18> p;
  std::array<std::array<uint32_t, 256>, 4> s;
};
constexpr size_t kStateBytes = sizeof(Blowfish);

void Must(int ok) {
  if (ok != 1) std::abort();  // exhausted memory or a broken OpenSSL
}

using Number = std::unique_ptr<BIGNUM, void (*)(BIGNUM*)>;
Number NewNumber() {
  Number number(BN_new(), BN_free);
  Must(number != nullptr ? 1 : 0);
  return number;
}

// 2^bits * atan(1/x), a little too small.
Number ArcTangent(BN_ULONG x, int bits) {
  Number power = NewNumber();
  Must(BN_set_bit(power.get(), bits));
  BN_div_word(power.get(), x);
  Number sum = NewNumber();
  Number term = NewNumber();
  for (BN_ULONG divisor = 1; !BN_is_zero(power.get()); divisor += 2) {
    Must(BN_copy(term.get(), power.get()) != nullptr ? 1 : 0);
    BN_div_word(term.get(), divisor);
    Must(divisor % 4 == 1 ? BN_add(sum.get(), sum.get(), term.get())
                          : BN_sub(sum.get(), sum.get(), term.get()));
    BN_div_word(power.get(), x * x);
  }
  return sum;
}

// Blowfish begins with the fractional part of pi. By Machin: pi = 16 atan(1/5) - 4 atan(1/239).
Blowfish InitialState() {
  constexpr int kGuardBits = 64;
  constexpr int kBits = 8 * static_cast<int>(kStateBytes) + kGuardBits;
  const Number a = ArcTangent(5, kBits);
  const Number b = ArcTangent(239, kBits);
  Must(BN_lshift(a.get(), a.get(), 4));
  Must(BN_lshift(b.get(), b.get(), 2));
  Must(BN_sub(a.get(), a.get(), b.get()));
  Must(BN_mask_bits(a.get(), kBits));  // without the 3
  Must(BN_rshift(a.get(), a.get(), kGuardBits));
  std::array<uint8_t, kStateBytes> digits;
  Must(BN_bn2binpad(a.get(), digits.data(), digits.size()) == static_cast<int>(digits.size()));
  Blowfish state;
  const uint8_t* at = digits.data();
  const auto next = [&at] {
    at += 4;
    return uint32_t{at[-4]} << 24 | uint32_t{at[-3]} << 16 | uint32_t{at[-2]} << 8 | at[-1];
  };
  for (uint32_t& word : state.p) word = next();
  for (auto& box : state.s)
    for (uint32_t& word : box) word = next();
  return state;
}

void Encipher(const Blowfish& state, uint32_t& left, uint32_t& right) {
  const auto f = [&state](uint32_t x) {
    return ((state.s[0][x >> 24] + state.s[1][x >> 16 & 0xff]) ^ state.s[2][x >> 8 & 0xff]) +
           state.s[3][x & 0xff];
  };
  uint32_t l = left ^ state.p[0];
  uint32_t r = right;
  for (size_t i = 1; i <= 16; i += 2) {
    r ^= f(l) ^ state.p[i];
    l ^= f(r) ^ state.p[i + 1];
  }
  left = r ^ state.p[17];
  right = l;
}

// Bytes read again and again as big-endian words; zeros when there are none.
class WordStream {
 public:
  explicit WordStream(ByteView bytes) : bytes_(bytes) {}
  uint32_t Next() {
    if (bytes_.empty()) return 0;
    uint32_t word = 0;
    for (int i = 0; i < 4; ++i, at_ = (at_ + 1) % bytes_.size()) word = word << 8 | bytes_[at_];
    return word;
  }

 private:
  ByteView bytes_;
  size_t at_ = 0;
};

// Blowfish's key schedule, with `salt` mixed in (eksblowfish; empty: without).
void Expand(Blowfish& state, ByteView salt, ByteView key) {
  WordStream key_words(key);
  for (uint32_t& word : state.p) word ^= key_words.Next();
  WordStream salt_words(salt);
  uint32_t left = 0;
  uint32_t right = 0;
  const auto refill = [&](auto& words) {
    for (size_t i = 0; i < words.size(); i += 2) {
      left ^= salt_words.Next();
      right ^= salt_words.Next();
      Encipher(state, left, right);
      words[i] = left;
      words[i + 1] = right;
    }
  };
  refill(state.p);
  for (auto& box : state.s) refill(box);
}

void BcryptHash(ByteView hashed_pass, ByteView hashed_salt, MutableBytes out32) {
  static const Blowfish kInitial = InitialState();
  Blowfish state = kInitial;
  Expand(state, hashed_salt, hashed_pass);
  for (int i = 0; i < 64; ++i) {
    Expand(state, {}, hashed_salt);
    Expand(state, {}, hashed_pass);
  }
  WordStream magic(AsBytes(kMagic));
  for (size_t at = 0; at < kHashBytes; at += 8) {
    uint32_t words[] = {magic.Next(), magic.Next()};
    for (int i = 0; i < 64; ++i) Encipher(state, words[0], words[1]);
    for (size_t i = 0; i < 8; ++i)
      out32[at + i] = static_cast<uint8_t>(words[i / 4] >> (8 * (i % 4)));  // little-endian
  }
  Wipe({reinterpret_cast<uint8_t*>(&state), sizeof state});
}

void Sha512(ByteView data, MutableBytes out64) {
  Must(EVP_Digest(data.data(), data.size(), out64.data(), nullptr, EVP_sha512(), nullptr));
}

}  // namespace

void BcryptPbkdf(ByteView passphrase, ByteView salt, uint32_t rounds, MutableBytes out) {
  ZeroedArray<kSha512Bytes> pass;
  Sha512(passphrase, pass.bytes);
  const size_t stride = (out.size() + kHashBytes - 1) / kHashBytes;
  ZeroedArray<kSha512Bytes> hashed_salt;
  ZeroedArray<kHashBytes> hash;
  ZeroedArray<kHashBytes> block;
  // The bytes of a block are spread over the output, so that all of it has to be computed.
  for (size_t count = 0; count < stride; ++count) {
    Bytes counted(salt.begin(), salt.end());
    for (int shift = 24; shift >= 0; shift -= 8)
      counted.push_back(static_cast<uint8_t>((count + 1) >> shift));
    Sha512(counted, hashed_salt.bytes);
    BcryptHash(pass.bytes, hashed_salt.bytes, hash.bytes);
    block.bytes = hash.bytes;
    for (uint32_t round = 1; round < rounds; ++round) {
      Sha512(hash.bytes, hashed_salt.bytes);
      BcryptHash(pass.bytes, hashed_salt.bytes, hash.bytes);
      for (size_t i = 0; i < kHashBytes; ++i) block.bytes[i] ^= hash.bytes[i];
    }
    const size_t amount = (out.size() + stride - 1) / stride;
    for (size_t i = 0; i < amount && i * stride + count < out.size(); ++i)
      out[i * stride + count] = block.bytes[i];
  }
}

}  // namespace sekisho
