// Founding an organisation, and joining one from another machine.
#pragma once

#include <string>
#include <vector>

#include "workflow/state/session.h"

namespace sekisho {

struct FoundOptions {
  std::string org;           // its name: confidential, in the charter's annex
  std::string officer;       // the officer's name
  std::string charter_toml;  // the rules
  std::string group;         // a group that may write the store; empty: nobody else
  std::string recovery_out;  // file for the recovery key; empty: no recovery root
  std::string escrow_out;    // directory for the two escrow keys; empty: no escrow
};

struct Founded {
  Digest genesis{};        // the fingerprint that others join with
  std::string officer_id;  // P1
  std::string store;
  std::string recovery_file;  // empty: there is none
  std::vector<std::string> escrow_files;
  std::vector<std::string> warnings;  // what was left out, and what that means
};

// Makes the store, the charter (genesis), the officer's card, and pins the genesis here. The
// identity file must exist. kExists when the store or a pin is there already; then, and on any
// other failure, nothing is left behind.
Result<Founded> Found(const Setting& setting, const World& world, const FoundOptions& options);

struct Joined {
  std::string store;
  Digest genesis{};
  TreeHead head;
  uint64_t voids = 0;
};

// Verifies the whole log against the fingerprint (64 hex digits), and against `checkpoint` if it is
// not empty (three lines: origin, size, base64 root), then pins it. kVerdict when the log does not
// begin with that charter. Needs no identity.
Result<Joined> Join(const Setting& setting, const World& world, const std::string& fingerprint,
                    const std::string& checkpoint);

}  // namespace sekisho
