// Is the medium that is plugged in the one in the register? Serial numbers repeat across cheap
// sticks and tags can be copied, so everything that was recorded has to agree (ATTACKS G4).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "media/hardware.h"

namespace sekisho {

// One side of the comparison. The id is what a verified tag says; judging the tag's signature is
// the caller's part.
struct MediumIdentity {
  std::optional<std::string> id;  // absent on the found side: no tag, or one not to be believed
  Hardware hardware;
};

enum class MismatchKind {
  kDiffers,  // found, and it is not what the register says
  kUnread,   // recorded, but could not be read now
};

struct Mismatch {
  std::string field;  // "tag", "kind", or a key of HardwareToJson; for machines
  MismatchKind kind = MismatchKind::kDiffers;
  std::string sentence;  // "the file-system UUID is X, the register says Y"
};

struct Recognition {
  bool recognised = false;   // nothing differs, and nothing recorded is unread
  bool by_tag_only = false;  // no hardware is recorded: a copied tag would not be noticed
  std::vector<Mismatch> mismatches;

  // One sentence that says all of it.
  std::string Sentence() const;
};

// Compares kind, tag id, serial, vendor and product (names and USB ids), and file-system UUID.
// Fields the register does not have say nothing. `registered.id` is always present.
Recognition Recognise(const MediumIdentity& registered, const MediumIdentity& found);

// Of a device that is not mounted, so that its tag cannot be read: whether it may be the registered
// medium. Nothing that can be read differs, the size of the disk included, and the serial number or
// the file-system UUID agrees.
bool MayBe(const Hardware& registered, const Hardware& found);

}  // namespace sekisho
