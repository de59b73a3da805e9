// The folded state beside the verified head: rebuilt when it does not fit, healed when it is
// damaged, and never a reason to accuse the record.
#include <sqlite3.h>

#include "tests/unit/workflow/forge.h"
#include "workflow/kept/fold_version.h"
#include "workflow/kept/kept_state.h"
#include "workflow/office/ledger_acts.h"

namespace sekisho {
namespace {

class KeptStateTest : public Forgery {
 protected:
  std::string Directory(const std::string& person) const {
    return home_ + "/state-" + person + "/" + HexEncode(ByteView(genesis_).first(8));
  }
  // Changes the machine's own memory.
  void Edit(const std::string& person, const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((Directory(person) + "/verified.sqlite").c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sql << ": " << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  std::unique_ptr<VerifiedIndex> IndexOf(const std::string& person) {
    return *VerifiedIndex::Open(Directory(person));
  }
  // How what is kept differs from a fold of all of it.
  uint64_t Differences(const std::string& person) {
    const auto index = IndexOf(person);
    const auto store = Store();
    const auto kept = index->kept().Head();
    EXPECT_TRUE(kept && *kept);
    if (!kept || !*kept) return UINT64_MAX;
    EXPECT_EQ((*kept)->head, *index->Head());
    OrgState whole(genesis_);
    EXPECT_TRUE(FoldVerified(*index, *store, whole, 0, (*kept)->head.size,
                             [](uint64_t, const Disposition&) { return Result<void>(); }));
    EXPECT_EQ((*kept)->summary, whole.Summary());
    return *CountDifferences(*index, whole);
  }
  // Rows that are whole by their own sums.
  Bytes RowOf(const std::string& person, Place place, const std::string& key) {
    return **IndexOf(person)->kept().Load(static_cast<int64_t>(place), key);
  }
  void PutRow(const std::string& person, Place place, const std::string& key, ByteView row) {
    const auto index = IndexOf(person);
    ASSERT_TRUE(
        index->Write([&] { return index->kept().Put(static_cast<int64_t>(place), key, row); }));
  }
  std::string IdOfR1() { return (*ResolveRequest(*Open("manager"), "R1"))->id(); }
  static std::string Table(Place place) { return std::to_string(static_cast<int>(place)); }
};

TEST_F(KeptStateTest, IsKeptAsItIsFolded) {
  SealOne();
  Open("manager");
  for (const char* person : {"officer", "manager", "employee", "it"}) {
    Open(person);
    EXPECT_EQ(Differences(person), 0U) << person;
  }
}

TEST_F(KeptStateTest, IsMadeAgainWhenThereIsNone) {
  SealOne();
  Open("manager");
  Edit("manager", "DROP TABLE kept_rows; DROP TABLE kept_head");
  EXPECT_NE((*ResolveRequest(*Open("manager"), "R1"))->seals.size(), 0U);
  EXPECT_EQ(Differences("manager"), 0U);
}

// By its own sums it is whole; it is of something else.
TEST_F(KeptStateTest, IsMadeAgainWhenItIsOfAnotherVersionOrRecord) {
  SealOne();
  Open("manager");
  const auto change = [&](const std::function<void(KeptHead&)>& edit) {
    const auto index = IndexOf("manager");
    ASSERT_TRUE(index->Write([&]() -> Result<void> {
      ASSIGN_OR_RETURN(const std::optional<KeptHead> kept, index->kept().Head());
      KeptHead head = *kept;
      edit(head);
      RETURN_IF_ERROR(index->kept().Put(static_cast<int64_t>(Place::kBegun), "left over", {}));
      return index->kept().SetHead(head);
    }));
  };
  for (const std::function<void(KeptHead&)>& edit :
       {std::function<void(KeptHead&)>([](KeptHead& head) { head.version = "older"; }),
        std::function<void(KeptHead&)>([](KeptHead& head) {
          head.version = std::string(kFoldVersion) + "/" + HexEncode(Digest{1});
        }),
        std::function<void(KeptHead&)>([](KeptHead& head) { head.head.root = Digest{1}; }),
        std::function<void(KeptHead&)>([](KeptHead& head) { head.head.size += 5; })}) {
    change(edit);
    EXPECT_EQ((*ResolveRequest(*Open("manager"), "R1"))->seals.size(), 1U);
    EXPECT_EQ(Differences("manager"), 0U);
  }
}

// An older program goes on without it.
TEST_F(KeptStateTest, CatchesUpWhenItIsBehind) {
  Open("manager");
  const auto behind = [&] {
    const auto index = IndexOf("manager");
    return **index->kept().Head();
  }();
  SealOne();
  Open("manager");
  {
    // What was kept of the later statements is as the earlier ones left it.
    const auto index = IndexOf("manager");
    const auto store = Store();
    OrgState early(genesis_);
    ASSERT_TRUE(FoldVerified(*index, *store, early, 0, behind.head.size,
                             [](uint64_t, const Disposition&) { return Result<void>(); }));
    ASSERT_TRUE(index->Write([&]() -> Result<void> {
      RETURN_IF_ERROR(index->kept().Clear());
      Result<void> put;
      early.ForEachRow([&](Place place, const std::string& key, ByteView row) {
        if (put) put = index->kept().Put(static_cast<int64_t>(place), key, row);
      });
      RETURN_IF_ERROR(put);
      return index->kept().SetHead(behind);
    }));
  }
  EXPECT_EQ((*ResolveRequest(*Open("manager"), "R1"))->seals.size(), 1U);
  EXPECT_EQ(Differences("manager"), 0U);
}

TEST_F(KeptStateTest, ADamagedRowIsMadeFromTheRecordAgain) {
  SealOne();
  Open("manager");
  for (const Place place : {Place::kRequests, Place::kMembers, Place::kMedia, Place::kNumbers}) {
    Edit("manager",
         "UPDATE kept_rows SET row = x'00112233445566778899' WHERE tbl = " + Table(place));
    {
      const auto session = Open("manager");
      const auto request = ResolveRequest(*session, "R1");
      ASSERT_TRUE(request) << request.error().message;
      EXPECT_EQ((*request)->seals.size(), 1U);
      EXPECT_EQ(session->state().members().size(), 4U);
      EXPECT_NE(session->state().FindMediumByLabel("usb-1"), nullptr);
    }
    EXPECT_EQ(Differences("manager"), 0U) << Table(place);
  }
  Edit("manager", "UPDATE kept_head SET summary = x'00'");
  EXPECT_TRUE(ResolveRequest(*Open("manager"), "R1"));
  EXPECT_EQ(Differences("manager"), 0U);
}

// A command that finds the damage while it folds what it has appended.
TEST_F(KeptStateTest, DamageIsHealedWhileSomethingIsAppended) {
  SealOne();
  Open("manager");
  Edit("manager", "UPDATE kept_rows SET row = x'00' WHERE tbl = " + Table(Place::kStatements));
  Edit("manager", "UPDATE kept_rows SET row = x'00' WHERE tbl = " + Table(Place::kOfficeHolders));
  auto session = Open("manager");
  ASSERT_TRUE(Revoke(*session, **ResolveRequest(*session, "R1"), "no"));
  EXPECT_EQ((*ResolveRequest(*session, "R1"))->revocations.size(), 1U);
  session.reset();
  EXPECT_EQ(Differences("manager"), 0U);
}

// The record itself, changed behind what was verified: whoever needs it is told, by the one word
// for it; what was kept does not hide it.
TEST_F(KeptStateTest, ARecordThatWasChangedIsNotRead) {
  SealOne();
  Open("manager");
  const uint64_t index = [&] { return (*ResolveRequest(*Open("manager"), "R1"))->index; }();
  Tamper("UPDATE entries SET token = CAST(token || 'x' AS BLOB) WHERE idx = " +
         std::to_string(index));
  const auto session = Open("manager");
  ASSERT_NE(session, nullptr);
  try {
    (void)ResolveRequest(*session, "R1").has_value();
    ADD_FAILURE() << "it was read";
  } catch (const RecordUnreadable& unreadable) {
    EXPECT_EQ(unreadable.error().code, ErrorCode::kVerdict) << unreadable.error().message;
  }
  EXPECT_FALSE(VerifyLedger(SettingOf("manager"), WorldNow())->ok);
}

// An older row, put back: what was said since is not forgotten.
TEST_F(KeptStateTest, ARowThatLeavesOutARevocationIsNotBelieved) {
  SealOne();
  const std::string id = IdOfR1();
  const Bytes before = RowOf("manager", Place::kRequests, id);
  {
    const auto session = Open("manager");
    ASSERT_TRUE(Revoke(*session, **ResolveRequest(*session, "R1"), "no"));
  }
  PutRow("manager", Place::kRequests, id, before);
  EXPECT_EQ((*ResolveRequest(*Open("manager"), "R1"))->revocations.size(), 1U);
  EXPECT_EQ(Differences("manager"), 0U);
}

TEST_F(KeptStateTest, ARowThatIsGoneIsMissed) {
  SealOne();
  const std::string id = IdOfR1();
  Edit("manager", "DELETE FROM kept_rows WHERE tbl = " + Table(Place::kRequests));
  EXPECT_TRUE(ResolveRequest(*Open("manager"), "R1"));
  EXPECT_EQ(Differences("manager"), 0U);
  Edit("manager", "DELETE FROM kept_rows WHERE tbl = " + Table(Place::kMedia));
  EXPECT_NE(Open("manager")->state().FindMedium((*ResolveMedium(*Open("it"), "USB-1"))->id),
            nullptr);
  EXPECT_EQ(Differences("manager"), 0U);
}

// A row that names cores that are not there, or are of something else, is wrong; the record is not.
TEST_F(KeptStateTest, ARowOfOtherCoresDoesNotAccuseTheRecord) {
  SealOne();
  const std::string id = IdOfR1();
  for (const uint64_t index : {uint64_t{1'000'000}, uint64_t{0}, uint64_t{1}}) {
    RequestRecord changed = **ResolveRequest(*Open("manager"), "R1");
    changed.index = index;
    PutRow("manager", Place::kRequests, id, EncodeRow(changed));
    const auto session = Open("manager");
    const auto request = ResolveRequest(*session, "R1");
    ASSERT_TRUE(request) << index << ": " << request.error().message;
    EXPECT_NE((*request)->index, index);
    EXPECT_EQ(Differences("manager"), 0U);
  }
}

// What a row adds to its cores is judged once more before anything is decided by it.
TEST_F(KeptStateTest, AVetoThatARowTakesTheForceFromKeepsIt) {
  SealOne();
  const std::string id = IdOfR1();
  {
    const auto session = Open("manager");
    ASSERT_TRUE(Revoke(*session, **ResolveRequest(*session, "R1"), "no"));
  }
  RequestRecord changed = **ResolveRequest(*Open("manager"), "R1");
  ASSERT_TRUE(changed.revocations.front().has_force);
  changed.revocations.front().has_force = false;
  PutRow("manager", Place::kRequests, id, EncodeRow(changed));
  const auto session = Open("manager");
  const RequestRecord* const request = *ResolveRequest(*session, "R1");
  session->state().ReadAgain(*request);
  EXPECT_TRUE(request->revocations.front().has_force);
  EXPECT_EQ(Differences("manager"), 0U);
}

TEST_F(KeptStateTest, ARoleThatARowGivesIsNotBelievedWhenItIsDecidedBy) {
  SealOne();
  MemberRecord changed = [&] {
    const auto session = Open("manager");
    return *session->state().FindMember((*ResolveRequest(*session, "R1"))->requester());
  }();
  RoleGrant officer;
  officer.role = Role::kSecurityOfficer;
  changed.versions.back().second.grants.push_back(officer);
  PutRow("manager", Place::kMembers, changed.id, EncodeRow(changed));
  const auto session = Open("manager");
  const MemberRecord* const requester = session->state().FindMember(changed.id);
  ASSERT_EQ(requester->Now(), changed.Now());
  session->state().ReadAgain(**ResolveRequest(*session, "R1"));
  EXPECT_NE(requester->Now(), changed.Now());
  EXPECT_EQ(Differences("manager"), 0U);
}

// Bytes that are whole by their own sum and are no summary.
TEST_F(KeptStateTest, ASummaryThatIsNoneIsMadeAgain) {
  SealOne();
  Open("manager");
  {
    const auto index = IndexOf("manager");
    ASSERT_TRUE(index->Write([&]() -> Result<void> {
      ASSIGN_OR_RETURN(const std::optional<KeptHead> kept, index->kept().Head());
      KeptHead head = *kept;
      head.summary.resize(head.summary.size() / 2);
      return index->kept().SetHead(head);
    }));
  }
  EXPECT_TRUE(ResolveRequest(*Open("manager"), "R1"));
  EXPECT_EQ(Differences("manager"), 0U);
}

// Two commands of one machine: the second sees what the first has appended, and rows that it holds
// stay where they are.
TEST_F(KeptStateTest, TwoCommandsOfOneMachineGoOnTogether) {
  SealOne();
  auto first = Open("manager");
  auto second = Open("manager");
  const RequestRecord* const request = *ResolveRequest(*second, "R1");
  ASSERT_TRUE(Revoke(*first, **ResolveRequest(*first, "R1"), "no"));
  EXPECT_TRUE(request->revocations.empty());
  EXPECT_EQ(second->state().media().size(), 1U);  // read now, as of then
  ASSERT_TRUE(second->CatchUp());
  EXPECT_EQ(request->revocations.size(), 1U);
  EXPECT_EQ(*ResolveRequest(*second, "R1"), request);
  first.reset();
  second.reset();
  EXPECT_EQ(Differences("manager"), 0U);
}

// One of them throws away what is kept while the other is at work.
TEST_F(KeptStateTest, SurvivesThatItIsThrownAwayMeanwhile) {
  SealOne();
  auto session = Open("manager");
  const RequestRecord* const request = *ResolveRequest(*session, "R1");
  {
    const auto index = IndexOf("manager");
    ASSERT_TRUE(index->Write([&] { return index->kept().Clear(); }));
  }
  ASSERT_TRUE(Revoke(*session, *request, "no"));
  EXPECT_EQ(request->revocations.size(), 1U);
  EXPECT_EQ(*ResolveRequest(*session, "R1"), request);
  session.reset();
  EXPECT_EQ(Differences("manager"), 0U);
}

LogFilter Newest(uint64_t limit) {
  LogFilter filter;
  filter.limit = limit;
  return filter;
}

// The newest are those that the whole log ends with, though the rest of it is not looked up.
TEST_F(KeptStateTest, TheLogEndsTheSameWhereItIsCutShort) {
  SealOne();
  const auto all = *ReadLog(*Open("manager"), {});
  ASSERT_GT(all.size(), 4U);
  const auto session = Open("manager");
  const auto newest = *ReadLog(*session, Newest(2));
  ASSERT_EQ(newest.size(), 2U);
  for (size_t i = 0; i < 2; ++i) {
    const LogLine& same = all[all.size() - 2 + i];
    EXPECT_EQ(newest[i].index, same.index);
    EXPECT_EQ(newest[i].jti, same.jti);
    EXPECT_EQ(newest[i].subject, same.subject);
    EXPECT_EQ(newest[i].view, same.view);
  }
  EXPECT_EQ(ReadLog(*session, Newest(all.size() + 1))->size(), all.size());
  std::vector<uint64_t> cards;
  for (const LogLine& line : all)
    if (line.kind == KindName(Kind::kMemberCard)) cards.push_back(line.index);
  ASSERT_GT(cards.size(), 2U);
  LogFilter filter = Newest(2);
  filter.kind = "member-card";
  const auto two = *ReadLog(*session, filter);
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[0].index, cards[cards.size() - 2]);
  EXPECT_EQ(two[1].index, cards.back());
  filter = {};
  filter.about = "R1";
  const auto about = *ReadLog(*session, filter);
  EXPECT_FALSE(about.empty());
  for (const LogLine& line : about) EXPECT_EQ(line.subject, "R1");
}

}  // namespace
}  // namespace sekisho
