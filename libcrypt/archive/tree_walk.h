// Walks what somebody wants to take out, in archive order. The request walks to hash, the seal
// walks to archive; both see the same names. Everything is opened by descriptors, and no symbolic
// link below what was named is ever followed (ATTACKS D10, E8).
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files/stream.h"
#include "base/worker_pool.h"
#include "libcrypt/archive/manifest.h"

namespace sekisho {

// One thing to take out: `name` and what is below it, or with the name "." all that is in
// `directory`.
struct WalkRoot {
  std::string directory;
  std::string name;
};

// What a user's PATHs mean. Each PATH gives its base name; "." and "dir/." give the contents. The
// directories come out absolute with their links resolved, so that they can be kept in a request.
// kUsage for a PATH ending in "..", kNotFound when its directory does not exist; whether the thing
// itself exists shows when it is walked.
Result<std::vector<WalkRoot>> RootsFromPaths(std::span<const std::string> paths);

// The one directory of all roots (a request's base). kUsage when there are several.
Result<std::string> CommonBase(std::span<const WalkRoot> roots);

// The same names below another directory (`seal --base`).
std::vector<WalkRoot> RootsBelow(const std::string& base, std::span<const std::string> names);

struct WalkEntry {
  std::string name;  // as in the manifest and the archive
  bool is_directory = false;
  uint64_t size = 0;  // of a file
  Time mtime{};
  int fd = -1;  // a file, open at its beginning; borrowed for the time of the call
};

struct WalkLimits {
  uint64_t max_entries = 4'000'000;
  // Whether something stays out, with all that is below it. Asked by name in archive order, before
  // anything of it is opened, and not about what a root names itself. Empty: nothing stays out.
  std::function<bool(const std::string& name, bool is_directory)> leave_out{};
};

// Called for each entry in archive order. A failure ends the walk and is its result.
using WalkVisitor = std::function<Result<void>(const WalkEntry&)>;

// Visits everything below `roots`. Other file systems are entered. Fails, naming the thing:
// kRefused for symbolic links, FIFOs, sockets and devices (all of them at once: after the first
// nothing is visited any more, and the rest is only looked for), for names that names.h refuses,
// that collide, or that two roots share, and beyond the limits; kFailed for a file whose size,
// mtime or ctime is another after the visit than before; kNotFound and kIo from the system.
Result<ManifestTotals> WalkTree(std::span<const WalkRoot> roots, const WalkLimits& limits,
                                const WalkVisitor& visit);

// Reads all of a visited file, hands it to `copy_to` (may be null) in pieces of up to 1 MiB, and
// returns its digest. kFailed when it does not have exactly the size announced; kInterrupted.
// `pool` (may be null) hashes a piece while the next one is read.
Result<Digest> ReadContents(const WalkEntry& file, ByteSink* copy_to, WorkerPool* pool = nullptr);

}  // namespace sekisho
