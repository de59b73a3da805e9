// Keys among what streams out of a package.
#include <gtest/gtest.h>

#include "workflow/packages/key_material.h"

namespace sekisho {
namespace {

std::string Sniffed(const std::string& name, const std::string& text, size_t step) {
  NullEntrySink sink;
  KeySniffer sniffer(sink);
  EXPECT_TRUE(sniffer.BeginFile(name));
  for (size_t at = 0; at < text.size(); at += step)
    EXPECT_TRUE(sniffer.WriteFileData(AsBytes(text).subspan(at, std::min(step, text.size() - at))));
  EXPECT_TRUE(sniffer.EndFile(Time{}));
  EXPECT_TRUE(sniffer.BeginFile("plain.txt"));
  EXPECT_TRUE(sniffer.EndFile(Time{}));
  return sniffer.names().Text();
}

TEST(KeySniffer, NamesWhatIsAKey) {
  const std::string key = "# a note\nAGE-SECRET-KEY-1" + std::string(58, 'Q') + "\n";
  for (const size_t step : {size_t{1}, size_t{7}, size_t{4096}})
    EXPECT_EQ(Sniffed("notes.txt", key + std::string(40000, 'x'), step), "notes.txt");
  EXPECT_EQ(Sniffed("notes.txt", "nothing", 3), "");
  EXPECT_EQ(Sniffed("SEKISHO/request", key, 3), "");
}

}  // namespace
}  // namespace sekisho
