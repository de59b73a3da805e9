// What a database administrator could try: every change is named by fsck, stops a machine that has
// not verified it yet, and is noticed by one that has.
#include "base/files/files.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/ledger/ledger_fixture.h"

namespace sekisho {
namespace {

struct Attack {
  const char* name;
  std::string sql;
  const char* said;  // part of what CatchUp says
};

std::string Swap(int a, int b) {
  const std::string x = std::to_string(a);
  const std::string y = std::to_string(b);
  return "UPDATE entries SET idx = 99 WHERE idx = " + x + "; UPDATE entries SET idx = " + x +
         " WHERE idx = " + y + "; UPDATE entries SET idx = " + y + " WHERE idx = 99";
}

std::string Flip(const char* table, const char* column, const char* where) {
  const std::string c = column;
  // The first byte, replaced by one that it is not.
  return std::string("UPDATE ") + table + " SET " + c + " = CAST(CASE substr(" + c +
         ",1,1) WHEN x'00' THEN x'01' ELSE x'00' END || substr(" + c + ",2) AS BLOB) WHERE " +
         where;
}

const std::vector<Attack>& Attacks() {
  static const std::vector<Attack> attacks = {
      {"F1 edited token", Flip("entries", "token", "idx = 4"), "entry 4"},
      {"F1 emptied token", "UPDATE entries SET token = x'' WHERE idx = 4", "entry 4"},
      {"F1 huge token", "UPDATE entries SET token = zeroblob(70000) WHERE idx = 4", "entry 4"},
      {"F2 deleted", "DELETE FROM entries WHERE idx = 4", "entry 4"},
      {"F3 truncated", "DELETE FROM entries WHERE idx >= 7", "entry 7"},
      {"F4 reordered", Swap(4, 5), "entry 4"},
      {"F5 inserted",
       "UPDATE entries SET idx = -idx - 1 WHERE idx >= 4; UPDATE entries SET idx = -idx WHERE idx <"
       " 0; INSERT INTO entries SELECT 4, x'aa', kind, subject, author, time, token, leaf, root"
       " FROM entries WHERE idx = 3",
       "entry 4"},
      {"hash", Flip("entries", "hash", "idx = 4"), "entry 4"},
      {"leaf", Flip("entries", "leaf", "idx = 4"), "entry 4"},
      {"short leaf", "UPDATE entries SET leaf = x'00' WHERE idx = 4", "entry 4"},
      {"root", Flip("entries", "root", "idx = 4"), "after entry 4"},
      {"head root", Flip("head", "root", "id = 1"), "head"},
      {"head size", "UPDATE head SET size = 9", "head"},
      {"head size beyond", "UPDATE head SET size = 11", "entry 10"},
      {"negative head size", "UPDATE head SET size = -1", "head row"},
      {"frontier",
       "UPDATE head SET frontier = CAST(substr(frontier,1,8) || x'00' ||"
       " substr(frontier,10) AS BLOB)",
       "frontier"},
      {"short frontier", "UPDATE head SET frontier = x'00'", "head row"},
      {"no head", "DELETE FROM head", "head row"},
  };
  return attacks;
}

class TamperTest : public LedgerTest {
 protected:
  void Fresh() {
    for (const auto& file : std::filesystem::directory_iterator(directory_))
      std::filesystem::remove_all(file.path());
    auto store = Create(10);
  }
  // CHECK(idx >= 0) does not stop whoever owns the file.
  void Attempt(const Attack& attack) {
    Tamper("PRAGMA ignore_check_constraints=ON; " + attack.sql);
  }
};

TEST_F(TamperTest, IsNamedByFsck) {
  for (const Attack& attack : Attacks()) {
    SCOPED_TRACE(attack.name);
    Fresh();
    EXPECT_TRUE(Fsck(*OpenStore())->clean());
    Attempt(attack);
    const auto report = Fsck(*OpenStore(SqliteStore::Mode::kReadOnly));
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->clean());
    EXPECT_EQ(report->problem_count, report->problems.size());
  }
}

TEST_F(TamperTest, StopsAMachineThatCatchesUp) {
  for (const Attack& attack : Attacks()) {
    SCOPED_TRACE(attack.name);
    Fresh();
    Attempt(attack);
    auto index = OpenIndex();
    const auto head = index->CatchUp(*OpenStore(), LabelOf);
    ASSERT_FALSE(head);
    EXPECT_EQ(head.error().code, ErrorCode::kVerdict);
    EXPECT_NE(head.error().message.find(attack.said), std::string::npos) << head.error().message;
    EXPECT_EQ(*index->Head(), TreeHead{});  // nothing is remembered
    EXPECT_TRUE(index->Leaves({})->empty());
  }
}

TEST_F(TamperTest, IsNoticedByAMachineThatVerifiedBefore) {
  const auto noticed = [&](const std::string& sql) {
    Fresh();
    auto index = OpenIndex();
    EXPECT_EQ(*index->CatchUp(*OpenStore(), LabelOf), HeadOf(10));
    Tamper(sql);
    auto store = OpenStore();
    const auto caught_up = index->CatchUp(*store, LabelOf);
    const auto fetched =
        index->FetchAll(*store, 0, 10, [](uint64_t, std::string_view) { return Result<void>(); });
    EXPECT_EQ(*index->Head(), HeadOf(10));
    return !caught_up.has_value() || !fetched.has_value();
  };
  EXPECT_TRUE(noticed(Flip("entries", "token", "idx = 4")));  // ATTACKS F1
  EXPECT_TRUE(noticed("DELETE FROM entries WHERE idx = 4"));  // ATTACKS F2
  EXPECT_TRUE(noticed(Swap(4, 5)));                           // ATTACKS F4
  EXPECT_TRUE(noticed(Flip("head", "root", "id = 1")));
  EXPECT_TRUE(noticed(Flip("entries", "root", "idx = 9")));
}

TEST_F(TamperTest, RefusesToAppendToALogThatContradictsItself) {
  for (const std::string& sql :
       {Flip("head", "root", "id = 1"), std::string("UPDATE head SET size = 9"),
        std::string("DELETE FROM entries WHERE idx = 9"), Flip("entries", "root", "idx = 9"),
        Flip("entries", "token", "idx = 9"), Flip("entries", "leaf", "idx = 9"),
        std::string("INSERT INTO entries SELECT 10, x'aa', kind, subject, author, time, token,"
                    " leaf, root FROM entries WHERE idx = 9"),
        std::string("DELETE FROM entries")}) {
    SCOPED_TRACE(sql);
    Fresh();
    Tamper(sql);
    const auto appended = OpenStore()->Append({EntryOf(10)});
    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().code, ErrorCode::kVerdict);
    EXPECT_NE(appended.error().message.find("contradicts itself at entry"), std::string::npos);
  }
}

TEST_F(TamperTest, FsckReportsAllProblemsAndNotTheirEchoes) {
  Fresh();
  Tamper(Flip("entries", "token", "idx = 2") + ";" + Flip("entries", "root", "idx = 5") + ";" +
         Flip("head", "root", "id = 1"));
  const auto report = Fsck(*OpenStore());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->problems,
            (std::vector<std::string>{
                "entry 2 does not match its leaf hash", "entry 2 does not match its statement hash",
                "the root after entry 5 does not follow from the entries before it",
                "the head's root does not match the entries"}));
}

TEST_F(TamperTest, FsckKnowsAHeadFromElsewhere) {  // ATTACKS F3, F6
  Fresh();
  EXPECT_TRUE(Fsck(*OpenStore(), HeadOf(0))->clean());
  EXPECT_TRUE(Fsck(*OpenStore(), HeadOf(6))->clean());
  EXPECT_TRUE(Fsck(*OpenStore(), HeadOf(10))->clean());
  EXPECT_FALSE(Fsck(*OpenStore(), HeadOf(11))->clean());
  EXPECT_FALSE(Fsck(*OpenStore(), TreeHead{6, HeadOf(5).root})->clean());
}

TEST_F(TamperTest, FsckFindsAnnexRowsMissing) {
  Fresh();
  {
    auto store = OpenStore();
    const Bytes bytes(3 * kAnnexRowBytes, 7);
    MemorySource source(bytes);
    ASSERT_TRUE(store->AddEnvelope({Digest{1}, &source}, "author"));
    EXPECT_TRUE(Fsck(*store)->clean());
  }
  Tamper("DELETE FROM envelopes WHERE row = 1");
  EXPECT_FALSE(Fsck(*OpenStore())->clean());
  const auto store = OpenStore();
  EXPECT_TRUE(*store->AnnexRow(Digest{1}, 0, 0));
  EXPECT_EQ(RefusalOf(store->AnnexRow(Digest{1}, 0, 1)), ErrorCode::kVerdict);
}

// What is larger than any writer of ours makes it is not loaded, and is told.
TEST_F(TamperTest, ReadsNoOversizedColumn) {
  Fresh();
  Tamper("UPDATE entries SET token = zeroblob(50000000) WHERE idx = 4");
  Tamper("UPDATE entries SET author = hex(zeroblob(200)) WHERE idx = 5");
  auto store = OpenStore();
  const auto entries = store->Read(4, 2);
  ASSERT_TRUE(entries) << entries.error().message;
  EXPECT_EQ((*entries)[0].token, "");
  EXPECT_EQ((*entries)[1].columns.author, "");
  EXPECT_FALSE(Fsck(*store)->clean());
  Tamper("UPDATE entries SET kind = hex(zeroblob(600000)) WHERE idx = 6");
  EXPECT_EQ(store->Read(6, 1).error().code, ErrorCode::kVerdict);
}

TEST_F(TamperTest, KeepsTriggersInert) {
  Fresh();
  Tamper(
      "CREATE TRIGGER hide AFTER INSERT ON entries BEGIN DELETE FROM entries WHERE idx = new.idx;"
      " END; UPDATE head SET size = size");
  auto store = OpenStore();
  AppendTo(*store, 10, 12);
  EXPECT_TRUE(Fsck(*store)->clean());
  EXPECT_EQ(store->Head()->head, HeadOf(12));
}

}  // namespace
}  // namespace sekisho
