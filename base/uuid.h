// UUIDv7 (RFC 9562, section 5.7): the name of a statement, sortable by time.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"

namespace sekisho {

// 36 characters, lower case, with hyphens.
std::string NewUuid7(const Clock& clock, Random& random);

// Whether `text` is a UUID of version 7 in exactly that spelling.
bool IsUuid7(std::string_view text);

}  // namespace sekisho
