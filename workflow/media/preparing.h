// A medium is prepared: it gets a new file system and a new tag (tools/sekisho-prepare does it),
// and the register learns by which hardware it is known from then on.
#pragma once

#include <string>

#include "workflow/media/media_acts.h"

namespace sekisho {

struct PreparePlan {
  std::string medium_id;
  std::string label;
  std::string serial;       // the device has to have it; empty: the register knows none
  uint64_t size_bytes = 0;  // likewise; 0
  std::vector<std::string> notes;
};

// Whether `device` may be prepared as that medium; changes nothing. kRefused when the asker may not
// say so, when the medium's state does not allow it (out, lost, found, returned), when it is a
// directory, and when the device is not that medium, as far as anything tells: by its serial
// number, vendor, product and size; without a serial number by its file system, unless that was
// wiped.
Result<PreparePlan> PlanPreparing(Session& session, const std::string& label,
                                  const std::string& device);

struct Prepared {
  MediumLine medium;
  std::string tag;  // what SEKISHO.TAG on it has to hold
};
// Signs and appends that it was prepared and is now known by `hardware`.
Result<Prepared> RecordPrepared(Session& session, const PreparePlan& plan, const Json& hardware);

}  // namespace sekisho
