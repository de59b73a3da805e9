#include "libcrypt/keys/identity_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/files/fault.h"
#include "tests/unit/libcrypt/archive_test_support.h"
#include "tests/unit/libcrypt/crypto_test_support.h"

namespace sekisho {
namespace {

const Time kNow = *ParseTime("2026-11-22T13:45:04+09:00");

PassphraseSource Answering(const std::string& text) {
  return [text]() -> Result<SecretBytes> { return Passphrase(text); };
}

class IdentityFile : public ::testing::Test {
 protected:
  ~IdentityFile() override { SetFaultHook({}); }
  std::string Path(const std::string& name = "me.id") const { return scratch_ / name; }
  void Write(const SecretBytes* passphrase = nullptr) {
    ASSERT_TRUE(WriteIdentityFile(Path(), identity_, passphrase, kNow, random_));
  }
  std::string Text() const { return std::string(EncodeIdentity(identity_, kNow).ExposeText()); }
  void ExpectSame(const Identity& other) const {
    ASSERT_EQ(other.age.size(), 1u);
    EXPECT_EQ(other.recipient(), identity_.recipient());
    ASSERT_TRUE(other.signing);
    EXPECT_EQ(other.signing->public_key(), identity_.signing->public_key());
  }
  ScratchDirectory scratch_;
  SequenceRandom random_;
  const Identity identity_ = Identity::Generate(random_);
};

TEST_F(IdentityFile, RoundTripsPlain) {
  Write();
  int asked = 0;
  const auto read = ReadIdentityFile(Path(), [&]() -> Result<SecretBytes> {
    ++asked;
    return SecretBytes();
  });
  ASSERT_TRUE(read) << read.error().message;
  ExpectSame(*read);
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(*ReadTextFile(Path(), 1 << 16), Text());
}

TEST_F(IdentityFile, RoundTripsWithAPassphrase) {
  const SecretBytes passphrase = Passphrase("open sesame");
  Write(&passphrase);
  const auto read = ReadIdentityFile(Path(), Answering("open sesame"));
  ASSERT_TRUE(read) << read.error().message;
  ExpectSame(*read);
  EXPECT_EQ(ReadTextFile(Path(), 1 << 16)->find("SECRET"), std::string::npos);
  const auto wrong = ReadIdentityFile(Path(), Answering("open sesam"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::kNoMatch);
  EXPECT_FALSE(wrong.error().next.empty());
  const auto silent = ReadIdentityFile(
      Path(), [] { return Result<SecretBytes>(Fail(ErrorCode::kInterrupted, "nobody answers")); });
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code, ErrorCode::kInterrupted);
}

TEST_F(IdentityFile, WithoutAnybodyToAskIsAnError) {
  const SecretBytes passphrase = Passphrase("open sesame");
  Write(&passphrase);
  const auto read = ReadIdentityFile(Path(), {});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kFailed);
}

TEST_F(IdentityFile, IsReadableForItsOwnerOnly) {  // ATTACKS Z4
  umask(0);
  Write();
  umask(022);
  struct stat info {};
  ASSERT_EQ(stat(Path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600u);
}

TEST_F(IdentityFile, IsNeverOverwritten) {
  scratch_.Write("me.id", AsBytes("another"));
  const auto refused = WriteIdentityFile(Path(), identity_, nullptr, kNow, random_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kExists);
  EXPECT_EQ(*ReadTextFile(Path(), 100), "another");
  EXPECT_TRUE(scratch_.Shell("test \"$(ls -A | wc -l)\" = 1"));
}

TEST_F(IdentityFile, LeavesNothingWhenTheDiskFails) {  // ATTACKS Z3
  for (const FaultPoint point :
       {FaultPoint::kOpen, FaultPoint::kWrite, FaultPoint::kSync, FaultPoint::kRename}) {
    SetFaultHook([point](FaultPoint p) { return p == point ? EIO : 0; });
    const auto written = WriteIdentityFile(Path(), identity_, nullptr, kNow, random_);
    SetFaultHook({});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::kIo);
    EXPECT_TRUE(scratch_.Shell("test -z \"$(ls -A)\""));
  }
}

TEST_F(IdentityFile, TakesCommentsEmptyLinesAndCrlf) {
  std::string text = Text();
  for (size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
    text.insert(at, 1, '\r');
  const auto crlf = ParseIdentity(AsBytes("# a comment\r\n\r\n" + text));
  ASSERT_TRUE(crlf) << crlf.error().message;
  ExpectSame(*crlf);
  const auto no_end = ParseIdentity(AsBytes("\n\n" + Text().substr(0, Text().size() - 1)));
  ASSERT_TRUE(no_end);
  ExpectSame(*no_end);
}

TEST_F(IdentityFile, RefusesWithTheLineNumberButNeverTheLine) {  // ATTACKS Z1
  const std::string key(identity_.age.front().Encode().ExposeText());
  const std::string signing(identity_.signing->EncodePaserk().ExposeText());
  const struct {
    std::string text;
    std::string number;
  } cases[] = {
      {"# c\n" + key.substr(0, key.size() - 1) + "\n", "2"},
      {key + " \n", "1"},
      {" " + key + "\n", "1"},
      {key + "\n" + key + "#\n", "2"},
      {key + "\n# sekisho-signing-key: " + signing + "x\n", "2"},
      {key + "\n# sekisho-signing-key: " + signing + "\n# sekisho-signing-key: " + signing + "\n",
       "3"},
      {key + "\ncorrect horse battery staple\n", "2"},
  };
  for (const auto& bad : cases) {
    const auto parsed = ParseIdentity(AsBytes(bad.text));
    ASSERT_FALSE(parsed) << bad.text;
    const Error& error = parsed.error();
    EXPECT_EQ(error.code, ErrorCode::kMalformed);
    EXPECT_NE(error.message.find("line " + bad.number), std::string::npos) << error.message;
    for (const std::string& secret : {key.substr(20, 10), signing.substr(20, 10)})
      EXPECT_EQ((error.message + error.next.words()).find(secret), std::string::npos);
    EXPECT_EQ(error.message.find("horse"), std::string::npos);
  }
  EXPECT_FALSE(ParseIdentity({}));
  EXPECT_FALSE(ParseIdentity(AsBytes("# only a comment\n")));
}

TEST_F(IdentityFile, IsBounded) {  // ATTACKS C6
  std::string text;
  for (int i = 0; i < 33; ++i)
    text += std::string(X25519Identity::Generate(random_).Encode().ExposeText()) + "\n";
  EXPECT_FALSE(ParseIdentity(AsBytes(text)));
  scratch_.Write("me.id", Bytes(kMaxIdentityFileBytes + 1, '#'));
  EXPECT_FALSE(ReadIdentityFile(Path(), Answering("")));
}

TEST_F(IdentityFile, StockAgeReadsIt) {
  if (!scratch_.Shell("command -v age age-keygen >/dev/null"))
    GTEST_SKIP() << "there is no age (scripts/bootstrap)";
  Write();
  const Bytes file = *EncryptTo({identity_.recipient()}, AsBytes("text"), random_);
  scratch_.Write("file.age", file);
  EXPECT_TRUE(scratch_.Shell("test \"$(age -d -i me.id file.age)\" = text"));
  EXPECT_TRUE(scratch_.Shell("test \"$(age-keygen -y me.id)\" = " +
                             EncodeRecipient(identity_.recipient())));
  ASSERT_TRUE(scratch_.Shell("age-keygen -o theirs.id 2>/dev/null"));
  const auto theirs = ReadIdentityFile(Path("theirs.id"), {});
  ASSERT_TRUE(theirs) << theirs.error().message;
  EXPECT_FALSE(theirs->signing);
  EXPECT_TRUE(scratch_.Shell("test \"$(age-keygen -y theirs.id)\" = " +
                             EncodeRecipient(theirs->recipient())));
}

}  // namespace
}  // namespace sekisho
