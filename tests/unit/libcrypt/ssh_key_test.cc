#include "libcrypt/ssh_key.h"

#include <gtest/gtest.h>

#include "libcrypt/bcrypt_pbkdf.h"
#include "libcrypt/recipients_file.h"

namespace sekisho {
namespace {

// Vectors of the Go and Rust implementations of bcrypt_pbkdf.
TEST(BcryptPbkdf, GivesWhatOthersGive) {
  struct Vector {
    std::string password, salt;
    uint32_t rounds;
    std::string out;
  };
  const Vector vectors[] = {
      {"password", "salt", 4, "5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d9"},
      {"password", std::string(1, '\0'), 4, "c12b566235eee04c212598970a579a67"},
      {std::string(1, '\0'), "salt", 4, "6051be18c2f4f82cbf0efee5471b4bb9"},
  };
  for (const Vector& vector : vectors) {
    Bytes out(vector.out.size() / 2);
    BcryptPbkdf(AsBytes(vector.password), AsBytes(vector.salt), vector.rounds, out);
    EXPECT_EQ(HexEncode(out), vector.out) << vector.password;
  }
}

const std::string kPublic =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJr0yyGQnH94tY3uKpH2cGxkPNn5sFqCvLPxN6bwUOIL";

TEST(SshRecipient, RefusesEverythingElse) {
  for (const std::string& line : std::initializer_list<std::string>{
           "", "ssh-ed25519", "ssh-ed25519 ", "ssh-rsa AAAAB3NzaC1yc2E=", "ssh-ed25519 AAAA",
           "ssh-ed25519  AAAAC3NzaC1lZDI1NTE5", kPublic.substr(0, kPublic.size() - 4),
           kPublic + "AAAA", "x" + kPublic,
           // The identity element: a low-order point.
           "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    const auto recipient = SshRecipient::Parse(line);
    ASSERT_FALSE(recipient) << line;
    EXPECT_EQ(recipient.error().code, ErrorCode::kMalformed);
  }
}

TEST(Recipients, AreReadAsAgeReadsThem) {
  SystemRandom random;
  const std::string age = EncodeRecipient(X25519Identity::Generate(random).recipient());
  const auto list = ParseRecipients("# us\n\n" + age + "\r\n" + age + "\n");
  ASSERT_TRUE(list) << list.error().message;
  EXPECT_EQ(list->x25519.size(), 2u);
  for (const std::string& text :
       {std::string(), std::string("# nobody\n"), age + " x\n", " " + age, "age1\n" + age}) {
    const auto refused = ParseRecipients(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::kMalformed);
  }
}

}  // namespace
}  // namespace sekisho
