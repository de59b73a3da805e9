// A mail address as a request takes it: exactly one, by a strict grammar (a dot-atom of RFC 5321,
// section 4.1.2, and a domain), so that nothing else can hide in it (ATTACKS I8).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sekisho {

struct MailAddress {
  std::string local;
  std::string domain;  // lower case: what the core claims

  std::string Text() const { return local + "@" + domain; }
  bool operator==(const MailAddress&) const = default;
};

// kUsage, with what is wrong: not exactly one @, a character that addresses do not have here
// (comma, semicolon, blank, quotes, controls, anything outside ASCII), an empty part, too long.
Result<MailAddress> ParseMailAddress(std::string_view text);

// Of one request: the addresses, and the bytes of their domains, which are in the core: a core is
// no place for text (ATTACKS I3).
inline constexpr size_t kMaxMailAddresses = 16;
inline constexpr size_t kMaxMailDomainsBytes = 253;  // of one, too: RFC 1035, section 2.3.4

// Whether a mail domain is spelled as cores and charters spell it: lower-case labels of letters,
// digits and hyphens, with dots between.
bool IsMailDomain(std::string_view text);

}  // namespace sekisho
