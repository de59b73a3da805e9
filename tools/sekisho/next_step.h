// The next step, addressed: whose it is, and the command.
#pragma once

#include <string>

#include "tools/sekisho/output.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/requests.h"
#include "workflow/state/who_can.h"

namespace sekisho {

struct NextStep {
  std::string command;  // empty: there is none
  MemberIds who;        // who can take it now; may be nobody
};

// About a request: approve, check out the medium, seal.
NextStep NextStepOf(Session& session, const RequestView& view);

// "next: COMMAND"; with the names of those whose step it is when the asker is none of them; or that
// nobody can take it now.
std::string TextOf(Session& session, const NextStep& step);
// The same, on stderr.
void TellNext(Session& session, const NextStep& step, Reply& reply);

}  // namespace sekisho
