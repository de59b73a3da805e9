// Small pieces of sentences that several commands share.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/text/message_id.h"
#include "base/text/shell_word.h"
#include "base/text/units.h"
#include "tools/sekisho/output.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/requests.h"

namespace sekisho {

// "3 files, 1.4 GiB".
std::string TotalsText(uint64_t files, uint64_t bytes);

// A request's short id where a sentence begins with it: "R8".
std::string RequestText(const std::string& id);

// "a, b, c"; empty parts are left out. `separator` is a msgid.
std::string JoinWords(const std::vector<std::string>& parts,
                      const char* separator = MessageId(", "));

// "waiting for approval", "sealed, revoked, medium lost", for people; StateName is for programs. It
// never hides that there is a package.
std::string StateText(const RequestView& view);

// What a denial, revocation or withdrawal did, and where the request stands.
void TellDecided(const Decided& decided, const RequestView& view, Reply& reply);

// What people wrote about `subject`: a line each, and "words" in JSON.
Result<void> TellWords(Session& session, const std::string& subject, Reply& reply);

// One line of a list, and the object that programs get (docs/formats/json.md, "request").
std::string RequestLine(Session& session, const RequestView& view);
Json RequestJson(Session& session, const RequestView& view);

}  // namespace sekisho
