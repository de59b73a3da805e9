// The command line: which commands there are, and what each runs.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/typed/typed.h"
#include "tools/sekisho/context.h"

namespace sekisho {

// For an option that takes a number, or a size, as people type it (base/typed/typed.h). Every such
// option has one: CLI11 alone would read 010 as eight.
inline constexpr uint64_t kMaxNumber = uint64_t{1} << 53;
CLI::Validator NumberOption(uint64_t least, uint64_t most);
CLI::Validator SizeOption(uint64_t least, uint64_t most);

class Program {
 public:
  Program(const Clock& clock, Random& random);

  // Parses, runs, and returns the exit status, or the error to print.
  Result<int> Run(int argc, const char* const* argv);

  // After an error: what typed days were taken for that leave something open, a sentence each.
  const std::vector<std::string>& understood() const { return understood_; }

  // Whether the answer is to be JSON, also when the rest could not be understood.
  bool WantsJson(int argc, const char* const* argv) const;

  // A command that only holds others: without one of them its help is shown (exit 2).
  CLI::App* Group(const std::string& name, const std::string& text);

  // A command. `run` gets the options that were declared on the returned Args.
  template <typename Args>
  struct Command {
    CLI::App* app;
    Args& args;
  };
  template <typename Args>
  Command<Args> Add(CLI::App* parent, const std::string& name, const std::string& text,
                    Result<int> (*run)(Context&, const Args&)) {
    auto args = std::make_shared<Args>();
    CLI::App* const app = AddApp(parent, name, text);
    actions_[app] = [args, run](Context& context) { return run(context, *args); };
    return {app, *args};
  }
  template <typename Args>
  Command<Args> Add(const std::string& name, const std::string& text,
                    Result<int> (*run)(Context&, const Args&)) {
    return Add<Args>(&app_, name, text, run);
  }

  // Options and arguments of a command that name files: what is typed may be a path as Explorer
  // copies it, and has become this machine's when `run` gets it.
  void TakesPath(std::string& path) { paths_.push_back(&path); }
  void TakesPaths(std::vector<std::string>& paths) { path_lists_.push_back(&paths); }

 private:
  CLI::App* AddApp(CLI::App* parent, const std::string& name, const std::string& text);
  Result<int> Parse(int argc, const char* const* argv);
  // Words that nothing took, in the order they were typed.
  Error NotExpected(const std::vector<std::string>& words);
  std::string WordBeforeCommand(const std::vector<std::string>& unknown) const;
  static Error NoCommand(CLI::App* below, const std::string& help, const std::string& word);
  Result<void> ReadTypedPaths(Context& context);
  Error Missing(const CLI::RequiredError& error);
  std::string HelpCommand() const;
  CLI::App* Chosen();

  const Clock& clock_;
  Random& random_;
  CLI::App app_;
  CommonOptions common_;
  std::vector<std::string> words_;  // as typed
  std::map<const CLI::App*, std::function<Result<int>(Context&)>> actions_;
  std::vector<std::string> understood_;
  std::vector<std::string*> paths_;
  std::vector<std::vector<std::string>*> path_lists_;
};

// One per file of commands.
void AddInitCommands(Program& program);
void AddIdentityCommands(Program& program);
void AddCharterCommands(Program& program);
void AddMemberCommands(Program& program);
void AddRequestCommands(Program& program);
void AddStatusCommands(Program& program);
void AddDecisionCommands(Program& program);
void AddPackageCommands(Program& program);
void AddGateCommands(Program& program);
void AddMediaCommands(Program& program);
void AddPrepareCommand(Program& program, CLI::App* media);  // below media

// What `media return --wipe` runs: everything below `root` but the tag, and of a mount its free
// space.
Result<int> WipeReturned(Context& context, const std::string& root, bool is_mount,
                         const std::string& confirmed);
void AddIncidentCommands(Program& program);
void AddWipeCommands(Program& program);
void AddLedgerCommands(Program& program);

}  // namespace sekisho
