#include "tools/sekisho/member_words.h"

#include "base/text/blanks.h"
#include "base/text/code_word.h"
#include "base/text/message.h"
#include "tools/sekisho/words.h"

namespace sekisho {
namespace {

constexpr size_t kMaxReasonShown = 400;  // bytes: what is consented to stays on the screen

std::string WhatIsProposed(const ProposalLine& proposal) {
  const std::string& name = proposal.name;
  if (proposal.act == "member-status")
    return Message("{0}: reinstate {1} ({2})", {proposal.id, name, proposal.member});
  if (proposal.is_new) return Message("{0}: add {1} ({2})", {proposal.id, name, proposal.member});
  return Message("{0}: change {1} ({2})", {proposal.id, name, proposal.member});
}

std::vector<std::string> RoleWords(const MemberLine& member, ZoneOffset zone) {
  std::vector<std::string> words;
  for (const std::string& role : member.roles) words.push_back(CodeWord(role));
  for (const auto& [role, from] : member.roles_to_come)
    words.push_back(Message("{0} from {1}", {CodeWord(role), FormatTimeForPeople(from, zone)}));
  return words;
}

}  // namespace

void TellOutcome(const Outcome& outcome, const std::string& done, Reply& reply) {
  reply.Id(outcome.id);
  reply.json["proposed"] = outcome.proposed;
  if (outcome.proposed) {
    reply.json["may_consent"] = outcome.may_consent;
    reply.Note(Message("this takes a second person: nothing has changed yet"));
    reply.Note(Message("may consent: {0}", {JoinWords(outcome.may_consent)}));
    reply.Note(Message("to take it back: {0}", {"sekisho withdraw " + outcome.id}));
    reply.Next("sekisho consent " + outcome.id, JoinWords(outcome.may_consent));
    return;
  }
  reply.Note(done);
  if (outcome.by_one)
    reply.Note(Message("it was given by one person, as nobody else may consent, and is shown so"));
}

std::string MemberText(const MemberLine& member, ZoneOffset zone) {
  return JoinWords(
      {member.id, member.name, member.department.empty() ? "-" : WordInView(member.department),
       JoinWords(RoleWords(member, zone), ","), CodeWord(member.status),
       member.keyless ? Message("no keys") : "",
       member.young ? SentenceOf(*member.young, zone) : ""},
      "  ");
}

Json MemberJson(const MemberLine& member, ZoneOffset zone) {
  Json json = {{"id", member.id},          {"member", member.member},
               {"name", member.name},      {"department", member.department},
               {"roles", member.roles},    {"status", member.status},
               {"keyless", member.keyless}};
  for (const auto& [role, from] : member.roles_to_come)
    json["roles_to_come"].push_back({{"role", role}, {"from", FormatTime(from, zone)}});
  if (member.young)
    json["young"] = {{"what", member.young->keys ? "keys" : "role"},
                     {"since", FormatTime(member.young->since, zone)},
                     {"by", member.young->by},
                     {"alone", member.young->alone}};
  return json;
}

std::vector<std::string> ProposalText(const ProposalLine& proposal, ZoneOffset zone) {
  std::vector<std::string> lines = {
      JoinWords({WhatIsProposed(proposal),
                 Message("proposed by {0}, {1}",
                         {proposal.proposer, FormatTimeForPeople(proposal.proposed, zone)})},
                "  ")};
  if (!proposal.name_trouble.empty()) lines.push_back("  " + proposal.name_trouble);
  for (const std::string& line : LinesOf(proposal.terms)) lines.push_back("  " + line);
  if (proposal.sign_key.empty())
    lines.push_back("  " + Message("keys: none"));
  else if (proposal.new_keys && !proposal.is_new)
    lines.push_back("  " + Message("these are other keys than before"));
  if (!proposal.reason.empty())
    lines.push_back("  " + Message("reason: {0}", {ShownWords(proposal.reason, kMaxReasonShown)}));
  lines.push_back("  " + (proposal.may_consent.empty()
                              ? Message("nobody may consent at present")
                              : Message("may consent: {0}", {JoinWords(proposal.may_consent)})));
  return lines;
}

Json ProposalJson(const ProposalLine& proposal, ZoneOffset zone) {
  Json json = {{"id", proposal.id},
               {"act", proposal.act},
               {"member", proposal.member},
               {"new", proposal.is_new},
               {"name", proposal.name},
               {"proposer", proposal.proposer},
               {"proposed", FormatTime(proposal.proposed, zone)},
               {"terms", TermsToJson(proposal.terms)},
               {"roles", proposal.roles},
               {"new_keys", proposal.new_keys},
               {"may_consent", proposal.may_consent}};
  if (!proposal.sign_key.empty()) {
    json["sign_key"] = proposal.sign_key;
    json["recipient"] = proposal.recipient;
  }
  if (!proposal.name_trouble.empty()) json["name_trouble"] = proposal.name_trouble;
  if (!proposal.reason.empty()) json["reason"] = proposal.reason;
  return json;
}

}  // namespace sekisho
