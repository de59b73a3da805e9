// What stays behind when a folder is taken out: what programs leave in every folder, and what the
// requester named with --exclude.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "workflow/requests/first_names.h"

namespace sekisho {

// Whether `name` (a base name) is of the kind that office programs, Windows and macOS leave behind:
// "~$plan.docx", ".~lock.plan.odt#", Thumbs.db, desktop.ini, .DS_Store, ._plan.docx.
bool IsLitter(std::string_view name);

// Whether it is there only while its document is open for editing.
bool IsLockFile(std::string_view name);

// What a request leaves out, decided when it is made and kept in its annex: sealing leaves out the
// same.
struct LeftOut {
  bool litter = true;                // false: --all
  std::vector<std::string> globs{};  // --exclude; fnmatch(3)

  // `name` as in the archive. A glob with a slash is compared with all of it, another with its last
  // component. With what is below it, if it is a directory.
  bool Matches(const std::string& name) const;
  static bool MatchesGlob(const std::string& glob, const std::string& name);
};

Json ToJson(const LeftOut& left_out);
// What an annex says; nothing but litter is left out when it does not say.
LeftOut LeftOutFromJson(const Json& annex);

// What a walk left out.
class LeftOutNames {
 public:
  // Once each, however often it is met.
  void Add(const std::string& name);
  const FirstNames& names() const { return names_; }
  // A sentence for each lock file among them: its document is being edited. And for each of `globs`
  // that none of them has.
  std::vector<std::string> Warnings(const std::vector<std::string>& globs = {}) const;

 private:
  FirstNames names_{3, FirstNames::Of::kFiles};
  std::set<std::string> met_;
  std::vector<std::string> locks_;
};

}  // namespace sekisho
