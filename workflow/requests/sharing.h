// Lets those read a request who may, and came after it was made: a new manager, a deputy.
//
// What is said about a request is encrypted to whoever could read it when it was made. Whoever can
// read it writes it once more, for those who may read it now; its commitment stays, and so does
// every signature (docs/formats/annex.md). Nothing is appended to the log.
#pragma once

#include "workflow/requests/request_details.h"

namespace sekisho {

// kRefused when this identity cannot read it either; its next step names who could share it.
// kNotFound when it was erased, kVerdict when it is damaged.
Result<void> ShareRequest(Session& session, const RequestRecord& request);

// Whether the asker may read it, as people and roles are now.
bool MayReadNow(Session& session, const RequestRecord& request);

// That this identity cannot read what is said about a request: kRefused.
Error CannotReadRequest(Session& session, const RequestRecord& request);

}  // namespace sekisho
