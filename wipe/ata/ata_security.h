// ATA's Security feature set, as far as erasing needs it (ACS-4, 4.18 and 7.39 to 7.44; the
// sections are those of SECURITY ... commands).
//
// A disk is erased under a user password. It is set to a documented one, so that a disk that was
// cut off in the middle can be unlocked again.
#pragma once

#include <chrono>
#include <string_view>

#include "wipe/ata/ata_command.h"

namespace sekisho {

// At most 32 bytes; the rest of the field is zeros.
inline constexpr std::string_view kAtaErasePassword = "sekisho";

AtaCommand SecuritySetPassword();      // user, level high
AtaCommand SecurityUnlock();           // user
AtaCommand SecurityDisablePassword();  // user
AtaCommand SecurityErasePrepare();

// Answers when all is erased: `timeout` is hours.
AtaCommand SecurityEraseUnit(bool enhanced, std::chrono::seconds timeout);

}  // namespace sekisho
