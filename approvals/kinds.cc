#include "approvals/kinds.h"
#include "base/text/message_id.h"

#include <array>

namespace sekisho {
namespace {

constexpr std::array kNames = {
    MessageId("charter"),
    MessageId("charter-cosign"),
    MessageId("proposal"),
    MessageId("consent"),
    MessageId("time-correction"),
    MessageId("epoch"),
    MessageId("member-card"),
    MessageId("member-status"),
    MessageId("request"),
    MessageId("send-back"),
    MessageId("withdrawal"),
    MessageId("approval"),
    MessageId("denial"),
    MessageId("revocation"),
    MessageId("after-review"),
    MessageId("series"),
    MessageId("reservation"),
    MessageId("delegation"),
    MessageId("exemption-request"),
    MessageId("exemption"),
    MessageId("seal"),
    MessageId("seal-void"),
    MessageId("open"),
    MessageId("receipt"),
    MessageId("key-handover"),
    MessageId("medium"),
    MessageId("medium-state"),
    MessageId("checkout"),
    MessageId("gate-pass"),
    MessageId("gate-block"),
    MessageId("return"),
    MessageId("loss"),
    MessageId("found"),
    MessageId("inventory"),
    MessageId("wipe"),
    MessageId("wipe-verified"),
    MessageId("disposal"),
    MessageId("incident"),
    MessageId("incident-update"),
    MessageId("acknowledgement"),
    MessageId("finding"),
    MessageId("escrow-audit"),
    MessageId("report"),
    MessageId("snapshot"),
    MessageId("annex-erased"),
    MessageId("partner"),
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
