// The kinds of statement there are (docs/design.md, section 2). The names are part of what is
// signed.
#pragma once

#include <optional>
#include <string_view>

namespace sekisho {

enum class Kind {
  kCharter,
  kCharterCosign,
  kProposal,
  kConsent,
  kTimeCorrection,
  kEpoch,
  kMemberCard,
  kMemberStatus,
  kRequest,
  kSendBack,
  kWithdrawal,
  kApproval,
  kDenial,
  kRevocation,
  kAfterReview,
  kSeries,
  kReservation,
  kDelegation,
  kExemptionRequest,
  kExemption,
  kSeal,
  kSealVoid,
  kOpen,
  kReceipt,
  kKeyHandover,
  kMedium,
  kMediumState,
  kCheckout,
  kGatePass,
  kGateBlock,
  kReturn,
  kLoss,
  kFound,
  kInventory,
  kWipe,
  kWipeVerified,
  kDisposal,
  kIncident,
  kIncidentUpdate,
  kAcknowledgement,
  kFinding,
  kEscrowAudit,
  kReport,
  kSnapshot,
  kAnnexErased,
  kPartner,
};

// "gate-pass", "member-card"...
const char* KindName(Kind kind);
std::optional<Kind> KindFromName(std::string_view name);

}  // namespace sekisho
