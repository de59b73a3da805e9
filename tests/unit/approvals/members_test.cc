#include "approvals/members.h"

#include <gtest/gtest.h>

#include "people.h"

namespace sekisho {
namespace {

TEST(Members, CodesReadBackAndNothingElseDoes) {
  for (const auto& role : CodesOf<Role>()) EXPECT_EQ(FromCode<Role>(role.code), role.value);
  for (const auto& kind : CodesOf<Employment>())
    EXPECT_EQ(FromCode<Employment>(CodeOf(kind.value)), kind.value);
  EXPECT_EQ(CodesOf<Role>().size(), 10u);
  EXPECT_EQ(CodesOf<Employment>().size(), 8u);
  EXPECT_FALSE(FromCode<Role>("Manager"));
  EXPECT_FALSE(FromCode<Role>(""));
}

TEST(Members, RolesHaveDatesWithBothEnds) {
  const Person person = MakePerson("m", {{Role::kManager, "sales", Days(0), Days(10)}});
  EXPECT_FALSE(HasRole(person, Role::kManager, Days(0) - std::chrono::seconds(1)));
  EXPECT_TRUE(HasRole(person, Role::kManager, Days(0)));
  EXPECT_TRUE(HasRole(person, Role::kManager, Days(10)));
  EXPECT_FALSE(HasRole(person, Role::kManager, Days(10) + std::chrono::seconds(1)));
  EXPECT_FALSE(HasRole(person, Role::kIt, Days(5)));
}

TEST(Members, ARoleForTheWholeOrganisationCoversEveryDepartment) {
  const Person sales = MakePerson("m", Role::kManager, "sales");
  const Person all = MakePerson("n", Role::kManager, "");
  EXPECT_TRUE(HasRoleFor(sales, Role::kManager, {"legal", "sales"}, kNow));
  EXPECT_FALSE(HasRoleFor(sales, Role::kManager, {"legal"}, kNow));
  EXPECT_FALSE(HasRoleFor(sales, Role::kManager, {}, kNow));
  EXPECT_TRUE(HasRoleFor(all, Role::kManager, {"legal"}, kNow));
  EXPECT_TRUE(DepartmentsOf(all, kNow).empty());
  EXPECT_TRUE(InDepartment(sales, "sales", kNow));
}

TEST(Members, DepartmentsAreThoseOfGrantsInForce) {
  const Person person = MakePerson("m", {{Role::kManager, "sales", Days(-9), {}},
                                         {Role::kEmployee, "sales", Days(-9), {}},
                                         {Role::kEmployee, "legal", Days(-9), {}},
                                         {Role::kEmployee, "old", Days(-9), Days(-1)}});
  EXPECT_EQ(DepartmentsOf(person, kNow), (std::vector<std::string>{"legal", "sales"}));
}

TEST(Members, AreActiveUntilTheirLastMoment) {
  Person person = MakePerson("m", Role::kEmployee);
  EXPECT_TRUE(IsActive(person, kNow));
  person.valid_until = kNow;
  EXPECT_TRUE(IsActive(person, kNow));
  EXPECT_FALSE(IsActive(person, kNow + std::chrono::seconds(1)));
  person.valid_until.reset();
  person.status = MemberStatus::kSuspended;
  EXPECT_FALSE(IsActive(person, kNow));
  person.trained_until.reset();
  EXPECT_FALSE(IsTrained(person, kNow));
  EXPECT_TRUE(IsOutsider(Employment::kExternal));
  EXPECT_FALSE(IsOutsider(Employment::kDispatched));
}

}  // namespace
}  // namespace sekisho
