// memory_search PID IDENTITY-FILE PASSPHRASE-FILE [PACKAGE]...
//
// Looks through the memory of a running process for the keys of an identity file, its passphrase,
// and the file keys of packages that it opens. Guarded memory (SecretBytes) is left out. Exit
// status 0: nothing found; 1: found, with the places on stdout; 2: could not look.
#include <cstdio>
#include <cstdlib>

#include "base/files/files.h"
#include "libcrypt/age/age_stream.h"
#include "libcrypt/keys/identity_file.h"
#include "tests/system/memory/process_memory.h"
#include "tests/system/memory/secrets_of.h"

namespace sekisho {
namespace {

Result<SecretBytes> FirstLine(const std::string& path) {
  ASSIGN_OR_RETURN(SecretBytes line, ReadSecretFile(path, 4096));
  line.Shorten(std::min(line.ExposeText().find('\n'), line.size()));
  return line;
}

Result<Search> Run(const std::vector<std::string>& args) {
  ASSIGN_OR_RETURN(const SecretBytes passphrase, FirstLine(args[2]));
  ASSIGN_OR_RETURN(const Identity identity, ReadIdentityFile(args[1], [&]() -> Result<SecretBytes> {
                     return passphrase.Clone();
                   }));
  Needles needles;
  needles.Add("the passphrase", passphrase.Expose());
  AddIdentity(identity, needles);
  for (size_t i = 3; i < args.size(); ++i) {
    ASSIGN_OR_RETURN(const Bytes package, ReadFile(args[i], 64 << 20));
    RETURN_IF_ERROR(AddFileKey(package, identity.Keys(), needles));
  }
  return SearchMemory(std::atoi(args[0].c_str()), needles, Guarded::kMayHoldSecrets);
}

int Main(const std::vector<std::string>& args) {
  if (args.size() < 3) {
    std::fprintf(stderr, "usage: memory_search PID IDENTITY-FILE PASSPHRASE-FILE [PACKAGE]...\n");
    return 2;
  }
  const auto search = Run(args);
  if (!search) {
    std::fprintf(stderr, "error: %s\n", search.error().message.c_str());
    return 2;
  }
  std::printf("%llu bytes, %llu of them guarded\n%s",
              static_cast<unsigned long long>(search->bytes),
              static_cast<unsigned long long>(search->guarded_bytes), Describe(*search).c_str());
  return search->found.empty() ? 0 : 1;
}

}  // namespace
}  // namespace sekisho

int main(int argc, char** argv) {
  sekisho::InitCrypto();
  return sekisho::Main({argv + 1, argv + argc});
}
