// Who can take a next step: it is named to whoever reads of it, so that nobody is sent to a command
// that would refuse him.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "approvals/kinds.h"
#include "base/result.h"
#include "workflow/state/session.h"

namespace sekisho {

// Ids of active members, in the order of their numbers.
using MemberIds = std::vector<std::string>;

// Those whose roles let them sign a statement of `kind`, but for those `involved` in what it is
// about.
MemberIds WhoMaySign(const Session& session, Kind kind, const std::set<std::string>& involved = {});
// Those who could approve the request now.
MemberIds WhoMayApprove(const Session& session, const RequestRecord& request);
// Those whose denial would stop it now.
MemberIds WhoMayStop(const Session& session, const RequestRecord& request);
// Those whom the class of the request lets seal it.
MemberIds WhoMaySeal(const Session& session, const RequestRecord& request);

// "Suzuki, Sato"; of more than three "Suzuki, Sato, Tanaka and 4 more". Empty when there are none.
std::string NamesText(Session& session, const MemberIds& members);

// `error` with these as its next step; as it is when they are nobody.
Error AskThem(Session& session, const MemberIds& members, Error error);

// Whether the asker may sign a statement of `kind`: kRefused, and the next step names who may.
Result<void> CheckMay(Session& session, Kind kind);

}  // namespace sekisho
