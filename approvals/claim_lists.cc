// Format 1: the claims of each kind. Changing a list that is no draft is a new format.
#include <array>

#include "approvals/claim_rules.h"
#include "approvals/data_kinds.h"

namespace sekisho {
namespace {

using enum Grammar;
using enum Presence;
using enum OnLine;
using Codes = std::string_view[];

constexpr std::string_view kClocks[] = {"confirmed", "unconfirmed"};
constexpr std::string_view kActs[] = {"member-card", "member-status"};
constexpr std::string_view kEmployments[] = {"officer",      "employee",  "contract",
                                             "dispatched",   "part-time", "contractor",
                                             "related-body", "external"};
constexpr std::string_view kActions[] = {"suspend", "reinstate", "move", "leave", "rekey"};
constexpr std::string_view kTransports[] = {"hand", "post", "courier", "registered-post",
                                            "network"};
constexpr std::string_view kReceipts[] = {"received", "deleted"};
constexpr std::string_view kHandovers[] = {"in-person", "phone", "post", "mail", "other"};
constexpr std::string_view kMediumKinds[] = {"mount", "directory"};
constexpr std::string_view kMediumStates[] = {"prepared", "cleaned", "broken", "retired",
                                              "handed-over"};
constexpr std::string_view kGateReasons[] = {"attributes",
                                             "clock-behind",
                                             "content-changed",
                                             "denied",
                                             "forbidden",
                                             "header-changed",
                                             "key-file",
                                             "length-differs",
                                             "loss-reported",
                                             "medium-not-out",
                                             "medium-not-recognised",
                                             "medium-unknown",
                                             "not-a-package",
                                             "not-yet",
                                             "nothing-here",
                                             "over",
                                             "permit-differs",
                                             "permit-invalid",
                                             "recipients-differ",
                                             "revoked",
                                             "seal-missing",
                                             "seal-repeated",
                                             "seal-unrecorded",
                                             "seal-void",
                                             "snapshot-own",
                                             "snapshot-stale",
                                             "unreadable",
                                             "used-up",
                                             "approval-missing",
                                             "withdrawn",
                                             "wrong-holder",
                                             "wrong-medium"};
constexpr std::string_view kGrades[] = {"none", "clear", "purge"};
constexpr std::string_view kScopes[] = {"device", "file-system", "files"};
constexpr std::string_view kVerified[] = {"witnessed", "examined", "report"};
constexpr std::string_view kInventory[] = {"start", "scan", "close"};
constexpr std::string_view kDisposals[] = {"clear", "purge", "destroy"};
constexpr std::string_view kWaivable[] = {"max-days", "training", "offline-days", "approvals"};
constexpr std::string_view kRelations[] = {"entrusted", "third-party", "joint-use", "person"};
constexpr std::string_view kUpdates[] = {"ack", "task", "contact", "update", "close"};
constexpr std::string_view kReports[] = {"takeouts",  "media",    "loans",      "inventory",
                                         "disposals", "partners", "exemptions", "delegations",
                                         "members",   "keys",     "monthly",    "evidence"};

constexpr ClaimRule kCommon[] = {
    {"kind", kKind, kRequired, "kind of statement", kNever},
    {"iss", kMember, kRequired, "signed by", kAlways},
    {"iat", kTime, kRequired, "signed on", kNever},
    {"clock", kCode, kOptional, "clock of the signer", kUnusual, "null", 0, 0, kClocks},
    {"subject", kStatement, kRequired, "about", kNever},
    {"charter", kCharter, kNullable, "under the charter", kNever},
    {"head", kHead, kOptional, "record as the signer saw it", kNever},
    {"tool", kTool, kRequired, "made with", kNever},
    {"org", kOrg, kRequired, "organisation", kNever},
    {"jti", kStatement, kRequired, "statement", kNever},
};

// The approver's first line is who can open it.
constexpr ClaimRule kRequestClaims[] = {
    {"recipients", kRecipients, kRequired, "can be opened by", kAlways, "null", 1, 64},
    {"holder", kMember, kRequired, "carried by", kUnlessSigner},
    {"destination", kDestination, kRequired, "goes to", kAlways},
    {"transport", kCode, kNullable, "travels by", kUnusual, "null", 0, 0, kTransports},
    {"uses", kCount, kRequired, "may be sealed (times)", kUnusual, "1", 1, 1000},
    {"class", kWord, kRequired, "class", kAlways, "null", 1, 64},
    {"files", kCount, kRequired, "files", kAlways},
    {"directories", kCount, kRequired, "directories", kNever},
    {"bytes", kBytes, kRequired, "size", kAlways},
    {"include-keys", kFlag, kRequired, "private keys among the files", kUnusual, "false"},
    {"from", kTime, kRequired, "from", kNever},
    {"until", kTime, kRequired, "until", kAlways},
    {"due", kTime, kNullable, "medium due back", kUnusual},
    {"persons", kCount, kRequired, "personal data of (persons)", kUnusual, "0"},
    {"data_kinds", kCodes, kRequired, "kinds of personal data", kUnusual, "[]", 0, 64,
     kDataKindCodes},
    {"third_party", kFlag, kRequired, "given to a third party", kUnusual, "false"},
    {"duty_text", kWord, kRequired, "duty-of-care text accepted, version", kNever, "null", 0, 64},
    {"series", kStatement, kNullable, "part of the series", kUnusual},
    {"extends", kReference, kNullable, "extends the request", kUnusual},
    {"replaces", kReference, kNullable, "replaces the request", kUnusual},
};

constexpr ClaimRule kApprovalClaims[] = {
    {"request", kReference, kRequired, "request", kNever},
    {"until", kTime, kNullable, "approved only until", kUnusual},
    {"opened", kCounts, kNullable, "files that were opened (lines of the list)", kUnusual, "null",
     0, 64},
    {"append-by", kTime, kNullable, "to be recorded by", kUnusual},
    {"delegation", kReference, kNullable, "under the delegation", kUnusual},
};
constexpr ClaimRule kVetoClaims[] = {
    {"request", kReference, kRequired, "request", kNever},
    {"delegation", kReference, kNullable, "under the delegation", kUnusual},
};
constexpr ClaimRule kAboutRequest[] = {{"request", kReference, kRequired, "request", kNever}};
constexpr ClaimRule kAboutSeal[] = {{"seal", kReference, kRequired, "seal", kNever}};

constexpr ClaimRule kCharterClaims[] = {
    {"format", kCount, kRequired, "format of the record", kUnusual, "1", 1, 1000},
    {"body", kCharterBody, kRequired, "charter", kNever},
};
constexpr ClaimRule kCosignClaims[] = {
    {"successor", kCharter, kRequired, "charter signed", kAlways}};
constexpr ClaimRule kProposalClaims[] = {
    {"act", kCode, kRequired, "proposed", kAlways, "null", 0, 0, kActs},
    {"target", kMember, kNullable, "for the member", kAlways},
    {"claims", kAct, kRequired, "with", kAlways},
};
constexpr ClaimRule kConsentClaims[] = {{"proposal", kReference, kRequired, "proposal", kAlways}};
constexpr ClaimRule kCorrectionClaims[] = {
    {"statements", kReferences, kRequired, "statements whose time is not believed", kAlways, "null",
     1, 16},
    {"floor", kTime, kRequired, "time of the record set back to", kAlways},
};
constexpr ClaimRule kEpochClaims[] = {
    {"size", kCount, kRequired, "statements in the old record", kAlways},
    {"root", kDigest, kRequired, "its root", kAlways},
};
constexpr ClaimRule kCardClaims[] = {
    {"sign", kSignKey, kRequired, "signing key", kAlways},
    {"age", kAgeKey, kRequired, "key for reading", kAlways},
    {"roles", kRoles, kRequired, "roles", kAlways, "null", 0, 64},
    {"employment", kCode, kRequired, "employment", kUnusual, "\"employee\"", 0, 0, kEmployments},
    {"responsible", kMember, kNullable, "who answers for this person", kUnusual},
    {"valid_until", kTime, kNullable, "member until", kUnusual},
    {"trained_until", kTime, kNullable, "training valid until", kUnusual},
    {"device", kFlag, kRequired, "a device, not a person", kUnusual, "false"},
    {"agent", kFlag, kRequired, "key in a forwarded agent", kUnusual, "false"},
};
constexpr ClaimRule kStatusClaims[] = {
    {"action", kCode, kRequired, "change", kAlways, "null", 0, 0, kActions}};
constexpr ClaimRule kAfterReviewClaims[] = {
    {"approval", kReference, kRequired, "approval", kAlways},
    {"ok", kFlag, kRequired, "agreed", kAlways},
};
constexpr ClaimRule kSeriesClaims[] = {
    {"recipients", kRecipients, kRequired, "can be opened by", kAlways, "null", 1, 64},
    {"destination", kDestination, kRequired, "goes to", kAlways},
    {"class", kWord, kRequired, "class", kAlways, "null", 1, 64},
    {"from", kTime, kRequired, "from", kAlways},
    {"until", kTime, kRequired, "until", kAlways},
    {"persons", kCount, kRequired, "personal data of at most (persons)", kUnusual, "0"},
    {"data_kinds", kCodes, kRequired, "kinds of personal data", kUnusual, "[]", 0, 64,
     kDataKindCodes},
    {"third_party", kFlag, kRequired, "given to a third party", kUnusual, "false"},
};
constexpr ClaimRule kReservationClaims[] = {
    {"from", kTime, kRequired, "from", kAlways},
    {"until", kTime, kRequired, "until", kAlways},
};
constexpr ClaimRule kDelegationClaims[] = {
    {"delegator", kMember, kRequired, "approvals of", kAlways},
    {"delegate", kMember, kRequired, "are given by", kAlways},
    {"from", kTime, kRequired, "from", kAlways},
    {"until", kTime, kRequired, "until", kAlways},
};
constexpr ClaimRule kExemptionRequestClaims[] = {
    {"rule", kCode, kRequired, "rule waived", kAlways, "null", 0, 0, kWaivable},
    {"for", kMember, kRequired, "for", kAlways},
    {"until", kTime, kRequired, "until", kAlways},
};
constexpr ClaimRule kExemptionClaims[] = {
    {"exemption-request", kReference, kRequired, "exemption asked for", kAlways},
    {"rule", kCode, kRequired, "rule waived", kAlways, "null", 0, 0, kWaivable},
    {"for", kMember, kRequired, "for", kAlways},
    {"until", kTime, kRequired, "until", kAlways},
};
constexpr ClaimRule kSealClaims[] = {
    {"request", kReference, kRequired, "request", kNever},
    {"medium", kMedium, kNullable, "on the medium", kAlways},
    {"length", kBytes, kRequired, "size of the ciphertext", kAlways},
    {"volume", kCount, kRequired, "volume", kUnusual, "1", 1, 1000},
    {"companions", kDigests, kRequired, "texts that travel beside it", kUnusual, "[]", 0, 2},
    {"prefix", kDigest, kRequired, "digest of the header", kNever},
    {"root", kDigest, kRequired, "root of the ciphertext", kNever},
};
constexpr ClaimRule kReceiptClaims[] = {
    {"seal", kReference, kRequired, "seal", kAlways},
    {"what", kCode, kRequired, "the other side", kAlways, "null", 0, 0, kReceipts},
    {"at", kTime, kRequired, "on", kAlways},
};
constexpr ClaimRule kHandoverClaims[] = {
    {"by", kCode, kRequired, "key handed over by", kAlways, "null", 0, 0, kHandovers}};
constexpr ClaimRule kMediumClaims[] = {
    {"label", kLabel, kRequired, "label", kAlways},
    {"medium_kind", kCode, kRequired, "kind of medium", kAlways, "null", 0, 0, kMediumKinds},
    {"home", kWord, kNullable, "department that keeps it", kUnusual, "null", 1, 64},
    {"hardware", kHardware, kRequired, "hardware", kAlways},
};
constexpr ClaimRule kMediumStateClaims[] = {
    {"state", kCode, kRequired, "medium", kAlways, "null", 0, 0, kMediumStates}};
constexpr ClaimRule kCheckoutClaims[] = {
    {"to", kMember, kRequired, "handed to", kAlways},
    {"request", kReference, kRequired, "for the request", kAlways},
    {"due", kTime, kRequired, "due back", kAlways},
};
constexpr ClaimRule kGateClaims[] = {
    {"medium", kMedium, kNullable, "medium", kAlways},
    {"seals", kReferences, kRequired, "packages that passed", kAlways, "null", 0, 64},
    {"files", kCount, kRequired, "files looked at", kAlways},
    {"reasons", kCodes, kRequired, "what was wrong", kUnusual, "[]", 0, 64, kGateReasons},
};
constexpr ClaimRule kReturnClaims[] = {
    {"readable", kFlag, kRequired, "readable", kUnusual, "true"},
    {"packages", kCount, kRequired, "packages on it", kAlways},
    {"strangers", kCount, kRequired, "other things on it", kUnusual, "0"},
};
constexpr ClaimRule kLossClaims[] = {
    {"last_seen", kTime, kRequired, "last seen", kAlways},
    {"found_missing", kTime, kRequired, "found missing", kAlways},
};
constexpr ClaimRule kInventoryClaims[] = {
    {"action", kCode, kRequired, "inventory", kAlways, "null", 0, 0, kInventory},
    {"media", kCount, kRequired, "media", kAlways},
};
constexpr ClaimRule kWipeClaims[] = {
    {"scope", kCode, kRequired, "what was wiped", kAlways, "null", 0, 0, kScopes},
    {"grade", kCode, kRequired, "grade", kAlways, "null", 0, 0, kGrades},
    {"complete", kFlag, kRequired, "all of the medium", kAlways},
    {"files", kCount, kRequired, "files", kAlways},
    {"failures", kCount, kRequired, "failures", kUnusual, "0"},
};
constexpr ClaimRule kWipeVerifiedClaims[] = {
    {"wipe", kReference, kRequired, "wipe", kAlways},
    {"how", kCode, kRequired, "verified", kAlways, "null", 0, 0, kVerified},
};
constexpr ClaimRule kDisposalClaims[] = {
    {"method", kCode, kRequired, "method", kAlways, "null", 0, 0, kDisposals},
    {"items", kCount, kRequired, "items", kAlways},
};
constexpr ClaimRule kIncidentClaims[] = {
    {"known", kTime, kRequired, "known since", kAlways},
    {"medium", kMedium, kNullable, "medium", kUnusual},
};
constexpr ClaimRule kIncidentUpdateClaims[] = {
    {"action", kCode, kRequired, "update", kAlways, "null", 0, 0, kUpdates},
    {"due", kTime, kNullable, "due", kUnusual},
};
constexpr ClaimRule kAcknowledgementClaims[] = {
    {"statement", kReference, kRequired, "acknowledged", kAlways}};
constexpr ClaimRule kFindingClaims[] = {
    {"statement", kReference, kNullable, "about the statement", kUnusual},
    {"closed", kFlag, kRequired, "closed", kAlways},
};
constexpr ClaimRule kEscrowAuditClaims[] = {
    {"seal", kReference, kRequired, "seal", kAlways},
    {"ok", kFlag, kRequired, "as it was approved", kAlways},
};
constexpr ClaimRule kReportClaims[] = {
    {"report", kCode, kRequired, "report", kAlways, "null", 0, 0, kReports},
    {"from", kTime, kNullable, "from", kUnusual},
    {"until", kTime, kNullable, "until", kUnusual},
};
constexpr ClaimRule kSnapshotClaims[] = {
    {"format", kCount, kRequired, "format of the record", kUnusual, "1", 1, 1000},
    {"size", kCount, kRequired, "statements in the record", kAlways},
    {"root", kDigest, kRequired, "root of the record", kNever},
    {"entries", kCount, kRequired, "statements in the snapshot", kAlways},
    {"body", kDigest, kRequired, "digest of the snapshot", kNever},
};
constexpr ClaimRule kErasedClaims[] = {
    {"annexes", kDigests, kRequired, "annexes erased", kAlways, "null", 1, 64}};
constexpr ClaimRule kPartnerClaims[] = {
    {"relation", kCode, kRequired, "relation", kAlways, "null", 0, 0, kRelations},
    {"age", kAgeKey, kRequired, "key for reading", kAlways},
    {"until", kTime, kNullable, "contract until", kAlways},
};

}  // namespace

std::span<const ClaimRule> CommonClaims() { return kCommon; }

std::span<const ClaimRule> OwnClaims(Kind kind) {
  switch (kind) {
    case Kind::kCharter:
      return kCharterClaims;
    case Kind::kCharterCosign:
      return kCosignClaims;
    case Kind::kProposal:
      return kProposalClaims;
    case Kind::kConsent:
      return kConsentClaims;
    case Kind::kTimeCorrection:
      return kCorrectionClaims;
    case Kind::kEpoch:
      return kEpochClaims;
    case Kind::kMemberCard:
      return kCardClaims;
    case Kind::kMemberStatus:
      return kStatusClaims;
    case Kind::kRequest:
      return kRequestClaims;
    case Kind::kApproval:
      return kApprovalClaims;
    case Kind::kDenial:
    case Kind::kRevocation:
      return kVetoClaims;
    case Kind::kSendBack:
    case Kind::kWithdrawal:
      return kAboutRequest;
    case Kind::kAfterReview:
      return kAfterReviewClaims;
    case Kind::kSeries:
      return kSeriesClaims;
    case Kind::kReservation:
      return kReservationClaims;
    case Kind::kDelegation:
      return kDelegationClaims;
    case Kind::kExemptionRequest:
      return kExemptionRequestClaims;
    case Kind::kExemption:
      return kExemptionClaims;
    case Kind::kSeal:
      return kSealClaims;
    case Kind::kSealVoid:
    case Kind::kOpen:
      return kAboutSeal;
    case Kind::kReceipt:
      return kReceiptClaims;
    case Kind::kKeyHandover:
      return kHandoverClaims;
    case Kind::kMedium:
      return kMediumClaims;
    case Kind::kMediumState:
      return kMediumStateClaims;
    case Kind::kCheckout:
      return kCheckoutClaims;
    case Kind::kGatePass:
    case Kind::kGateBlock:
      return kGateClaims;
    case Kind::kReturn:
      return kReturnClaims;
    case Kind::kLoss:
      return kLossClaims;
    case Kind::kFound:
      return {};
    case Kind::kInventory:
      return kInventoryClaims;
    case Kind::kWipe:
      return kWipeClaims;
    case Kind::kWipeVerified:
      return kWipeVerifiedClaims;
    case Kind::kDisposal:
      return kDisposalClaims;
    case Kind::kIncident:
      return kIncidentClaims;
    case Kind::kIncidentUpdate:
      return kIncidentUpdateClaims;
    case Kind::kAcknowledgement:
      return kAcknowledgementClaims;
    case Kind::kFinding:
      return kFindingClaims;
    case Kind::kEscrowAudit:
      return kEscrowAuditClaims;
    case Kind::kReport:
      return kReportClaims;
    case Kind::kSnapshot:
      return kSnapshotClaims;
    case Kind::kAnnexErased:
      return kErasedClaims;
    case Kind::kPartner:
      return kPartnerClaims;
  }
  return {};
}

bool IsDraft(Kind kind) {
  switch (kind) {
    case Kind::kCharterCosign:
    case Kind::kTimeCorrection:
    case Kind::kEpoch:
    case Kind::kSendBack:
    case Kind::kAfterReview:
    case Kind::kSeries:
    case Kind::kReservation:
    case Kind::kDelegation:
    case Kind::kExemptionRequest:
    case Kind::kExemption:
    case Kind::kReceipt:
    case Kind::kMediumState:
    case Kind::kInventory:
    case Kind::kDisposal:
    case Kind::kIncident:
    case Kind::kIncidentUpdate:
    case Kind::kFinding:
    case Kind::kReport:
    case Kind::kAnnexErased:
    case Kind::kPartner:
      return true;
    default:
      return false;
  }
}

}  // namespace sekisho
