// age_batch generate WORK COUNT SEED
//           encrypt WORK DIRECTORY | decrypt WORK DIRECTORY | refuse WORK DIRECTORY
//           damage WORK FROM-DIRECTORY TO-DIRECTORY SEED
//
// Our age over thousands of files in one process, as npm/age_encryption.mjs is theirs. WORK has
//   cases        "NAME KIND SIZE" a line; KIND is one, several or passphrase, perhaps with -armor
//   plain/NAME   what is to be encrypted
//   identities, recipients (three each, in the same order), passphrase
// and DIRECTORY the age files, by the same names. `several` is for all three recipients.
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "base/files/files.h"
#include "libcrypt/age/age.h"
#include "libcrypt/age/armor.h"
#include "tests/unit/libcrypt/crypto_test_support.h"

namespace sekisho {
namespace {

constexpr size_t kMaxFileBytes = 16 << 20;
constexpr size_t kChunk = 64 << 10;
constexpr int kLogN = 10;
constexpr const char* kPassphrase = "correct horse battery staple";
constexpr const char* kKinds[] = {"one",       "several",       "passphrase",
                                  "one-armor", "several-armor", "passphrase-armor"};

struct Case {
  std::string name;
  std::string kind;
  bool armor = false;
};

Result<std::vector<std::string>> Lines(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path, kMaxFileBytes));
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

uint64_t Below(Random& random, uint64_t bound) {
  std::array<uint8_t, 8> bytes;
  random.Fill(bytes);
  return GetBe64(bytes) % bound;
}

// Around every boundary of chunks, of lines of armor, and of base64; then anything, small more
// often.
uint64_t SizeOf(size_t index, Random& random) {
  static constexpr uint64_t kEdges[] = {0, 1, 2, 3, 15, 16, 17, 47, 48, 49};
  constexpr size_t kEdgeCount = std::size(kEdges);
  constexpr size_t kMaxChunks = 5;
  index /= std::size(kKinds);
  if (index < kEdgeCount) return kEdges[index];
  index -= kEdgeCount;
  if (index < 5 * kMaxChunks) return (index / 5 + 1) * kChunk + index % 5 - 2;
  return Below(random, uint64_t{1} << Below(random, 18));
}

// Not synced: thousands of files that nobody needs after the test.
Result<void> Write(const std::string& path, ByteView bytes) {
  const UniqueFd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd.valid()) return SystemError("cannot write " + path, errno);
  return WriteAll(fd.get(), bytes);
}

Result<void> Generate(const std::string& work, size_t count, Random& random) {
  std::string cases, identities, recipients;
  for (int i = 0; i < 3; ++i) {
    const X25519Identity identity = X25519Identity::Generate(random);
    identities += std::string(identity.Encode().ExposeText()) + "\n";
    recipients += EncodeRecipient(identity.recipient()) + "\n";
  }
  RETURN_IF_ERROR(MakeDirectories(work + "/plain"));
  for (size_t i = 0; i < count; ++i) {
    const uint64_t size = SizeOf(i, random);
    Bytes plain(size);
    random.Fill(plain);
    const std::string name = std::to_string(i);
    RETURN_IF_ERROR(Write(work + "/plain/" + name, plain));
    cases += name + " " + kKinds[i % std::size(kKinds)] + " " + std::to_string(size) + "\n";
  }
  RETURN_IF_ERROR(Write(work + "/identities", AsBytes(identities)));
  RETURN_IF_ERROR(Write(work + "/recipients", AsBytes(recipients)));
  RETURN_IF_ERROR(Write(work + "/passphrase", AsBytes(kPassphrase)));
  return Write(work + "/cases", AsBytes(cases));
}

class Batch {
 public:
  static Result<Batch> Load(const std::string& work) {
    Batch batch;
    batch.work_ = work;
    ASSIGN_OR_RETURN(const auto cases, Lines(work + "/cases"));
    for (const std::string& line : cases) {
      std::istringstream fields(line);
      Case one;
      fields >> one.name >> one.kind;
      one.armor = one.kind.ends_with("-armor");
      one.kind = one.kind.substr(0, one.kind.find('-'));
      batch.cases_.push_back(one);
    }
    ASSIGN_OR_RETURN(const auto identities, Lines(work + "/identities"));
    for (const std::string& line : identities) {
      ASSIGN_OR_RETURN(X25519Identity identity, X25519Identity::Parse(line));
      batch.identities_.push_back(std::move(identity));
    }
    ASSIGN_OR_RETURN(batch.passphrase_, ReadSecretFile(work + "/passphrase", 4096));
    return batch;
  }
  const std::vector<Case>& cases() const { return cases_; }

  Result<void> Encrypt(const Case& one, const std::string& directory) {
    ASSIGN_OR_RETURN(const Bytes plain, ReadFile(work_ + "/plain/" + one.name, kMaxFileBytes));
    std::vector<X25519PublicKey> recipients;
    for (const X25519Identity& identity : identities_) {
      recipients.push_back(identity.recipient());
      if (one.kind != "several") break;
    }
    ASSIGN_OR_RETURN(const Bytes file,
                     one.kind == "passphrase"
                         ? EncryptWithPassphrase(passphrase_, kLogN, plain, random_)
                         : EncryptTo(recipients, plain, random_));
    const std::string armored = one.armor ? EncodeArmor(file) : "";
    return Write(directory + "/" + one.name, one.armor ? AsBytes(armored) : ByteView(file));
  }

  Result<Bytes> Open(const Case& one, const std::string& directory) {
    ASSIGN_OR_RETURN(Bytes file, ReadFile(directory + "/" + one.name, kMaxFileBytes));
    if (one.armor) {
      ASSIGN_OR_RETURN(file, DecodeArmor(file));
    }
    AgeKeys keys;
    if (one.kind == "passphrase")
      keys.passphrase = &passphrase_;
    else
      keys.identities = {&identities_[one.kind == "several" ? 1 : 0]};
    return sekisho::Decrypt(file, keys);
  }

  Result<void> Decrypt(const Case& one, const std::string& directory) {
    ASSIGN_OR_RETURN(const Bytes plain, ReadFile(work_ + "/plain/" + one.name, kMaxFileBytes));
    ASSIGN_OR_RETURN(const Bytes opened, Open(one, directory));
    if (opened != plain) return Fail(ErrorCode::kFailed, "another plaintext");
    return {};
  }

  Result<void> Refuse(const Case& one, const std::string& directory) {
    if (Open(one, directory)) return Fail(ErrorCode::kFailed, "a damaged file was opened");
    return {};
  }

 private:
  std::string work_;
  std::vector<Case> cases_;
  std::vector<X25519Identity> identities_;
  SecretBytes passphrase_;
  SystemRandom random_;
};

// One bit turned, or the end cut off. Cutting less than a line end off an armored file is no
// damage.
Bytes Damaged(Bytes file, bool armor, Random& random) {
  if (Below(random, 3) == 0) {
    file.resize(file.size() - 1 - (armor ? 1 : 0) -
                Below(random, std::min<size_t>(file.size() / 2, 70000)));
    return file;
  }
  // Of armor: within the base64, where no bit is white space.
  const size_t margin = armor ? 40 : 0;
  const size_t at = margin + Below(random, file.size() - 2 * margin);
  file[at] ^= static_cast<uint8_t>(1 << Below(random, armor ? 3 : 8));
  return file;
}

Result<void> Damage(const Case& one, const std::string& from, const std::string& to,
                    Random& random) {
  ASSIGN_OR_RETURN(Bytes file, ReadFile(from + "/" + one.name, kMaxFileBytes));
  return Write(to + "/" + one.name, Damaged(std::move(file), one.armor, random));
}

Result<void> DoOne(Batch& batch, const Case& one, const std::vector<std::string>& args,
                   Random& random) {
  if (args[0] == "encrypt") return batch.Encrypt(one, args[2]);
  if (args[0] == "decrypt") return batch.Decrypt(one, args[2]);
  if (args[0] == "refuse") return batch.Refuse(one, args[2]);
  if (args[0] == "damage" && args.size() == 5) return Damage(one, args[2], args[3], random);
  return Fail(ErrorCode::kUsage, "generate, encrypt, decrypt, refuse or damage?");
}

Result<int> Main(const std::vector<std::string>& args) {
  SequenceRandom random(static_cast<uint8_t>(std::atoi(args.back().c_str())));
  if (args[0] == "generate") {
    RETURN_IF_ERROR(Generate(args[1], std::stoul(args[2]), random));
    return 0;
  }
  ASSIGN_OR_RETURN(Batch batch, Batch::Load(args[1]));
  size_t passed = 0, failed = 0;
  for (const Case& one : batch.cases()) {
    const auto done = DoOne(batch, one, args, random);
    done ? ++passed : ++failed;
    if (!done)
      std::printf("FAILED: %s %s %s: %s\n", args[0].c_str(), one.name.c_str(), one.kind.c_str(),
                  done.error().message.c_str());
  }
  std::printf("%zu passed, %zu failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace
}  // namespace sekisho

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: age_batch generate|encrypt|decrypt|refuse|damage WORK ...\n");
    return 2;
  }
  sekisho::InitCrypto();
  const auto status = sekisho::Main({argv + 1, argv + argc});
  if (status) return *status;
  std::fprintf(stderr, "error: %s\n", status.error().message.c_str());
  return 1;
}
