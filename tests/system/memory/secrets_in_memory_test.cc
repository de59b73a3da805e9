// What an operation leaves in the memory of its process: once its objects are gone, no key, no
// identity, no passphrase is anywhere, in guarded memory, on the heap, or on the stack.
#include <alloca.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sodium.h>
#include <unistd.h>
#include <zxcvbn.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "libcrypt/keys/identity_file.h"
#include "libcrypt/keys/passphrase.h"
#include "libcrypt/package/package_reader.h"
#include "libcrypt/package/package_writer.h"
#include "libcrypt/tokens/paseto.h"
#include "tests/system/memory/process_memory.h"
#include "tests/system/memory/secrets_of.h"
#include "tests/unit/libcrypt/archive_test_support.h"

// Nothing is given back, so that no later allocation covers up what a freed one still holds. For
// the libraries, too: they find this before the C library's. Less is used than a gigabyte.
extern "C" void free(void*) noexcept {}

namespace sekisho {
namespace {

// Runs `operation` so deep in the stack that what is called afterwards does not hide what it left.
[[gnu::noinline]] void DeepInTheStack(const std::function<void()>& operation) {
  auto* const room = static_cast<volatile uint8_t*>(alloca(256 << 10));
  room[0] = 0;
  operation();
}

void ExpectNothingLeft(const Needles& needles) {
  ASSERT_FALSE(needles.pieces().empty());
  const auto search = SearchMemory(0, needles, Guarded::kMustBeClean);
  ASSERT_TRUE(search) << search.error().message;
  EXPECT_GT(search->bytes, 1u << 20);
  EXPECT_TRUE(search->found.empty()) << Describe(*search);
}

// A passphrase that no program text has: it would be found there.
SecretBytes NewPassphrase(Needles& needles) {
  SystemRandom random;
  SecretBytes text = SecretBytes::Generate(24, random);
  for (uint8_t& byte : text.ExposeForWriting()) byte = static_cast<uint8_t>('a' + byte % 26);
  needles.Add("the passphrase", text.Expose());
  SecretBytes reversed = text.Clone();  // zxcvbn looks for words spelled backwards, too
  std::reverse(reversed.ExposeForWriting().begin(), reversed.ExposeForWriting().end());
  needles.Add("the passphrase, reversed", reversed.Expose());
  return text;
}

class SecretsInMemory : public ::testing::Test {
 protected:
  Identity NewIdentity() {
    Identity identity = Identity::Generate(random_);
    AddIdentity(identity, needles_);
    return identity;
  }

  ScratchDirectory scratch_;
  SystemRandom random_;
  SystemClock clock_;
  Needles needles_;
};

// The search itself: it finds what is there.
TEST_F(SecretsInMemory, AreFoundOnHeapAndStackAndInGuardedMemory) {
  SecretBytes guarded = NewPassphrase(needles_);
  const auto found = [&](Guarded rule) { return SearchMemory(0, needles_, rule)->found.size(); };
  EXPECT_GE(found(Guarded::kMustBeClean), 1u);
  EXPECT_EQ(found(Guarded::kMayHoldSecrets), 0u);
  {
    std::string heap(guarded.ExposeText());
    EXPECT_GE(found(Guarded::kMayHoldSecrets), 1u);
    Wipe({reinterpret_cast<uint8_t*>(heap.data()), heap.size()});
  }
  EXPECT_EQ(found(Guarded::kMayHoldSecrets), 0u);
  DeepInTheStack([&] {
    [[maybe_unused]] volatile uint8_t dead[24];
    for (size_t i = 0; i < 24; ++i) dead[i] = guarded.Expose()[i];
  });
  EXPECT_GE(found(Guarded::kMayHoldSecrets), 1u);
}

TEST_F(SecretsInMemory, AreGoneAfterAnIdentityIsMadeAndItsPassphraseChanged) {
  DeepInTheStack([&] {
    const SecretBytes passphrase = NewPassphrase(needles_);
    ASSERT_TRUE(JudgePassphrase(passphrase, {"Office", "Sato"}));
    const Identity identity = NewIdentity();
    ASSERT_TRUE(WriteIdentityFile(scratch_ / "id", identity, &passphrase, clock_.Now(), random_));
    const auto again = ReadIdentityFile(
        scratch_ / "id", [&]() -> Result<SecretBytes> { return passphrase.Clone(); });
    ASSERT_TRUE(again) << again.error().message;
    const SecretBytes fresh = NewPassphrase(needles_);
    ASSERT_TRUE(JudgePassphrase(fresh, {}));
    ASSERT_TRUE(WriteIdentityFile(scratch_ / "id2", *again, &fresh, clock_.Now(), random_));
  });
  ExpectNothingLeft(needles_);
}

TEST_F(SecretsInMemory, AreGoneAfterAGuessablePassphraseIsRefused) {
  DeepInTheStack([&] {
    SecretBytes weak = SecretBytes::Generate(9, random_);
    for (uint8_t& byte : weak.ExposeForWriting()) byte = static_cast<uint8_t>('0' + byte % 10);
    needles_.Add("the passphrase", weak.Expose());
    const auto judged = JudgePassphrase(weak, {});
    ASSERT_FALSE(judged);
  });
  ExpectNothingLeft(needles_);
}

// What zxcvbn works with, the natural logarithm of each word's rank in its dictionary, and their
// sums so far: they tell the words. Worked out in another process, of what it says in bits.
std::vector<double> WordEntropies(const char* passphrase) {
  std::vector<double> entropies(16);
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) return {};
  const UniqueFd in(ends[0]);
  UniqueFd out(ends[1]);
  const pid_t pid = fork();
  if (pid == 0) {
    ZxcMatch_t* matches = nullptr;
    double sum = 0;
    ZxcvbnMatch(passphrase, nullptr, &matches);
    for (; matches != nullptr; matches = matches->Next) {
      if (matches->Type != DICTIONARY_MATCH) break;
      const double entropy = std::log(std::round(std::exp2(matches->Entrpy)));
      sum += entropy;
      if (write(out.get(), &entropy, sizeof entropy) < 0 || write(out.get(), &sum, sizeof sum) < 0)
        _exit(1);
    }
    _exit(0);
  }
  out.Reset();
  const auto bytes = ReadFull(
      in.get(), {reinterpret_cast<uint8_t*>(entropies.data()), entropies.size() * sizeof(double)});
  waitpid(pid, nullptr, 0);
  entropies.resize(bytes ? *bytes / sizeof(double) : 0);
  return entropies;
}

TEST_F(SecretsInMemory, DoNotLeaveWhatWordsAPassphraseIsMadeOf) {
  const char* const text = "umbrellafermentquartzmilitia";
  std::vector<double> entropies = WordEntropies(text);
  ASSERT_GE(entropies.size(), 3u);
  MutableBytes bytes(reinterpret_cast<uint8_t*>(entropies.data()),
                     entropies.size() * sizeof(double));
  needles_.Add("a word's entropy", bytes);
  Wipe(bytes);
  DeepInTheStack([&] { ASSERT_TRUE(JudgePassphrase(SecretBytes::CopyOf(AsBytes(text)), {})); });
  ExpectNothingLeft(needles_);
}

TEST_F(SecretsInMemory, AreGoneAfterAPlainIdentityIsRead) {
  DeepInTheStack([&] {
    const Identity identity = NewIdentity();
    ASSERT_TRUE(WriteIdentityFile(scratch_ / "id", identity, nullptr, clock_.Now(), random_));
    ASSERT_TRUE(ReadIdentityFile(scratch_ / "id", {}));
  });
  ExpectNothingLeft(needles_);
}

TEST_F(SecretsInMemory, AreGoneAfterEncryptingAndDecrypting) {
  DeepInTheStack([&] {
    const Identity identity = NewIdentity();
    const Identity other = NewIdentity();
    const Bytes plaintext(200000, 'x');
    const auto file = EncryptTo({identity.recipient(), other.recipient()}, plaintext, random_);
    ASSERT_TRUE(file);
    ASSERT_TRUE(AddFileKey(*file, other.Keys(), needles_));
    const auto opened = Decrypt(*file, identity.Keys());
    ASSERT_TRUE(opened && *opened == plaintext);
  });
  ExpectNothingLeft(needles_);
}

TEST_F(SecretsInMemory, AreGoneAfterAPassphraseFile) {
  DeepInTheStack([&] {
    const SecretBytes passphrase = NewPassphrase(needles_);
    const auto file = EncryptWithPassphrase(passphrase, 12, Bytes(1000, 'x'), random_);
    ASSERT_TRUE(file);
    AgeKeys keys;
    keys.passphrase = &passphrase;
    ASSERT_TRUE(AddFileKey(*file, keys, needles_));
    ASSERT_TRUE(Decrypt(*file, keys));
    const SecretBytes wrong = NewPassphrase(needles_);
    keys.passphrase = &wrong;
    ASSERT_FALSE(Decrypt(*file, keys));
  });
  ExpectNothingLeft(needles_);
}

TEST_F(SecretsInMemory, AreGoneAfterSigning) {
  DeepInTheStack([&] {
    const Identity identity = NewIdentity();
    const std::string token = SignPaseto(*identity.signing, AsBytes("a statement"), {}, {});
    ASSERT_TRUE(ParsePaseto(token));
  });
  ExpectNothingLeft(needles_);
}

// Also on the stacks of the threads that did the work, which live on.
TEST_F(SecretsInMemory, AreGoneAfterSealingAndOpeningAPackage) {
  WorkerPool pool(2);
  DeepInTheStack([&] {
    const Identity identity = NewIdentity();
    const PackagePlan plan{{identity.recipient()}, {"v4.public.request"}};
    const std::string path = scratch_ / "p.age";
    auto writer = PackageWriter::Begin(path, "jti", plan, random_, &pool);
    ASSERT_TRUE(writer);
    const Bytes plaintext(5 << 20, 'x');
    ASSERT_TRUE((*writer)->payload().Write(plaintext));
    ASSERT_TRUE((*writer)->FinishPayload());
    ASSERT_TRUE((*writer)->Prepare("v4.public.seal"));
    ASSERT_TRUE((*writer)->Release());
    writer->reset();
    const auto file = OpenForRead(path);
    const auto reader = PackageReader::Open(file->get(), identity.Keys(), {}, &pool);
    ASSERT_TRUE(reader);
    Bytes out(plaintext.size() + 1);
    ASSERT_EQ(*(*reader)->plaintext().Read(out), plaintext.size());
    ASSERT_TRUE((*reader)->CheckRecipients(plan.recipients));
    ASSERT_TRUE(AddFileKey(*ReadFile(path, 64 << 20), identity.Keys(), needles_));
  });
  ExpectNothingLeft(needles_);
}

}  // namespace
}  // namespace sekisho

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (sodium_init() < 0)
    return 1;  // not InitCrypto: a process that is not dumpable hides from itself
  return RUN_ALL_TESTS();
}
