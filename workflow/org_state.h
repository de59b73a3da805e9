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

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/charter.h"
#include "approvals/claims.h"
#include "approvals/permit.h"
#include "approvals/statement.h"
#include "media/register.h"

namespace sekisho {

// A member through time: `versions` hold the index from which each is the state.
struct MemberRecord {
  std::string id;
  uint64_t ordinal = 0;    // P<ordinal>
  std::string card_token;  // the newest card: its annexes have the name and the directory key
  std::vector<std::pair<uint64_t, Person>> versions;

  const Person& Now() const { return versions.back().second; }
  // As of just before `index`; none when the member did not exist then.
  const Person* At(uint64_t index) const;
};

struct SealRecord {
  std::string jti;
  uint64_t index = 0;
  Digest hash{};
  std::string token;
  SealClaims claims;
  Person sealer;  // as of the seal's index
  Time iat{};
  bool voided = false;
  bool use_returned = false;  // voided by an officer: the permit may be used once more
};

struct RequestRecord {
  uint64_t index = 0;
  uint64_t ordinal = 0;  // R<ordinal>
  Statement statement;
  RequestClaims claims;
  std::vector<std::pair<uint64_t, Statement>> approvals;  // with their indexes
  std::vector<std::pair<uint64_t, Statement>> denials;
  std::vector<std::pair<uint64_t, Statement>> revocations;
  bool withdrawn = false;
  std::vector<SealRecord> seals;

  const std::string& id() const { return statement.header.jti; }
  const std::string& requester() const { return statement.header.iss; }
};

struct MediumRecord {
  std::string id;        // jti of the registration
  uint64_t ordinal = 0;  // M<ordinal>
  std::string token;     // of the registration: what the tag holds
  MediumClaims claims;
  MediumState state = MediumState::kUnregistered;
  std::string holder;  // while out
  std::string last_holder;
  std::string request;  // while out
  std::optional<Time> due;
  std::optional<Time> since;  // of the state
};

struct WipeRecord {
  Digest hash{};
  std::string author;
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
  // Time does not go back behind this: the latest that two members have signed, each at it or after
  // it. Not the latest of all: one wrong or malicious clock must not end everybody's permits.
  Time latest() const { return latest_; }

  const std::map<std::string, MemberRecord>& members() const { return members_; }
  const std::map<std::string, RequestRecord>& requests() const { return requests_; }
  const std::map<std::string, MediumRecord>& media() const { return media_; }
  const MemberRecord* FindMember(const std::string& id) const;
  const RequestRecord* FindRequest(const std::string& id) const;
  const RequestRecord* FindRequestByHash(const Digest& hash) const;
  // The active member who reads with this age key now; null for anybody else's (ATTACKS I1).
  const MemberRecord* ReaderOf(const std::string& age_key, Time now) const;
  const MediumRecord* FindMedium(const std::string& id) const;
  const MediumRecord* FindMediumByLabel(const std::string& label) const;
  const MemberRecord* FindMemberByKey(const std::string& sign_key) const;
  const WipeRecord* FindWipe(const std::string& jti) const;
  // By the SHA-256 of the seal's core.
  const SealRecord* FindSeal(const Digest& hash) const;
  bool HasStatement(const Digest& hash) const { return seen_.contains(hash); }

  // All that the permit evaluator asks, as of now. `before_index`: only seals before it count as
  // uses.
  PermitFacts Facts(const RequestRecord& request, uint64_t before_index = UINT64_MAX) const;

  // The key that a statement by `member` is signed with now; kNotFound.
  Result<Ed25519PublicKey> SigningKeyOf(const std::string& member) const;

 private:
  Result<void> Judge(uint64_t index, const Statement& statement, Signatures signatures);
  Result<void> CheckDate(const StatementHeader& header) const;
  Result<void> CheckAuthor(const Statement& statement, Signatures signatures) const;
  Result<void> ApplyKind(uint64_t index, const Statement& statement);

  Result<void> ApplyCharter(uint64_t index, const Statement& statement);
  Result<void> ApplyLaterCharter(const Statement& statement);
  Result<void> CheckRequestTerms(const Statement& statement, const RequestClaims& claims) const;
  Result<void> ApplyCard(uint64_t index, const Statement& statement);
  Result<void> ApplyStatus(uint64_t index, const Statement& statement);
  Result<void> ApplyRequest(uint64_t index, const Statement& statement);
  Result<void> ApplyDecision(uint64_t index, const Statement& statement);
  Result<void> ApplySeal(uint64_t index, const Statement& statement);
  Result<void> ApplySealVoid(const Statement& statement);
  Result<void> ApplyMedium(uint64_t index, const Statement& statement);
  Result<void> ApplyMediumEvent(const Statement& statement);
  Result<void> ApplyWipe(const Statement& statement);
  Result<void> ApplyWipeVerified(const Statement& statement) const;
  Result<void> ApplyCheckout(const Statement& statement, MediumRecord& medium);
  void Remember(const StatementHeader& header);
  RequestRecord* MutableRequest(const std::string& id);
  RecipientKind KindOfRecipient(const std::string& recipient) const;

  Digest genesis_;
  std::string org_;
  std::vector<CharterRecord> charters_;
  std::map<std::string, MemberRecord> members_;
  std::map<std::string, RequestRecord> requests_;
  std::map<Digest, std::string> request_ids_;  // by the hash of the core
  std::map<std::string, MediumRecord> media_;
  std::map<std::string, WipeRecord> wipes_;
  std::map<Digest, uint64_t> seen_;      // hashes of valid statements
  std::map<std::string, uint64_t> ids_;  // jtis of valid statements
  uint64_t voids_ = 0;
  bool needs_newer_program_ = false;
  std::string newest_author_;  // of the latest statement of all
  Time newest_{};
  Time latest_{};  // the latest of anybody else
};

// Short ids: R12, P3, M7.
std::string ShortId(const RequestRecord& request);
std::string ShortId(const MemberRecord& member);
std::string ShortId(const MediumRecord& medium);

}  // namespace sekisho
