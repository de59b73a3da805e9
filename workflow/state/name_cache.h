// Names of members that this machine has opened once. A view names few people, but has to know
// whether another has the same name: without a cache every command would open every card again.
//
// The file, `names` beside the verified index, is encrypted under a key from the identity's secret,
// so that at rest it tells no more than the cards do (docs/formats/identity.md). It is never
// needed: one that is missing, damaged or another identity's is begun anew.
#pragma once

#include <map>
#include <set>
#include <string>

#include "base/random.h"
#include "libcrypt/keys/keys.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {

class NameCache {
 public:
  // What lies in `directory`, without the names whose annex was `erased` (by commitment): those go
  // from the file with the next Save. `identity` outlives the cache.
  static NameCache Open(const std::string& directory, const X25519Identity& identity,
                        const std::set<Digest>& erased);

  // By the SHA-256 of the card; null when it was not opened here yet.
  const std::string* Find(const Digest& card) const;
  // `commitment`: of the annex that the name was in.
  void Add(const Digest& card, const Digest& commitment, std::string name);
  // Writes the file (0600) if it would change. One that cannot be written is no failure.
  void Save(Random& random);

 private:
  struct Entry {
    Digest commitment{};
    std::string name;
  };
  NameCache(std::string path, const X25519Identity& identity) : path_(path), identity_(&identity) {}

  std::string path_;
  const X25519Identity* identity_;
  std::map<Digest, Entry> names_;
  bool changed_ = false;
};

}  // namespace sekisho
