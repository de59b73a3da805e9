// A medium of the register whose tag is gone: wiped as a whole device, formatted, or deleted with
// everything else on it.
#pragma once

#include "media/hardware.h"
#include "workflow/state/org_state.h"

namespace sekisho {

// The registered medium that a mounted medium is by its hardware alone: everything that the
// register has of it agrees, its serial number or its file-system UUID among that. nullptr when
// none is, and for a directory, which nothing but its tag tells from others.
Result<const MediumRecord*> FindByHardware(const OrgState& state, const Hardware& found);

// kRefused, with how its tag is put back, when the register has this hardware already.
Result<void> RefuseKnownHardware(const OrgState& state, const FoundMedium& found);

// Writes the tag of `medium`, which is its registration, onto `found` again. Nothing is signed: the
// register says already all that the tag says. kRefused, and nothing is written, when the hardware
// is not the medium's, when it is not in house (out, lost, found, broken, retired), or when there
// is a tag, whosever it is (ATTACKS G4).
Result<void> PutTagBack(const MediumRecord& medium, const FoundMedium& found);

}  // namespace sekisho
