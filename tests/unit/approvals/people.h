// Members and a charter for the tests of this room.
#pragma once

#include <string>
#include <vector>

#include "approvals/charter/charter_templates.h"
#include "approvals/charter/charter_toml.h"
#include "approvals/members.h"

namespace sekisho {

inline const Time kNow = *ParseTime("2026-11-22T13:45:04+09:00");

inline Time Days(int64_t days) { return kNow + std::chrono::days(days); }

// 32 bytes spelled as a PASERK key: `letter` repeated, the last character carrying two zero bits.
inline std::string TestKey(char letter) { return "k4.public." + std::string(42, letter) + "A"; }
inline std::string TestRecipient(char letter) { return "age1" + std::string(58, letter); }

inline Person MakePerson(const std::string& member, std::vector<RoleGrant> grants) {
  Person person;
  person.member = member;
  person.sign_key = TestKey(member.front());
  person.grants = std::move(grants);
  person.trained_until = Days(100);
  return person;
}

inline Person MakePerson(const std::string& member, Role role,
                         const std::string& department = "sales") {
  return MakePerson(member, std::vector<RoleGrant>{{role, department, Days(-1000), {}}});
}

// A charter with one officer, a deputy and a recovery root over the rules of a template.
inline Charter MakeCharter(std::string_view name = "small-office") {
  Charter charter;
  static_cast<CharterRules&>(charter) = CharterFromToml(*CharterTemplate(name))->rules;
  charter.roots = {{"officer", RootRole::kOfficer, TestKey('O')},
                   {"deputy", RootRole::kDeputy, TestKey('D')},
                   {"", RootRole::kRecovery, TestKey('R')}};
  charter.threshold = 2;
  charter.escrow = {TestRecipient('q'), TestRecipient('p')};
  charter.directory = TestRecipient('z');
  charter.witnesses = {{"witness.example/w1", TestKey('W')}};
  charter.effective = Days(-400);
  charter.expires = Days(365);
  return charter;
}

}  // namespace sekisho
