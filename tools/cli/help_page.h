// CLI11's help pages and errors in the user's language, for every program of ours.
#pragma once

#include <CLI/CLI.hpp>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/result.h"

namespace sekisho {

// Pages of 80 columns (lines of a footer that begin with two blanks are kept as they are), whatever
// the width of their characters; CLI11's own words are translated.
class HelpPage : public CLI::Formatter {
 public:
  HelpPage();

  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const override;
  std::string make_description(const CLI::App* app) const override;
  std::string make_footer(const CLI::App* app) const override;
  std::string make_subcommand(const CLI::App* app) const override;
  std::string make_subcommands(const CLI::App* app, CLI::AppFormatMode mode) const override;
  std::string make_expanded(const CLI::App* app) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
};

// Gives `app`, before it has any subcommand, these pages, -h, and, with a `version`, -V.
// Subcommands take pages and -h from it.
void SpeakLikeUs(CLI::App& app, const std::string& version = {});

// What a page ends with: an example (none when empty), and the exit statuses.
std::string HelpFooter(const std::string& example);

// CLI11's sentence in our form: one line, lower case, no full stop.
std::string UsageText(const CLI::ParseError& error);

// The long options of `apps`, as they are typed.
std::vector<std::string> OptionsOf(std::initializer_list<const CLI::App*> apps);

// kUsage: `words` are too many. Where the first is nearly one of `options`, it says which. `help`
// is the command that lists them.
Error NotExpected(const std::vector<std::string>& words, const std::vector<std::string>& options,
                  const std::string& help);

}  // namespace sekisho
