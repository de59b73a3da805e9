#include "devices/mounts.h"

#include <algorithm>
#include <utility>

#include "base/text/message.h"
#include "devices/entry.h"
#include "devices/mount_table.h"

namespace sekisho {
namespace {

constexpr size_t kMaxMountinfoBytes = 16 << 20;

std::optional<Mount> ParseLine(std::string_view line) {
  auto parsed = ParseMountLine(line);
  if (!parsed) return std::nullopt;
  Mount mount;
  mount.id = parsed->id;
  mount.device = {parsed->major, parsed->minor};
  mount.options = parsed->mount_options + "," + parsed->file_system_options;
  mount.root = std::move(parsed->root);
  mount.point = std::move(parsed->point);
  mount.type = std::move(parsed->type);
  mount.source = std::move(parsed->source);
  return mount;
}

Result<Mount> HiddenRoot() {
  ASSIGN_OR_RETURN(const UniqueFd fd, OpenDirectory("/"));
  ASSIGN_OR_RETURN(const EntryInfo node, LookAt(fd.get(), ""));
  Mount mount;
  mount.id = node.mount_id;
  mount.device = NumberOf(node.id.first);
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
      return Fail(ErrorCode::kMalformed,
                  Message("line {0} of the list of mounts is not understood",
                          {std::to_string(number)}));  // defence: G3-2, else mounts
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

bool HasOption(std::string_view options, std::string_view wanted) {
  while (!options.empty()) {
    const size_t end = options.find_first_of(",\n");
    const std::string_view option = options.substr(0, end);
    if (option == wanted || (wanted.ends_with('=') && option.starts_with(wanted))) return true;
    if (end == std::string_view::npos) break;
    options.remove_prefix(end + 1);
  }
  return false;
}

bool LiesIn(std::string_view path, std::string_view directory) {
  if (directory == "/") return path.starts_with('/');
  return path.starts_with(directory) &&
         (path.size() == directory.size() || path[directory.size()] == '/');
}

}  // namespace sekisho
