// The charter as people read and write it.
#pragma once

#include <string>
#include <vector>

#include "approvals/charter/charter_lint.h"
#include "workflow/state/session.h"

namespace sekisho {

// The TOML of a template to found an organisation with. kNotFound, listing the names.
Result<std::string> CharterTemplateText(const std::string& name);

// The charter in force as TOML, with the organisation's name where this identity may read it.
Result<std::string> CharterAsToml(Session& session);

// The dead ends of the charter in force with the members of today.
Result<std::vector<LintFinding>> LintCharter(Session& session);

}  // namespace sekisho
