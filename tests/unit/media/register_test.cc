#include "media/register.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/text/next_steps.h"
#include "media/label.h"

namespace sekisho {
namespace {

using State = MediumState;
using Event = MediumEvent;

// The whole matrix: rows are states, columns the events in their order; "-" is refused.
//                        reg  out  ret  unr  loss  fnd  empty  wipe  prep  retire
const std::map<State, std::array<const char*, 10>> kMatrix = {
    {State::kUnregistered, {"registered", "-", "-", "-", "-", "-", "-", "-", "-", "-"}},
    {State::kRegistered,
     {"-", "out", "-", "-", "lost", "-", "emptied", "wiped", "registered", "retired"}},
    {State::kOut, {"-", "-", "returned", "broken", "lost", "-", "-", "-", "-", "-"}},
    {State::kReturned, {"-", "out", "-", "-", "lost", "-", "emptied", "wiped", "-", "retired"}},
    {State::kEmptied,
     {"-", "out", "-", "-", "lost", "-", "emptied", "wiped", "registered", "retired"}},
    {State::kWiped, {"-", "-", "-", "-", "lost", "-", "wiped", "wiped", "registered", "retired"}},
    {State::kLost, {"-", "-", "-", "-", "lost", "found", "-", "-", "-", "-"}},
    {State::kFound,
     {"-", "-", "returned", "broken", "lost", "-", "emptied", "wiped", "-", "retired"}},
    {State::kBroken, {"-", "-", "-", "-", "lost", "-", "emptied", "wiped", "-", "retired"}},
    {State::kRetired, {"-", "-", "-", "-", "-", "-", "-", "-", "-", "-"}},
};

TEST(MediumRegister, FollowsTheWholeMatrix) {  // ATTACKS G6
  ASSERT_EQ(kMatrix.size(), kMediumStates.size());
  for (const State from : kMediumStates) {
    for (size_t i = 0; i < kMediumEvents.size(); ++i) {
      const std::string expected = kMatrix.at(from)[i];
      const auto to = Transition(from, kMediumEvents[i]);
      const std::string what =
          std::string(NameOf(from)) + " + " + std::string(NameOf(kMediumEvents[i]));
      ASSERT_EQ(to.has_value(), expected != "-") << what;
      EXPECT_EQ(to ? NameOf(*to) : "-", expected) << what;
    }
  }
}

TEST(MediumRegister, RefusalsNameTheStateAndWhatHelps) {  // ATTACKS G6
  for (const State from : kMediumStates) {
    for (const Event event : kMediumEvents) {
      const auto to = Transition(from, event);
      if (to) continue;
      const std::string& message = to.error().message;
      EXPECT_EQ(to.error().code, ErrorCode::kRefused);
      const std::string state =
          from == State::kUnregistered ? "not registered" : std::string(NameOf(from));
      EXPECT_NE(message.find(state), std::string::npos) << message;
      EXPECT_FALSE(to.error().next.empty()) << message;
    }
  }
}

TEST(MediumRegister, SaysWhatComesFirst) {  // ATTACKS G6
  const auto message = [](State from, Event event) {
    return Transition(from, event).error().message;
  };
  EXPECT_EQ(message(State::kOut, Event::kCheckout),
            "the medium is out already; it must be returned before it goes out again");
  EXPECT_EQ(message(State::kRegistered, Event::kReturn),
            "the medium is registered and not out, so it cannot return");
  EXPECT_EQ(message(State::kReturned, Event::kReturnUnreadable),
            "the medium has been returned already");
  EXPECT_EQ(message(State::kOut, Event::kWipe),
            "the medium is out; it must be returned before it is wiped");
  EXPECT_EQ(message(State::kBroken, Event::kCheckout),
            "the medium is broken; it must be wiped before it goes out again");
  EXPECT_EQ(message(State::kWiped, Event::kCheckout),
            "the medium is wiped and carries no tag; it must be prepared before it goes out again");
  EXPECT_EQ(Transition(State::kWiped, Event::kCheckout).error().next,
            next::PrepareMedium(next::kOpen));
  EXPECT_EQ(message(State::kFound, Event::kPrepare),
            "the medium is found; it must be wiped before it is prepared");
}

TEST(MediumRegister, NamesAreDistinctAndReadBack) {
  std::set<std::string_view> names;
  for (const State state : kMediumStates) {
    names.insert(NameOf(state));
    EXPECT_EQ(*MediumStateFromName(NameOf(state)), state);
  }
  for (const Event event : kMediumEvents) names.insert(NameOf(event));
  // "found" is both a state and an event.
  EXPECT_EQ(names.size(), kMediumStates.size() + kMediumEvents.size() - 1);
  EXPECT_FALSE(MediumStateFromName("Out"));
  EXPECT_FALSE(MediumStateFromName(""));
}

TEST(MediumLabel, IsLettersDigitsAndHyphens) {
  for (const char* good : {"M", "USB-042", "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"})
    EXPECT_TRUE(CheckLabel(good)) << good;
  for (const std::string bad :
       {"", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456", "a b", "a_b", "総務1", "a\n", "../x"}) {
    const auto checked = CheckLabel(bad);
    ASSERT_FALSE(checked) << bad;
    EXPECT_EQ(checked.error().code, ErrorCode::kUsage);
    EXPECT_FALSE(checked.error().next.empty());
  }
  EXPECT_FALSE(CheckLabel(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace sekisho
