// A record in memory, for tests of the fold: a founded organisation whose people say what they like
// with their own keys. No store, no annexes: commitments are to nothing.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "approvals/annex_parts.h"
#include "approvals/charter/charter_templates.h"
#include "approvals/charter/charter_toml.h"
#include "base/uuid.h"
#include "libcrypt/keys/identity_file.h"
#include "libcrypt/tokens/paserk.h"
#include "workflow/state/org_state.h"

namespace sekisho {

struct SpokenWords {
  std::string subject;  // empty: itself
  Json claims = Json::object();
  std::string jti;  // empty: a new one
  std::optional<Time> iat;
  std::string as;  // under another's id
};

class Record : public ::testing::Test {
 protected:
  using Words = SpokenWords;
  struct Said {
    Disposition disposition;
    std::string jti;
    Digest hash{};
    bool valid() const { return disposition.valid; }
  };

  // `founder` is officer and registrar, and has P1.
  using Change = void (*)(CharterRules&);
  explicit Record(const std::string& charter_template = "small-office", Change change = nullptr) {
    Found(charter_template, change);
  }

  void Found(const std::string& charter_template, Change change) {
    Charter charter;
    static_cast<CharterRules&>(charter) =
        CharterFromToml(*CharterTemplate(charter_template))->rules;
    if (change != nullptr) change(charter);
    org_ = std::string(32, 'a');
    const Identity& founder = KeysOf("founder");
    ids_["founder"] = NewUuid7(clock_, random_);
    charter.roots = {{ids_["founder"], RootRole::kOfficer, SignKey(founder)}};
    charter.directory = EncodeRecipient(Identity::Generate(random_).age.front().recipient());
    charter.effective = clock_.Now() - std::chrono::days(30);
    charter.expires = clock_.Now() + std::chrono::days(700);
    Words words;
    words.claims = Json{{"format", 1}, {"body", CharterToJson(charter)}};
    const Statement genesis = Sign("founder", Kind::kCharter, words);
    state_ = std::make_unique<OrgState>(genesis.hash);
    charter_ = genesis.hash;
    said_.emplace_back(next_, genesis.token);
    ASSERT_TRUE(state_->Apply(next_++, genesis.token, OrgState::Signatures::kVerify).valid);
    CardClaims card{PersonOf("founder", {{Role::kSecurityOfficer, "", clock_.Now(), {}},
                                         {Role::kRegistrar, "", clock_.Now(), {}}})};
    words = {};
    words.jti = words.subject = ids_["founder"];
    words.claims = ToClaims(card, kJapan);
    const Said said = Say("founder", Kind::kMemberCard, words);
    ASSERT_TRUE(said.valid()) << said.disposition.why;
  }

  const Identity& KeysOf(const std::string& who) {
    const auto it = keys_.find(who);
    if (it != keys_.end()) return it->second;
    return keys_.emplace(who, Identity::Generate(random_)).first->second;
  }
  static std::string SignKey(const Identity& identity) {
    return EncodePublicPaserk(identity.signing->public_key());
  }
  Person PersonOf(const std::string& who, std::vector<RoleGrant> grants) {
    Person person;
    person.sign_key = SignKey(KeysOf(who));
    person.age_recipient = EncodeRecipient(KeysOf(who).age.front().recipient());
    person.grants = std::move(grants);
    return person;
  }
  RoleGrant Grant(Role role, const std::string& department = "sales") {
    return {role, department, clock_.Now(), std::nullopt};
  }
  const std::string& Id(const std::string& who) { return ids_[who]; }
  void SetId(const std::string& who, const std::string& id) { ids_[who] = id; }

  // By the founder's card alone, which is enough while nobody else may consent.
  Said Hire(const std::string& who, std::vector<RoleGrant> grants, bool device = false,
            const std::string& by = "founder") {
    CardClaims card{PersonOf(who, std::move(grants))};
    card.person.is_device = device;
    Words words;
    words.claims = ToClaims(card, kJapan);
    const Said said = Say(by, Kind::kMemberCard, words);
    EXPECT_TRUE(said.valid()) << who << ": " << said.disposition.why;
    ids_[who] = said.jti;
    return said;
  }
  // A new card for somebody, as `person` has become.
  Words CardWords(const std::string& who, const Person& person) {
    Words words;
    words.subject = Id(who);
    words.claims = ToClaims(CardClaims{person}, kJapan);
    return words;
  }
  Words Proposing(const std::string& who, const Person& person) {
    Words words;
    words.claims =
        ToClaims(ProposalClaims{ProposedAct::kMemberCard, who.empty() ? std::string() : Id(who),
                                ToClaims(CardClaims{person}, kJapan)});
    return words;
  }
  Words Reinstating(const std::string& who) {
    Words words;
    words.claims = ToClaims(ProposalClaims{ProposedAct::kMemberStatus, Id(who),
                                           ToClaims(StatusClaims{StatusAction::kReinstate})});
    return words;
  }
  Words Status(const std::string& who, StatusAction action) {
    return {Id(who), ToClaims(StatusClaims{action}), {}, {}, {}};
  }
  Words ConsentingTo(const Said& proposal) {
    return {proposal.jti, ToClaims(ConsentClaims{proposal.hash}), {}, {}, {}};
  }

  // A request by `who` of class `class_id` for a medium (empty: none, by mail).
  Words Asking(const std::string& who, const std::string& medium, const std::string& holder = "",
               const std::string& class_id = "秘") {
    RequestClaims claims;
    claims.holder = Id(holder.empty() ? who : holder);
    claims.class_id = class_id;
    claims.files = claims.bytes = 1;
    claims.recipients = {EncodeRecipient(KeysOf(who).age.front().recipient())};
    claims.destination = medium.empty() ? Destination::kMail : Destination::kMedium;
    if (medium.empty()) claims.domains = {"example.jp"};
    claims.medium = medium;
    if (const MediumRecord* const record = state_->FindMedium(medium))
      claims.registration = StatementHash(record->token);
    claims.duty_text = "1";
    claims.from = clock_.Now();
    claims.until = clock_.Now() + std::chrono::days(20);
    return {"", ToClaims(claims, kJapan), {}, {}, {}};
  }
  Words Deciding(Kind kind, const Said& request) {
    DecisionClaims claims;
    claims.request = request.hash;
    if (kind == Kind::kWithdrawal) return Withdrawing(request);
    return {request.jti, ToClaims(claims, kind, kJapan), {}, {}, {}};
  }
  // A request or a proposal.
  Words Withdrawing(const Said& statement) {
    return {statement.jti, ToClaims(WithdrawalClaims{statement.hash}), {}, {}, {}};
  }
  Words Registering(const std::string& label) {
    MediumClaims claims;
    claims.label = label;
    claims.medium_kind = "directory";
    claims.hardware = Json{{"kind", "directory"}};
    return {"", ToClaims(claims), {}, {}, {}};
  }
  Words CheckingOut(const Said& medium, const Said& request, const std::string& to) {
    CheckoutClaims claims;
    claims.to = Id(to);
    claims.request = request.hash;
    claims.due = clock_.Now() + std::chrono::days(3);
    return {medium.jti, ToClaims(claims, kJapan), {}, {}, {}};
  }
  Words Sealing(const Said& request, const std::string& medium) {
    SealClaims claims;
    claims.request = request.hash;
    claims.prefix = claims.root = request.hash;
    claims.length = 100;
    claims.medium = medium;
    return {request.jti, ToClaims(claims), {}, {}, {}};
  }
  Words Losing(const Said& medium) {
    const std::string now = FormatTime(clock_.Now(), kJapan);
    return {medium.jti, Json{{"last_seen", now}, {"found_missing", now}}, {}, {}, {}};
  }
  Words Returning(const Said& medium) { return {medium.jti, ToClaims(ReturnClaims{}), {}, {}, {}}; }
  Words Wiping(const Said& medium) {
    WipeClaims claims;
    claims.scope = "device";
    claims.grade = "clear";
    claims.complete = true;
    return {medium.jti, ToClaims(claims), {}, {}, {}};
  }
  Words Acknowledging(const Said& medium, const Said& loss) {
    return {medium.jti, ToClaims(AcknowledgementClaims{loss.hash}), {}, {}, {}};
  }
  Words Passing(const std::string& medium, std::vector<Digest> seals = {}) {
    GateClaims claims;
    claims.medium = medium;
    claims.seals = std::move(seals);
    claims.files = 1;
    return {"", ToClaims(claims), {}, {}, {}};
  }

  Statement Sign(const std::string& who, Kind kind, const Words& words) {
    StatementHeader header;
    header.kind = kind;
    header.org = org_;
    header.iss = words.as.empty() ? Id(who) : words.as;
    header.iat = words.iat.value_or(clock_.Now());
    header.jti = words.jti.empty() ? NewUuid7(clock_, random_) : words.jti;
    header.subject = words.subject.empty() ? header.jti : words.subject;
    if (kind != Kind::kCharter) header.charter = CharterRef{1, charter_};
    header.tool = "sekisho/0.1.0";
    Json claims = words.claims;
    if (!claims.contains("annex"))
      for (const AnnexPartRule& part : AnnexPartsOf(kind))
        claims["annex"][part.part] = std::string(64, 'c');
    const auto token = SignStatement(header, claims, *KeysOf(who).signing, kJapan);
    EXPECT_TRUE(token) << (token ? "" : token.error().message);
    return *ParseStatement(*token);
  }
  Said Say(const std::string& who, Kind kind, const Words& words) {
    const Statement statement = Sign(who, kind, words);
    said_.emplace_back(next_, statement.token);
    Said said{state_->Apply(next_++, statement.token, OrgState::Signatures::kVerify),
              statement.header.jti, statement.hash};
    return said;
  }
  // The same on a copy: nothing has happened.
  Said Try(const std::string& who, Kind kind, const Words& words) {
    const Statement statement = Sign(who, kind, words);
    OrgState copy = *state_;
    return {copy.Apply(next_, statement.token, OrgState::Signatures::kVerify), statement.header.jti,
            statement.hash};
  }
  // Why it was void; empty when it was not.
  std::string Why(const std::string& who, Kind kind, const Words& words) {
    return Try(who, kind, words).disposition.why;
  }

  const MemberRecord& Member(const std::string& who) { return *state_->FindMember(Id(who)); }
  const MediumRecord& Medium(const Said& medium) { return *state_->FindMedium(medium.jti); }
  const RequestRecord& Request(const Said& request) { return *state_->FindRequest(request.jti); }
  void Wait(int64_t days) { clock_.Set(clock_.Now() + std::chrono::days(days)); }
  bool Ready(const Said& request) {
    PermitQuestion question;
    question.now = clock_.Now();
    return JudgePermit(state_->Facts(Request(request)), question).valid;
  }

  std::unique_ptr<OrgState> state_;
  FixedClock clock_{*ParseTime("2026-11-22T10:00:00+09:00")};
  SystemRandom random_;
  uint64_t next_ = 0;
  std::vector<std::pair<uint64_t, std::string>> said_;  // so far

 private:
  std::string org_;
  Digest charter_{};
  std::map<std::string, Identity> keys_;
  std::map<std::string, std::string> ids_;
};

}  // namespace sekisho
