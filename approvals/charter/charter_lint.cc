#include "approvals/charter/charter_lint.h"

#include <algorithm>
#include <set>

#include "approvals/duties.h"
#include "approvals/slots.h"

namespace sekisho {
namespace {

using Findings = std::vector<LintFinding>;

// People who could approve for a department: a few per slot, enough that leaving one out never
// matters for the answer (one more than there are slots).
struct Bench {
  std::vector<const Person*> people;
  std::vector<std::vector<bool>> fits;
};

Bench Choose(const std::vector<SlotUnit>& units, const std::vector<const Person*>& approvers,
             const std::vector<std::string>& departments, Time now) {
  Bench bench;
  std::vector<size_t> found(units.size(), 0);
  for (const Person* person : approvers) {
    std::vector<bool> fits;
    bool needed = false;
    for (size_t slot = 0; slot < units.size(); ++slot) {
      fits.push_back(FitsSlot(units[slot], *person, departments, now));
      if (fits[slot] && found[slot] <= units.size()) needed = true;
    }
    if (!needed) continue;
    for (size_t slot = 0; slot < units.size(); ++slot)
      if (fits[slot]) ++found[slot];
    bench.people.push_back(person);
    bench.fits.push_back(std::move(fits));
  }
  return bench;
}

bool CanFillAll(size_t slots, const std::vector<std::vector<bool>>& fits) {
  const std::vector<size_t> filled_by = MatchSlots(slots, fits);
  return std::find(filled_by.begin(), filled_by.end(), kNobody) == filled_by.end();
}

// Ids of those who could not get their own request approved.
std::vector<std::string> Stuck(const Bench& bench, size_t slots, const std::string& department,
                               Time now) {
  std::vector<std::string> out;
  for (size_t i = 0; i < bench.people.size(); ++i) {
    const Person& person = *bench.people[i];
    const bool concerned = department.empty() ? DepartmentsOf(person, now).empty()
                                              : InDepartment(person, department, now);
    if (!concerned) continue;
    std::vector<std::vector<bool>> others = bench.fits;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    if (!CanFillAll(slots, others)) out.push_back(person.member);
  }
  return out;
}

struct Case {
  bool personal_data;
  bool third_party;
};

constexpr Case kCases[] = {{false, false}, {true, false}, {false, true}, {true, true}};

class Approvals {
 public:
  Approvals(const std::vector<Person>& members, Time now) : now_(now) {
    for (const Person& person : members)
      if (MaySign("approval", person, now)) approvers_.push_back(&person);
  }

  // Of either kind, only the plainest case that fails is told; the others follow from it.
  void Check(const ClassRule& rule, const std::string& department, Findings& findings) const {
    bool told_stuck = false;
    for (const Case& one : kCases) {
      const std::vector<SlotUnit> units = SlotsNeeded(rule, one.personal_data, one.third_party);
      const Bench bench = Choose(units, approvers_, {department}, now_);
      LintFinding finding{LintCode::kNobodyApproves, rule.id, department, {}};
      finding.personal_data = one.personal_data;
      finding.third_party = one.third_party;
      if (!CanFillAll(units.size(), bench.fits)) return findings.push_back(std::move(finding));
      finding.members = Stuck(bench, units.size(), department, now_);
      if (finding.members.empty() || told_stuck) continue;
      told_stuck = true;
      finding.code = LintCode::kNobodyApprovesFor;
      findings.push_back(std::move(finding));
    }
  }

 private:
  std::vector<const Person*> approvers_;
  Time now_;
};

// Every department a requester may be in; "" for those without one.
std::vector<std::string> Departments(const Charter& charter, const std::vector<Person>& members,
                                     Time now) {
  std::set<std::string> out(charter.departments.begin(), charter.departments.end());
  for (const Person& person : members) {
    if (!IsActive(person, now) || person.is_device) continue;
    std::vector<std::string> own = DepartmentsOf(person, now);
    if (own.empty()) own.emplace_back();
    if (charter.departments.empty() || own.front().empty()) out.insert(own.begin(), own.end());
  }
  return {out.begin(), out.end()};
}

void CheckSealers(const Charter& charter, const std::vector<Person>& members, Time now,
                  Findings& findings) {
  int64_t people = 0, stations = 0;
  for (const Person& person : members)
    if (MaySign("seal", person, now)) ++(person.is_device ? stations : people);
  for (const ClassRule& rule : charter.classes) {
    if (rule.sealed_by == SealedBy::kOtherPerson && people < 2)
      findings.push_back({LintCode::kNobodyElseSeals, rule.id, {}, {}});
    if (rule.sealed_by == SealedBy::kStation && stations == 0)
      findings.push_back({LintCode::kNoStation, rule.id, {}, {}});
  }
}

// A rule that nothing fulfils would be a promise.
void CheckScan(const Charter& charter, Findings& findings) {
  for (const ClassRule& rule : charter.classes)
    if (rule.scan) findings.push_back({LintCode::kScanNotBuilt, rule.id, {}, {}});
}

// Of a directory there is no whole device.
void CheckWipes(const Charter& charter, Findings& findings) {
  for (const ClassRule& rule : charter.classes)
    if (rule.wipe_on_return == WipeOnReturn::kWiped && rule.directory_media)
      findings.push_back({LintCode::kNeverWiped, rule.id, {}, {}});
}

void CheckKeysAndDates(const Charter& charter, Time now, Findings& findings) {
  const bool recovery =
      std::any_of(charter.roots.begin(), charter.roots.end(),
                  [](const Root& root) { return root.role == RootRole::kRecovery; });
  if (!recovery) findings.push_back({LintCode::kNoRecovery, {}, {}, {}});
  if (charter.escrow.empty()) findings.push_back({LintCode::kNoEscrow, {}, {}, {}});
  const auto add_dated = [&](LintCode code, const std::string& cloud, Time when) {
    LintFinding finding{code, {}, {}, {}};
    finding.cloud = cloud;
    finding.when = when;
    findings.push_back(std::move(finding));
  };
  for (const Cloud& cloud : charter.clouds)
    if (now > cloud.expires) add_dated(LintCode::kCloudExpired, cloud.name, cloud.expires);
  if (now + std::chrono::days(30) > charter.expires)
    add_dated(LintCode::kExpiresSoon, {}, charter.expires);
}

}  // namespace

std::vector<LintFinding> CharterLint(const Charter& charter, const std::vector<Person>& members,
                                     Time now) {
  Findings findings;
  CheckKeysAndDates(charter, now, findings);
  CheckScan(charter, findings);
  CheckWipes(charter, findings);
  CheckSealers(charter, members, now, findings);
  const Approvals approvals(members, now);
  for (const ClassRule& rule : charter.classes)
    for (const std::string& department : Departments(charter, members, now))
      approvals.Check(rule, department, findings);
  return findings;
}

}  // namespace sekisho
