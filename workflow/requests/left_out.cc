#include "workflow/requests/left_out.h"

#include "base/text/message.h"
#include "base/text/shell_word.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>

#include "base/files/files.h"
#include "base/text/fold_text.h"

namespace sekisho {
namespace {

constexpr size_t kMaxLocks = 10;

}  // namespace

bool IsLockFile(std::string_view name) {
  return name.starts_with("~$") || (name.starts_with(".~lock.") && name.ends_with("#"));
}

bool IsLitter(std::string_view name) {
  // Windows does not tell the case of letters.
  constexpr std::array<std::string_view, 4> kNames = {"thumbs.db", "ehthumbs.db", "desktop.ini",
                                                      ".ds_store"};
  if (IsLockFile(name) || name.starts_with("._")) return true;
  return std::find(kNames.begin(), kNames.end(), FileNameKey(name)) != kNames.end();
}

bool LeftOut::Matches(const std::string& name) const {
  const std::string last = BaseNameOf(name);
  if (litter && IsLitter(last)) return true;
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return MatchesGlob(glob, name); });
}

bool LeftOut::MatchesGlob(const std::string& glob, const std::string& name) {
  const bool whole = glob.find('/') != std::string::npos;
  return fnmatch(glob.c_str(), (whole ? name : BaseNameOf(name)).c_str(),
                 whole ? FNM_PATHNAME : 0) == 0;
}

Json ToJson(const LeftOut& left_out) {
  return Json{{"litter", left_out.litter}, {"globs", left_out.globs}};
}

LeftOut LeftOutFromJson(const Json& annex) {
  LeftOut left_out;
  const auto found = annex.find("left_out");
  if (found == annex.end() || !found->is_object()) return left_out;
  left_out.litter = GetBool(*found, "litter").value_or(true);
  left_out.globs = GetStrings(*found, "globs").value_or({});
  return left_out;
}

void LeftOutNames::Add(const std::string& name) {
  if (!met_.insert(name).second) return;
  names_.Add(name);
  if (IsLockFile(BaseNameOf(name)) && locks_.size() < kMaxLocks) locks_.push_back(name);
}

std::vector<std::string> LeftOutNames::Warnings(const std::vector<std::string>& globs) const {
  std::vector<std::string> warnings;
  for (const std::string& lock : locks_)
    warnings.push_back(
        Message("a document is being edited ({0}): what was saved last is taken out", {lock}));
  for (const std::string& glob : globs)
    if (std::none_of(met_.begin(), met_.end(),
                     [&](const std::string& name) { return LeftOut::MatchesGlob(glob, name); }))
      warnings.push_back(Message("nothing was left out by --exclude {0}", {Quoted(glob)}));
  return warnings;
}

}  // namespace sekisho
