#include "approvals/annex_parts.h"

#include <algorithm>

#include "approvals/annex.h"
#include "libcrypt/age/age_header.h"
#include "libcrypt/age/age_stream.h"

namespace sekisho {
namespace {

constexpr bool kRequired = true;
constexpr bool kOptional = false;

constexpr uint64_t kKeyBytes = 128;  // "AGE-SECRET-KEY-1..." has 74
constexpr uint64_t kNameBytes = 4 << 10;
constexpr uint64_t kReasonBytes = 16 << 10;    // a sentence or a page
constexpr uint64_t kAccountBytes = 256 << 10;  // several pages
constexpr uint64_t kRequestBytes = 1 << 20;    // with the names given on a command line
constexpr uint64_t kReportBytes = 4 << 20;
constexpr uint64_t kStream = 0;

// Bad news requires no part: it is heard from programs that write none.
constexpr AnnexPartRule kParts[] = {
    {Kind::kCharter, "main", kOptional, kNameBytes, AnnexReaders::kDirectoryAndEscrow},
    {Kind::kProposal, "main", kRequired, kReasonBytes, AnnexReaders::kDirectory},
    {Kind::kProposal, "grant", kOptional, kKeyBytes, AnnexReaders::kMember},
    {Kind::kTimeCorrection, "main", kOptional, kReasonBytes, AnnexReaders::kDirectory},
    {Kind::kEpoch, "main", kOptional, kReasonBytes, AnnexReaders::kDirectory},
    {Kind::kMemberCard, "main", kRequired, kNameBytes, AnnexReaders::kDirectory},
    {Kind::kMemberCard, "grant", kOptional, kKeyBytes, AnnexReaders::kMember},
    {Kind::kMemberStatus, "main", kOptional, kReasonBytes, AnnexReaders::kDirectory},
    {Kind::kRequest, "main", kRequired, kRequestBytes, AnnexReaders::kConcerned},
    {Kind::kRequest, "manifest", kRequired, kStream, AnnexReaders::kConcerned},
    {Kind::kSendBack, "main", kRequired, kReasonBytes, AnnexReaders::kConcerned},
    {Kind::kWithdrawal, "main", kOptional, kReasonBytes, AnnexReaders::kConcerned},
    {Kind::kApproval, "main", kOptional, kReasonBytes, AnnexReaders::kConcerned},
    {Kind::kDenial, "main", kOptional, kReasonBytes, AnnexReaders::kConcerned},
    {Kind::kRevocation, "main", kOptional, kReasonBytes, AnnexReaders::kConcerned},
    {Kind::kAfterReview, "main", kOptional, kReasonBytes, AnnexReaders::kConcerned},
    {Kind::kSeries, "main", kRequired, kRequestBytes, AnnexReaders::kConcerned},
    {Kind::kReservation, "main", kOptional, kReasonBytes, AnnexReaders::kDirectory},
    {Kind::kDelegation, "main", kOptional, kReasonBytes, AnnexReaders::kDirectory},
    {Kind::kExemptionRequest, "main", kRequired, kAccountBytes, AnnexReaders::kDirectory},
    {Kind::kExemption, "main", kOptional, kReasonBytes, AnnexReaders::kDirectory},
    {Kind::kSealVoid, "main", kOptional, kReasonBytes, AnnexReaders::kConcerned},
    {Kind::kReceipt, "main", kRequired, kReasonBytes, AnnexReaders::kConcerned},
    {Kind::kKeyHandover, "main", kRequired, kNameBytes, AnnexReaders::kConcerned},
    {Kind::kMediumState, "main", kOptional, kAccountBytes, AnnexReaders::kDirectory},
    {Kind::kLoss, "main", kOptional, kReasonBytes, AnnexReaders::kDirectory},
    {Kind::kInventory, "main", kOptional, kAccountBytes, AnnexReaders::kDirectory},
    {Kind::kWipe, "main", kRequired, kReportBytes, AnnexReaders::kDirectory},
    {Kind::kDisposal, "main", kOptional, kAccountBytes, AnnexReaders::kDirectory},
    {Kind::kIncident, "main", kOptional, kAccountBytes, AnnexReaders::kDirectory},
    {Kind::kIncidentUpdate, "main", kOptional, kAccountBytes, AnnexReaders::kDirectory},
    {Kind::kAcknowledgement, "main", kOptional, kReasonBytes, AnnexReaders::kDirectory},
    {Kind::kFinding, "main", kOptional, kAccountBytes, AnnexReaders::kDirectory},
    {Kind::kAnnexErased, "main", kOptional, kReasonBytes, AnnexReaders::kDirectory},
    {Kind::kPartner, "main", kRequired, kReasonBytes, AnnexReaders::kDirectory},
};

// "-> X25519 ", 43 characters and LF, twice 43 characters and LF.
constexpr uint64_t kStanzaBytes = 10 + 44 + 44;
// The version's line, "--- " and the MAC.
constexpr uint64_t kHeaderFrameBytes = kAgeVersionLine.size() + 4 + 44;
// The directory key or one member, escrow keys, and those it was encrypted to later.
constexpr uint64_t kFewReaders = 16;

uint64_t MaxReaders(const AnnexPartRule& rule) {
  return rule.readers == AnnexReaders::kConcerned ? kMaxAgeStanzas : kFewReaders;
}

}  // namespace

std::span<const AnnexPartRule> AnnexPartsOf(Kind kind) {
  const auto is_of_kind = [kind](const AnnexPartRule& rule) { return rule.kind == kind; };
  const auto first = std::find_if(std::begin(kParts), std::end(kParts), is_of_kind);
  return {first, std::find_if_not(first, std::end(kParts), is_of_kind)};
}

const AnnexPartRule* FindAnnexPart(Kind kind, std::string_view part) {
  for (const AnnexPartRule& rule : AnnexPartsOf(kind))
    if (part == rule.part) return &rule;
  return nullptr;
}

uint64_t MaxEnvelopeBytes(const AnnexPartRule& rule, uint64_t plain_bytes) {
  if (plain_bytes > UINT64_MAX / 2) return UINT64_MAX;
  const uint64_t salted = kAnnexSaltBytes + plain_bytes;
  const uint64_t chunks = std::max<uint64_t>(1, (salted + kChunkBytes - 1) / kChunkBytes);
  return kHeaderFrameBytes + MaxReaders(rule) * kStanzaBytes + kPayloadNonceBytes + salted +
         chunks * (kSealedChunkBytes - kChunkBytes);
}

}  // namespace sekisho
