#include "base/fault.h"

#include <utility>

namespace sekisho {
namespace {

FaultHook& Hook() {
  static FaultHook hook;
  return hook;
}

}  // namespace

void SetFaultHook(FaultHook hook) { Hook() = std::move(hook); }

int FaultAt(FaultPoint point) { return Hook() ? Hook()(point) : 0; }

}  // namespace sekisho
