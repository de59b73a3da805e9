#include "workflow/packages/seal_output.h"

#include <optional>

#include "base/files/files.h"
#include "base/files/real_path.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "workflow/media/medium_at_hand.h"
#include "workflow/media/wipe_need.h"
#include "workflow/packages/unfinished.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

Error NotOnMedium(const RequestRecord& request, const std::string& label, const std::string& output,
                  Next next) {
  const std::string directory = DirectoryOf(output);
  const std::string why = IsAbsent(directory) ? Message("there is no directory {0}", {directory})
                                              : Message("{0} is not on it", {output});
  return Fail(
      ErrorCode::kRefused,
      Message("{0} was approved for the medium {1}, and {2}", {ShortId(request), label, why}),
      std::move(next));
}

// How a package comes onto the approved medium.
Next StepOntoMedium(Session& session, const RequestRecord& request, const MediumRecord& medium,
                    SealStep step) {
  const std::string& label = medium.claims.label;
  const std::string id = ShortId(request), place = PlaceOnMedium(request, medium, step);
  if (step == SealStep::kResume) return next::PlugInThenResume(label, id, place);
  if (medium.state == MediumState::kOut || !request.seals.empty())
    return next::PlugInThenSeal(label, id, place);
  return next::GetMediumThenSeal(label, NamesText(session, WhoMaySign(session, Kind::kCheckout)),
                                 id, place);
}

}  // namespace

Result<void> CheckApprovedMedium(Session& session, const RequestRecord& request,
                                 const std::string& output, SealStep step) {
  if (request.claims.destination != Destination::kMedium) return {};
  const MediumRecord& approved = *session.state().FindMedium(request.claims.medium);
  const std::string& label = approved.claims.label;
  ASSIGN_OR_RETURN(const std::optional<MediumAtHand> at_hand,
                   FindMediumAtHand(session.state(), AbsolutePath(output)));
  const Next next = StepOntoMedium(session, request, approved, step);
  if (!at_hand) return NotOnMedium(request, label, output, next);  // defence: G4-19, else {}
  if (at_hand->medium == nullptr || at_hand->medium->id != approved.id)
    return Fail(ErrorCode::kRefused,
                Message("{0} was approved for the medium {1}, not for the one at {2}",
                        {ShortId(request), label, at_hand->root}),
                next);  // defence: G4-20
  // defence: D11-2
  if (!at_hand->recognised) return Fail(ErrorCode::kRefused, at_hand->sentence, next);
  // It could not go out afterwards, and a use of the permit would be spent.
  if (approved.state == MediumState::kReturned) return CheckNeedIsMet(approved);
  return {};
}

Result<std::string> SealOutput(Session& session, const RequestRecord& request,
                               const std::string& output, SealStep step, const std::string& name) {
  RETURN_IF_ERROR(CheckApprovedMedium(session, request, output, step));
  ASSIGN_OR_RETURN(const auto at_hand, FindMediumAtHand(session.state(), AbsolutePath(output)));
  const bool on_medium = at_hand && at_hand->medium != nullptr;
  const auto real = RealPath(output);
  if (on_medium && real && *real == at_hand->root)
    return output + (output.ends_with('/') ? "" : "/") + name;
  const auto directory = RealPath(DirectoryOf(output));
  const bool fits =
      directory && at_hand && *directory == at_hand->root && BaseNameOf(output) == name;
  if (on_medium && !fits)
    return Fail(ErrorCode::kRefused,
                Message("on {0} the package of {1} is called {2}, and lies in no folder",
                        {at_hand->medium->claims.label, ShortId(request), name}),
                NextSeal(request, step, at_hand->root + "/" + name));  // defence: G14-11
  if (OpenDirectory(output))
    return Fail(ErrorCode::kExists, Message("{0} is a directory, and no name for a file", {output}),
                NextSeal(request, step, FreeName(request, output)));
  return output;
}

}  // namespace sekisho
