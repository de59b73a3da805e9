// Members: adding, cards, suspending, leaving, listing. And finding one by what people type.
#pragma once

#include <string>
#include <vector>

#include "approvals/card.h"
#include "workflow/session.h"

namespace sekisho {

struct NewMember {
  std::string name;
  std::string department;
  std::vector<std::string> roles;  // codes; employee when empty
  std::string employment;          // code; empty: employee
  std::string responsible;         // who answers for an outsider; a member reference, may be empty
  std::optional<Time> until;
  std::optional<Time> trained_until;
  std::optional<Card> card;  // absent: keyless, a holder only
};

struct MemberLine {
  std::string id;  // P3
  std::string member;
  std::string name;
  std::string department;
  std::vector<std::string> roles;
  std::string status;
  bool keyless = false;
};

// Returns the short id. kRefused unless the asker is a registrar.
Result<std::string> AddMember(Session& session, const NewMember& member);
// Gives a member (new) keys.
Result<void> SetCard(Session& session, const std::string& reference, const Card& card);
Result<void> Suspend(Session& session, const std::string& reference, const std::string& reason);

struct LeaveResult {
  std::vector<std::string> held;  // labels of media the person still holds
};
Result<LeaveResult> Leave(Session& session, const std::string& reference);

Result<std::vector<MemberLine>> ListMembers(Session& session);

// A member by P3, by a unique prefix of the id (8 characters at least), or by the exact name.
// kNotFound, kUsage when several fit.
Result<const MemberRecord*> ResolveMember(Session& session, const std::string& reference);

}  // namespace sekisho
