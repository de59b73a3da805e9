#include "workflow/state/config.h"

#include <sys/stat.h>

#include <toml++/toml.h>

#include <set>

#include "base/files/files.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"

namespace sekisho {
namespace {

constexpr size_t kMaxConfigBytes = 64 << 10;

bool OnlyRootWrites(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && info.st_uid == 0 && (info.st_mode & 022) == 0;
}

Error NotAPlace(const std::string& path, const std::string& place) {
  return Fail(
      ErrorCode::kMalformed,
      Message("{0}: [paths] takes lines like \"Z:\" = \"/mnt/soumu\", not '{1}'", {path, place}),
      next::FixFile());
}

Result<void> TakeTable(const std::string& path, const toml::table& config, PathTable& table) {
  const toml::table* const paths = config["paths"].as_table();
  if (paths == nullptr) return {};
  std::set<std::string> here;  // two lines for one place are none
  for (const auto& [key, value] : *paths) {
    const auto directory = value.value<std::string>();
    const std::string place(key.str());
    const std::string folded = PlaceOfWindowsPath(place);
    // A folder within a place would stand for all of it.
    if (!directory || !directory->starts_with('/') || folded.empty() ||
        folded.size() != FileNameKey(place).size() || !here.insert(folded).second)
      return NotAPlace(path, place);  // defence: none, what is not a place maps nothing
    // The user's own line comes after the machine's.
    std::erase_if(table,
                  [&](const auto& line) { return PlaceOfWindowsPath(line.first) == folded; });
    table[place] = *directory;
  }
  return {};
}

Result<void> TakePaths(const std::string& path, PathTable& table) {
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path, kMaxConfigBytes));
  try {
    return TakeTable(path, toml::parse(text), table);
  } catch (const toml::parse_error& error) {
    return Fail(ErrorCode::kMalformed,
                Message("{0}, line {1}: {2}", {path, std::to_string(error.source().begin.line),
                                               std::string(error.description())}),
                next::FixFile());  // defence: none, it maps nothing then
  }
}

}  // namespace

Result<PathTable> ReadPathTable(const std::string& state_dir, const std::string& machine_config) {
  PathTable table;
  if (OnlyRootWrites(machine_config)) RETURN_IF_ERROR(TakePaths(machine_config, table));
  const std::string own = state_dir + "/config.toml";
  if (!IsAbsent(own)) RETURN_IF_ERROR(TakePaths(own, table));
  return table;
}

}  // namespace sekisho
