// What commands say of members and of what is proposed for them.
#pragma once

#include <string>
#include <vector>

#include "tools/sekisho/output.h"
#include "workflow/office/people.h"

namespace sekisho {

// The id, and whether it is `done` or waits for a second person, and whose.
void TellOutcome(const Outcome& outcome, const std::string& done, Reply& reply);

std::string MemberText(const MemberLine& member, ZoneOffset zone);
Json MemberJson(const MemberLine& member, ZoneOffset zone);

// Several lines: who would get what, and who proposed it.
std::vector<std::string> ProposalText(const ProposalLine& proposal, ZoneOffset zone);
Json ProposalJson(const ProposalLine& proposal, ZoneOffset zone);

}  // namespace sekisho
