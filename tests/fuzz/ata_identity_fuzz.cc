// What a disk, or the bridge before it, answers to IDENTIFY DEVICE.
#include "base/text/text.h"
#include "require.h"
#include "wipe/ata/ata_identity.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto identity = sekisho::ParseAtaIdentity({data, size});
  if (!identity) return 0;
  sekisho::Require(identity->sectors != 0, "a disk has sectors");
  sekisho::Require(!sekisho::HasUnsafeCharacters(identity->serial + identity->model),
                   "names can be printed");
  if (!identity->proven)
    sekisho::Require(!sekisho::HiddenSectors(*identity, identity->sectors),
                     "nothing is hidden by an unproven answer");
  return 0;
}
