// What is said of the dead ends of a charter.
#pragma once

#include <string>

#include "approvals/charter/charter_lint.h"

namespace sekisho {

// "nobody-approves": its spelling in JSON, never translated.
const char* CodeOf(LintCode code);

// Of kNobodyApproves and kNobodyApprovesFor: the class and case, "社内限 with personal data", so
// that findings with one cause can be told as one. Empty for the others.
std::string AboutOf(const LintFinding& finding);

// One clear sentence; dates in `zone`.
std::string SentenceOf(const LintFinding& finding, ZoneOffset zone);

Next NextOf(LintCode code);

}  // namespace sekisho
