#include "workflow/key_material.h"

#include <algorithm>
#include <array>

#include "base/files.h"

namespace sekisho {
namespace {

constexpr size_t kMaxNames = 1000;

// At the beginning of a line.
constexpr std::array<std::string_view, 5> kLines = {"AGE-SECRET-KEY-", "AGE-PLUGIN-",
                                                    "# sekisho-signing-key: ", "k4.secret.",
                                                    "PuTTY-User-Key-File-"};

bool IsPemPrivateKey(std::string_view line) {
  return line.starts_with("-----BEGIN ") && line.find("PRIVATE KEY") != line.npos;
}

// A short age file that a passphrase opens: identities of ours and of others are locked so. A long
// one is somebody's document.
bool IsLockedIdentity(std::string_view front) {
  constexpr size_t kLongest = 8 << 10;
  return front.size() <= kLongest && front.starts_with("age-encryption.org/v1\n-> scrypt ");
}

// The SQLite header: magic, and at 68 the application_id of a ledger (docs/formats/ledger.md).
bool IsLedger(std::string_view front) {
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  return front.size() > 72 && front.starts_with(kMagic) && front.substr(68, 4) == "SkLg";
}

}  // namespace

bool IsKeyMaterial(ByteView front) {
  const std::string_view text = AsText(front);
  if (IsLockedIdentity(text) || IsLedger(text)) return true;
  for (size_t at = 0; at < text.size();) {
    const std::string_view line = text.substr(at, text.find('\n', at) - at);
    if (IsPemPrivateKey(line)) return true;
    if (std::any_of(kLines.begin(), kLines.end(),
                    [&](std::string_view key) { return line.starts_with(key); }))
      return true;
    at += line.size() + 1;
  }
  return false;
}

Result<void> KeyMaterialFound::Look(const WalkEntry& entry) {
  if (entry.is_directory || names_.size() >= kMaxNames) return {};
  std::array<uint8_t, kSniffedBytes> front{};
  ASSIGN_OR_RETURN(const size_t got, ReadFullAt(entry.fd, front, 0));
  if (IsKeyMaterial(ByteView(front).first(got))) names_.push_back(entry.name);
  return {};
}

}  // namespace sekisho
