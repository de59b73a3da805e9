#include "workflow/packages/opening.h"

#include "base/files/files.h"
#include "base/text/message.h"
#include "libcrypt/archive/extract.h"
#include "workflow/packages/package_reading.h"
#include "workflow/packages/remainders.h"
#include "workflow/requests/chosen_entries.h"

namespace sekisho {
namespace {

std::string DefaultDirectory(const std::string& package) {
  std::string name = BaseNameOf(package);
  if (name.size() > 4 && name.ends_with(".age")) return name.substr(0, name.size() - 4);
  return name + ".opened";
}

Result<void> RecordOpening(Session& session, const PackageView& view) {
  Draft draft;
  draft.kind = Kind::kOpen;
  draft.subject = view.request->id();
  draft.claims = ToClaims(SealRefClaims{view.seal->hash});
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return {};
}

}  // namespace

Result<Opened> OpenPackage(const Setting& setting, const World& world, const OpenOptions& options) {
  Opened opened;
  opened.directory =
      options.directory.empty() ? DefaultDirectory(options.package) : options.directory;
  ASSIGN_OR_RETURN(PackageReading reading, PackageReading::Begin(setting, world));
  reading.UseLimits(options.limits);
  ASSIGN_OR_RETURN(StagingDirectory staging,
                   StagingDirectory::Create(opened.directory, *world.random));
  std::optional<RemainderNote> note;
  if (reading.session() != nullptr)
    note.emplace(reading.session()->directory(),
                 Remainder{BaseNameOf(staging.path()).substr(1), "", staging.path(), true});
  ChosenEntries chosen(options.paths, staging);
  ASSIGN_OR_RETURN(const CheckedPackage checked,
                   reading.Read(options.package, Message("opening"), chosen));
  RETURN_IF_ERROR(chosen.CheckAllFound(options.package));
  RETURN_IF_ERROR(staging.Finish());
  opened.totals = options.paths.empty() ? checked.totals : chosen.totals();
  opened.permit_checked = checked.permit_checked;
  opened.unchecked_why = checked.unchecked_why;
  opened.request = checked.request;
  opened.denied_keys = checked.denied_keys;
  opened.denied_keys_text = checked.denied_keys_text;
  if (checked.permit_checked && reading.session()->MeOrNull() != nullptr)
    opened.recorded = RecordOpening(*reading.session(), checked.view).has_value();
  return opened;
}

}  // namespace sekisho
