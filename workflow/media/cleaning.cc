#include "workflow/media/cleaning.h"
#include "workflow/media/medium_at_hand.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "approvals/annex.h"
#include "approvals/annex_parts.h"
#include "base/bytes.h"
#include "base/files/files.h"
#include "base/text/code_word.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "devices/mounts.h"
#include "libcrypt/primitives/sha256.h"
#include "media/hardware.h"
#include "media/walk.h"
#include "workflow/media/media_acts.h"
#include "workflow/packages/removal.h"
#include "workflow/state/resolve.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

Error Refused(std::string message, Next next) {
  return Fail(ErrorCode::kRefused, std::move(message), std::move(next));
}

// Who carries it, asked for its permit or sealed onto it does so until it is taken back.
Result<void> CheckState(const MediumRecord& medium) {
  const std::string& label = medium.claims.label;
  const Next back = next::TakeBack(label);
  if (medium.state == MediumState::kOut || medium.state == MediumState::kFound)
    return Refused(Message("{0} is {1}, and is not cleaned meanwhile",
                           {label, CodeWord(NameOf(medium.state))}),
                   back);  // defence: I21-1
  if (medium.state == MediumState::kLost)
    return Refused(Message("{0} is lost", {label}),
                   next::ReportFound(label));  // defence: I21-2
  return {};
}

// Where it is mounted; of several places the first.
Result<std::string> FindMounted(const OrgState& state, const MediumRecord& medium) {
  ASSIGN_OR_RETURN(const std::vector<Mount> mounts, ReadMounts({}));
  for (const Mount& mount : mounts) {
    const auto at_hand = FindMediumAtHand(state, mount.point);
    if (at_hand && *at_hand && (*at_hand)->root == mount.point && (*at_hand)->medium == &medium)
      return mount.point;
  }
  return Fail(ErrorCode::kNotFound, Message("{0} is not mounted here", {medium.claims.label}),
              next::CleanMediumAt(medium.claims.label));
}

Result<std::string> RootOf(const OrgState& state, const MediumRecord& medium,
                           const std::string& target) {
  std::string place = target;
  struct stat info {};
  if (target.empty()) {
    ASSIGN_OR_RETURN(place, FindMounted(state, medium));
  } else if (stat(target.c_str(), &info) == 0 && S_ISBLK(info.st_mode)) {
    ASSIGN_OR_RETURN(place, DeviceToMount(target));
  }
  ASSIGN_OR_RETURN(const std::optional<MediumAtHand> at_hand, FindMediumAtHand(state, place));
  const Next next = next::PlugIn(medium.claims.label);
  if (!at_hand || at_hand->medium != &medium)
    return Refused(Message("what is at {0} is not {1}", {place, medium.claims.label}),
                   next);                                             // defence: G4-24, else place
  if (!at_hand->recognised) return Refused(at_hand->sentence, next);  // defence: G4-25
  return at_hand->root;
}

Result<Digest> HashOf(int fd) {
  Sha256Hasher hasher;
  Bytes buffer(1 << 20);
  while (true) {
    ASSIGN_OR_RETURN(const size_t got, ReadFull(fd, buffer));
    if (got == 0) return hasher.Finish();
    hasher.Update(ByteView(buffer).first(got));
  }
}

Digest HashOfLink(const std::string& path) {
  std::array<char, 4096> target{};
  const ssize_t got = readlink(path.c_str(), target.data(), target.size());
  return Sha256(AsBytes(std::string_view(target.data(), got < 0 ? 0 : static_cast<size_t>(got))));
}

// One of the things that a system keeps for itself, with all below.
Result<void> List(const std::string& root, const std::string& top, Cleaning& cleaning) {
  return WalkMedium(root + "/" + top, MediumWalkTop::kElsewhere,
                    [&](const MediumEntry& entry, int fd) -> Result<void> {
                      LeftEntry left;
                      left.path = entry.is_top ? top : top + "/" + entry.name;
                      // Overwriting it would overwrite what has the other names (ATTACKS G7).
                      if (entry.links > 1 && fd >= 0)
                        return Refused(
                            Message("{0} has another name elsewhere, and is not removed by "
                                    "this",
                                    {left.path}),
                            next::HaveMediumWiped(root));  // defence: G7-2
                      left.bytes = entry.size;
                      if (fd >= 0) {
                        ASSIGN_OR_RETURN(left.sha256, HashOf(fd));
                      } else if (entry.kind == EntryKind::kSymlink) {
                        left.sha256 = HashOfLink(root + "/" + left.path);
                      } else if (entry.kind == EntryKind::kDirectory ||
                                 entry.kind == EntryKind::kEmptyDirectory) {
                        left.is_folder = true;
                      } else {
                        return Refused(Message("{0} is {1}, and is not removed by this",
                                               {left.path, DescribeKind(entry.kind)}),
                                       next::HaveMediumWiped(root));  // defence: G14-12
                      }
                      cleaning.entries.push_back(std::move(left));
                      return {};
                    });
}

Result<void> ListAll(Cleaning& cleaning) {
  RETURN_IF_ERROR(WalkMedium(cleaning.root, MediumWalkTop::kMediumRoot,
                             [&](const MediumEntry& entry, int) -> Result<void> {
                               if (entry.kind == EntryKind::kSystemContent)
                                 cleaning.tops.push_back(entry.name);
                               return {};
                             }));
  for (const std::string& top : cleaning.tops) RETURN_IF_ERROR(List(cleaning.root, top, cleaning));
  return {};
}

std::string AnnexOf(const Cleaning& cleaning) {
  Json removed = Json::array();
  for (const LeftEntry& entry : cleaning.entries) {
    Json item = {{"path", entry.path}};
    if (!entry.is_folder) item["bytes"] = entry.bytes;
    if (!entry.is_folder) item["sha256"] = HexEncode(entry.sha256);
    removed.push_back(std::move(item));
  }
  return WriteJson(Json{{"removed", std::move(removed)}});
}

Result<void> CheckFits(const Cleaning& cleaning) {
  const AnnexPartRule* const rule = FindAnnexPart(Kind::kMediumState, "main");
  if (AnnexOf(cleaning).size() <= rule->max_bytes) return {};
  return Refused(Message("there is more on {0} than a record of it takes: {1} entries",
                         {cleaning.label, std::to_string(cleaning.entries.size())}),
                 next::HaveMediumWiped(cleaning.root));  // defence: G14-13, else {}
}

bool IsSame(const Cleaning& a, const Cleaning& b) {
  return a.root == b.root &&
         std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
                    [](const LeftEntry& one, const LeftEntry& other) {
                      return one.path == other.path && one.bytes == other.bytes &&
                             one.sha256 == other.sha256 && one.is_folder == other.is_folder;
                    });
}

Result<void> Record(Session& session, const Cleaning& cleaning) {
  Draft draft;
  draft.kind = Kind::kMediumState;
  draft.subject = cleaning.medium_id;
  draft.claims = Json{{"state", "cleaned"}};
  ASSIGN_OR_RETURN(const X25519Identity* const directory, session.DirectoryKey());
  ASSIGN_OR_RETURN(AnnexPart main, SealAnnex(AsBytes(AnnexOf(cleaning)), {directory->recipient()},
                                             *session.world().random));
  draft.annexes.emplace_back("main", std::move(main));
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return {};
}

}  // namespace

Result<Cleaning> PlanCleaning(Session& session, const std::string& label,
                              const std::string& target) {
  RETURN_IF_ERROR(CheckMay(session, Kind::kMediumState));
  ASSIGN_OR_RETURN(const MediumRecord* const medium, ResolveMedium(session, label));
  RETURN_IF_ERROR(CheckState(*medium));
  Cleaning cleaning;
  cleaning.medium_id = medium->id;
  cleaning.label = medium->claims.label;
  ASSIGN_OR_RETURN(cleaning.root, RootOf(session.state(), *medium, target));
  RETURN_IF_ERROR(ListAll(cleaning));
  RETURN_IF_ERROR(CheckFits(cleaning));
  return cleaning;
}

Result<std::vector<std::string>> CarryOutCleaning(Session& session, const Cleaning& cleaning) {
  ASSIGN_OR_RETURN(const Cleaning now, PlanCleaning(session, cleaning.label, cleaning.root));
  const Next again = next::CleanMedium(cleaning.label);
  if (!IsSame(cleaning, now))
    return Refused(Message("what is on {0} has changed since it was shown", {cleaning.label}),
                   again);  // defence: G7-1
  RETURN_IF_ERROR(Record(session, now));
  std::vector<std::string> paths;
  for (const std::string& top : now.tops) paths.push_back(now.root + "/" + top);
  auto removed = OverwriteAndRemove(session.world(), paths);
  if (removed) return removed;
  Error error = removed.error().WithContext(Message("it is recorded, and not done"));
  if (error.next.empty()) error.next = again;
  return error;
}

}  // namespace sekisho
