#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>

#include "base/clock.h"
#include "base/files/fault.h"
#include "base/files/files.h"
#include "base/files/nameless_file.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text/message.h"
#include "base/text/shell_word.h"
#include "base/text/text.h"
#include "base/typed/typed.h"
#include "base/uuid.h"

namespace sekisho {
namespace {

const Time kNow = *ParseTime("2026-11-22T13:45:04+09:00");

TEST(Time, FormatsAndReadsBack) {
  EXPECT_EQ(FormatTime(kNow), "2026-11-22T13:45:04+09:00");
  EXPECT_EQ(*ParseTime("2026-11-22T04:45:04Z"), kNow);
  EXPECT_FALSE(ParseTime("2026-11-22T13:45:04+09:00 "));
  EXPECT_FALSE(ParseTime("2026-02-30T13:45:04Z"));
  EXPECT_FALSE(ParseTime("2026-11-22T24:00:00Z"));
}

TEST(Time, ReadsWhatPeopleType) {
  const auto end = [](const char* text) {
    return FormatTime(*ParseUserTime(text, DayEdge::kEnd, kNow, kJapan));
  };
  EXPECT_EQ(end("+7d"), "2026-11-29T23:59:59+09:00");
  EXPECT_EQ(end("2026-12-01"), "2026-12-01T23:59:59+09:00");
  EXPECT_EQ(end("R8.12.1"), "2026-12-01T23:59:59+09:00");
  EXPECT_EQ(end("令和8年12月1日"), "2026-12-01T23:59:59+09:00");
  EXPECT_EQ(end("令和元年5月1日"), "2019-05-01T23:59:59+09:00");
  EXPECT_EQ(end("Ｒ８．１２．１"), "2026-12-01T23:59:59+09:00");
  EXPECT_EQ(end("令和８年１２月１日"), "2026-12-01T23:59:59+09:00");
  EXPECT_EQ(end("２０２６－１２－０１"), "2026-12-01T23:59:59+09:00");
  EXPECT_EQ(end("2026-12-01 18:00"), "2026-12-01T18:00:00+09:00");
  EXPECT_EQ(end("2026-12-01T09:30:05"), "2026-12-01T09:30:05+09:00");
  EXPECT_EQ(end("R8.12.1 9:30"), "2026-12-01T09:30:00+09:00");
  EXPECT_EQ(end("2026-12-01T18:00:00Z"), "2026-12-02T03:00:00+09:00");
  EXPECT_EQ(end("+2h"), "2026-11-22T15:45:04+09:00");
  EXPECT_EQ(FormatTime(*ParseUserTime("+1d", DayEdge::kStart, kNow, kJapan)),
            "2026-11-23T00:00:00+09:00");
  for (const char* bad :
       {"", "next week", "+d", "+7", "R0.1.1", "2026-13-01", "+99999d", "令和8年12月",
        "令和8.12.1日", "R8月12年1日", "令和0年1月1日", "2026-12-01 24:00", "2026-12-01 18:0",
        "2026-12-01 18:00:", "2026-12-0118:00", "now 18:00", "\xEF\xBC",
        "\xEF\xBC"
        "8"}) {
    const auto time = ParseUserTime(bad, DayEdge::kEnd, kNow, kJapan);
    ASSERT_FALSE(time) << bad;
    EXPECT_EQ(time.error().code, ErrorCode::kUsage);
  }
}

TEST(Json, RefusesWhatTwoParsersCouldReadDifferently) {  // ATTACKS A4
  EXPECT_TRUE(ParseJson(R"({"a":1,"b":[{"a":2}]})"));
  for (const std::string bad :
       {R"({"a":1,"a":2})", R"({"a":1.5})", R"({"a":1e3})", R"({"a":99999999999999999999})", "{} x",
        "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]", "{\"a\":\"\xff\"}", "// c\n{}", "",
        "\xef\xbb\xbf{\"a\":1}"})
    EXPECT_FALSE(ParseJson(bad)) << bad;
  EXPECT_FALSE(ParseJson(std::string(100, ' ') + "{}", 50));
}

TEST(Text, SpellsOutWhatATerminalWouldActOn) {  // ATTACKS Z2
  EXPECT_EQ(SafeForTerminal("提案書.pdf"), "提案書.pdf");
  EXPECT_EQ(SafeForTerminal("a\x1b[31m\nb"), "a\\x1b[31m\\nb");
  EXPECT_EQ(SafeForTerminal("a\xff"), "a\\xff");
  EXPECT_EQ(SafeForTerminal("exe\u202Efdp"), "exe\\u{202e}fdp");
  EXPECT_TRUE(HasUnsafeCharacters("\u200b"));
}

TEST(Message, InsertsArgumentsOnce) {
  EXPECT_EQ(Message("{1} before {0}", {"a", "{0}"}), "{0} before a");
  EXPECT_EQ(Message("{7} stays"), "{7} stays");
}

TEST(Uuid7, IsWellFormedAndSortsByTime) {
  SystemRandom random;
  const std::string early = NewUuid7(FixedClock(kNow), random);
  const std::string late = NewUuid7(FixedClock(kNow + std::chrono::seconds(1)), random);
  EXPECT_TRUE(IsUuid7(early));
  EXPECT_LT(early, late);
  EXPECT_FALSE(IsUuid7("00000000-0000-4000-8000-000000000000"));
}

TEST(Hex, AcceptsOnlyWhatItWrites) {
  EXPECT_EQ(HexEncode(*HexDecode("00ff10")), "00ff10");
  EXPECT_FALSE(HexDecode("0"));
  EXPECT_FALSE(HexDecode("0F"));
}

class Files : public ::testing::Test {
 protected:
  Files() {
    char name[] = "/tmp/sekisho-base-XXXXXX";
    directory_ = mkdtemp(name);
  }
  ~Files() override {
    SetFaultHook({});
    const int ignored = system(("rm -rf " + directory_).c_str());
    (void)ignored;
  }
  std::string directory_;
};

TEST_F(Files, AtomicWriteLeavesTheOldContentWhenTheDiskFails) {
  const std::string path = directory_ + "/file";
  ASSERT_TRUE(WriteFileAtomic(path, AsBytes("old"), TempFile::Existing::kRefuse));
  for (FaultPoint point : {FaultPoint::kWrite, FaultPoint::kSync, FaultPoint::kRename}) {
    SetFaultHook([point](FaultPoint p) { return p == point ? ENOSPC : 0; });
    const auto written = WriteFileAtomic(path, AsBytes("new"), TempFile::Existing::kReplace);
    SetFaultHook({});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::kNoSpace);
    EXPECT_EQ(*ReadTextFile(path, 10), "old");
    EXPECT_EQ(system(("test $(ls -A " + directory_ + " | wc -l) = 1").c_str()), 0);
  }
}

TEST_F(Files, RefusesToReplaceUnlessAsked) {
  const std::string path = directory_ + "/file";
  ASSERT_TRUE(WriteFileAtomic(path, AsBytes("old"), TempFile::Existing::kRefuse));
  const auto again = WriteFileAtomic(path, AsBytes("new"), TempFile::Existing::kRefuse);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kExists);
  EXPECT_EQ(*ReadTextFile(path, 10), "old");
}

TEST_F(Files, ReadsNeitherFifosNorTooMuch) {
  ASSERT_EQ(system(("mkfifo " + directory_ + "/fifo").c_str()), 0);
  EXPECT_FALSE(ReadFile(directory_ + "/fifo", 10));
  ASSERT_TRUE(WriteFileAtomic(directory_ + "/f", AsBytes("12345"), TempFile::Existing::kRefuse));
  EXPECT_TRUE(ReadFile(directory_ + "/f", 5));
  EXPECT_FALSE(ReadFile(directory_ + "/f", 4));
}

TEST(Paths, AreNormalisedWithoutFollowingLinks) {
  EXPECT_EQ(AbsolutePath("/a/./b/../c/"), "/a/c");
  EXPECT_EQ(AbsolutePath("/"), "/");
  EXPECT_EQ(DirectoryOf("x"), ".");
  EXPECT_EQ(DirectoryOf("/x"), "/");
  EXPECT_EQ(BaseNameOf("/a/b"), "b");
}

TEST(Quoted, AWordComesBackFromAShell) {
  for (const std::string word : {"plain", "two words", "it's", "$HOME", "", "tab\there", "\x1b[31m",
                                 "\xe3\x81", "\xe8\xa6\x8b", "back\\slash\n", "\xe2\x80\xae'"}) {
    const std::string quoted = Quoted(word);
    EXPECT_EQ(SafeForTerminal(quoted), quoted);
    const std::string script = ::testing::TempDir() + "quoted." + std::to_string(getpid());
    ASSERT_TRUE(
        WriteFileAtomic(script, AsBytes("printf %s " + quoted), TempFile::Existing::kReplace));
    FILE* const shell = popen(("bash " + script).c_str(), "r");
    ASSERT_NE(shell, nullptr);
    char read[64];
    const size_t length = fread(read, 1, sizeof read, shell);
    EXPECT_EQ(pclose(shell), 0);
    EXPECT_EQ(std::string(read, length), word) << quoted;
    unlink(script.c_str());
  }
}

TEST(NamelessFile, KeepsWhatIsWrittenAndLeavesNothing) {
  const std::string directory = ::testing::TempDir() + "nameless." + std::to_string(getpid());
  ASSERT_TRUE(MakeDirectories(directory));
  {
    auto file = NamelessFile::Create(directory);
    ASSERT_TRUE(file);
    EXPECT_TRUE(file->Write(AsBytes("one ")));
    const auto early = file->Read();
    EXPECT_TRUE(file->Write(AsBytes("two")));
    const auto late = file->Read();
    for (ByteSource* source : {early.get(), late.get()}) {
      MemorySink read;
      EXPECT_TRUE(CopyAll(*source, read));
      EXPECT_EQ(AsText(read.data), "one two");
    }
    EXPECT_EQ(file->size(), 7u);
    SetFaultHook([](FaultPoint point) { return point == FaultPoint::kWrite ? ENOSPC : 0; });
    const auto full = file->Write(AsBytes("x"));
    EXPECT_EQ(full.error().code, ErrorCode::kNoSpace);
    EXPECT_NE(full.error().message.find(directory), std::string::npos) << full.error().message;
    SetFaultHook({});
    EXPECT_EQ(file->size(), 7u);
  }
  EXPECT_EQ(rmdir(directory.c_str()), 0);  // empty, and was all the time
  EXPECT_EQ(NamelessFile::Create(directory).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace sekisho
