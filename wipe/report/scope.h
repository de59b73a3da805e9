// What a wipe was of: the claim `scope` of a `wipe` statement (docs/formats/statement.md).
#pragma once

#include "wipe/report/report.h"

namespace sekisho {

enum class WipeScope {
  kDevice,      // whole devices, from the first to the last sector
  kFileSystem,  // what a file system gives out: files and free space, or the partition it lies in
  kFiles,
};

// By what the report says was named; not whether it was done, which WipedWholeMedium says.
WipeScope ScopeOf(const WipeReport& report);

// "device", "file-system", "files".
const char* ScopeName(WipeScope scope);

}  // namespace sekisho
