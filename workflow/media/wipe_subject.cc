#include "workflow/media/wipe_subject.h"
#include "workflow/media/medium_at_hand.h"

#include "base/files/real_path.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "media/tag.h"
#include "wipe/device/linux_device.h"
#include "wipe/files/target.h"
#include "workflow/media/media_acts.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

Result<void> CheckIsIn(Session& session, const MediumRecord& medium, const std::string& where) {
  const std::string& label = medium.claims.label;
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  // What the record would not take must be known before anything is overwritten.
  if (medium.state != MediumState::kOut && medium.involved.contains(me->id))
    return Fail(ErrorCode::kRefused,
                Message("you asked for {0} or sealed onto it, and nobody has taken it back since: "
                        "a wipe of it would not be recorded",
                        {label}),
                next::SomebodyElse());  // defence: none, the fold refuses it (I6-2)
  if (medium.state != MediumState::kOut && !medium.holder.empty())
    return Fail(ErrorCode::kRefused,
                Message("nobody has taken {0} back since it went out: a wipe of it would not be "
                        "recorded",
                        {label}),
                next::HandOutAndTakeBack(label));  // defence: none, the fold refuses it (I6-3)
  if (medium.state != MediumState::kOut) return {};
  return Fail(ErrorCode::kRefused, Message("{0} is out: it has to be returned first", {label}),
              next::TakeBackFrom(label, where));  // defence: G4-21, else {}
}

// The medium that a path lies on, if that is registered, and whether the path is its root.
struct OnMedium {
  const MediumRecord* medium = nullptr;
  bool root = false;
};
Result<OnMedium> MediumOfPath(Session& session, const std::string& target) {
  ASSIGN_OR_RETURN(const std::optional<MediumAtHand> at_hand,
                   FindMediumAtHand(session.state(), target));
  if (!at_hand || at_hand->medium == nullptr) return OnMedium{};
  if (!at_hand->recognised)
    return Fail(ErrorCode::kRefused, at_hand->sentence, next::ListMedia());  // defence: G6-9
  RETURN_IF_ERROR(CheckIsIn(session, *at_hand->medium, at_hand->root));
  const auto real = RealPath(target);
  return OnMedium{at_hand->medium, real && *real == at_hand->root};
}

// The medium that a whole device is, when it can be only one.
Result<OnMedium> MediumOfDevice(Session& session, const std::string& device) {
  ASSIGN_OR_RETURN(const std::vector<const MediumRecord*> media,
                   FindMediaOfDevice(session.state(), device));
  for (const MediumRecord* const medium : media)
    RETURN_IF_ERROR(CheckIsIn(session, *medium, device));
  return OnMedium{media.size() == 1 ? media[0] : nullptr, media.size() == 1};
}

Result<OnMedium> MediumOf(Session& session, const std::string& target) {
  return NamesBlockDevice(target) ? MediumOfDevice(session, target) : MediumOfPath(session, target);
}

Result<void> Add(const OnMedium& on, bool first, WipeSubject& subject) {
  const std::string id = on.medium == nullptr ? "" : on.medium->id;
  if (on.medium != nullptr) subject.label = on.medium->claims.label;
  if (!first && id != subject.medium_id)
    return Fail(ErrorCode::kUsage, Message("the targets lie on different media"),
                next::WipeOneByOne());
  subject.medium_id = id;
  return {};
}

Result<void> AddTarget(Session& session, const std::string& target, bool first,
                       WipeSubject& subject) {
  ASSIGN_OR_RETURN(const OnMedium on, MediumOf(session, target));
  RETURN_IF_ERROR(Add(on, first, subject));
  const bool device = NamesBlockDevice(target);
  // Two devices that may each be this medium: only one of them is.
  if (on.root && device && subject.root)
    return Fail(ErrorCode::kUsage, Message("the targets lie on different media"),
                next::WipeOneByOne());
  subject.root = subject.root || on.root;
  if (on.root && !device) subject.keep = {kTagName};
  return {};
}

// The free space of the file system that a directory lies on is nobody's medium.
bool IsBelowDirectory(Session& session, const std::string& mount, const WipeSubject& subject) {
  const MediumRecord* const medium = session.state().FindMedium(subject.medium_id);
  if (medium == nullptr || medium->claims.medium_kind != "directory") return false;
  const auto at_hand = FindMediumAtHand(session.state(), mount);
  return at_hand && !*at_hand;
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
        return Fail(ErrorCode::kRefused,
                    Message("{0} is needed for the certificate, and would be wiped with {1}",
                            {path, target}),
                    *wiped == "/" ? next::InWords(Message("name what is to be wiped, not all"))
                                  : next::MoveAwayOrWipeWithout(target));
    }
  }
  return {};
}

Result<WipeSubject> FindWipeSubject(Session& session, const std::vector<std::string>& targets,
                                    const std::vector<std::string>& free_space) {
  RETURN_IF_ERROR(CheckMay(session, Kind::kWipe));
  WipeSubject subject;
  bool first = true;
  for (const std::string& target : targets) {
    RETURN_IF_ERROR(AddTarget(session, target, first, subject));
    first = false;
  }
  for (const std::string& mount : free_space) {
    if (!first && IsBelowDirectory(session, mount, subject)) continue;
    ASSIGN_OR_RETURN(const OnMedium on, MediumOf(session, mount));
    RETURN_IF_ERROR(Add(on, first, subject));
    first = false;
  }
  return subject;
}

}  // namespace sekisho
