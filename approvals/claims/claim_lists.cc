// Format 1: the claims of each kind. Changing a list that is no draft is a new format.
#include <array>

#include "approvals/claims/claim_rules.h"
#include "approvals/claims/data_kinds.h"
#include "base/text/message_id.h"

namespace sekisho {
namespace {

using enum Grammar;
using enum Presence;
using enum OnLine;
using Codes = std::string_view[];

constexpr std::string_view kClocks[] = {MessageId("confirmed"), MessageId("unconfirmed")};
constexpr std::string_view kActs[] = {MessageId("member-card"), MessageId("member-status")};
constexpr std::string_view kEmployments[] = {MessageId("officer"),      MessageId("employee"),
                                             MessageId("contract"),     MessageId("dispatched"),
                                             MessageId("part-time"),    MessageId("contractor"),
                                             MessageId("related-body"), MessageId("external")};
constexpr std::string_view kActions[] = {MessageId("suspend"), MessageId("reinstate"),
                                         MessageId("move"), MessageId("leave"), MessageId("rekey")};
constexpr std::string_view kTransports[] = {MessageId("hand"), MessageId("post"),
                                            MessageId("courier"), MessageId("registered-post"),
                                            MessageId("network")};
constexpr std::string_view kReceipts[] = {MessageId("received"), MessageId("deleted")};
constexpr std::string_view kHandovers[] = {MessageId("in-person"), MessageId("phone"),
                                           MessageId("post"), MessageId("mail"),
                                           MessageId("other")};
constexpr std::string_view kMediumKinds[] = {MessageId("mount"), MessageId("directory")};
constexpr std::string_view kMediumStates[] = {MessageId("prepared"), MessageId("cleaned"),
                                              MessageId("broken"), MessageId("retired"),
                                              MessageId("handed-over")};
constexpr std::string_view kGateReasons[] = {MessageId("attributes"),
                                             MessageId("clock-behind"),
                                             MessageId("content-changed"),
                                             MessageId("denied"),
                                             MessageId("forbidden"),
                                             MessageId("header-changed"),
                                             MessageId("key-file"),
                                             MessageId("length-differs"),
                                             MessageId("loss-reported"),
                                             MessageId("medium-not-out"),
                                             MessageId("medium-not-recognised"),
                                             MessageId("medium-unknown"),
                                             MessageId("not-a-package"),
                                             MessageId("not-yet"),
                                             MessageId("nothing-here"),
                                             MessageId("over"),
                                             MessageId("permit-differs"),
                                             MessageId("permit-invalid"),
                                             MessageId("recipients-differ"),
                                             MessageId("revoked"),
                                             MessageId("seal-missing"),
                                             MessageId("seal-repeated"),
                                             MessageId("seal-unrecorded"),
                                             MessageId("seal-void"),
                                             MessageId("snapshot-own"),
                                             MessageId("snapshot-stale"),
                                             MessageId("unreadable"),
                                             MessageId("used-up"),
                                             MessageId("approval-missing"),
                                             MessageId("withdrawn"),
                                             MessageId("wrong-holder"),
                                             MessageId("wrong-medium")};
constexpr std::string_view kGrades[] = {MessageId("none"), MessageId("clear"), MessageId("purge")};
constexpr std::string_view kScopes[] = {MessageId("device"), MessageId("file-system"),
                                        MessageId("files")};
constexpr std::string_view kVerified[] = {MessageId("witnessed"), MessageId("examined"),
                                          MessageId("report")};
constexpr std::string_view kInventory[] = {MessageId("start"), MessageId("scan"),
                                           MessageId("close")};
constexpr std::string_view kDisposals[] = {MessageId("clear"), MessageId("purge"),
                                           MessageId("destroy")};
constexpr std::string_view kWaivable[] = {MessageId("max-days"), MessageId("training"),
                                          MessageId("offline-days"), MessageId("approvals")};
constexpr std::string_view kRelations[] = {MessageId("entrusted"), MessageId("third-party"),
                                           MessageId("joint-use"), MessageId("person")};
constexpr std::string_view kUpdates[] = {MessageId("ack"), MessageId("task"), MessageId("contact"),
                                         MessageId("update"), MessageId("close")};
constexpr std::string_view kReports[] = {"takeouts",  "media",    "loans",      "inventory",
                                         "disposals", "partners", "exemptions", "delegations",
                                         "members",   "keys",     "monthly",    "evidence"};

constexpr ClaimRule kCommon[] = {
    {"kind", kKind, kRequired, MessageId("kind of statement"), kNever},
    {"iss", kMember, kRequired, MessageId("signed by"), kAlways},
    {"iat", kTime, kRequired, MessageId("signed on"), kNever},
    {"clock", kCode, kOptional, MessageId("clock of the signer"), kUnusual, "null", 0, 0, kClocks},
    {"subject", kStatement, kRequired, MessageId("about"), kNever},
    {"charter", kCharter, kNullable, MessageId("under the charter"), kNever},
    {"head", kHead, kOptional, MessageId("record as the signer saw it"), kNever},
    {"tool", kTool, kRequired, MessageId("made with"), kNever},
    {"org", kOrg, kRequired, MessageId("organisation"), kNever},
    {"jti", kStatement, kRequired, MessageId("statement"), kNever},
};

// The approver's first line is who can open it.
constexpr ClaimRule kRequestClaims[] = {
    {"recipients", kRecipients, kRequired, MessageId("can be opened by"), kAlways, "null", 1, 64},
    {"holder", kMember, kRequired, MessageId("carried by"), kUnlessSigner},
    {"destination", kDestination, kRequired, MessageId("goes to"), kAlways},
    {"transport", kCode, kNullable, MessageId("travels by"), kUnusual, "null", 0, 0, kTransports},
    {"uses", kCount, kRequired, MessageId("may be sealed (times)"), kUnusual, "1", 1, 1000},
    {"class", kWord, kRequired, MessageId("class"), kAlways, "null", 1, 64},
    {"files", kCount, kRequired, MessageId("files"), kAlways},
    {"directories", kCount, kRequired, MessageId("directories"), kNever},
    {"bytes", kBytes, kRequired, MessageId("size"), kAlways},
    {"include-keys", kFlag, kRequired, MessageId("private keys among the files"), kUnusual,
     "false"},
    {"from", kTime, kRequired, MessageId("from"), kNever},
    {"until", kTime, kRequired, MessageId("until"), kAlways},
    {"due", kTime, kNullable, MessageId("medium due back"), kUnusual},
    {"persons", kCount, kRequired, MessageId("personal data of (persons)"), kUnusual, "0"},
    {"data_kinds", kCodes, kRequired, MessageId("kinds of personal data"), kUnusual, "[]", 0, 64,
     kDataKindCodes},
    {"third_party", kFlag, kRequired, MessageId("given to a third party"), kUnusual, "false"},
    {"duty_text", kWord, kRequired, MessageId("duty-of-care text accepted, version"), kNever,
     "null", 0, 64},
    {"series", kStatement, kNullable, MessageId("part of the series"), kUnusual},
    {"extends", kReference, kNullable, MessageId("extends the request"), kUnusual},
    {"replaces", kReference, kNullable, MessageId("replaces the request"), kUnusual},
};

constexpr ClaimRule kApprovalClaims[] = {
    {"request", kReference, kRequired, MessageId("request"), kNever},
    {"until", kTime, kNullable, MessageId("approved only until"), kUnusual},
    {"opened", kCounts, kNullable, MessageId("files that were opened (lines of the list)"),
     kUnusual, "null", 0, 64},
    {"append-by", kTime, kNullable, MessageId("to be recorded by"), kUnusual},
    {"delegation", kReference, kNullable, MessageId("under the delegation"), kUnusual},
};
constexpr ClaimRule kVetoClaims[] = {
    {"request", kReference, kRequired, MessageId("request"), kNever},
    {"delegation", kReference, kNullable, MessageId("under the delegation"), kUnusual},
};
constexpr ClaimRule kAboutRequest[] = {
    {"request", kReference, kRequired, MessageId("request"), kNever}};
// A request or a proposal.
constexpr ClaimRule kWithdrawalClaims[] = {
    {"statement", kReference, kRequired, MessageId("withdrawn"), kNever}};
constexpr ClaimRule kAboutSeal[] = {{"seal", kReference, kRequired, MessageId("seal"), kNever}};

constexpr ClaimRule kCharterClaims[] = {
    {"format", kCount, kRequired, MessageId("format of the record"), kUnusual, "1", 1, 1000},
    {"body", kCharterBody, kRequired, MessageId("charter"), kNever},
};
constexpr ClaimRule kCosignClaims[] = {
    {"successor", kCharter, kRequired, MessageId("charter signed"), kAlways}};
constexpr ClaimRule kProposalClaims[] = {
    {"act", kCode, kRequired, MessageId("proposed"), kAlways, "null", 0, 0, kActs},
    {"target", kMember, kNullable, MessageId("for the member"), kAlways},
    {"claims", kAct, kRequired, MessageId("with"), kAlways},
};
constexpr ClaimRule kConsentClaims[] = {
    {"proposal", kReference, kRequired, MessageId("proposal"), kAlways}};
constexpr ClaimRule kCorrectionClaims[] = {
    {"statements", kReferences, kRequired, MessageId("statements whose time is not believed"),
     kAlways, "null", 1, 16},
    {"floor", kTime, kRequired, MessageId("time of the record set back to"), kAlways},
};
constexpr ClaimRule kEpochClaims[] = {
    {"size", kCount, kRequired, MessageId("statements in the old record"), kAlways},
    {"root", kDigest, kRequired, MessageId("its root"), kAlways},
};
constexpr ClaimRule kCardClaims[] = {
    {"sign", kSignKey, kRequired, MessageId("signing key"), kAlways},
    {"age", kAgeKey, kRequired, MessageId("key for reading"), kAlways},
    {"roles", kRoles, kRequired, MessageId("roles"), kAlways, "null", 0, 64},
    {"employment", kCode, kRequired, MessageId("employment"), kUnusual, "\"employee\"", 0, 0,
     kEmployments},
    {"responsible", kMember, kNullable, MessageId("who answers for this person"), kUnusual},
    {"valid_until", kTime, kNullable, MessageId("member until"), kUnusual},
    {"trained_until", kTime, kNullable, MessageId("training valid until"), kUnusual},
    {"device", kFlag, kRequired, MessageId("a device, not a person"), kUnusual, "false"},
    {"agent", kFlag, kRequired, MessageId("key in a forwarded agent"), kUnusual, "false"},
};
constexpr ClaimRule kStatusClaims[] = {
    {"action", kCode, kRequired, MessageId("change"), kAlways, "null", 0, 0, kActions}};
constexpr ClaimRule kAfterReviewClaims[] = {
    {"approval", kReference, kRequired, MessageId("approval"), kAlways},
    {"ok", kFlag, kRequired, MessageId("agreed"), kAlways},
};
constexpr ClaimRule kSeriesClaims[] = {
    {"recipients", kRecipients, kRequired, MessageId("can be opened by"), kAlways, "null", 1, 64},
    {"destination", kDestination, kRequired, MessageId("goes to"), kAlways},
    {"class", kWord, kRequired, MessageId("class"), kAlways, "null", 1, 64},
    {"from", kTime, kRequired, MessageId("from"), kAlways},
    {"until", kTime, kRequired, MessageId("until"), kAlways},
    {"persons", kCount, kRequired, MessageId("personal data of at most (persons)"), kUnusual, "0"},
    {"data_kinds", kCodes, kRequired, MessageId("kinds of personal data"), kUnusual, "[]", 0, 64,
     kDataKindCodes},
    {"third_party", kFlag, kRequired, MessageId("given to a third party"), kUnusual, "false"},
};
constexpr ClaimRule kReservationClaims[] = {
    {"from", kTime, kRequired, MessageId("from"), kAlways},
    {"until", kTime, kRequired, MessageId("until"), kAlways},
};
constexpr ClaimRule kDelegationClaims[] = {
    {"delegator", kMember, kRequired, MessageId("approvals of"), kAlways},
    {"delegate", kMember, kRequired, MessageId("are given by"), kAlways},
    {"from", kTime, kRequired, MessageId("from"), kAlways},
    {"until", kTime, kRequired, MessageId("until"), kAlways},
};
constexpr ClaimRule kExemptionRequestClaims[] = {
    {"rule", kCode, kRequired, MessageId("rule waived"), kAlways, "null", 0, 0, kWaivable},
    {"for", kMember, kRequired, MessageId("for"), kAlways},
    {"until", kTime, kRequired, MessageId("until"), kAlways},
};
constexpr ClaimRule kExemptionClaims[] = {
    {"exemption-request", kReference, kRequired, MessageId("exemption asked for"), kAlways},
    {"rule", kCode, kRequired, MessageId("rule waived"), kAlways, "null", 0, 0, kWaivable},
    {"for", kMember, kRequired, MessageId("for"), kAlways},
    {"until", kTime, kRequired, MessageId("until"), kAlways},
};
constexpr ClaimRule kSealClaims[] = {
    {"request", kReference, kRequired, MessageId("request"), kNever},
    {"medium", kMedium, kNullable, MessageId("on the medium"), kAlways},
    {"length", kBytes, kRequired, MessageId("size of the ciphertext"), kAlways},
    {"volume", kCount, kRequired, MessageId("volume"), kUnusual, "1", 1, 1000},
    {"companions", kDigests, kRequired, MessageId("texts that travel beside it"), kUnusual, "[]", 0,
     2},
    {"prefix", kDigest, kRequired, MessageId("digest of the header"), kNever},
    {"root", kDigest, kRequired, MessageId("root of the ciphertext"), kNever},
};
constexpr ClaimRule kReceiptClaims[] = {
    {"seal", kReference, kRequired, MessageId("seal"), kAlways},
    {"what", kCode, kRequired, MessageId("the other side"), kAlways, "null", 0, 0, kReceipts},
    {"at", kTime, kRequired, MessageId("on"), kAlways},
};
constexpr ClaimRule kHandoverClaims[] = {
    {"by", kCode, kRequired, MessageId("key handed over by"), kAlways, "null", 0, 0, kHandovers}};
constexpr ClaimRule kMediumClaims[] = {
    {"label", kLabel, kRequired, MessageId("label"), kAlways},
    {"medium_kind", kCode, kRequired, MessageId("kind of medium"), kAlways, "null", 0, 0,
     kMediumKinds},
    {"home", kWord, kNullable, MessageId("department that keeps it"), kUnusual, "null", 1, 64},
    {"hardware", kHardware, kRequired, MessageId("hardware"), kAlways},
};
constexpr ClaimRule kMediumStateClaims[] = {
    {"state", kCode, kRequired, MessageId("medium"), kAlways, "null", 0, 0, kMediumStates},
    {"hardware", kHardware, kOptional, MessageId("hardware, as prepared"), kUnusual},
};
constexpr ClaimRule kCheckoutClaims[] = {
    {"to", kMember, kRequired, MessageId("handed to"), kAlways},
    {"request", kReference, kRequired, MessageId("for the request"), kAlways},
    {"due", kTime, kRequired, MessageId("due back"), kAlways},
};
constexpr ClaimRule kGateClaims[] = {
    {"medium", kMedium, kNullable, MessageId("medium"), kAlways},
    {"seals", kReferences, kRequired, MessageId("packages that passed"), kAlways, "null", 0, 64},
    {"files", kCount, kRequired, MessageId("files looked at"), kAlways},
    {"reasons", kCodes, kRequired, MessageId("what was wrong"), kUnusual, "[]", 0, 64,
     kGateReasons},
};
constexpr ClaimRule kReturnClaims[] = {
    {"readable", kFlag, kRequired, MessageId("readable"), kUnusual, "true"},
    {"packages", kCount, kRequired, MessageId("packages on it"), kAlways},
    {"strangers", kCount, kRequired, MessageId("other things on it"), kUnusual, "0"},
};
constexpr ClaimRule kLossClaims[] = {
    {"last_seen", kTime, kRequired, MessageId("last seen"), kAlways},
    {"found_missing", kTime, kRequired, MessageId("found missing"), kAlways},
};
constexpr ClaimRule kInventoryClaims[] = {
    {"action", kCode, kRequired, MessageId("inventory"), kAlways, "null", 0, 0, kInventory},
    {"media", kCount, kRequired, MessageId("media"), kAlways},
};
constexpr ClaimRule kWipeClaims[] = {
    {"scope", kCode, kRequired, MessageId("what was wiped"), kAlways, "null", 0, 0, kScopes},
    {"grade", kCode, kRequired, MessageId("grade"), kAlways, "null", 0, 0, kGrades},
    {"complete", kFlag, kRequired, MessageId("all of the medium"), kAlways},
    {"files", kCount, kRequired, MessageId("files"), kAlways},
    {"failures", kCount, kRequired, MessageId("failures"), kUnusual, "0"},
};
constexpr ClaimRule kWipeVerifiedClaims[] = {
    {"wipe", kReference, kRequired, MessageId("wipe"), kAlways},
    {"how", kCode, kRequired, MessageId("verified"), kAlways, "null", 0, 0, kVerified},
};
constexpr ClaimRule kDisposalClaims[] = {
    {"method", kCode, kRequired, MessageId("method"), kAlways, "null", 0, 0, kDisposals},
    {"items", kCount, kRequired, MessageId("items"), kAlways},
};
constexpr ClaimRule kIncidentClaims[] = {
    {"known", kTime, kRequired, MessageId("known since"), kAlways},
    {"medium", kMedium, kNullable, MessageId("medium"), kUnusual},
};
constexpr ClaimRule kIncidentUpdateClaims[] = {
    {"action", kCode, kRequired, MessageId("update"), kAlways, "null", 0, 0, kUpdates},
    {"due", kTime, kNullable, MessageId("due"), kUnusual},
};
constexpr ClaimRule kAcknowledgementClaims[] = {
    {"statement", kReference, kRequired, MessageId("acknowledged"), kAlways}};
constexpr ClaimRule kFindingClaims[] = {
    {"statement", kReference, kNullable, MessageId("about the statement"), kUnusual},
    {"closed", kFlag, kRequired, MessageId("closed"), kAlways},
};
constexpr ClaimRule kEscrowAuditClaims[] = {
    {"seal", kReference, kRequired, MessageId("seal"), kAlways},
    {"ok", kFlag, kRequired, MessageId("as it was approved"), kAlways},
};
constexpr ClaimRule kReportClaims[] = {
    {"report", kCode, kRequired, MessageId("report"), kAlways, "null", 0, 0, kReports},
    {"from", kTime, kNullable, MessageId("from"), kUnusual},
    {"until", kTime, kNullable, MessageId("until"), kUnusual},
};
constexpr ClaimRule kSnapshotClaims[] = {
    {"format", kCount, kRequired, MessageId("format of the record"), kUnusual, "1", 1, 1000},
    {"size", kCount, kRequired, MessageId("statements in the record"), kAlways},
    {"root", kDigest, kRequired, MessageId("root of the record"), kNever},
    {"entries", kCount, kRequired, MessageId("statements in the snapshot"), kAlways},
    {"body", kDigest, kRequired, MessageId("digest of the snapshot"), kNever},
};
constexpr ClaimRule kErasedClaims[] = {
    {"annexes", kDigests, kRequired, MessageId("annexes erased"), kAlways, "null", 1, 64}};
constexpr ClaimRule kPartnerClaims[] = {
    {"relation", kCode, kRequired, MessageId("relation"), kAlways, "null", 0, 0, kRelations},
    {"age", kAgeKey, kRequired, MessageId("key for reading"), kAlways},
    {"until", kTime, kNullable, MessageId("contract until"), kAlways},
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
      return kAboutRequest;
    case Kind::kWithdrawal:
      return kWithdrawalClaims;
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
