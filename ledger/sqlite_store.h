// The ledger in one SQLite file, for one machine and one circle of trust.
//
// One lock (FILE.lock) is held around every commit and every checkpoint, because SQLite before
// 3.51.3 can corrupt a write-ahead log that one connection writes while another checkpoints it.
#pragma once

#include <memory>
#include <string>

#include "ledger/file_lock.h"
#include "ledger/sqlite.h"
#include "ledger/store.h"

namespace sekisho {

class SqliteStore final : public LedgerStore {
 public:
  enum class Mode { kReadOnly, kReadWrite };

  // Makes a new ledger, readable by nobody else, or by `group` too, and opens it. kExists when
  // anything is at `path`; on an error nothing is left there.
  static Result<std::unique_ptr<SqliteStore>> Create(const std::string& path,
                                                     std::optional<gid_t> group = {});

  // Opens an existing ledger. kNotFound; kFailed when it is something else. `waiting` is told when
  // somebody else writes for long.
  static Result<std::unique_ptr<SqliteStore>> Open(const std::string& path, Mode mode,
                                                   LockWaitFn waiting = {});

  // Closes as Close does, without telling how it went.
  ~SqliteStore() override;

  // After any write: completes the main file from the write-ahead log, so that a copy of it is the
  // whole ledger. What was acknowledged is durable whether or not this succeeds.
  Result<void> Close() { return Complete(); }

  Result<StoredHead> Head() override;
  Result<std::vector<AppendOutcome>> Append(const std::vector<NewEntry>& batch) override;
  Result<std::vector<StoredEntry>> Read(uint64_t from, size_t count) override;
  Result<std::optional<uint64_t>> FindByHash(const Digest& hash) override;
  Result<void> AddEnvelope(const NewAnnex& annex, const std::string& author) override;
  Result<std::vector<Envelope>> Envelopes(const Digest& commitment,
                                          const std::vector<std::string>& authors) override;
  Result<std::optional<Bytes>> AnnexRow(const Digest& commitment, uint64_t envelope,
                                        uint64_t row) override;
  Result<bool> HasAnnex(const Digest& commitment) override;
  Result<void> EraseAnnex(const Digest& commitment, const Digest& statement) override;
  Result<void> ForEachEnvelope(
      const std::function<Result<void>(const EnvelopeShape&)>& visit) override;
  Result<std::vector<std::string>> StorageProblems() override;

 private:
  SqliteStore(std::unique_ptr<SqliteDatabase> database, std::optional<FileLock> lock)
      : database_(std::move(database)), lock_(std::move(lock)) {}

  // Runs `work` in one transaction under the lock, and checkpoints when the log has grown large.
  Result<void> Write(const std::function<Result<void>()>& work);

  // Copies what was written since the last time into the main file.
  Result<void> Complete();

  std::unique_ptr<SqliteDatabase> database_;
  std::optional<FileLock> lock_;  // none when opened for reading
  bool wrote_ = false;
};

}  // namespace sekisho
