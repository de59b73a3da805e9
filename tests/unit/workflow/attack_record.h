// A record with three people of one department, and what attackers need to say.
#pragma once

#include "tests/unit/workflow/record.h"

namespace sekisho {

class AttackRecord : public Record {
 protected:
  AttackRecord() {
    Hire("manager", {Grant(Role::kManager)});
    Hire("employee", {Grant(Role::kEmployee)});
    Hire("other", {Grant(Role::kEmployee)});
  }
  Person Now(const std::string& who) { return Member(who).Now(); }
  // With keys that nobody has yet.
  Person Rekeyed(const std::string& who) {
    Person person = Now(who);
    const Person keys = PersonOf("thief", {});
    person.sign_key = keys.sign_key;
    person.age_recipient = keys.age_recipient;
    return person;
  }
  Words At(Words words, int64_t days_ahead, const char* clock = nullptr) {
    words.iat = clock_.Now() + std::chrono::days(days_ahead);
    if (clock != nullptr) words.claims["clock"] = clock;
    return words;
  }
  static Words Finding() {
    Words words;
    words.claims = Json{{"statement", nullptr}, {"closed", false}};
    return words;
  }
  // An erasure of the annex whose commitment is this character 64 times.
  static Words OfAll(char commitment) {
    Words words;
    words.claims = Json{{"annexes", Json::array({std::string(64, commitment)})}};
    return words;
  }
  Words AskingWith(const std::string& who, char main, char manifest) {
    Words asking = Asking(who, "");
    asking.claims["annex"] = {{"main", std::string(64, main)},
                              {"manifest", std::string(64, manifest)}};
    return asking;
  }
  // Who also gets a role, from so many days on.
  Words WithRoleLater(const std::string& who, const RoleGrant& grant, int64_t days_ahead) {
    Person person = Now(who);
    RoleGrant later = grant;
    later.from = clock_.Now() + std::chrono::days(days_ahead);
    person.grants.push_back(later);
    return CardWords(who, person);
  }
};

}  // namespace sekisho
