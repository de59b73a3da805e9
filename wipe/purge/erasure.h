// An operation in which a device erases itself, from its start to its end.
//
// Whether it is done is asked of the device, not taken from the return code of the command that
// started it; and that it was done is seen by reading (wipe/purge/markers.h), not by asking.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "wipe/passes/waiter.h"

namespace sekisho {

enum class ErasurePhase { kRunning, kDone, kFailed };

struct ErasureStatus {
  ErasurePhase phase = ErasurePhase::kRunning;
  uint32_t permille = 0;  // while running, by the device's account
  std::string reason;     // of kFailed
};

class Erasure {
 public:
  virtual ~Erasure() = default;
  // Some operations answer only when all is erased, hours later. After an error nothing was begun,
  // unless the error says so.
  virtual Result<void> Start() = 0;
  // kIo: no answer this time; ask again. Any other error: there is no use in asking.
  virtual Result<ErasureStatus> Poll() = 0;
  // How long it takes, where the device tells.
  virtual std::optional<std::chrono::seconds> Estimate() const { return std::nullopt; }
};

struct ErasureHooks {
  std::function<Result<void>()> may_go_on;  // between polls; an error stops waiting
  std::function<void(const ErasureStatus&)> on_status;
};

// How long to wait for `erasure` of a device of `bytes`: three times its own estimate, and never
// less than a slow device would take.
std::chrono::seconds ErasureLimit(const Erasure& erasure, uint64_t bytes);

// Starts it and asks until it is done or failed. The hooks' error is returned as it is: the device
// goes on by itself, also without power in between. kFailed: the device says so, or does not finish
// within `limit`. Otherwise the device's error. Good only when the device says that it is done.
Result<void> RunErasure(Erasure& erasure, Waiter& waiter, std::chrono::seconds limit,
                        const ErasureHooks& hooks);

}  // namespace sekisho
