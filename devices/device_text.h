// What devices say of themselves, read in one way by whoever registers them and whoever wipes them.
#pragma once

#include <string>
#include <string_view>

namespace sekisho {

// `text` without leading and trailing spaces and controls, at most 256 bytes, spelled out
// (base/text/text.h). Blanks inside of it belong to it.
std::string CleanText(std::string_view text);

// The serial number in a SCSI unit serial number page (SPC-4, 7.8.15: two bytes, the second 0x80, a
// big-endian length, the number); empty when the page is none.
std::string UnitSerialOf(std::string_view page);

}  // namespace sekisho
