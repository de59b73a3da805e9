// What lies on a medium as far as the record knows: every package that was sealed onto it since it
// was emptied last, whichever request it went out for. A loss is a loss of all of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "workflow/state/session.h"

namespace sekisho {

// Remembers what it found out, for lists. Borrows the session.
class WhatLiesOn {
 public:
  explicit WhatLiesOn(Session& session) : session_(session) {}

  // Whether a package of `request` lies on `medium`. What cannot be read tells of no wipe.
  bool Holds(const MediumRecord& medium, const RequestRecord& request);
  // The same, and the medium has not been taken back since.
  bool HoldsSinceReturn(const MediumRecord& medium, const RequestRecord& request);
  // Also when somebody says it was found who does not answer for it (ATTACKS I6, I18).
  bool IsLost(const MediumRecord& medium);
  // Ids of requests, in the order of their numbers.
  std::vector<std::string> RequestsOn(const MediumRecord& medium);

 private:
  // Positions in the log; 0 when there was no such thing.
  struct History {
    uint64_t emptied = 0;
    uint64_t returned = 0;
    bool found_by_stranger = false;  // by the newest word of its being found
  };
  const History& Of(const MediumRecord& medium);
  uint64_t LastEmptied(const MediumRecord& medium);
  uint64_t Last(const MediumRecord& medium, Kind kind);

  Session& session_;
  std::map<std::string, History> known_;
};

}  // namespace sekisho
