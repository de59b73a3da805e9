// A wipe report as people read it.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace sekisho {

// `report` is the JSON that sekisho-wipe prints (format sekisho-wipe-report/1). Lines of text,
// safe for a terminal, ending in a newline. What no program knows stands there as it was given, or
// as lines to write on; labels of the certificate's fields are in English and Japanese. kMalformed
// when a field is missing or of another type. With kCertificate the title says that a signature
// follows, otherwise that there is none.
enum class WipeTitle { kUnsigned, kCertificate };
Result<std::string> WipeReportText(const Json& report, WipeTitle title = WipeTitle::kUnsigned);

// What a report's targets leave out of a medium, in sentences: the partition table and whatever
// else lies outside of the file system that was named. Empty for whole devices.
std::vector<std::string> NotCovered(const Json& report);

}  // namespace sekisho
