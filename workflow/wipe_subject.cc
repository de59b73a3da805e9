#include "workflow/wipe_subject.h"

#include "approvals/duties.h"
#include "base/message.h"
#include "base/shell_word.h"
#include "media/node.h"
#include "media/tag.h"
#include "wipe/linux_device.h"
#include "wipe/target.h"
#include "workflow/media_acts.h"

namespace sekisho {
namespace {

Result<void> CheckIsIn(const MediumRecord& medium, const std::string& where) {
  if (medium.state != MediumState::kOut) return {};
  const std::string& label = medium.claims.label;
  return Fail(ErrorCode::kRefused, Message("{0} is out: it has to be returned first", {label}),
              "sekisho media return " + label + " " + where);  // defence: G4-21, else {}
}

// The medium that a path lies on, if that is registered.
Result<const MediumRecord*> MediumOfPath(Session& session, const std::string& target,
                                         WipeSubject& subject) {
  ASSIGN_OR_RETURN(const std::optional<MediumAtHand> at_hand,
                   FindMediumAtHand(session.state(), target));
  if (!at_hand || at_hand->medium == nullptr) return nullptr;
  if (!at_hand->recognised)
    return Fail(ErrorCode::kRefused, at_hand->sentence, "sekisho media list");  // defence: G6-9
  RETURN_IF_ERROR(CheckIsIn(*at_hand->medium, at_hand->root));
  const auto real = RealPath(target);
  if (real && *real == at_hand->root) subject.keep = {kTagName};
  return at_hand->medium;
}

// The medium that a whole device is, when it can be only one.
Result<const MediumRecord*> MediumOfDevice(Session& session, const std::string& device) {
  ASSIGN_OR_RETURN(const std::vector<const MediumRecord*> media,
                   FindMediaOfDevice(session.state(), device));
  for (const MediumRecord* const medium : media) RETURN_IF_ERROR(CheckIsIn(*medium, device));
  return media.size() == 1 ? media[0] : nullptr;
}

Result<void> AddTarget(Session& session, const std::string& target, bool first,
                       WipeSubject& subject) {
  ASSIGN_OR_RETURN(const MediumRecord* const medium, NamesBlockDevice(target)
                                                         ? MediumOfDevice(session, target)
                                                         : MediumOfPath(session, target, subject));
  const std::string id = medium == nullptr ? "" : medium->id;
  if (medium != nullptr) subject.label = medium->claims.label;
  if (!first && id != subject.medium_id)
    return Fail(ErrorCode::kUsage, Message("the targets lie on different media"),
                Message("wipe one medium after the other: each gets its own certificate"));
  subject.medium_id = id;
  return {};
}

}  // namespace

Result<void> RefuseOwnFiles(const Setting& setting, const std::vector<std::string>& targets) {
  std::vector<std::string> own = {setting.identity, setting.state_dir, setting.store};
  if (const auto pin = ReadPin(setting.state_dir)) own.push_back(pin->store);
  for (const std::string& target : targets) {
    const auto wiped = RealPath(target);
    if (!wiped) continue;  // which is told later
    for (const std::string& path : own) {
      const auto needed = RealPath(path);
      if (needed && IsWithin(*needed, *wiped))
        // defence: H6-107
        return Fail(
            ErrorCode::kRefused,
            Message("{0} is needed for the certificate, and would be wiped with {1}",
                    {path, target}),
            Message("move it away; or without a certificate: sekisho-wipe {0}", {Quoted(target)}));
    }
  }
  return {};
}

Result<WipeSubject> FindWipeSubject(Session& session, const std::vector<std::string>& targets) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  RETURN_IF_ERROR(MaySign(KindName(Kind::kWipe), me->Now(), session.now()));
  WipeSubject subject;
  for (const std::string& target : targets)
    RETURN_IF_ERROR(AddTarget(session, target, &target == &targets.front(), subject));
  return subject;
}

}  // namespace sekisho
