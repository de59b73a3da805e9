// Members: adding, cards, moving, suspending, leaving, listing. And finding one by what people
// type. What gives a member power takes two people: workflow/office/proposals.h.
#pragma once

#include <string>
#include <vector>

#include "approvals/card.h"
#include "workflow/office/proposals.h"
#include "workflow/state/session.h"
#include "workflow/state/young_power.h"

namespace sekisho {

struct NewMember {
  std::string name;
  std::string department;
  std::vector<std::string> roles;  // codes or their words; employee when empty
  std::string employment;          // code or word; empty: employee
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
  std::vector<std::string> roles;                           // codes of those in force
  std::vector<std::pair<std::string, Time>> roles_to_come;  // and since when
  std::string status;
  bool keyless = false;
  std::optional<YoungPower> young;  // of the newest of keys and roles, while it is young
};

// Everybody who has this name, as people are told of them: "田中 太郎 (総務, P3)".
std::vector<std::string> Namesakes(Session& session, const std::string& name);

// Each of these is done at once, or proposed (`Outcome::proposed`) when it takes a second person.
// kRefused unless the asker may, and when nobody may be the second.
Result<Outcome> AddMember(Session& session, const NewMember& member);
// Gives a member without keys their first ones; kRefused for somebody who has some.
Result<Outcome> GiveKeys(Session& session, const std::string& reference, const Card& card);
// Gives a member other keys. kRefused for a charter root: the charter alone replaces those.
Result<Outcome> ChangeKeys(Session& session, const std::string& reference, const Card& card);
// What a new card says otherwise; what is empty stays.
struct MemberChange {
  std::string department{};
  std::vector<std::string> roles{};   // codes or their words
  std::optional<std::string> name{};  // after a marriage, say; takes two people
  std::optional<Time> trained_until{};
  std::optional<Time> until{};  // of employment or contract
};
Result<Outcome> Move(Session& session, const std::string& reference, const MemberChange& change);
Result<Outcome> ReinstateMember(Session& session, const std::string& reference,
                                const std::string& reason);

// kRefused, naming who could take over, when no active officer or registrar would be left.
// False when the member was suspended already; nothing is recorded then.
Result<bool> Suspend(Session& session, const std::string& reference, const std::string& reason);

// The same question, before somebody is asked to confirm it.
Result<void> CheckMayLeave(Session& session, const MemberRecord& member);

struct LeaveResult {
  std::vector<std::string> held;  // labels of media the person still holds
};
Result<LeaveResult> Leave(Session& session, const std::string& reference);

Result<std::vector<MemberLine>> ListMembers(Session& session);

}  // namespace sekisho
