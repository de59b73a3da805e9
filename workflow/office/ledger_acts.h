// Verifying the whole record, and reading it.
#pragma once

#include <string>
#include <vector>

#include "workflow/state/session.h"

namespace sekisho {

struct LedgerReport {
  bool ok = false;
  uint64_t size = 0;
  Digest root{};
  uint64_t valid = 0;
  uint64_t voids = 0;
  uint64_t annexes = 0;
  uint64_t annexes_missing = 0;
  uint64_t annexes_erased = 0;   // by a statement
  uint64_t annexes_checked = 0;  // opened with this identity and compared with the commitment
  uint64_t problem_count = 0;
  std::vector<std::string> problems;      // the first of them
  std::vector<std::string> void_entries;  // "12: why"
  std::vector<std::string> false_heads;   // likewise; of statements that count
  // Rows of the state that this machine has kept and that are others than the record gives. They
  // are no problem of the ledger, and are made again by the next command.
  uint64_t kept_wrong = 0;
};

// What this machine has verified of the ledger; none when it has verified nothing yet.
Result<std::optional<TreeHead>> KnownHead(const Setting& setting, const Pin& pin);

// Reads everything again, from the bytes, with every signature; trusts nothing remembered but the
// pinned genesis and the head this machine had verified. A bad ledger is a report, not an error.
// kNewerFormat when nothing is wrong up to a charter of a format that this program does not know.
Result<LedgerReport> VerifyLedger(const Setting& setting, const World& world);

struct LogFilter {
  std::string kind;   // empty: all
  std::string about;  // R7, M2, P3; empty: all
  std::string by;     // member reference; empty: all
  std::optional<Time> since;
  uint64_t limit = 0;  // the newest so many; 0: all
};
struct LogLine {
  uint64_t index = 0;
  Time time{};
  std::string kind;
  std::string author;   // name
  std::string subject;  // R7, M2, P3, or empty
  bool valid = false;
  std::string jti;
  std::string view;  // of a valid one: its terms in one line
};
Result<std::vector<LogLine>> ReadLog(Session& session, const LogFilter& filter);

// R7, M2 or P3 for an id; empty when it is none of them.
std::string ShortIdOf(const OrgState& state, const std::string& id);

}  // namespace sekisho
