// Private and public SSH keys: nothing but an Ed25519 key is accepted, and it encodes identically.
#include "libcrypt/ssh_key.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sekisho;
  const auto recipient = SshRecipient::Parse(AsText({data, size}));
  if (recipient) Require(recipient->wire.size() == 51, "the wire encoding has one length");
  // A locked key is not unlocked here: that costs what its file asks for.
  const auto identity = SshIdentity::Parse({data, size}, {});
  if (identity) Require(identity->recipient().wire.size() == 51, "it has a public key");
  return 0;
}
