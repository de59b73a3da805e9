// What should hardly ever leave with other files: keys, and the record itself. It finds what lies
// there by mistake, not what is hidden.
#pragma once

#include "libcrypt/archive/contents.h"
#include "libcrypt/archive/tree_walk.h"
#include "workflow/requests/first_names.h"

namespace sekisho {

// How much of the front of a file is looked at.
inline constexpr size_t kSniffedBytes = 16 << 10;

// Whether a file with this front is a private key: of age, armored or not; an identity of ours,
// locked or not; OpenSSH, PEM, PGP, PuTTY. Whole keys, since documents show how one begins; with
// blanks around it, carriage returns and UTF-16, as an editor may save it.
bool IsPrivateKey(ByteView front);

// The same, or a ledger.
bool IsKeyMaterial(ByteView front);

// The same of what streams out of a package: passes everything on to `sink`.
class KeySniffer final : public EntrySink {
 public:
  explicit KeySniffer(EntrySink& sink) : sink_(sink) {}

  Result<void> AddDirectory(std::string_view name) override { return sink_.AddDirectory(name); }
  Result<void> BeginFile(std::string_view name) override;
  Result<void> WriteFileData(ByteView data) override;
  Result<void> EndFile(Time mtime) override;

  const FirstNames& names() const { return names_; }

 private:
  EntrySink& sink_;
  std::string name_;
  Bytes front_;
  FirstNames names_{10};
};

// Looks at the files of a walk, and keeps the names of those.
class KeyMaterialFound {
 public:
  Result<void> Look(const WalkEntry& entry);
  const FirstNames& names() const { return names_; }

 private:
  FirstNames names_{10};
};

}  // namespace sekisho
