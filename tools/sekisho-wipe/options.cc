#include "tools/sekisho-wipe/options.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <utility>

#include "base/text/message.h"
#include "base/text/shell_word.h"
#include "base/typed/typed.h"
#include "tools/cli/help_page.h"
#include "tools/cli/word_option.h"
#include "tools/sekisho-wipe/terminal.h"

namespace sekisho {
namespace {

TypedCommand Typed(int argc, const char* const* argv) {
  TypedCommand typed;
  bool names = false;  // everything after "--"
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (!names && word.starts_with("--confirm=")) continue;
    if (!names && word == "--confirm") {
      ++i;
      continue;
    }
    names = names || word == "--";
    typed.rest += " " + Quoted(word);
  }
  return typed;
}

constexpr uint64_t kMaxReserveBytes = uint64_t{1} << 50;

void Declare(CLI::App& app, WipeOptions& options) {
  app.add_option("TARGET", options.targets,
                 Message("files, directories and mount points; or devices"))
      ->type_name("");
  app.add_option("--grade", options.grade,
                 Message("the grade to reach: clear, or, of whole devices, purge"))
      ->type_name("GRADE")
      ->transform(OneOf({"clear", "purge"}));
  app.add_option("--verify", options.verify,
                 Message("full; or sample: of devices a tenth at least, files are "
                         "read in full"))
      ->type_name("HOW")
      ->transform(OneOf({"full", "sample"}));
  app.add_flag("--dry-run", options.dry_run, Message("show all of it, and write nothing"));
  app.add_flag("--best-effort", options.best_effort,
               Message("wipe what can be reached where nothing can be claimed"));
  app.add_option("--confirm", options.confirmed,
                 Message("the target's last path component, or a device's serial number; once "
                         "for each target"))
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("--keep", options.keep, Message("a name below each target that stays"))
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("--serial", options.serials,
                 Message("devices: refuse one that has another serial number"))
      ->type_name("SERIAL")
      ->allow_extra_args(false);
  app.add_option("--method", options.method,
                 Message("devices: keystream (AES-256-CTR), pattern (0x55) or zeros"))
      ->type_name("METHOD")
      ->transform(OneOf({"keystream", "pattern", "zeros"}));
  app.add_option("--state", options.state,
                 Message("devices: keep in FILE how far it is, and go on from there"))
      ->check(Named())
      ->type_name("FILE");
  app.add_flag("--discard", options.discard,
               Message("devices: tell the device at the end that nothing of it is needed; a hint"));
  app.add_flag("--always-encrypted", options.always_encrypted,
               Message("purge: state that the device always encrypted, and that no key is left"));
  app.add_option("-o,--certificate,--output", options.certificate,
                 Message("write the report to FILE as JSON"))
      ->check(Named())
      ->type_name("FILE");
  app.add_option("--operator", options.operator_name, Message("text for the report: who does this"))
      ->type_name("TEXT");
  app.add_option("--particulars", options.particulars,
                 Message("a JSON file of what only people know: verifier, asset_number, place..."))
      ->check(Named())
      ->type_name("FILE");
  app.add_flag("--json", options.json, Message("print the report as JSON"));
  app.add_flag("--no-input", options.no_input, Message("ask nothing"));
  app.add_option_function<std::string>("--typed",
                                       [&options](const std::string& rest) {
                                         options.typed = {"sekisho wipe", rest};
                                       })
      ->group("");  // what was typed after `sekisho wipe`, which runs this program
  app.add_option("--free-space", options.free_space,
                 Message("wipe the free space of mounted file systems, after the targets"))
      ->type_name("MOUNTPOINT")
      ->expected(0, -1);
  app.add_option("--reserve", options.reserve_bytes,
                 Message("with --free-space: how much stays free until the last step"))
      ->type_name("SIZE")
      ->transform(CLI::Validator(SizeBetween(1, kMaxReserveBytes), ""));
}

// "--free-space MOUNTPOINT" and "--free-space ... MOUNTPOINT" are the same; with mount points of
// its own, the other names are files and directories.
void SortOut(WipeOptions& options) {
  if (options.free_space == std::vector<std::string>{""})  // the option without a value
    options.free_space = std::exchange(options.targets, {});
}

Result<void> RefuseWhatIsMissing(const CLI::App& app, const WipeOptions& options) {
  const std::string& program = options.typed.program;
  if (options.targets.empty() && options.free_space.empty())
    return Fail(ErrorCode::kUsage, Message("nothing was named to be wiped"),
                program + " --dry-run TARGET");
  if (app.count("--reserve") > 0 && options.free_space.empty())
    return Fail(ErrorCode::kUsage, Message("--reserve is for --free-space"),
                Message("leave it out, or add --free-space MOUNTPOINT"));
  if (options.always_encrypted && options.grade != "purge")
    return Fail(ErrorCode::kUsage, Message("--always-encrypted is for --grade purge"),
                Message("leave it out, or add --grade purge"));
  return {};
}

}  // namespace

Result<std::optional<WipeOptions>> ParseOptions(int argc, const char* const* argv) {
  WipeOptions options;
  options.typed = Typed(argc, argv);
  CLI::App app(Message("Overwrites files and directories, or whole devices, reads them back, "
                       "removes the files, and reports no more than was done."),
               "sekisho-wipe");
  SpeakLikeUs(app, std::string("sekisho-wipe ") + SEKISHO_VERSION);
  app.footer(Message("Whether a certificate is in order:") +
             "\n  sekisho-wipe verify-certificate FILE\n\n" +
             HelpFooter("sekisho-wipe --dry-run /media/USB-1 --free-space /media/USB-1"));
  Declare(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return std::optional<WipeOptions>();
  } catch (const CLI::CallForVersion&) {
    std::cout << "sekisho-wipe " SEKISHO_VERSION "\n";
    return std::optional<WipeOptions>();
  } catch (const CLI::ExtrasError&) {
    return NotExpected(app.remaining(), OptionsOf({&app}), "sekisho-wipe --help");
  } catch (const CLI::ParseError& error) {
    return Fail(ErrorCode::kUsage, UsageText(error), "sekisho-wipe --help");
  }
  SortOut(options);
  options.method_chosen = app.count("--method") > 0;
  RETURN_IF_ERROR(RefuseWhatIsMissing(app, options));
  return std::optional(std::move(options));
}

}  // namespace sekisho
