#include "approvals/two_persons.h"

#include <gtest/gtest.h>

#include <functional>

#include "people.h"

namespace sekisho {
namespace {

RoleGrant Grant(Role role, const std::string& department = "sales") {
  return {role, department, Days(-10), std::nullopt};
}

Person WithKeys(Person person, char letter) {
  person.sign_key = TestKey(letter);
  person.age_recipient = TestRecipient(letter);
  return person;
}

Person Keyless(Person person) {
  person.keyless = true;
  person.sign_key = person.age_recipient = "";
  return person;
}

TEST(TwoPersons, AnEmployeesFirstKeysTakeOne) {
  const Person employee = WithKeys(MakePerson("m", {Grant(Role::kEmployee)}), 'e');
  EXPECT_FALSE(GainOf(nullptr, false, employee).any());
  const Person before = Keyless(employee);
  EXPECT_FALSE(GainOf(&before, false, employee).any());
  // Who had keys once gets others by two, also by the way of having none (ATTACKS I5).
  EXPECT_TRUE(GainOf(&before, true, employee).keys);
  const Person other = WithKeys(employee, 'f');
  EXPECT_TRUE(GainOf(&employee, true, other).keys);
  EXPECT_FALSE(GainOf(&employee, true, employee).any());
  EXPECT_FALSE(GainOf(&employee, true, before).any());
}

TEST(TwoPersons, RolesAndTheKeysOfThoseWhoHoldThemTakeTwo) {
  const Person employee = WithKeys(MakePerson("m", {Grant(Role::kEmployee)}), 'e');
  Person manager = employee;
  manager.grants.push_back(Grant(Role::kManager));
  EXPECT_EQ(GainOf(&employee, true, manager).roles.size(), 1u);
  EXPECT_FALSE(GainOf(&employee, true, manager).keys);
  EXPECT_TRUE(GainOf(nullptr, false, manager).keys);
  EXPECT_TRUE(GainOf(nullptr, false, Keyless(manager)).any());
  const Person waiting = Keyless(manager);
  EXPECT_TRUE(GainOf(&waiting, false, manager).keys);
  EXPECT_FALSE(GainOf(&manager, true, employee).any());  // taking away takes one
  Person device = WithKeys(MakePerson("d", {Grant(Role::kGuard)}), 'd');
  device.is_device = true;
  EXPECT_TRUE(GainOf(nullptr, false, device).keys);
}

TEST(TwoPersons, ARoleElsewhereOrForLongerIsANewOne) {
  const Person before = WithKeys(MakePerson("m", {Grant(Role::kManager)}), 'm');
  const auto gains = [&](const std::function<void(Person&)>& change) {
    Person after = before;
    change(after);
    return GainOf(&before, true, after).any();
  };
  EXPECT_TRUE(gains([](Person& after) { after.grants[0].department = "legal"; }));
  EXPECT_TRUE(gains([](Person& after) { after.grants[0].department = ""; }));
  EXPECT_TRUE(gains([](Person& after) { after.grants[0].from = Days(-11); }));
  EXPECT_TRUE(gains([](Person& after) { after.grants[0].role = Role::kIt; }));
  EXPECT_FALSE(gains([](Person& after) { after.grants[0].until = Days(10); }));
  EXPECT_FALSE(gains([](Person& after) { after.valid_until = Days(10); }));
  EXPECT_FALSE(gains([](Person& after) { after.trained_until = Days(900); }));
  EXPECT_FALSE(gains([](Person& after) { after.grants.push_back(Grant(Role::kEmployee, "hr")); }));
  Person bounded = before;
  bounded.valid_until = Days(10);
  EXPECT_TRUE(GainOf(&bounded, true, before).any());  // a term that is made longer
  bounded = before;
  bounded.grants[0].until = Days(10);
  EXPECT_TRUE(GainOf(&bounded, true, before).any());
  Person everywhere = before;
  everywhere.grants[0].department = "";
  EXPECT_FALSE(GainOf(&everywhere, true, before).any());
}

TEST(TwoPersons, AreRegistrarAndOfficer) {
  const Person registrar = MakePerson("r", Role::kRegistrar, "");
  const Person officer = MakePerson("o", Role::kSecurityOfficer, "");
  Person both = MakePerson("b", {Grant(Role::kRegistrar), Grant(Role::kSecurityOfficer)});
  EXPECT_TRUE(AreTwo(registrar, officer, kNow));
  EXPECT_TRUE(AreTwo(officer, registrar, kNow));
  EXPECT_TRUE(AreTwo(both, registrar, kNow));
  EXPECT_TRUE(AreTwo(both, officer, kNow));
  EXPECT_FALSE(AreTwo(both, both, kNow));
  EXPECT_FALSE(AreTwo(registrar, MakePerson("r2", Role::kRegistrar, ""), kNow));
  EXPECT_FALSE(AreTwo(officer, MakePerson("o2", Role::kSecurityOfficer, ""), kNow));
  EXPECT_FALSE(AreTwo(registrar, MakePerson("p", Role::kPrivacyOfficer, ""), kNow));
  EXPECT_TRUE(IsBoth(both, kNow));
  EXPECT_FALSE(IsBoth(officer, kNow));
  const auto spoiled = [&](const std::function<void(Person&)>& change) {
    Person person = officer;
    change(person);
    return AreTwo(registrar, person, kNow);
  };
  EXPECT_FALSE(spoiled([](Person& person) { person.status = MemberStatus::kSuspended; }));
  EXPECT_FALSE(spoiled([](Person& person) { person.status = MemberStatus::kLeft; }));
  EXPECT_FALSE(spoiled([](Person& person) { person.is_device = true; }));
  EXPECT_FALSE(spoiled([](Person& person) { person = Keyless(person); }));
  EXPECT_FALSE(spoiled([](Person& person) { person.valid_until = Days(-1); }));
  EXPECT_FALSE(spoiled([](Person& person) { person.grants[0].until = Days(-1); }));
  EXPECT_FALSE(spoiled([](Person& person) {
    person.grants.push_back({Role::kAuditor, "", Days(-9), {}});
  }));
}

TEST(TwoPersons, PowerIsYoungForTheCharterDays) {
  const Power power{kNow, {"a", "b"}, false};
  EXPECT_TRUE(IsYoung(power, 7, Days(7) - std::chrono::seconds(1)));
  EXPECT_FALSE(IsYoung(power, 7, Days(7)));
  EXPECT_FALSE(IsYoung(Power{kNow, {}, false}, 7, kNow));  // the charter's
  EXPECT_TRUE(GaveLately("b", power, 7, kNow));
  EXPECT_FALSE(GaveLately("c", power, 7, kNow));
  EXPECT_FALSE(GaveLately("b", power, 7, Days(8)));
}

}  // namespace
}  // namespace sekisho
