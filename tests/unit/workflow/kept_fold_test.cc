// The folded state that is kept and read again is the one that is folded from nothing, after every
// statement of every kind that is folded.
#include "tests/unit/workflow/record.h"

namespace sekisho {
namespace {

// Rows and cores in memory, as a machine keeps them.
class MapSource final : public RowSource, public RowSink {
 public:
  using Key = std::pair<Place, std::string>;
  std::optional<Bytes> Load(Place place, const std::string& key) override {
    ++loads;
    const auto it = rows.find({place, key});
    return it == rows.end() ? std::optional<Bytes>() : it->second;
  }
  void LoadRange(Place place, const std::string& from, const std::optional<std::string>& to,
                 const RowFn& visit) override {
    for (auto it = rows.lower_bound({place, from});
         it != rows.end() && it->first.first == place && (!to || it->first.second < *to); ++it)
      visit(it->first.second, it->second);
  }
  std::string Token(uint64_t index) override { return tokens.at(index); }
  std::vector<Mention> About(const std::string& subject) override {
    std::vector<Mention> mentions;
    for (const auto& [index, disposition] : valid)
      if (disposition.subject == subject) mentions.push_back({index, disposition.kind});
    return mentions;
  }
  void Distrust() override { ++distrusted; }
  Result<void> Put(Place place, const std::string& key, ByteView row) override {
    rows[{place, key}] = Bytes(row.begin(), row.end());
    return {};
  }
  Result<void> Remove(Place place, const std::string& key) override {
    rows.erase({place, key});
    return {};
  }

  std::map<Key, Bytes> rows;
  std::map<uint64_t, std::string> tokens;
  std::map<uint64_t, Disposition> valid;
  int loads = 0;
  int distrusted = 0;
};

std::map<MapSource::Key, Bytes> RowsOf(const OrgState& state) {
  std::map<MapSource::Key, Bytes> rows;
  state.ForEachRow([&](Place place, const std::string& key, ByteView row) {
    rows[{place, key}] = Bytes(row.begin(), row.end());
  });
  return rows;
}

class KeptFold : public Record {
 protected:
  // Everything that was said, into a state that is kept and read again after each statement, beside
  // one that never is. Both judge alike, and come to the same rows.
  void CompareAll() {
    OrgState whole(state_->genesis());
    auto source = std::make_shared<MapSource>();
    Bytes summary;
    bool first = true;
    for (const auto& [index, token] : said_) {
      source->tokens[index] = token;
      OrgState kept(state_->genesis());
      kept.SetSource(source);
      if (!first) kept.ReadFrom(source, summary);
      first = false;
      const Disposition by_whole = whole.Apply(index, token, OrgState::Signatures::kVerify);
      const Disposition by_kept = kept.Apply(index, token, OrgState::Signatures::kVerify);
      ASSERT_EQ(by_kept.valid, by_whole.valid) << index << ": " << by_kept.why;
      ASSERT_EQ(by_kept.why, by_whole.why);
      if (by_kept.valid) source->valid[index] = by_kept;
      ASSERT_TRUE(kept.Flush(*source));
      summary = kept.Summary();
      ASSERT_EQ(summary, whole.Summary()) << index << " " << by_whole.kind;
      ASSERT_EQ(source->rows, RowsOf(whole)) << index << " " << by_whole.kind;
    }
    // Rows are read as they were written.
    OrgState kept(state_->genesis());
    kept.ReadFrom(source, summary);
    EXPECT_EQ(RowsOf(kept), RowsOf(whole));
    source_ = source;
    summary_ = summary;
  }

  // Half a year of an office in which everything happens once.
  void LiveThroughEverything() {
    Hire("manager", {Grant(Role::kManager)});
    Hire("anna", {Grant(Role::kEmployee)});
    Hire("bert", {Grant(Role::kEmployee)});
    Hire("it", {Grant(Role::kIt)});
    Hire("gate", {Grant(Role::kGuard)}, true);
    const Said first = Say("it", Kind::kMedium, Registering("USB-1"));
    const Said second = Say("it", Kind::kMedium, Registering("USB-2"));
    Say("it", Kind::kMedium, Registering("usb-1"));  // void: in use
    const Said taken = Say("anna", Kind::kRequest, Asking("anna", first.jti));
    const Said denied = Say("bert", Kind::kRequest, Asking("bert", second.jti));
    Words worded = Asking("bert", "");
    for (const AnnexPartRule& part : AnnexPartsOf(Kind::kRequest))
      worded.claims["annex"][part.part] = std::string(64, 'd');
    const Said withdrawn = Say("bert", Kind::kRequest, worded);
    const Said revoked = Say("anna", Kind::kRequest, Asking("anna", second.jti, "bert"));
    Say("anna", Kind::kApproval, Deciding(Kind::kApproval, taken));  // fills nothing
    Say("manager", Kind::kApproval, Deciding(Kind::kApproval, taken));
    Say("bert", Kind::kDenial, Deciding(Kind::kDenial, taken));  // without force
    Say("manager", Kind::kDenial, Deciding(Kind::kDenial, denied));
    Say("bert", Kind::kWithdrawal, Deciding(Kind::kWithdrawal, withdrawn));
    Say("manager", Kind::kApproval, Deciding(Kind::kApproval, revoked));
    Say("bert", Kind::kSeal, Sealing(revoked, second.jti));  // void: not the requester
    Say("it", Kind::kCheckout, CheckingOut(first, taken, "anna"));
    const Said seal = Say("anna", Kind::kSeal, Sealing(taken, first.jti));
    ASSERT_TRUE(seal.valid()) << seal.disposition.why;
    Say("it", Kind::kGatePass, Passing(first.jti, {seal.hash}));
    const Said loss = Say("bert", Kind::kLoss, Losing(first));
    Say("it", Kind::kAcknowledgement, Acknowledging(first, loss));
    Say("anna", Kind::kLoss, Losing(first));
    Say("bert", Kind::kFound, {first.jti, Json::object(), {}, {}, {}});
    Say("anna", Kind::kReturn, Returning(first));  // void: her own
    Say("it", Kind::kReturn, Returning(first));
    Say("it", Kind::kWipe, Wiping(first));
    Say("manager", Kind::kRevocation, Deciding(Kind::kRevocation, revoked));
    Say("founder", Kind::kSealVoid, {taken.jti, ToClaims(SealRefClaims{seal.hash}), {}, {}, {}});
    Wait(10);
    Hire("registrar", {Grant(Role::kRegistrar, "")});
    Wait(10);
    Person person = Member("anna").Now();
    person.grants.push_back(Grant(Role::kManager, "labs"));
    const Said proposal = Say("registrar", Kind::kProposal, Proposing("anna", person));
    Say("founder", Kind::kConsent, ConsentingTo(proposal));
    Say("founder", Kind::kMemberStatus, Status("bert", StatusAction::kSuspend));
    const Said back = Say("founder", Kind::kProposal, Reinstating("bert"));
    Say("registrar", Kind::kConsent, ConsentingTo(back));
    Say("founder", Kind::kMemberStatus, Status("bert", StatusAction::kLeave));
    Say("founder", Kind::kMemberStatus, Status("founder", StatusAction::kSuspend));  // void
    const Said replaced = Say("anna", Kind::kRequest, Asking("anna", ""));
    Words instead = Asking("anna", "");
    instead.claims["replaces"] = HexEncode(replaced.hash);
    ASSERT_TRUE(Say("anna", Kind::kRequest, instead).valid());
    ASSERT_TRUE(Request(replaced).withdrawn);
    const Json words_of_withdrawn = {{"annexes", {std::string(64, 'd')}}};
    ASSERT_TRUE(Say("founder", Kind::kAnnexErased, {withdrawn.jti, words_of_withdrawn, {}, {}, {}})
                    .valid());
  }

  // Who gets new keys leaves the old ones to nobody.
  void LoseAKey() {
    Person anna = Member("anna").Now();
    const Person new_keys = PersonOf("anna's new", {});
    anna.sign_key = new_keys.sign_key;
    anna.age_recipient = new_keys.age_recipient;
    const Said proposal = Say("registrar", Kind::kProposal, Proposing("anna", anna));
    const Said consent = Say("founder", Kind::kConsent, ConsentingTo(proposal));
    ASSERT_TRUE(consent.valid()) << consent.disposition.why;
    for (const bool sign_key : {true, false}) {
      Person thief = PersonOf("thief", {Grant(Role::kEmployee)});
      (sign_key ? thief.sign_key : thief.age_recipient) =
          sign_key ? PersonOf("anna", {}).sign_key : PersonOf("anna", {}).age_recipient;
      const Said new_one = Say("registrar", Kind::kProposal, Proposing("", thief));
      ASSERT_FALSE(Say("founder", Kind::kConsent, ConsentingTo(new_one)).valid());
    }
  }

  std::shared_ptr<MapSource> source_;
  Bytes summary_;
};

TEST_F(KeptFold, IsTheOneFoldedFromNothingAfterEveryStatement) {
  LiveThroughEverything();
  LoseAKey();
  CompareAll();
}

TEST_F(KeptFold, ReadsOnlyWhatIsAskedFor) {
  LiveThroughEverything();
  CompareAll();
  OrgState kept(state_->genesis());
  kept.ReadFrom(source_, summary_);
  source_->loads = 0;
  const MemberRecord* const anna = kept.FindMember(Id("anna"));
  ASSERT_NE(anna, nullptr);
  EXPECT_EQ(anna->Now(), Member("anna").Now());
  EXPECT_EQ(source_->loads, 1);
  EXPECT_EQ(kept.rows_in_memory(), 1U);
  EXPECT_EQ(kept.FindMember(Id("anna")), anna);  // it stays where it is
  EXPECT_EQ(source_->loads, 1);
}

TEST_F(KeptFold, FindsTheSameByEveryName) {
  LiveThroughEverything();
  LoseAKey();
  CompareAll();
  OrgState kept(state_->genesis());
  kept.ReadFrom(source_, summary_);
  for (const auto& [id, request] : state_->requests()) {
    EXPECT_EQ(kept.FindRequestByNumber(ShortId(request))->id(), id);
    EXPECT_EQ(kept.FindRequestByHash(request.statement.hash)->id(), id);
    EXPECT_EQ(kept.RequestsBeginningWith(id).size(), 1U);
    for (const SealRecord& seal : request.seals) {
      EXPECT_EQ(kept.FindSeal(seal.hash)->jti, seal.jti);
      EXPECT_EQ(kept.RequestsWithSeal(seal.jti).size(), 1U);
    }
  }
  for (const auto& [id, medium] : state_->media()) {
    EXPECT_EQ(kept.FindMediumByLabel(medium.claims.label)->id, id);
    EXPECT_EQ(kept.FindMediumByTag(medium.tag)->id, id);
    EXPECT_EQ(kept.FindMediumByHash(StatementHash(medium.token))->id, id);
  }
  for (const auto& [id, member] : state_->members()) {
    EXPECT_EQ(kept.FindMemberByNumber(ShortId(member))->id, id);
    EXPECT_EQ(kept.FindMemberByKey(member.Now().sign_key)->id, id);
    for (const auto& [index, person] : member.versions)
      EXPECT_EQ(kept.OwnerOf(person.age_recipient)->id, id);
  }
  EXPECT_EQ(kept.FindRequestByNumber("R99"), nullptr);
  EXPECT_EQ(kept.FindRequestByNumber("P1"), nullptr);
  EXPECT_EQ(kept.FindMemberByKey(PersonOf("anna", {}).sign_key), nullptr);
  EXPECT_EQ(kept.ReaderOf(PersonOf("anna", {}).age_recipient, clock_.Now()), nullptr);
}

TEST_F(KeptFold, KnowsWhichRequestsAreNotOver) {
  Hire("manager", {Grant(Role::kManager)});
  Hire("anna", {Grant(Role::kEmployee)});
  const Said open = Say("anna", Kind::kRequest, Asking("anna", ""));
  const Said denied = Say("anna", Kind::kRequest, Asking("anna", ""));
  Say("manager", Kind::kDenial, Deciding(Kind::kDenial, denied));
  const auto ids = [&](Time now) {
    std::vector<std::string> found;
    for (const RequestRecord* request : state_->RequestsNotOver(now))
      found.push_back(request->id());
    return found;
  };
  const Time end = Request(open).claims.until;
  EXPECT_EQ(ids(clock_.Now()), std::vector{open.jti});
  EXPECT_EQ(ids(end), std::vector{open.jti});
  EXPECT_TRUE(ids(end + std::chrono::seconds(1)).empty());
  EXPECT_EQ(state_->RequestsConcerning(Id("anna")).size(), 2U);
  EXPECT_EQ(state_->RequestsConcerning(Id("manager")).size(), 1U);
  EXPECT_TRUE(state_->RequestsConcerning(Id("founder")).empty());
}

// What is tried changes nothing, and sees all.
TEST_F(KeptFold, ATrialChangesNothing) {
  LiveThroughEverything();
  CompareAll();
  OrgState kept(state_->genesis());
  kept.ReadFrom(source_, summary_);
  const auto before = RowsOf(*state_);
  const Statement statement = Sign("anna", Kind::kRequest, Asking("anna", ""));
  OrgState trial = kept.Trial();
  OrgState copy = *state_;
  ASSERT_TRUE(trial.Apply(next_, statement.token, OrgState::Signatures::kVerify).valid);
  ASSERT_TRUE(copy.Apply(next_, statement.token, OrgState::Signatures::kVerify).valid);
  EXPECT_EQ(RowsOf(trial), RowsOf(copy));
  EXPECT_EQ(RowsOf(kept), before);
  EXPECT_EQ(trial.FindRequest(statement.header.jti)->ordinal,
            copy.FindRequest(statement.header.jti)->ordinal);
}

// Rows that somebody holds become what another command has made of them, where they are.
TEST_F(KeptFold, RefreshesRowsInPlace) {
  LiveThroughEverything();
  CompareAll();
  OrgState mine(state_->genesis());
  mine.ReadFrom(source_, summary_);
  const MemberRecord* const anna = mine.FindMember(Id("anna"));
  const size_t members = mine.members().size();
  EXPECT_EQ(anna->Now().status, MemberStatus::kActive);
  OrgState theirs(state_->genesis());
  theirs.ReadFrom(source_, summary_);
  for (const auto& [who, words, kind] :
       {std::tuple{"founder", Status("anna", StatusAction::kSuspend), Kind::kMemberStatus}}) {
    const Statement statement = Sign(who, kind, words);
    source_->tokens[next_] = statement.token;
    ASSERT_TRUE(theirs.Apply(next_++, statement.token, OrgState::Signatures::kVerify).valid);
  }
  ASSERT_TRUE(theirs.Flush(*source_));
  mine.Refresh(source_, theirs.Summary());
  EXPECT_EQ(mine.FindMember(Id("anna")), anna);
  EXPECT_EQ(anna->Now().status, MemberStatus::kSuspended);
  EXPECT_EQ(mine.members().size(), members);
  EXPECT_EQ(RowsOf(mine), RowsOf(theirs));
}

// What decides reads its request again: it never takes a true row for a false one.
TEST_F(KeptFold, WhatIsTrueIsBelievedWhenItIsReadAgain) {
  LiveThroughEverything();
  CompareAll();
  OrgState kept(state_->genesis());
  kept.ReadFrom(source_, summary_);
  for (const auto& [id, request] : kept.requests()) kept.ReadAgain(request);
  EXPECT_EQ(source_->distrusted, 0);
}

// Judged again as of the time when it entered, not of the date that its author gave it: who dates
// an approval back would have every command read the whole record (ATTACKS J8).
TEST_F(KeptFold, J8AnApprovalThatIsDatedBackIsNoDamage) {
  Hire("manager", {Grant(Role::kManager)});
  Hire("employee", {Grant(Role::kEmployee)});
  Wait(8);
  const Said request = Say("employee", Kind::kRequest, Asking("employee", ""));
  ASSERT_TRUE(request.valid());
  Words approving = Deciding(Kind::kApproval, request);
  approving.iat = clock_.Now() - std::chrono::hours(20);
  approving.claims["until"] = FormatTime(clock_.Now() - std::chrono::hours(12), kJapan);
  ASSERT_TRUE(Say("manager", Kind::kApproval, approving).valid());
  CompareAll();
  OrgState kept(state_->genesis());
  kept.ReadFrom(source_, summary_);
  for (const auto& [id, one] : kept.requests()) kept.ReadAgain(one);
  EXPECT_EQ(source_->distrusted, 0);
}

TEST_F(KeptFold, ADamagedRowIsNotRead) {
  LiveThroughEverything();
  CompareAll();
  for (auto& [key, row] : source_->rows) {
    if (key.first != Place::kMembers) continue;
    for (size_t keep = 0; keep < row.size(); keep += 7) {
      MemberRecord member;
      EXPECT_THROW(DecodeRow(ByteView(row).first(keep), source_.get(), member), RecordUnreadable);
    }
    Bytes longer = row;
    longer.push_back(0);
    MemberRecord member;
    EXPECT_THROW(DecodeRow(longer, source_.get(), member), RecordUnreadable);
  }
}

}  // namespace
}  // namespace sekisho
