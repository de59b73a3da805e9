#include "workflow/requests/what_lies_on.h"

#include <algorithm>

#include "approvals/claims/claims.h"
#include "approvals/duties.h"

namespace sekisho {
namespace {

// As the fold judges it (fold_media.cc): files alone make nothing of a file system.
bool Empties(const WipeClaims& wipe, const MediumRecord& medium) {
  if (!wipe.complete || wipe.failures > 0 || wipe.grade == "none") return false;
  return medium.claims.medium_kind == "directory" || wipe.scope != "files";
}

bool AnswersFor(const OrgState& state, const MediumRecord& medium, const std::string& member,
                Time at) {
  if (medium.involved.contains(member)) return true;
  const MemberRecord* const record = state.FindMember(member);
  if (record == nullptr || record->Now().is_device) return false;
  for (const Role role : {Role::kCustodian, Role::kIt, Role::kGuard, Role::kSecurityOfficer})
    if (HasRole(record->Now(), role, at)) return true;
  return false;
}

std::vector<uint64_t> LeavesAbout(Session& session, const MediumRecord& medium, Kind kind) {
  LeafFilter filter;
  filter.kind = KindName(kind);
  filter.subject = medium.id;
  filter.only_valid = true;
  auto leaves = session.index().Leaves(filter);
  return leaves ? *std::move(leaves) : std::vector<uint64_t>();
}

bool SealedOnto(const RequestRecord& request, const MediumRecord& medium, uint64_t after) {
  return std::any_of(request.seals.begin(), request.seals.end(), [&](const SealRecord& seal) {
    // That nothing came of it is the word of who sealed, until somebody else looked.
    return !seal.use_returned && seal.claims.medium == medium.id && seal.index > after;
  });
}

}  // namespace

uint64_t WhatLiesOn::Last(const MediumRecord& medium, Kind kind) {
  const std::vector<uint64_t> leaves = LeavesAbout(session_, medium, kind);
  return leaves.empty() ? 0 : leaves.back();
}

uint64_t WhatLiesOn::LastEmptied(const MediumRecord& medium) {
  const std::vector<uint64_t> leaves = LeavesAbout(session_, medium, Kind::kWipe);
  for (auto leaf = leaves.rbegin(); leaf != leaves.rend(); ++leaf) {
    const auto token = session_.index().Fetch(session_.store(), *leaf);
    const auto statement = token ? ParseStatement(*token) : Result<Statement>(token.error());
    const auto wipe =
        statement ? ReadWipeClaims(statement->claims) : Result<WipeClaims>(statement.error());
    if (wipe && Empties(*wipe, medium)) return *leaf;
  }
  return 0;
}

const WhatLiesOn::History& WhatLiesOn::Of(const MediumRecord& medium) {
  const auto [known, is_new] = known_.try_emplace(medium.id);
  History& history = known->second;
  if (!is_new) return history;
  history.emptied = LastEmptied(medium);
  history.returned = Last(medium, Kind::kReturn);
  const uint64_t found = Last(medium, Kind::kFound);
  const auto label = session_.index().LabelAt(found);
  history.found_by_stranger = found > 0 && label && medium.since &&
                              !AnswersFor(session_.state(), medium, label->author, *medium.since);
  return history;
}

bool WhatLiesOn::Holds(const MediumRecord& medium, const RequestRecord& request) {
  return SealedOnto(request, medium, Of(medium).emptied);
}

bool WhatLiesOn::HoldsSinceReturn(const MediumRecord& medium, const RequestRecord& request) {
  const History& history = Of(medium);
  return SealedOnto(request, medium, std::max(history.emptied, history.returned));
}

bool WhatLiesOn::IsLost(const MediumRecord& medium) {
  if (medium.state == MediumState::kLost) return true;
  return medium.state == MediumState::kFound && Of(medium).found_by_stranger;
}

std::vector<std::string> WhatLiesOn::RequestsOn(const MediumRecord& medium) {
  std::vector<const RequestRecord*> found;
  for (const auto& [id, request] : session_.state().requests())
    if (!request.seals.empty() && Holds(medium, request)) found.push_back(&request);
  std::sort(found.begin(), found.end(),
            [](const auto* a, const auto* b) { return a->ordinal < b->ordinal; });
  std::vector<std::string> ids;
  for (const RequestRecord* const request : found) ids.push_back(ShortId(*request));
  return ids;
}

}  // namespace sekisho
