#include "workflow/wipe_subject.h"

#include "approvals/duties.h"
#include "base/message.h"
#include "media/node.h"
#include "media/tag.h"
#include "workflow/media_acts.h"

namespace sekisho {
namespace {

Result<void> CheckMedium(const MediumAtHand& at_hand) {
  if (at_hand.medium == nullptr) return {};
  if (!at_hand.recognised) return Fail(ErrorCode::kRefused, at_hand.sentence, "sekisho media list");
  const std::string& label = at_hand.medium->claims.label;
  if (at_hand.medium->state == MediumState::kOut)
    return Fail(ErrorCode::kRefused, Message("{0} is out: it has to be returned first", {label}),
                "sekisho media return " + label + " " + at_hand.root);
  return {};
}

Result<void> AddTarget(Session& session, const std::string& target, bool first,
                       WipeSubject& subject) {
  ASSIGN_OR_RETURN(const std::optional<MediumAtHand> at_hand,
                   FindMediumAtHand(session.state(), target));
  std::string id;
  if (at_hand) {
    RETURN_IF_ERROR(CheckMedium(*at_hand));
    if (at_hand->medium != nullptr) {
      id = at_hand->medium->id;
      subject.label = at_hand->medium->claims.label;
    }
    const auto real = RealPath(target);
    if (at_hand->medium != nullptr && real && *real == at_hand->root) subject.keep = {kTagName};
  }
  if (!first && id != subject.medium_id)
    return Fail(ErrorCode::kUsage, Message("the targets lie on different media"),
                Message("wipe one medium after the other: each gets its own certificate"));
  subject.medium_id = id;
  return {};
}

}  // namespace

Result<WipeSubject> FindWipeSubject(Session& session, const std::vector<std::string>& targets) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  RETURN_IF_ERROR(MaySign(KindName(Kind::kWipe), me->Now(), session.now()));
  WipeSubject subject;
  for (const std::string& target : targets)
    RETURN_IF_ERROR(AddTarget(session, target, &target == &targets.front(), subject));
  return subject;
}

}  // namespace sekisho
