#include "base/files/fault.h"

#include <mutex>
#include <utility>

namespace sekisho {
namespace {

FaultHook& Hook() {
  static FaultHook hook;
  return hook;
}

}  // namespace

void SetFaultHook(FaultHook hook) { Hook() = std::move(hook); }

int FaultAt(FaultPoint point) {
  if (!Hook()) return 0;
  static std::mutex one_at_a_time;
  const std::lock_guard<std::mutex> lock(one_at_a_time);
  return Hook()(point);
}

}  // namespace sekisho
