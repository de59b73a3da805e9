#include "base/text/next.h"

#include <gtest/gtest.h>

#include "base/result.h"
#include "base/text/next_steps.h"

namespace sekisho {
namespace {

TEST(Next, IsNothingUnlessSaid) {
  EXPECT_TRUE(Fail(ErrorCode::kFailed, "no").next.empty());
  EXPECT_TRUE(Fail(ErrorCode::kFailed, "no", "").next.empty());
  EXPECT_FALSE(Fail(ErrorCode::kFailed, "no", next::VerifyLedger()).next.empty());
}

TEST(Next, StaysWithItsErrorInAnyContext) {
  const Error error = Fail(ErrorCode::kFailed, "no", next::ShowStatus("R7")).WithContext("x");
  EXPECT_EQ(error.next, next::ShowStatus("R7"));
  EXPECT_NE(error.next, next::ShowStatus("R8"));
}

TEST(Next, FillsInOnlyWhatWasLeftOpen) {
  const Next open = next::TakeBack(next::kOpen);
  EXPECT_TRUE(open.Lacks(NextArg::kLabel));
  EXPECT_FALSE(open.Lacks(NextArg::kRequest));
  EXPECT_EQ(open.With(NextArg::kRequest, "R7"), open);
  EXPECT_EQ(open.With(NextArg::kLabel, "A").With(NextArg::kLabel, "B"), next::TakeBack("A"));
  EXPECT_FALSE(next::TakeBack("A").Lacks(NextArg::kLabel));
}

TEST(Next, WordsAreOfAdviceOnly) {
  EXPECT_EQ(Next("kill 7").words(), "kill 7");
  EXPECT_EQ(next::ShowStatus("R7").words(), "");
}

}  // namespace
}  // namespace sekisho
