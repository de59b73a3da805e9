// One device made to erase itself, and looked at afterwards.
//
// Mark blocks; have it erase itself, and ask until it says that it is done; after a cryptographic
// erase overwrite every block; read. What it says is not enough: a device that has not done it is
// found out by reading (ATTACKS H6).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/random.h"
#include "wipe/device/device_wipe.h"
#include "wipe/purge/erasure.h"
#include "wipe/purge/markers.h"
#include "wipe/report/purge_report.h"

namespace sekisho {

enum class PurgeStage { kMarking, kErasing, kReading };

struct PurgeOrder {
  PurgeMethod method = PurgeMethod::kAtaBlockErase;
  std::optional<uint64_t> sample_seed;  // read only this sample afterwards (wipe/passes/sample.h)
  bool encryption_stated = false;       // by the operator
  bool recover = false;  // an earlier sanitize failed: nothing can be marked before one
                         // has succeeded
  std::string shown;     // the device's path, for messages
};

struct PurgeHooks {
  std::function<Result<void>()> may_go_on;  // an error stops
  std::function<void(PurgeStage stage, uint32_t permille)> on_stage;
};

struct PurgeRun {
  DeviceRun run;  // its outcome: kDone only when it was seen that all is gone
  PurgeReport purge;
};

// `content` is for overwriting after a cryptographic erase.
PurgeRun PurgeAndLook(BlockDevice& device, Erasure& erasure, const PurgeOrder& order,
                      const DeviceContent& content, Random& random, Waiter& waiter,
                      const PurgeHooks& hooks);

}  // namespace sekisho
