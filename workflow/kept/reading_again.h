// A row of the folded state against the cores that it is of
// (docs/decisions/160-the-folded-state-is-kept.md).
#pragma once

#include "workflow/state/org_state.h"

namespace sekisho {

// Whether each version of the member is what the statement at its place makes of the one before,
// and none that is about the member is left out. Throws as `source` does.
bool IsMadeBy(RowSource& source, const MemberRecord& member);

}  // namespace sekisho
