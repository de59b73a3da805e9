// Only in the scratch copy of scripts/check-defences, as a part of every unit test program: writes
// each failed assertion into the trace, "!FILE:LINE", between the refusals that came before and
// after it, and where each test begins ("@SUITE.TEST") and that it has passed ("@").
#include <gtest/gtest.h>

#include <string>

#include "base/defence_removed.h"

namespace {

class FailureListener final : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo& test) override {
    sekisho::TraceDefence(std::string("@") + test.test_suite_name() + "." + test.name() + "\n");
  }
  void OnTestEnd(const testing::TestInfo& test) override {
    if (test.result()->Passed()) sekisho::TraceDefence("@\n");
  }
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed()) return;
    const char* const file = result.file_name();
    sekisho::TraceDefence(
        "!" + (file == nullptr ? "?" : file + (":" + std::to_string(result.line_number()))) + "\n");
  }
};

const bool kListening = [] {
  testing::UnitTest::GetInstance()->listeners().Append(new FailureListener);
  return true;
}();

}  // namespace
