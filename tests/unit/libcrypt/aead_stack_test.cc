// What a thread's stack still holds after its work (ATTACKS Z1).
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/mman.h>

#include <algorithm>
#include <functional>

#include "libcrypt/keys/secret_bytes.h"
#include "libcrypt/primitives/aead.h"

namespace sekisho {
namespace {

constexpr size_t kStackBytes = 1 << 20;
constexpr size_t kChunkBytes = 1 << 16;

// Memory of ours that a thread runs on, and that can be looked at when it has ended.
class OwnStack {
 public:
  OwnStack()
      : memory_(mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                     0)) {}
  ~OwnStack() { munmap(memory_, kStackBytes); }
  OwnStack(const OwnStack&) = delete;
  OwnStack& operator=(const OwnStack&) = delete;

  void Run(std::function<void()> work) {
    pthread_attr_t attributes;
    ASSERT_EQ(pthread_attr_init(&attributes), 0);
    ASSERT_EQ(pthread_attr_setstack(&attributes, memory_, kStackBytes), 0);
    pthread_t thread;
    ASSERT_EQ(pthread_create(&thread, &attributes, &Call, &work), 0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
  }

  // Whether any 8 bytes of `secret` lie in it.
  bool Holds(ByteView secret) const {
    const auto* const begin = static_cast<const uint8_t*>(memory_);
    for (size_t i = 0; i + 8 <= secret.size(); i += 4)
      if (std::search(begin, begin + kStackBytes, &secret[i], &secret[i] + 8) !=
          begin + kStackBytes)
        return true;
    return false;
  }

 private:
  static void* Call(void* work) {
    (*static_cast<std::function<void()>*>(work))();
    return nullptr;
  }

  void* memory_;
};

class AeadStack : public testing::Test {
 protected:
  AeadStack() {
    for (size_t i = 0; i < key_.size(); ++i)
      key_.ExposeForWriting()[i] = static_cast<uint8_t>(0xA1 + 7 * i);
  }

  SecretBytes key_{32};
  AeadNonce nonce_{1};
  Bytes text_ = Bytes(kChunkBytes, 'x');
  Bytes sealed_ = Bytes(kChunkBytes + kAeadTagBytes);
  OwnStack stack_;
};

TEST_F(AeadStack, TheSearchFindsWhatIsThere) {
  stack_.Run([this] {
    uint8_t copy[32];
    std::copy(key_.Expose().begin(), key_.Expose().end(), copy);
    asm volatile("" : : "r"(copy) : "memory");
  });
  EXPECT_TRUE(stack_.Holds(key_.Expose()));
}

TEST_F(AeadStack, Z1HoldsNoKeyOfWhatWasSealedOrOpened) {
  Aead aead(key_.Expose());
  stack_.Run([&] { aead.Seal(nonce_, text_, sealed_); });
  EXPECT_FALSE(stack_.Holds(key_.Expose()));
  stack_.Run([&] { ASSERT_TRUE(aead.Verify(nonce_, sealed_)); });
  EXPECT_FALSE(stack_.Holds(key_.Expose()));
  stack_.Run([&] { ASSERT_TRUE(aead.Open(nonce_, sealed_, text_)); });
  EXPECT_FALSE(stack_.Holds(key_.Expose()));
  stack_.Run([&] { const Aead other(key_.Expose()); });
  EXPECT_FALSE(stack_.Holds(key_.Expose()));
}

}  // namespace
}  // namespace sekisho
