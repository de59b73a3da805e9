// SIGINT and SIGTERM: long work asks whether to stop, undoes itself, and returns kInterrupted.
#pragma once

#include "base/result.h"

namespace sekisho {

// Installs the handlers (main only). They set a flag; a second signal ends the process at once.
void WatchForInterrupts();

bool Interrupted();

// kInterrupted once a signal has arrived.
Result<void> CheckInterrupted();

}  // namespace sekisho
