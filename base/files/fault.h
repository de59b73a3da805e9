// Where tests make the operating system fail: every write, sync, rename and open for writing in
// base/files asks here first. Nothing is installed outside tests.
#pragma once

#include <functional>

namespace sekisho {

enum class FaultPoint { kOpen, kRead, kWrite, kSync, kRename, kUnlink };

// Returns an errno to fail with, or 0 to go on.
using FaultHook = std::function<int(FaultPoint)>;

// Replaces the hook for the process; an empty one removes it. It is called by one thread at a time,
// not always the same. Not while other threads are at work.
void SetFaultHook(FaultHook hook);

// What the hook says, 0 without one.
int FaultAt(FaultPoint point);

}  // namespace sekisho
