#include "workflow/gate.h"

#include <algorithm>
#include <set>

#include "approvals/duties.h"
#include "base/files.h"
#include "base/message.h"
#include "libcrypt/age.h"
#include "libcrypt/armor.h"
#include "libcrypt/package_inspector.h"
#include "libcrypt/sha256.h"
#include "media/node.h"
#include "media/walk.h"
#include "workflow/companion.h"
#include "workflow/media_acts.h"
#include "workflow/record_names.h"
#include "workflow/snapshot.h"

namespace sekisho {
namespace {

const char* WhatCode(EntryKind kind) {
  switch (kind) {
    case EntryKind::kFile:
      return "file";
    case EntryKind::kTag:
      return "tag";
    case EntryKind::kDirectory:
      return "directory";
    case EntryKind::kSystemFolder:
      return "system-folder";
    case EntryKind::kEmptyDirectory:
      return "empty-directory";
    case EntryKind::kSymlink:
      return "symlink";
    case EntryKind::kMount:
      return "mount";
    default:
      return "special";
  }
}

// A private key, in the clear or locked by a passphrase: age identities, OpenSSH and PEM keys.
bool LooksLikeKeyFile(int fd) {
  Bytes front(64 << 10);
  const auto got = ReadFullAt(fd, front, 0);
  if (!got) return false;
  front.resize(*got);
  Bytes inside;
  if (LooksArmored(front)) {
    if (auto decoded = DecodeArmor(front)) inside = *std::move(decoded);
  }
  const ByteView bytes = inside.empty() ? ByteView(front) : ByteView(inside);
  if (const auto header = ParseAgeHeader(bytes)) return IsPassphraseFile(*header);
  const std::string_view text = AsText(bytes);
  return text.find("AGE-SECRET-KEY-") != text.npos || text.find("PRIVATE KEY-----") != text.npos;
}

// A device that was named itself is meant for what is on it.
std::string WhyForbidden(const MediumEntry& entry, bool was_named) {
  if (entry.kind == EntryKind::kDevice && was_named)
    return Message("a device; to judge what is on it, mount it and name the directory");
  return DescribeKind(entry.kind);
}

// What is said of a file that is no package: of what was meant for a companion, what is wrong with
// it, unless a seal beside it turns out to list it.
std::string WhyNoPackage(const std::string& path, int fd, const Error& error) {
  const bool named = BaseNameOf(path) == kCompanionName;
  const bool text = CompanionDigest(fd).has_value();
  if (named && text) return Message("it explains a package, and none that passes here lists it");
  if (named) return Message("it is not the text that sekisho writes into a file of this name");
  if (text)
    return Message("it explains a package, but not under the name {0}",
                   {std::string(kCompanionName)});
  return error.message;
}

// Judges one PATH after the other against one state of the record.
class Inspection {
 public:
  // `name_of` may be empty: names are in the store only.
  Inspection(const OrgState& state, Time now, const World& world, RecordNames::NameOf name_of,
             GateVerdict& verdict)
      : state_(state), now_(now), world_(world), name_of_(std::move(name_of)), verdict_(verdict) {}

  Result<void> Look(const std::string& path) {
    medium_ = nullptr;
    ASSIGN_OR_RETURN(const std::optional<MediumAtHand> at_hand, FindMediumAtHand(state_, path));
    if (at_hand) {
      verdict_.media.push_back(at_hand->sentence);
      if (at_hand->medium == nullptr)
        verdict_.reasons.push_back({"medium-unknown", at_hand->sentence});
      else if (!at_hand->recognised)
        verdict_.reasons.push_back({"medium-not-recognised", at_hand->sentence});
      else
        medium_ = at_hand->medium;
      if (medium_ != nullptr) media_.push_back(medium_);
    }
    const MediumWalkTop top = at_hand && IsRoot(path, at_hand->root) ? MediumWalkTop::kMediumRoot
                                                                     : MediumWalkTop::kElsewhere;
    prefix_ = path;
    RETURN_IF_ERROR(
        WalkMedium(path, top, [&](const MediumEntry& entry, int fd) { return Judge(entry, fd); }));
    AcceptCompanions();
    return {};
  }

  // The medium, when all paths were on one.
  const MediumRecord* OneMedium() const {
    for (const MediumRecord* medium : media_)
      if (medium != media_.front()) return nullptr;
    return media_.empty() ? nullptr : media_.front();
  }

 private:
  static bool IsRoot(const std::string& path, const std::string& root) {
    const auto real = RealPath(path);
    return real && *real == root;
  }

  Result<void> Judge(const MediumEntry& entry, int fd) {
    if (entry.kind == EntryKind::kDirectory || entry.kind == EntryKind::kSystemFolder)
      return JudgeAttributes(entry, nullptr);
    GateFinding finding;
    finding.path = PathOf(entry);
    finding.what = WhatCode(entry.kind);
    if (entry.kind == EntryKind::kFile) {
      RETURN_IF_ERROR(JudgeFile(fd, finding));
    } else if (entry.kind == EntryKind::kUnreadable) {
      finding.reasons.push_back({"unreadable", entry.problem});
    } else if (IsForbidden(entry.kind)) {
      finding.reasons.push_back({"forbidden", WhyForbidden(entry, finding.path == prefix_)});
    }
    RETURN_IF_ERROR(JudgeAttributes(entry, &finding));
    finding.ok = finding.reasons.empty();
    if (entry.kind == EntryKind::kFile) RememberCandidate(fd, finding);
    if (!finding.ok) finding.seal.reset();
    if (finding.seal)
      for (const Digest& digest : state_.FindSeal(*finding.seal)->claims.companions)
        companions_.insert({DirectoryOf(finding.path), digest});
    verdict_.findings.push_back(std::move(finding));
    return {};
  }

  // Extended attributes can carry anything out, on whatever they hang.
  Result<void> JudgeAttributes(const MediumEntry& entry, GateFinding* finding) {
    if (entry.attributes.empty()) return {};
    const Reason reason{"attributes",
                        Message("it has extended attributes: {0}", {entry.attributes.front()})};
    if (finding != nullptr) {
      finding->reasons.push_back(reason);
    } else {
      GateFinding of_directory;
      of_directory.path = PathOf(entry);
      of_directory.what = WhatCode(entry.kind);
      of_directory.reasons.push_back(reason);
      verdict_.findings.push_back(std::move(of_directory));
    }
    return {};
  }

  std::string PathOf(const MediumEntry& entry) const {
    const bool is_top =
        entry.name.empty() || prefix_ == entry.name || prefix_.ends_with("/" + entry.name);
    if (is_top) return prefix_;
    return prefix_ + (prefix_.ends_with('/') ? "" : "/") + entry.name;
  }

  // Files that a seal lists, beside the package that it is the seal of, are known once all is seen.
  void AcceptCompanions() {
    for (const Candidate& candidate : candidates_) {
      if (!companions_.contains({candidate.directory, candidate.digest})) continue;
      GateFinding& finding = verdict_.findings[candidate.finding];
      finding.what = "companion";
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

  Result<void> JudgeFile(int fd, GateFinding& finding) {
    Progress progress;
    if (world_.progress)
      progress = [&](uint64_t done, uint64_t total) { world_.progress(finding.path, done, total); };
    const auto inspection = InspectPackage(fd, progress, world_.pool);
    if (!inspection) {
      if (inspection.error().code == ErrorCode::kInterrupted) return inspection.error();
      const bool unread = inspection.error().code == ErrorCode::kIo;
      if (unread)
        finding.reasons.push_back({"unreadable", inspection.error().message});
      else
        finding.reasons.push_back(
            {"not-a-package", WhyNoPackage(finding.path, fd, inspection.error())});
      // A key beside its package opens it: worth a word of its own (ATTACKS G10).
      if (LooksLikeKeyFile(fd))
        finding.reasons.push_back(
            {"key-file", Message("it looks like a key: keys travel by another way")});
      return {};
    }
    finding.what = "package";
    PackageView view;
    finding.reasons = JudgeHeader(state_, inspection->header, view);
    if (view.request != nullptr) {
      finding.request = ShortId(*view.request);
      finding.terms = TermsOf(view.request->statement,
                              RecordNames(state_, now_, name_of_, view.request->index));
    }
    if (view.seal == nullptr || view.request == nullptr) return {};
    const auto add = [&](std::vector<Reason> reasons) {
      for (Reason& reason : reasons) finding.reasons.push_back(std::move(reason));
    };
    add(JudgeFacts(inspection->facts, *view.seal));
    add(JudgePassage(state_, view, medium_, now_));
    finding.seal = view.seal->hash;
    return {};
  }

  const OrgState& state_;
  Time now_;
  const World& world_;
  RecordNames::NameOf name_of_;
  GateVerdict& verdict_;
  const MediumRecord* medium_ = nullptr;
  std::vector<const MediumRecord*> media_;
  std::string prefix_;
  struct Candidate {
    size_t finding;  // its place in the verdict
    std::string directory;
    Digest digest;
  };
  std::vector<Candidate> candidates_;
  std::set<std::pair<std::string, Digest>> companions_;  // of packages that pass, by directory
};

Result<const MediumRecord*> JudgeAll(const OrgState& state, Time now, const World& world,
                                     const GateOptions& options, RecordNames::NameOf name_of,
                                     GateVerdict& verdict) {
  Inspection inspection(state, now, world, std::move(name_of), verdict);
  for (const std::string& path : options.paths) RETURN_IF_ERROR(inspection.Look(path));
  verdict.ok =
      verdict.reasons.empty() && std::all_of(verdict.findings.begin(), verdict.findings.end(),
                                             [](const GateFinding& finding) { return finding.ok; });
  return inspection.OneMedium();
}

Result<void> Record(Session& session, const MediumRecord* medium, const GateVerdict& verdict) {
  GateClaims claims;
  claims.files = verdict.findings.size();
  if (medium != nullptr) claims.medium = medium->id;
  for (const GateFinding& finding : verdict.findings)
    if (finding.seal && claims.seals.size() < 64) claims.seals.push_back(*finding.seal);
  const auto add_code = [&](const std::string& code) {
    auto& codes = claims.reasons;
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
  };
  for (const Reason& reason : verdict.reasons) add_code(reason.code);
  for (const GateFinding& finding : verdict.findings)
    for (const Reason& reason : finding.reasons) add_code(reason.code);
  Draft draft;
  draft.kind = verdict.ok ? Kind::kGatePass : Kind::kGateBlock;
  draft.claims = ToClaims(claims);
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return {};
}

// To a gate that does not know the rules of the record nothing passes.
GateVerdict CannotJudge(Time now) {
  GateVerdict verdict;
  verdict.as_of = now;
  verdict.reasons.push_back(
      {"newer-format", Message("this gate's program is too old for the record: install the newest "
                               "version")});
  verdict.recorded_why_not = Message("this program is too old to record anything");
  return verdict;
}

Result<GateVerdict> GateOnline(const Setting& setting, const World& world,
                               const GateOptions& options) {
  auto opened = Session::Open(setting, world);
  if (!opened && opened.error().code == ErrorCode::kNewerFormat)
    return CannotJudge(world.clock->Now());
  if (!opened) return opened.error();
  const std::unique_ptr<Session> session = *std::move(opened);
  GateVerdict verdict;
  verdict.as_of = session->now();
  const MemberRecord* me = session->MeOrNull();
  ASSIGN_OR_RETURN(
      const MediumRecord* const medium,
      JudgeAll(session->state(), session->now(), world, options,
               me == nullptr ? RecordNames::NameOf() : ReadableNames(*session), verdict));
  const char* const kind = KindName(verdict.ok ? Kind::kGatePass : Kind::kGateBlock);
  if (me == nullptr) {
    verdict.recorded_why_not = Message("there is no identity of a member here");
  } else if (const auto may = MaySign(kind, me->Now(), session->now()); !may) {
    verdict.recorded_why_not = may.error().message;
  } else if (const auto recorded = Record(*session, medium, verdict); !recorded) {
    verdict.recorded_why_not = recorded.error().message;
  } else {
    verdict.recorded = true;
  }
  return verdict;
}

Result<GateVerdict> GateOffline(const Setting& setting, const World& world,
                                const GateOptions& options) {
  ASSIGN_OR_RETURN(const Pin pin, ReadPin(setting.state_dir));
  const auto read = ReadSnapshot(options.snapshot, pin.genesis, setting.state_dir);
  if (!read && read.error().code == ErrorCode::kNewerFormat) return CannotJudge(world.clock->Now());
  if (!read) return read.error();
  const Snapshot& snapshot = *read;
  GateVerdict verdict;
  verdict.as_of = snapshot.made;
  verdict.recorded_why_not = Message("judged by a snapshot, without the record");
  if (!snapshot.not_remembered_why.empty())
    verdict.recorded_why_not = Message("judged by a snapshot that could not be remembered: {0}",
                                       {snapshot.not_remembered_why});
  const Charter& charter = snapshot.state.charter().charter;
  const Time now = std::max({world.clock->Now(), snapshot.state.latest(), snapshot.made});
  // A clock behind the snapshot would keep it fresh for ever (ATTACKS A7, G5).
  if (snapshot.made > world.clock->Now() + std::chrono::seconds(charter.skew_seconds))
    verdict.reasons.push_back(
        {"clock-behind",
         Message("the clock of this machine is behind: the snapshot was made at {0}",
                 {FormatTime(snapshot.made, charter.zone)})});
  const auto max_age = std::chrono::hours(charter.snapshot_max_hours);
  if (now - snapshot.made > max_age)
    verdict.reasons.push_back({"snapshot-stale", Message("the snapshot is older than {0} hours",
                                                         {std::to_string(max_age.count())})});
  RETURN_IF_ERROR(JudgeAll(snapshot.state, now, world, options, {}, verdict));
  for (GateFinding& finding : verdict.findings)
    for (Reason& reason : finding.reasons)
      if (reason.code == "seal-unrecorded")
        reason.message = Message(
            "its seal is not in the snapshot, which was made at {0}; what was sealed later "
            "takes a newer one",
            {FormatTime(snapshot.made, charter.zone)});
  return verdict;
}

}  // namespace

Result<GateVerdict> Gate(const Setting& setting, const World& world, const GateOptions& options) {
  if (options.paths.empty())
    return Fail(ErrorCode::kUsage, Message("nothing is named to look at"), "sekisho gate PATH...");
  return options.snapshot.empty() ? GateOnline(setting, world, options)
                                  : GateOffline(setting, world, options);
}

}  // namespace sekisho
