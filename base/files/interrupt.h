// Signals that end a program: long work asks whether to stop, undoes itself, returns kInterrupted.
#pragma once

#include "base/result.h"

namespace sekisho {

// Installs the handlers (main only), for INT and TERM and, unless they are ignored at the start,
// for every other signal that would end the process without being its fault (HUP, QUIT, XCPU...).
// They set a flag; INT, TERM or QUIT a second time ends the process at once. PIPE and XFSZ are
// ignored: the write fails instead.
void WatchForInterrupts();

bool Interrupted();

// 128 + the number of the signal that came first; 130 when none came.
int InterruptedStatus();

// kInterrupted once a signal has arrived.
Result<void> CheckInterrupted();

}  // namespace sekisho
