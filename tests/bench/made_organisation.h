// An organisation of any size, for measurements and tests: a record of real statements, each valid
// where it stands, with real annexes.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"

namespace sekisho {

// There is always so much, whatever the number of statements: what waits for a decision grows with
// the office, not with the age of its record.
inline constexpr uint64_t kMadeOpenRequests = 40;  // waiting for the manager
inline constexpr uint64_t kMadeOverdue = 20;       // media that should be back already
inline constexpr uint64_t kFewestStatements = 300;

// Makes, in the new directory `directory`, `ledger.sqlite` of exactly `statements` statements
// (kFewestStatements at least), the envelopes in `escrow`, and for each of officer, manager,
// employee and it an identity `NAME.key` without a passphrase and a state `NAME.state` that has
// joined. The record's last statement is of a minute before `now`, its first of 300 days before.
// A hundredth of the statements are members, a two-hundredth media (but never fewer than the rest
// needs); most of the others are take-outs that are over: asked for, approved, checked out, sealed,
// passed at the door, taken back. kExists when there is anything at `directory`; on any other
// failure what was made stays there, to be looked at.
Result<void> MakeOrganisation(const std::string& directory, uint64_t statements, Time now,
                              Random& random);

}  // namespace sekisho
