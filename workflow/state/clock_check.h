// Whether the clock of this machine may date a statement (docs/design.md, section 6, Time).
#pragma once

#include "approvals/statement.h"
#include "base/clock.h"

namespace sekisho {

enum class ClockDoubt {
  kNone,
  kBehind,     // the record is ahead by more than an hour: told
  kFarBehind,  // by more than a day: nothing is signed unless somebody says the clock is right
  kAhead,      // a day after the newest statement, and no time server keeps the clock: asked
  kFarAhead,   // longer after it than an office is quiet: asked
};

// `floor` and `newest`: of the record (workflow/state/record_time.h). `synchronised`: the system
// keeps its clock by a time server.
ClockDoubt JudgeClock(Time clock, Time floor, Time newest, bool synchronised);

// Whether a statement of this kind waits for nobody: bad news, and what a door or a station signs.
// It is signed all the same, and says that nobody looked at the clock.
bool SignsByAnyClock(Kind kind);

}  // namespace sekisho
