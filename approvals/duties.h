// Who may sign which kind of statement: one table. It says what an office allows, not whether the
// statement makes sense: whose request is withdrawn, whether an approval fits an open slot, whether
// a medium may be checked out is judged by the fold of that subject (approvals/permit.h for
// permits).
//
// - The security-officer may do everything but what belongs to roots, registrars and devices:
//   in a small office one person is officer, IT and guard. What has to be two persons is
//   guaranteed by comparing persons, not by withholding roles.
// - Whoever holds the role auditor signs findings and escrow audits and nothing else, whatever
//   other roles they hold.
// - Devices sign gate kinds and a loss with the role guard, sealing kinds with the role it, nothing
//   else. Witness cosignatures are notes, not statements.
// - `charter` and `charter-cosign` depend on root keys (approvals/charter/charter_chain.h); here it
// is only
//   asked that the person is active. The recovery root is no member and never asked about.
// - Suspended members, and those whose time is over, may still report: loss, incident, and withdraw
//   (their own request). Not find, revoke, suspend, deny or return, which are good for mischief
//   with a stolen key. Who has left signs nothing. Lapsed training never stops anyone here.
#pragma once

#include <span>
#include <string_view>

#include "approvals/members.h"
#include "base/result.h"

namespace sekisho {

// Every kind of statement there is (docs/design.md, section 2), sorted.
std::span<const std::string_view> StatementKinds();
bool IsStatementKind(std::string_view kind);

// Kinds that are accepted also under an expired charter or lapsed training. A suspension is a
// `member-status`: see StatusAction.
bool IsBadNews(std::string_view kind);

// Whether `person`, as they were when the statement entered the ledger at `at`, may sign `kind`.
// kRefused with the reason and a hint; kMalformed for an unknown kind.
Result<void> MaySign(std::string_view kind, const Person& person, Time at);

// The actions of `member-status`. MaySign has to hold as well.
enum class StatusAction { kSuspend, kReinstate, kMove, kLeave, kRekey };
template <>
std::span<const CodeName<StatusAction>> CodesOf<StatusAction>();

// One security-officer or registrar suspends, at once. Reinstating takes two of them, by a
// proposal, and is never by the person concerned; alone only where nobody else may (the fold
// knows). The rest belongs to registrars, also about themselves: a small office has only one.
Result<void> MaySignStatus(StatusAction action, const Person& person, std::string_view concerned,
                           Time at);

}  // namespace sekisho
