#include "tools/sekisho-prepare/options.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "base/text/message.h"
#include "base/typed/typed.h"
#include "tools/cli/help_page.h"
#include "tools/cli/word_option.h"

namespace sekisho {

Result<std::optional<PrepareOptions>> ParsePrepareOptions(int argc, const char* const* argv) {
  PrepareOptions options;
  std::string format = "fat32";
  CLI::App app(Message("Partitions and formats a device; `sekisho media prepare` runs it."),
               "sekisho-prepare");
  SpeakLikeUs(app, std::string("sekisho-prepare ") + SEKISHO_VERSION);
  app.footer(HelpFooter("sekisho-prepare /dev/sdx --type fat32 --label USB-1 --confirm sdx"));
  app.add_option("DEVICE", options.device, Message("the whole device; with --tag the partition"))
      ->type_name("")
      ->required();
  app.add_option("--type", format, Message("fat32, exfat or ext4"))
      ->type_name("TYPE")
      ->transform(OneOf({"fat32", "exfat", "ext4"}));
  app.add_option("--label", options.label, Message("the name of the new file system"))
      ->type_name("NAME");
  app.add_option("--serial", options.serial,
                 Message("refuse a device that has another serial number"))
      ->type_name("SERIAL");
  app.add_option("--size", options.size_bytes, Message("refuse a device of another size (bytes)"))
      ->type_name("BYTES")
      ->transform(CLI::Validator(NumberBetween(0, UINT64_MAX), ""));
  app.add_option("--confirm", options.confirmed,
                 Message("the device's name, its serial number or its image's name"))
      ->type_name("NAME");
  app.add_flag("--no-input", options.no_input, Message("ask nothing"));
  app.add_option("--tag", options.tag, Message("put this tag onto the file system"))
      ->type_name("TAG");
  app.add_option("--typed", options.typed)->group("");  // after `sekisho media prepare`
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return std::optional<PrepareOptions>();
  } catch (const CLI::CallForVersion&) {
    std::cout << "sekisho-prepare " SEKISHO_VERSION "\n";
    return std::optional<PrepareOptions>();
  } catch (const CLI::ExtrasError&) {
    return NotExpected(app.remaining(), OptionsOf({&app}), "sekisho-prepare --help");
  } catch (const CLI::ParseError& error) {
    return Fail(ErrorCode::kUsage, UsageText(error), "sekisho-prepare --help");
  }
  options.format = *MediumFormatFromName(format);
  return std::optional(std::move(options));
}

}  // namespace sekisho
