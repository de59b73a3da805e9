// A ledger in a directory of its own, and a hand that reaches around the store into its file.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/files/fault.h"
#include "ledger/fsck.h"
#include "ledger/sqlite_store.h"
#include "ledger/verified_index.h"

namespace sekisho {

inline std::string TokenOf(uint64_t n) { return "v4.public.statement-" + std::to_string(n); }

inline NewEntry EntryOf(uint64_t n) {
  return NewEntry{
      TokenOf(n), {"request", "subject-" + std::to_string(n % 3), "author", "t"}, {}, {}};
}

// What a caller would read from the token; it never sees the columns.
inline Result<Label> LabelOf(uint64_t index, std::string_view token) {
  return Label{index % 2 == 0 ? "request" : "approval", "subject-" + std::to_string(index % 3),
               std::string(token), index % 5 != 0, static_cast<int64_t>(index)};
}

class LedgerTest : public ::testing::Test {
 protected:
  LedgerTest() {
    std::string name = std::filesystem::temp_directory_path() / "sekisho-ledger-XXXXXX";
    directory_ = mkdtemp(name.data());
    path_ = directory_ + "/ledger.sqlite";
  }
  ~LedgerTest() override { std::filesystem::remove_all(directory_); }

  std::unique_ptr<SqliteStore> Create(uint64_t entries = 0) {
    auto store = SqliteStore::Create(path_);
    EXPECT_TRUE(store) << store.error().message;
    AppendTo(**store, 0, entries);
    return std::move(*store);
  }

  static void AppendTo(LedgerStore& store, uint64_t from, uint64_t to) {
    std::vector<NewEntry> batch;
    for (uint64_t n = from; n < to; ++n) batch.push_back(EntryOf(n));
    const auto appended = store.Append(batch);
    ASSERT_TRUE(appended) << appended.error().message;
  }

  std::unique_ptr<SqliteStore> OpenStore(SqliteStore::Mode mode = SqliteStore::Mode::kReadWrite) {
    auto store = SqliteStore::Open(path_, mode);
    EXPECT_TRUE(store) << store.error().message;
    return std::move(*store);
  }

  std::unique_ptr<VerifiedIndex> OpenIndex() {
    auto index = VerifiedIndex::Open(directory_);
    EXPECT_TRUE(index) << index.error().message;
    return std::move(*index);
  }

  // What a database administrator can do.
  void Tamper(const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    char* problem = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &problem), SQLITE_OK)
        << sql << ": " << problem;
    EXPECT_GT(sqlite3_total_changes(database), 0) << sql;
    sqlite3_close(database);
  }

  std::string directory_;
  std::string path_;
};

// The root of the first `size` test tokens.
inline TreeHead HeadOf(uint64_t size) {
  MerkleFrontier frontier;
  for (uint64_t n = 0; n < size; ++n) EXPECT_TRUE(frontier.Append(LeafHash(AsBytes(TokenOf(n)))));
  return TreeHead{size, frontier.Root()};
}

}  // namespace sekisho
