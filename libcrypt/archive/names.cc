#include "libcrypt/archive/names.h"

#include <algorithm>
#include <cstdint>

#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/text.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

bool HasControlBytes(std::string_view name) {
  return std::any_of(name.begin(), name.end(), [](char c) {
    const auto byte = static_cast<uint8_t>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

// Overrides and invisible characters. In a name that is not UTF-8 as a whole, whatever three or
// four bytes spell one (two bytes are half-width kana before a kanji often enough).
bool HasMisleadingCharacters(std::string_view name) {
  if (IsUtf8(name)) return HasUnsafeCharacters(name);
  for (size_t i = 0; i < name.size(); ++i) {
    const auto lead = static_cast<uint8_t>(name[i]);
    if (lead < 0xE0) continue;
    const std::string_view piece = name.substr(i, lead < 0xF0 ? 3 : 4);
    if (IsUtf8(piece) && HasUnsafeCharacters(piece)) return true;
  }
  return false;
}

Error BadName(ErrorCode code, const char* why, std::string_view name) {
  const bool own_file = code == ErrorCode::kRefused;  // not somebody else's manifest or archive
  return Fail(code, Message(why, {SafeForTerminal(name)}),
              own_file ? Message("rename it, or leave it out of the request") : "");
}

Result<void> CheckComponents(std::string_view name, ErrorCode code) {
  size_t depth = 0;
  for (size_t start = 0; start <= name.size();) {
    const size_t end = std::min(name.find('/', start), name.size());
    const std::string_view component = name.substr(start, end - start);
    // defence: E1-4
    if (component.empty()) return BadName(code, "the name {0} has an empty component", name);
    if (component == "." || component == "..")
      return BadName(code, "the name {0} has a component that is . or ..", name);  // defence: E1-5
    if (component.size() > kMaxComponentBytes)
      // defence: E7-2
      return BadName(code, "the name {0} has a component of more than 255 bytes", name);
    if (++depth > kMaxNameDepth)
      // defence: E7-3
      return BadName(code, "the name {0} is more than 128 directories deep", name);
    start = end + 1;
  }
  return {};
}

}  // namespace

Result<void> CheckName(std::string_view name, ErrorCode code) {
  if (name.empty()) return BadName(code, "a name is empty", name);  // defence: E1-6
  if (name.size() > kMaxNameBytes)
    // defence: E7-4
    return BadName(code, "the name {0}... is longer than 4095 bytes", name.substr(0, 80));
  if (name.front() == '/') return BadName(code, "the name {0} is absolute", name);  // defence: E1-7
  if (name == "-")
    // defence: E1-8
    return BadName(code, "the name {0} means standard input to sha256sum and other tools", name);
  // defence: E5-1
  if (HasControlBytes(name)) return BadName(code, "the name {0} has control characters", name);
  if (HasMisleadingCharacters(name))
    // defence: E5-2
    return BadName(code, "the name {0} has invisible or direction-changing characters", name);
  return CheckComponents(name, code);
}

bool IsReservedName(std::string_view name) {
  return CollisionKey(name.substr(0, name.find('/'))) == CollisionKey(kMetadataDirectory);
}

Result<void> CheckContentName(std::string_view name, ErrorCode code) {
  RETURN_IF_ERROR(CheckName(name, code));
  if (IsReservedName(name))
    // defence: E4-1
    return BadName(code, "the name {0} is reserved for the package's own files", name);
  return {};
}

std::string CollisionKey(std::string_view name) {
  std::string key;
  key.reserve(name.size());
  for (size_t start = 0; start <= name.size();) {
    const size_t end = std::min(name.find('/', start), name.size());
    if (start != 0) key.push_back('/');
    key += FileNameKey(name.substr(start, end - start));
    start = end + 1;
  }
  return key;
}

uint64_t CollisionDigest(std::string_view name) {
  const Digest digest = Sha256(AsBytes(CollisionKey(name)));
  return GetBe64(std::span<const uint8_t, 32>(digest).first<8>());
}

bool NameSet::Add(std::string_view name) {
  if (parts_.empty()) parts_.resize(kParts);
  const uint64_t value = CollisionDigest(name);
  return parts_[value >> 58].Insert(value == 0 ? 1 : value);  // its six highest bits
}

bool NameSet::Part::Insert(uint64_t digest) {
  if ((used + 1) * 2 > slots.size()) {
    std::vector<uint64_t> old(std::max<size_t>(4, slots.size() * 2));
    old.swap(slots);
    used = 0;
    for (uint64_t value : old)
      if (value != 0) Insert(value);
  }
  size_t at = digest & (slots.size() - 1);
  while (slots[at] != 0 && slots[at] != digest) at = (at + 1) & (slots.size() - 1);
  if (slots[at] == digest) return false;
  slots[at] = digest;
  ++used;
  return true;
}

Result<void> TreeOrder::Add(std::string_view name, bool is_directory) {
  RETURN_IF_ERROR(CheckContentName(name, code_));
  const size_t slash = name.rfind('/');
  const std::string_view parent = slash == name.npos ? std::string_view() : name.substr(0, slash);
  const std::string_view component = slash == name.npos ? name : name.substr(slash + 1);
  while (levels_.size() > 1 && levels_.back().directory != parent) levels_.pop_back();
  Level& level = levels_.back();
  if (level.directory != parent)
    // defence: E4-2
    return Fail(code_, Message("{0} does not follow its directory", {SafeForTerminal(name)}));
  if (component <= level.last)
    // defence: E4-3
    return Fail(code_, Message("{0} is listed twice or out of order", {SafeForTerminal(name)}));
  if (collisions_ == Collisions::kRefused && !level.names.Add(component))
    // defence: E4-4
    return BadName(code_, "{0} differs from a name beside it only in case or composition", name);
  level.last = component;
  if (is_directory) levels_.push_back({std::string(name), {}, {}});
  return {};
}

}  // namespace sekisho
