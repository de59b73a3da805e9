#include "media/register.h"

#include "base/text/code_word.h"
#include "base/text/message.h"
#include "base/text/message_id.h"
#include "base/text/next_steps.h"

namespace sekisho {
namespace {

using State = MediumState;
using Event = MediumEvent;

struct Move {
  State from;
  Event event;
  State to;
};

// Everything that can happen; what is not listed is refused.
constexpr Move kMoves[] = {
    {State::kUnregistered, Event::kRegister, State::kRegistered},

    {State::kRegistered, Event::kCheckout, State::kOut},
    {State::kRegistered, Event::kLoss, State::kLost},
    {State::kRegistered, Event::kEmpty, State::kEmptied},
    {State::kRegistered, Event::kWipe, State::kWiped},
    {State::kRegistered, Event::kPrepare, State::kRegistered},
    {State::kRegistered, Event::kRetire, State::kRetired},

    {State::kOut, Event::kReturn, State::kReturned},
    {State::kOut, Event::kReturnUnreadable, State::kBroken},
    {State::kOut, Event::kLoss, State::kLost},

    {State::kReturned, Event::kCheckout, State::kOut},
    {State::kReturned, Event::kLoss, State::kLost},
    {State::kReturned, Event::kEmpty, State::kEmptied},
    {State::kReturned, Event::kWipe, State::kWiped},
    {State::kReturned, Event::kRetire, State::kRetired},

    {State::kEmptied, Event::kCheckout, State::kOut},
    {State::kEmptied, Event::kLoss, State::kLost},
    {State::kEmptied, Event::kEmpty, State::kEmptied},
    {State::kEmptied, Event::kWipe, State::kWiped},
    {State::kEmptied, Event::kPrepare, State::kRegistered},
    {State::kEmptied, Event::kRetire, State::kRetired},

    {State::kWiped, Event::kLoss, State::kLost},
    {State::kWiped, Event::kEmpty, State::kWiped},
    {State::kWiped, Event::kWipe, State::kWiped},
    {State::kWiped, Event::kPrepare, State::kRegistered},
    {State::kWiped, Event::kRetire, State::kRetired},

    {State::kLost, Event::kLoss, State::kLost},
    {State::kLost, Event::kFound, State::kFound},

    {State::kFound, Event::kReturn, State::kReturned},
    {State::kFound, Event::kReturnUnreadable, State::kBroken},
    {State::kFound, Event::kLoss, State::kLost},
    {State::kFound, Event::kEmpty, State::kEmptied},
    {State::kFound, Event::kWipe, State::kWiped},
    {State::kFound, Event::kRetire, State::kRetired},

    {State::kBroken, Event::kLoss, State::kLost},
    {State::kBroken, Event::kEmpty, State::kEmptied},
    {State::kBroken, Event::kWipe, State::kWiped},
    {State::kBroken, Event::kRetire, State::kRetired},
};

bool IsReturn(Event event) { return event == Event::kReturn || event == Event::kReturnUnreadable; }

Error Refused(std::string message, Next next = {}) {
  return Fail(ErrorCode::kRefused, std::move(message), std::move(next));
}

Error WhyNotWhileOut(Event event) {
  Next next = next::TakeBackOrReportLost(next::kOpen);
  switch (event) {
    case Event::kCheckout:
      return Refused(Message("the medium is out already; it must be returned before it goes out "
                             "again"),
                     std::move(next));
    case Event::kEmpty:
    case Event::kWipe:
      return Refused(Message("the medium is out; it must be returned before it is wiped"),
                     std::move(next));
    case Event::kPrepare:
      return Refused(Message("the medium is out; it must be returned and wiped before it is "
                             "prepared"),
                     std::move(next));
    default:
      return Refused(Message("the medium is out; it must be returned, or reported lost, before it "
                             "is retired"),
                     std::move(next));
  }
}

Error WhyNotWhileLost(Event event) {
  Next next = next::ReportFound(next::kOpen);
  if (IsReturn(event))
    return Refused(Message("the medium is lost; it must be reported found before it is returned"),
                   std::move(next));
  return Refused(Message("the medium is lost; it must be reported found before anything else"),
                 std::move(next));
}

// In house: registered, returned, emptied, wiped, found, broken.
Error WhyNotInHouse(State from, Event event) {
  if (IsReturn(event)) {
    const Next next = next::CheckOutFirst(next::kOpen);
    if (from == State::kRegistered)
      return Refused(Message("the medium is registered and not out, so it cannot return"), next);
    if (from == State::kEmptied)
      return Refused(Message("the medium is emptied and not out, so it cannot return"), next);
    if (from == State::kWiped)
      return Refused(Message("the medium is wiped and not out, so it cannot return"), next);
    if (from == State::kBroken)
      return Refused(Message("the medium is broken and has been returned already"),
                     next::WipeMedium());
    return Refused(Message("the medium has been returned already"), next);
  }
  const Next wipe_first = next::WipeMediumWithFreeSpace();
  if (event == Event::kPrepare) {
    if (from == State::kBroken)
      return Refused(Message("the medium is broken; it must be wiped before it is prepared"),
                     wipe_first);
    if (from == State::kFound)
      return Refused(Message("the medium is found; it must be wiped before it is prepared"),
                     wipe_first);
    return Refused(Message("the medium is returned; it must be wiped before it is prepared"),
                   wipe_first);
  }
  if (event == Event::kCheckout && from == State::kWiped)
    return Refused(Message("the medium is wiped and carries no tag; it must be prepared before it "
                           "goes out again"),
                   next::PrepareMedium(next::kOpen));
  if (event == Event::kCheckout && from == State::kFound)
    return Refused(Message("the medium is found but not checked in; it must be returned before it "
                           "goes out again"),
                   next::TakeBack(next::kOpen));
  return Refused(Message("the medium is broken; it must be wiped before it goes out again"),
                 wipe_first);
}

Error WhyNot(State from, Event event) {
  if (from == State::kUnregistered)
    return Refused(Message("the medium is not registered; it must be registered first"),
                   next::RegisterMedium());
  if (from == State::kRetired)
    return Refused(Message("the medium is retired; nothing more can happen to it"),
                   next::RegisterUnderNewLabel());
  if (event == Event::kRegister)
    return Refused(
        Message("the medium is {0}, so it is registered already", {CodeWord(NameOf(from))}),
        next::ShowMedium(next::kOpen));
  if (from == State::kLost) return WhyNotWhileLost(event);
  if (event == Event::kFound)
    return Refused(Message("the medium is {0} and was not reported lost, so it cannot be found",
                           {CodeWord(NameOf(from))}),
                   next::ReportLossFirst(next::kOpen));
  if (from == State::kOut) return WhyNotWhileOut(event);
  return WhyNotInHouse(from, event);
}

}  // namespace

Result<MediumState> Transition(MediumState from, MediumEvent event) {
  for (const Move& move : kMoves)
    if (move.from == from && move.event == event) return move.to;
  return WhyNot(from, event);  // defence: G6-1, else from
}

std::string_view NameOf(MediumState state) {
  switch (state) {
    case State::kUnregistered:
      return MessageId("unregistered");
    case State::kRegistered:
      return MessageId("registered");
    case State::kOut:
      return MessageId("out");
    case State::kReturned:
      return MessageId("returned");
    case State::kEmptied:
      return MessageId("emptied");
    case State::kWiped:
      return MessageId("wiped");
    case State::kLost:
      return MessageId("lost");
    case State::kFound:
      return MessageId("found");
    case State::kBroken:
      return MessageId("broken");
    case State::kRetired:
      return MessageId("retired");
  }
  return MessageId("unregistered");
}

std::string_view NameOf(MediumEvent event) {
  switch (event) {
    case Event::kRegister:
      return "register";
    case Event::kCheckout:
      return "checkout";
    case Event::kReturn:
      return "return";
    case Event::kReturnUnreadable:
      return "return-unreadable";
    case Event::kLoss:
      return "loss";
    case Event::kFound:
      return "found";
    case Event::kEmpty:
      return "empty";
    case Event::kWipe:
      return "wipe";
    case Event::kPrepare:
      return "prepare";
    case Event::kRetire:
      return "retire";
  }
  return "register";
}

Result<MediumState> MediumStateFromName(std::string_view name) {
  for (const State state : kMediumStates)
    if (NameOf(state) == name) return state;
  // defence: G6-2, else MediumState::kUnregistered
  return Fail(ErrorCode::kMalformed,
              Message("'{0}' is not a state of a medium", {std::string(name)}));
}

}  // namespace sekisho
