// Words of commands that people copy from a hint.
#pragma once

#include <string>

namespace sekisho {

// `word` as a POSIX shell reads it back: as it is, or in single quotes. With anything that a
// terminal must not get (SafeForTerminal), as $'...' with its bytes spelled out, which bash, zsh
// and ksh read.
std::string Quoted(const std::string& word);

}  // namespace sekisho
