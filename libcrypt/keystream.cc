#include "libcrypt/keystream.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <climits>
#include <new>
#include <stdexcept>

#include "base/bytes.h"

namespace sekisho {
namespace {

constexpr size_t kBlockBytes = 16;
constexpr size_t kMaxUpdate = size_t{1} << 30;  // EVP counts in int

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
  std::fill(out.begin(), out.end(), uint8_t{0});
  for (size_t at = 0; at < out.size();) {
    const auto length = static_cast<int>(std::min(kMaxUpdate, out.size() - at));
    int written = 0;
    Must(EVP_EncryptUpdate(context, out.data() + at, &written, out.data() + at, length) == 1);
    at += static_cast<size_t>(length);
  }
}

}  // namespace sekisho
