#include "ledger/sqlite_store.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/files/files.h"
#include "ledger/annex_source.h"
#include "libcrypt/primitives/sha256.h"
#include "tests/unit/base/refusal_of.h"
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

// By a statement that was made for another ledger, or for this one before it was set back.
TEST_F(SqliteStoreTest, NeverHadMoreEntriesThanItHas) {  // ATTACKS F7
  auto store = Create(5);
  for (const uint64_t size : {uint64_t{6}, uint64_t{1} << 63, UINT64_MAX}) {
    NewEntry entry = EntryOf(50);
    entry.seen = TreeHead{size, HeadOf(6).root};
    EXPECT_EQ(RefusalOf(store->Append({entry})), ErrorCode::kRefused) << size;
    EXPECT_EQ(store->Head()->head, HeadOf(5));
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
  Tamper("UPDATE head SET size = 1; PRAGMA user_version=2");
  EXPECT_EQ(SqliteStore::Open(path_, kReadOnly).error().code, ErrorCode::kFailed);
}

TEST_F(SqliteStoreTest, DoesNotFollowALockThatIsALink) {
  { auto store = Create(1); }
  const std::string victim = directory_ + "/victim";
  std::filesystem::remove(path_ + ".lock");
  ASSERT_EQ(symlink(victim.c_str(), (path_ + ".lock").c_str()), 0);
  const auto store = SqliteStore::Open(path_, kReadWrite);
  ASSERT_FALSE(store);
  EXPECT_EQ(RefusalOf(store), ErrorCode::kRefused);
  EXPECT_FALSE(PathExists(victim));
  std::filesystem::remove(path_ + ".lock");
  ASSERT_EQ(mkfifo((path_ + ".lock").c_str(), 0600), 0);
  EXPECT_EQ(RefusalOf(SqliteStore::Open(path_, kReadWrite)), ErrorCode::kRefused);
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
  static Result<Bytes> Get(LedgerStore& store, const Digest& commitment, uint64_t envelope = 0,
                           uint64_t max_bytes = UINT64_MAX) {
    AnnexSource source(store, commitment, envelope, max_bytes);
    MemorySink sink;
    RETURN_IF_ERROR(CopyAll(source, sink));
    return std::move(sink.data);
  }
  void Add(LedgerStore& store, std::string_view text, const std::string& author) {
    MemorySource source(AsBytes(text));
    const auto added = store.AddEnvelope({commitment_, &source}, author);
    ASSERT_TRUE(added) << added.error().message;
  }
  // What a reader tries, in this order.
  std::vector<std::string> Tried(LedgerStore& store, const std::vector<std::string>& authors = {}) {
    std::vector<std::string> texts;
    const auto envelopes = store.Envelopes(commitment_, authors);
    EXPECT_TRUE(envelopes);
    for (const Envelope& envelope : *envelopes) {
      const Bytes bytes = *Get(store, commitment_, envelope.number);
      EXPECT_EQ(envelope.bytes, bytes.size());
      texts.emplace_back(AsText(bytes));
    }
    return texts;
  }
  using Texts = std::vector<std::string>;
  const Digest commitment_ = Sha256(AsBytes("c"));
};

TEST_F(SqliteAnnexTest, StreamsSeveralMebibytesInRows) {
  auto store = Create();
  for (size_t size : {size_t{0}, size_t{1}, kAnnexRowBytes, 5 * kAnnexRowBytes + 17}) {
    const Bytes bytes = Pattern(size, 1);
    const Digest commitment = Sha256(bytes);
    MemorySource source(bytes);
    ASSERT_TRUE(store->AddEnvelope({commitment, &source}, "author"));
    EXPECT_TRUE(*store->HasAnnex(commitment));
    EXPECT_EQ(store->Envelopes(commitment, {})->front().bytes, size);
    const auto back = Get(*store, commitment);
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, bytes);
  }
  std::vector<uint64_t> rows;
  ASSERT_TRUE(store->ForEachEnvelope([&](const EnvelopeShape& shape) -> Result<void> {
    EXPECT_TRUE(shape.contiguous);
    rows.push_back(shape.rows);
    return {};
  }));
  std::sort(rows.begin(), rows.end());
  EXPECT_EQ(rows, (std::vector<uint64_t>{1, 1, 1, 6}));
  EXPECT_EQ(Get(*store, Digest{}).error().code, ErrorCode::kNotFound);
}

TEST_F(SqliteAnnexTest, ReadsNoMoreThanWasAskedFor) {
  auto store = Create();
  Add(*store, std::string(2 * kAnnexRowBytes + 1, 'x'), "author");
  EXPECT_TRUE(Get(*store, commitment_, 0, 2 * kAnnexRowBytes + 1));
  EXPECT_EQ(RefusalOf(Get(*store, commitment_, 0, 2 * kAnnexRowBytes)), ErrorCode::kVerdict);
}

// Rows as no writer of ours makes them: too large, or many where one is enough.
TEST_F(SqliteAnnexTest, LoadsNoRowThatIsTooLargeAndGoesOnBehindNoneThatIsShort) {
  auto store = Create();
  Add(*store, "first", "author");
  const std::string same = " FROM envelopes WHERE row = 0 AND number = 0";
  Tamper("INSERT INTO envelopes SELECT commitment, 1, 0, author, zeroblob(1048577)" + same);
  Tamper("INSERT INTO envelopes SELECT commitment, 2, 0, author, zeroblob(100000000)" + same);
  for (const uint64_t envelope : {1, 2})
    EXPECT_EQ(RefusalOf(Get(*store, commitment_, envelope)), ErrorCode::kVerdict) << envelope;
  Tamper("INSERT INTO envelopes SELECT commitment, 0, 1, author, x'7878'" + same);
  EXPECT_EQ(*Get(*store, commitment_), Bytes({'f', 'i', 'r', 's', 't'}));
  int damaged = 0;
  ASSERT_TRUE(store->ForEachEnvelope([&](const EnvelopeShape& shape) -> Result<void> {
    damaged += !shape.contiguous;
    return {};
  }));
  EXPECT_EQ(damaged, 3);
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
  entry.annexes = {{commitment_, &broken}};
  EXPECT_FALSE(store->Append({entry}));
  EXPECT_EQ(store->Head()->head, HeadOf(1));
  EXPECT_FALSE(*store->HasAnnex(commitment_));
  MemorySource whole(AsBytes("content"));
  entry.annexes = {{commitment_, &whole}};
  EXPECT_TRUE(store->Append({entry}));
  EXPECT_TRUE(*store->HasAnnex(commitment_));
}

TEST_F(SqliteAnnexTest, AddsEnvelopesBesideOneAnotherAndReplacesNone) {
  auto store = Create();
  EXPECT_EQ(Tried(*store), Texts{});
  Add(*store, "first", "a");
  Add(*store, "second", "b");
  Add(*store, "third", "a");
  EXPECT_EQ(Tried(*store), (Texts{"first", "second", "third"}));
  EXPECT_EQ(Tried(*store, {"b"}), (Texts{"second", "first", "third"}));
  EXPECT_EQ(Tried(*store, {"b", "a"}), (Texts{"second", "first", "third"}));
  EXPECT_EQ(Tried(*store, {"nobody", "a"}), (Texts{"first", "third", "second"}));
  EXPECT_EQ(Tried(*store, {"a", "a"}), (Texts{"first", "third", "second"}));
}

TEST_F(SqliteAnnexTest, KeepsTheSameBytesOnceForEachAuthor) {
  auto store = Create();
  const std::string large(2 * kAnnexRowBytes + 3, 'x');
  for (int i = 0; i < 3; ++i) {
    Add(*store, large, "a");
    Add(*store, "", "a");
    Add(*store, large, "b");  // b's are tried at another place than a's
  }
  EXPECT_EQ(Tried(*store), (Texts{large, "", large}));
  Add(*store, large.substr(1), "a");
  Add(*store, large.substr(0, kAnnexRowBytes), "a");
  Add(*store, large + "x", "a");
  EXPECT_EQ(Tried(*store).size(), 6u);
}

// Numbered to the end by somebody who owns the file: there is no next number.
TEST_F(SqliteAnnexTest, TakesNoEnvelopeBehindTheLastNumber) {  // ATTACKS I7
  auto store = Create(1);
  Add(*store, "first", "a");
  Tamper("UPDATE envelopes SET number = 9223372036854775807");
  MemorySource source(AsBytes("second"));
  EXPECT_EQ(RefusalOf(store->AddEnvelope({commitment_, &source}, "b")), ErrorCode::kVerdict);
  EXPECT_EQ(Tried(*store), Texts{"first"});
}

// Whoever is faster, or writes more: the author's own envelope is the first to be tried.
TEST_F(SqliteAnnexTest, IsNoHostageOfOthersEnvelopes) {
  auto store = Create(1);
  for (int i = 0; i < 40; ++i) Add(*store, "garbage " + std::to_string(i), "other");
  Add(*store, "right", "other");
  NewEntry entry = EntryOf(1);
  entry.columns.author = "me";
  MemorySource source(AsBytes("right"));
  entry.annexes = {{commitment_, &source}};
  ASSERT_TRUE(store->Append({entry}));
  const Texts tried = Tried(*store, {"me", "officer"});
  ASSERT_EQ(tried.size(), 1 + kMaxEnvelopesTried);
  EXPECT_EQ(tried.front(), "right");
  EXPECT_EQ(tried.back(), "garbage 15");
  for (int i = 0; i < 40; ++i) Add(*store, "mine " + std::to_string(i), "officer");
  EXPECT_EQ(Tried(*store, {"me", "officer"}).size(), 1 + 2 * kMaxEnvelopesTried);
}

// Somebody appends another's core without its annexes: these are stored all the same.
TEST_F(SqliteAnnexTest, IsStoredAlsoWhenItsCoreIsThereAlready) {
  auto store = Create(1);
  NewEntry entry = EntryOf(0);
  for (int i = 0; i < 2; ++i) {
    MemorySource source(AsBytes("content"));
    entry.annexes = {{commitment_, &source}};
    const auto outcome = store->Append({entry});
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->front().duplicate);
    EXPECT_EQ(outcome->front().index, 0u);
  }
  EXPECT_EQ(Tried(*store), Texts{"content"});
  EXPECT_EQ(store->Head()->head, HeadOf(1));
}

TEST_F(SqliteAnnexTest, ErasesTheBytesTooAndForGood) {
  auto store = Create(1);
  const std::string secret = "the purpose that must not stay, 0123456789";
  NewEntry entry = EntryOf(1);
  MemorySource source(AsBytes(secret));
  entry.annexes = {{commitment_, &source}};
  ASSERT_TRUE(store->Append({entry}));
  Add(*store, secret + " again", "other");
  // Not without a statement in the log.
  EXPECT_EQ(RefusalOf(store->EraseAnnex(commitment_, Sha256(AsBytes("none")))),
            ErrorCode::kRefused);
  EXPECT_EQ(Tried(*store).size(), 2u);
  const Digest statement = Sha256(AsBytes(TokenOf(0)));
  ASSERT_TRUE(store->EraseAnnex(commitment_, statement));
  EXPECT_TRUE(store->EraseAnnex(commitment_, statement));  // the same again
  EXPECT_FALSE(*store->HasAnnex(commitment_));
  for (const char* suffix : {"", "-wal"}) {
    const auto file = ReadTextFile(path_ + suffix, 1 << 24);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->find(secret), std::string::npos) << suffix;
  }
  // Neither a duplicate of the core nor an envelope brings it back.
  MemorySource again(AsBytes(secret));
  entry.annexes = {{commitment_, &again}};
  EXPECT_TRUE(store->Append({entry})->front().duplicate);
  Add(*store, secret, "author");
  EXPECT_FALSE(*store->HasAnnex(commitment_));
}

}  // namespace
}  // namespace sekisho
