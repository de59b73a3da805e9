// The permit (tegata): whether a request, with what has been said about it, allows what is asked.
// One pure function, the same at the desk (seal) and at the door (gate). It reads no clock, no
// file and no signature: all facts were verified and folded from the ledger before. Statements that
// the fold finds void are not among the facts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "approvals/charter/charter.h"
#include "approvals/members.h"
#include "approvals/slots.h"

namespace sekisho {

// kFormer: the key of somebody who has left, is suspended, or has another key now.
enum class RecipientKind { kMember, kPartner, kFormer, kOther };

struct RecipientFacts {
  std::string recipient;  // age1...
  RecipientKind kind =
      RecipientKind::kOther;   // whose it is now: an active member's, a valid partner's
  std::optional<Time> ends{};  // of a member's employment or contract
};

struct RequestFacts {
  std::string id;  // jti
  uint64_t index = 0;
  Time iat{};
  std::string requester;
  std::string holder;     // who carries it; empty: the requester
  Person requester_then;  // state at `index`: the departments for same-department slots
  std::string class_id;
  std::vector<RecipientFacts> recipients;
  Destination destination = Destination::kMedium;
  std::string medium;  // the approved medium's jti; empty unless destination is kMedium
  bool medium_is_directory = false;
  std::string cloud;  // name, when destination is kCloud
  Time from{};
  Time until{};
  int64_t uses = 1;
  bool personal_data = false;  // of somebody, by number or by kind
  bool third_party = false;
};

// A dated delegation: `delegate` may approve with the roles of `delegator`. Issued by the
// delegator, or by a security-officer for an absent one (代決).
struct DelegationFacts {
  std::string id;
  uint64_t index = 0;
  Time iat{};
  std::string issuer;
  Person issuer_then;  // state at `index`
  std::string delegator;
  std::string delegate;
  Time from{};
  Time until{};
  bool revoked = false;
  Person delegator_then;  // state at the index of the approval that uses it (at `index` if none)
  std::optional<Person> delegator_now;
};

struct ApprovalFacts {
  std::string id;
  uint64_t index = 0;
  Time iat{};
  std::string approver;
  std::optional<Time> until;             // narrows the period
  std::optional<DelegationFacts> under;  // the delegation named by the approval
  Person approver_then;                  // state at `index`
  std::optional<Person> approver_now;    // absent: no longer known
  bool could_fill = false;               // what CouldFill said at `index`
};

enum class VetoKind { kDenial, kRevocation };

// A denial or a revocation.
struct VetoFacts {
  std::string id;
  uint64_t index = 0;
  Time iat{};  // when it entered the record
  std::string author;
  Person author_then;                    // state at `index`
  std::optional<DelegationFacts> under;  // the delegation it names, if any
  bool has_force = false;                // what HasForce said at `index`
};

// An exemption (適用除外) for this request, as decided by an officer and not revoked.
struct ExemptionFacts {
  std::string id;
  std::string rule;      // a code of WaivableRule()
  std::string approver;  // the officer
  Person approver_then;
  Time iat{};
  Time until{};
};

struct PermitFacts {
  RequestFacts request;
  std::vector<ApprovalFacts> approvals;  // in ledger order
  std::vector<VetoFacts> denials;
  std::vector<VetoFacts> revocations;
  bool withdrawn = false;
  std::vector<ExemptionFacts> exemptions;
  std::optional<Person> requester_now;
  std::optional<Person> holder_now;  // looked at when the holder is not the requester
  int64_t uses_consumed = 0;         // valid seals before this one; voided ones whose use came back
                                     // do not count
  Charter charter;                   // the one in force now (ATTACKS B8)
};

enum class PermitAsk {
  kApprove,  // is it worth approving, and may `person` approve it now?
  kSeal,     // may it be sealed now?
  kGate,     // is a package sealed under it good now?
};

struct PermitQuestion {
  PermitAsk ask = PermitAsk::kSeal;
  Time now{};
  // kApprove: who would approve. kSeal: who would seal; absent asks whether it is ready for
  // anybody. kGate: who sealed, as they were at the seal's index; absent is refused.
  std::optional<Person> person;
  // The medium at hand, by the jti of its registration. kSeal: absent is not judged. kGate: absent
  // means "on no registered medium", which is refused when the permit is for one.
  std::optional<std::string> medium;
  std::optional<Time> sealed_at;             // kGate: the seal's iat; absent: now
  std::vector<DelegationFacts> delegations;  // kApprove: those to `person` that may matter
};

enum class ProblemCode {
  kCharterNotInForce,  // not yet effective, or expired
  kClassUnknown,
  kWithdrawn,
  kDenied,
  kRevoked,
  kClockBehind,    // facts come from the future: this machine's clock is wrong
  kPeriodInvalid,  // ends before it begins
  kPeriodTooLong,
  kNotYet,
  kOver,
  kRequesterInactive,
  kHolderInactive,
  kTrainingLapsed,
  kDestinationForbidden,
  kCloudNotApproved,
  kDirectoryForbidden,
  kRecipientForbidden,
  kWrongMedium,
  kWrongSealer,    // not whom the class wants
  kSealerUnknown,  // not known, or may not sign seals
  kUsedUp,
  kApprovalMissing,
  // Why an approval does not count (or, for kApprove, would not):
  kApproverIsRequester,
  kApproverIsHolder,
  kApproverTwice,
  kApproverInactive,
  kApproverLacksRole,
  kApproverVetoed,  // has denied or revoked it, without the force to stop it for everybody
  kApprovalBeforeRequest,
  kApprovalTooOld,
  kApprovalOver,  // its own, narrower end has passed
  kDelegationInvalid,
  kNoOpenSlot,
};

struct Problem {
  ProblemCode code;
  std::string message;  // one clear sentence without ids
  Next next;            // whoever says it fills in the request's number (Next::With)
  std::string about;    // id of the approval, denial, revocation or exemption meant; may be empty
};

struct FilledSlot {
  SlotUnit unit;
  std::string approval;  // id; empty when the person of the question would fill it
  std::string approver;
  std::string delegation;  // id; empty when the approver used their own role
};

struct PermitVerdict {
  bool valid = false;
  std::vector<Problem> problems;   // empty exactly when valid
  std::vector<FilledSlot> filled;  // in the order of the class's slots
  std::vector<SlotUnit> open;
  std::vector<Problem> set_aside;       // approvals that do not count, and why; harmless when no
                                        // slot is open, among `problems` otherwise
  std::vector<std::string> exemptions;  // those without which the verdict would be no
  Time until{};                         // end of the period after narrowing
};

PermitVerdict JudgePermit(const PermitFacts& facts, const PermitQuestion& question);

// What `person` could do for the request now: the slots to choose from, each with the delegation it
// would take; or the reason why none.
struct ApproveChoices {
  std::vector<FilledSlot> choices;
  std::vector<Problem> problems;  // empty exactly when there is a choice
};
ApproveChoices MayApprove(const PermitFacts& facts, const Person& person,
                          const std::vector<DelegationFacts>& delegations, Time now);

// Whether a denial or revocation stops the request for everybody. Asked once, with the facts as
// they are just before the veto enters the record, and kept in VetoFacts::has_force: nothing that
// is said later gives force to a veto or takes it away (ATTACKS I4, I16).
//
// Both have it from a security-officer, a privacy-officer, and whoever could fill a slot that this
// request needs, by role and department (under the delegation named, too); a revocation also from
// requester and holder, and from whoever gave an approval that could have filled a slot when it was
// given (`could_fill`). A veto without force binds its author's voice alone: no approval of theirs
// counts, whether it comes before or after.
bool HasForce(const PermitFacts& facts, VetoKind kind, const VetoFacts& veto);

// Whether `approval` alone, without the others, fills a slot at `now`. Asked once, when the
// approval enters the record.
bool CouldFill(const PermitFacts& facts, const ApprovalFacts& approval, Time now);

// The code under which an exemption waives the rule behind a problem ("max-days"); empty for rules
// that nothing waives: approvals, vetoes, expiry, persons.
std::string WaivableRule(ProblemCode code);
bool IsWaivableRule(const std::string& rule);

}  // namespace sekisho
