// What has to be done to a medium before it goes out again: `wipe-on-return` of the class of what
// it carried. Taken up when it goes out, met by a wipe, judged at the next check-out.
#pragma once

#include "workflow/state/org_state.h"

namespace sekisho {

// It goes out with something of this class: whatever was needed before stays needed.
void TakeUpNeed(const ClassRule& rule, WipeNeed& need);

// It was emptied or wiped.
void MeetNeed(MediumEvent event, WipeNeed& need);

// kRefused, saying which class asks for what, and by which command it gets it.
Result<void> CheckNeedIsMet(const MediumRecord& medium);

}  // namespace sekisho
