// What a charter allows on paper and its members cannot do.
#pragma once

#include <string>
#include <vector>

#include "approvals/charter/charter.h"
#include "approvals/members.h"

namespace sekisho {

enum class LintCode {
  kNobodyApproves,     // no requester of this department could get the class approved
  kNobodyApprovesFor,  // certain members could not, because they would approve themselves
  kNobodyElseSeals,    // sealed-by other-person, and there is no third person
  kNoStation,          // sealed-by station, and there is none
  kNoRecovery,         // no recovery root, so that lost keys cannot be replaced
  kNoEscrow,
  kScanNotBuilt,  // a class asks for a malware scan, which nothing does yet
  kNeverWiped,    // a class asks for wiped media and allows directories, which never are
  kCloudExpired,
  kExpiresSoon,  // within 30 days, or already
};

struct LintFinding {
  LintCode code;
  std::string class_id;              // may be empty
  std::string department;            // may be empty
  std::vector<std::string> members;  // ids; kNobodyApprovesFor
  bool personal_data = false;        // kNobodyApproves, kNobodyApprovesFor: of such requests
  bool third_party = false;
  std::string cloud = {};  // kCloudExpired
  Time when{};             // kCloudExpired, kExpiresSoon
};

// The dead ends of `charter` with these members, at `now`: for every class, plain and with personal
// data and a third party, and every department (of the charter, or where it is free those that
// grants name). Cost grows with members times slots, not with members squared.
std::vector<LintFinding> CharterLint(const Charter& charter, const std::vector<Person>& members,
                                     Time now);

}  // namespace sekisho
