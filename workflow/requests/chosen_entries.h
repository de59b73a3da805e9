// Some of a package's entries: `sekisho open FILE.age PATH...`.
#pragma once

#include <string>
#include <vector>

#include "libcrypt/archive/contents.h"

namespace sekisho {

// Passes on to `sink` the entries that `paths` name (a file, or a directory with all below it), and
// the directories above them. Paths are names as the package has them; a trailing slash and a
// leading "./" do not count. No paths: everything, the package's own files included.
class ChosenEntries final : public EntrySink {
 public:
  ChosenEntries(std::vector<std::string> paths, EntrySink& sink);

  Result<void> AddDirectory(std::string_view name) override;
  Result<void> BeginFile(std::string_view name) override;
  Result<void> WriteFileData(ByteView data) override;
  Result<void> EndFile(Time mtime) override;

  // kNotFound, naming it, when a path named nothing. Asked at the end.
  Result<void> CheckAllFound(const std::string& package) const;
  // Of what was passed on, the package's own files not counted.
  const ManifestTotals& totals() const { return totals_; }

 private:
  struct Choice {
    std::string path;
    bool found = false;
  };
  bool Choose(std::string_view name);

  std::vector<Choice> choices_;
  EntrySink& sink_;
  ManifestTotals totals_;
  bool passing_ = false;   // the current file
  bool counting_ = false;  // not the package's own
};

}  // namespace sekisho
