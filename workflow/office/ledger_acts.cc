#include "workflow/office/ledger_acts.h"

#include <algorithm>
#include <functional>
#include <set>

#include "base/files/files.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/typed/typed_word.h"
#include "ledger/fsck.h"
#include "libcrypt/archive/manifest.h"
#include "workflow/office/people.h"
#include "workflow/state/annexes.h"
#include "workflow/state/record_names.h"
#include "workflow/state/resolve.h"

namespace sekisho {
namespace {

constexpr size_t kMaxVoidsListed = 100;
constexpr size_t kMaxProblemsListed = 1000;
constexpr size_t kReadBatch = 1000;

void AddProblem(LedgerReport& report, std::string problem) {
  ++report.problem_count;
  if (report.problems.size() < kMaxProblemsListed) report.problems.push_back(std::move(problem));
}

using EntryFn = std::function<void(const StoredEntry& entry)>;

Result<void> ForEachEntry(LedgerStore& store, const EntryFn& visit) {
  for (uint64_t from = 0;;) {
    ASSIGN_OR_RETURN(const std::vector<StoredEntry> entries, store.Read(from, kReadBatch));
    if (entries.empty()) return {};
    for (const StoredEntry& entry : entries) visit(entry);
    from = entries.back().index + 1;
  }
}

// Keys for reading annexes: one's own and, as a member, the directory's. None is no problem.
struct Readers {
  std::unique_ptr<Session> session;
  AgeKeys keys;
  std::string member;         // who is asking; empty: nobody known
  std::string age_recipient;  // their key
  bool has_directory = false;
};

// The whole record, read again from the bytes, with every signature.
class Verification {
 public:
  Verification(LedgerStore& store, const Readers& readers, const Digest& genesis,
               LedgerReport& report)
      : store_(store), readers_(readers), state_(genesis), report_(report) {}

  Result<void> Run() {
    RETURN_IF_ERROR(ForEachEntry(store_, [this](const StoredEntry& entry) { Fold(entry); }));
    if (!state_.founded())
      AddProblem(report_,
                 Message("it does not begin with the charter that this machine has pinned"));
    if (state_.needs_newer_program() && report_.problem_count == 0) return NeedsNewerProgram();
    // Once it is known what was erased later, and who is an officer.
    const AnnexShelf shelf(store_, state_);
    return ForEachEntry(store_, [&](const StoredEntry& entry) {
      const bool valid = entry.index < valid_.size() && valid_[entry.index];
      const auto statement = valid ? ParseStatement(entry.token) : Result<Statement>(Error{});
      if (statement) CheckAnnexes(shelf, entry.index, *statement);
    });
  }
  const OrgState& state() const { return state_; }
  uint64_t entries() const { return roots_.size(); }

 private:
  void Fold(const StoredEntry& entry) {
    const Disposition disposition =
        state_.Apply(entry.index, entry.token, OrgState::Signatures::kVerify);
    roots_.push_back(entry.root_after);
    if (state_.needs_newer_program()) return;  // from there on nothing is judged
    // Gaps and wild indexes are fsck's to tell.
    if (entry.index == valid_.size()) valid_.push_back(disposition.valid);
    if (!disposition.valid) {
      ++report_.voids;
      if (report_.void_entries.size() < kMaxVoidsListed)
        report_.void_entries.push_back(std::to_string(entry.index) + ": " + disposition.why);
      return;
    }
    ++report_.valid;
    const auto statement = ParseStatement(entry.token);
    if (!statement) return;
    CheckHead(entry.index, statement->header);
    if (disposition.kind == KindName(Kind::kAnnexErased)) erased_.merge(ErasedBy(*statement));
  }

  // Its author has seen another history, or says so (ATTACKS F6, F18). Harms nobody; is worth a
  // question.
  void CheckHead(uint64_t index, const StatementHeader& header) {
    if (!header.head || report_.false_heads.size() >= kMaxVoidsListed) return;
    const uint64_t size = header.head->size;
    const bool was_so = size <= index && index < roots_.size() &&
                        header.head->root == (size == 0 ? EmptyTreeRoot() : roots_[size - 1]);
    if (!was_so)
      report_.false_heads.push_back(
          Message("{0}: it claims to have seen a record of {1} statements that there never was",
                  {std::to_string(index), std::to_string(size)}));
  }

  // Presence of every annex that a valid statement commits to; content where this identity can read
  // it.
  void CheckAnnexes(const AnnexShelf& shelf, uint64_t index, const Statement& statement) {
    for (const AnnexPartRule& rule : AnnexPartsOf(statement.header.kind)) {
      const auto commitment = statement.AnnexCommitment(rule.part);
      if (!commitment) continue;
      ++report_.annexes;
      const auto present = store_.HasAnnex(*commitment);
      if (!present)
        AddProblem(report_, present.error().message);
      else if (erased_.contains(*commitment))
        CheckErased(statement, rule, *present);
      else if (!*present)
        CountMissing(statement, rule);
      else
        CheckContent(shelf, index, statement, rule);
    }
  }

  void CheckErased(const Statement& statement, const AnnexPartRule& rule, bool present) {
    ++report_.annexes_erased;
    if (!present) return;
    AddProblem(report_, Message("the annex '{0}' of {1} was erased by a statement, and is there",
                                {rule.part, DescribeStatement(state_, statement)}));
  }

  void CountMissing(const Statement& statement, const AnnexPartRule& rule) {
    ++report_.annexes_missing;
    AddProblem(report_, AnnexMissing(state_, statement, rule.part).message);  // defence: F2-2
  }

  void CheckContent(const AnnexShelf& shelf, uint64_t index, const Statement& statement,
                    const AnnexPartRule& rule) {
    if (readers_.keys.identities.empty()) return;
    const auto read = ReadThrough(shelf, statement, rule);
    if (read) {
      ++report_.annexes_checked;
      return;
    }
    const bool not_mine =
        read.error().code == ErrorCode::kNoMatch && !IsForUs(index, statement, rule);
    if (not_mine) return;
    AddProblem(report_, read.error().code == ErrorCode::kNoMatch
                            ? Message("the annex '{0}' of {1} was replaced: it is not for those "
                                      "who should read it",
                                      {rule.part, DescribeStatement(state_, statement)})
                            : Message("{0} {1}: {2}", {DescribeStatement(state_, statement),
                                                       rule.part, read.error().message}));
  }

  // As a stream, whatever its size, up to what its kind allows.
  Result<void> ReadThrough(const AnnexShelf& shelf, const Statement& statement,
                           const AnnexPartRule& rule) const {
    const RequestRecord* const request = state_.FindRequest(statement.header.subject);
    const uint64_t most =
        rule.max_bytes != 0 || request == nullptr
            ? rule.max_bytes
            : MaxManifestBytes(request->claims.files, request->claims.directories);
    return shelf.Try(statement, rule.part, [&](const Envelope& envelope) -> Result<void> {
      ASSIGN_OR_RETURN(const auto annex,
                       shelf.Stream(statement, rule.part, envelope, most, readers_.keys));
      NullSink nowhere;
      return CopyAll(*annex, nowhere);
    });
  }

  // Whether whoever asks must be able to open it, with the keys they have now.
  bool IsForUs(uint64_t index, const Statement& statement, const AnnexPartRule& rule) const {
    const auto had_this_key = [&](const Person* person) {
      return person != nullptr && !readers_.age_recipient.empty() &&
             person->age_recipient == readers_.age_recipient;
    };
    const MemberRecord* const me = state_.FindMember(readers_.member);
    const Person* const then = me == nullptr ? nullptr : me->At(index);
    switch (rule.readers) {
      case AnnexReaders::kDirectory:
      case AnnexReaders::kDirectoryAndEscrow:
        return readers_.has_directory;
      case AnnexReaders::kMember:
        return statement.header.subject == readers_.member && me != nullptr &&
               me->card_token == statement.token && had_this_key(&me->Now());
      case AnnexReaders::kConcerned:
        break;
    }
    if (!had_this_key(then)) return false;
    const bool asked =
        statement.header.kind == Kind::kRequest && statement.header.iss == readers_.member;
    return asked || HasRole(*then, Role::kSecurityOfficer, statement.header.iat);
  }

  LedgerStore& store_;
  const Readers& readers_;
  OrgState state_;
  LedgerReport& report_;
  std::vector<bool> valid_;    // by index
  std::vector<Digest> roots_;  // after each entry
  std::set<Digest> erased_;    // commitments
};

}  // namespace

Result<std::optional<TreeHead>> KnownHead(const Setting& setting, const Pin& pin) {
  const std::string directory = setting.state_dir + "/" + HexEncode(ByteView(pin.genesis).first(8));
  if (IsAbsent(directory + "/verified.sqlite")) return std::optional<TreeHead>();
  ASSIGN_OR_RETURN(const auto index, VerifiedIndex::Open(directory));
  ASSIGN_OR_RETURN(const TreeHead head, index->Head());
  if (head.size == 0) return std::optional<TreeHead>();
  return std::optional<TreeHead>(head);
}

namespace {

void ReadKeys(Readers& readers) {
  if (const auto identity = readers.session->identity()) {
    readers.keys = (*identity)->Keys();
    if (!(*identity)->age.empty())
      readers.age_recipient = EncodeRecipient((*identity)->recipient());
  }
  if (const auto me = readers.session->Me()) readers.member = (*me)->id;
  if (const auto directory = readers.session->DirectoryKey()) {
    readers.keys.identities.push_back(*directory);
    readers.has_directory = true;
  }
}

Readers FindReaders(const Setting& setting, const World& world) {
  Readers readers;
  auto session = Session::Open(setting, world);
  if (!session) return readers;  // the ledger is bad: the report says how
  readers.session = *std::move(session);
  if (setting.identity.empty() || IsAbsent(setting.identity)) return readers;
  try {
    ReadKeys(readers);
  } catch (const RecordUnreadable&) {
    // likewise
  }
  return readers;
}

// The machine's own copy is no part of the record: what is wrong with it says nothing about the
// ledger, and it is made again.
Result<void> CompareKept(Session& session, const OrgState& folded, uint64_t size,
                         LedgerReport& report) {
  ASSIGN_OR_RETURN(const TreeHead verified, session.index().Head());
  if (verified.size != size) return {};  // it has grown meanwhile
  ASSIGN_OR_RETURN(report.kept_wrong, CountDifferences(session.index(), folded));
  if (report.kept_wrong == 0) return {};
  return session.index().Write([&] { return session.index().kept().Clear(); });
}

}  // namespace

Result<LedgerReport> VerifyLedger(const Setting& setting, const World& world) {
  ASSIGN_OR_RETURN(const Pin pin, ReadPin(setting.state_dir));
  ASSIGN_OR_RETURN(const std::optional<TreeHead> known, KnownHead(setting, pin));
  ASSIGN_OR_RETURN(const auto store, OpenStore(setting.store.empty() ? pin.store : setting.store));
  const Readers readers = FindReaders(setting, world);
  ASSIGN_OR_RETURN(const FsckReport fsck, Fsck(*store, known));
  LedgerReport report;
  report.size = fsck.size;
  report.root = fsck.root;
  report.problems = fsck.problems;
  report.problem_count = fsck.problem_count;
  Verification verification(*store, readers, pin.genesis, report);
  RETURN_IF_ERROR(verification.Run());
  report.ok = report.problem_count == 0;
  if (report.ok && readers.session != nullptr)
    RETURN_IF_ERROR(
        CompareKept(*readers.session, verification.state(), verification.entries(), report));
  return report;
}

std::string ShortIdOf(const OrgState& state, const std::string& id) {
  if (const RequestRecord* const request = state.FindRequest(id)) return ShortId(*request);
  if (const MediumRecord* const medium = state.FindMedium(id)) return ShortId(*medium);
  if (const MemberRecord* const member = state.FindMember(id)) return ShortId(*member);
  if (const ProposalRecord* const proposal = state.FindProposal(id)) return ShortId(*proposal);
  return {};
}

namespace {

// A proposal to add a member and that member have one id: what is meant says the kind.
std::string SubjectOf(const OrgState& state, const Label& label) {
  const bool about_proposal =
      label.kind == KindName(Kind::kProposal) || label.kind == KindName(Kind::kConsent);
  const ProposalRecord* const proposal =
      about_proposal ? state.FindProposal(label.subject) : nullptr;
  return proposal != nullptr ? ShortId(*proposal) : ShortIdOf(state, label.subject);
}

// What `kind` is, by its name or as the log calls it.
std::optional<Kind> KindCalled(const std::string& kind) {
  for (int i = 0; i <= static_cast<int>(Kind::kPartner); ++i)
    if (MeansCode(kind, KindName(static_cast<Kind>(i)))) return static_cast<Kind>(i);
  return std::nullopt;
}

// The short id of what `about` names in any way that names it elsewhere; itself when it is nothing.
std::string AboutWhat(Session& session, const std::string& about) {
  if (about.empty()) return about;
  if (const auto request = ResolveRequest(session, about)) return ShortId(**request);
  if (const auto medium = ResolveMedium(session, about)) return ShortId(**medium);
  if (const auto member = ResolveMember(session, about)) return ShortId(**member);
  return about;
}

std::string AllKinds() {
  std::string all;
  for (int i = 0; i <= static_cast<int>(Kind::kPartner); ++i)
    all += (i == 0 ? "" : ", ") + std::string(KindName(static_cast<Kind>(i)));
  return all;
}

// Which entries are wanted, by their labels alone: what they say, and of what, is looked up of
// those that are shown.
Result<std::vector<uint64_t>> WantedEntries(Session& session, const LogFilter& filter) {
  const auto kind = KindCalled(filter.kind);
  if (!filter.kind.empty() && !kind)
    return Fail(ErrorCode::kUsage, Message("there is no kind '{0}'", {filter.kind}),
                next::NameKind(AllKinds()));
  std::string by;
  if (!filter.by.empty()) {
    ASSIGN_OR_RETURN(const MemberRecord* const member, ResolveMember(session, filter.by));
    by = member->id;
  }
  const std::string subject = NameKey(AboutWhat(session, filter.about));
  bool about_anything = filter.about.empty();
  std::vector<uint64_t> wanted;
  ASSIGN_OR_RETURN(const TreeHead head, session.index().Head());
  // From the end: the last few of a long record are found without reading what came before.
  for (uint64_t index = head.size;
       index-- > 0 && (filter.limit == 0 || wanted.size() < filter.limit);) {
    ASSIGN_OR_RETURN(const Label label, session.index().LabelAt(index));
    const bool about = filter.about.empty() || filter.about == label.subject ||
                       subject == NameKey(SubjectOf(session.state(), label));
    about_anything = about_anything || about;
    if (about && (!kind || KindName(*kind) == label.kind) && (by.empty() || by == label.author) &&
        (!filter.since || *filter.since <= Time{std::chrono::seconds{label.unix_seconds}}))
      wanted.push_back(index);
  }
  if (!about_anything)
    return Fail(ErrorCode::kNotFound, Message("the log has nothing about '{0}'", {filter.about}),
                next::NameAsInLog());
  std::reverse(wanted.begin(), wanted.end());
  return wanted;
}

Result<LogLine> LineOfEntry(Session& session, uint64_t index, std::string_view token) {
  ASSIGN_OR_RETURN(const Label label, session.index().LabelAt(index));
  LogLine line;
  line.index = index;
  line.time = Time{std::chrono::seconds{label.unix_seconds}};
  line.kind = label.kind;
  line.valid = label.valid;
  line.subject = SubjectOf(session.state(), label);
  if (const auto statement = ParseStatement(token)) line.jti = statement->header.jti;
  line.author = session.NameOf(label.author);
  if (label.valid && label.kind != KindName(Kind::kCharter)) line.view = LineOf(session, token);
  return line;
}

}  // namespace

Result<std::vector<LogLine>> ReadLog(Session& session, const LogFilter& filter) {
  ASSIGN_OR_RETURN(const std::vector<uint64_t> wanted, WantedEntries(session, filter));
  std::vector<LogLine> lines;
  if (wanted.empty()) return lines;
  RETURN_IF_ERROR(
      session.index().FetchAll(session.store(), wanted.front(), wanted.back() + 1,
                               [&](uint64_t index, std::string_view token) -> Result<void> {
                                 if (index != wanted[lines.size()]) return {};
                                 ASSIGN_OR_RETURN(LogLine line, LineOfEntry(session, index, token));
                                 lines.push_back(std::move(line));
                                 return {};
                               }));
  return lines;
}

}  // namespace sekisho
