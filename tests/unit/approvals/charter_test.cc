#include "approvals/charter/charter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "approvals/charter/charter_chain.h"
#include "approvals/charter/charter_lint.h"
#include "people.h"
#include "tests/unit/base/refusal_of.h"

namespace sekisho {
namespace {

TEST(CharterTemplates, AreReadCheckedAndWrittenBack) {
  for (std::string_view name : CharterTemplateNames()) {
    const Result<CharterDraft> draft = CharterFromToml(*CharterTemplate(name));
    ASSERT_TRUE(draft) << name << ": " << draft.error().message;
    ASSERT_EQ(draft->rules.classes.size(), 4u);
    EXPECT_EQ(*CharterFromToml(CharterToToml(*draft)), *draft);
    EXPECT_TRUE(CheckCharter(MakeCharter(name))) << CheckCharter(MakeCharter(name)).error().message;
  }
  EXPECT_EQ(CharterTemplate("x").error().code, ErrorCode::kUsage);
}

TEST(CharterTemplates, SmallOfficeIsWhatTheDesignSays) {
  const Charter charter = MakeCharter();
  EXPECT_TRUE(FindClass(charter, "公開")->slots.empty());
  EXPECT_EQ(FindClass(charter, "公開")->max_days, 365);
  EXPECT_EQ(FindClass(charter, "社内限")->max_days, 90);
  EXPECT_EQ(FindClass(charter, "秘")->slots,
            (std::vector<ApprovalSlot>{{{Role::kManager}, false, 1}}));
  EXPECT_EQ(FindClass(charter, "秘")->max_days, 30);
  EXPECT_EQ(FindClass(charter, "極秘")->slots.size(), 2u);
  EXPECT_EQ(FindClass(charter, "極秘")->max_days, 14);
  for (const ClassRule& rule : charter.classes) {
    EXPECT_EQ(rule.sealed_by, SealedBy::kRequester);
    EXPECT_TRUE(rule.directory_media);
    EXPECT_FALSE(rule.training);
    EXPECT_EQ(
        rule.personal_data_slots,
        (std::vector<ApprovalSlot>{{{Role::kSecurityOfficer, Role::kPrivacyOfficer}, false, 1}}));
    EXPECT_EQ(rule.third_party_slots,
              (std::vector<ApprovalSlot>{{{Role::kSecurityOfficer}, false, 1}}));
  }
  EXPECT_EQ(FindClass(charter, "ひみつ"), nullptr);
  const Charter company = MakeCharter("company");
  EXPECT_TRUE(FindClass(company, "秘")->slots[0].same_department);
  EXPECT_EQ(FindClass(company, "極秘")->sealed_by, SealedBy::kOtherPerson);
  EXPECT_EQ(MakeCharter("municipality").profile, Regulator::kPublicBody);
}

TEST(CharterJson, ReadsBackWhatItWrites) {
  Charter charter = MakeCharter("company");
  charter.clouds = {{"box", Days(30)}};
  charter.mail_domains = {"example.co.jp"};
  charter.departments = {"総務", "営業"};
  charter.version = 2;
  charter.previous = Digest{1, 2, 3};
  const Json json = CharterToJson(charter);
  const Result<Charter> back = CharterFromJson(*ParseJson(WriteJson(json)));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, charter);
  EXPECT_EQ(WriteJson(CharterToJson(*back)), WriteJson(json));
}

TEST(CharterJson, RefusesEveryOtherSpelling) {
  const std::function<void(Json&)> changes[] = {
      [](Json& j) { j["more"] = 1; },
      [](Json& j) { j.erase("previous"); },
      [](Json& j) { j["classes"][0]["more"] = 1; },
      [](Json& j) { j["classes"][0].erase("training"); },
      [](Json& j) { j["classes"][1]["approvals"][0]["count"] = 0; },
      [](Json& j) { j["classes"][1]["approvals"][0]["roles"] = Json::array({"king"}); },
      [](Json& j) { j["classes"][1]["approvals"][0]["roles"] = Json::array(); },
      [](Json& j) { j["classes"] = 1; },
      [](Json& j) { j["classes"] = Json::array(); },
      [](Json& j) { j["classes"][1]["id"] = j["classes"][0]["id"]; },
      [](Json& j) { j["version"] = 0; },
      [](Json& j) { j["version"] = 2; },
      [](Json& j) { j["effective"] = "2020-01-01T00:00:00Z"; },
      [](Json& j) { j["expires"] = j["effective"]; },
      [](Json& j) {
        j["roles"] = Json::array({"manager", "employee"});
      },
      [](Json& j) { j["roles"] = Json::array({"employee"}); },
      [](Json& j) { j["zone"] = "+15:00"; },
      [](Json& j) { j["min_tool"] = "1.02.3"; },
      [](Json& j) { j["skew_seconds"] = 3601; },
      [](Json& j) { j["young_key_days"] = 0; },
      [](Json& j) { j["young_key_days"] = 91; },
      [](Json& j) { j.erase("young_key_days"); },
      [](Json& j) { j["directory"] = "age1short"; },
      [](Json& j) { j["directory"] = j["escrow"][0]; },
      [](Json& j) { j["escrow"].push_back(j["escrow"][0]); },
      [](Json& j) { j["departments"] = Json::array({"a\u202eb"}); },
      [](Json& j) { j["threshold"] = 1; },
      [](Json& j) { j["threshold"] = 3; },
  };
  size_t row = 0;
  for (const auto& change : changes) {
    Json json = CharterToJson(MakeCharter());
    change(json);
    const Result<Charter> read = CharterFromJson(json);
    EXPECT_FALSE(read) << "change " << row;
    EXPECT_TRUE(read || read.error().code == ErrorCode::kMalformed) << "change " << row;
    ++row;
  }
  EXPECT_FALSE(CharterFromJson(Json::array()));
}

// Read as something else, each of them would have been written in another way.
TEST(CharterJson, TakesNothingUnknownForSomethingKnown) {
  const std::pair<const char*, std::function<void(Json&)>> changes[] = {
      {"an unknown code", [](Json& j) { j["classes"][0]["recipients"] = "everybody"; }},
      {"an unknown code behind known ones", [](Json& j) { j["roles"].push_back("king"); }},
      {"an object for a list", [](Json& j) { j["clouds"] = Json::object(); }},
  };
  for (const auto& [what, change] : changes) {
    Json json = CharterToJson(MakeCharter());
    change(json);
    EXPECT_EQ(RefusalOf(CharterFromJson(json)), ErrorCode::kMalformed) << what;
  }
}

TEST(Charter, RefusesOneKeyOrMemberTwice) {  // ATTACKS C9
  Charter charter = MakeCharter();
  charter.roots[1].key = charter.roots[0].key;
  EXPECT_FALSE(CheckCharter(charter));
  charter = MakeCharter();
  charter.roots[1].member = charter.roots[0].member;
  EXPECT_FALSE(CheckCharter(charter));
  charter = MakeCharter();
  charter.roots = {charter.roots[2]};  // recovery alone is no root to vote
  EXPECT_FALSE(CheckCharter(charter));
}

TEST(Charter, IsBounded) {  // ATTACKS C6
  Charter charter = MakeCharter();
  for (int i = 0; i < 500; ++i)
    charter.departments.push_back(std::to_string(i) + std::string(95, 'd'));
  const Result<void> checked = CheckCharter(charter);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message, "the charter is too large");
}

TEST(Charter, ComparesVersionsDomainsAndSpellings) {
  EXPECT_TRUE(ToolIsAtLeast("0.10.0", "0.9.9"));
  EXPECT_TRUE(ToolIsAtLeast("1.2.3", "1.2.3"));
  EXPECT_FALSE(ToolIsAtLeast("1.2.2", "1.2.3"));
  for (const char* bad : {"", "1", "1.2", "1.2.", "1.2.3.4", "1.2.x", "01.2.3", "1.2.3 ", "1..3"})
    EXPECT_FALSE(ToolIsAtLeast(bad, "0.0.0")) << bad;
  CharterRules rules;
  EXPECT_TRUE(MailDomainAllowed(rules, "anywhere.example"));
  rules.mail_domains = {"example.co.jp"};
  EXPECT_TRUE(MailDomainAllowed(rules, "example.co.jp"));
  EXPECT_FALSE(MailDomainAllowed(rules, "sub.example.co.jp"));
  EXPECT_FALSE(MailDomainAllowed(rules, "evil.example"));
  EXPECT_TRUE(LooksLikePublicKey(TestKey('x')));
  EXPECT_FALSE(LooksLikePublicKey("k4.public." + std::string(43, 'B')));  // non-zero tail, A3
  EXPECT_FALSE(LooksLikePublicKey("k4.secret." + std::string(43, 'A')));
  EXPECT_FALSE(LooksLikeRecipient("AGE1" + std::string(58, 'q')));
}

TEST(CharterJson, AnEarlierCharterIsWrittenAgainAsItWas) {
  Json json = CharterToJson(MakeCharter("company"));
  for (Json& rule : json["classes"]) {
    rule.erase("wipe_on_return");
    rule.erase("wipe_on_disposal");
    rule["wipe_grade"] = "purge";
  }
  const auto old = CharterFromJson(json);
  ASSERT_TRUE(old) << old.error().message;
  EXPECT_EQ(CharterToJson(*old), json);
  EXPECT_EQ(old->classes[0].wipe_on_return, WipeOnReturn::kEmptied) << "directories";
  EXPECT_EQ(old->classes[3].wipe_on_return, WipeOnReturn::kWiped);
  EXPECT_EQ(old->classes[3].wipe_on_disposal, WipeGrade::kPurge);
  json["classes"][0]["wipe_on_return"] = "none";
  EXPECT_FALSE(CharterFromJson(json)) << "both at once";
}

struct Succession {
  Charter current = MakeCharter();
  Charter next = MakeCharter();
  Digest token{7};
  std::vector<std::string> signers{TestKey('O'), TestKey('D')};
  Succession() {
    next.version = 2;
    next.previous = token;
    next.skew_seconds = 200;
  }
  Result<void> Check() const { return CheckSuccessor(current, next, token, signers); }
};

// New roots, otherwise the same charter; signed by the new officer and `by`.
Succession NewRoots(char by) {
  Succession s;
  s.next = s.current;
  s.next.version = 2;
  s.next.previous = s.token;
  s.next.roots[0] = {"second", RootRole::kOfficer, TestKey('S')};
  s.next.roots[1] = {"third", RootRole::kDeputy, TestKey('T')};
  s.signers = {TestKey('S'), TestKey('T'), TestKey(by)};
  return s;
}

TEST(CharterSuccession, AcceptsBothThresholds) {
  EXPECT_TRUE(Succession().Check());
  EXPECT_TRUE(CheckGenesis(MakeCharter(), {TestKey('O'), TestKey('D')}));
  Succession both = NewRoots('O');
  both.signers.push_back(TestKey('D'));
  EXPECT_TRUE(both.Check());
}

TEST(CharterSuccession, RefusesEveryWrongOne) {
  struct Row {
    const char* name;
    std::function<void(Succession&)> change;
  };
  const Row rows[] = {
      {"C1 arbitrary signer",
       [](Succession& s) {
         s.signers = {TestKey('X'), TestKey('Y')};
       }},
      {"C2 rollback", [](Succession& s) { s.current.version = 3; }},
      {"C2 same version", [](Succession& s) { s.next.version = 1; }},
      {"C3 skipped", [](Succession& s) { s.next.version = 3; }},
      {"C5 follows another", [](Succession& s) { s.next.previous = Digest{8}; }},
      {"C5 follows none", [](Succession& s) { s.next.previous.reset(); }},
      {"C7 below threshold", [](Succession& s) { s.signers = {TestKey('O')}; }},
      {"B1 the same key twice",
       [](Succession& s) {
         s.signers = {TestKey('O'), TestKey('O')};
       }},
      {"C7 recovery does not count",
       [](Succession& s) {
         s.signers = {TestKey('O'), TestKey('R')};
       }},
      {"C8 old roots only",
       [](Succession& s) {
         s = NewRoots('O');
         s.signers = {TestKey('O'), TestKey('D')};
       }},
      {"C8 new roots only", [](Succession& s) { s = NewRoots('X'); }},
      {"recovery changes a rule",
       [](Succession& s) {
         s = NewRoots('R');
         s.next.classes[1].slots.clear();
       }},
      {"recovery prolongs",
       [](Succession& s) {
         s = NewRoots('R');
         s.next.expires += std::chrono::days(1);
       }},
      {"recovery changes escrow",
       [](Succession& s) {
         s = NewRoots('R');
         s.next.escrow.pop_back();
       }},
      {"recovery without the new roots",
       [](Succession& s) {
         s = NewRoots('R');
         s.signers = {TestKey('R')};
       }},
  };
  for (const Row& row : rows) {
    Succession s;
    row.change(s);
    const Result<void> checked = s.Check();
    ASSERT_FALSE(checked) << row.name;
    EXPECT_EQ(checked.error().code, ErrorCode::kRefused) << row.name;
  }
  EXPECT_FALSE(CheckGenesis(MakeCharter(), {TestKey('O'), TestKey('R')}));
  EXPECT_FALSE(CheckGenesis(Succession().next, {TestKey('O'), TestKey('D')}));
}

// Whatever else fits: the charter in force, or one before it, follows nothing.
TEST(CharterSuccession, NeverGoesBack) {  // ATTACKS C2
  for (const int64_t version : {1, 2, 3}) {
    Succession s;
    s.current.version = 3;
    s.next.version = version;
    EXPECT_EQ(RefusalOf(s.Check()), ErrorCode::kRefused) << version;
  }
}

TEST(CharterSuccession, RecoveryReplacesLostRootsEvenWhenExpired) {  // ATTACKS C11
  Succession s = NewRoots('R');
  s.current.expires = s.next.expires = Days(-1);
  EXPECT_TRUE(s.Check());
}

TEST(CharterInForce, HasABeginningAndAnEnd) {  // ATTACKS C4
  const Charter charter = MakeCharter();
  EXPECT_TRUE(CheckInForce(charter, kNow));
  EXPECT_TRUE(CheckInForce(charter, charter.expires));
  EXPECT_FALSE(CheckInForce(charter, charter.expires + std::chrono::seconds(1)));
  EXPECT_TRUE(CheckInForce(charter, charter.effective - std::chrono::seconds(300)));
  EXPECT_FALSE(CheckInForce(charter, charter.effective - std::chrono::seconds(301)));
}

// Whether requests of the class, plain or with personal data, can be approved by nobody there.
bool NobodyApproves(const std::vector<LintFinding>& findings, const std::string& class_id,
                    const std::string& department, bool personal_data = false) {
  return std::any_of(findings.begin(), findings.end(), [&](const LintFinding& finding) {
    return finding.code == LintCode::kNobodyApproves && finding.class_id == class_id &&
           finding.department == department && finding.personal_data == personal_data;
  });
}

TEST(CharterLint, NamesDeadEnds) {
  Charter charter = MakeCharter("company");
  charter.departments = {"総務", "営業"};
  std::vector<Person> members = {
      MakePerson("a", Role::kEmployee, "総務"),        MakePerson("b", Role::kManager, "営業"),
      MakePerson("c", Role::kManager, "営業"),         MakePerson("d", Role::kSecurityOfficer, ""),
      MakePerson("e", Role::kSecurityOfficer, "営業"), MakePerson("f", Role::kPrivacyOfficer, "")};
  const auto findings = CharterLint(charter, members, kNow);
  EXPECT_TRUE(NobodyApproves(findings, "秘", "総務"));
  EXPECT_FALSE(NobodyApproves(findings, "秘", "営業"));
  EXPECT_FALSE(NobodyApproves(findings, "公開", "総務"));
  members.push_back(MakePerson("g", Role::kManager, "総務"));
  members.push_back(MakePerson("h", Role::kManager, ""));
  EXPECT_FALSE(NobodyApproves(CharterLint(charter, members, kNow), "秘", "総務"));
  members.back().status = MemberStatus::kSuspended;
  const auto again = CharterLint(charter, members, kNow);
  const auto stuck = std::find_if(again.begin(), again.end(), [](const LintFinding& finding) {
    return finding.class_id == "秘" && finding.department == "総務";
  });
  ASSERT_NE(stuck, again.end());
  EXPECT_EQ(stuck->code, LintCode::kNobodyApprovesFor);
  EXPECT_EQ(stuck->members, std::vector<std::string>{"g"});
}

TEST(CharterLint, SeesThatOnePersonCannotFillTwoSlots) {
  const Charter charter = MakeCharter();
  const Person both = MakePerson(
      "a", {{Role::kManager, "", Days(-9), {}}, {Role::kSecurityOfficer, "", Days(-9), {}}});
  EXPECT_TRUE(NobodyApproves(CharterLint(charter, {both}, kNow), "極秘", ""));
  EXPECT_TRUE(NobodyApproves(CharterLint(charter, {both}, kNow), "秘", "", true));
}

TEST(CharterLint, IsSilentWhenAllIsWell) {
  std::vector<Person> members;
  for (char c = 'a'; c < 'f'; ++c) {
    members.push_back(MakePerson(std::string(1, c), Role::kManager, ""));
    members.push_back(MakePerson(std::string(2, c), Role::kSecurityOfficer, ""));
  }
  EXPECT_TRUE(CharterLint(MakeCharter(), members, kNow).empty());
}

// A rule that nothing keeps is a promise; no template makes it.
TEST(CharterLint, RefusesAScanThatNothingDoes) {
  for (const std::string_view name : CharterTemplateNames()) {
    EXPECT_EQ(CharterTemplate(name)->find("scan"), std::string_view::npos) << name;
    Charter charter = MakeCharter(name);
    charter.classes[1].scan = true;
    const auto findings = CharterLint(charter, {}, kNow);
    EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const LintFinding& finding) {
      return finding.code == LintCode::kScanNotBuilt && finding.class_id == "社内限";
    })) << name;
  }
}

// A directory has no device that could be wiped.
TEST(CharterLint, RefusesWipedDirectories) {
  for (const std::string_view name : CharterTemplateNames()) {
    const auto never = [](const Charter& charter) {
      const auto findings = CharterLint(charter, {}, kNow);
      return std::any_of(findings.begin(), findings.end(), [](const LintFinding& finding) {
        return finding.code == LintCode::kNeverWiped && finding.class_id == "社内限";
      });
    };
    Charter charter = MakeCharter(name);
    charter.classes[1].directory_media = true;
    EXPECT_FALSE(never(charter)) << name;
    charter.classes[1].wipe_on_return = WipeOnReturn::kWiped;
    EXPECT_TRUE(never(charter)) << name;
    charter.classes[1].directory_media = false;
    EXPECT_FALSE(never(charter)) << name;
  }
}

TEST(CharterLint, SeesMissingKeysSealersAndTime) {
  Charter charter = MakeCharter();
  charter.roots.pop_back();
  charter.escrow.clear();
  charter.clouds = {{"box", Days(-1)}};
  charter.expires = Days(10);
  charter.classes[0].sealed_by = SealedBy::kStation;
  charter.classes[3].sealed_by = SealedBy::kOtherPerson;
  std::vector<LintCode> codes;
  for (const LintFinding& finding :
       CharterLint(charter, {MakePerson("a", Role::kManager, "")}, kNow))
    codes.push_back(finding.code);
  for (LintCode code : {LintCode::kNoRecovery, LintCode::kNoEscrow, LintCode::kCloudExpired,
                        LintCode::kExpiresSoon, LintCode::kNoStation, LintCode::kNobodyElseSeals})
    EXPECT_NE(std::find(codes.begin(), codes.end(), code), codes.end());
}

}  // namespace
}  // namespace sekisho
