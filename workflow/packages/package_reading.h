// Reading a package to its end with an identity, every digest compared: what opening, listing and
// verifying have in common. They differ in where the entries go.
#pragma once

#include <memory>
#include <string>

#include "libcrypt/archive/contents.h"
#include "workflow/packages/package_judge.h"
#include "workflow/state/session.h"

namespace sekisho {

// What was found to be right about a package.
struct CheckedPackage {
  ManifestTotals totals;
  bool permit_checked = false;  // against the record: permit, seal and recipients
  std::string unchecked_why;    // when it was not
  std::string request;          // R7, when known here
  size_t recipients = 0;        // of the header, escrow included
  PackageView view;             // of the session's state; empty without one
  // Keys or a ledger among the files, by their fronts, though the request says that there are none.
  uint64_t denied_keys = 0;
  std::string denied_keys_text;  // the names of the first of them
};

// One reading. The identity is unlocked once, for the file and, in a session, for signing.
class PackageReading {
 public:
  // A machine that has joined checks the permit; a ledger that is out of reach is said, one that
  // contradicts itself is kVerdict.
  static Result<PackageReading> Begin(const Setting& setting, const World& world);

  // From here on with the keys of this identity file, not the setting's: an escrow key.
  Result<void> UseKeysOf(const std::string& identity_file);

  // Instead of the usual ones. What the package's size has to do with them is filled in here.
  void UseLimits(const ArchiveLimits& limits) { limits_.archive = limits; }

  // Refuses also what could travel in the archive's headers.
  void LookIntoHeaders() { limits_.headers = ArchiveReader::Headers::kOurs; }

  // Whether those keys are an escrow key of the charter.
  bool HasEscrowKey() const;

  // Decrypts `package` into `sink`, which must make nothing final before this has succeeded.
  // kVerdict when anything of it is not as it was sealed and approved, kNoMatch when the identity
  // does not open it, kRefused when it is beyond the limits. Whatever is read a second time must be
  // the same package: kVerdict.
  Result<CheckedPackage> Read(const std::string& package, const std::string& doing,
                              EntrySink& sink);

  // The seal's token in the header of what was read last, whatever was found; empty without one.
  const std::string& seal() const { return seal_; }
  Session* session() { return session_.get(); }  // null on a machine that has not joined

 private:
  PackageReading(const Setting& setting, const World& world) : setting_(setting), world_(world) {}
  Result<AgeKeys> Keys();
  Result<CheckedPackage> ReadWith(const AgeKeys& keys, const std::string& package,
                                  const std::string& doing, EntrySink& sink);

  Setting setting_;
  World world_;
  std::unique_ptr<Session> session_;
  std::string unchecked_why_;
  std::string seal_;
  ContentsLimits limits_;
  std::optional<Identity> own_;  // without a session, or instead of its identity
};

}  // namespace sekisho
