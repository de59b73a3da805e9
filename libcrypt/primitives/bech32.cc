#include "libcrypt/primitives/bech32.h"
#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr char kAlphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr size_t kChecksumSize = 6;
constexpr size_t kMaxTextSize = 256;  // ample for 32-byte keys

// The text as five-bit groups; zeroed, since secrets pass through it.
struct Groups {
  ZeroedArray<kMaxTextSize> values;
  size_t size = 0;
  void Push(unsigned value) { values.bytes[size++] = static_cast<uint8_t>(value); }
};

uint32_t Step(uint32_t state, uint8_t value) {
  static constexpr uint32_t kGenerator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                            0x2a1462b3};
  const uint32_t top = state >> 25;
  state = (state & 0x1ffffff) << 5 ^ value;
  for (unsigned i = 0; i < 5; ++i) state ^= (top >> i & 1) != 0 ? kGenerator[i] : 0;
  return state;
}

uint32_t Polymod(std::string_view prefix, const Groups& groups) {
  uint32_t state = 1;
  for (char c : prefix) state = Step(state, static_cast<uint8_t>(c) >> 5);
  state = Step(state, 0);
  for (char c : prefix) state = Step(state, static_cast<uint8_t>(c) & 31);
  for (size_t i = 0; i < groups.size; ++i) state = Step(state, groups.values.bytes[i]);
  return state;
}

void SplitIntoGroups(ByteView data, Groups& groups) {
  uint32_t bits = 0;
  unsigned count = 0;
  for (uint8_t byte : data) {
    bits = (bits << 8 | byte) & 0xfff;
    for (count += 8; count >= 5; count -= 5) groups.Push(bits >> (count - 5) & 31);
  }
  if (count > 0) groups.Push(bits << (5 - count) & 31);
}

void AppendChecksum(std::string_view prefix, Groups& groups) {
  const size_t data_size = groups.size;
  for (size_t i = 0; i < kChecksumSize; ++i) groups.Push(0);
  const uint32_t checksum = Polymod(prefix, groups) ^ 1;
  groups.size = data_size;
  for (unsigned i = 0; i < kChecksumSize; ++i) groups.Push(checksum >> (25 - 5 * i) & 31);
}

void FillGroups(std::string_view prefix, ByteView data, Groups& groups) {
  SplitIntoGroups(data, groups);
  AppendChecksum(prefix, groups);
}

// False when the groups do not hold exactly out.size() bytes with zero padding.
bool JoinGroups(const Groups& groups, MutableBytes out) {
  const size_t data_groups = groups.size - kChecksumSize;
  if (data_groups != (out.size() * 8 + 4) / 5) return false;
  uint32_t bits = 0;
  unsigned count = 0;
  size_t filled = 0;
  for (size_t i = 0; i < data_groups; ++i) {
    bits = (bits << 5 | groups.values.bytes[i]) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    out[filled++] = static_cast<uint8_t>(bits >> count);
  }
  return (bits & ((1u << count) - 1)) == 0;
}

char Cased(char lower, Bech32Case letter_case) {
  const bool letter = lower >= 'a' && lower <= 'z';
  return letter && letter_case == Bech32Case::kUpper ? static_cast<char>(lower - 32) : lower;
}

// -1 when `c` is not of the alphabet in this case.
int GroupOf(char c, Bech32Case letter_case) {
  for (int i = 0; i < 32; ++i)
    if (Cased(kAlphabet[i], letter_case) == c) return i;
  return -1;
}

}  // namespace

std::string Bech32Encode(std::string_view prefix, ByteView data) {
  Groups groups;
  FillGroups(prefix, data, groups);
  std::string text(prefix);
  text.push_back('1');
  for (size_t i = 0; i < groups.size; ++i) text.push_back(kAlphabet[groups.values.bytes[i]]);
  return text;
}

SecretBytes Bech32EncodeSecret(std::string_view prefix, ByteView data) {
  Groups groups;
  FillGroups(prefix, data, groups);
  SecretBytes text(prefix.size() + 1 + groups.size);
  size_t at = 0;
  const auto put = [&](char c) {
    text.ExposeForWriting()[at++] = static_cast<uint8_t>(Cased(c, Bech32Case::kUpper));
  };
  for (char c : prefix) put(c);
  put('1');
  for (size_t i = 0; i < groups.size; ++i) put(kAlphabet[groups.values.bytes[i]]);
  return text;
}

Result<void> Bech32Decode(std::string_view text, std::string_view prefix, Bech32Case letter_case,
                          MutableBytes out) {
  const auto bad = [] { return Fail(ErrorCode::kMalformed, Message("not a well-formed key")); };
  if (text.size() > kMaxTextSize || text.size() < prefix.size() + 1 + kChecksumSize) return bad();
  for (size_t i = 0; i < prefix.size(); ++i)
    if (text[i] != Cased(prefix[i], letter_case)) return bad();
  if (text[prefix.size()] != '1') return bad();
  Groups groups;
  for (char c : text.substr(prefix.size() + 1)) {
    const int group = GroupOf(c, letter_case);
    if (group < 0) return bad();
    groups.Push(static_cast<unsigned>(group));
  }
  if (Polymod(prefix, groups) != 1 || !JoinGroups(groups, out)) return bad();
  return {};
}

}  // namespace sekisho
