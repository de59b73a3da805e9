#include "workflow/requests/chosen_entries.h"

#include <algorithm>

#include "base/text/message.h"
#include "base/text/next_steps.h"

namespace sekisho {
namespace {

std::string Normal(std::string path) {
  while (path.starts_with("./")) path.erase(0, 2);
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

bool IsAtOrBelow(std::string_view name, std::string_view path) {
  return name.starts_with(path) && (name.size() == path.size() || name[path.size()] == '/');
}

}  // namespace

ChosenEntries::ChosenEntries(std::vector<std::string> paths, EntrySink& sink) : sink_(sink) {
  for (std::string& path : paths) choices_.push_back({Normal(std::move(path)), false});
}

// Whether `name` is wanted; every choice that it belongs to has been found then.
bool ChosenEntries::Choose(std::string_view name) {
  bool wanted = choices_.empty();
  for (Choice& choice : choices_) {
    if (!IsAtOrBelow(name, choice.path)) continue;
    choice.found = true;
    wanted = true;
  }
  return wanted;
}

Result<void> ChosenEntries::AddDirectory(std::string_view name) {
  const bool wanted = Choose(name);
  const bool is_above = std::any_of(choices_.begin(), choices_.end(), [&](const Choice& choice) {
    return IsAtOrBelow(choice.path, name);
  });
  if (!wanted && !is_above) return {};
  totals_.directories += wanted ? 1 : 0;
  return sink_.AddDirectory(name);
}

Result<void> ChosenEntries::BeginFile(std::string_view name) {
  passing_ = Choose(name);
  if (!passing_) return {};
  counting_ = !IsReservedName(name);
  totals_.files += counting_ ? 1 : 0;
  return sink_.BeginFile(name);
}

Result<void> ChosenEntries::WriteFileData(ByteView data) {
  if (!passing_) return {};
  if (counting_) totals_.bytes += data.size();
  return sink_.WriteFileData(data);
}

Result<void> ChosenEntries::EndFile(Time mtime) {
  return passing_ ? sink_.EndFile(mtime) : Result<void>();
}

Result<void> ChosenEntries::CheckAllFound(const std::string& package) const {
  for (const Choice& choice : choices_)
    if (!choice.found)
      return Fail(ErrorCode::kNotFound, Message("there is no '{0}' in {1}", {choice.path, package}),
                  next::ListPackage(package));
  return {};
}

}  // namespace sekisho
