#include "tools/cli/help_page.h"

#include <memory>
#include <sstream>

#include "base/text/columns.h"
#include "base/text/message.h"
#include "base/text/message_id.h"

namespace sekisho {
namespace {

constexpr size_t kPageColumns = 80;
constexpr size_t kNameColumns = 30;

// The names of CLI11's groups, which it also compares.
constexpr const char* kOptions = MessageId("Options");
constexpr const char* kSubcommands = MessageId("Subcommands");

std::string Paragraph(const std::string& text) {
  std::string out;
  for (const std::string& line : WrapText(text, kPageColumns)) out += line + "\n";
  return out;
}

// "  --name TYPE          what it is, in as many lines as it takes". Long names have their own
// line.
std::string Row(const std::string& name, const std::string& text) {
  std::string out = PadTo("  " + name, kNameColumns);
  const std::string indent(kNameColumns, ' ');
  bool own_line = DisplayWidth("  " + name) < kNameColumns;
  if (text.empty()) return out + "\n";
  for (const std::string& line : WrapText(text, kPageColumns - kNameColumns)) {
    out += own_line ? line : "\n" + indent + line;
    own_line = false;
  }
  return out + "\n";
}

}  // namespace

HelpPage::HelpPage() {
  label("Usage", Message("Usage"));
  label("OPTIONS", Message("OPTIONS"));
  label("SUBCOMMAND", Message("SUBCOMMAND"));
  label("Positionals", Message("Positionals"));
  label("REQUIRED", Message("REQUIRED"));
  column_width(kNameColumns);
}

std::string HelpPage::make_group(std::string group, bool is_positional,
                                 std::vector<const CLI::Option*> options) const {
  return Formatter::make_group(group == kOptions ? Message(kOptions) : group, is_positional,
                               std::move(options));
}

std::string HelpPage::make_description(const CLI::App* app) const {
  return app->get_description().empty() ? "" : Paragraph(app->get_description());
}

std::string HelpPage::make_footer(const CLI::App* app) const {
  std::string out;
  std::istringstream footer(app->get_footer());
  for (std::string line; std::getline(footer, line);)
    out += line.empty() || line.starts_with("  ") ? line + "\n" : Paragraph(line);
  return out;
}

std::string HelpFooter(const std::string& example) {
  return (example.empty() ? "" : Message("Example:") + "\n  " + example + "\n\n") +
         Message(
             "Exit status: 0 done, 1 failed, 2 called wrongly, 3 the verdict is no, 4 refused by "
             "policy, 128 + n ended by signal n.");
}

std::string HelpPage::make_subcommand(const CLI::App* app) const {
  return Row(app->get_display_name(true), app->get_description());
}

std::string HelpPage::make_subcommands(const CLI::App* app, CLI::AppFormatMode mode) const {
  std::string out = Formatter::make_subcommands(app, mode);
  const std::string heading = "\n" + std::string(kSubcommands) + ":\n";
  if (out.starts_with(heading))
    out.replace(0, heading.size(), "\n" + Message(kSubcommands) + ":\n");
  return out;
}

// Of options that exclude one another, which CLI11 keeps in an app without a name.
std::string HelpPage::make_expanded(const CLI::App* app) const {
  std::string out = "\n" + Message("Exactly one of these") + ":\n";
  for (const CLI::Option* const option : app->get_options()) out += make_option(option, false);
  return out;
}

std::string HelpPage::make_option(const CLI::Option* option, bool is_positional) const {
  // Not CLI11's own notes on what excludes and needs what: they are its parser's words.
  std::string name = make_option_name(option, is_positional);
  if (const size_t note = name.find("{false}"); note != std::string::npos) name.erase(note, 7);
  if (!option->get_type_name().empty() && option->get_type_size() != 0)
    name += " " + option->get_type_name();
  if (option->get_required()) name += " " + Message("REQUIRED");
  if (option->get_expected_max() > 1) name += " ...";
  return Row(name, make_option_desc(option));
}

void SpeakLikeUs(CLI::App& app, const std::string& version) {
  app.formatter(std::make_shared<HelpPage>());
  app.set_help_flag("-h,--help", Message("Print this help message and exit"));
  if (version.empty()) return;
  app.set_version_flag("-V,--version", version,
                       Message("Display program version information and exit"));
}

}  // namespace sekisho
