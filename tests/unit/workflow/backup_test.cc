// A backup is whole, and takes the place of nothing that anybody has seen (ATTACKS F7).
#include "workflow/office/backup.h"

#include <unistd.h>

#include <filesystem>

#include "base/files/files.h"
#include "ledger/sqlite.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/workflow/forge.h"

namespace sekisho {
namespace {

class Backups : public Forgery {
 protected:
  std::string path_ = home_ + "/backup.sqlite";
  std::string store_ = home_ + "/ledger.sqlite";

  Backup Make() {
    const auto made = BackUpLedger(SettingOf("it"), WorldNow(), path_);
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return made ? *made : Backup{};
  }
  void Lose() {
    for (const char* suffix : {"", "-wal", "-shm"}) unlink((store_ + suffix).c_str());
  }
  std::optional<ErrorCode> Restore(const std::string& person = "it") {
    return RefusalOf(RestoreLedger(SettingOf(person), WorldNow(), path_));
  }
  void Sidecar(const std::string& genesis, uint64_t size, const Digest& root,
               const std::string& format = "sekisho-backup/1") {
    const std::string text = R"({"format":")" + format + R"(","genesis":")" + genesis +
                             R"(","root":")" + HexEncode(root) + R"(","size":)" +
                             std::to_string(size) + "}";
    ASSERT_TRUE(WriteFileAtomic(path_ + ".json", AsBytes(text), TempFile::Existing::kReplace,
                                OutputMode()));
  }
  std::string Genesis() { return HexEncode(Open("it")->state().genesis()); }
  void Change(const char* sql) {
    const auto database = SqliteDatabase::Open(path_, SqliteDatabase::Mode::kReadWrite);
    ASSERT_TRUE(database);
    ASSERT_TRUE((*database)->Run(sql));
  }
};

TEST_F(Backups, IsPutWhereTheLedgerWas) {
  Ask(Asking());
  const Backup made = Make();
  Lose();
  EXPECT_EQ(Restore(), std::nullopt);
  EXPECT_EQ(Open("it")->index().Head()->root, made.head.root);
  EXPECT_NE(Restore(), std::nullopt);  // one is there
}

TEST_F(Backups, F7LeavesOutNothingThatWasSeen) {
  Make();
  Ask(Asking());
  Lose();
  EXPECT_EQ(Restore("employee"), ErrorCode::kVerdict);
  EXPECT_FALSE(PathExists(store_));
  EXPECT_EQ(Restore("it"), std::nullopt);  // who has seen no more than that
}

TEST_F(Backups, F7IsWhatItsSidecarSays) {
  const Backup made = Make();
  const std::string genesis = Genesis();
  Lose();
  Sidecar(genesis, made.head.size - 1, made.head.root);
  EXPECT_EQ(Restore(), ErrorCode::kVerdict);
  Sidecar(std::string(64, '0'), made.head.size, made.head.root);
  EXPECT_EQ(Restore(), ErrorCode::kVerdict);
  Sidecar("x", made.head.size, made.head.root);
  EXPECT_EQ(Restore(), ErrorCode::kVerdict);
  Sidecar(genesis, made.head.size, made.head.root);
  EXPECT_EQ(Restore(), std::nullopt);
}

TEST_F(Backups, F7IsOfAFormatThatIsKnown) {
  const Backup made = Make();
  const std::string genesis = Genesis();
  Lose();
  Sidecar(genesis, made.head.size, made.head.root, "sekisho-backup/2");
  EXPECT_EQ(Restore(), ErrorCode::kVerdict);
}

// Its root is on the way, and something comes behind it.
TEST_F(Backups, F7NoMoreThanItsSidecarSays) {
  Make();
  const auto text = *ReadTextFile(path_ + ".json", 4096);
  for (const char* suffix : {"", ".json"}) unlink((path_ + suffix).c_str());
  Ask(Asking());
  Make();
  ASSERT_TRUE(
      WriteFileAtomic(path_ + ".json", AsBytes(text), TempFile::Existing::kReplace, OutputMode()));
  Lose();
  EXPECT_EQ(Restore(), ErrorCode::kVerdict);
}

TEST_F(Backups, F7EveryStatementIsReadAgain) {
  Make();
  Lose();
  Change("UPDATE entries SET token = x'00' WHERE idx = 2");
  EXPECT_EQ(Restore(), ErrorCode::kVerdict);
}

TEST_F(Backups, F7IsOfThisOrganisation) {
  Make();
  Lose();
  Change("UPDATE entries SET token = x'00' WHERE idx = 0");
  const auto restored = RestoreLedger(SettingOf("it"), WorldNow(), path_);
  ASSERT_FALSE(restored);
  EXPECT_NE(restored.error().message.find("another organisation"), std::string::npos);
}

}  // namespace
}  // namespace sekisho
