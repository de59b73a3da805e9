// The life of a registered medium, as data: which act is possible in which state.
#pragma once

#include <array>
#include <string_view>

#include "base/result.h"

namespace sekisho {

enum class MediumState {
  kUnregistered,  // where the fold over a medium's statements starts
  kRegistered,    // in house, ready
  kOut,           // with a holder
  kReturned,      // in house, what it carried may still be on it
  kEmptied,       // in house, its files and free space wiped; what lies outside of them was not
  kWiped,         // in house, the whole device overwritten and read back: no tag either
  kLost,          // reported lost
  kFound,         // turned up again, not yet checked in
  kBroken,        // came back unreadable
  kRetired,       // out of use for ever
};

enum class MediumEvent {
  kRegister,
  kCheckout,
  kReturn,
  kReturnUnreadable,
  kLoss,
  kFound,
  kEmpty,    // all its files and its free space were wiped; a wipe of less is no event
  kWipe,     // the whole device was, and read back
  kPrepare,  // formatted and tagged anew
  kRetire,
};

inline constexpr std::array kMediumStates = {
    MediumState::kUnregistered, MediumState::kRegistered, MediumState::kOut,
    MediumState::kReturned,     MediumState::kEmptied,    MediumState::kWiped,
    MediumState::kLost,         MediumState::kFound,      MediumState::kBroken,
    MediumState::kRetired,
};
inline constexpr std::array kMediumEvents = {
    MediumEvent::kRegister, MediumEvent::kCheckout,
    MediumEvent::kReturn,   MediumEvent::kReturnUnreadable,
    MediumEvent::kLoss,     MediumEvent::kFound,
    MediumEvent::kEmpty,    MediumEvent::kWipe,
    MediumEvent::kPrepare,  MediumEvent::kRetire,
};

// The state after `event`. kRefused when the event is not possible in `from`: the message says what
// state the medium is in and what would have to come first. A loss is accepted from every state but
// retired (and from the unregistered, which nobody can name).
//
// A returned or emptied medium may go out again here; whether a class demands more before that is a
// rule of the charter, judged by the caller. A wiped one has no tag and is prepared first.
Result<MediumState> Transition(MediumState from, MediumEvent event);

// "registered", "return-unreadable": the spelling in JSON output, never translated.
std::string_view NameOf(MediumState state);
std::string_view NameOf(MediumEvent event);

// What NameOf writes. kMalformed otherwise.
Result<MediumState> MediumStateFromName(std::string_view name);

}  // namespace sekisho
