// What a request's annex says, and who may read it.
#pragma once

#include <string>
#include <vector>

#include "libcrypt/keys/keys.h"
#include "workflow/requests/left_out.h"
#include "workflow/state/session.h"

namespace sekisho {

// What a request's annex says; empty fields when it is not for this identity.
struct RequestDetails {
  bool readable = false;
  std::optional<Error> damage;  // why not, when it should be: kVerdict (Session::ReadAnnex)
  std::string purpose;
  std::string base;
  std::vector<std::string> names;
  std::vector<std::string> recipients;  // labels, in the core's order
  std::vector<std::string> mail;        // addresses, as written
  std::string third_party;
  std::string basis;
  LeftOut left_out;
};
RequestDetails ReadDetails(Session& session, const RequestRecord& request);

// The addresses as the annex has them: a text for none and for one, a list for several.
Json MailToJson(const std::vector<std::string>& addresses);

// Who may read what is said about a request: its people, those who may fill its slots, officers,
// escrow.
std::vector<X25519PublicKey> ReadersOf(Session& session, const RequestClaims& claims,
                                       const std::string& requester);

}  // namespace sekisho
