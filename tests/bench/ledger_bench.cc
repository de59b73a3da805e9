// ledger_bench [DIR [ENTRIES]]: how fast the SQLite ledger appends, and is verified. Works in a new
// directory below DIR (default: the directory for temporary files) and removes it.
//
// ledger_bench --make DIR N: an organisation of N statements in the new directory DIR, to measure
// and try the real commands with (tests/bench/made_organisation.h, tests/bench/commands_bench.sh).
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "ledger/fsck.h"
#include "ledger/sqlite_store.h"
#include "ledger/verified_index.h"
#include "tests/bench/made_organisation.h"

namespace sekisho {
namespace {

constexpr uint64_t kSingles = 500;
constexpr uint64_t kBatch = 100;
constexpr uint64_t kOpens = 100;
constexpr size_t kTokenBytes = 800;  // about an approval

NewEntry EntryOf(uint64_t n) {
  std::string token = "v4.public." + std::to_string(n) + ".";
  token.resize(kTokenBytes, 'x');
  return NewEntry{std::move(token), {"request", std::to_string(n / 4), "author", "time"}, {}, {}};
}

Result<Label> LabelOf(uint64_t index, std::string_view) {
  return Label{"request", std::to_string(index / 4), "author", true, 0};
}

// Prints how many of `count` things `work` does a second.
Result<void> Measure(const std::string& what, uint64_t count,
                     const std::function<Result<void>()>& work) {
  const auto start = std::chrono::steady_clock::now();
  RETURN_IF_ERROR(work());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::cout << what << ": " << static_cast<uint64_t>(static_cast<double>(count) / took.count())
            << " per second (" << count << " in " << took.count() << " s)\n";
  return {};
}

Result<void> AppendRange(LedgerStore& store, uint64_t from, uint64_t to, uint64_t step) {
  for (uint64_t n = from; n < to; n += step) {
    std::vector<NewEntry> batch;
    for (uint64_t i = n; i < n + step && i < to; ++i) batch.push_back(EntryOf(i));
    RETURN_IF_ERROR(store.Append(batch));
  }
  return {};
}

Result<void> CheckClean(LedgerStore& store) {
  ASSIGN_OR_RETURN(const FsckReport report, Fsck(store));
  if (!report.clean()) return Fail(ErrorCode::kVerdict, report.problems.front());
  return {};
}

// What every command does: open both, catch up with nothing new or little, fetch one statement.
Result<void> OpenAndFetch(const std::string& directory, uint64_t index) {
  ASSIGN_OR_RETURN(auto store,
                   SqliteStore::Open(directory + "/ledger.sqlite", SqliteStore::Mode::kReadWrite));
  ASSIGN_OR_RETURN(auto verified, VerifiedIndex::Open(directory));
  RETURN_IF_ERROR(verified->CatchUp(*store, LabelOf));
  RETURN_IF_ERROR(verified->Leaves({{}, std::to_string(index / 4)}));
  RETURN_IF_ERROR(verified->Fetch(*store, index));
  return {};
}

Result<void> RunAll(const std::string& directory, uint64_t entries) {
  ASSIGN_OR_RETURN(auto store, SqliteStore::Create(directory + "/ledger.sqlite"));
  ASSIGN_OR_RETURN(auto index, VerifiedIndex::Open(directory));
  RETURN_IF_ERROR(
      Measure("append, one by one", kSingles, [&] { return AppendRange(*store, 0, kSingles, 1); }));
  const uint64_t end = std::max(entries, kSingles + kBatch);
  RETURN_IF_ERROR(Measure("append, batches of 100", end - kSingles,
                          [&] { return AppendRange(*store, kSingles, end, kBatch); }));
  RETURN_IF_ERROR(Measure("catch up", end, [&]() -> Result<void> {
    RETURN_IF_ERROR(index->CatchUp(*store, LabelOf));
    return {};
  }));
  RETURN_IF_ERROR(Measure("fetch all, checked", end, [&] {
    return index->FetchAll(*store, 0, end,
                           [](uint64_t, std::string_view) { return Result<void>(); });
  }));
  RETURN_IF_ERROR(Measure("fsck", end, [&] { return CheckClean(*store); }));
  return Measure("open, catch up with nothing, fetch one", kOpens, [&]() -> Result<void> {
    for (uint64_t i = 0; i < kOpens; ++i)
      RETURN_IF_ERROR(OpenAndFetch(directory, i * end / kOpens));
    return {};
  });
}

int Make(const std::string& directory, uint64_t statements) {
  SystemRandom random;
  const auto made = MakeOrganisation(directory, statements, SystemClock().Now(), random);
  if (!made) std::cerr << made.error().message << "\n";
  return made ? 0 : ExitStatus(made.error().code);
}

}  // namespace
}  // namespace sekisho

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "--make") == 0) {
    if (argc == 4) return sekisho::Make(argv[2], std::strtoull(argv[3], nullptr, 10));
    std::cerr << "usage: ledger_bench --make DIR N\n";
    return 2;
  }
  const std::filesystem::path parent =
      argc > 1 ? std::filesystem::path(argv[1]) : std::filesystem::temp_directory_path();
  const uint64_t entries = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100'000;
  std::string directory = parent / "ledger-bench-XXXXXX";
  if (mkdtemp(directory.data()) == nullptr) {
    std::cerr << "cannot make a directory in " << parent << "\n";
    return 1;
  }
  const auto result = sekisho::RunAll(directory, entries);
  std::error_code ignored;
  std::filesystem::remove_all(directory, ignored);
  if (!result) std::cerr << result.error().message << "\n";
  return result ? 0 : 1;
}
