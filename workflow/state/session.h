// One command's view of the organisation: the store, what this machine has verified of it, the fold
// over it, and who is asking. Every use case starts by opening one and ends by appending to it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "approvals/annex.h"
#include "base/worker_pool.h"
#include "ledger/sqlite_store.h"
#include "ledger/verified_index.h"
#include "libcrypt/keys/identity_file.h"
#include "workflow/kept/kept_state.h"
#include "workflow/state/annexes.h"
#include "workflow/state/name_cache.h"
#include "workflow/state/org_state.h"

namespace sekisho {

inline constexpr const char* kToolVersion = "sekisho/0.1.0";

// Where things are, after flags, environment and defaults.
struct Setting {
  std::string store;            // a path; empty: what join or init remembered
  std::string identity;         // the identity file
  std::string state_dir;        // verified head and index, pinned genesis
  bool identity_named = false;  // by somebody: it must be there, then
};

// What is known about the clock beside the time that it shows.
struct ClockTrust {
  bool is_right = false;               // somebody said so (--clock-is-right)
  std::function<bool()> synchronised;  // by the system; empty: it is
  // Puts a question and says whether the answer was yes; none when there is nobody to answer.
  // Empty: nobody.
  std::function<std::optional<bool>(const std::string& question)> confirm;
};

// The outside world, passed in. All borrowed.
struct World {
  const Clock* clock = nullptr;
  Random* random = nullptr;
  PassphraseSource passphrase;  // of the identity file
  // Told that the last one does not open it: whether `passphrase` has another to try. May be empty.
  std::function<bool()> another_passphrase;
  std::function<void(const std::string& what, uint64_t done, uint64_t total)> progress;
  WorkerPool* pool = nullptr;  // for large files; may be null
  ClockTrust clock_trust;
  LockWaitFn waiting;  // told when somebody else's writing is waited for; may be empty
};

// What a machine remembers between commands (config.toml in the state directory).
struct Pin {
  std::string store;
  Digest genesis{};
};
// kNotFound, with the hint how to join, when there is none.
Result<Pin> ReadPin(const std::string& state_dir);
Result<void> WritePin(const std::string& state_dir, const Pin& pin);

// A statement to be made. `claims` are the kind's own; annex commitments are added.
struct Draft {
  Kind kind = Kind::kRequest;
  std::string subject;  // empty: the statement is its own subject
  std::string jti;      // empty: a new one
  Json claims = Json::object();
  std::vector<std::pair<std::string, AnnexPart>> annexes;  // by part name
};

// A signed statement, not yet in the ledger.
struct Signed {
  std::string jti;
  std::string token;
  Digest hash{};
  Draft draft;
};

// An identity file, unlocked by whatever passphrase `world` has to try.
Result<Identity> UnlockIdentityFile(const std::string& path, const World& world);
// One's own. kNotFound, with how to make one, when there is none.
Result<Identity> ReadOwnIdentity(const std::string& path, const World& world);

class Session {
 public:
  // Opens the store, verifies what is new in it since the last time, and folds that into the state
  // that this machine has kept. kVerdict when the ledger contradicts itself or what this machine
  // saw before; kNotFound without a pin.
  //
  // From then on the state reads what it needs. When that cannot be had any more, RecordUnreadable
  // is thrown (workflow/kept/kept_table.h).
  static Result<std::unique_ptr<Session>> Open(const Setting& setting, const World& world);
  // The same with a pin that is not written yet (init, join).
  static Result<std::unique_ptr<Session>> OpenWith(const Setting& setting, const World& world,
                                                   const Pin& pin);

  // Keeps the names that were opened, for the next command (workflow/state/name_cache.h).
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // A copy of it is good until the session catches up.
  const OrgState& state() const { return state_; }
  const World& world() const { return world_; }
  LedgerStore& store() { return *store_; }
  VerifiedIndex& index() { return *index_; }
  ZoneOffset zone() const;
  // Where this machine keeps what belongs to this organisation, in the state directory.
  const std::string& directory() const { return directory_path_; }
  // Where this command keeps things: the store, the state, the identity (empty or absent without
  // one).
  const std::vector<std::string>& own_paths() const { return own_paths_; }
  // The time of this command: the clock's, but never before what two members have signed.
  Time now() const { return now_; }

  // The identity file, unlocked on first use.
  Result<const Identity*> identity();
  // Who is asking: the member with the identity's signing key. kRefused when it is nobody's.
  Result<const MemberRecord*> Me();
  // The same, or none: for commands that work for everybody.
  const MemberRecord* MeOrNull();

  // Whether the clock may date a statement of `kind` now, asking when it has to: before work that
  // cannot be taken back, and is signed afterwards. kRefused (workflow/state/clock_check.h).
  Result<void> CheckClock(Kind kind);
  // Signs as Me(). kUsage when what is to go into an annex is too long; kRefused when the clock
  // cannot be right, or nobody says that it is (workflow/state/clock_check.h).
  Result<Signed> Sign(Draft draft);
  // Appends, catches up, and looks whether the statement is valid at its own index: kRefused, with
  // the reason, when it is not. Nothing is appended that is void already before.
  Result<uint64_t> Append(const Signed& statement);
  Result<Signed> Post(Draft draft);  // Sign and Append
  // Several at once, in one transaction (init).
  Result<void> AppendAll(const std::vector<Signed>& statements);

  // Verifies and folds what others have appended meanwhile.
  Result<void> CatchUp();

  // Reads and opens an annex part of a verified statement. kNoMatch when it is not for this
  // identity; kNotFound when it was erased; kVerdict when it is missing though nothing erased it,
  // or what lies there is not what was committed to.
  Result<OpenedAnnex> ReadAnnex(const Statement& statement, const char* part);
  Result<OpenedAnnex> ReadAnnexWith(const Statement& statement, const char* part,
                                    const AgeKeys& keys);
  // For parts that are read as a stream: AnnexShelf::Try and Stream, with the same failures.
  // Borrows this.
  Result<void> TryEnvelopes(const Statement& statement, const char* part,
                            const AnnexShelf::EnvelopeFn& read);
  Result<std::unique_ptr<AnnexReader>> StreamAnnex(const Statement& statement, const char* part,
                                                   const Envelope& envelope, uint64_t max_bytes);
  // Begins a part of any size; with the salt of one that was opened, the same part again.
  Result<std::unique_ptr<AnnexWriter>> BeginAnnex(std::vector<X25519PublicKey> readers,
                                                  const std::optional<AnnexSalt>& salt = {});

  // The member's name, or the short id when it cannot be read. With department and short id when
  // somebody else has the same name.
  std::string NameOf(const std::string& member);
  // Just the name.
  std::string PlainNameOf(const std::string& member);
  // Why names could not be read that every member can read, each once: something was done to the
  // store. For whoever shows what NameOf said.
  const std::vector<Error>& unreadable_names() const { return unreadable_names_; }
  // What whoever uses this session should know about their own identity.
  const std::vector<Error>& remarks() const { return remarks_; }
  // The organisation's directory key, from one's own card. kRefused when there is none for us.
  Result<const X25519Identity*> DirectoryKey();

 private:
  Session(const World& world, const Digest& genesis) : world_(world), state_(genesis) {}
  Result<void> Start(const Setting& setting, const Pin& pin);
  Result<void> MeetIdentity(bool named);
  void WarnOfOpenFiles();
  Result<std::string> ClockWordFor(Kind kind);
  Result<std::string> WordOfLateClock(bool far);
  using Recent = std::vector<std::pair<uint64_t, Disposition>>;
  Result<void> Applied(uint64_t index, const Disposition& disposition);
  Result<void> OpenState();
  Result<bool> OpenSomeOfState();
  Result<void> CatchUpOnce();
  Result<void> MeetOthers(const TreeHead& verified);
  Result<bool> ReadKept();
  void Restore(const Error& why);
  void NoteRecent(uint64_t index, Disposition disposition);
  // Made anew when what was kept turns out to be damaged; RecordUnreadable as an error.
  Result<void> Healing(const std::function<Result<void>()>& work);
  void ReadAgain(const Signed& statement) const;
  const AnnexShelf& shelf();
  Result<std::string> ReadName(const MemberRecord& member);
  Result<void> ReadDirectoryKey();
  void NoteUnreadable(const Error& error);
  Error ExplainMissing(const Error& error, const Statement& statement, const char* part);
  // Commitments of all annexes that were erased.
  Result<std::set<Digest>> Erased();
  Result<bool> WasErased(const Digest& commitment);
  Result<void> CheckNotErased(const Statement& statement, const char* part);
  NameCache* Names();

  World world_;
  std::string identity_path_;
  std::vector<std::string> own_paths_;
  std::string directory_path_;  // of this organisation, in the state directory
  std::shared_ptr<SqliteStore> store_;
  std::shared_ptr<VerifiedIndex> index_;
  std::shared_ptr<KeptState> kept_;
  OrgState state_;
  std::vector<Error> remarks_;
  uint64_t applied_ = 0;  // entries that state_ has seen
  bool opening_ = true;   // nobody holds a row of it yet
  bool remade_ = false;   // state_, in the catch-up that is going on
  Time now_{};
  bool clock_told_ = false;       // that it is behind
  bool clock_confirmed_ = false;  // that it is right: asked once a command
  std::optional<AnnexShelf> shelf_;
  std::optional<Identity> identity_;
  std::optional<Identity> directory_;
  std::optional<std::pair<uint64_t, std::set<Digest>>> erased_;  // as of so many statements
  std::optional<Error> no_directory_;  // why there is none: it is looked for once
  struct KnownName {
    std::string card_token;
    std::string name;
    std::string key;  // NameKey
  };
  std::map<std::string, KnownName> names_;  // by member
  std::optional<NameCache> name_cache_;
  const KnownName& Known(const MemberRecord& record);
  // How many members have a name, by its key; as of so many statements.
  std::optional<std::pair<uint64_t, std::map<std::string, size_t>>> bearers_;
  size_t BearersOf(const std::string& key);
  std::vector<Error> unreadable_names_;
  Recent recent_;  // of the last catch-up
};

// kNewerFormat: what is said of a record whose charter names a format this program does not know.
Error NeedsNewerProgram();

// Opens the store a setting names: only SQLite files in this version.
Result<std::unique_ptr<SqliteStore>> OpenStore(const std::string& url, LockWaitFn waiting = {});

}  // namespace sekisho
