#include "libcrypt/archive/directory_names.h"

#include <gtest/gtest.h>

#include <string>

namespace sekisho {
namespace {

TEST(DirectoryNames, SortsByBytesAndThenByPlace) {
  DirectoryNames names;
  names.Add("b", 3);
  names.Add("\xff");
  names.Add("", 1);
  names.Add("b", 1);
  names.Add("B");
  names.Add("ba");
  names.Sort();
  std::string all;
  for (size_t i = 0; i < names.size(); ++i)
    all += std::string(names.name(i)) + std::to_string(names.where(i)) + " ";
  EXPECT_EQ(all,
            "1 B0 b1 b3 ba0 \xff"
            "0 ");
}

TEST(DirectoryNames, KeepsManyOfEveryLength) {
  DirectoryNames names;
  const auto make = [](size_t i) {
    std::string name = std::to_string(1000000 + i);
    name.resize(std::max(name.size(), i % 1000), 'x');
    return name;
  };
  for (size_t i = 20000; i-- > 0;) names.Add(make(i), static_cast<uint32_t>(i));
  names.Sort();
  ASSERT_EQ(names.size(), 20000u);
  for (size_t i = 0; i < names.size(); ++i) {
    ASSERT_EQ(names.name(i), make(i));
    ASSERT_EQ(names.where(i), i);
  }
}

}  // namespace
}  // namespace sekisho
