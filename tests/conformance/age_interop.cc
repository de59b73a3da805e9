// age_interop encrypt RECIPIENT... | encrypt -p FILE
//             decrypt FILE [PASSPHRASE-FILE] | decrypt -p FILE | armor
//
// Our age between stdin and stdout, for age_interop_test.sh. FILE holds an identity, or
// with -p a passphrase on its first line. Armored input is decrypted, too; `armor` armors what it
// gets.
#include <cstdio>
#include <string>
#include <vector>

#include "base/files/files.h"
#include "base/random.h"
#include "libcrypt/age/armor.h"
#include "libcrypt/keys/identity_file.h"
#include "libcrypt/keys/keys.h"

namespace sekisho {
namespace {

Result<Bytes> ReadAll(int fd) {
  Bytes all;
  Bytes piece(1 << 20);
  for (;;) {
    ASSIGN_OR_RETURN(const size_t got, ReadFull(fd, piece));
    all.insert(all.end(), piece.begin(), piece.begin() + static_cast<ptrdiff_t>(got));
    if (got < piece.size()) return all;
  }
}

Result<SecretBytes> FirstLine(const std::string& path) {
  ASSIGN_OR_RETURN(SecretBytes line, ReadSecretFile(path, 4096));
  line.Shorten(std::min(line.ExposeText().find('\n'), line.size()));
  return line;
}

Result<Bytes> Encrypt(const std::vector<std::string>& names, ByteView plaintext) {
  SystemRandom random;
  std::vector<X25519PublicKey> recipients;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(recipients.emplace_back(), ParseRecipient(name));
  }
  return EncryptTo(recipients, plaintext, random);
}

Result<Bytes> DecryptWith(const std::string& key_file, const std::string& passphrase_file,
                          ByteView input) {
  const PassphraseSource passphrase = [&] { return FirstLine(passphrase_file); };
  ASSIGN_OR_RETURN(const Identity identity, ReadIdentityFile(key_file, passphrase));
  return Decrypt(input, identity.Keys());
}

Result<Bytes> Run(const std::vector<std::string>& args, ByteView input) {
  if (args[0] == "armor") {
    const std::string text = EncodeArmor(input);
    return Bytes(text.begin(), text.end());
  }
  Bytes inside;
  if (LooksArmored(input)) {
    ASSIGN_OR_RETURN(inside, DecodeArmor(input));
    input = inside;
  }
  const bool encrypt = args[0] == "encrypt";
  if (!encrypt && args[0] != "decrypt") return Fail(ErrorCode::kUsage, "encrypt or decrypt?");
  if (args[1] == "-p") {
    if (args.size() != 3) return Fail(ErrorCode::kUsage, "-p needs a file");
    ASSIGN_OR_RETURN(const SecretBytes passphrase, FirstLine(args[2]));
    SystemRandom random;
    if (encrypt) return EncryptWithPassphrase(passphrase, 15, input, random);
    AgeKeys keys;
    keys.passphrase = &passphrase;
    return Decrypt(input, keys);
  }
  if (encrypt) return Encrypt({args.begin() + 1, args.end()}, input);
  return DecryptWith(args[1], args.size() > 2 ? args[2] : "", input);
}

int Main(const std::vector<std::string>& args) {
  const auto input = ReadAll(0);
  const auto output = input ? Run(args, *input) : Result<Bytes>(input.error());
  const auto written = output ? WriteAll(1, *output) : Result<void>(output.error());
  if (written) return 0;
  std::fprintf(stderr, "error: %s\n", written.error().message.c_str());
  return ExitStatus(written.error().code);
}

}  // namespace
}  // namespace sekisho

int main(int argc, char** argv) {
  if (argc < 2 || (argc < 3 && std::string(argv[1]) != "armor")) {
    std::fprintf(stderr, "usage: age_interop encrypt|decrypt|armor RECIPIENT...|FILE|-p FILE\n");
    return 2;
  }
  sekisho::InitCrypto();
  return sekisho::Main({argv + 1, argv + argc});
}
