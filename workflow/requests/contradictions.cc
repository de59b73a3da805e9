#include "workflow/requests/contradictions.h"
#include "workflow/requests/request_details.h"

#include <algorithm>
#include <set>

#include "approvals/charter/mail_address.h"
#include "base/text/code_word.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "workflow/requests/passphrase_recipient.h"
#include "workflow/state/record_names.h"

namespace sekisho {
namespace {

// What a requester may write for a key: the key itself, "passphrase" for one made with the request,
// or the name or id of the member who has it.
bool Agrees(Session& session, const std::string& said, const std::string& key) {
  if (said == key) return true;
  const MemberRecord* const reader = session.state().ReaderOf(key, session.now());
  if (reader == nullptr) return said == kPassphraseRecipient;
  return said == session.PlainNameOf(reader->id) || said == ShortId(*reader);
}

void CheckRecipients(Session& session, const RequestRecord& request, const RequestDetails& details,
                     std::vector<Contradiction>& out) {
  const RecordNames names(session, request.index);
  const auto& keys = request.claims.recipients;
  if (keys.size() != details.recipients.size())
    out.push_back({ContradictionCode::kRecipientCount, std::to_string(details.recipients.size()),
                   std::to_string(keys.size())});
  for (size_t i = 0; i < keys.size() && i < details.recipients.size(); ++i)
    if (!Agrees(session, details.recipients[i], keys[i]))
      out.push_back({ContradictionCode::kRecipient, details.recipients[i], names.Reader(keys[i])});
}

std::string Several(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : Message(", ")) + part;
  return text;
}

void CheckMail(const RequestClaims& claims, const RequestDetails& details,
               std::vector<Contradiction>& out) {
  const bool by_mail = claims.destination == Destination::kMail;
  if (by_mail != !details.mail.empty()) {
    out.push_back({ContradictionCode::kMailMissing, Several(details.mail),
                   CodeWord(CodeOf(claims.destination))});
    return;
  }
  if (!by_mail) return;
  std::set<std::string> domains;
  bool spelled = details.mail.size() <= kMaxMailAddresses;
  for (const std::string& text : details.mail) {
    const auto address = ParseMailAddress(text);
    spelled = spelled && address && address->Text() == text;
    if (address) domains.insert(address->domain);
  }
  if (!spelled ||
      !std::equal(domains.begin(), domains.end(), claims.domains.begin(), claims.domains.end()))
    out.push_back({ContradictionCode::kMailDomain, Several(details.mail), Several(claims.domains)});
}

// What a request was made of: the first components of the names in the list. ".": the contents of a
// folder, whatever they are called.
void CheckNames(const RequestDetails& details, const ApprovedManifest& files,
                std::vector<Contradiction>& out) {
  const std::set<std::string> said(details.names.begin(), details.names.end());
  std::set<std::string> seen = {"."};
  std::string last;
  const auto visited = files.VisitTops([&](const std::string& top) {
    last = top;
    seen.insert(top);
    return said.contains(top) || said.contains(".");
  });
  if (!visited) return;  // told where the list itself is read
  const bool all_said = said.contains(".") || said.contains(last);
  if (!all_said || said.empty() ||
      !std::includes(seen.begin(), seen.end(), said.begin(), said.end()))
    out.push_back({ContradictionCode::kNames, Several(details.names), last});
}

}  // namespace

std::vector<Contradiction> FindContradictions(Session& session, const RequestRecord& request,
                                              const RequestDetails& details,
                                              const ApprovedManifest* files) {
  std::vector<Contradiction> out;
  CheckRecipients(session, request, details, out);
  CheckMail(request.claims, details, out);
  const bool names_one = HasVisibleText(details.third_party);
  if (request.claims.third_party != names_one)
    out.push_back({ContradictionCode::kThirdParty, names_one ? details.third_party : "",
                   request.claims.third_party ? Message("yes") : Message("no")});
  // What the requester's program demands, a program of their own leaves out.
  if (!HasVisibleText(details.purpose))
    out.push_back({ContradictionCode::kPurpose, details.purpose, ""});
  if (names_one && !HasVisibleText(details.basis))
    out.push_back({ContradictionCode::kBasis, details.third_party, ""});
  if (files != nullptr) CheckNames(details, *files, out);
  return out;
}

std::string CodeOfContradiction(ContradictionCode code) {
  switch (code) {
    case ContradictionCode::kRecipient:
      return "recipient";
    case ContradictionCode::kRecipientCount:
      return "recipient-count";
    case ContradictionCode::kMailDomain:
      return "mail-domain";
    case ContradictionCode::kMailMissing:
      return "mail";
    case ContradictionCode::kPurpose:
      return "purpose";
    case ContradictionCode::kBasis:
      return "basis";
    case ContradictionCode::kNames:
      return "names";
    case ContradictionCode::kThirdParty:
      break;
  }
  return "third-party";
}

std::string SentenceOf(const Contradiction& contradiction) {
  const std::string& said = contradiction.said;
  const std::string& is = contradiction.signed_;
  switch (contradiction.code) {
    case ContradictionCode::kRecipient:
      return Message("the requester writes that {0} can open it, but the key is: {1}", {said, is});
    case ContradictionCode::kRecipientCount:
      return said == "1"
                 ? Message("the requester writes of one recipient, but {0} can open it", {is})
                 : Message("the requester writes of {0} recipients, but {1} can open it",
                           {said, is});
    case ContradictionCode::kMailDomain:
      return Message("the requester writes that it goes to {0}, but what is signed is: mail at {1}",
                     {said, is});
    case ContradictionCode::kMailMissing:
      return said.empty()
                 ? Message("what is signed goes by mail, but the requester gives no address")
                 : Message(
                       "the requester writes that it goes by mail to {0}, but what is signed "
                       "is: {1}",
                       {said, is});
    case ContradictionCode::kPurpose:
      return Message("the requester gives no purpose");
    case ContradictionCode::kBasis:
      return Message("the requester gives no legal basis for the third party {0}", {said});
    case ContradictionCode::kNames:
      return said.empty()
                 ? Message("the requester names no files, but the list that is signed has: {0}",
                           {is})
                 : Message("the requester names {0}, but the list that is signed has: {1}",
                           {said, is});
    case ContradictionCode::kThirdParty:
      break;
  }
  return said.empty()
             ? Message("what is signed is given to a third party, but the requester names none")
             : Message(
                   "the requester writes of the third party {0}, but what is signed is given to "
                   "none",
                   {said});
}

}  // namespace sekisho
