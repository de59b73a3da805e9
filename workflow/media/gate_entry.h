// What the door says of an entry without asking any record: what it is, and what about it can
// carry something out that nobody looks at.
#pragma once

#include <string>
#include <vector>

#include "media/walk.h"
#include "workflow/packages/package_judge.h"

namespace sekisho {

// "file", "tag", "directory"...: for programs.
const char* WhatCode(EntryKind kind);

Reason NotReadable(const std::string& why);

// Against the entry itself; empty when there is nothing. `on_medium`: of a registered medium
// looked at as a whole, where one package is one file with one link and there are no folders.
// Codes: forbidden, unreadable, system-content, folder, attributes, several-names, behind-end.
std::vector<Reason> JudgeEntry(const MediumEntry& entry, bool on_medium);

// Against a file that is no package, for the reason `error`. A key beside its package opens it, and
// is worth a word of its own (ATTACKS G10). Codes: not-a-package, key-file.
std::vector<Reason> JudgeNoPackage(const std::string& path, int fd, const Error& error);

// Whether `code` is on the closed list of what a gate-block may say; the others are recorded as
// "forbidden".
std::string RecordedCode(const std::string& code);

}  // namespace sekisho
