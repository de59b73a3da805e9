#include "tools/speech/next_words.h"

#include <gtest/gtest.h>

#include "base/text/next_steps.h"

namespace sekisho {
namespace {

constexpr auto kEnd = static_cast<uint16_t>(NextCode::kEnd);

// The compiler has counted rows and slots; this asks what is said.
TEST(NextWords, EveryStepHasASentence) {
  for (uint16_t code = 1; code < kEnd; ++code) {
    Next next;
    next.code = static_cast<NextCode>(code);
    EXPECT_NE(WordsOf(next), "") << code;
  }
  EXPECT_EQ(WordsOf(Next()), "");
}

TEST(NextWords, SayTheirArguments) {
  EXPECT_EQ(WordsOf(next::ShowStatus("R7")), "sekisho status R7");
  EXPECT_EQ(WordsOf(next::AskForDays("30")),
            "ask for a shorter one: sekisho request PATH --until +30d ...");
}

TEST(NextWords, QuotePathsAsAShellReadsThem) {
  EXPECT_EQ(WordsOf(next::PlanDevice("/dev/my disk")), "sekisho-wipe --dry-run '/dev/my disk'");
  EXPECT_EQ(WordsOf(next::PlanDevice("/dev/sdb")), "sekisho-wipe --dry-run /dev/sdb");
}

TEST(NextWords, SayWhatStandsForAnArgumentThatIsNotKnown) {
  EXPECT_EQ(WordsOf(next::TakeBack(next::kOpen)), "take it back with: sekisho media return LABEL");
  EXPECT_EQ(WordsOf(next::TakeBack(next::kOpen).With(NextArg::kLabel, "USB-1")),
            "take it back with: sekisho media return USB-1");
}

TEST(NextWords, AdviceInWordsIsThoseWords) {
  EXPECT_EQ(WordsOf(Next("kill 7")), "kill 7");
  EXPECT_TRUE(Next("").empty());
}

TEST(NextWords, SayToWhom) {
  EXPECT_EQ(AddresseeOf(next::EnterTraining()), Addressee::kRegistrar);
  EXPECT_EQ(AddresseeOf(next::VerifyLedger()), Addressee::kAsker);
  EXPECT_EQ(AddresseeOf(Next()), Addressee::kAsker);
}

}  // namespace
}  // namespace sekisho
