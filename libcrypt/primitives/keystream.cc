#include "libcrypt/primitives/keystream.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>

#include "base/bytes.h"

namespace sekisho {
namespace {

constexpr size_t kBlockBytes = 16;
// What is encrypted, again and again: it stays in the processor's nearest cache.
constexpr std::array<uint8_t, 16 << 10> kZeros{};

void Must(bool done) {
  if (!done) throw std::runtime_error("AES-256-CTR is not available");
}

std::array<uint8_t, Keystream::kSeedBytes> NewSeed(Random& random) {
  std::array<uint8_t, Keystream::kSeedBytes> seed{};
  random.Fill(seed);
  return seed;
}

}  // namespace

struct Keystream::State {
  std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context{EVP_CIPHER_CTX_new(),
                                                                          EVP_CIPHER_CTX_free};
};

Keystream::Keystream(std::span<const uint8_t, kSeedBytes> seed)
    : state_(std::make_unique<State>()) {
  if (!state_->context) throw std::bad_alloc();
  Must(EVP_EncryptInit_ex(state_->context.get(), EVP_aes_256_ctr(), nullptr, seed.data(),
                          nullptr) == 1);
}

Keystream::Keystream(Random& random) : Keystream(NewSeed(random)) {}

Keystream::Keystream(Keystream&&) noexcept = default;
Keystream::~Keystream() = default;

void Keystream::Fill(uint64_t offset, MutableBytes out) {
  std::array<uint8_t, kBlockBytes> counter{};
  PutBe64(offset / kBlockBytes, std::span<uint8_t, 8>(counter.data() + 8, 8));
  EVP_CIPHER_CTX* const context = state_->context.get();
  Must(EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, counter.data()) == 1);
  while (!out.empty()) {
    const size_t length = std::min(kZeros.size(), out.size());
    int written = 0;
    Must(EVP_EncryptUpdate(context, out.data(), &written, kZeros.data(),
                           static_cast<int>(length)) == 1);
    out = out.subspan(length);
  }
}

}  // namespace sekisho
