// What no charter may hold, whoever signs it: one row for each refusal (ATTACKS C6, C9, I8).
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "people.h"
#include "tests/unit/base/refusal_of.h"

namespace sekisho {
namespace {

struct Row {
  const char* what;
  std::function<void(Charter&)> change;
};

// One change to a good charter.
void ExpectRefused(const std::vector<Row>& rows) {
  ASSERT_TRUE(CheckCharter(MakeCharter()));
  for (const Row& row : rows) {
    Charter charter = MakeCharter();
    row.change(charter);
    EXPECT_EQ(RefusalOf(CheckCharter(charter)), ErrorCode::kMalformed) << row.what;
  }
}

std::vector<std::string> Numbered(size_t count, const std::string& end = {}) {
  std::vector<std::string> out;
  for (size_t i = 0; i < count; ++i) out.push_back(std::to_string(i) + end);
  return out;
}

TEST(CharterRules, AskForApprovalsThatCanBeGiven) {
  const ApprovalSlot manager{{Role::kManager}, false, 1};
  ExpectRefused({
      {"an auditor as approver",
       [](Charter& c) {
         c.classes[1].slots = {{{Role::kAuditor}, false, 1}};
       }},
      {"a guard as approver",
       [](Charter& c) {
         c.classes[1].slots = {{{Role::kManager, Role::kGuard}, false, 1}};
       }},
      {"nine slots in a list",
       [&](Charter& c) {
         c.classes[1].personal_data_slots.clear();
         c.classes[1].third_party_slots.clear();
         c.classes[1].slots.assign(kMaxSlotsPerList + 1, manager);
       }},
      {"17 approvals in all",
       [&](Charter& c) {
         c.classes[1].slots = {{{Role::kManager}, false, kMaxApprovals}};
         c.classes[1].personal_data_slots = {manager};
         c.classes[1].third_party_slots.clear();
       }},
  });
}

TEST(CharterRules, ListRolesOnceAndInOrder) {
  ExpectRefused({
      {"a role twice", [](Charter& c) { c.roles.insert(c.roles.begin(), c.roles.front()); }},
      {"another order", [](Charter& c) { std::swap(c.roles[0], c.roles[1]); }},
  });
}

TEST(CharterRules, HaveBoundedLists) {
  ExpectRefused({
      {"departments", [](Charter& c) { c.departments = Numbered(501); }},
      {"mail domains", [](Charter& c) { c.mail_domains = Numbered(501, ".example"); }},
      {"clouds",
       [](Charter& c) {
         for (const std::string& name : Numbered(101)) c.clouds.push_back({name, Days(1)});
       }},
      {"classes",
       [](Charter& c) {
         c.classes.resize(kMaxClasses + 1, c.classes[0]);
         for (size_t i = 0; i < c.classes.size(); ++i) c.classes[i].id = std::to_string(i);
       }},
      {"escrow",
       [](Charter& c) {
         c.escrow.clear();
         for (const char letter : {'q', 'p', 'r', 'y', '9'})
           c.escrow.push_back(TestRecipient(letter));
       }},
      {"witnesses",
       [](Charter& c) {
         c.witnesses.clear();
         for (char i = 0; i < 17; ++i)
           c.witnesses.push_back({std::to_string(i), TestKey(static_cast<char>('a' + i))});
       }},
  });
}

TEST(CharterRules, HaveNoMoreRootsThanCanSign) {
  ExpectRefused({{"33 roots", [](Charter& c) {
                    c.roots.clear();
                    for (size_t i = 0; i <= kMaxRoots; ++i) {
                      const char letter = static_cast<char>(i < 26 ? 'a' + i : 'A' + i - 26);
                      c.roots.push_back({std::to_string(i), RootRole::kOfficer, TestKey(letter)});
                    }
                    c.threshold = 17;
                  }}});
}

TEST(CharterRules, NameThingsSoThatPeopleCanTellThem) {
  ExpectRefused({
      {"a class without a name", [](Charter& c) { c.classes[1].id.clear(); }},
      {"a class with a blank at its end", [](Charter& c) { c.classes[1].id = "秘 "; }},
      {"a class that reads as another", [](Charter& c) { c.classes[1].id = "秘\u200b"; }},
      {"a witness with a blank", [](Charter& c) { c.witnesses[0].name = "a b"; }},
      {"a witness with a plus", [](Charter& c) { c.witnesses[0].name = "a+b"; }},
      {"a mail domain in capitals", [](Charter& c) { c.mail_domains = {"Example.jp"}; }},
      {"a mail domain without a dot", [](Charter& c) { c.mail_domains = {"example"}; }},
      {"a cloud without a name",
       [](Charter& c) {
         c.clouds = {{"", Days(1)}};
       }},
      {"no version of the duty text", [](Charter& c) { c.duty_text.clear(); }},
      {"a duty text instead of its version",
       [](Charter& c) { c.duty_text = std::string(33, 'x'); }},
  });
}

TEST(CharterRules, HoldKeysAndMembersOnlyWhereTheyBelong) {
  ExpectRefused({
      {"an officer without a member id", [](Charter& c) { c.roots[0].member.clear(); }},
      {"a name as member id", [](Charter& c) { c.roots[0].member = "山田"; }},
      {"a secret key as root", [](Charter& c) { c.roots[0].key.replace(3, 6, "secret"); }},
      {"a signing key as escrow", [](Charter& c) { c.escrow[0] = TestKey('q'); }},
      {"a recipient as witness", [](Charter& c) { c.witnesses[0].key = TestRecipient('q'); }},
  });
}

TEST(CharterRules, KeepToTheTimeZonesThatExist) {
  ExpectRefused({
      {"east of the date line", [](Charter& c) { c.zone = ZoneOffset(14 * 60 + 1); }},
      {"west of the date line", [](Charter& c) { c.zone = ZoneOffset(-12 * 60 - 1); }},
  });
}

}  // namespace
}  // namespace sekisho
