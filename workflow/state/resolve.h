// What people call a member, a request or a medium. Typed as an input method leaves it: full-width
// letters, blanks of any kind, either case (base/text/fold_text.h, NameKey).
#pragma once

#include <functional>
#include <string>

#include "workflow/state/session.h"

namespace sekisho {

// Which members an act could mean at all; empty: all of them.
using PossibleMember = std::function<bool(const MemberRecord&)>;

// A member by P3, by the name (with or without its blanks; one of its words, 田中 for 田中 太郎),
// by the number alone, or by a unique prefix of the id (8 characters at least). Several of one
// name: the only one that is possible. kNotFound; kUsage, with the list, when several fit.
Result<const MemberRecord*> ResolveMember(Session& session, const std::string& reference,
                                          const PossibleMember& possible = {});

// A request by R1, by the number alone, or by a unique prefix of the id.
Result<const RequestRecord*> ResolveRequest(Session& session, const std::string& reference);

// A medium by its label, by M1 or by the id.
Result<const MediumRecord*> ResolveMedium(Session& session, const std::string& reference);

}  // namespace sekisho
