// The record of one wipe: what was asked, found, done, checked, and what cannot be claimed. It has
// the fields of NIST SP 800-88 Rev. 2's sample certificate and of the Japanese 消去証明書: what a
// program can know, and what people stated (wipe/report/particulars.h).
//
// Unsigned: anybody can write such a file. docs/formats/wipe-report.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "devices/medium.h"
#include "wipe/report/claims.h"
#include "wipe/report/device_report.h"
#include "wipe/report/particulars.h"
#include "wipe/report/purge_report.h"

namespace sekisho {

inline constexpr char kWipeReportFormat[] = "sekisho-wipe-report/1";
inline constexpr size_t kMaxWipeReportBytes = 16 << 20;
inline constexpr size_t kMaxListed = 1000;  // failures and findings by name; more are counted only

enum class WipeOutcome {
  kPlanned,      // a dry run: nothing was written
  kDone,         // everything named is gone and was read back
  kFailed,       // something could not be wiped
  kOldData,      // something else than what was written was read back
  kInterrupted,  // stopped by a signal; running again finishes
};

enum class TargetKind { kFile, kDirectory, kMountPoint, kFreeSpace, kDevice };

// What was done to free space.
struct FreeSpaceReport {
  int64_t bytes_written = 0;
  int64_t bytes_verified = 0;
  int64_t inodes_used = 0;
  int64_t journal_bytes = 0;     // written through the journal
  int64_t bytes_left = 0;        // still free when it was fullest, by the file system's own account
  bool reserve_reached = false;  // the blocks that the file system keeps back were taken, too
  std::optional<bool> journal_passed = {};  // or there is none; older reports do not say
  // What the claim rests on beside that; the counts of ext2/3/4 only.
  bool nothing_deleted_in_use = false;  // beforehand: it could be made read-only for a moment
  int64_t inodes_free = 0;              // beforehand; claimed when equal to inodes_used
  int64_t inodes_in_use = 0;            // beforehand, by the file system's own account
  int64_t inodes_found = 0;             // that had a name, or are the file system's own
  int64_t directories = 0;              // afterwards
  int64_t directories_clean = 0;        // that hold no names but those of their entries
  friend bool operator==(const FreeSpaceReport&, const FreeSpaceReport&) = default;
};

// Paths in reports are spelled with SafeForTerminal: always UTF-8, nothing hidden.
struct TargetReport {
  std::string given;  // as it was named
  std::string path;   // where that was
  TargetKind kind = TargetKind::kFile;
  bool removed = false;  // whole: nothing of it is left except what was to be kept; or: all done
  std::string file_system_type;
  std::string mount_point;
  std::string file_system_device;  // "8:1": major and minor number, as mountinfo has them
  MediumInfo medium;
  Claim claim;  // what may be claimed now; grade kNone when it failed or was not finished
  FreeSpaceReport free_space;        // of kFreeSpace
  DeviceReport device;               // of kDevice
  std::optional<PurgeReport> purge;  // of kDevice that was to erase itself
};

struct WipeCounts {
  int64_t files = 0;
  int64_t directories = 0;
  int64_t links = 0;   // symbolic
  int64_t others = 0;  // sockets, FIFOs, device nodes
  int64_t attributes = 0;
  int64_t bytes_found = 0;  // to the end of the last blocks
  int64_t bytes_overwritten = 0;
  int64_t bytes_verified = 0;
  friend bool operator==(const WipeCounts&, const WipeCounts&) = default;
};

struct WipeFailure {
  std::string path;
  std::string message;
  Next next{};  // for who does it now: not part of the report
};
// Of an error at `path`, printable.
WipeFailure FailureOf(const std::string& path, const Error& error);

struct WipeReport {
  std::string tool_version;
  Time started{};
  Time finished{};
  WipeOutcome outcome = WipeOutcome::kPlanned;
  bool best_effort = false;
  std::string verify_asked = "full";  // or "sample"
  Grade grade = Grade::kNone;         // the lowest of the targets'
  std::vector<TargetReport> targets;
  std::vector<std::string> kept;   // relative names that were to stay
  std::vector<std::string> found;  // what was in the way, in sentences
  int64_t found_total = 0;
  WipeCounts counts;
  std::vector<WipeFailure> failures;
  int64_t failures_total = 0;
  std::string interrupted_at;  // a path, and how far it had got
  WipeParticulars particulars;
};

// Spells what the device says with SafeForTerminal.
void MakePrintable(MediumInfo& medium);

// The one name that may stay on a medium that was wiped: it says which medium it is.
inline constexpr const char* kTagOfMedium = "SEKISHO.TAG";

// "full", or "sample" when a device was read back so; files always are in full.
std::string VerificationDone(const WipeReport& report);
// "passed", "failed", "not finished", "not done".
std::string VerificationResult(const WipeReport& report);

// Takes back what the report claims for free space of which something was not reached (only best
// effort goes on then), and with it what is claimed for files because of it.
void WithdrawWhereNotReached(WipeReport& report);

// Whether it was done, and of all of a medium: of a whole device; or of everything below a mount
// point (of a directory that serves as a medium: everything but its tag) and of the free space
// there, where that reaches what was deleted before.
bool WipedWholeMedium(const WipeReport& report);

// Whether it was done, and of all that a directory which serves as a medium holds: everything in it
// but its tag. The free space below is the file system's, and nobody's medium.
bool WipedAllOfDirectory(const WipeReport& report);

// Every sentence about what cannot be claimed; never empty.
std::vector<std::string> NotClaimed(const WipeReport& report);

// kMalformed when a grade is claimed that the rest of the report does not support (ATTACKS H6), or
// when two places of it contradict each other.
Result<void> CheckClaims(const WipeReport& report);

// The report as JSON, and back. Parsing accepts exactly what WipeReportJson writes: an unknown
// field, a value out of range, or a grade that the rest of the report does not support (ATTACKS H6)
// is kMalformed.
Json WipeReportJson(const WipeReport& report);
Result<WipeReport> ParseWipeReport(std::string_view text);
// The same of a report that may be certified: kMalformed for a dry run's, where nothing was done.
Result<WipeReport> ParseCertifiableReport(std::string_view text);

}  // namespace sekisho
