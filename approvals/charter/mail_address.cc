#include "approvals/charter/mail_address.h"

#include <algorithm>

#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr size_t kMaxLocalBytes = 64;
constexpr size_t kMaxDomainBytes = 253;
constexpr size_t kMaxDomainLabelBytes = 63;

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool IsDomainLabel(std::string_view label) {
  return !label.empty() && label.size() <= kMaxDomainLabelBytes && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
           return IsLowerOrDigit(c) || c == '-';
         });
}

bool IsLocal(std::string_view local) {
  // Without % and !: to some relays a%evil.example@ours is mail to evil.example.
  constexpr std::string_view kOthers = "#$&'*+/=?^_`{|}~-.";
  return !local.empty() && local.size() <= kMaxLocalBytes && local.front() != '.' &&
         local.back() != '.' && local.find("..") == std::string_view::npos &&
         std::all_of(local.begin(), local.end(), [&](char c) {
           return IsLowerOrDigit(Lower(c)) || kOthers.find(c) != std::string_view::npos;
         });
}

}  // namespace

bool IsMailDomain(std::string_view text) {
  if (text.size() > kMaxDomainBytes) return false;
  for (;;) {
    const size_t dot = text.find('.');
    if (!IsDomainLabel(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

Result<MailAddress> ParseMailAddress(std::string_view text) {
  const auto bad = [&] {
    return Fail(ErrorCode::kUsage, Message("'{0}' is not one mail address", {std::string(text)}),
                Message("write one address, as in --mail name@example.jp"));
  };
  const size_t at = text.find('@');
  if (at == std::string_view::npos) return bad();
  MailAddress address{std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
  std::transform(address.domain.begin(), address.domain.end(), address.domain.begin(), Lower);
  if (!IsLocal(address.local) || !IsMailDomain(address.domain)) return bad();
  return address;
}

}  // namespace sekisho
