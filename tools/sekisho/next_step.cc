#include "tools/sekisho/next_step.h"

#include "workflow/requests/decisions.h"

#include <algorithm>

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "tools/speech/next_words.h"
#include "workflow/packages/seal_step.h"

namespace sekisho {
namespace {

// Whose step it is; empty when it is the asker's own.
std::string Others(Session& session, const NextStep& step) {
  const MemberRecord* const me = session.MeOrNull();
  const bool mine =
      me != nullptr && std::find(step.who.begin(), step.who.end(), me->id) != step.who.end();
  return mine ? std::string() : NamesText(session, step.who);
}

// As --due takes it: the day, and the time of it where that is not all of the day.
std::string DueWord(Time due, ZoneOffset zone) {
  const Time last = std::chrono::floor<std::chrono::days>(due + zone) + std::chrono::days(1) -
                    zone - std::chrono::seconds(1);
  return due == last ? FormatDate(due, zone) : FormatTime(due, zone);
}

std::string CheckoutCommand(Session& session, const RequestView& view, const std::string& label) {
  const RequestClaims& claims = view.request->claims;
  const MemberRecord* const holder = session.state().FindMember(claims.holder);
  return WordsOf(next::CheckOut(label, holder == nullptr ? "" : ShortId(*holder), view.id,
                                DueWord(claims.due.value_or(claims.until), session.zone())));
}

}  // namespace

NextStep NextStepOf(Session& session, const RequestView& view) {
  const RequestRecord& request = *view.request;
  if (view.state == RequestState::kPending)
    return {"sekisho approve " + view.id, WhoMayApprove(session, request)};
  if (view.state != RequestState::kApproved) return {};
  const MediumRecord* const medium = session.state().FindMedium(request.claims.medium);
  if (medium == nullptr || medium->state == MediumState::kOut)
    return {WordsOf(NextSeal(session.state(), request, SealStep::kSeal)),
            WhoMaySeal(session, request)};
  return {CheckoutCommand(session, view, medium->claims.label),
          WhoMaySign(session, Kind::kCheckout)};
}

std::string TextOf(Session& session, const NextStep& step) {
  if (step.command.empty()) return {};
  if (step.who.empty()) return Message("next: nobody can now: {0}", {step.command});
  return NextText(step.command, Others(session, step));
}

void TellNext(Session& session, const NextStep& step, Reply& reply) {
  if (step.command.empty()) return;
  if (step.who.empty())
    reply.Note(TextOf(session, step));
  else
    reply.Next(step.command, Others(session, step));
}

}  // namespace sekisho
