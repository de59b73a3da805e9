#include "tests/bench/made_organisation.h"

#include <filesystem>
#include <memory>
#include <vector>

#include "approvals/charter/charter_templates.h"
#include "base/files/files.h"
#include "base/uuid.h"
#include "libcrypt/archive/manifest.h"
#include "libcrypt/tokens/paserk.h"
#include "workflow/office/found.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/left_out.h"

namespace sekisho {
namespace {

constexpr std::chrono::days kAge{300};
constexpr size_t kBatch = 1000;
constexpr uint64_t kFewestMembers = 5;
// USB-1 is free, and nobody ever asked for it; then come three that go out and come back, those
// that are overdue, and more that go out and come back.
constexpr uint64_t kFirstOverdue = 4;
constexpr const char* kDepartment = "総務";
constexpr const char* kClass = "社内限";
constexpr const char* kPeople[] = {"officer", "manager", "employee", "it"};

struct Member {
  std::string id;
  std::string name;
  Identity keys;
  std::string SignKey() const { return EncodePublicPaserk(keys.signing->public_key()); }
};

struct Medium {
  std::string id;
  Digest registration{};
};

struct Asked {
  std::string id;
  Digest hash{};
  size_t asker = 0;
  size_t medium = 0;
};

uint64_t MembersOf(uint64_t statements) { return std::max(statements / 100, kFewestMembers); }
uint64_t MediaOf(uint64_t statements) {
  return std::max(statements / 200, kMadeOverdue + kFirstOverdue);
}

class Maker {
 public:
  Maker(std::string directory, uint64_t statements, Time now, Random& random)
      : directory_(std::move(directory)),
        statements_(statements),
        begin_(now - kAge),
        end_(now - std::chrono::minutes(1)),
        clock_(begin_),
        random_(random) {}

  Result<void> MakeAll() {
    RETURN_IF_ERROR(FoundIt());
    RETURN_IF_ERROR(MakeMembers());
    RETURN_IF_ERROR(MakeMedia());
    RETURN_IF_ERROR(MakePast());
    for (uint64_t i = 0; i < kMadeOverdue; ++i)
      RETURN_IF_ERROR(TakeOut(kFirstOverdue + i, Ending::kOverdue));
    for (uint64_t i = 0; i < kMadeOpenRequests; ++i)
      RETURN_IF_ERROR(Ask(1 + i % (kFirstOverdue - 1), end_ + std::chrono::days(14)));
    RETURN_IF_ERROR(Flush());
    store_.reset();
    return JoinAll();
  }

 private:
  enum class Ending { kReturned, kOverdue };
  using Annexes = std::vector<std::pair<std::string, AnnexPart>>;

  std::string KeyOf(const std::string& person) const { return directory_ + "/" + person + ".key"; }
  std::string StateOf(const std::string& person) const {
    return directory_ + "/" + person + ".state";
  }
  World WorldOf(const Clock& clock) const {
    World world;
    world.clock = &clock;
    world.random = &random_;
    world.clock_trust.is_right = true;
    return world;
  }
  // The moment of the `n`th statement.
  Time MomentOf(uint64_t n) const {
    const auto span = static_cast<double>((end_ - begin_).count());
    return begin_ + std::chrono::seconds(static_cast<int64_t>(span * static_cast<double>(n) /
                                                              static_cast<double>(statements_)));
  }

  Result<void> FoundIt() {
    for (const char* person : kPeople) {
      Member member{"", person, Identity::Generate(random_)};
      RETURN_IF_ERROR(
          WriteIdentityFile(KeyOf(person), member.keys, nullptr, clock_.Now(), random_));
      members_.push_back(std::move(member));
    }
    FoundOptions options;
    options.org = "関所商事";
    options.officer = "officer";
    options.charter_toml = *CharterTemplate("small-office");
    options.escrow_out = directory_ + "/escrow";
    const Setting setting{directory_ + "/ledger.sqlite", KeyOf("officer"), StateOf("officer")};
    ASSIGN_OR_RETURN(const Founded founded, Found(setting, WorldOf(clock_), options));
    genesis_ = founded.genesis;
    ASSIGN_OR_RETURN(const auto session, Session::Open(setting, WorldOf(clock_)));
    ASSIGN_OR_RETURN(const MemberRecord* const officer, session->Me());
    members_.front().id = officer->id;
    ASSIGN_OR_RETURN(const X25519Identity* const directory, session->DirectoryKey());
    const SecretBytes secret = directory->Encode();
    ASSIGN_OR_RETURN(directory_key_, ParseIdentity(secret.Expose()));
    org_ = session->state().org();
    zone_ = session->zone();
    for (const std::string& escrow : session->state().charter().charter.escrow) {
      ASSIGN_OR_RETURN(const X25519PublicKey key, ParseRecipient(escrow));
      escrow_.push_back(key);
    }
    ASSIGN_OR_RETURN(store_, OpenStore(setting.store));
    ASSIGN_OR_RETURN(StoredHead head, store_->Head());
    frontier_ = std::move(head.frontier);
    return {};
  }

  Result<Annexes> Main(const Json& json, const std::vector<X25519PublicKey>& readers) {
    Annexes annexes;
    ASSIGN_OR_RETURN(AnnexPart part, SealAnnex(AsBytes(WriteJson(json)), readers, random_));
    annexes.emplace_back("main", std::move(part));
    return annexes;
  }

  // Signed by the member at `author`, at the next moment. The id is `subject` when that is empty.
  Result<StatementHeader> Say(size_t author, Kind kind, const std::string& subject, Json claims,
                              Annexes annexes = {}) {
    clock_.Set(MomentOf(frontier_.size()));
    StatementHeader header;
    header.kind = kind;
    header.org = org_;
    header.iss = members_[author].id;
    header.iat = clock_.Now();
    header.jti = NewUuid7(clock_, random_);
    header.subject = subject.empty() ? header.jti : subject;
    header.charter = CharterRef{1, genesis_};
    header.head = LogHead{frontier_.size(), frontier_.Root()};
    header.tool = kToolVersion;
    for (const auto& [name, part] : annexes) claims["annex"][name] = HexEncode(part.commitment);
    NewEntry entry;
    ASSIGN_OR_RETURN(entry.token,
                     SignStatement(header, claims, *members_[author].keys.signing, zone_));
    entry.columns = {KindName(kind), header.subject, header.iss, FormatTime(header.iat, zone_)};
    entry.seen = TreeHead{frontier_.size(), frontier_.Root()};
    RETURN_IF_ERROR(frontier_.Append(LeafHash(AsBytes(entry.token))));
    hash_ = StatementHash(entry.token);
    batch_.push_back(std::move(entry));
    annexes_.push_back(std::move(annexes));
    if (batch_.size() == kBatch) RETURN_IF_ERROR(Flush());
    return header;
  }

  Result<void> Flush() {
    std::vector<std::unique_ptr<ByteSource>> sources;
    for (size_t i = 0; i < batch_.size(); ++i)
      for (const auto& [name, part] : annexes_[i]) {
        sources.push_back(part.Read());
        batch_[i].annexes.push_back({part.commitment, sources.back().get()});
      }
    if (!batch_.empty()) RETURN_IF_ERROR(store_->Append(batch_));
    batch_.clear();
    annexes_.clear();
    return {};
  }

  Result<void> MakeMembers() {
    const uint64_t count = MembersOf(statements_);
    for (uint64_t i = 1; i < count; ++i) {
      if (i >= members_.size())
        members_.push_back({"", "person " + std::to_string(i), Identity::Generate(random_)});
      Member& member = members_[i];
      CardClaims card;
      card.person.sign_key = member.SignKey();
      card.person.age_recipient = EncodeRecipient(member.keys.recipient());
      const Role role = i == 1 ? Role::kManager : i == 3 ? Role::kIt : Role::kEmployee;
      card.person.grants.push_back({role, kDepartment, clock_.Now(), std::nullopt});
      ASSIGN_OR_RETURN(Annexes annexes,
                       Main(Json{{"name", member.name}}, {directory_key_->recipient()}));
      const SecretBytes secret = directory_key_->age.front().Encode();
      ASSIGN_OR_RETURN(AnnexPart grant,
                       SealAnnex(secret.Expose(), {member.keys.recipient()}, random_));
      annexes.emplace_back("grant", std::move(grant));
      ASSIGN_OR_RETURN(const StatementHeader said, Say(kOfficer, Kind::kMemberCard, "",
                                                       ToClaims(card, zone_), std::move(annexes)));
      member.id = said.jti;
    }
    return {};
  }

  Result<void> MakeMedia() {
    const uint64_t count = MediaOf(statements_);
    for (uint64_t i = 0; i < count; ++i) {
      const MediumClaims claims{"USB-" + std::to_string(i + 1), "directory",
                                Json{{"kind", "directory"}}};
      ASSIGN_OR_RETURN(const StatementHeader said, Say(kIt, Kind::kMedium, "", ToClaims(claims)));
      media_.push_back({said.jti, hash_});
    }
    return {};
  }

  // Take-outs until only the present is missing; what does not fill one is said at the door.
  Result<void> MakePast() {
    constexpr uint64_t kOfOneOverdue = 5;
    const uint64_t present = kMadeOpenRequests + kMadeOverdue * kOfOneOverdue;
    const uint64_t past = statements_ - present;
    const size_t in_use = media_.size() - kMadeOverdue - 1;
    constexpr uint64_t kOfOneReturned = 6;
    for (size_t i = 0; frontier_.size() + kOfOneReturned <= past; ++i) {
      const size_t n = 1 + i % in_use;
      RETURN_IF_ERROR(TakeOut(n < kFirstOverdue ? n : n + kMadeOverdue, Ending::kReturned));
    }
    while (frontier_.size() < past) {
      GateClaims claims;
      claims.files = 1;
      claims.reasons = {"attributes"};
      RETURN_IF_ERROR(Say(kIt, Kind::kGateBlock, "", ToClaims(claims)));
    }
    return {};
  }

  std::vector<X25519PublicKey> ReadersFor(size_t asker) const {
    std::vector<X25519PublicKey> readers = escrow_;
    for (const size_t reader : {asker, kOfficer, kManager})
      readers.push_back(members_[reader].keys.recipient());
    return readers;
  }

  Result<Asked> Ask(size_t medium, Time until) {
    const size_t plain = members_.size() - kFirstOther;
    const size_t turn = asked_++ % (plain + 1);  // the employee, then everybody without an office
    const size_t asker = turn == 0 ? kEmployee : kFirstOther + turn - 1;
    const std::string own_key = EncodeRecipient(members_[asker].keys.recipient());
    Digest content{};
    random_.Fill(content);
    ASSIGN_OR_RETURN(const Bytes list, WriteManifest({{"plan.txt", false, 8, content}}));
    RequestClaims claims;
    claims.holder = members_[asker].id;
    claims.class_id = kClass;
    claims.files = 1;
    claims.bytes = 8;
    claims.recipients = {own_key};
    claims.medium = media_[medium].id;
    claims.registration = media_[medium].registration;
    claims.from = MomentOf(frontier_.size());
    claims.until = until;
    claims.duty_text = "1";
    const Json said{{"purpose", "a meeting with the customer"},
                    {"base", HexEncode(AsBytes("/home/files"))},
                    {"names", {HexEncode(AsBytes("plan.txt"))}},
                    {"recipients", {members_[asker].name}},
                    {"mail", ""},
                    {"third_party", ""},
                    {"basis", ""},
                    {"left_out", ToJson(LeftOut{})}};
    const std::vector<X25519PublicKey> readers = ReadersFor(asker);
    ASSIGN_OR_RETURN(Annexes annexes, Main(said, readers));
    ASSIGN_OR_RETURN(AnnexPart manifest, SealAnnex(list, readers, random_));
    annexes.emplace_back("manifest", std::move(manifest));
    ASSIGN_OR_RETURN(const StatementHeader header,
                     Say(asker, Kind::kRequest, "", ToClaims(claims, zone_), std::move(annexes)));
    return Asked{header.jti, hash_, asker, medium};
  }

  Result<void> Approve(const Asked& request) {
    DecisionClaims claims;
    claims.request = request.hash;
    ASSIGN_OR_RETURN(Annexes annexes, Main(Json{{"comment", ""}}, ReadersFor(request.asker)));
    RETURN_IF_ERROR(Say(kManager, Kind::kApproval, request.id,
                        ToClaims(claims, Kind::kApproval, zone_), std::move(annexes)));
    return {};
  }

  Result<void> TakeOut(size_t medium, Ending ending) {
    // What is overdue was to be back as soon as it had passed the door.
    const Time until = ending == Ending::kOverdue
                           ? MomentOf(frontier_.size() + 5)
                           : MomentOf(frontier_.size()) + std::chrono::days(14);
    ASSIGN_OR_RETURN(const Asked request, Ask(medium, until));
    const std::string& id = media_[medium].id;
    RETURN_IF_ERROR(Approve(request));
    RETURN_IF_ERROR(
        Say(kIt, Kind::kCheckout, id,
            ToClaims(CheckoutClaims{members_[request.asker].id, request.hash, until}, zone_)));
    SealClaims seal;
    seal.request = request.hash;
    random_.Fill(seal.prefix);
    random_.Fill(seal.root);
    seal.length = 2048;
    seal.medium = id;
    RETURN_IF_ERROR(Say(request.asker, Kind::kSeal, request.id, ToClaims(seal)));
    GateClaims passed;
    passed.seals = {hash_};
    passed.files = 1;
    passed.medium = id;
    RETURN_IF_ERROR(Say(kIt, Kind::kGatePass, "", ToClaims(passed)));
    if (ending == Ending::kOverdue) return {};
    ReturnClaims returned;
    returned.packages = 1;
    RETURN_IF_ERROR(Say(kIt, Kind::kReturn, id, ToClaims(returned)));
    return {};
  }

  // One joins, which verifies everything; the others get copies of what it has verified.
  Result<void> JoinAll() {
    namespace fs = std::filesystem;
    const SystemClock clock;
    Setting setting{directory_ + "/ledger.sqlite", KeyOf("officer"), StateOf("officer")};
    std::error_code error;
    fs::remove_all(setting.state_dir, error);
    ASSIGN_OR_RETURN(const Joined joined, Join(setting, WorldOf(clock), HexEncode(genesis_), ""));
    if (joined.voids > 0 || joined.head.size != statements_)
      return Fail(ErrorCode::kFailed, std::to_string(joined.head.size) +
                                          " statements were made, and " +
                                          std::to_string(joined.voids) + " of them are void");
    for (const char* person : {"manager", "employee", "it"}) {
      fs::copy(setting.state_dir, StateOf(person), fs::copy_options::recursive, error);
      if (error) return SystemError("cannot copy " + setting.state_dir, error.value());
    }
    return {};
  }

  // Where these are in members_.
  static constexpr size_t kOfficer = 0, kManager = 1, kEmployee = 2, kIt = 3, kFirstOther = 4;

  std::string directory_;
  uint64_t statements_;
  Time begin_, end_;
  FixedClock clock_;
  Random& random_;
  Digest genesis_{};
  std::string org_;
  ZoneOffset zone_{};
  std::optional<Identity> directory_key_;
  std::vector<X25519PublicKey> escrow_;
  std::vector<Member> members_;
  std::vector<Medium> media_;
  std::unique_ptr<SqliteStore> store_;
  MerkleFrontier frontier_;
  std::vector<NewEntry> batch_;
  std::vector<Annexes> annexes_;  // of each entry of batch_
  Digest hash_{};                 // of what was said last
  size_t asked_ = 0;
};

}  // namespace

Result<void> MakeOrganisation(const std::string& directory, uint64_t statements, Time now,
                              Random& random) {
  if (statements < kFewestStatements)
    return Fail(ErrorCode::kUsage, "an organisation has at least " +
                                       std::to_string(kFewestStatements) + " statements");
  if (PathExists(directory)) return Fail(ErrorCode::kExists, directory + " exists already");
  RETURN_IF_ERROR(MakeDirectories(directory));
  return Maker(AbsolutePath(directory), statements, now, random).MakeAll();
}

}  // namespace sekisho
