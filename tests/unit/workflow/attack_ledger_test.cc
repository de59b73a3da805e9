#include "libcrypt/primitives/sha256.h"
#include "libcrypt/tokens/merkle.h"
#include "tests/unit/workflow/forge.h"
#include "workflow/office/ledger_acts.h"
#include "workflow/requests/decisions.h"
#include "workflow/state/resolve.h"

namespace sekisho {
namespace {

// Somebody who may write the database file, with every tool but other people's keys.
class LedgerAttack : public Forgery {
 protected:
  std::vector<std::string> Tokens() {
    const auto store = SqliteStore::Open(home_ + "/ledger.sqlite", SqliteStore::Mode::kReadOnly);
    std::vector<std::string> tokens;
    const auto entries = (*store)->Read(0, 1000);
    for (const StoredEntry& entry : *entries) tokens.push_back(entry.token);
    return tokens;
  }
  // A consistent log of these tokens in the place of the real one.
  void Rewrite(const std::vector<std::string>& tokens) {
    for (const char* suffix : {"", "-wal", "-shm", ".lock"})
      unlink((home_ + "/ledger.sqlite" + suffix).c_str());
    ASSERT_TRUE(SqliteStore::Create(home_ + "/ledger.sqlite", std::nullopt));
    for (const std::string& token : tokens) AppendRaw(token);
  }
  bool Opens(const std::string& person) {
    return Session::Open(SettingOf(person), WorldNow()).has_value();
  }
};

TEST_F(LedgerAttack, F2ARewrittenHistoryIsSeenByWhoSawTheOtherOne) {
  SealOne();
  {
    auto session = Open("manager");
    ASSERT_TRUE(Revoke(*session, **ResolveRequest(*session, "R1"), "no"));
  }
  Open("employee");  // has seen the revocation
  std::vector<std::string> tokens = Tokens();
  tokens.pop_back();
  Rewrite(tokens);
  EXPECT_FALSE(Opens("employee"));
  EXPECT_TRUE(Opens("it"));  // had not: only a known head or a witness tells
  const auto report = VerifyLedger(SettingOf("employee"), WorldNow());
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->ok);
}

TEST_F(LedgerAttack, F4AReorderedHistoryIsSeen) {
  SealOne();
  std::vector<std::string> tokens = Tokens();
  std::swap(tokens[tokens.size() - 1], tokens[tokens.size() - 2]);
  Rewrite(tokens);
  EXPECT_FALSE(Opens("employee"));
}

TEST_F(LedgerAttack, F18GarbageIsCountedAndSkipped) {
  SealOne();
  for (const char* garbage : {"x", "v4.public.", "v4.public.AAAA.e30", "\xff\x00"})
    AppendRaw(garbage);
  AppendRaw(std::string(65535, 'A'));
  EXPECT_TRUE(GateNow("stick").ok);
  EXPECT_EQ(Open("manager")->state().voids(), 5u);
}

// It counts, and whoever verifies is told that its author has seen, or says so, another history.
TEST_F(LedgerAttack, F18AHeadThatNeverWasIsTold) {
  SealOne();
  const Json denial = Decision("R1", Kind::kDenial);
  const std::string request = Jti("R1");
  const auto store = SqliteStore::Open(home_ + "/ledger.sqlite", SqliteStore::Mode::kReadOnly);
  const TreeHead now = (*store)->Head()->head;
  head_ = LogHead{now.size, now.root};
  Forge("manager", Kind::kDenial, request, denial);
  EXPECT_TRUE(VerifyLedger(SettingOf("employee"), WorldNow())->false_heads.empty());
  for (const LogHead& head :
       {LogHead{now.size, Digest{}}, LogHead{now.size + 9, now.root}, LogHead{0, now.root}}) {
    head_ = head;
    Forge("manager", Kind::kDenial, request, denial);
  }
  const auto report = VerifyLedger(SettingOf("employee"), WorldNow());
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->ok);
  EXPECT_EQ(report->false_heads.size(), 3U);
}

// ATTACKS I13: from a charter of a newer format on nothing is judged, and nothing void.
TEST_F(LedgerAttack, I13ACharterOfANewerFormatStopsEveryReader) {
  SealOne();
  const uint64_t voids = Open("manager")->state().voids();
  const CharterRecord first = Open("manager")->state().charter();
  Json claims = ParseStatement(first.token)->claims;
  const Json body = claims["body"];
  const auto counts = [&](const std::string& person, int format) {
    return Forge(person, Kind::kCharter, "", {{"format", format}, {"body", body}})
        .disposition.valid;
  };
  EXPECT_FALSE(counts("employee", 2));  // nobody's rules
  EXPECT_FALSE(counts("officer", 1));   // this version follows no other charter
  EXPECT_EQ(Open("manager")->state().voids(), voids + 2);
  EXPECT_FALSE(counts("officer", 2));
  AppendRaw("garbage");
  const auto session = Session::Open(SettingOf("manager"), WorldNow());
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().code, ErrorCode::kNewerFormat);
  const auto report = VerifyLedger(SettingOf("manager"), WorldNow());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kNewerFormat);
  const auto verdict = Gate(SettingOf("it"), WorldNow(), {{home_ + "/stick"}, ""});
  ASSERT_TRUE(verdict);
  EXPECT_FALSE(verdict->ok);
  EXPECT_FALSE(verdict->recorded);
  ASSERT_FALSE(verdict->reasons.empty());
  EXPECT_EQ(verdict->reasons.front().code, "newer-format");
}

}  // namespace
}  // namespace sekisho
