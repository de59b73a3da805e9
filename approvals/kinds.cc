#include "approvals/kinds.h"

#include <array>

namespace sekisho {
namespace {

constexpr std::array kNames = {
    "charter",       "charter-cosign", "proposal",      "consent",           "time-correction",
    "epoch",         "member-card",    "member-status", "request",           "send-back",
    "withdrawal",    "approval",       "denial",        "revocation",        "after-review",
    "series",        "reservation",    "delegation",    "exemption-request", "exemption",
    "seal",          "seal-void",      "open",          "receipt",           "key-handover",
    "medium",        "medium-state",   "checkout",      "gate-pass",         "gate-block",
    "return",        "loss",           "found",         "inventory",         "wipe",
    "wipe-verified", "disposal",       "incident",      "incident-update",   "acknowledgement",
    "finding",       "escrow-audit",   "report",        "snapshot",          "annex-erased",
    "partner",
};
static_assert(kNames.size() == static_cast<size_t>(Kind::kPartner) + 1);

}  // namespace

const char* KindName(Kind kind) { return kNames[static_cast<size_t>(kind)]; }

std::optional<Kind> KindFromName(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i)
    if (name == kNames[i]) return static_cast<Kind>(i);
  return std::nullopt;
}

}  // namespace sekisho
