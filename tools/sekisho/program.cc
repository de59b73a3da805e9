#include "tools/sekisho/program.h"

#include <algorithm>
#include <csignal>

#include "base/files/standard_streams.h"
#include "base/text/message.h"
#include "base/typed/nearest_word.h"
#include "tools/cli/help_page.h"
#include "tools/sekisho/help_examples.h"
#include "tools/sekisho/words.h"

namespace sekisho {
namespace {

constexpr int kParsed = -1;

// CLI11 would take a word [a,b] for two. Every word in brackets gets a mark in front that no shell
// user types, and every option takes it away again.
constexpr char kMark = '\x01';

// Where `help` stands as the command, 0 when it does not: options may come before it.
int PlaceOfHelp(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "help") return i;
    if (word == "--store" || word == "--identity" || word == "--jobs") ++i;
    if (!word.starts_with('-')) return 0;
  }
  return 0;
}

std::vector<std::string> MarkedWords(int argc, const char* const* argv) {
  std::vector<std::string> words;
  // `sekisho help seal` is `sekisho seal --help`.
  const int help = PlaceOfHelp(argc, argv);
  if (help > 0) words.push_back("--help");
  for (int i = argc - 1; i > 0; --i) {  // the last one first, as CLI11 wants them
    std::string word = argv[i];
    if (i == help || (i == help + 1 && help > 0 && word == "help")) continue;
    if (word.starts_with('[') && word.ends_with(']')) word.insert(word.begin(), kMark);
    words.push_back(std::move(word));
  }
  return words;
}

void TakeMarksAway(CLI::App* app) {
  for (CLI::Option* option : app->get_options())
    if (option->get_items_expected_max() > 0)
      option->transform([](std::string word) {
        if (word.starts_with(kMark)) word.erase(0, 1);
        return word;
      });
  for (CLI::App* below : app->get_subcommands([](CLI::App*) { return true; })) TakeMarksAway(below);
}

// Whether the command changes nothing that a reader of its answer would have to be told of: when
// nobody reads on (`sekisho list ... | head -1`), it just ends, as other programs do, by SIGPIPE.
bool OnlyReads(const CLI::App& command) {
  constexpr std::string_view kReaders[] = {"due", "inbox", "inspect", "lint",  "list",
                                           "log", "show",  "status",  "verify"};
  return std::find(std::begin(kReaders), std::end(kReaders), command.get_name()) !=
         std::end(kReaders);
}

std::vector<std::string> NamesBelow(CLI::App* app) {
  std::vector<std::string> names;
  for (const CLI::App* below : app->get_subcommands([](CLI::App*) { return true; }))
    names.push_back(below->get_name());
  return names;
}

}  // namespace

CLI::Validator NumberOption(uint64_t least, uint64_t most) {
  return CLI::Validator(NumberBetween(least, most), "");
}

CLI::Validator SizeOption(uint64_t least, uint64_t most) {
  return CLI::Validator(SizeBetween(least, most), "");
}

Program::Program(const Clock& clock, Random& random)
    : clock_(clock),
      random_(random),
      app_(Message("The checkpoint for confidential data: request, approve, seal, gate, return, "
                   "wipe, verify."),
           "sekisho") {
  SpeakLikeUs(app_, std::string("sekisho ") + SEKISHO_VERSION);
  app_.add_option("--store", common_.store, Message("the ledger (SEKISHO_STORE)"))
      ->type_name("URL");
  app_.add_option("--identity", common_.identity, Message("the identity file (SEKISHO_IDENTITY)"))
      ->type_name("FILE");
  app_.add_flag("--json", common_.json, Message("print one JSON object on stdout"));
  app_.add_flag("--no-input", common_.no_input, Message("ask nothing"));
  app_.add_flag("--clock-is-right", common_.clock_is_right,
                Message("sign although the clock of this machine looks wrong"));
  app_.add_option("--jobs", common_.jobs, Message("how many threads work on large files"))
      ->type_name("NUMBER")
      ->transform(NumberOption(1, 1024));
  // One command: a file named like a command stays a file.
  app_.require_subcommand(0, 1);
  for (auto* add :
       {AddInitCommands, AddIdentityCommands, AddCharterCommands, AddMemberCommands,
        AddRequestCommands, AddStatusCommands, AddDecisionCommands, AddPackageCommands,
        AddGateCommands, AddMediaCommands, AddIncidentCommands, AddWipeCommands, AddLedgerCommands})
    add(*this);
  TakeMarksAway(&app_);
}

CLI::App* Program::AddApp(CLI::App* parent, const std::string& name, const std::string& text) {
  CLI::App* const app = parent->add_subcommand(name, text);
  app->fallthrough();  // the common options are accepted after the command, too
  app->require_subcommand(0, 1);
  const std::string above = parent == &app_ ? "" : parent->get_name() + " ";
  app->footer(HelpFooter(ExampleOf(above + name)) + "\n" +
              Message("Every command also takes --store, --identity, --json and --no-input "
                      "(sekisho --help)."));
  return app;
}

CLI::App* Program::Group(const std::string& name, const std::string& text) {
  return AddApp(&app_, name, text);
}

CLI::App* Program::Chosen() {
  CLI::App* app = &app_;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

std::string Program::HelpCommand() const {
  std::string command = "sekisho";
  for (const CLI::App* app = &app_; !app->get_subcommands().empty();) {
    app = app->get_subcommands().front();
    command += " " + app->get_name();
  }
  return command + " --help";
}

// A word that stands before the command and is none; empty when there is none. `sekisho meida list`
// is not `sekisho list` with a word too many.
std::string Program::WordBeforeCommand(const std::vector<std::string>& unknown) const {
  const auto chosen = app_.get_subcommands();
  if (chosen.empty()) return "";
  for (const std::string& word : words_) {
    if (word == chosen.front()->get_name()) return "";
    const bool is_unknown = std::find(unknown.begin(), unknown.end(), word) != unknown.end();
    if (is_unknown && !word.starts_with('-')) return word;
  }
  return "";
}

Error Program::NoCommand(CLI::App* below, const std::string& help, const std::string& word) {
  const std::string meant = NearestWord(word, NamesBelow(below));
  const std::string called = help.substr(0, help.rfind(" --help"));
  return Fail(ErrorCode::kUsage, Message("there is no command '{0}'", {word}),
              meant.empty() ? help : Message("{0} (did you mean: {1} {2})", {help, called, meant}));
}

Error Program::NotExpected(const std::vector<std::string>& words) {
  if (const std::string stray = WordBeforeCommand(words); !stray.empty())
    return NoCommand(&app_, "sekisho --help", stray);
  const std::string& first = words.empty() ? std::string() : words.front();
  CLI::App* const chosen = Chosen();
  const std::string help = HelpCommand();
  if (actions_.find(chosen) == actions_.end() && !first.empty() && !first.starts_with('-'))
    return NoCommand(chosen, help, first);
  return sekisho::NotExpected(words, OptionsOf({&app_, chosen}), help);
}

// All that is missing at once, not one after the other.
Error Program::Missing(const CLI::RequiredError& error) {
  // An option that was mistyped is missing, too: what was typed says more.
  const std::vector<std::string> unknown = app_.remaining(true);
  if (std::any_of(unknown.begin(), unknown.end(),
                  [](const std::string& word) { return word.starts_with("--"); }) ||
      !WordBeforeCommand(unknown).empty())
    return NotExpected(unknown);
  const std::string what = error.what();
  if (const size_t list = what.find("option from ["); list != std::string::npos) {
    const size_t from = what.find('[', list) + 1;
    return Fail(
        ErrorCode::kUsage,
        Message("name exactly one of these: {0}", {what.substr(from, what.find(']', from) - from)}),
        HelpCommand());
  }
  std::vector<std::string> names;
  for (const CLI::Option* option : Chosen()->get_options())
    if (option->get_required() && option->count() == 0) names.push_back(option->get_name());
  if (names.size() < 2) return Fail(ErrorCode::kUsage, UsageText(error), HelpCommand());
  return Fail(ErrorCode::kUsage, Message("required are: {0}", {JoinWords(names)}), HelpCommand());
}

Result<int> Program::Parse(int argc, const char* const* argv) {
  words_.assign(argv + std::min(argc, 1), argv + argc);
  try {
    app_.parse(MarkedWords(argc, argv));
  } catch (const CLI::CallForHelp&) {
    // There is no page about a command that there is not.
    const std::vector<std::string> unknown = app_.remaining(true);
    const bool is_group = actions_.find(Chosen()) == actions_.end();
    if (is_group && !unknown.empty() && !unknown.front().starts_with('-'))
      return NotExpected(unknown);
    RETURN_IF_ERROR(PrintToStdout(app_.help()));
    return 0;
  } catch (const CLI::CallForVersion&) {
    RETURN_IF_ERROR(PrintToStdout("sekisho " SEKISHO_VERSION "\n"));
    return 0;
  } catch (const CLI::ExtrasError&) {
    return NotExpected(app_.remaining(true));
  } catch (const CLI::RequiredError& error) {
    return Missing(error);
  } catch (const CLI::ParseError& error) {
    return Fail(ErrorCode::kUsage, UsageText(error), HelpCommand());
  }
  return kParsed;
}

Result<void> Program::ReadTypedPaths(Context& context) {
  for (std::string* const path : paths_) {
    ASSIGN_OR_RETURN(*path, context.ReadPath(*path));
  }
  for (std::vector<std::string>* const list : path_lists_)
    for (std::string& path : *list) {
      ASSIGN_OR_RETURN(path, context.ReadPath(path));
    }
  return {};
}

bool Program::WantsJson(int argc, const char* const* argv) const {
  const auto* const end = std::find(argv, argv + argc, std::string_view("--"));
  return common_.json || std::find(argv, end, std::string_view("--json")) != end;
}

Result<int> Program::Run(int argc, const char* const* argv) {
  RETURN_IF_ERROR(CheckStdout());
  // NOLINTNEXTLINE: help and version change nothing
  const auto before = std::signal(SIGPIPE, SIG_DFL);
  ASSIGN_OR_RETURN(const int status, Parse(argc, argv));
  if (status != kParsed) return status;
  if (!OnlyReads(*Chosen())) std::signal(SIGPIPE, before);  // NOLINT
  const auto action = actions_.find(Chosen());
  if (action == actions_.end()) {
    const Error none = Fail(ErrorCode::kUsage, Message("no command was given"), HelpCommand());
    if (common_.json) return none;  // its reader wants one object, and no page
    PrintError(none);
    PrintToStderr("\n" + app_.help());
    return ExitStatus(ErrorCode::kUsage);
  }
  Context context(common_, clock_, random_);
  RETURN_IF_ERROR(context.Prepare());
  RETURN_IF_ERROR(ReadTypedPaths(context));
  auto done = [&]() -> Result<int> {
    try {
      return action->second(context);
    } catch (const RecordUnreadable& unreadable) {
      return unreadable.error();  // in the middle of the work: nothing is done by half a record
    }
  }();
  if (!done) understood_ = context.understood();
  return done;
}

}  // namespace sekisho
