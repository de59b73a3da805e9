#include "libcrypt/names.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "base/message.h"
#include "base/text.h"
#include "libcrypt/sha256.h"

namespace sekisho {
namespace {

// What a combining mark makes of a letter: composed[i] is letters[i] with the mark.
struct Composition {
  char32_t mark;
  std::u32string_view letters;
  std::u32string_view composed;
};

constexpr Composition kLatin[] = {
    {0x0300, U"AEIOUaeiou", U"ÀÈÌÒÙàèìòù"},
    {0x0301, U"AEIOUYaeiouyCcLlNnRrSsZz", U"ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹź"},
    {0x0302, U"AEIOUaeiouCcGgHhJjSsWwYy", U"ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷ"},
    {0x0303, U"ANOanoIiUu", U"ÃÑÕãñõĨĩŨũ"},
    {0x0304, U"AaEeIiOoUu", U"ĀāĒēĪīŌōŪū"},
    {0x0306, U"AaEeGgIiOoUu", U"ĂăĔĕĞğĬĭŎŏŬŭ"},
    {0x0307, U"CcEeGgIZz", U"ĊċĖėĠġİŻż"},
    {0x0308, U"AEIOUaeiouyY", U"ÄËÏÖÜäëïöüÿŸ"},
    {0x030A, U"AaUu", U"ÅåŮů"},
    {0x030B, U"OoUu", U"ŐőŰű"},
    {0x030C, U"CcDdEeLlNnRrSsTtZz", U"ČčĎďĚěĽľŇňŘřŠšŤťŽž"},
    {0x0327, U"CcGgKkLlNnRrSsTt", U"ÇçĢģĶķĻļŅņŖŗŞşŢţ"},
    {0x0328, U"AaEeIiUu", U"ĄąĘęĮįŲų"},
    {0x3099, U"うワヰヱヲゝウヽ", U"ゔヷヸヹヺゞヴヾ"},
};

constexpr bool TableIsPaired() {
  for (const Composition& row : kLatin)
    if (row.letters.size() != row.composed.size()) return false;
  return true;
}
static_assert(TableIsPaired(),
              "each letter has its composed form, itself precomposed in this file");

constexpr char32_t kDakuten = 0x3099;
constexpr char32_t kHandakuten = 0x309A;

// Kana with a (semi-)voiced sound mark: the composed letter follows the plain one. 0 when none.
char32_t ComposeKana(char32_t letter, char32_t mark) {
  const char32_t hiragana = letter >= 0x30A1 && letter <= 0x30F6 ? letter - 0x60 : letter;
  const std::u32string_view ha_row = U"はひふへほ";
  const std::u32string_view others = U"かきくけこさしすせそたちつてと";
  if (ha_row.find(hiragana) != ha_row.npos) return letter + (mark == kDakuten ? 1 : 2);
  if (mark == kDakuten && others.find(hiragana) != others.npos) return letter + 1;
  return 0;
}

// The letter that `letter` and `mark` compose to, or 0.
char32_t Compose(char32_t letter, char32_t mark) {
  if (mark == kDakuten || mark == kHandakuten) {
    const char32_t kana = ComposeKana(letter, mark);
    if (kana != 0) return kana;
  }
  for (const Composition& row : kLatin) {
    if (row.mark != mark) continue;
    const size_t at = row.letters.find(letter);
    return at == row.letters.npos ? 0 : row.composed[at];
  }
  return 0;
}

bool Within(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

// Latin Extended-A: capitals are even in some stretches and odd in others.
char32_t FoldLatinExtendedA(char32_t c) {
  if (c == 0x178) return 0xFF;
  if (c == 0x17F) return 's';
  const bool even = Within(c, 0x100, 0x12F) || Within(c, 0x132, 0x137) || Within(c, 0x14A, 0x177);
  const bool odd = Within(c, 0x139, 0x148) || Within(c, 0x179, 0x17E);
  if ((even && c % 2 == 0) || (odd && c % 2 == 1)) return c + 1;
  return c;
}

char32_t FoldGreek(char32_t c) {
  if (c == 0x386) return 0x3AC;
  if (Within(c, 0x388, 0x38A)) return c + 0x25;
  if (c == 0x38C) return 0x3CC;
  if (Within(c, 0x38E, 0x38F)) return c + 0x3F;
  if (Within(c, 0x391, 0x3AB)) return c + 0x20;
  return c == 0x3C2 ? 0x3C3 : c;  // final sigma
}

char32_t Fold(char32_t c) {
  if (Within(c, 'A', 'Z')) return c + 0x20;
  if (Within(c, 0xC0, 0xDE) && c != 0xD7) return c + 0x20;
  if (Within(c, 0x100, 0x17F)) return FoldLatinExtendedA(c);
  if (Within(c, 0x386, 0x3C2)) return FoldGreek(c);
  if (Within(c, 0x400, 0x40F)) return c + 0x50;
  if (Within(c, 0x410, 0x42F)) return c + 0x20;
  if (c == 0x212A) return 'k';   // Kelvin
  if (c == 0x212B) return 0xE5;  // Angstrom
  if (Within(c, 0x2160, 0x216F)) return c + 0x10;
  if (Within(c, 0x24B6, 0x24CF)) return c + 0x1A;
  if (Within(c, 0xFF21, 0xFF3A)) return c + 0x20;
  return c;
}

// `text` is known to be UTF-8.
std::u32string Decode(std::string_view text) {
  std::u32string out;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<uint8_t>(text[i]);
    const size_t width = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t value = width == 1 ? lead : lead & (0xFFu >> (width + 1));
    for (size_t k = 1; k < width; ++k)
      value = value << 6 | (static_cast<uint8_t>(text[i + k]) & 0x3Fu);
    out.push_back(value);
    i += width;
  }
  return out;
}

void AppendUtf8(char32_t c, std::string& out) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      put(0xE0 | c >> 12);
    } else {
      put(0xF0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3F));
    }
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

void AppendComponentKey(std::string_view component, std::string& key) {
  if (!IsUtf8(component)) {
    key += component;  // bytes that look like letters are often the second half of a kanji
    return;
  }
  std::u32string composed;
  for (char32_t c : Decode(component)) {
    const char32_t both = composed.empty() ? 0 : Compose(composed.back(), c);
    if (both != 0)
      composed.back() = both;
    else
      composed.push_back(c);
  }
  for (char32_t c : composed) AppendUtf8(Fold(c), key);
}

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
    if (component.empty()) return BadName(code, "the name {0} has an empty component", name);
    if (component == "." || component == "..")
      return BadName(code, "the name {0} has a component that is . or ..", name);
    if (component.size() > kMaxComponentBytes)
      return BadName(code, "the name {0} has a component of more than 255 bytes", name);
    if (++depth > kMaxNameDepth)
      return BadName(code, "the name {0} is more than 128 directories deep", name);
    start = end + 1;
  }
  return {};
}

}  // namespace

Result<void> CheckName(std::string_view name, ErrorCode code) {
  if (name.empty()) return BadName(code, "a name is empty", name);
  if (name.size() > kMaxNameBytes)
    return BadName(code, "the name {0}... is longer than 4095 bytes", name.substr(0, 80));
  if (name.front() == '/') return BadName(code, "the name {0} is absolute", name);
  if (name == "-")
    return BadName(code, "the name {0} means standard input to sha256sum and other tools", name);
  if (HasControlBytes(name)) return BadName(code, "the name {0} has control characters", name);
  if (HasMisleadingCharacters(name))
    return BadName(code, "the name {0} has invisible or direction-changing characters", name);
  return CheckComponents(name, code);
}

bool IsReservedName(std::string_view name) {
  return CollisionKey(name.substr(0, name.find('/'))) == CollisionKey(kMetadataDirectory);
}

Result<void> CheckContentName(std::string_view name, ErrorCode code) {
  RETURN_IF_ERROR(CheckName(name, code));
  if (IsReservedName(name))
    return BadName(code, "the name {0} is reserved for the package's own files", name);
  return {};
}

std::string CollisionKey(std::string_view name) {
  std::string key;
  key.reserve(name.size());
  for (size_t start = 0; start <= name.size();) {
    const size_t end = std::min(name.find('/', start), name.size());
    if (start != 0) key.push_back('/');
    AppendComponentKey(name.substr(start, end - start), key);
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
    return Fail(code_, Message("{0} does not follow its directory", {SafeForTerminal(name)}));
  if (component <= level.last)
    return Fail(code_, Message("{0} is listed twice or out of order", {SafeForTerminal(name)}));
  if (collisions_ == Collisions::kRefused && !level.names.Add(component))
    return BadName(code_, "{0} differs from a name beside it only in case or composition", name);
  level.last = component;
  if (is_directory) levels_.push_back({std::string(name), {}, {}});
  return {};
}

}  // namespace sekisho
