#include "workflow/packages/package_recipients.h"

#include <algorithm>

namespace sekisho {

Result<std::vector<X25519PublicKey>> PackageRecipients(const RequestClaims& claims,
                                                       const Charter& charter) {
  std::vector<X25519PublicKey> recipients;
  for (const auto* const list : {&claims.recipients, &charter.escrow}) {
    for (const std::string& text : *list) {
      ASSIGN_OR_RETURN(const X25519PublicKey key, ParseRecipient(text));
      if (std::find(recipients.begin(), recipients.end(), key) == recipients.end())
        recipients.push_back(key);
    }
  }
  return recipients;
}

}  // namespace sekisho
