#include "workflow/media/media_acts.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "base/files/files.h"
#include "base/files/real_path.h"
#include "base/text/code_word.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/units.h"
#include "base/typed/typed.h"
#include "base/uuid.h"
#include "libcrypt/package/package_inspector.h"
#include "media/hardware.h"
#include "media/label.h"
#include "media/recognise.h"
#include "media/running_system.h"
#include "media/tag.h"
#include "media/walk.h"
#include "workflow/media/medium_at_hand.h"
#include "workflow/media/missing_tag.h"
#include "workflow/media/wipe_need.h"
#include "workflow/office/people.h"
#include "workflow/packages/companion.h"
#include "workflow/packages/package_judge.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/mandatory_text.h"
#include "workflow/state/record_names.h"
#include "workflow/state/resolve.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

const char* KindText(MediumKind kind) { return kind == MediumKind::kMount ? "mount" : "directory"; }

// A device is looked at where it is mounted.
Result<std::string> DirectoryOfTarget(const std::string& target) {
  struct stat info {};
  if (stat(target.c_str(), &info) != 0)
    return SystemError(Message("cannot look at {0}", {target}), errno);
  if (S_ISBLK(info.st_mode)) return DeviceToMount(target);
  if (!S_ISDIR(info.st_mode))
    return Fail(ErrorCode::kUsage, Message("{0} is neither a device nor a directory", {target}),
                next::RegisterStick());
  return RealPath(target);
}

std::vector<std::string> NotesOn(const FoundMedium& found) {
  std::vector<std::string> notes;
  if (found.hardware.kind == MediumKind::kDirectory) {
    notes.push_back(
        Message("this is a plain directory, not a medium of its own: it is recognised "
                "by its tag only, and a copied tag would not be noticed"));
    return notes;
  }
  if (!found.hardware.serial)
    notes.push_back(Message("its serial number could not be read and will not be compared"));
  if (!found.hardware.fs_uuid)
    notes.push_back(Message("its file-system UUID could not be read and will not be compared"));
  return notes;
}

Result<void> Post(Session& session, Kind kind, const std::string& subject, Json claims) {
  Draft draft;
  draft.kind = kind;
  draft.subject = subject;
  draft.claims = std::move(claims);
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return {};
}

// Counts what a medium brings back: packages of ours, and anything else.
Result<void> CountContents(const Session& session, const std::string& root, Returned& returned) {
  std::set<Digest> counted;  // seals: another name of the same package is none more
  const auto is_ours = [&](int fd) -> Result<bool> {
    const auto header = ReadPackageHeader(fd);
    PackageView view;
    if (!header || !JudgeHeader(session.state(), *header, view).empty()) return false;
    if (!counted.insert(view.seal->hash).second) return false;
    const auto reasons = JudgeContents(fd, *header, *view.seal, {}, session.world().pool);
    if (!reasons && reasons.error().code == ErrorCode::kInterrupted) return reasons.error();
    return reasons && reasons->empty();
  };
  return WalkMedium(root, MediumWalkTop::kMediumRoot,
                    [&](const MediumEntry& entry, int fd) -> Result<void> {
                      if (entry.kind == EntryKind::kFile && CompanionDigest(fd)) return {};
                      if (entry.kind == EntryKind::kFile) {
                        ASSIGN_OR_RETURN(const bool ours, is_ours(fd));
                        ++(ours ? returned.packages : returned.strangers);
                      } else if (IsForbidden(entry.kind)) {
                        ++returned.strangers;
                      }
                      return {};
                    });
}

Error WhyNoTag(const OrgState& state, const MediumRecord& medium, const std::string& target,
               const std::string& directory) {
  const std::string& label = medium.claims.label;
  const auto found = LookAtPath(directory);
  if (!found) return found.error();
  const auto like = FindByHardware(state, found->hardware);
  if (!like) return like.error();
  if (*like == nullptr || (*like)->id != medium.id)
    return Fail(ErrorCode::kRefused,
                Message("what is at {0} is not {1}: it carries no tag", {target, label}),
                next::PlugIn(label));
  return Fail(ErrorCode::kRefused,
              Message("{0} is {1} by its hardware, but its tag is gone", {target, label}),
              next::TakeBackThenTagAt(label, target));
}

Result<void> CheckSameMedium(Session& session, const MediumRecord& medium,
                             const std::string& target, std::string& root) {
  ASSIGN_OR_RETURN(const std::string directory, DirectoryOfTarget(target));
  ASSIGN_OR_RETURN(const std::optional<MediumAtHand> at_hand,
                   FindMediumAtHand(session.state(), directory));
  const std::string& label = medium.claims.label;
  const Next next = next::PlugIn(label);
  if (!at_hand)
    return WhyNoTag(session.state(), medium, target, directory);  // defence: G2-1, else {}
  if (at_hand->medium == nullptr || at_hand->medium->id != medium.id)
    // defence: G4-13
    return Fail(ErrorCode::kRefused, Message("what is at {0} is not {1}", {target, label}), next);
  // defence: G2-2
  if (!at_hand->recognised) return Fail(ErrorCode::kRefused, at_hand->sentence, next);
  root = at_hand->root;
  return {};
}

// Said here, where the names are known; in what is appended the fold finds it again (G6-5, G6-6).
Result<void> CheckIsFor(Session& session, const RequestRecord& request, const MediumRecord& medium,
                        const MemberRecord& holder) {
  const std::string id = ShortId(request);

  if (request.claims.destination != Destination::kMedium)
    return Fail(ErrorCode::kRefused,
                Message("{0} is for {1}, not for a medium",
                        {id, CodeWord(CodeOf(request.claims.destination))}),
                next::ShowRequest(id));  // defence: none, the fold refuses it (G6-5)
  const MediumRecord* const approved = session.state().FindMedium(request.claims.medium);
  if (approved != nullptr && approved->id != medium.id)
    return Fail(
        ErrorCode::kRefused,
        Message("{0} is for {1}, not for {2}", {id, approved->claims.label, medium.claims.label}),
        next::CheckOut(approved->claims.label, ShortId(holder), id,
                       next::kOpen));  // defence: none, the fold refuses it (G6-5)
  if (request.claims.holder != holder.id)
    return Fail(ErrorCode::kRefused,
                Message("{0} names {1} to carry it, not {2}",
                        {id, session.NameOf(request.claims.holder), session.NameOf(holder.id)}),
                next::CheckOut(medium.claims.label,
                               ShortId(*session.state().FindMember(request.claims.holder)), id,
                               next::kOpen));  // defence: none, the fold refuses it (G6-6)
  return {};
}

PossibleMember IsHolderOf(const RequestRecord& request) {
  return [&request](const MemberRecord& member) { return member.id == request.claims.holder; };
}

}  // namespace

// The state machine knows no labels; its hints are about this medium.
Result<void> CheckPossible(const MediumRecord& medium, MediumEvent event) {
  const auto possible = Transition(medium.state, event);
  if (possible) return {};
  Error error = possible.error();
  error.next = error.next.With(NextArg::kLabel, medium.claims.label);
  return error;
}

Result<void> CheckIsAllOfIt(const OrgState& state, const std::string& path) {
  ASSIGN_OR_RETURN(const std::optional<MediumAtHand> at_hand, FindMediumAtHand(state, path));
  const auto real = RealPath(path);
  if (!at_hand || !real || at_hand->root == *real) return {};
  return Fail(ErrorCode::kUsage, Message("{0} is only a part of the medium", {path}),
              next::NameAllOfIt(at_hand->root));
}

namespace {

// What its tag and the register say already. None when they do not say that it is registered.
Result<std::optional<Registered>> RegisteredBefore(Session& session, const std::string& root,
                                                   const std::string& label) {
  const auto found = FindMediumAtHand(session.state(), root);
  if (!found || !*found || !(*found)->recognised || (*found)->root != root)
    return std::optional<Registered>();
  const MediumRecord& medium = *(*found)->medium;
  const std::string& known = medium.claims.label;
  if (session.state().FindMediumByLabel(label) != &medium)
    return Fail(ErrorCode::kRefused, Message("{0} is registered already, as {1}", {root, known}),
                next::ShowMedium(known));  // defence: none, its tag refuses it (G2-3)
  return std::optional(Registered{
      ShortId(medium), known, medium.claims.medium_kind, root, {(*found)->sentence}, false, false});
}

// People read labels off stickers, and to one another.
Result<void> RefuseLookAlike(const OrgState& state, const std::string& label) {
  for (const auto& [id, medium] : state.media())
    if (LabelLook(medium.claims.label) == LabelLook(label))
      return Fail(ErrorCode::kRefused,
                  Message("the label {0} looks like {1}, which is registered",
                          {label, medium.claims.label}),
                  Message("choose one that nobody takes for another"));  // defence: G4-36
  return {};
}

}  // namespace

Result<Registered> RegisterMedium(Session& session, const std::string& target,
                                  const std::string& typed_label) {
  const std::string label = HalfWidth(typed_label);
  RETURN_IF_ERROR(CheckLabel(label));
  RETURN_IF_ERROR(CheckMay(session, Kind::kMedium));
  ASSIGN_OR_RETURN(const std::string root, DirectoryOfTarget(target));
  ASSIGN_OR_RETURN(const FoundMedium found, LookAtPath(root));
  RETURN_IF_ERROR(RefuseRunningSystem(found, session.own_paths()));
  ASSIGN_OR_RETURN(auto before, RegisteredBefore(session, root, label));
  if (before) return *std::move(before);
  if (const MediumRecord* const medium = session.state().FindMediumByLabel(label)) {
    RETURN_IF_ERROR(PutTagBack(*medium, found));
    return Registered{ShortId(*medium), label, KindText(found.hardware.kind), root, {}, true};
  }
  RETURN_IF_ERROR(RefuseKnownHardware(session.state(), found));
  RETURN_IF_ERROR(RefuseLookAlike(session.state(), label));
  Draft draft;
  draft.kind = Kind::kMedium;
  draft.claims =
      ToClaims(MediumClaims{label, KindText(found.hardware.kind), HardwareToJson(found.hardware)});
  ASSIGN_OR_RETURN(const Signed statement, session.Sign(std::move(draft)));
  ASSIGN_OR_RETURN(const UniqueFd directory, OpenDirectory(root));
  auto tagged = WriteTag(directory.get(), statement.token, ReplaceTag::kRefuse);
  if (!tagged && tagged.error().code == ErrorCode::kExists)
    return Fail(ErrorCode::kRefused, Message("{0} carries a tag already", {root}),
                next::ShowWhichMedium(root));  // defence: G2-3
  if (!tagged) return tagged.error();
  if (auto appended = session.Append(statement); !appended) {
    RETURN_IF_ERROR(RemoveTag(directory.get()));
    return appended.error();
  }
  Registered registered;
  registered.id = ShortId(*session.state().FindMedium(statement.jti));
  registered.label = label;
  registered.kind = KindText(found.hardware.kind);
  registered.path = root;
  registered.notes = NotesOn(found);
  return registered;
}

Result<MediumLine> CheckoutMedium(Session& session, const CheckoutOptions& options) {
  RETURN_IF_ERROR(CheckMay(session, Kind::kCheckout));
  ASSIGN_OR_RETURN(const MediumRecord* const medium, ResolveMedium(session, options.label));
  ASSIGN_OR_RETURN(const RequestRecord* const request, ResolveRequest(session, options.request));
  ASSIGN_OR_RETURN(const MemberRecord* const holder,
                   ResolveMember(session, options.to, IsHolderOf(*request)));
  const std::string id = medium->id;
  RETURN_IF_ERROR(CheckIsFor(session, *request, *medium, *holder));
  RETURN_IF_ERROR(CheckPossible(*medium, MediumEvent::kCheckout));
  RETURN_IF_ERROR(CheckNeedIsMet(*medium));
  if (options.due < session.now())
    return Fail(ErrorCode::kUsage, Message("the due date has passed already"),
                next::NameLaterDay());
  if (request->claims.due && options.due > *request->claims.due)
    return Fail(
        ErrorCode::kUsage,
        Message("{0} was approved to be back by {1}",
                {ShortId(*request), FormatTimeForPeople(*request->claims.due, session.zone())}),
        next::NameThatDayOrEarlier());
  if (options.due > request->claims.until + kMaxDueAfterPermit)
    return Fail(ErrorCode::kUsage,
                Message("{0} is more than a month after the permit of {1} ends",
                        {FormatTimeForPeople(options.due, session.zone()), ShortId(*request)}),
                next::NameEarlierDue());
  RETURN_IF_ERROR(Post(
      session, Kind::kCheckout, id,
      ToClaims(CheckoutClaims{holder->id, request->statement.hash, options.due}, session.zone())));
  return LineOf(session, *session.state().FindMedium(id));
}

namespace {

// The state machine's way on, another check-out, is not what somebody wants who returns it twice.
Result<void> CheckNotBackYet(const MediumRecord& medium, const std::string& target) {
  const std::string& label = medium.claims.label;
  if (medium.state == MediumState::kReturned && !target.empty())
    // defence: none, the state machine refuses it (G6-1)
    return Fail(ErrorCode::kRefused, Message("{0} was taken back already", {label}),
                next::ShowWhatLiesOn(target, label));
  for (const MediumState here : {MediumState::kRegistered, MediumState::kReturned,
                                 MediumState::kEmptied, MediumState::kWiped})
    if (medium.state == here)
      // defence: none, likewise
      return Fail(ErrorCode::kRefused,
                  Message("{0} is not out: there is nothing to take back", {label}),
                  next::ListMedia());
  return {};
}

}  // namespace

Result<Returned> ReturnMedium(Session& session, const ReturnOptions& options) {
  RETURN_IF_ERROR(CheckMay(session, Kind::kReturn));
  ASSIGN_OR_RETURN(const MediumRecord* const medium, ResolveMedium(session, options.label));
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  const std::string id = medium->id;
  const MediumEvent event =
      options.unreadable ? MediumEvent::kReturnUnreadable : MediumEvent::kReturn;
  RETURN_IF_ERROR(CheckNotBackYet(*medium, options.target));
  RETURN_IF_ERROR(CheckPossible(*medium, event));
  if (medium->involved.contains(me->id))
    // defence: I6-10
    return Fail(ErrorCode::kRefused,
                Message("who carries a medium, asked for its permit or sealed onto it does not "
                        "take it back"),
                next::GiveItToSomebodyElse());
  Returned returned;
  if (!options.target.empty()) {
    RETURN_IF_ERROR(CheckSameMedium(session, *medium, options.target, returned.root));
    RETURN_IF_ERROR(CountContents(session, returned.root, returned));
  } else if (!options.unreadable) {
    returned.notes.push_back(Message("its content was not checked"));
  }
  RETURN_IF_ERROR(
      Post(session, Kind::kReturn, id,
           ToClaims(ReturnClaims{!options.unreadable, returned.packages, returned.strangers})));
  returned.medium = LineOf(session, *session.state().FindMedium(id));
  return returned;
}

namespace {

// As typed: what is in the record already is heard whatever it says (bad news).
Result<void> CheckLossOptions(Session& session, const LossOptions& options) {
  if (!HasVisibleText(options.place))
    return Fail(ErrorCode::kUsage, Message("where it was lost is not said"), next::SayWhere());
  // "today" means its last second.
  const Time local = session.now() + session.zone();
  const Time latest =
      Time(std::chrono::floor<std::chrono::days>(local)) + std::chrono::days(1) - session.zone();
  if (options.last_seen >= latest || options.found_missing >= latest)
    return Fail(ErrorCode::kUsage, Message("a loss lies in the past"), next::SayWhen());
  return {};
}

// Whether the newest that counts about the medium is this loss, by the asker: the same once more
// changes nothing.
Result<bool> SaidSoLast(Session& session, const MediumRecord& medium, const Json& loss) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  LeafFilter filter;
  filter.subject = medium.id;
  filter.only_valid = true;
  ASSIGN_OR_RETURN(const std::vector<uint64_t> indexes, session.index().Leaves(filter));
  if (indexes.empty()) return false;
  ASSIGN_OR_RETURN(const std::string token, session.index().Fetch(session.store(), indexes.back()));
  const auto last = ParseStatement(token);
  return last && last->header.kind == Kind::kLoss && last->header.iss == me->id &&
         last->claims.value("last_seen", Json()) == loss.at("last_seen") &&
         last->claims.value("found_missing", Json()) == loss.at("found_missing");
}

}  // namespace

Result<LossReported> ReportLoss(Session& session, const LossOptions& options) {
  ASSIGN_OR_RETURN(const MediumRecord* const medium, ResolveMedium(session, options.label));
  RETURN_IF_ERROR(CheckLossOptions(session, options));
  const std::string id = medium->id;
  Draft draft;
  draft.kind = Kind::kLoss;
  draft.subject = id;
  draft.claims = Json{{"last_seen", FormatTime(options.last_seen, session.zone())},
                      {"found_missing", FormatTime(options.found_missing, session.zone())}};
  ASSIGN_OR_RETURN(const bool said_already, SaidSoLast(session, *medium, draft.claims));
  if (said_already) return LossReported{LineOf(session, *medium), false};
  ASSIGN_OR_RETURN(const X25519Identity* const directory, session.DirectoryKey());
  ASSIGN_OR_RETURN(AnnexPart main, SealAnnex(AsBytes(WriteJson(Json{{"place", options.place}})),
                                             {directory->recipient()}, *session.world().random));
  draft.annexes.emplace_back("main", std::move(main));
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return LossReported{LineOf(session, *session.state().FindMedium(id)), true};
}

namespace {

// Of a loss that nobody has confirmed the medium is not lost: it is answered for, not found.
Result<void> CheckNotOnlyReported(Session& session, const MediumRecord& medium) {
  const MediumLine line = LineOf(session, medium);
  if (medium.state == MediumState::kLost || line.loss_reported_by.empty()) return {};
  const std::string& label = medium.claims.label;
  // defence: none, the state machine refuses it (G6-1)
  return Fail(
      ErrorCode::kRefused,
      Message("the loss of {0} was reported by {1}, and nobody has confirmed it",
              {label, line.loss_reported_by.front()}),
      next::AnswerForLoss(label, NamesText(session, WhoMaySign(session, Kind::kAcknowledgement))));
}

}  // namespace

Result<MediumLine> ReportFound(Session& session, const std::string& label) {
  ASSIGN_OR_RETURN(const MediumRecord* const medium, ResolveMedium(session, label));
  RETURN_IF_ERROR(CheckNotOnlyReported(session, *medium));
  const std::string id = medium->id;
  RETURN_IF_ERROR(Post(session, Kind::kFound, id, Json::object()));
  return LineOf(session, *session.state().FindMedium(id));
}

Result<MediumLine> AcknowledgeLoss(Session& session, const std::string& label) {
  RETURN_IF_ERROR(CheckMay(session, Kind::kAcknowledgement));
  ASSIGN_OR_RETURN(const MediumRecord* const medium, ResolveMedium(session, label));
  if (medium->loss_reports.empty()) {
    const std::string& name = medium->claims.label;
    const bool lost = medium->state == MediumState::kLost;
    return Fail(ErrorCode::kRefused,
                lost ? Message("no report about {0} waits for an answer", {name})
                     : Message("nobody has reported {0} lost", {name}),
                lost ? next::ReportFound(name) : next::ShowMedium(name));  // defence: I6-11
  }
  const std::string id = medium->id;
  const std::vector<LossReport> reports = medium->loss_reports;
  for (const LossReport& report : reports)
    RETURN_IF_ERROR(Post(session, Kind::kAcknowledgement, id,
                         ToClaims(AcknowledgementClaims{report.statement})));
  return LineOf(session, *session.state().FindMedium(id));
}

MediumLine LineOf(Session& session, const MediumRecord& medium) {
  MediumLine line;
  line.id = ShortId(medium);
  line.label = medium.claims.label;
  line.kind = medium.claims.medium_kind;
  line.state = NameOf(medium.state);
  if (const MemberRecord* const holder = session.state().FindMember(medium.holder)) {
    line.holder = session.PlainNameOf(holder->id);
    line.holder_id = ShortId(*holder);
    line.holder_shown = RecordNames(session).Person(holder->id);
  }
  if (const RequestRecord* const request = session.state().FindRequest(medium.request))
    line.request = ShortId(*request);
  line.due = medium.due;
  line.wiped_whole = medium.wiped_whole;
  if (medium.need.word != WipeOnReturn::kNone) line.needs = CodeOf(medium.need.word);
  for (const LossReport& report : medium.loss_reports)
    line.loss_reported_by.push_back(session.NameOf(report.by));
  // Found, it is its carrier's until somebody else takes it back. What is lost nobody can return.
  const bool to_return = medium.state == MediumState::kOut || medium.state == MediumState::kFound;
  line.overdue = to_return && medium.due && *medium.due < session.now();
  return line;
}

std::vector<MediumLine> ListMedia(Session& session, bool only_overdue) {
  std::vector<const MediumRecord*> media;
  for (const auto& [id, medium] : session.state().media()) media.push_back(&medium);
  std::sort(media.begin(), media.end(),
            [](const auto* a, const auto* b) { return a->ordinal < b->ordinal; });
  std::vector<MediumLine> lines;
  for (const MediumRecord* const medium : media) {
    MediumLine line = LineOf(session, *medium);
    if (line.overdue || !only_overdue) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace sekisho
