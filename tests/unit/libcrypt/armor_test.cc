#include "libcrypt/age/armor.h"

#include <gtest/gtest.h>

#include "base/files/files.h"
#include "libcrypt/keys/identity_file.h"

namespace sekisho {
namespace {

const std::string kBegin = "-----BEGIN AGE ENCRYPTED FILE-----\n";
const std::string kEnd = "-----END AGE ENCRYPTED FILE-----\n";

TEST(Armor, IsReadBackAsWritten) {
  for (size_t size = 0; size < 200; ++size) {
    const Bytes bytes(size, static_cast<uint8_t>(size));
    const std::string text = EncodeArmor(bytes);
    EXPECT_TRUE(LooksArmored(AsBytes(text)));
    const auto decoded = DecodeArmor(AsBytes(text));
    ASSERT_TRUE(decoded) << size << ": " << decoded.error().message;
    EXPECT_EQ(*decoded, bytes);
  }
}

TEST(Armor, AllowsWhatTheSpecificationAllows) {
  for (const std::string& text :
       {kBegin + "aGVsbG8=\n" + kEnd, " \r\n\t" + kBegin + "aGVsbG8=\n" + kEnd + " \n\n",
        kBegin + "aGVsbG8=\r\n" + kEnd, kBegin + "aGVsbG8=\n" + kEnd.substr(0, kEnd.size() - 1)}) {
    const auto decoded = DecodeArmor(AsBytes(text));
    ASSERT_TRUE(decoded) << text;
    EXPECT_EQ(AsText(*decoded), "hello");
  }
}

TEST(Armor, D9RefusesEverythingElse) {
  const std::string full(64, 'A');
  for (const std::string& text : std::initializer_list<std::string>{
           "", "x" + kBegin + "aGVsbG8=\n" + kEnd, kBegin + "aGVsbG8=\n", kBegin + kEnd + "x",
           kBegin + "aGVsbG8\n" + kEnd, kBegin + "aGVsbG9=\n" + kEnd,
           kBegin + "\naGVsbG8=\n" + kEnd, kBegin + "aGVsbG8=\n\n" + kEnd,
           kBegin + "aGVsbG8= \n" + kEnd, kBegin + " aGVsbG8=\n" + kEnd,
           kBegin + "aGVs\nbG8=\n" + kEnd, kBegin + full + "AAAA\n" + kEnd,
           kBegin + "====\n" + kEnd, kBegin + "aG-_\n" + kEnd,
           kBegin + "Comment: x\n\naGVsbG8=\n" + kEnd,
           std::string(1025, ' ') + kBegin + "aGVsbG8=\n" + kEnd,
           kBegin + "aGVsbG8=\n" + kEnd + std::string(1025, ' '),
           kBegin + full.substr(4) + "aGVs=\n" + kEnd}) {
    const auto decoded = DecodeArmor(AsBytes(text));
    ASSERT_FALSE(decoded) << text;
    EXPECT_EQ(decoded.error().code, ErrorCode::kArmor);
  }
}

TEST(Armor, AnArmoredIdentityFileIsRead) {
  char name[] = "/tmp/sekisho-armor-XXXXXX";
  const std::string directory = mkdtemp(name);
  SystemRandom random;
  const Identity identity = Identity::Generate(random);
  const SecretBytes passphrase = SecretBytes::CopyOf(AsBytes("umbrella"));
  const auto locked =
      EncryptWithPassphrase(passphrase, 4, EncodeIdentity(identity, Time{}).Expose(), random);
  const std::string path = directory + "/id";
  ASSERT_TRUE(WriteFileAtomic(path, AsBytes(EncodeArmor(*locked)), TempFile::Existing::kRefuse));
  const auto read =
      ReadIdentityFile(path, [&]() -> Result<SecretBytes> { return passphrase.Clone(); });
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->recipient(), identity.recipient());
  unlink(path.c_str());
  rmdir(directory.c_str());
}

}  // namespace
}  // namespace sekisho
