// Permits that hold, to be changed in one thing, for the tests of the evaluator.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "approvals/permit.h"
#include "people.h"

namespace sekisho {

using Code = ProblemCode;

inline ApprovalFacts ApprovalBy(const Person& person, uint64_t index) {
  ApprovalFacts approval;
  approval.id = "a-" + std::to_string(index);
  approval.index = index;
  approval.iat = Days(-1);
  approval.approver = person.member;
  approval.approver_then = person;
  approval.approver_now = person;
  return approval;
}

inline const Person kRequester = MakePerson("requester", Role::kEmployee);
inline const Person kManager = MakePerson("manager", Role::kManager);
inline const Person kOfficer = MakePerson("officer", Role::kSecurityOfficer, "");
inline const Person kOther = MakePerson("other", Role::kEmployee);

struct Case {
  PermitFacts facts;
  PermitQuestion question;
};

// 極秘 on a stick, approved by a manager and the officer yesterday, sealed now by the requester.
inline Case Valid() {
  Case c;
  RequestFacts& request = c.facts.request;
  request.id = "r";
  request.index = 10;
  request.iat = Days(-2);
  request.requester = "requester";
  request.holder = "requester";
  request.requester_then = kRequester;
  request.class_id = "極秘";
  request.recipients = {{TestRecipient('q'), RecipientKind::kOther}};
  request.medium = "stick";
  request.from = Days(-1);
  request.until = Days(10);
  c.facts.approvals = {ApprovalBy(kManager, 11), ApprovalBy(kOfficer, 12)};
  c.facts.requester_now = kRequester;
  c.facts.charter = MakeCharter();
  c.question.ask = PermitAsk::kSeal;
  c.question.now = kNow;
  c.question.person = kRequester;
  c.question.medium = "stick";
  return c;
}

inline ClassRule& Rule(Case& c) {
  for (ClassRule& rule : c.facts.charter.classes)
    if (rule.id == c.facts.request.class_id) return rule;
  throw std::logic_error("no such class");
}

inline DelegationFacts Delegation(const Person& from, const Person& to) {
  DelegationFacts d;
  d.id = "d";
  d.index = 5;
  d.iat = Days(-5);
  d.issuer = d.delegator = from.member;
  d.issuer_then = d.delegator_then = from;
  d.delegator_now = from;
  d.delegate = to.member;
  d.from = Days(-3);
  d.until = Days(3);
  return d;
}

// Issued by the officer for somebody who is absent.
inline void ByOfficer(DelegationFacts& delegation) {
  delegation.issuer = kOfficer.member;
  delegation.issuer_then = kOfficer;
}

// The manager's approval given by `other` under a delegation.
inline Case Delegated() {
  Case c = Valid();
  c.facts.approvals[0] = ApprovalBy(kOther, 11);
  c.facts.approvals[0].under = Delegation(kManager, kOther);
  return c;
}

inline VetoFacts VetoBy(const Person& person) {
  return {"v", 13, Days(-1), person.member, person, std::nullopt, false};
}

inline std::string Codes(const PermitVerdict& verdict) {
  std::string out;
  for (const Problem& problem : verdict.problems) out += problem.message + "; ";
  return out;
}

inline bool Has(const std::vector<Problem>& problems, Code code) {
  return std::any_of(problems.begin(), problems.end(),
                     [&](const Problem& problem) { return problem.code == code; });
}

struct Row {
  const char* name;
  Code expected;
  std::function<void(Case&)> change;
};

// One change to the valid case, and the problem that must be found.
inline void Refuses(const std::vector<Row>& rows, const std::function<Case()>& base = Valid) {
  for (const Row& row : rows) {
    Case c = base();
    row.change(c);
    const PermitVerdict verdict = JudgePermit(c.facts, c.question);
    EXPECT_FALSE(verdict.valid) << row.name;
    EXPECT_TRUE(Has(verdict.problems, row.expected)) << row.name << ": " << Codes(verdict);
    for (const Problem& problem : verdict.problems) EXPECT_FALSE(problem.message.empty());
  }
}

}  // namespace sekisho
