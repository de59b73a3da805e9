#include "base/typed/nearest_word.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

TEST(NearestWord, FindsTypingMistakes) {
  const std::vector<std::string> commands = {"request", "approve", "revoke",
                                             "seal",    "show",    "status"};
  EXPECT_EQ(NearestWord("reqeust", commands), "request");
  EXPECT_EQ(NearestWord("aprove", commands), "approve");
  EXPECT_EQ(NearestWord("staus", commands), "status");
  EXPECT_EQ(NearestWord("sael", commands), "seal");
  EXPECT_EQ(NearestWord("wipe", commands), "");
  EXPECT_EQ(NearestWord("", commands), "");
  EXPECT_EQ(NearestWord("ab", {"aa", "bb"}), "");  // two are equally near
  EXPECT_EQ(NearestWord(std::string(1000, 'a'), commands), "");
}

}  // namespace
}  // namespace sekisho
