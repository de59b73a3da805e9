// The charters that `init --template` offers, as annotated TOML to start from.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"

namespace sekisho {

// small-office (the default), company, municipality.
std::span<const std::string_view> CharterTemplateNames();

// The TOML text of a template; CharterFromToml reads it. kNotFound, listing the names.
Result<std::string_view> CharterTemplate(std::string_view name);

}  // namespace sekisho
