// The organisation as its ledger tells it: a fold over the cores in ledger order.
//
// Every core is judged by the state at its own index. One that is not valid there (a wrong
// signature, an author who may not, an act that the state does not allow) is void: it is counted,
// it changes nothing, and it is never fatal. So two readers of one log always agree.
//
// By which lists of claims a core is judged is a matter of the record: the charter in force names
// the format. A charter that names one this program does not know ends the fold there: nothing
// beyond is judged, and nothing is void because of it (needs_newer_program).
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/charter/charter.h"
#include "approvals/claims/claims.h"
#include "approvals/permit.h"
#include "approvals/statement.h"
#include "approvals/two_persons.h"
#include "media/register.h"
#include "workflow/kept/kept_table.h"
#include "workflow/state/record_time.h"

namespace sekisho {

struct Hardware;  // media/hardware.h, which names a MediumKind of its own

// A member through time: `versions` hold the index from which each is the state.
struct MemberRecord {
  std::string id;
  uint64_t ordinal = 0;    // P<ordinal>
  std::string card_token;  // of the newest card, or the proposal that became it: its annexes have
                           // the name and the directory key
  Digest name{};           // the commitment to the name
  std::optional<Digest> grant;  // the commitment to the directory key in it, if it has one
  std::vector<std::pair<uint64_t, Person>> versions;
  bool had_keys = false;         // now or ever
  std::optional<Power> keys;     // since when, and by whom, the present keys; none when keyless
  std::vector<RolePower> roles;  // the same of each grant but employee in the newest card

  const Person& Now() const { return versions.back().second; }
  // As of just before `index`; none when the member did not exist then.
  const Person* At(uint64_t index) const;
};

struct SealRecord {
  std::string jti;
  std::string request;  // jti of it
  uint64_t index = 0;
  Digest hash{};
  std::string token;
  SealClaims claims;
  Person sealer;  // as of the seal's index
  Time iat{};
  bool voided = false;
  bool use_returned = false;  // voided by an officer: the permit may be used once more
};

struct ApprovalRecord {
  uint64_t index = 0;
  Statement statement;
  Time at{};                // of the record when it entered
  bool could_fill = false;  // a slot, alone, at that time (approvals/permit.h)
};

// A denial or revocation.
struct VetoRecord {
  uint64_t index = 0;
  Statement statement;
  Time at{};               // of the record when it entered, whatever its date (ATTACKS F19, I15)
  bool has_force = false;  // judged then, and never again
};

struct RequestRecord {
  uint64_t index = 0;
  uint64_t ordinal = 0;  // R<ordinal>
  Statement statement;
  RequestClaims claims;
  std::vector<ApprovalRecord> approvals;
  std::vector<VetoRecord> denials;
  std::vector<VetoRecord> revocations;
  bool withdrawn = false;
  std::vector<SealRecord> seals;

  // Whether a package may exist: a seal that nobody declared void.
  bool HasPackage() const {
    return std::any_of(seals.begin(), seals.end(),
                       [](const SealRecord& seal) { return !seal.voided; });
  }
  const std::string& id() const { return statement.header.jti; }
  const std::string& requester() const { return statement.header.iss; }
};

// What the class of what a medium carried asks for before it goes out again
// (workflow/media/wipe_need.h).
struct WipeNeed {
  WipeOnReturn word = WipeOnReturn::kNone;
  std::string class_id;
  bool binds = false;  // the charter says it in today's words: without it a check-out is void
};

// A medium comes back at most so long after its permit's end.
inline constexpr std::chrono::days kMaxDueAfterPermit{31};

// A loss reported by somebody who is not responsible for the medium.
struct LossReport {
  Digest statement{};
  std::string by;
  Time at{};
};

struct MediumRecord {
  std::string id;        // jti of the registration
  uint64_t ordinal = 0;  // M<ordinal>
  std::string token;     // of the registration
  std::string tag;       // what the tag holds: the registration, or the newest preparation
  MediumClaims claims;
  MediumState state = MediumState::kUnregistered;
  std::string holder;  // from its check-out to somebody else's return, also lost or found
  std::string last_holder;
  std::string request;      // likewise
  std::optional<Time> due;  // likewise
  // Who carries it, asked for its permit or sealed onto it: none of them relieves himself (I6).
  std::set<std::string> involved;
  std::set<std::string> carried;         // classes sealed onto it since it was last emptied
  std::vector<LossReport> loss_reports;  // not answered; it does not pass the door meanwhile
  WipeNeed need;                         // of what it carried, and not met yet
  std::optional<Time> since;             // of the state
  std::optional<Time>
      wiped_whole;  // the whole device was wiped then, and it has not been out since
};

struct WipeRecord {
  std::string jti;
  std::string author;
};

// An act that takes two persons, as the first of them wants it.
struct ProposalRecord {
  uint64_t index = 0;
  uint64_t ordinal = 0;         // W<ordinal>
  uint64_t member_ordinal = 0;  // of the new member it would make
  Statement statement;
  ProposalClaims claims;
  std::optional<uint64_t> consented;  // index of the consent
  std::optional<uint64_t> withdrawn;  // of the withdrawal

  const std::string& id() const { return statement.header.jti; }
  const std::string& proposer() const { return statement.header.iss; }
};

struct CharterRecord {
  uint64_t index = 0;
  Charter charter;
  Digest digest{};  // SHA-256 of its token
  std::string token;
};

// What became of one core.
struct Disposition {
  bool valid = false;
  std::string why;  // of a void one
  // What could be read of it, also when void; empty for garbage.
  std::string kind, subject, author;
  Time iat{};
};

Bytes EncodeRow(const MemberRecord& row);
Bytes EncodeRow(const RequestRecord& row);
Bytes EncodeRow(const MediumRecord& row);
Bytes EncodeRow(const ProposalRecord& row);
Bytes EncodeRow(const WipeRecord& row);
void DecodeRow(ByteView bytes, RowSource* source, MemberRecord& row);
void DecodeRow(ByteView bytes, RowSource* source, RequestRecord& row);
void DecodeRow(ByteView bytes, RowSource* source, MediumRecord& row);
void DecodeRow(ByteView bytes, RowSource* source, ProposalRecord& row);
void DecodeRow(ByteView bytes, RowSource* source, WipeRecord& row);

class OrgState {
 public:
  enum class Signatures { kVerify, kVerifiedBefore };

  // Believes the charter with this token hash and no other as the first one.
  explicit OrgState(const Digest& genesis) : genesis_(genesis) {}

  // Judges and applies the core at `index`; indexes only grow (a snapshot has gaps).
  Disposition Apply(uint64_t index, std::string_view token, Signatures signatures);

  const Digest& genesis() const { return genesis_; }
  const std::string& org() const { return org_; }
  bool founded() const { return !charters_.empty(); }
  const CharterRecord& charter() const { return charters_.back(); }
  uint64_t voids() const { return voids_; }
  // A charter raised the format beyond this program's: the state is that before it, and final.
  bool needs_newer_program() const { return needs_newer_program_; }
  // The floor of its time (workflow/state/record_time.h).
  Time latest() const { return time_.floor(); }
  // What a clock is compared with before it signs.
  Time newest() const { return time_.newest(); }

  // Everybody and everything there ever was: it takes as long as there are many. The functions
  // below find what they name without the rest.
  const std::map<std::string, MemberRecord>& members() const { return members_.All(); }
  const std::map<std::string, RequestRecord>& requests() const { return requests_.All(); }
  const std::map<std::string, MediumRecord>& media() const { return media_.All(); }
  const std::map<std::string, ProposalRecord>& proposals() const { return proposals_.All(); }
  // Requests whose period is not over at `now` and that nothing has stopped: no withdrawal, no veto
  // with force. Every request that is open is among them.
  std::vector<const RequestRecord*> RequestsNotOver(Time now) const;
  // Those that `member` has made, carries or has decided about.
  std::vector<const RequestRecord*> RequestsConcerning(const std::string& member) const;
  // Those with a role other than employee, in force or not, in the order of their ids.
  std::vector<const MemberRecord*> OfficeHolders() const;
  // By its short id: R12, P3, M7, W2, in these letters.
  const RequestRecord* FindRequestByNumber(const std::string& short_id) const;
  std::vector<const RequestRecord*> RequestsBeginningWith(const std::string& id_prefix) const;
  const MemberRecord* FindMemberByNumber(const std::string& short_id) const;
  // How many requests before `before_index` have named this key.
  size_t TimesNamed(const std::string& age_key, uint64_t before_index) const;
  // Whose key it is or was: it is nobody else's afterwards. Null: never anybody's.
  const MemberRecord* OwnerOf(const std::string& age_key) const;
  // Of any signer.
  std::vector<const RequestRecord*> RequestsWithSeal(const std::string& seal_jti) const;
  const MediumRecord* FindMediumByHash(const Digest& registration) const;
  // By what its tag holds.
  const MediumRecord* FindMediumByTag(const std::string& token) const;
  const MemberRecord* FindMember(const std::string& id) const;
  const RequestRecord* FindRequest(const std::string& id) const;
  const RequestRecord* FindRequestByHash(const Digest& hash) const;
  // The active member who reads with this age key now; null for anybody else's (ATTACKS I1).
  const MemberRecord* ReaderOf(const std::string& age_key, Time now) const;
  const MediumRecord* FindMedium(const std::string& id) const;
  // Whatever the case of its letters.
  const MediumRecord* FindMediumByLabel(const std::string& label) const;
  const MemberRecord* FindMemberByKey(const std::string& sign_key) const;
  const ProposalRecord* FindProposal(const std::string& id) const;
  // By the SHA-256 of the wipe's core.
  const WipeRecord* FindWipe(const Digest& hash) const;
  // By the SHA-256 of the seal's core.
  const SealRecord* FindSeal(const Digest& hash) const;
  bool HasStatement(const Digest& hash) const { return statements_.Contains(KeyOf(hash)); }

  // All that the permit evaluator asks, as of now. `before_index`: only seals before it count as
  // uses.
  PermitFacts Facts(const RequestRecord& request, uint64_t before_index = UINT64_MAX) const;
  // The same as of just before `index`: who they were then, and what had been said.
  PermitFacts FactsBefore(const RequestRecord& request, uint64_t index) const;

  // When a statement of `iat` enters the record now: not before what is known already.
  Time EntryTime(Time iat) const { return std::max(iat, latest()); }
  // `iat`, but not later than what anybody else has signed: what has not begun allows nothing, and
  // what is not over is not erased, whatever date one hand gives (ATTACKS I15, I20).
  Time BelievedTime(const std::string& author, Time iat) const;
  // Since when what is given at `at` is held: not earlier than anything that was said before, or
  // what is given today would not be young in a week in which no officer has signed (ATTACKS I15).
  Time PowerTime(Time at) const { return std::max(at, time_.Settled()); }

  // What a new card for `member` (empty: a new one) would give.
  Gain GainOfCard(const std::string& member, const Person& person) const;
  // Whether a card of `member` (empty: somebody new), with a commitment to a name, takes two
  // people: it gives power, or calls somebody known by another name.
  bool CardTakesTwo(const std::string& member, const Person& person, const Digest& name) const;
  // Who may be the second person for an act of `first` about `target` (empty: a new member).
  std::vector<std::string> WhoMayConsent(const std::string& first, const std::string& target,
                                         Time at) const;
  // Whether `author` gives power alone: officer and registrar at once, and nobody may consent, at
  // `at` or at any moment from the floor of the record's time until then.
  bool MayActAlone(const std::string& author, const std::string& target, Time at) const;
  // kRefused when a member that becomes `after` would leave no active officer or registrar at a
  // moment, from the floor of the record's time on, at which there would be one otherwise.
  Result<void> CheckSomebodyStays(const std::string& member, const Person& after, Time at) const;
  // Whether a root of the charter is this member's: no card changes its keys.
  bool IsCharterRoot(const std::string& member) const;

  // Of which short ids a statement takes the next number: "R", "P", "M", "W", "WP" or none; and
  // taking them for one that is not here, because it was void and a snapshot leaves it out.
  static std::string_view NumbersOf(const Statement& statement);
  void TakeNumbers(std::string_view letters);

  // Before anything is decided by it: the row is compared with the cores that it is of, and so are
  // those of the people in it. Where they differ, all rows become what the record says, where they
  // are (workflow/kept/reading_again.cc). Throws RecordUnreadable.
  void ReadAgain(const RequestRecord& request) const;

  // The key that a statement by `member` is signed with now; kNotFound.
  Result<Ed25519PublicKey> SigningKeyOf(const std::string& member) const;

  // The same state, to see what would become of it: what is applied to it changes nothing here. It
  // is used while this one is there and unchanged.
  OrgState Trial() const;

  // Rows that are not in memory come from `source`, and the rest from `summary` (of Summary, kept
  // beside the rows); what was here is forgotten. Throws RecordUnreadable when it is damaged.
  void ReadFrom(std::shared_ptr<RowSource> source, ByteView summary);
  // All that is not a row.
  Bytes Summary() const;
  // Hands over the rows that have changed since the last time.
  Result<void> Flush(RowSink& sink);
  // Rows can come from there from now on: all that is here was handed over.
  void SetSource(const std::shared_ptr<RowSource>& source);
  // After Flush: keeps no row in memory. Rows that somebody holds are gone then.
  void ForgetRows();
  size_t rows_in_memory() const;
  // What another command has kept since: rows that somebody holds become what they are now.
  void Refresh(const std::shared_ptr<RowSource>& source, ByteView summary);
  // Becomes another state of the same record, all of it in memory, to be handed over again.
  void Become(OrgState&& fresh);
  using VisitRow = std::function<void(Place, const std::string& key, ByteView row)>;
  void ForEachRow(const VisitRow& visit) const;

 private:
  Result<void> Judge(uint64_t index, const Statement& statement, Signatures signatures);
  Result<void> CheckDate(const Statement& statement) const;
  Result<void> CheckAuthor(const Statement& statement, Signatures signatures) const;
  Result<void> ApplyKind(uint64_t index, const Statement& statement);

  Result<void> ApplyCharter(uint64_t index, const Statement& statement);
  Result<void> ApplyLaterCharter(const Statement& statement);
  Result<void> CheckRequestTerms(const Statement& statement, const RequestClaims& claims) const;
  Result<void> ApplyCard(uint64_t index, const Statement& statement);
  Result<void> ApplyStatus(uint64_t index, const Statement& statement);
  Result<void> ApplyProposal(uint64_t index, const Statement& statement);
  Result<void> ApplyConsent(uint64_t index, const Statement& statement);
  Result<void> CheckCard(const std::string& member, const Person& person, Time at) const;
  Result<void> CheckNotNamed(const Person& person) const;
  Result<void> CheckDepartments(const Person& person) const;
  Result<void> CheckGrant(const std::string& member, const Person& person,
                          const std::optional<Digest>& grant) const;
  Result<void> CheckReinstate(const std::string& member) const;
  Result<void> CheckErasure(const Statement& statement) const;
  void RememberAnnexes(const Statement& statement);
  bool IsStillNeeded(const RequestRecord& request, Time at) const;
  // `but_ahead`: what was dated later than `at` bars nobody.
  bool IsBarred(const MemberRecord& first, const MemberRecord& second, Time at,
                bool but_ahead) const;
  // WhoMayConsent; with `ahead_too` also those whom only a card dated ahead bars: with it somebody
  // would see to it that there is no second person (ATTACKS I15).
  std::vector<std::string> Seconds(const MemberRecord& first, const std::string& target, Time at,
                                   bool ahead_too) const;
  void SetCard(uint64_t index, const Statement& statement, uint64_t ordinal, Person person,
               const Power& power);
  void SetStatus(uint64_t index, const std::string& member, MemberStatus status);
  void Reinstate(uint64_t index, const std::string& member, const Power& power);
  Result<void> CheckConsent(const ProposalRecord& proposal, const std::string& second,
                            Time at) const;
  Result<void> ApplyRequest(uint64_t index, const Statement& statement);
  Result<void> ApplyDecision(uint64_t index, const Statement& statement);
  Result<void> ApplyWithdrawal(uint64_t index, const Statement& statement);
  Result<void> WithdrawProposal(uint64_t index, const Statement& statement, const Digest& hash);
  Result<void> CheckOpened(const Statement& statement, const RequestRecord& request) const;
  Result<void> ApplySeal(uint64_t index, const Statement& statement);
  Result<void> ApplySealVoid(const Statement& statement);
  Result<void> ApplyMedium(uint64_t index, const Statement& statement);
  Result<void> ApplyMediumEvent(const Statement& statement);
  Result<void> ApplyReturn(const Statement& statement, MediumRecord& medium) const;
  Result<void> ApplyWipeOf(const Statement& statement, MediumRecord& medium) const;
  Result<void> ApplyLoss(const Statement& statement, MediumRecord& medium) const;
  Result<void> ApplyMediumState(const Statement& statement);
  Result<void> ApplyPrepared(const Statement& statement, MediumRecord& medium) const;
  Result<void> CheckNotAway(const Hardware& hardware, const std::string& own) const;
  Result<void> ApplyAcknowledgement(const Statement& statement);
  Result<void> ApplyGatePass(const Statement& statement) const;
  void PutOnto(const RequestRecord& request, const std::string& sealer, MediumRecord& medium) const;
  bool AnswersFor(const std::string& member, const MediumRecord& medium) const;
  bool ConfirmsLoss(const Statement& loss, const MediumRecord& medium) const;
  // When the author has to hold what a statement takes: at its entry and as of what is believed of
  // its date, at both; for bad news at its entry or as of what others have signed, at one of them
  // (ATTACKS F19, I15).
  std::array<Time, 2> TimesToHold(const Statement& statement) const;
  bool HeldWhenSaid(const Statement& statement, const std::function<bool(Time at)>& held) const;
  // Whether the author holds the role, begun and not over.
  bool AuthorHas(const Statement& statement, Role role) const;
  Result<void> ApplyWipe(const Statement& statement);
  Result<void> ApplyWipeVerified(const Statement& statement) const;
  Result<void> ApplyEscrowAudit(const Statement& statement) const;
  Result<void> ApplyCheckout(const Statement& statement, MediumRecord& medium);
  Result<void> CheckId(const StatementHeader& header) const;
  void Remember(const Statement& statement);
  std::chrono::seconds AllowedLag(const StatementHeader& header) const;
  static std::string KeyOf(const Digest& hash) { return std::string(AsText(hash)); }
  template <typename Self>
  static auto TablesOf(Self& self);
  // Calls `visit` with each table.
  template <typename Self, typename Visit>
  static void ForEachTable(Self& self, const Visit& visit);
  template <typename Io>
  void SummaryFields(Io& io);
  void TakeSummaryOf(const OrgState& other);
  const MemberRecord* FindMemberByAgeKey(const std::string& age_key) const;
  const MemberRecord& MemberOf(const std::string& id) const { return *members_.Find(id); }
  std::vector<const RequestRecord*> Requests(const std::vector<std::string>& keys,
                                             size_t id_at) const;
  static std::string OpenKey(const RequestRecord& request);
  void Concern(const std::string& member, const std::string& request);
  void Stop(const RequestRecord& request);
  void KeepRequest(RequestRecord record);
  void KeepSeal(RequestRecord& request, SealRecord record);
  void KeepMedium(MediumRecord record);
  void ChangeMedium(MediumRecord record);
  void IndexMember(const Person& person);
  PermitFacts TermFacts(const RequestRecord& request) const;
  // What counts for what `author` says about it at `index`: the terms, and what they have said
  // before.
  PermitFacts FactsOfAuthor(const RequestRecord& request, const std::string& author,
                            uint64_t index) const;
  ApprovalRecord JudgeApproval(uint64_t index, const Statement& statement,
                               const RequestRecord& request) const;
  VetoRecord JudgeVeto(uint64_t index, const Statement& statement,
                       const RequestRecord& request) const;
  Person PersonAt(const std::string& member, uint64_t index) const;
  bool IsAsJudged(const RequestRecord& request) const;
  std::set<std::string> PeopleOf(const RequestRecord& request) const;
  std::optional<Person> PersonNow(const std::string& member) const;
  ApprovalFacts FactsOf(const ApprovalRecord& record) const;
  VetoFacts FactsOf(const VetoRecord& record) const;
  RecipientFacts FactsOfRecipient(const std::string& recipient) const;

  Digest genesis_;
  std::string org_;
  std::vector<CharterRecord> charters_;
  KeptTable<MemberRecord> members_{Place::kMembers};
  KeptTable<RequestRecord> requests_{Place::kRequests};
  KeptTable<MediumRecord> media_{Place::kMedia};
  KeptTable<ProposalRecord> proposals_{Place::kProposals};
  KeptTable<WipeRecord> wipes_{Place::kWipes};
  KeptTable<Nothing> statements_{Place::kStatements};
  KeptTable<Nothing> ids_{Place::kIds};
  KeptTable<Nothing> begun_{Place::kBegun};
  KeptTable<std::string> by_number_{Place::kNumbers};
  KeptTable<std::string> requests_by_hash_{Place::kRequestsByHash};
  KeptTable<std::string> requests_by_seal_{Place::kRequestsBySeal};
  KeptTable<Nothing> seal_ids_{Place::kSealIds};
  KeptTable<std::string> media_by_hash_{Place::kMediaByHash};
  KeptTable<std::string> media_by_tag_{Place::kMediaByTag};
  KeptTable<std::string> media_by_label_{Place::kMediaByLabel};
  KeptTable<std::string> owners_by_sign_key_{Place::kOwnersBySignKey};
  KeptTable<std::string> owners_by_age_key_{Place::kOwnersByAgeKey};
  KeptTable<Nothing> office_holders_{Place::kOfficeHolders};
  KeptTable<Nothing> open_requests_{Place::kOpenRequests};
  KeptTable<Nothing> concerned_{Place::kConcerned};
  KeptTable<std::string> named_recipients_{Place::kNamedRecipients};
  KeptTable<std::string> annexes_{Place::kAnnexes};
  bool has_members_ = false;
  std::map<char, uint64_t> numbers_;  // taken so far, by letter
  uint64_t voids_ = 0;
  bool needs_newer_program_ = false;
  RecordTime time_;
};

// Short ids: R12, P3, M7, W2. Numbered by the tokens of the kind as they come, void ones included,
// so that every program gives the same, whatever it holds for valid. A proposal to add a member has
// a number of its own and takes one for the member.
std::string ShortId(const RequestRecord& request);
std::string ShortId(const MemberRecord& member);
std::string ShortId(const MediumRecord& medium);
std::string ShortId(const ProposalRecord& proposal);

}  // namespace sekisho
