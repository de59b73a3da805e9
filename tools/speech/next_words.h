// What every next step is called, and whom it is addressed to: the one table of both.
#pragma once

#include <string>

#include "base/result.h"

namespace sekisho {

// Whose step it is. Who that is by name, workflow/state/who_can.h knows.
enum class Addressee {
  kAsker,     // whoever has run the command
  kSomebody,  // else, whom the sentence describes
  kRequester,
  kApprover,
  kSealer,
  kRegistrar,
  kCustodian,  // of media
  kOfficer,
};

// The sentence, in the user's language; empty for none. A command in it can be typed as it is, but
// for the words in capitals that stand for what is not known.
std::string WordsOf(const Next& next);

Addressee AddresseeOf(const Next& next);

// "registrar": its spelling in JSON, never translated. Empty for the asker.
const char* CodeOf(Addressee addressee);

}  // namespace sekisho
