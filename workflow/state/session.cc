#include "workflow/state/session.h"

#include <sys/stat.h>

#include <algorithm>

#include "approvals/claims/claim_rules.h"
#include "base/files/files.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/units.h"
#include "base/uuid.h"
#include "libcrypt/tokens/paserk.h"
#include "workflow/state/clock_check.h"
#include "workflow/state/store_path.h"

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

}  // namespace

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

}  // namespace sekisho
