// The file that --state names: how far the devices' overwriting has got, written after each sync.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "wipe/device/device_wipe.h"

namespace sekisho {

class ProgressFile {
 public:
  // Without a path nothing is kept. Takes up what `path` holds, which must be of just these devices
  // (kRefused), or begins anew when there is no such file; writes nothing yet.
  static Result<ProgressFile> Open(const std::string& path, const DevicePlan& plan, Random& random,
                                   const Clock& clock);

  ProgressFile(ProgressFile&& other) noexcept;

  const SavedDevice& device(size_t place) const { return saved_.devices[place]; }  // in the plan
  Time started() const { return saved_.started; }

  // Before the first byte is written to a device.
  Result<void> Begin();
  // Thread-safe. An error is remembered, and no reason to stop: the file is as it was before.
  void Reached(size_t place, const OverwriteState& state);
  // Removes the file, or with `keep` leaves it for the next run; the remembered error.
  Result<void> End(bool keep);

 private:
  ProgressFile() = default;
  Result<void> Save();

  std::mutex mutex_;
  std::string path_;
  SavedProgress saved_;  // in the order of the plan
  Result<void> kept_;
};

}  // namespace sekisho
