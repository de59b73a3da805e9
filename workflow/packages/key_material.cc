#include "workflow/packages/key_material.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "base/files/files.h"
#include "libcrypt/age/age.h"
#include "libcrypt/age/armor.h"

namespace sekisho {
namespace {

// How a line that holds a key begins, and how much of a key has to follow. An age key is 58 letters
// (Bech32), the signing key 86; both may have been cut a little by whoever copied them.
struct KeyLine {
  std::string_view start;
  size_t least;
};
constexpr std::array<KeyLine, 4> kKeyLines = {{{"AGE-SECRET-KEY-1", 40},
                                               {"AGE-PLUGIN-", 20},
                                               {"# sekisho-signing-key: k4.secret.", 60},
                                               {"k4.secret.", 60}}};

bool IsOfAKey(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '_';
}

// Also of what editors put before a line: a byte order mark, an ideographic space.
std::string_view Trimmed(std::string_view line) {
  for (const std::string_view before : {"\xef\xbb\xbf", "\xe3\x80\x80"})
    while (line.starts_with(before)) line.remove_prefix(before.size());
  const size_t first = line.find_first_not_of(" \t\r");
  if (first == line.npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

bool HoldsKey(std::string_view line) {
  if (line.starts_with("-----BEGIN ") && line.find("PRIVATE KEY") != line.npos) return true;
  if (line.starts_with("PuTTY-User-Key-File-") && line.find(": ") != line.npos) return true;
  return std::any_of(kKeyLines.begin(), kKeyLines.end(), [&](const KeyLine& key) {
    if (!line.starts_with(key.start)) return false;
    const std::string_view rest = line.substr(key.start.size());
    return rest.size() >= key.least && std::all_of(rest.begin(), rest.end(), IsOfAKey);
  });
}

// Windows editors save UTF-16; all that a key has is ASCII there.
std::string FromUtf16(std::string_view text) {
  std::string narrow;
  const bool marked = text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff");
  for (const char c : marked ? text.substr(2) : text)
    if (!marked || c != '\0') narrow.push_back(c);
  return narrow;
}

bool HasKeyLine(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (HoldsKey(Trimmed(line))) return true;
  return false;
}

// A short age file that a passphrase opens: identities of ours and of others are locked so. A long
// one is somebody's document.
bool IsLockedIdentity(ByteView file) {
  constexpr size_t kLongest = 8 << 10;
  const auto header = ParseAgeHeader(file);
  return header && file.size() <= kLongest && IsPassphraseFile(*header);
}

// The SQLite header: magic, and at 68 the application_id of a ledger (docs/formats/ledger.md).
bool IsLedger(std::string_view front) {
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  return front.size() > 72 && front.starts_with(kMagic) && front.substr(68, 4) == "SkLg";
}

}  // namespace

bool IsPrivateKey(ByteView front) {
  if (LooksArmored(front)) {
    const auto inside = DecodeArmor(front);
    if (inside) return IsLockedIdentity(*inside);
  }
  return IsLockedIdentity(front) || HasKeyLine(FromUtf16(AsText(front)));
}

bool IsKeyMaterial(ByteView front) { return IsPrivateKey(front) || IsLedger(AsText(front)); }

Result<void> KeySniffer::BeginFile(std::string_view name) {
  name_ = name;
  front_.clear();
  return sink_.BeginFile(name);
}

Result<void> KeySniffer::WriteFileData(ByteView data) {
  const size_t wanted = std::min(data.size(), kSniffedBytes - front_.size());
  front_.insert(front_.end(), data.begin(), data.begin() + static_cast<ptrdiff_t>(wanted));
  return sink_.WriteFileData(data);
}

Result<void> KeySniffer::EndFile(Time mtime) {
  if (!IsReservedName(name_) && IsKeyMaterial(front_)) names_.Add(name_);
  return sink_.EndFile(mtime);
}

Result<void> KeyMaterialFound::Look(const WalkEntry& entry) {
  if (entry.is_directory) return {};
  std::array<uint8_t, kSniffedBytes> front{};
  ASSIGN_OR_RETURN(const size_t got, ReadFullAt(entry.fd, front, 0));
  if (IsKeyMaterial(ByteView(front).first(got))) names_.Add(entry.name);
  return {};
}

}  // namespace sekisho
