// What every command starts from: the common options, where things are, and the session.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/typed/typed.h"
#include "base/worker_pool.h"
#include "tools/sekisho/output.h"
#include "tools/sekisho/passphrase.h"
#include "tools/sekisho/progress.h"
#include "workflow/state/config.h"
#include "workflow/state/session.h"

namespace sekisho {

// Accepted by every command, before and after its name.
struct CommonOptions {
  std::string store;
  std::string identity;
  bool json = false;
  bool no_input = false;
  bool clock_is_right = false;
  size_t jobs = WorkerPool::DefaultJobs();
};

class Context {
 public:
  Context(const CommonOptions& common, const Clock& clock, Random& random);

  // Resolves the setting from options, environment and defaults. kUsage when there is no home.
  Result<void> Prepare();

  bool json() const { return common_.json; }
  bool no_input() const { return common_.no_input; }
  const Setting& setting() const { return setting_; }
  const World& world() const { return world_; }
  Passphrases& passphrases() { return passphrases_; }
  ProgressLine& progress() { return progress_; }

  // The organisation, opened on first use.
  Result<Session*> OpenSession();
  // The same, or none when this machine has joined no organisation.
  Result<Session*> OpenSessionIfJoined();

  // A path as people type it: also as Explorer copies it (base/typed/windows_path.h).
  Result<std::string> ReadPath(const std::string& typed);

  // A time as people type it, by the organisation's zone and the session's clock. What leaves the
  // day open ("12/5", "+7d") is told in full with the answer.
  Result<Time> ReadTime(const char* option, const std::string& text, DayEdge edge,
                        Direction direction = Direction::kAhead);
  // None when `text` is empty.
  Result<std::optional<Time>> ReadOptionalTime(const char* option, const std::string& text,
                                               DayEdge edge,
                                               Direction direction = Direction::kAhead);

  // Prints; the progress line is gone before. `status` when that worked. Names that could not be
  // read although everybody can read them are told with it.
  Result<int> Print(const Reply& reply, int status = 0);
  // Prints, and says no: for verdicts, whose details are on stdout. The status of `no`.
  Result<int> PrintVerdict(const Reply& reply, const Error& no);

  // What typed days were taken for that leave something open, a sentence each; Print tells them.
  const std::vector<std::string>& understood() const { return understood_; }

 private:
  Result<void> PrintReply(const Reply& reply, const Error* no);

  std::vector<std::string> understood_;  // what typed times mean
  std::optional<PathTable> paths_;       // read on first use
  CommonOptions common_;
  ProgressLine progress_;
  Passphrases passphrases_;
  Setting setting_;
  WorkerPool pool_;
  World world_;
  std::unique_ptr<Session> session_;
};

}  // namespace sekisho
