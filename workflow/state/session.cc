#include "workflow/state/session.h"
#include "workflow/state/store_path.h"

#include <sys/stat.h>

#include <algorithm>

#include "approvals/claims/claim_rules.h"
#include "base/files/files.h"
#include "base/files/interrupt.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/units.h"
#include "base/uuid.h"
#include "libcrypt/tokens/paserk.h"
#include "workflow/state/clock_check.h"

namespace sekisho {
namespace {

// Where somebody sees why a statement was refused: what it is about.
Next WhereToLook(const Signed& statement) {
  switch (statement.draft.kind) {
    case Kind::kMedium:
    case Kind::kReturn:
    case Kind::kLoss:
    case Kind::kFound:
    case Kind::kWipe:
    case Kind::kMediumState:
    case Kind::kAcknowledgement:
      return next::ListMedia();
    case Kind::kMemberCard:
    case Kind::kMemberStatus:
    case Kind::kProposal:
    case Kind::kConsent:
      return next::ListMembers();
    default:
      return next::ListRequests();
  }
}

constexpr std::string_view kSqlitePrefix = "sqlite://";

Label LabelOf(const Disposition& disposition) {
  return Label{disposition.kind, disposition.subject, disposition.author, disposition.valid,
               disposition.iat.time_since_epoch().count()};
}

// Statements after which rows are handed over, and after which they are safe on the disk, when
// there are many.
constexpr uint64_t kFlushAfter = 5000;
constexpr uint64_t kCommitAfter = 50'000;
// Dispositions that are remembered of one catch-up: a command appends few statements.
constexpr size_t kMaxRecent = 10'000;

}  // namespace

std::string PathOfStore(const std::string& url) {
  return url.starts_with(kSqlitePrefix) ? url.substr(kSqlitePrefix.size()) : url;
}

Error NeedsNewerProgram() {
  return Fail(ErrorCode::kNewerFormat, Message("this record needs a newer sekisho"),
              next::InstallNewest());
}

Result<std::unique_ptr<SqliteStore>> OpenStore(const std::string& url, LockWaitFn waiting) {
  if (url.empty()) return Fail(ErrorCode::kUsage, Message("no store is named"), next::NameStore());
  if (url.starts_with("postgres"))
    return Fail(ErrorCode::kFailed, Message("this version keeps its ledger in SQLite files only"),
                next::NameStoreFile());
  return SqliteStore::Open(PathOfStore(url), SqliteStore::Mode::kReadWrite, std::move(waiting));
}

Result<std::unique_ptr<Session>> Session::Open(const Setting& setting, const World& world) {
  ASSIGN_OR_RETURN(const Pin pin, ReadPin(setting.state_dir));
  ASSIGN_OR_RETURN(auto session, OpenWith(setting, world, pin));
  if (!session->state().founded())
    // defence: F18-5
    return Fail(ErrorCode::kVerdict,
                Message("the ledger does not begin with the charter that this machine has pinned"),
                next::UseJoinedLedger());
  try {
    RETURN_IF_ERROR(session->MeetIdentity(setting.identity_named));
  } catch (const RecordUnreadable& unreadable) {
    return unreadable.error();
  }
  return session;
}

Result<std::unique_ptr<Session>> Session::OpenWith(const Setting& setting, const World& world,
                                                   const Pin& pin) {
  std::unique_ptr<Session> session(new Session(world, pin.genesis));
  RETURN_IF_ERROR(session->Start(setting, pin));
  return session;
}

Result<void> Session::Start(const Setting& setting, const Pin& pin) {
  identity_path_ = setting.identity;
  now_ = world_.clock->Now();
  const std::string& store = setting.store.empty() ? pin.store : setting.store;
  ASSIGN_OR_RETURN(store_, OpenStore(store, world_.waiting));
  // One index per organisation, so that a machine may serve two.
  directory_path_ = setting.state_dir + "/" + HexEncode(ByteView(pin.genesis).first(8));
  RETURN_IF_ERROR(MakeDirectories(directory_path_));
  own_paths_ = {PathOfStore(store), directory_path_, identity_path_};
  ASSIGN_OR_RETURN(index_, VerifiedIndex::Open(directory_path_, world_.waiting));
  kept_ = std::make_shared<KeptState>(index_, store_, pin.genesis);
  RETURN_IF_ERROR(Healing([&] { return OpenState(); }));
  return CatchUp();
}

Result<void> Session::Healing(const std::function<Result<void>()>& work) {
  bool damaged = false;
  const auto guarded = [&](const std::function<Result<void>()>& do_it) -> Result<void> {
    try {
      return do_it();
    } catch (const DamagedRow& row) {
      damaged = true;
      return row.error();
    } catch (const RecordUnreadable& unreadable) {
      return unreadable.error();
    }
  };
  auto done = guarded(work);
  if (done || !(damaged || kept_->found_damage())) return done;
  kept_->ForgetDamage();
  RETURN_IF_ERROR(index_->Write([&] { return kept_->Clear(); }));
  return guarded(work);
}

Result<void> Session::Applied(uint64_t index, const Disposition&) {
  if (state_.needs_newer_program()) return NeedsNewerProgram();
  applied_ = index + 1;
  kept_->ReadInTransaction(applied_);
  if (applied_ % kFlushAfter != 0) return {};
  RETURN_IF_ERROR(CheckInterrupted());
  RETURN_IF_ERROR(kept_->KeepRows(state_));
  if (opening_) state_.ForgetRows();
  return {};
}

// The state as of what was verified before: what is kept of it, and what is missing.
Result<void> Session::OpenState() {
  RETURN_IF_ERROR(index_->Pin());
  ASSIGN_OR_RETURN(const std::optional<KeptHead> kept, kept_->Usable());
  ASSIGN_OR_RETURN(const TreeHead verified, index_->Head());
  if (kept && kept->head.size == verified.size) {
    kept_->ReadInTransaction(verified.size);
    state_.ReadFrom(kept_, kept->summary);
    applied_ = verified.size;
    return {};
  }
  for (bool more = true; more;) {
    RETURN_IF_ERROR(index_->Write([&]() -> Result<void> {
      ASSIGN_OR_RETURN(more, OpenSomeOfState());
      return {};
    }));
  }
  return {};
}

// In a transaction. True: there is more to fold.
Result<bool> Session::OpenSomeOfState() {
  ASSIGN_OR_RETURN(const std::optional<KeptHead> kept, kept_->Usable());
  kept_->ReadInTransaction(kept ? kept->head.size : 0);
  if (kept) {
    state_.ReadFrom(kept_, kept->summary);
  } else {
    RETURN_IF_ERROR(kept_->Clear());
    state_ = OrgState(state_.genesis());
    state_.SetSource(kept_);
  }
  applied_ = kept ? kept->head.size : 0;
  ASSIGN_OR_RETURN(const TreeHead verified, index_->Head());
  if (applied_ == verified.size) return false;
  const uint64_t to = std::min(verified.size, applied_ + kCommitAfter);
  if (world_.progress) world_.progress(Message("reading the record"), applied_, verified.size);
  RETURN_IF_ERROR(FoldVerified(
      *index_, *store_, state_, applied_, to,
      [&](uint64_t index, const Disposition& disposition) { return Applied(index, disposition); }));
  ASSIGN_OR_RETURN(const Digest root, index_->RootAt(to));
  RETURN_IF_ERROR(kept_->Keep(state_, {to, root}));
  return to < verified.size;
}

void Session::NoteRecent(uint64_t index, Disposition disposition) {
  if (recent_.size() >= kMaxRecent) recent_.clear();
  recent_.emplace_back(index, std::move(disposition));
}

// In the transaction of a catch-up: what another command of this machine has verified and folded
// meanwhile (ATTACKS F17). Rows that somebody holds stay where they are.
Result<void> Session::MeetOthers(const TreeHead& verified) {
  kept_->ReadInTransaction(verified.size);
  if (verified.size == 0) return {};
  ASSIGN_OR_RETURN(const std::optional<KeptHead> kept, kept_->Usable());
  const bool complete = kept && kept->head.size == verified.size;
  if (complete && applied_ == verified.size) return {};
  const uint64_t before = applied_;
  if (complete && before < verified.size) {
    state_.Refresh(kept_, kept->summary);
  } else {
    // Somebody has thrown away what was kept, or an older program has gone on without it.
    remade_ = true;
    OrgState fresh(state_.genesis());
    RETURN_IF_ERROR(FoldVerified(*index_, *store_, fresh, 0, verified.size,
                                 [](uint64_t, const Disposition&) { return Result<void>(); }));
    if (fresh.needs_newer_program()) return NeedsNewerProgram();
    state_.Become(std::move(fresh));
    RETURN_IF_ERROR(kept_->Clear());
  }
  applied_ = verified.size;
  for (uint64_t index = before; index < verified.size; ++index) {
    ASSIGN_OR_RETURN(const Label label, index_->LabelAt(index));
    Disposition disposition;
    disposition.valid = label.valid;
    NoteRecent(index, std::move(disposition));
  }
  return {};
}

Result<void> Session::CatchUpOnce() {
  remade_ = false;
  uint64_t before = 0;
  const auto head = index_->CatchUp(
      *store_,
      [&](uint64_t index, std::string_view token) -> Result<Label> {
        Disposition disposition = state_.Apply(index, token, OrgState::Signatures::kVerify);
        RETURN_IF_ERROR(Applied(index, disposition));
        Label label = LabelOf(disposition);
        NoteRecent(index, std::move(disposition));
        return label;
      },
      [&](const TreeHead& verified) {
        before = verified.size;
        return MeetOthers(verified);
      },
      [&](const TreeHead& now) {
        return now.size == before && !remade_ ? Result<void>() : kept_->Keep(state_, now);
      });
  if (!head) return head.error();
  return {};
}

// After a catch-up that came to nothing: the state is again what is kept. Where that cannot be, it
// is not read any more.
void Session::Restore(const Error& why) {
  try {
    const auto pinned = index_->Pin();
    const auto kept = pinned ? kept_->Usable() : Result<std::optional<KeptHead>>(pinned.error());
    const auto verified = index_->Head();
    if (kept && *kept && verified && (*kept)->head.size == verified->size) {
      kept_->ReadInTransaction(verified->size);
      state_.Refresh(kept_, (*kept)->summary);
      applied_ = verified->size;
      kept_->ReadAsOf(applied_);
      return;
    }
  } catch (const RecordUnreadable&) {
    // as below
  }
  kept_->ReadNoMore(why);
}

// Reads on where the last catch-up has ended. False: others have gone on meanwhile.
Result<bool> Session::ReadKept() {
  RETURN_IF_ERROR(index_->Pin());
  ASSIGN_OR_RETURN(const TreeHead verified, index_->Head());
  if (verified.size != applied_) return false;
  kept_->ReadAsOf(applied_);
  return true;
}

Result<void> Session::CatchUp() {
  recent_.clear();
  shelf_.reset();  // who is an officer may change
  for (bool there = false; !there;) {
    const auto done = Healing([&] { return CatchUpOnce(); });
    if (!done && !opening_) Restore(done.error());
    RETURN_IF_ERROR(done);
    ASSIGN_OR_RETURN(there, ReadKept());
  }
  opening_ = false;
  now_ = std::max(now_, state_.latest());
  return {};
}

ZoneOffset Session::zone() const {
  return state_.founded() ? state_.charter().charter.zone : kJapan;
}

Result<Identity> UnlockIdentityFile(const std::string& path, const World& world) {
  for (;;) {
    auto identity = ReadIdentityFile(path, world.passphrase);
    if (identity || identity.error().code != ErrorCode::kNoMatch) return identity;
    if (world.another_passphrase && world.another_passphrase()) continue;
    // Not kNoMatch any more: that is for packages that are not for this identity.
    return Fail(ErrorCode::kFailed, identity.error().message, identity.error().next);
  }
}

Result<Identity> ReadOwnIdentity(const std::string& path, const World& world) {
  if (path.empty() || IsAbsent(path))
    return Fail(ErrorCode::kNotFound, Message("there is no identity file {0}", {path}),
                next::MakeIdentity());
  return UnlockIdentityFile(path, world);
}

Result<const Identity*> Session::identity() {
  if (!identity_) {
    ASSIGN_OR_RETURN(identity_, ReadOwnIdentity(identity_path_, world_));
  }
  return &*identity_;
}

Result<const MemberRecord*> Session::Me() {
  ASSIGN_OR_RETURN(const Identity* const identity, identity());
  if (!identity->signing)
    // defence: F18-6, else static_cast<const MemberRecord*>(nullptr)
    return Fail(ErrorCode::kRefused, Message("{0} has no signing key", {identity_path_}),
                next::MakeIdentity());
  const MemberRecord* const me =
      state_.FindMemberByKey(EncodePublicPaserk(identity->signing->public_key()));
  if (me == nullptr)
    // defence: F18-7
    return Fail(ErrorCode::kRefused, Message("this identity belongs to no member"),
                next::GiveRegistrarCard());
  return me;
}

// What only its owner should read or change, open to others: told each time, until it is closed.
void Session::WarnOfOpenFiles() {
  constexpr mode_t kOthers = 077;
  const auto warn = [&](const std::string& path, const std::string& sentence, const char* mode) {
    struct stat info {};
    if (path.empty() || stat(path.c_str(), &info) != 0 || (info.st_mode & kOthers) == 0) return;
    // defence: none, it is said beside what the command does
    remarks_.push_back(Fail(ErrorCode::kRefused, sentence, next::ChangeMode(mode, path)));
  };
  warn(identity_path_, Message("others can read the identity file {0}", {identity_path_}), "600");
  const std::string state = DirectoryOf(directory_path_);
  warn(state, Message("others can look into the state directory {0}", {state}), "700");
}

// A wrong passphrase, a damaged file or a name without a file are told at once, by every command:
// with names turned to numbers and nothing recorded, nobody would notice.
Result<void> Session::MeetIdentity(bool named) {
  WarnOfOpenFiles();
  if (!named && (identity_path_.empty() || IsAbsent(identity_path_))) return {};
  ASSIGN_OR_RETURN(const Identity* const mine, identity());
  if (!mine->signing) return {};
  const MemberRecord* const me =
      state_.FindMemberByKey(EncodePublicPaserk(mine->signing->public_key()));
  if (me == nullptr)
    // defence: none, it is said beside what the command does
    remarks_.push_back(
        Fail(ErrorCode::kRefused,
             Message("this identity belongs to no member: names are shown as numbers"),
             next::GiveRegistrarCard()));
  return {};
}

const MemberRecord* Session::MeOrNull() {
  if (identity_path_.empty() || IsAbsent(identity_path_)) return nullptr;
  const auto me = Me();
  return me ? *me : nullptr;
}

// Of a clock that is ahead: it cannot be told from an office that was quiet.
Result<std::string> Session::WordOfLateClock(bool far) {
  const std::string shown = FormatTimeForPeople(world_.clock->Now(), zone());
  const std::string newest = FormatTimeForPeople(state_.newest(), zone());
  std::optional<bool> answer;
  if (world_.clock_trust.confirm)
    answer = world_.clock_trust.confirm(
        Message("The clock of this machine shows {0}, and the newest statement is of {1}. Is the "
                "clock right?",
                {shown, newest}));
  clock_confirmed_ = answer.value_or(false);
  if (clock_confirmed_) return std::string("confirmed");
  // Where nobody can be asked, a weekend stops no script; what it signs moves no time either
  // (docs/decisions/147).
  if (!far && !answer) return std::string("unconfirmed");
  return Fail(ErrorCode::kRefused,
              Message("the clock of this machine shows {0}, long after the newest statement of "
                      "{1}, and nobody said that it is right",
                      {shown, newest}),
              next::SetClockOrSayRight());  // defence: A7-9, else std::string()
}

// What the statement says of the clock that dates it; empty: nothing.
Result<std::string> Session::ClockWordFor(Kind kind) {
  const ClockTrust& trust = world_.clock_trust;
  const Time clock = world_.clock->Now();
  const bool synchronised = !trust.synchronised || trust.synchronised();
  const ClockDoubt doubt = JudgeClock(clock, state_.latest(), state_.newest(), synchronised);
  if (doubt == ClockDoubt::kNone) return std::string();
  const bool is_right = trust.is_right || clock_confirmed_;
  if (doubt == ClockDoubt::kAhead || doubt == ClockDoubt::kFarAhead) {
    if (is_right) return std::string("confirmed");
    if (SignsByAnyClock(kind)) return std::string("unconfirmed");
    return WordOfLateClock(doubt == ClockDoubt::kFarAhead);
  }
  const std::string sentence =
      Message("the clock of this machine shows {0}, and the record has reached {1}",
              {FormatTimeForPeople(clock, zone()), FormatTimeForPeople(state_.latest(), zone())});
  if (doubt == ClockDoubt::kFarBehind && !is_right && !SignsByAnyClock(kind))
    return Fail(ErrorCode::kRefused, sentence,
                next::SetClockOrSayRight());  // defence: A7-8, else std::string()
  if (!clock_told_)
    // defence: none, it is said beside what the command does
    remarks_.push_back(Fail(ErrorCode::kRefused, sentence, next::SetClock()));
  clock_told_ = true;
  return std::string();
}

Result<void> Session::CheckClock(Kind kind) {
  ASSIGN_OR_RETURN([[maybe_unused]] const std::string word, ClockWordFor(kind));
  return {};
}

Result<Signed> Session::Sign(Draft draft) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, Me());
  ASSIGN_OR_RETURN(const TreeHead seen, index_->Head());
  ASSIGN_OR_RETURN(const std::string clock_word, ClockWordFor(draft.kind));
  if (!clock_word.empty()) draft.claims["clock"] = clock_word;
  now_ = std::max(now_, world_.clock->Now());  // sealing takes its time
  StatementHeader header;
  header.kind = draft.kind;
  header.org = state_.org();
  header.iss = me->id;
  header.iat = now_;
  header.jti = draft.jti.empty() ? NewUuid7(*world_.clock, *world_.random) : draft.jti;
  header.subject = draft.subject.empty() ? header.jti : draft.subject;
  header.charter = CharterRef{state_.charter().charter.version, state_.charter().digest};
  header.head = LogHead{seen.size, seen.root};
  header.tool = kToolVersion;
  RETURN_IF_ERROR(CheckAnnexParts(draft.kind, draft.annexes));
  for (const auto& [name, part] : draft.annexes)
    draft.claims["annex"][name] = HexEncode(part.commitment);
  Signed out;
  out.jti = header.jti;
  ASSIGN_OR_RETURN(out.token, SignStatement(header, draft.claims, *(*identity())->signing, zone()));
  out.hash = StatementHash(out.token);
  out.draft = std::move(draft);
  return out;
}

Result<void> Session::AppendAll(const std::vector<Signed>& statements) {
  std::vector<NewEntry> batch;
  std::vector<std::unique_ptr<ByteSource>> sources;
  for (const Signed& statement : statements) {
    ASSIGN_OR_RETURN(const Statement parsed, ParseStatement(statement.token));
    NewEntry entry;
    entry.token = statement.token;
    entry.columns = {KindName(parsed.header.kind), parsed.header.subject, parsed.header.iss,
                     FormatTime(parsed.header.iat, zone())};
    if (parsed.header.head)
      entry.seen = TreeHead{parsed.header.head->size, parsed.header.head->root};
    for (const auto& [name, part] : statement.draft.annexes) {
      if (part.is_stored()) continue;
      sources.push_back(part.Read());
      entry.annexes.push_back({part.commitment, sources.back().get()});
    }
    batch.push_back(std::move(entry));
  }
  RETURN_IF_ERROR(store_->Append(batch));
  return CatchUp();
}

// Whatever it is about, or names.
void Session::ReadAgain(const Signed& statement) const {
  const auto parsed = ParseStatement(statement.token);
  if (!parsed) return;  // the trial says why
  const StatementHeader& header = parsed->header;
  if (const RequestRecord* const request = state_.FindRequest(header.subject))
    state_.ReadAgain(*request);
  for (const Digest& hash : ReferencesOf(header.kind, parsed->claims))
    if (const RequestRecord* const request = state_.FindRequestByHash(hash))
      state_.ReadAgain(*request);
}

Result<uint64_t> Session::Append(const Signed& statement) {
  ReadAgain(statement);
  {
    OrgState trial = state_.Trial();
    const Disposition expected =
        trial.Apply(UINT64_MAX - 1, statement.token, OrgState::Signatures::kVerify);
    // defence: F18-8
    if (!expected.valid) return Fail(ErrorCode::kRefused, expected.why, WhereToLook(statement));
  }
  RETURN_IF_ERROR(AppendAll({statement}));
  ASSIGN_OR_RETURN(const std::optional<uint64_t> index, store_->FindByHash(statement.hash));
  for (const auto& [at, disposition] : recent_) {
    if (!index || at != *index) continue;
    if (disposition.valid) return at;
    if (disposition.why.empty())
      // defence: none, the same as below, where another command was faster to say why
      return Fail(ErrorCode::kRefused, Message("something else was recorded first"),
                  WhereToLook(statement));
    return Fail(ErrorCode::kRefused,
                Message("something else was recorded first: {0}", {disposition.why}),
                WhereToLook(statement));  // defence: F18-9
  }
  return Fail(ErrorCode::kVerdict, Message("the ledger did not keep what was appended to it"),
              next::VerifyLedger());  // defence: F18-10, else uint64_t{0}
}

Result<Signed> Session::Post(Draft draft) {
  ASSIGN_OR_RETURN(Signed statement, Sign(std::move(draft)));
  RETURN_IF_ERROR(Append(statement));
  return statement;
}

const AnnexShelf& Session::shelf() {
  if (!shelf_) shelf_.emplace(*store_, state_);
  return *shelf_;
}

// None of an annex is there: was it erased, or taken?
Error Session::ExplainMissing(const Error& error, const Statement& statement, const char* part) {
  if (error.code != ErrorCode::kNotFound) return error;
  const auto commitment = statement.AnnexCommitment(part);
  if (!commitment) return commitment.error();
  const auto erased = WasErased(*commitment);
  if (!erased) return erased.error();
  return *erased ? AnnexWasErased(state_, statement, part) : AnnexMissing(state_, statement, part);
}

Result<std::set<Digest>> Session::Erased() {
  LeafFilter filter;
  filter.kind = KindName(Kind::kAnnexErased);
  filter.only_valid = true;
  ASSIGN_OR_RETURN(const std::vector<uint64_t> indexes, index_->Leaves(filter));
  std::set<Digest> erased;
  for (const uint64_t index : indexes) {
    ASSIGN_OR_RETURN(const std::string token, index_->Fetch(*store_, index));
    if (const auto statement = ParseStatement(token)) erased.merge(ErasedBy(*statement));
  }
  return erased;
}

Result<bool> Session::WasErased(const Digest& commitment) {
  ASSIGN_OR_RETURN(const TreeHead head, index_->Head());
  if (!erased_ || erased_->first != head.size) {
    ASSIGN_OR_RETURN(std::set<Digest> erased, Erased());
    erased_.emplace(head.size, std::move(erased));
  }
  return erased_->second.contains(commitment);
}

Result<OpenedAnnex> Session::ReadAnnexWith(const Statement& statement, const char* part,
                                           const AgeKeys& keys) {
  // Whoever kept the bytes may put them back: erased stays erased.
  if (const auto commitment = statement.AnnexCommitment(part)) {
    const auto erased = WasErased(*commitment);
    if (!erased) return erased.error();
    if (*erased) return AnnexWasErased(state_, statement, part);
  }
  auto annex = shelf().Read(statement, part, keys);
  if (!annex) return ExplainMissing(annex.error(), statement, part);
  return annex;
}

Result<OpenedAnnex> Session::ReadAnnex(const Statement& statement, const char* part) {
  ASSIGN_OR_RETURN(const Identity* const mine, identity());
  return ReadAnnexWith(statement, part, mine->Keys());
}

Result<void> Session::TryEnvelopes(const Statement& statement, const char* part,
                                   const AnnexShelf::EnvelopeFn& read) {
  ASSIGN_OR_RETURN([[maybe_unused]] const Identity* const mine, identity());
  const auto tried = shelf().Try(statement, part, read);
  if (!tried) return ExplainMissing(tried.error(), statement, part);
  return {};
}

Result<std::unique_ptr<AnnexReader>> Session::StreamAnnex(const Statement& statement,
                                                          const char* part,
                                                          const Envelope& envelope,
                                                          uint64_t max_bytes) {
  ASSIGN_OR_RETURN(const Identity* const mine, identity());
  return shelf().Stream(statement, part, envelope, max_bytes, mine->Keys());
}

Result<std::unique_ptr<AnnexWriter>> Session::BeginAnnex(std::vector<X25519PublicKey> readers,
                                                         const std::optional<AnnexSalt>& salt) {
  return AnnexWriter::Begin(std::move(readers), directory_path_, *world_.random, salt);
}

Result<void> Session::ReadDirectoryKey() {
  ASSIGN_OR_RETURN(const MemberRecord* const me, Me());
  ASSIGN_OR_RETURN(const Statement card, ParseStatement(me->card_token));
  ASSIGN_OR_RETURN(const Identity* const mine, identity());
  const auto grant = shelf().ReadSecret(card, "grant", mine->Keys());
  if (!grant) return ExplainMissing(grant.error(), card, "grant");
  ASSIGN_OR_RETURN(Identity directory, ParseIdentity(grant->Expose()));
  if (EncodeRecipient(directory.age.front().recipient()) != state_.charter().charter.directory)
    return Fail(ErrorCode::kVerdict,
                Message("the directory key that your card gives is not the organisation's"),
                next::VerifyLedger());  // defence: I5-21
  directory_ = std::move(directory);
  return {};
}

Result<const X25519Identity*> Session::DirectoryKey() {
  if (no_directory_) return *no_directory_;
  if (!directory_) {
    if (const auto read = ReadDirectoryKey(); !read) {
      no_directory_ = read.error();
      return read.error();
    }
  }
  return &directory_->age.front();
}

}  // namespace sekisho
