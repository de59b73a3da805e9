// Extraction that shows nothing until everything is right, and never writes outside its own
// directory (ATTACKS E1, E2; docs/design.md, section 10, "open -C DIR").
#pragma once

#include <memory>
#include <string>

#include "base/files/files.h"
#include "base/random.h"
#include "libcrypt/archive/contents.h"

namespace sekisho {

// A private directory beside the target, made of what ReadContents delivers: directories 0700,
// files 0600, each created exclusively and without following any link. Finish renames it to the
// target; without that it is removed, whole, when this goes out of scope.
class StagingDirectory final : public EntrySink {
 public:
  // `target` must be absent or an empty directory, in a directory that exists; its path may go
  // through links. kExists when it holds something, is a link or a mount point: plaintext never
  // lies on another file system than the one named; kUsage when it is the current directory, which
  // cannot be replaced under a shell. Removes what extractions beside it left when they were killed
  // outright (abandoned_staging.h).
  static Result<StagingDirectory> Create(const std::string& target, Random& random);
  StagingDirectory(StagingDirectory&&) noexcept;
  StagingDirectory& operator=(StagingDirectory&&) = delete;
  ~StagingDirectory() override;

  Result<void> AddDirectory(std::string_view name) override;
  Result<void> BeginFile(std::string_view name) override;
  Result<void> WriteFileData(ByteView data) override;
  Result<void> EndFile(Time mtime) override;

  // Flushes everything to the disk, gives the directory the target's name by one rename (which
  // replaces an empty directory and nothing else) and flushes that. kExists when something has
  // appeared there meanwhile: it is unchanged then, and the staging directory is removed. kVerdict
  // when somebody moved or replaced the staging directory: its content is removed, wherever it is.
  Result<void> Finish();

  // Where it is for now; for messages and tests.
  const std::string& path() const;

 private:
  struct State;
  explicit StagingDirectory(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Create, ReadContents, Finish. Nothing is left behind and `target` is unchanged unless this
// succeeds (a failure after the rename, of the last flush, says so).
Result<ManifestTotals> ExtractPackage(ByteSource& source, ByteSource& again,
                                      const std::string& target, const ContentsLimits& limits,
                                      const MetadataCheck& check, Random& random);

}  // namespace sekisho
