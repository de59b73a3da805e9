// SQLite with results instead of codes. The only header of this room that knows sqlite3.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"

struct sqlite3;
struct sqlite3_stmt;

namespace sekisho {

class SqliteStatement;

// One connection. A disk error or a damaged file ends it: everything afterwards is kIo, because
// what a failed fsync(2) left on the disk is unknown and trying again would not say.
class SqliteDatabase {
 public:
  enum class Mode { kReadOnly, kReadWrite };

  // Opens an existing file, changing nothing in it: synchronous=FULL, no automatic checkpoints,
  // none on closing; triggers, views and functions in a hostile schema stay inert.
  static Result<std::unique_ptr<SqliteDatabase>> Open(const std::string& path, Mode mode);
  ~SqliteDatabase();
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;

  // Turns the write-ahead log on, for good. For the writer of a file that is known to be its own.
  Result<void> UseWal();

  const std::string& path() const { return path_; }
  bool failed() const { return failed_; }

  // `sql` is one statement, a constant of the program; values are bound.
  Result<SqliteStatement> Prepare(const char* sql);
  // Runs a statement without parameters to its end.
  Result<void> Run(const char* sql);
  // The single integer that a statement without parameters yields.
  Result<int64_t> QueryInt(const char* sql);

  // Copies the write-ahead log into the file and empties it. Waits at most `wait_ms` for readers;
  // what they still need stays in the log, which is no error. To be called with the lock held.
  Result<void> Checkpoint(int wait_ms);
  // Bytes in the write-ahead log.
  uint64_t WalBytes() const;

  // The error for SQLite's result `code`, saying what could not be done; notes that the
  // connection is finished when it is.
  Error Explain(const std::string& what, int code);

 private:
  SqliteDatabase(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}
  Result<void> Configure(Mode mode);

  sqlite3* handle_;
  std::string path_;
  bool failed_ = false;
};

// A prepared statement. Parameters count from 1, columns from 0. A failed Bind is reported by Step.
class SqliteStatement {
 public:
  SqliteStatement(SqliteStatement&& other) noexcept;
  SqliteStatement& operator=(SqliteStatement&&) = delete;
  ~SqliteStatement();

  SqliteStatement& Bind(int position, int64_t value);
  SqliteStatement& Bind(int position, ByteView blob);
  SqliteStatement& Bind(int position, std::string_view text);

  // True: a row is there. False: the end.
  Result<bool> Step();
  // To the end, and ready to be bound anew.
  Result<void> Run();
  void Reset();

  int64_t Int(int column) const;
  bool IsNull(int column) const;
  // Valid until the next Step; whatever the type of the column.
  ByteView Blob(int column) const;
  std::string Text(int column) const;
  // Zeros when the column is not 32 bytes.
  Digest DigestOrZeros(int column) const;

 private:
  friend class SqliteDatabase;
  SqliteStatement(SqliteDatabase* database, sqlite3_stmt* handle)
      : database_(database), handle_(handle) {}
  void Note(int code);

  SqliteDatabase* database_;
  sqlite3_stmt* handle_;
  int bind_error_ = 0;
};

// BEGIN, and ROLLBACK unless it was committed.
class SqliteTransaction {
 public:
  enum class Kind { kRead, kWrite };
  static Result<SqliteTransaction> Begin(SqliteDatabase& database, Kind kind);
  SqliteTransaction(SqliteTransaction&& other) noexcept;
  SqliteTransaction& operator=(SqliteTransaction&&) = delete;
  ~SqliteTransaction();
  Result<void> Commit();

 private:
  explicit SqliteTransaction(SqliteDatabase* database) : database_(database) {}
  SqliteDatabase* database_;
};

}  // namespace sekisho
