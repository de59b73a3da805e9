// Which fold this program has: the build makes it of the sources that a state depends on, so that
// nobody has to remember to change it. What another version has kept is made again.
#pragma once

namespace sekisho {

extern const char* const kFoldVersion;

}  // namespace sekisho
