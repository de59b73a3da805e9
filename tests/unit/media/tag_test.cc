#include "media/tag.h"

#include "base/files/fault.h"
#include "tests/unit/base/refusal_of.h"
#include "tests/unit/media/scratch.h"

namespace sekisho {
namespace {

const std::string kToken = "v4.public.eyJraW5kIjoibWVkaXVtIn0_-.eyJraWQiOiJrNC5waWQuWCJ9";

TEST(MediumTag, IsExactlyOneLineWithAToken) {
  EXPECT_EQ(*ParseTag(AsBytes(kToken + "\n")), kToken);
  for (const std::string& bad :
       {std::string(), std::string("\n"), kToken, kToken + "\n\n", kToken + "\r\n",
        " " + kToken + "\n", kToken + "\nx\n", "\xef\xbb\xbf" + kToken + "\n",
        std::string("v4.public.\x1b[31m\n"), std::string("v4=\n"), std::string("a\0b\n", 4)}) {
    const auto parsed = ParseTag(AsBytes(bad));
    ASSERT_FALSE(parsed) << bad;
    EXPECT_EQ(parsed.error().code, ErrorCode::kMalformed);
  }
  EXPECT_TRUE(ParseTag(AsBytes(std::string(kMaxTagTokenBytes, 'a') + "\n")));
  EXPECT_FALSE(ParseTag(AsBytes(std::string(kMaxTagTokenBytes + 1, 'a') + "\n")));
}

class TagFile : public Scratch {
 protected:
  TagFile() : root_(*OpenDirectory(directory_)) {}

  size_t CountEntries() const {
    size_t count = 0;
    FILE* list = popen(("ls -A " + directory_).c_str(), "r");
    for (int c = fgetc(list); c != EOF; c = fgetc(list)) count += c == '\n';
    pclose(list);
    return count;
  }

  UniqueFd root_;
};

TEST_F(TagFile, IsWrittenReadAndRemoved) {
  EXPECT_EQ(ReadTag(root_.get()).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(WriteTag(root_.get(), kToken, ReplaceTag::kRefuse));
  EXPECT_EQ(*ReadTag(root_.get()), kToken);
  struct stat info {};
  ASSERT_EQ(stat(Path(kTagName).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0644u);
  ASSERT_TRUE(RemoveTag(root_.get()));
  EXPECT_EQ(RemoveTag(root_.get()).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(CountEntries(), 0u);
}

TEST_F(TagFile, IsReplacedOnlyWhenAsked) {
  ASSERT_TRUE(WriteTag(root_.get(), kToken, ReplaceTag::kRefuse));
  EXPECT_EQ(WriteTag(root_.get(), "other", ReplaceTag::kRefuse).error().code, ErrorCode::kExists);
  EXPECT_EQ(*ReadTag(root_.get()), kToken);
  ASSERT_TRUE(WriteTag(root_.get(), "other", ReplaceTag::kReplace));
  EXPECT_EQ(*ReadTag(root_.get()), "other");
  EXPECT_EQ(CountEntries(), 1u);
}

TEST_F(TagFile, StaysWhenTheDiskFails) {
  ASSERT_TRUE(WriteTag(root_.get(), kToken, ReplaceTag::kRefuse));
  for (const FaultPoint point :
       {FaultPoint::kOpen, FaultPoint::kWrite, FaultPoint::kSync, FaultPoint::kRename}) {
    SetFaultHook([point](FaultPoint p) { return p == point ? ENOSPC : 0; });
    const auto written = WriteTag(root_.get(), "other", ReplaceTag::kReplace);
    SetFaultHook({});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::kNoSpace);
    EXPECT_EQ(*ReadTag(root_.get()), kToken);
    EXPECT_EQ(CountEntries(), 1u);
  }
}

TEST_F(TagFile, IsWrittenWhereRenamesCannotRefuse) {  // exFAT
  const auto exfat = [](FaultPoint point) { return point == FaultPoint::kRename ? EINVAL : 0; };
  SetFaultHook(exfat);
  const auto written = WriteTag(root_.get(), kToken, ReplaceTag::kRefuse);
  const auto again = WriteTag(root_.get(), "other", ReplaceTag::kRefuse);
  SetFaultHook({});
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(again.error().code, ErrorCode::kExists);
  EXPECT_EQ(*ReadTag(root_.get()), kToken);
  EXPECT_EQ(CountEntries(), 1u);
}

TEST_F(TagFile, RefusesWhatCouldNotBeReadBack) {
  for (const std::string bad : {"", "a b", "a\nb", "a\n"})
    EXPECT_EQ(RefusalOf(WriteTag(root_.get(), bad, ReplaceTag::kReplace)), ErrorCode::kMalformed);
  EXPECT_EQ(CountEntries(), 0u);
}

TEST_F(TagFile, IsNotReadBeyondWhatATagMayHave) {
  const std::string longest(kMaxTagTokenBytes, 'a');
  MakeFile(kTagName, longest + "\n");
  EXPECT_EQ(*ReadTag(root_.get()), longest);
  MakeFile(kTagName, longest + "\n" + longest + "\n");
  EXPECT_EQ(ReadTag(root_.get()).error().code, ErrorCode::kMalformed);
}

TEST_F(TagFile, IsNeitherALinkNorAPipeNorADirectory) {  // ATTACKS G4
  MakeFile("elsewhere", kToken + "\n");
  MakeLink(kTagName, "elsewhere");
  EXPECT_EQ(ReadTag(root_.get()).error().code, ErrorCode::kMalformed);
  EXPECT_EQ(WriteTag(root_.get(), kToken, ReplaceTag::kRefuse).error().code, ErrorCode::kExists);
  ASSERT_TRUE(RemoveTag(root_.get()));
  ASSERT_EQ(mkfifo(Path(kTagName).c_str(), 0644), 0);
  EXPECT_EQ(ReadTag(root_.get()).error().code, ErrorCode::kMalformed);
  ASSERT_TRUE(RemoveTag(root_.get()));
  MakeDirectory(kTagName);
  EXPECT_EQ(ReadTag(root_.get()).error().code, ErrorCode::kMalformed);
}

TEST_F(TagFile, IsFoundFromBelow) {
  MakeFile("a/b/file", "x");
  ASSERT_TRUE(WriteTag(root_.get(), kToken, ReplaceTag::kRefuse));
  const std::string real = directory_;
  for (const std::string from : {"", "/a", "/a/b/file", "/a/b/not-yet", "/not-yet", "/a/../a/b/"}) {
    const auto found = FindMediumRoot(directory_ + from);
    ASSERT_TRUE(found) << from << ": " << found.error().message;
    EXPECT_EQ(found->path, real);
    EXPECT_EQ(found->token, kToken);
    EXPECT_FALSE(found->is_mount_point);
  }
  EXPECT_EQ(FindMediumRoot(directory_ + "/no/such").error().code, ErrorCode::kNotFound);
}

TEST_F(TagFile, TheUppermostOneCounts) {
  MakeFile("a/SEKISHO.TAG", "inner\n");
  ASSERT_TRUE(WriteTag(root_.get(), "outer", ReplaceTag::kRefuse));
  EXPECT_EQ(FindMediumRoot(Path("a/x"))->token, "outer")
      << "a copy in a folder makes no medium of it";
  EXPECT_EQ(FindMediumRoot(Path("x"))->token, "outer");
  // A tag that cannot be believed is not passed over for one further up.
  MakeFile("a/SEKISHO.TAG", "not a tag\n");
  EXPECT_EQ(FindMediumRoot(Path("a/x")).error().code, ErrorCode::kMalformed);
}

TEST_F(TagFile, NoneAboveIsSaid) {
  const auto found = FindMediumRoot(directory_);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(found.error().next.empty());
}

}  // namespace
}  // namespace sekisho
