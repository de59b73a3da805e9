// Asking whether something is meant that cannot be undone.
#pragma once

#include <optional>
#include <string>

#include "tools/sekisho/context.h"

namespace sekisho {

// `given` is what --confirm said, or nothing: then it is typed on the terminal, after `question`.
// kUsage, with `command` as the way on, when it is not `name` or nobody can be asked.
Result<void> ConfirmByName(Context& context, const std::string& question, const std::string& name,
                           const std::string& given, const std::string& command);

// A question that "y", "yes" or "はい" answers. None when nobody can be asked.
std::optional<bool> ConfirmYes(Context& context, const std::string& question);

}  // namespace sekisho
