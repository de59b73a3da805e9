#include "workflow/media/gate_inspection.h"
#include "workflow/media/medium_at_hand.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

#include "approvals/duties.h"
#include "base/files/files.h"
#include "base/files/real_path.h"
#include "base/text/message.h"
#include "base/text/message_id.h"
#include "base/text/units.h"
#include "devices/entry.h"
#include "libcrypt/package/package_inspector.h"
#include "media/beside.h"
#include "media/hardware.h"
#include "media/recognise.h"
#include "media/walk.h"
#include "workflow/media/gate_entry.h"
#include "workflow/media/media_acts.h"
#include "workflow/packages/companion.h"
#include "workflow/packages/package_name.h"

namespace sekisho {
namespace {

void AddOnce(std::vector<std::string>& list, const std::string& text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end())
    list.push_back(text);
}

// A file that was named twice is not two.
bool SamePlace(const std::string& a, const std::string& b) {
  const auto real_a = RealPath(a);
  const auto real_b = RealPath(b);
  return real_a && real_b && *real_a == *real_b;
}

// `path` cut down to what stands for `root` in it, so that things are called as they were named.
std::string AsTyped(std::string path, const std::string& root) {
  while (!SamePlace(path, root)) {
    const std::string above = DirectoryOf(path);
    if (above == path) return root;
    path = above;
  }
  return path;
}

std::string Below(const std::string& directory, const std::string& name) {
  return directory + (directory.ends_with('/') ? "" : "/") + name;
}

// Judges one PATH after the other against one state of the record.
class Inspection {
 public:
  Inspection(const GateWitness& witness, const World& world, RecordNames::NameOf name_of,
             GateVerdict& verdict)
      : state_(witness.state),
        now_(witness.now),
        snapshot_signer_(witness.signer),
        world_(world),
        name_of_(std::move(name_of)),
        verdict_(verdict) {}

  // One that is empty passes nothing, whatever the others hold: who hands over three sticks is not
  // told that all is well when two were looked at (ATTACKS G4).
  Result<void> Look(const std::string& path) {
    const size_t findings = verdict_.findings.size();
    ASSIGN_OR_RETURN(const bool is_new, LookAtOne(path));
    const bool is_empty = medium_ != nullptr ? verdict_.places[place_].packages == 0
                                             : verdict_.findings.size() == findings;
    if (is_new && is_empty) verdict_.empty.push_back(path);
    return {};
  }

  // The medium, when all paths were on one.
  const MediumRecord* OneMedium() const {
    for (const MediumRecord* medium : media_)
      if (medium != media_.front()) return nullptr;
    return media_.empty() || elsewhere_ ? nullptr : media_.front();
  }

 private:
  // False where it is on a medium that was looked at already.
  Result<bool> LookAtOne(const std::string& path) {
    medium_ = nullptr;
    struct stat info {};
    if (lstat(AbsolutePath(path).c_str(), &info) != 0)
      return SystemError(Message("cannot look at {0}", {path}), errno);
    // What a link on a medium leads to is not what lies there.
    const bool is_link = S_ISLNK(info.st_mode);
    auto found = FindMediumAtHand(state_, is_link ? DirectoryOf(AbsolutePath(path)) : path);
    // What is no tag of ours makes no medium of ours: that is a verdict, not a failure.
    if (!found && found.error().code == ErrorCode::kMalformed) {
      verdict_.reasons.push_back({"tag-damaged", found.error().message});  // defence: G4-39
      return false;
    }
    ASSIGN_OR_RETURN(auto at_hand, std::move(found));
    const bool follows = is_link && !at_hand && LeadsToDirectoryOfMedia(path);
    if (follows) {
      ASSIGN_OR_RETURN(at_hand, FindMediumAtHand(state_, path));
    }
    if (at_hand && !seen_.insert(at_hand->root).second) return false;
    if (at_hand) TakeMedium(*at_hand);
    // A link on it is not the way to it, even when it leads there.
    if (medium_ != nullptr)
      RETURN_IF_ERROR(LookAtMedium(is_link && !follows ? DirectoryOf(path) : path, at_hand->root));
    else
      RETURN_IF_ERROR(LookElsewhere(path, follows, at_hand));
    return true;
  }

  void TakeMedium(const MediumAtHand& at_hand) {
    verdict_.media.push_back(at_hand.sentence);
    if (at_hand.medium == nullptr && IsNewerThanSnapshot(at_hand.tag))
      // defence: G4-35
      verdict_.reasons.push_back(
          {"snapshot-older",
           Message("its tag is newer than the snapshot of {0}, which cannot know the medium",
                   {FormatTimeForPeople(verdict_.as_of, verdict_.zone)})});
    else if (at_hand.medium == nullptr)
      verdict_.reasons.push_back({"medium-unknown", at_hand.sentence});  // defence: G4-22
    else if (!at_hand.recognised)
      verdict_.reasons.push_back({"medium-not-recognised", at_hand.sentence});  // defence: G4-23
    else
      medium_ = at_hand.medium;
    if (medium_ != nullptr) media_.push_back(medium_);
    if (medium_ != nullptr && !medium_->loss_reports.empty())
      verdict_.reasons.push_back(
          {"loss-reported", Message("somebody reported {0} lost, and nobody has answered for it",
                                    {medium_->claims.label})});  // defence: I18-9
  }

  // Whether a tag that the state does not have was not signed before it, and by one of us who may:
  // then it is for a newer snapshot to say what it is. It passes nothing either way.
  bool IsNewerThanSnapshot(const std::string& tag) const {
    if (!verdict_.snapshot_age) return false;
    const auto statement = ParseStatement(tag);
    if (!statement) return false;
    const StatementHeader& header = statement->header;
    const MemberRecord* const signer = state_.FindMember(header.iss);
    if (header.org != state_.org() || header.iat < verdict_.as_of || signer == nullptr ||
        (header.kind != Kind::kMedium && header.kind != Kind::kMediumState) ||
        !MaySign(KindName(header.kind), signer->Now(), header.iat))
      return false;
    const auto key = state_.SigningKeyOf(header.iss);
    return key && VerifyStatement(*statement, *key);
  }

  // All of it, whatever part of it was named.
  Result<void> LookAtMedium(const std::string& path, const std::string& root) {
    GatePlace place;
    place.label = medium_->claims.label;
    place.is_out = medium_->state == MediumState::kOut;
    if (!medium_->holder.empty())
      place.holder = RecordNames(state_, now_, name_of_).Person(medium_->holder);
    place_ = verdict_.places.size();
    verdict_.places.push_back(std::move(place));
    RETURN_IF_ERROR(LookBesideMedium(root));
    return Walk(root, AsTyped(path, root), MediumWalkTop::kMediumRoot);
  }

  // What belongs to the medium and cannot be reached from its root.
  Result<void> LookBesideMedium(const std::string& root) {
    ASSIGN_OR_RETURN(const BesideMedium beside, LookBeside(root));
    const std::string& label = medium_->claims.label;
    if (beside.is_part)
      verdict_.reasons.push_back(
          {"part-only", Message("only a part of {0} is mounted", {label})});  // defence: G14-8
    if (!beside.partitions.empty())
      verdict_.reasons.push_back(
          {"partition", Message("{0} has another partition, and nobody looked at what is in it",
                                {label})});  // defence: G14-9
    if (beside.not_told)
      AddOnce(verdict_.notes, Message("the system does not tell whether there are other partitions "
                                      "on {0}",
                                      {label}));
    return {};
  }

  Result<void> LookElsewhere(const std::string& path, bool follows,
                             const std::optional<MediumAtHand>& at_hand) {
    if (!elsewhere_) {
      elsewhere_ = verdict_.places.size();
      verdict_.places.emplace_back();
    }
    place_ = *elsewhere_;
    // A medium that is not the one in the register is looked at as a whole, too.
    if (at_hand)
      return Walk(at_hand->root, AsTyped(path, at_hand->root), MediumWalkTop::kMediumRoot);
    const auto real = RealPath(path);
    const auto node = real ? LookAt(AT_FDCWD, *real) : Result<EntryInfo>(Error{});
    if (!node || !node->is_mount_root) verdict_.rest_not_looked_at = true;
    if (real) RETURN_IF_ERROR(LookForLostTag(*real));
    return Walk(follows && real ? *real : path, path, MediumWalkTop::kElsewhere);
  }

  // A registered stick does not become a private one by losing its tag.
  Result<void> LookForLostTag(const std::string& path) {
    const auto found = LookAtPath(path);
    if (!found) return {};
    for (const auto& [id, medium] : state_.media()) {
      const auto registered = HardwareFromJson(medium.claims.hardware);
      if (!registered || registered->kind == MediumKind::kDirectory) continue;
      if (MayBe(*registered, found->hardware))
        verdict_.reasons.push_back(
            {"medium-not-recognised", Message("by its hardware this is {0}, and its tag is gone",
                                              {medium.claims.label})});  // defence: G3-9
    }
    return {};
  }

  Result<void> Walk(const std::string& path, const std::string& shown, MediumWalkTop top) {
    prefix_ = shown;
    RETURN_IF_ERROR(
        WalkMedium(path, top, [&](const MediumEntry& entry, int fd) { return Judge(entry, fd); }));
    AcceptCompanions();
    return {};
  }

  // A link that somebody keeps to where media are mounted stands for the medium.
  bool LeadsToDirectoryOfMedia(const std::string& path) const {
    const auto real = RealPath(path);
    if (!real) return false;
    const auto at_hand = FindMediumAtHand(state_, path);
    if (at_hand && *at_hand && *real == (*at_hand)->root) return true;
    const auto node = LookAt(AT_FDCWD, *real);
    return node && S_ISDIR(node->mode) && node->is_mount_root;
  }

  Result<void> Judge(const MediumEntry& entry, int fd) {
    GateFinding finding;
    finding.path = PathOf(entry);
    finding.what = WhatCode(entry.kind);
    finding.reasons = JudgeEntry(entry, medium_ != nullptr);
    SayWhereALinkLeads(entry, finding);
    if (entry.behind_end == BehindEnd::kNotTold)
      AddOnce(verdict_.notes, Message("the file system does not tell whether blocks lie behind the "
                                      "ends of files"));
    const bool is_folder =
        entry.kind == EntryKind::kDirectory || entry.kind == EntryKind::kSystemFolder;
    if (is_folder && finding.reasons.empty()) return {};
    if (entry.kind == EntryKind::kFile) RETURN_IF_ERROR(JudgeFile(entry, fd, finding));
    finding.ok = finding.reasons.empty();
    if (entry.kind == EntryKind::kFile) RememberCandidate(fd, finding);
    if (!finding.ok) finding.seal.reset();
    if (finding.seal)
      for (const Digest& digest : state_.FindSeal(*finding.seal)->claims.companions)
        companions_.insert({DirectoryOf(finding.path), digest});
    verdict_.findings.push_back(std::move(finding));
    return {};
  }

  // One that was named itself is meant for what is behind it.
  static void SayWhereALinkLeads(const MediumEntry& entry, GateFinding& finding) {
    if (entry.kind != EntryKind::kSymlink || !entry.is_top) return;
    if (const auto real = RealPath(finding.path))
      finding.reasons.front().message =
          Message("a symbolic link; to judge what it leads to, name {0}", {*real});
  }

  std::string PathOf(const MediumEntry& entry) const {
    return entry.is_top ? prefix_ : Below(prefix_, entry.name);
  }

  // Files that a seal lists, beside the package that it is the seal of, are known once all is seen.
  void AcceptCompanions() {
    for (const Candidate& candidate : candidates_) {
      if (!companions_.contains({candidate.directory, candidate.digest})) continue;
      GateFinding& finding = verdict_.findings[candidate.finding];
      finding.what = MessageId("companion");
      finding.ok = true;
      finding.reasons.clear();
    }
    candidates_.clear();
    companions_.clear();
  }

  // A file that is nothing else may be a companion: with the name and the very text that is known
  // here. A digest in a seal alone would let a dishonest sealer carry any file past the gate.
  void RememberCandidate(int fd, const GateFinding& finding) {
    const bool plain = finding.reasons.size() == 1 &&
                       finding.reasons.front().code == "not-a-package" &&
                       BaseNameOf(finding.path) == kCompanionName;
    if (!plain) return;
    if (const auto digest = CompanionDigest(fd))
      candidates_.push_back({verdict_.findings.size(), DirectoryOf(finding.path), *digest});
  }

  Result<void> JudgeFile(const MediumEntry& entry, int fd, GateFinding& finding) {
    const auto header = ReadPackageHeader(fd);
    if (header) return JudgePackage(entry, fd, *header, finding);
    if (header.error().code == ErrorCode::kInterrupted) return header.error();
    Add(JudgeNoPackage(finding.path, fd, header.error()), finding);
    return {};
  }

  static void Add(const std::vector<Reason>& reasons, GateFinding& finding) {
    finding.reasons.insert(finding.reasons.end(), reasons.begin(), reasons.end());
  }

  // Reads on only what a good package of this seal has to be read of, and that once.
  Result<void> JudgePackage(const MediumEntry& entry, int fd, const PackageHeader& header,
                            GateFinding& finding) {
    finding.what = MessageId("package");
    PackageView view;
    Add(JudgeHeader(state_, header, view), finding);
    GatePlace& place = verdict_.places[place_];
    ++place.packages;
    place.bytes += entry.size;
    if (view.request != nullptr) {
      finding.request = ShortId(*view.request);
      finding.terms = TermsOf(view.request->statement,
                              RecordNames(state_, now_, name_of_, view.request->index));
      AddOnce(place.classes, view.request->claims.class_id);
    }
    if (view.seal == nullptr || view.request == nullptr) return {};
    if (medium_ != nullptr && entry.name != PackageNameOf(*view.request, view.seal->hash))
      finding.reasons.push_back(
          {"wrong-name",
           Message("on a medium it has to be called {0}",
                   {PackageNameOf(*view.request, view.seal->hash)})});  // defence: G14-10
    const auto [first, is_first] = judged_.emplace(view.seal->hash, Judged{finding.path, {}});
    if (!is_first && !SamePlace(first->second.path, finding.path)) {
      // defence: A8-3
      finding.reasons.push_back({"seal-repeated", Message("it is there twice")});
      return {};
    }
    if (is_first) {
      ASSIGN_OR_RETURN(first->second.reasons, ReadOn(fd, header, *view.seal, finding.path));
    }
    Add(first->second.reasons, finding);
    JudgeNow(view, place, finding);
    finding.seal = view.seal->hash;
    return {};
  }

  void JudgeNow(const PackageView& view, GatePlace& place, GateFinding& finding) const {
    const Passage passage = JudgePassage(state_, view, medium_, now_);
    Add(passage.reasons, finding);
    if (!snapshot_signer_.empty()) Add(JudgeWitness(view, snapshot_signer_), finding);
    place.until = place.until ? std::min(*place.until, passage.until) : passage.until;
    if (medium_ == nullptr && place.holder.empty())
      place.holder = RecordNames(state_, now_, name_of_).Person(view.request->claims.holder);
  }

  Result<std::vector<Reason>> ReadOn(int fd, const PackageHeader& header, const SealRecord& seal,
                                     const std::string& path) const {
    Progress progress;
    if (world_.progress)
      progress = [&](uint64_t done, uint64_t total) { world_.progress(path, done, total); };
    auto reasons = JudgeContents(fd, header, seal, progress, world_.pool);
    if (reasons || reasons.error().code != ErrorCode::kIo) return reasons;
    return std::vector<Reason>{NotReadable(reasons.error().message)};
  }

  const OrgState& state_;
  Time now_;
  std::string snapshot_signer_;
  const World& world_;
  RecordNames::NameOf name_of_;
  GateVerdict& verdict_;
  const MediumRecord* medium_ = nullptr;  // which is looked at now, as a whole
  std::vector<const MediumRecord*> media_;
  std::set<std::string> seen_;       // roots of media
  std::optional<size_t> elsewhere_;  // its place in verdict_.places
  size_t place_ = 0;                 // that is looked at now
  std::string prefix_;
  struct Judged {
    std::string path;
    std::vector<Reason> reasons;  // of its contents
  };
  std::map<Digest, Judged> judged_;  // packages that were seen, by their seals
  struct Candidate {
    size_t finding;  // its place in the verdict
    std::string directory;
    Digest digest;
  };
  std::vector<Candidate> candidates_;
  std::set<std::pair<std::string, Digest>> companions_;  // of packages that pass, by directory
};

}  // namespace

Result<const MediumRecord*> InspectPlaces(const GateWitness& witness, const World& world,
                                          const std::vector<std::string>& paths,
                                          RecordNames::NameOf name_of, GateVerdict& verdict) {
  Inspection inspection(witness, world, std::move(name_of), verdict);
  for (const std::string& path : paths) RETURN_IF_ERROR(inspection.Look(path));
  return inspection.OneMedium();
}

}  // namespace sekisho
