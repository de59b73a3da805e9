// Killed processes, full and failing disks, many writers (ATTACKS F11 to F14).
#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <functional>

#include "libcrypt/primitives/sha256.h"
#include "tests/unit/ledger/ledger_fixture.h"

namespace sekisho {
namespace {

int g_syncs = 0;

// Called before each system call by which SQLite changes a file; its errno is the call's.
std::function<int()> g_before_call;

int Before() { return g_before_call ? g_before_call() : 0; }

ssize_t HookedPwrite(int fd, const void* data, size_t size, off_t offset) {
  if (const int error = Before()) return errno = error, -1;
  return pwrite(fd, data, size, offset);
}

ssize_t HookedWrite(int fd, const void* data, size_t size) {
  if (const int error = Before()) return errno = error, -1;
  return write(fd, data, size);
}

int HookedTruncate(int fd, off_t size) {
  if (const int error = Before()) return errno = error, -1;
  return ftruncate(fd, size);
}

}  // namespace
}  // namespace sekisho

// SQLite's own table of system calls has no sync: libsqlite3 finds this one first.
extern "C" int fdatasync(int fd) {
  ++sekisho::g_syncs;
  if (const int error = sekisho::Before()) return errno = error, -1;
  return static_cast<int>(syscall(SYS_fdatasync, fd));
}
extern "C" int fsync(int fd) {
  ++sekisho::g_syncs;
  if (const int error = sekisho::Before()) return errno = error, -1;
  return static_cast<int>(syscall(SYS_fsync, fd));
}

namespace sekisho {
namespace {

class CrashTest : public LedgerTest {
 protected:
  CrashTest() {
    sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
    const auto set = [vfs](const char* name, auto call) {
      ASSERT_EQ(vfs->xSetSystemCall(vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(call)),
                SQLITE_OK);
    };
    set("pwrite", HookedPwrite);
    set("pwrite64", HookedPwrite);
    set("write", HookedWrite);
    set("ftruncate", HookedTruncate);
  }
  ~CrashTest() override {
    g_before_call = {};
    sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
    vfs->xSetSystemCall(vfs, nullptr, nullptr);
  }

  // Runs `work` in a child, which tells by `acknowledge` what the ledger has accepted. Returns the
  // numbers that the parent was told before the child ended, however it ended.
  using Acknowledge = std::function<void(uint64_t)>;
  static std::vector<uint64_t> RunChild(const std::function<void(const Acknowledge&)>& work,
                                        int* status) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      work([&](uint64_t n) { (void)!write(ends[1], &n, sizeof n); });
      _exit(0);
    }
    close(ends[1]);
    std::vector<uint64_t> told;
    uint64_t n = 0;
    while (read(ends[0], &n, sizeof n) == sizeof n) told.push_back(n);
    close(ends[0]);
    EXPECT_EQ(waitpid(child, status, 0), child);
    return told;
  }

  // Every acknowledged statement is there once, fsck is clean, and the ledger takes another.
  void ExpectIntact(const std::vector<uint64_t>& acknowledged) {
    auto store = OpenStore();
    for (const uint64_t n : acknowledged)
      EXPECT_TRUE(store->FindByHash(Sha256(AsBytes(TokenOf(n))))->has_value()) << n;
    const auto report = Fsck(*store);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_TRUE(report->clean()) << report->problems.front();
    EXPECT_GE(report->size, acknowledged.size());
  }
};

// Appends three statements one by one, the second with an annex of several rows, and closes.
void AppendThree(const std::string& path, uint64_t from,
                 const std::function<void(uint64_t)>& acknowledge) {
  auto store = SqliteStore::Open(path, SqliteStore::Mode::kReadWrite);
  if (!store) return;
  const Bytes bytes(2 * kAnnexRowBytes + 5, 9);
  for (uint64_t n = from; n < from + 3; ++n) {
    NewEntry entry = EntryOf(n);
    MemorySource source(bytes);
    if (n == from + 1) entry.annexes = {{Sha256(AsBytes(entry.token)), &source}};
    if ((*store)->Append({entry})) acknowledge(n);
  }
}

TEST_F(CrashTest, LosesNothingWhenKilledBeforeAnySystemCall) {  // ATTACKS F11, F14
  { auto store = Create(2); }
  std::vector<uint64_t> acknowledged{0, 1};
  uint64_t next = 2;
  bool killed = true;
  int kill_at = 0;
  for (; killed && kill_at < 5000; kill_at += kill_at < 40 ? 1 : 97) {
    int status = 0;
    const auto told = RunChild(
        [&](const Acknowledge& acknowledge) {
          int calls = 0;
          g_before_call = [&calls, kill_at] {
            if (calls++ == kill_at) raise(SIGKILL);
            return 0;
          };
          AppendThree(path_, next, acknowledge);
        },
        &status);
    killed = WIFSIGNALED(status);
    acknowledged.insert(acknowledged.end(), told.begin(), told.end());
    next += 3;
    ExpectIntact(acknowledged);
    // Opened for reading only, it is the same.
    EXPECT_TRUE(Fsck(*OpenStore(SqliteStore::Mode::kReadOnly))->clean());
  }
  EXPECT_FALSE(killed);    // the last child came through
  EXPECT_GT(kill_at, 40);  // and the ones before it did not
}

TEST_F(CrashTest, LosesNothingWhenKilledAtAnyMoment) {  // ATTACKS F14
  { auto store = Create(); }
  std::vector<uint64_t> acknowledged;
  for (uint64_t round = 0; round < 20; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      auto store = SqliteStore::Open(path_, SqliteStore::Mode::kReadWrite);
      for (uint64_t n = round * 1000; store && n < round * 1000 + 1000; ++n)
        if ((*store)->Append({EntryOf(n)})) (void)!write(ends[1], &n, sizeof n);
      _exit(0);
    }
    close(ends[1]);
    // Killed once it has acknowledged a few: wherever it happens to be then.
    uint64_t n = 0;
    for (uint64_t i = 0; i <= round && read(ends[0], &n, sizeof n) == sizeof n; ++i)
      acknowledged.push_back(n);
    kill(child, SIGKILL);
    while (read(ends[0], &n, sizeof n) == sizeof n) acknowledged.push_back(n);
    close(ends[0]);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ExpectIntact(acknowledged);
  }
  EXPECT_GE(acknowledged.size(), 20u);
}

TEST_F(CrashTest, SyncsBeforeItAcknowledges) {  // ATTACKS F14
  auto store = Create(1);
  for (uint64_t n = 1; n < 5; ++n) {
    const int syncs = g_syncs;
    AppendTo(*store, n, n + 1);
    EXPECT_GT(g_syncs, syncs);
  }
}

TEST_F(CrashTest, HoldsTheLockAroundEveryCommitAndCheckpoint) {  // ATTACKS F12, F13
  auto store = Create(1);
  UniqueFd lock(open((path_ + ".lock").c_str(), O_RDWR | O_CLOEXEC));
  int calls = 0;
  int unlocked = 0;
  g_before_call = [&] {
    ++calls;
    if (flock(lock.get(), LOCK_EX | LOCK_NB) == 0) {
      ++unlocked;
      flock(lock.get(), LOCK_UN);
    }
    return 0;
  };
  for (uint64_t n = 1; n < 100; ++n) {
    NewEntry entry = EntryOf(n);
    entry.token.append(60'000, 'x');  // large enough for a checkpoint in between
    ASSERT_TRUE(store->Append({entry}));
  }
  ASSERT_TRUE(store->Close());
  EXPECT_EQ(flock(lock.get(), LOCK_EX | LOCK_NB), 0);  // and lets go of it
  EXPECT_GT(calls, 1000);
  EXPECT_EQ(unlocked, 0);
}

TEST_F(CrashTest, StopsForGoodAfterADiskError) {  // ATTACKS F12
  { auto store = Create(2); }
  std::vector<uint64_t> acknowledged{0, 1};
  int failures = 0;
  for (int fail_at = 0; fail_at < 30; ++fail_at) {
    auto store = OpenStore();
    int calls = 0;
    g_before_call = [&] { return calls++ == fail_at ? EIO : 0; };
    const uint64_t n = 100 + static_cast<uint64_t>(fail_at);
    const auto appended = store->Append({EntryOf(n)});
    if (appended) {
      acknowledged.push_back(n);
    } else {
      ++failures;
      EXPECT_EQ(appended.error().code, ErrorCode::kIo);
      // Not tried again, although it would work now.
      EXPECT_EQ(store->Append({EntryOf(n)}).error().code, ErrorCode::kIo);
      EXPECT_EQ(store->Head().error().code, ErrorCode::kIo);
    }
    store.reset();
    g_before_call = {};
    ExpectIntact(acknowledged);
  }
  EXPECT_GT(failures, 2);
}

TEST_F(CrashTest, RefusesWhenTheDiskIsFullAndLosesNothing) {  // ATTACKS F12
  auto store = Create(2);
  const Bytes bytes(2 * kAnnexRowBytes, 1);
  for (int fail_at : {0, 1, 3, 10, 300}) {
    int calls = 0;
    g_before_call = [&] { return calls++ >= fail_at ? ENOSPC : 0; };
    NewEntry entry = EntryOf(2);
    MemorySource source(bytes);
    entry.annexes = {{Digest{2}, &source}};
    const auto appended = store->Append({entry});
    g_before_call = {};
    ASSERT_FALSE(appended) << fail_at;
    EXPECT_EQ(appended.error().code, ErrorCode::kNoSpace) << appended.error().message;
    EXPECT_FALSE(appended.error().next.empty());
    EXPECT_EQ(store->Head()->head, HeadOf(2));
    EXPECT_FALSE(*store->HasAnnex(Digest{2}));
  }
  AppendTo(*store, 2, 4);  // once there is room, the same object goes on
  store.reset();
  ExpectIntact({0, 1, 2, 3});
}

TEST_F(CrashTest, LetsManyProcessesAppendAtOnce) {  // ATTACKS F13
  constexpr uint64_t kWriters = 8;
  constexpr uint64_t kEach = 25;
  { auto store = Create(); }
  std::vector<pid_t> children;
  for (uint64_t writer = 0; writer < kWriters; ++writer) {
    const pid_t child = fork();
    if (child == 0) {
      auto store = SqliteStore::Open(path_, SqliteStore::Mode::kReadWrite);
      bool all = store.has_value();
      for (uint64_t i = 0; all && i < kEach; ++i) {
        // One's own statement, and one that all of them submit.
        const auto outcomes = (*store)->Append({EntryOf(1000 * (writer + 1) + i), EntryOf(i)});
        all = outcomes.has_value() && !outcomes->front().duplicate;
      }
      if (all) store->reset();
      _exit(all ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  std::vector<uint64_t> acknowledged;
  for (uint64_t i = 0; i < kEach; ++i) {
    acknowledged.push_back(i);
    for (uint64_t writer = 1; writer <= kWriters; ++writer)
      acknowledged.push_back(1000 * writer + i);
  }
  ExpectIntact(acknowledged);
  EXPECT_EQ(OpenStore()->Head()->head.size, kWriters * kEach + kEach);
}

TEST_F(CrashTest, ReadsWhileOthersWrite) {
  { auto store = Create(1); }
  const pid_t child = fork();
  if (child == 0) {
    auto store = SqliteStore::Open(path_, SqliteStore::Mode::kReadWrite);
    bool all = store.has_value();
    for (uint64_t n = 1; all && n < 150; ++n) {
      NewEntry entry = EntryOf(n);
      entry.token.append(60'000, 'x');  // large enough for checkpoints in between
      all = (*store)->Append({entry}).has_value();
    }
    if (all) store->reset();
    _exit(all ? 0 : 1);
  }
  auto store = OpenStore(SqliteStore::Mode::kReadOnly);
  auto index = OpenIndex();
  int status = 0;
  pid_t ended = 0;
  while (ended == 0) {
    const auto head = index->CatchUp(*store, LabelOf);
    EXPECT_TRUE(head) << head.error().message;
    EXPECT_TRUE(Fsck(*store)->clean());
    ended = waitpid(child, &status, WNOHANG);
  }
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(index->CatchUp(*store, LabelOf)->size, 150u);
}

}  // namespace
}  // namespace sekisho
