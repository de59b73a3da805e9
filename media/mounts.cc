#include "media/mounts.h"

#include <sys/sysmacros.h>

#include <algorithm>
#include <charconv>

#include "base/message.h"
#include "media/node.h"

namespace sekisho {
namespace {

constexpr size_t kMaxMountinfoBytes = 16 << 20;

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// The kernel writes blanks, backslashes and '#' as \ooo.
std::optional<std::string> Unescape(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (text.size() - i < 4) return std::nullopt;
    unsigned value = 0;
    const char* end = text.data() + i + 4;
    const auto [rest, error] = std::from_chars(text.data() + i + 1, end, value, 8);
    if (error != std::errc() || rest != end || value > 0xff || value == 0) return std::nullopt;
    out += static_cast<char>(value);
    i += 3;
  }
  return out;
}

bool HasOption(std::string_view options, std::string_view option) {
  for (const std::string_view part : Split(options, ','))
    if (part == option) return true;
  return false;
}

bool TakePath(std::string_view field, std::string& out) {
  auto path = Unescape(field);
  if (!path) return false;
  out = std::move(*path);
  return true;
}

// id parent major:minor root point options [optional...] - type source super-options
std::optional<Mount> ParseLine(std::string_view line) {
  const std::vector<std::string_view> fields = Split(line, ' ');
  size_t dash = 6;
  while (dash < fields.size() && fields[dash] != "-") ++dash;
  if (dash + 4 != fields.size()) return std::nullopt;
  Mount mount;
  const std::string_view id = fields[0];
  const auto [rest, error] = std::from_chars(id.data(), id.data() + id.size(), mount.id);
  if (error != std::errc() || rest != id.data() + id.size()) return std::nullopt;
  const auto device = ParseDeviceNumber(fields[2]);
  if (!device) return std::nullopt;
  mount.device = *device;
  if (!TakePath(fields[3], mount.root) || !TakePath(fields[4], mount.point) ||
      !TakePath(fields[dash + 1], mount.fs_type) || !TakePath(fields[dash + 2], mount.source))
    return std::nullopt;
  if (!mount.point.starts_with('/')) return std::nullopt;
  mount.read_only = HasOption(fields[5], "ro") || HasOption(fields[dash + 3], "ro");
  return mount;
}

Result<Mount> HiddenRoot() {
  ASSIGN_OR_RETURN(const UniqueFd fd, OpenDirectory("/"));
  ASSIGN_OR_RETURN(const Node node, LookAtFd(fd.get()));
  Mount mount;
  mount.id = node.mount_id.value_or(0);
  mount.device = {major(node.device), minor(node.device)};
  mount.point = "/";
  return mount;
}

}  // namespace

Result<std::vector<Mount>> ParseMountinfo(std::string_view text) {
  if (text.size() > kMaxMountinfoBytes)
    // defence: G3-1
    return Fail(ErrorCode::kMalformed, Message("the list of mounts is too large"));
  std::vector<Mount> mounts;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    auto mount = ParseLine(text.substr(0, end));
    if (!mount)
      return Fail(ErrorCode::kMalformed, Message("line {0} of the list of mounts is not understood",
                                                 {std::to_string(number)}));  // defence: G3-2
    mounts.push_back(std::move(*mount));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return mounts;
}

Result<std::vector<Mount>> ReadMounts(const SystemView& view) {
  ASSIGN_OR_RETURN(const std::string text, view.Read("/proc/self/mountinfo", kMaxMountinfoBytes));
  ASSIGN_OR_RETURN(std::vector<Mount> mounts, ParseMountinfo(text));
  const bool has_root = std::any_of(mounts.begin(), mounts.end(),
                                    [](const Mount& mount) { return mount.point == "/"; });
  if (!has_root && view.is_real()) {
    ASSIGN_OR_RETURN(Mount root, HiddenRoot());
    mounts.insert(mounts.begin(), std::move(root));
  }
  return mounts;
}

const Mount* FindMount(const std::vector<Mount>& mounts, std::string_view real_path,
                       std::optional<uint64_t> mount_id) {
  const Mount* best = nullptr;
  for (const Mount& mount : mounts) {
    if (mount_id && mount.id == *mount_id) return &mount;
    if (!LiesIn(real_path, mount.point)) continue;
    if (best == nullptr || mount.point.size() >= best->point.size()) best = &mount;
  }
  return best;
}

bool LiesIn(std::string_view path, std::string_view directory) {
  if (directory == "/") return path.starts_with('/');
  return path.starts_with(directory) &&
         (path.size() == directory.size() || path[directory.size()] == '/');
}

}  // namespace sekisho
