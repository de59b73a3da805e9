#include "devices/mount_table.h"

#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace sekisho {
namespace {

constexpr std::array kEscapes = {
    std::pair<std::string_view, char>{"\\040", ' '},
    std::pair<std::string_view, char>{"\\011", '\t'},
    std::pair<std::string_view, char>{"\\012", '\n'},
    std::pair<std::string_view, char>{"\\134", '\\'},
    std::pair<std::string_view, char>{"\\043", '#'},
};

std::vector<std::string_view> FieldsOf(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const size_t end = line.find(' ');
    fields.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

template <typename Number>
bool TakeNumber(std::string_view text, Number& out) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, out);
  return error == std::errc() && rest == end;
}

bool TakeDevice(std::string_view text, MountLine& mount) {
  const size_t colon = text.find(':');
  return colon != std::string_view::npos && TakeNumber(text.substr(0, colon), mount.major) &&
         TakeNumber(text.substr(colon + 1), mount.minor);
}

bool TakeText(std::string_view field, std::string& out) {
  auto text = UndoOctalEscapes(field);
  if (text) out = *std::move(text);
  return text.has_value();
}

}  // namespace

std::optional<std::string> UndoOctalEscapes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text.front() != '\\') {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    const size_t before = out.size();
    for (const auto& [escape, byte] : kEscapes)
      if (text.starts_with(escape)) out += byte;
    if (out.size() == before) return std::nullopt;
    text.remove_prefix(4);
  }
  return out;
}

// id parent major:minor root point options [optional...] - type source super-options
std::optional<MountLine> ParseMountLine(std::string_view line) {
  const std::vector<std::string_view> fields = FieldsOf(line);
  size_t dash = 6;
  while (dash < fields.size() && fields[dash] != "-") ++dash;
  if (dash + 4 != fields.size()) return std::nullopt;
  MountLine mount;
  if (!TakeNumber(fields[0], mount.id) || !TakeDevice(fields[2], mount) ||
      !TakeText(fields[3], mount.root) || !TakeText(fields[4], mount.point) ||
      !TakeText(fields[dash + 1], mount.type) || !TakeText(fields[dash + 2], mount.source) ||
      mount.root.empty() || !mount.point.starts_with('/'))
    return std::nullopt;
  mount.mount_options = fields[5];
  mount.file_system_options = fields[dash + 3];
  return mount;
}

}  // namespace sekisho
