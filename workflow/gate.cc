#include "workflow/gate.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

#include "approvals/duties.h"
#include "base/files.h"
#include "base/message.h"
#include "base/message_id.h"
#include "base/units.h"
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
      return MessageId("file");
    case EntryKind::kTag:
      return MessageId("tag");
    case EntryKind::kDirectory:
      return MessageId("directory");
    case EntryKind::kSystemFolder:
      return MessageId("system-folder");
    case EntryKind::kEmptyDirectory:
      return MessageId("empty-directory");
    case EntryKind::kSymlink:
      return MessageId("symlink");
    case EntryKind::kMount:
      return MessageId("mount");
    default:
      return MessageId("special");
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

// A device or a link that was named itself is meant for what is on it or behind it.
std::string WhyForbidden(const MediumEntry& entry, const std::string& path) {
  if (entry.kind == EntryKind::kDevice && entry.is_top)
    return Message("a device; to judge what is on it, mount it and name the directory");
  const auto real = entry.kind == EntryKind::kSymlink && entry.is_top
                        ? RealPath(path)
                        : Result<std::string>(Error{});
  if (real) return Message("a symbolic link; to judge what it leads to, name {0}", {*real});
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

// What a gate judges by.
struct Witness {
  const OrgState& state;
  Time now;
  std::string signer;  // member id, of a snapshot; empty: the record itself
};

// Judges one PATH after the other against one state of the record.
class Inspection {
 public:
  // `name_of` may be empty: names are in the store only.
  Inspection(const Witness& witness, const World& world, RecordNames::NameOf name_of,
             GateVerdict& verdict)
      : state_(witness.state),
        now_(witness.now),
        snapshot_signer_(witness.signer),
        world_(world),
        name_of_(std::move(name_of)),
        verdict_(verdict) {}

  Result<void> Look(const std::string& path) {
    medium_ = nullptr;
    struct stat info {};
    if (lstat(AbsolutePath(path).c_str(), &info) != 0)
      return SystemError(Message("cannot look at {0}", {path}), errno);
    ASSIGN_OR_RETURN(const std::optional<MediumAtHand> at_hand, FindMediumAtHand(state_, path));
    if (at_hand) {
      verdict_.media.push_back(at_hand->sentence);
      if (at_hand->medium == nullptr)
        verdict_.reasons.push_back({"medium-unknown", at_hand->sentence});  // defence: G4-22
      else if (!at_hand->recognised)
        // defence: G4-23
        verdict_.reasons.push_back({"medium-not-recognised", at_hand->sentence});
      else
        medium_ = at_hand->medium;
      if (medium_ != nullptr) media_.push_back(medium_);
      if (medium_ != nullptr && !medium_->loss_reports.empty())
        verdict_.reasons.push_back(
            {"loss-reported", Message("somebody reported {0} lost, and nobody has answered for it",
                                      {medium_->claims.label})});  // defence: I18-9
    }
    const MediumWalkTop top = at_hand && IsRoot(path, at_hand->root) ? MediumWalkTop::kMediumRoot
                                                                     : MediumWalkTop::kElsewhere;
    prefix_ = path;
    const bool follows = S_ISLNK(info.st_mode) && LeadsToMedium(path, at_hand);
    RETURN_IF_ERROR(WalkMedium(follows ? *RealPath(path) : path, top,
                               [&](const MediumEntry& entry, int fd) { return Judge(entry, fd); }));
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

  // A link that somebody keeps to where media are mounted stands for the medium. One that lies on a
  // medium is something that lies there.
  bool LeadsToMedium(const std::string& path, const std::optional<MediumAtHand>& at_hand) const {
    const auto real = RealPath(path);
    const auto around = FindMediumAtHand(state_, DirectoryOf(AbsolutePath(path)));
    if (!real || !around || *around) return false;
    if (at_hand && *real == at_hand->root) return true;
    const auto node = LookAtEntry(AT_FDCWD, *real);
    return node && S_ISDIR(node->mode) && node->is_mount_root;
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
      finding.reasons.push_back(NotReadable(entry.problem));  // defence: G3-4
    } else if (IsForbidden(entry.kind)) {
      finding.reasons.push_back({"forbidden", WhyForbidden(entry, finding.path)});  // defence: G3-8
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
      finding->reasons.push_back(reason);  // defence: G3-6
    } else {
      GateFinding of_directory;
      of_directory.path = PathOf(entry);
      of_directory.what = WhatCode(entry.kind);
      of_directory.reasons.push_back(reason);  // defence: G3-7
      verdict_.findings.push_back(std::move(of_directory));
    }
    return {};
  }

  std::string PathOf(const MediumEntry& entry) const {
    if (entry.is_top) return prefix_;
    return prefix_ + (prefix_.ends_with('/') ? "" : "/") + entry.name;
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

  static Reason NotReadable(const std::string& why) {
    return {"unreadable", Message("not readable for you: {0}", {why})};
  }

  Result<void> JudgeFile(int fd, GateFinding& finding) {
    const auto header = ReadPackageHeader(fd);
    if (header) return JudgePackage(fd, *header, finding);
    if (header.error().code == ErrorCode::kInterrupted) return header.error();
    if (header.error().code == ErrorCode::kIo) {
      finding.reasons.push_back(NotReadable(header.error().message));  // defence: G3-5
      return {};
    }
    // defence: G1-1
    finding.reasons.push_back({"not-a-package", WhyNoPackage(finding.path, fd, header.error())});
    // A key beside its package opens it: worth a word of its own (ATTACKS G10).
    if (LooksLikeKeyFile(fd))
      finding.reasons.push_back(
          {"key-file", Message("it looks like a key: keys travel by another way")});
    return {};
  }

  // Reads on only what a good package of this seal has to be read of, and that once.
  Result<void> JudgePackage(int fd, const PackageHeader& header, GateFinding& finding) {
    finding.what = MessageId("package");
    PackageView view;
    finding.reasons = JudgeHeader(state_, header, view);
    if (view.request != nullptr) {
      finding.request = ShortId(*view.request);
      finding.terms = TermsOf(view.request->statement,
                              RecordNames(state_, now_, name_of_, view.request->index));
    }
    if (view.seal == nullptr || view.request == nullptr) return {};
    const auto [first, is_first] = judged_.emplace(view.seal->hash, Judged{finding.path, {}});
    if (!is_first && !SamePlace(first->second.path, finding.path)) {
      finding.reasons.push_back({"seal-repeated", Message("it is the package that lies in {0}, too",
                                                          {first->second.path})});  // defence: A8-3
      return {};
    }
    if (is_first) {
      ASSIGN_OR_RETURN(first->second.reasons, ReadOn(fd, header, *view.seal, finding.path));
    }
    const auto add = [&](const std::vector<Reason>& reasons) {
      finding.reasons.insert(finding.reasons.end(), reasons.begin(), reasons.end());
    };
    add(first->second.reasons);
    add(JudgePassage(state_, view, medium_, now_));
    if (!snapshot_signer_.empty()) add(JudgeWitness(view, snapshot_signer_));
    finding.seal = view.seal->hash;
    return {};
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

  // A file that was named twice is not two.
  static bool SamePlace(const std::string& a, const std::string& b) {
    const auto real_a = RealPath(a);
    const auto real_b = RealPath(b);
    return real_a && real_b && *real_a == *real_b;
  }

  const OrgState& state_;
  Time now_;
  std::string snapshot_signer_;
  const World& world_;
  RecordNames::NameOf name_of_;
  GateVerdict& verdict_;
  const MediumRecord* medium_ = nullptr;
  std::vector<const MediumRecord*> media_;
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

GateAnswer AnswerOf(const GateVerdict& verdict) {
  const auto& findings = verdict.findings;
  const bool blocked =
      !std::all_of(verdict.reasons.begin(), verdict.reasons.end(), IsAboutTheGate) ||
      std::any_of(findings.begin(), findings.end(),
                  [](const GateFinding& finding) { return !finding.ok && !finding.IsUnchecked(); });
  if (blocked) return GateAnswer::kNo;
  const auto is_ok = [](const GateFinding& finding) { return finding.ok; };
  if (!verdict.reasons.empty() || !std::all_of(findings.begin(), findings.end(), is_ok))
    return GateAnswer::kCannotCheck;
  const bool found = std::any_of(findings.begin(), findings.end(), [](const GateFinding& finding) {
    return finding.seal.has_value();
  });
  return found ? GateAnswer::kOk : GateAnswer::kNothingHere;
}

Result<const MediumRecord*> JudgeAll(const Witness& witness, const World& world,
                                     const GateOptions& options, RecordNames::NameOf name_of,
                                     GateVerdict& verdict) {
  Inspection inspection(witness, world, std::move(name_of), verdict);
  for (const std::string& path : options.paths) RETURN_IF_ERROR(inspection.Look(path));
  verdict.answer = AnswerOf(verdict);
  verdict.ok = verdict.answer == GateAnswer::kOk;
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
                               "version")});  // defence: I13-1
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
  verdict.remarks = session->remarks();
  const MemberRecord* me = session->MeOrNull();
  ASSIGN_OR_RETURN(
      const MediumRecord* const medium,
      JudgeAll({session->state(), session->now(), {}}, world, options,
               me == nullptr ? RecordNames::NameOf() : ReadableNames(*session), verdict));
  const char* const kind = KindName(verdict.ok ? Kind::kGatePass : Kind::kGateBlock);
  if (verdict.answer == GateAnswer::kNothingHere) {
    verdict.recorded_why_not = Message("nothing was found that could pass");
  } else if (verdict.answer == GateAnswer::kCannotCheck) {
    verdict.recorded_why_not = Message("what cannot be checked neither passes nor is stopped");
  } else if (me == nullptr) {
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
                 {FormatTimeForPeople(snapshot.made, charter.zone)})});  // defence: G5-12
  const auto max_age = std::chrono::hours(charter.snapshot_max_hours);
  if (now - snapshot.made > max_age)
    // defence: G5-13
    verdict.reasons.push_back({"snapshot-stale", Message("the snapshot is older than {0} hours",
                                                         {std::to_string(max_age.count())})});
  RETURN_IF_ERROR(JudgeAll({snapshot.state, now, snapshot.signer}, world, options, {}, verdict));
  for (GateFinding& finding : verdict.findings)
    for (Reason& reason : finding.reasons)
      if (reason.code == "seal-unrecorded")
        reason.message = Message(
            "its seal is not in the snapshot, which was made at {0}; what was sealed later "
            "takes a newer one",
            {FormatTimeForPeople(snapshot.made, charter.zone)});
  return verdict;
}

}  // namespace

bool IsAboutTheGate(const Reason& reason) {
  return reason.code == "snapshot-stale" || reason.code == "clock-behind";
}

bool GateFinding::IsUnchecked() const {
  return !reasons.empty() && std::all_of(reasons.begin(), reasons.end(), [](const Reason& reason) {
    return reason.code == "unreadable";
  });
}

Result<GateVerdict> Gate(const Setting& setting, const World& world, const GateOptions& options) {
  if (options.paths.empty())
    return Fail(ErrorCode::kUsage, Message("nothing is named to look at"), "sekisho gate PATH...");
  return options.snapshot.empty() ? GateOnline(setting, world, options)
                                  : GateOffline(setting, world, options);
}

}  // namespace sekisho
