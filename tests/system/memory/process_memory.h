// Looks through a process's memory for secrets that should not be there.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "libcrypt/keys/secret_bytes.h"

namespace sekisho {

// What to look for. The searching program is often the one that is searched: so each secret is kept
// with its bits turned over, and cannot be found for being looked for.
class Needles {
 public:
  // `name` is for the report. Eight bytes of the secret, at a multiple of eight, count as all of
  // it: half a key is too much, too, and the first and last bits of a scalar change when it is
  // used.
  void Add(const std::string& name, ByteView secret);

  struct Piece {
    std::string name;
    Bytes turned;
  };
  const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  std::vector<Piece> pieces_;
};

struct Residue {
  std::string secret;
  std::string place;  // the mapping's line of /proc/PID/maps
  uint64_t address;
};

// What counts as clean: guarded memory (SecretBytes) may hold secrets while they are in use.
enum class Guarded { kMayHoldSecrets, kMustBeClean };

struct Search {
  std::vector<Residue> found;
  uint64_t bytes = 0;          // looked through
  uint64_t guarded_bytes = 0;  // of these, in mappings that are left out of core dumps
};

// Looks through every readable mapping of `pid` (0: of this process). kIo when its memory cannot be
// read.
Result<Search> SearchMemory(pid_t pid, const Needles& needles, Guarded guarded);

// "NAME at ADDRESS in MAPPING", a line each.
std::string Describe(const Search& search);

}  // namespace sekisho
