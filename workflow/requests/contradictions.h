// Where what a requester wrote beside a request is not what they signed: the core names one key,
// the words another person. Nobody approves such a request (ATTACKS I1).
#pragma once

#include <string>
#include <vector>

#include "workflow/requests/approved_manifest.h"
#include "workflow/requests/request_details.h"

namespace sekisho {

enum class ContradictionCode {
  kRecipient,       // the words name somebody else than who has the key
  kRecipientCount,  // more or fewer recipients in the words
  kMailDomain,      // the address is not at the domain
  kMailMissing,     // it goes by mail, and no address is given; or the other way round
  kThirdParty,      // a third party in one of the two only
  kPurpose,         // none is given
  kBasis,           // it is given to a third party, and no legal basis is given
  kNames,           // the names are not those of the list of files
};

struct Contradiction {
  ContradictionCode code;
  std::string said;     // in the annex; untrusted
  std::string signed_;  // in the core, as the view shows it
};

// Empty when they agree. `details` are readable; `files` is null where the list is not.
std::vector<Contradiction> FindContradictions(Session& session, const RequestRecord& request,
                                              const RequestDetails& details,
                                              const ApprovedManifest* files);

std::string CodeOfContradiction(ContradictionCode code);  // "recipient": for programs
std::string SentenceOf(const Contradiction& contradiction);

}  // namespace sekisho
