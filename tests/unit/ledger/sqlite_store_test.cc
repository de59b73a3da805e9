#include "ledger/sqlite_store.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "libcrypt/sha256.h"
#include "tests/unit/ledger/ledger_fixture.h"

namespace sekisho {
namespace {

using SqliteStoreTest = LedgerTest;
constexpr auto kReadOnly = SqliteStore::Mode::kReadOnly;
constexpr auto kReadWrite = SqliteStore::Mode::kReadWrite;

mode_t ModeOf(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 07777;
}

TEST_F(SqliteStoreTest, KeepsWhatWasAppendedInOrder) {
  {
    auto store = Create();
    EXPECT_EQ(store->Head()->head, TreeHead{});
    AppendTo(*store, 0, 7);
    AppendTo(*store, 7, 20);
  }
  auto store = OpenStore(kReadOnly);
  EXPECT_EQ(store->Head()->head, HeadOf(20));
  const auto entries = store->Read(3, 100);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 17u);
  for (uint64_t i = 0; i < 17; ++i) {
    const StoredEntry& entry = (*entries)[i];
    EXPECT_EQ(entry.index, i + 3);
    EXPECT_EQ(entry.token, TokenOf(i + 3));
    EXPECT_EQ(entry.columns.subject, "subject-" + std::to_string((i + 3) % 3));
    EXPECT_EQ(entry.root_after, HeadOf(i + 4).root);
  }
  EXPECT_TRUE(store->Read(20, 5)->empty());
  EXPECT_TRUE(store->Read(UINT64_MAX, 5)->empty());  // ATTACKS F10
  EXPECT_EQ(*store->FindByHash(Sha256(AsBytes(TokenOf(4)))), std::optional<uint64_t>(4));
  EXPECT_EQ(*store->FindByHash(Digest{}), std::nullopt);
  EXPECT_FALSE(store->Append({EntryOf(99)}));
}

TEST_F(SqliteStoreTest, AppendsAStatementOnce) {
  auto store = Create(3);
  auto outcomes = store->Append({EntryOf(1), EntryOf(3), EntryOf(3)});
  ASSERT_TRUE(outcomes);
  EXPECT_TRUE((*outcomes)[0].duplicate);
  EXPECT_EQ((*outcomes)[0].index, 1u);
  EXPECT_FALSE((*outcomes)[1].duplicate);
  EXPECT_EQ((*outcomes)[1].index, 3u);
  EXPECT_TRUE((*outcomes)[2].duplicate);
  EXPECT_EQ((*outcomes)[2].index, 3u);
  EXPECT_EQ(store->Head()->head, HeadOf(4));
}

TEST_F(SqliteStoreTest, RefusesAHeadThatItNeverHad) {  // ATTACKS F18
  auto store = Create(5);
  const auto with_seen = [](uint64_t n, TreeHead seen) {
    NewEntry entry = EntryOf(n);
    entry.seen = seen;
    return entry;
  };
  for (TreeHead invented :
       {TreeHead{6, HeadOf(6).root}, TreeHead{5, HeadOf(4).root}, TreeHead{3, HeadOf(4).root},
        TreeHead{0, HeadOf(1).root}, TreeHead{UINT64_MAX, HeadOf(5).root}}) {
    const auto refused = store->Append({EntryOf(50), with_seen(51, invented)});
    ASSERT_FALSE(refused) << invented.size;
    EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
    EXPECT_EQ(store->Head()->head, HeadOf(5));  // not the good one of the batch either
  }
  for (uint64_t n : {0, 1, 3, 5}) {
    const uint64_t size = store->Head()->head.size;
    EXPECT_TRUE(store->Append({with_seen(size, HeadOf(n))})) << n;
  }
}

TEST_F(SqliteStoreTest, RefusesTokensOfImpossibleSize) {
  auto store = Create();
  NewEntry entry = EntryOf(0);
  entry.token.clear();
  EXPECT_EQ(store->Append({entry}).error().code, ErrorCode::kUsage);
  entry.token.assign(kMaxTokenBytes + 1, 'x');
  EXPECT_EQ(store->Append({entry}).error().code, ErrorCode::kUsage);
  entry.token.pop_back();
  EXPECT_TRUE(store->Append({entry}));
  entry = EntryOf(1);
  entry.columns.subject.assign(kMaxColumnBytes + 1, 'x');
  EXPECT_EQ(store->Append({entry}).error().code, ErrorCode::kUsage);
}

TEST_F(SqliteStoreTest, LeavesAMainFileThatIsCompleteAlone) {
  { auto store = Create(10); }
  EXPECT_EQ(std::filesystem::file_size(path_ + "-wal"), 0u);
  std::filesystem::create_directory(directory_ + "/copy");
  std::filesystem::copy_file(path_, directory_ + "/copy/ledger.sqlite");
  auto copy = SqliteStore::Open(directory_ + "/copy/ledger.sqlite", kReadOnly);
  ASSERT_TRUE(copy);
  EXPECT_EQ((*copy)->Head()->head, HeadOf(10));
}

TEST_F(SqliteStoreTest, BoundsTheWriteAheadLog) {
  auto store = Create();
  for (uint64_t n = 0; n < 200; ++n) {
    NewEntry entry = EntryOf(n);
    entry.token.append(50'000, 'x');
    ASSERT_TRUE(store->Append({entry}));
    ASSERT_LT(std::filesystem::file_size(path_ + "-wal"), size_t{5} << 20);
  }
}

TEST_F(SqliteStoreTest, IsNobodyElsesUnlessAGroupIsGiven) {  // ATTACKS Z4
  const mode_t old_mask = umask(0);
  { auto store = Create(1); }
  for (const char* suffix : {"", ".lock", "-wal", "-shm"}) EXPECT_EQ(ModeOf(path_ + suffix), 0600u);
  umask(077);
  path_ += "2";
  { auto store = SqliteStore::Create(path_, getegid()); }
  for (const char* suffix : {"", ".lock", "-wal", "-shm"}) EXPECT_EQ(ModeOf(path_ + suffix), 0660u);
  umask(old_mask);
}

TEST_F(SqliteStoreTest, CreatesNothingOverSomethingElse) {
  ASSERT_TRUE(WriteFileAtomic(path_, AsBytes("mine"), TempFile::Existing::kRefuse));
  const auto store = SqliteStore::Create(path_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::kExists);
  EXPECT_EQ(*ReadTextFile(path_, 10), "mine");
  std::filesystem::rename(path_, path_ + "-wal");
  EXPECT_EQ(SqliteStore::Create(path_).error().code, ErrorCode::kExists);
}

TEST_F(SqliteStoreTest, LeavesNothingBehindWhenCreationFails) {  // ATTACKS Z3
  for (FaultPoint point : {FaultPoint::kOpen, FaultPoint::kSync, FaultPoint::kRename}) {
    SetFaultHook([point](FaultPoint p) { return p == point ? ENOSPC : 0; });
    const auto store = SqliteStore::Create(path_);
    SetFaultHook({});
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, ErrorCode::kNoSpace);
    std::filesystem::remove(path_ + ".lock");
    EXPECT_TRUE(std::filesystem::is_empty(directory_));
  }
}

TEST_F(SqliteStoreTest, RefusesWhatIsNotALedger) {
  EXPECT_EQ(SqliteStore::Open(path_, kReadOnly).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(WriteFileAtomic(path_, AsBytes("not a database, but long enough to look at it"),
                              TempFile::Existing::kRefuse));
  EXPECT_EQ(SqliteStore::Open(path_, kReadWrite).error().code, ErrorCode::kFailed);
  EXPECT_EQ(SqliteStore::Open(directory_, kReadWrite).error().code, ErrorCode::kFailed);
  std::filesystem::remove(path_);
  Tamper("CREATE TABLE other(x); INSERT INTO other VALUES(1)");
  const auto bytes = ReadFile(path_, 1 << 20);
  const auto other = SqliteStore::Open(path_, kReadWrite);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("is not a Sekisho ledger"), std::string::npos);
  EXPECT_EQ(*ReadFile(path_, 1 << 20), *bytes);  // somebody's database is left as it was
}

TEST_F(SqliteStoreTest, RefusesALedgerOfANewerFormat) {
  { auto store = Create(1); }
  Tamper("INSERT INTO annex VALUES(x'00', 0, x'00'); PRAGMA user_version=2");
  EXPECT_EQ(SqliteStore::Open(path_, kReadOnly).error().code, ErrorCode::kFailed);
}

TEST_F(SqliteStoreTest, DoesNotFollowALockThatIsALink) {
  { auto store = Create(1); }
  const std::string victim = directory_ + "/victim";
  std::filesystem::remove(path_ + ".lock");
  ASSERT_EQ(symlink(victim.c_str(), (path_ + ".lock").c_str()), 0);
  const auto store = SqliteStore::Open(path_, kReadWrite);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::kRefused);
  EXPECT_FALSE(PathExists(victim));
  std::filesystem::remove(path_ + ".lock");
  ASSERT_EQ(mkfifo((path_ + ".lock").c_str(), 0600), 0);
  EXPECT_EQ(SqliteStore::Open(path_, kReadWrite).error().code, ErrorCode::kRefused);
}

TEST_F(SqliteStoreTest, StopsWhenItsLockFileWasReplaced) {
  auto store = Create(1);
  std::filesystem::remove(path_ + ".lock");
  auto other = OpenStore();  // makes a new lock file, which the first store does not hold
  EXPECT_FALSE(store->Append({EntryOf(1)}));
  AppendTo(*other, 1, 2);
  EXPECT_EQ(other->Head()->head, HeadOf(2));
}

TEST_F(SqliteStoreTest, FindsTheSameLockUnderAnotherName) {
  auto store = Create(1);
  std::filesystem::create_directory(directory_ + "/elsewhere");
  const std::string link = directory_ + "/elsewhere/link.sqlite";
  ASSERT_EQ(symlink(path_.c_str(), link.c_str()), 0);
  ASSERT_TRUE(SqliteStore::Open(link, kReadWrite));
  EXPECT_FALSE(PathExists(link + ".lock"));
}

class SqliteAnnexTest : public LedgerTest {
 protected:
  static Bytes Pattern(size_t size, uint8_t seed) {
    Bytes bytes(size);
    for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(seed + i * 31 + i / 4096);
    return bytes;
  }
  static Result<Bytes> Get(LedgerStore& store, const Digest& commitment) {
    MemorySink sink;
    RETURN_IF_ERROR(store.GetAnnex(commitment, sink));
    return std::move(sink.data);
  }
};

TEST_F(SqliteAnnexTest, StreamsSeveralMebibytesInRows) {
  auto store = Create();
  for (size_t size : {size_t{0}, size_t{1}, kAnnexRowBytes, 5 * kAnnexRowBytes + 17}) {
    const Bytes bytes = Pattern(size, 1);
    const Digest commitment = Sha256(bytes);
    MemorySource source(bytes);
    ASSERT_TRUE(store->PutAnnex({commitment, &source}, IfPresent::kKeep));
    EXPECT_TRUE(*store->HasAnnex(commitment));
    const auto back = Get(*store, commitment);
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, bytes);
  }
  std::vector<uint64_t> rows;
  ASSERT_TRUE(store->ForEachAnnex([&](const AnnexShape& shape) -> Result<void> {
    EXPECT_TRUE(shape.contiguous);
    rows.push_back(shape.rows);
    return {};
  }));
  std::sort(rows.begin(), rows.end());
  EXPECT_EQ(rows, (std::vector<uint64_t>{1, 1, 1, 6}));
  EXPECT_EQ(Get(*store, Digest{}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store->EraseAnnex(Digest{}).error().code, ErrorCode::kNotFound);
}

TEST_F(SqliteAnnexTest, IsStoredWithItsCoreOrNotAtAll) {
  struct Broken final : ByteSource {
    Result<size_t> Read(MutableBytes out) override {
      if (++reads == 3) return Fail(ErrorCode::kIo, "the source broke");
      return out.size();
    }
    int reads = 0;
  } broken;
  auto store = Create(1);
  NewEntry entry = EntryOf(1);
  entry.annexes = {{Sha256(AsBytes("c")), &broken}};
  EXPECT_FALSE(store->Append({entry}));
  EXPECT_EQ(store->Head()->head, HeadOf(1));
  EXPECT_FALSE(*store->HasAnnex(Sha256(AsBytes("c"))));
  MemorySource whole(AsBytes("content"));
  entry.annexes = {{Sha256(AsBytes("c")), &whole}};
  EXPECT_TRUE(store->Append({entry}));
  EXPECT_TRUE(*store->HasAnnex(Sha256(AsBytes("c"))));
}

TEST_F(SqliteAnnexTest, KeepsOrReplaces) {
  auto store = Create();
  const Digest commitment = Sha256(AsBytes("c"));
  const auto put = [&](std::string_view text, IfPresent if_present) {
    MemorySource source(AsBytes(text));
    EXPECT_TRUE(store->PutAnnex({commitment, &source}, if_present));
    return std::string(AsText(*Get(*store, commitment)));
  };
  EXPECT_EQ(put("first", IfPresent::kKeep), "first");
  EXPECT_EQ(put("second", IfPresent::kKeep), "first");
  EXPECT_EQ(put("third", IfPresent::kReplace), "third");
}

TEST_F(SqliteAnnexTest, ErasesTheBytesToo) {
  auto store = Create();
  const std::string secret = "the purpose that must not stay, 0123456789";
  NewEntry entry = EntryOf(0);
  MemorySource source(AsBytes(secret));
  entry.annexes = {{Sha256(AsBytes("c")), &source}};
  ASSERT_TRUE(store->Append({entry}));
  ASSERT_TRUE(store->EraseAnnex(Sha256(AsBytes("c"))));
  EXPECT_FALSE(*store->HasAnnex(Sha256(AsBytes("c"))));
  for (const char* suffix : {"", "-wal"}) {
    const auto file = ReadTextFile(path_ + suffix, 1 << 24);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->find(secret), std::string::npos) << suffix;
  }
  // A duplicate of the core does not bring it back.
  MemorySource again(AsBytes(secret));
  entry.annexes = {{Sha256(AsBytes("c")), &again}};
  EXPECT_TRUE(store->Append({entry})->front().duplicate);
  EXPECT_FALSE(*store->HasAnnex(Sha256(AsBytes("c"))));
}

}  // namespace
}  // namespace sekisho
