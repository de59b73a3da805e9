// What a gate has seen cannot be taken back by a later snapshot, also not by one who may sign them.
#include "base/text/next_steps.h"
#include "libcrypt/primitives/sha256.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/workflow/forge.h"
#include "workflow/requests/decisions.h"
#include "workflow/state/resolve.h"
#include "workflow/state/snapshot.h"

namespace sekisho {
namespace {

class SnapshotMemoryTest : public Forgery {
 protected:
  std::string Make(const std::string& person, const std::string& name) {
    auto session = Open(person);
    const auto made = MakeSnapshot(*session, home_ + "/" + name);
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return home_ + "/" + name;
  }
  Result<GateVerdict> Judge(const std::string& snapshot) {
    return Gate(SettingOf("it"), WorldNow(), {{home_ + "/stick"}, snapshot});
  }
  Result<Snapshot> Read(const std::string& snapshot, const Digest& genesis) {
    return ReadSnapshot(snapshot, genesis, home_ + "/state-it", clock_.Now());
  }
  // What `person` signs over the body of `honest` without the lines that hold `left_out`, and with
  // `added` at the end.
  std::string Resigned(const std::string& person, const std::string& honest,
                       const std::string& left_out, const std::string& added = "") {
    const std::string text = *ReadTextFile(honest, 1 << 20);
    const auto parts = ParseSnapshot(text);
    std::string body;
    SnapshotClaims claims;
    for (const auto& [index, token] : parts->entries) {
      if (token == left_out) continue;
      body += std::to_string(index) + " " + std::string(token) + "\n";
      ++claims.entries;
    }
    const auto core = ParseStatement(parts->core);
    if (!added.empty()) {
      body += std::to_string(ReadSnapshotClaims(core->claims)->size) + " " + added + "\n";
      ++claims.entries;
    }
    claims.body = Sha256(AsBytes(body));
    claims.size = ReadSnapshotClaims(core->claims)->size + 1;
    const auto session = Open(person);
    const Forged forged = Sign(*session, person, Kind::kSnapshot, "", ToClaims(claims));
    WriteText("resigned", forged.token + "\n" + body);
    return home_ + "/resigned";
  }
  std::string LastMedium() {
    const auto session = Open("it");
    return session->state().FindMediumByLabel("USB-1")->token;
  }
  std::string LastRevocation() {
    const auto session = Open("it");
    return session->state().requests().begin()->second.revocations.back().statement.token;
  }
};

// It would shut out whatever is made until then.
TEST_F(SnapshotMemoryTest, G13OneDatedAheadIsNeitherBelievedNorRemembered) {
  SealOne();
  const std::string honest = Make("it", "honest");
  const Time now = clock_.Now();
  clock_.Set(now + std::chrono::hours(20));
  const std::string ahead = Make("it", "ahead");
  clock_.Set(now + std::chrono::hours(1));
  const auto judged = Judge(ahead);
  ASSERT_TRUE(judged) << judged.error().message;
  EXPECT_EQ(judged->answer, GateAnswer::kCannotCheck);
  EXPECT_EQ(judged->snapshot_age, std::chrono::hours(-19));
  const auto before = Judge(honest);
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_TRUE(before->ok);
  EXPECT_EQ(before->snapshot_age, std::chrono::hours(1));
}

TEST_F(SnapshotMemoryTest, G5ARevocationThatTheGateHasSeenIsNotTakenBack) {
  SealOne();
  {
    auto session = Open("manager");
    const auto request = ResolveRequest(*session, "R1");
    ASSERT_TRUE(Revoke(*session, **request, "lost"));
  }
  const std::string honest = Make("it", "honest");
  const std::string lying = Resigned("it", honest, LastRevocation());
  const auto believed = Judge(lying);  // a gate that has seen nothing can only believe its signer
  ASSERT_TRUE(believed) << believed.error().message;
  EXPECT_TRUE(believed->ok);
  const auto seen = Judge(Make("it", "newer"));
  ASSERT_TRUE(seen) << seen.error().message;
  EXPECT_FALSE(seen->ok);
  const auto again = Judge(Resigned("it", home_ + "/newer", LastRevocation()));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kVerdict);
  EXPECT_NE(again.error().message.find("missing in it"), std::string::npos);
}

TEST_F(SnapshotMemoryTest, G5AnOlderSnapshotIsRefusedOnceANewerOneWasSeen) {
  SealOne();
  const std::string older = Make("it", "older");
  const std::string newer = Make("it", "newer");
  EXPECT_TRUE(Judge(older));
  EXPECT_TRUE(Judge(newer));
  EXPECT_TRUE(Judge(newer));
  const auto back = Judge(older);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code, ErrorCode::kVerdict);
}

// Else a line that was invented would be remembered, and every honest snapshot refused after it.
TEST_F(SnapshotMemoryTest, G13ALineThatDoesNotCountIsNoneOfTheRecord) {
  SealOne();
  const std::string honest = Make("it", "honest");
  const Forged invented = Forge("it", Kind::kSeal, Jti("R1"), Json::object());
  ASSERT_FALSE(invented.disposition.valid);
  const auto lying = Judge(Resigned("it", honest, "", invented.token));
  ASSERT_FALSE(lying);
  EXPECT_EQ(lying.error().code, ErrorCode::kVerdict);
  EXPECT_NE(lying.error().message.find("does not count"), std::string::npos);
  const auto verdict = Judge(honest);
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(verdict->ok);
}

TEST_F(SnapshotMemoryTest, G13SaysNothingInFavourOfWhatItsSignerHasAPartIn) {
  SealOne();
  const auto session = Open("it");
  PackageView view;
  view.request = *ResolveRequest(*session, "R1");
  view.seal = &view.request->seals.front();
  EXPECT_TRUE(JudgeWitness(view, IdOf("it")).empty());
  for (const std::string& part :
       {view.request->requester(), view.request->claims.holder, view.seal->sealer.member})
    EXPECT_EQ(JudgeWitness(view, part).size(), 1U);
}

TEST_F(SnapshotMemoryTest, ASnapshotBySomebodyWhoMaySignNone) {
  SealOne();
  const std::string honest = Make("it", "snapshot");
  EXPECT_FALSE(Judge(Resigned("employee", honest, "")));
  EXPECT_TRUE(Judge(Resigned("it", honest, "")));
}

TEST_F(SnapshotMemoryTest, ARefusedSnapshotIsNotRemembered) {
  SealOne();
  const std::string good = Make("it", "good");
  ASSERT_TRUE(Judge(good));
  WriteText("bad", *ReadTextFile(Make("it", "newer"), 1 << 20) + "x");
  EXPECT_FALSE(Judge(home_ + "/bad"));
  EXPECT_TRUE(Judge(good));
}

TEST_F(SnapshotMemoryTest, ADamagedMemoryIsToldNotForgotten) {
  SealOne();
  const std::string snapshot = Make("it", "good");
  ASSERT_TRUE(Judge(snapshot));
  WriteText("state-it/snapshot", "no snapshot\n");
  const auto verdict = Judge(snapshot);
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, ErrorCode::kMalformed);
  EXPECT_EQ(verdict.error().next.code, NextCode::kStartOver);
  // Lines as they should be, and above them no snapshot.
  const std::string text = *ReadTextFile(snapshot, 1 << 20);
  WriteText("state-it/snapshot", "v4" + text.substr(text.find('\n')));
  EXPECT_EQ(RefusalOf(Judge(snapshot)), ErrorCode::kMalformed);
}

TEST_F(SnapshotMemoryTest, G5AnotherStatementIsNoSnapshot) {
  const std::string text = *ReadTextFile(Make("it", "good"), 1 << 20);
  WriteText("bad", LastMedium() + text.substr(text.find('\n')));
  EXPECT_EQ(RefusalOf(Read(home_ + "/bad", genesis_)), ErrorCode::kVerdict);
}

TEST_F(SnapshotMemoryTest, A6OfAnotherOrganisationIsNotBelieved) {
  const std::string snapshot = Make("it", "good");
  EXPECT_EQ(RefusalOf(Read(snapshot, Digest{1})), ErrorCode::kVerdict);
  EXPECT_EQ(RefusalOf(Read(snapshot, genesis_)), std::nullopt);
}

// Pure: what the lines are is judged when they have been read.
TEST(SnapshotText, IsATokenAndNumberedLines) {
  EXPECT_TRUE(ParseSnapshot("v4.core\n0 v4.a\n12 v4.b\n"));
  EXPECT_TRUE(ParseSnapshot("v4.core\n"));
}

TEST(SnapshotText, G5RefusesWhatTwoCouldReadDifferently) {
  struct Row {
    const char* what;
    std::vector<const char*> texts;
  };
  for (const Row& row : {
           Row{"no core", {"v4 core\n0 v4.a\n", "", "v4.core", "\n0 v4.a\n"}},
           Row{"an index",
               {"v4.core\n00 v4.a\n", "v4.core\n1 v4.a\n1 v4.b\n", "v4.core\n2 v4.a\n1 v4.b\n",
                "v4.core\n0\tv4.a\n", "v4.core\n0 v4.a\n\n", "v4.core\n-1 v4.a\n"}},
           Row{"no token", {"v4.core\n0 v4 a\n", "v4.core\n0 \n", "v4.core\n0  v4.a\n"}},
           Row{"its end", {"v4.core\n0 v4.a"}},
       })
    for (const char* const text : row.texts)
      EXPECT_EQ(RefusalOf(ParseSnapshot(text)), ErrorCode::kVerdict) << row.what << ": " << text;
}

}  // namespace
}  // namespace sekisho
