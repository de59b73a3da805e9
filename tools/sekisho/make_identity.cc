#include "tools/sekisho/make_identity.h"

#include "base/files/files.h"
#include "base/text/message.h"

namespace sekisho {

Result<Identity> MakeIdentity(Context& context, const std::string& path, Lock lock,
                              const std::vector<std::string>& known_words) {
  if (PathExists(path))
    return Fail(ErrorCode::kExists, Message("{0} exists already", {path}),
                Message("name another file with --out; the old one is still needed to open what "
                        "was sealed for it"));
  SecretBytes passphrase;
  if (lock == Lock::kPassphrase) {
    ASSIGN_OR_RETURN(passphrase, context.passphrases().Choose(path, known_words));
  }
  RETURN_IF_ERROR(MakeDirectories(DirectoryOf(path)));
  const World& world = context.world();
  Identity identity = Identity::Generate(*world.random);
  RETURN_IF_ERROR(WriteIdentityFile(path, identity,
                                    lock == Lock::kPassphrase ? &passphrase : nullptr,
                                    world.clock->Now(), *world.random));
  return identity;
}

}  // namespace sekisho
