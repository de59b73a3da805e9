// Wiping files and directories: plan, carry out, report.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "wipe/files/plan.h"
#include "wipe/files/tree_wiper.h"
#include "wipe/report/report.h"

namespace sekisho {

// Carries a plan out, and lets go of each directory that was removed: its inode and its blocks are
// free only then. kRefused when it may not be (nothing was written then). Otherwise there is a
// report, whatever happened: its outcome says whether everything was done, and it claims no more
// than that.
Result<WipeReport> CarryOut(WipePlan plan, Random& random, const Clock& clock,
                            const OnProgress& on_progress);

// PlanWipe and CarryOut.
Result<WipeReport> Wipe(const WipeRequest& request, Random& random, const Clock& clock,
                        const OnProgress& on_progress = {});

// 0 done or planned; 1 something could not be wiped; 3 old data was read back; 130 interrupted.
int ExitStatusOf(WipeOutcome outcome);

}  // namespace sekisho
