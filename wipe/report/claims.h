// What may honestly be claimed after a wipe, as data (ATTACKS H5, H6).
//
// A file system decides whether an overwrite reaches the old bytes at all; a medium decides the
// most that an overwrite can be worth there. The claim is the lower of the two.
// docs/wipe-claims.md prints both tables, and a test compares them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "devices/file_system.h"
#include "devices/medium.h"

namespace sekisho {

// The grades of NIST SP 800-88 Rev. 2 (2025), by the techniques of IEEE 2883-2022, in order.
// Overwriting reaches Clear at most; a device that erases itself may reach Purge
// (wipe/purge/purge_claims.h). Destroy is done elsewhere.
enum class Grade { kNone, kClear, kPurge };

// What was done to the target.
enum class Done {
  kFilesOverwritten,   // files and directories, and nothing else
  kFilesAndFreeSpace,  // and then all free space of the file system they were on
  kFreeSpace,          // only that
  kDevice,             // every block of a device or partition, and all of them read back
  kDeviceSampled,      // the same, and a sample of them read back (wipe/passes/sample.h)
};

enum class Aspect {
  kContent,     // of the files, as it was when they were wiped
  kNames,       // of files and directories, and where symbolic links pointed
  kAttributes,  // extended attributes, owners, times, sizes
  kEarlier,     // contents that were truncated, rewritten, moved or deleted before
  kMedium,      // what the medium keeps where no program can write
};

// Sentences are message ids: English, without arguments, and given to Message() when printed.
struct FileSystemClaim {
  FileSystemKind kind;
  Done done;
  const char* name;  // as printed
  Grade content;
  const char* content_sentence;
  const char* names_sentence;
  const char* attributes_sentence;
  const char* earlier_sentence;
  bool names_claimed = false;
  bool attributes_claimed = false;
  bool earlier_claimed = false;
};

struct MediumClaim {
  MediumKind kind;
  const char* name;
  Grade most;
  int passes;  // overwriting passes that the grade asks for there
  const char* sentence;
};

// One row for every kind and kFilesOverwritten, but for devices, which have one of kDevice and
// one of kDeviceSampled; for the others where they differ. None twice. Where nothing can be claimed
// for files, nothing can be for free space.
std::span<const FileSystemClaim> FileSystemClaims();
std::span<const MediumClaim> MediumClaimTable();

// What was missing where free space was wiped, and takes back what rests on it.
enum class Shortfall {
  kDeletedInUse,        // not shown that nothing deleted is still in use
  kInodesWithoutName,   // more inodes in use than have a name
  kInodesLeft,          // not all free inodes were used
  kNamesInDirectories,  // directories that stay hold more than their entries
};

// Sentences as above; nullptr: that aspect does not rest on it.
struct ShortfallClaim {
  Shortfall what;
  const char* names_sentence;
  const char* attributes_sentence;
  const char* earlier_sentence;
};
std::span<const ShortfallClaim> ShortfallClaims();  // one of each

struct AspectClaim {
  Aspect aspect = Aspect::kContent;
  bool claimed = false;
  std::string sentence;

  friend bool operator==(const AspectClaim&, const AspectClaim&) = default;
};

struct Claim {
  Grade grade = Grade::kNone;
  int passes = 1;
  std::string file_system;  // names, as printed
  std::string medium;
  std::vector<AspectClaim> aspects;  // one of each

  friend bool operator==(const Claim&, const Claim&) = default;
};

// How much may be left free when a file system of this kind is fullest, for free space to count as
// overwritten; by what was measured (docs/decisions/137-what-is-left-free.md).
uint64_t MostBytesLeft(FileSystemKind file_system);

// `missing`: of free space; it concerns the files only as far as their claim rests on free space.
Claim ClaimFor(FileSystemKind file_system, MediumKind medium, Done done,
               std::span<const Shortfall> missing = {});

// Of grade kNone, and no aspect is claimed.
bool ClaimsNothing(const Claim& claim);

// By the names that are printed; kUnknown when no row is called so.
FileSystemKind FileSystemKindNamed(const std::string& name);
MediumKind MediumKindNamed(const std::string& name);

// Takes the claim back: grade kNone, nothing claimed any longer, for the reason in `sentence`.
// A claim that was kNone keeps its own reason.
void Withdraw(Claim& claim, const char* sentence);

// "none", "clear" or "purge"; "content", "names", "attributes", "earlier", "medium".
std::string GradeName(Grade grade);
std::string AspectName(Aspect aspect);

}  // namespace sekisho
