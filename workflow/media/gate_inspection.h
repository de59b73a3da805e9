// The door's look at what was named: all of a registered medium, whatever part of it was named, or
// what lies elsewhere (ATTACKS G3, I10).
#pragma once

#include <string>
#include <vector>

#include "workflow/media/gate.h"
#include "workflow/state/record_names.h"

namespace sekisho {

// What a gate judges by.
struct GateWitness {
  const OrgState& state;
  Time now;
  std::string signer;  // member id, of a snapshot; empty: the record itself
};

// Adds to findings, places, media, notes and reasons of `verdict`. Each medium is looked at once,
// and each package read once. `name_of` may be empty: names are in the store only. Returns the
// medium, when all paths were on one. kNotFound and kIo of a path, by the name it was given by.
Result<const MediumRecord*> InspectPlaces(const GateWitness& witness, const World& world,
                                          const std::vector<std::string>& paths,
                                          RecordNames::NameOf name_of, GateVerdict& verdict);

}  // namespace sekisho
