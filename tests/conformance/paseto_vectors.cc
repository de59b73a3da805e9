// paseto_vectors FILE: test vectors of github.com/paseto-standard/test-vectors: v4.json (v4.public;
// v4.local is counted as unsupported), k4.public.json, k4.pid.json, k4.secret.json, k4.sid.json.
#include "base/files/files.h"
#include "base/json.h"
#include "libcrypt/tokens/paserk.h"
#include "libcrypt/tokens/paseto.h"
#include "tests/conformance/tally.h"

namespace sekisho {
namespace {

std::string TextOf(const Json& test, const char* key) {
  const auto it = test.find(key);
  return it != test.end() && it->is_string() ? it->get<std::string>() : std::string();
}

template <size_t N>
bool FromHex(const std::string& hex, std::array<uint8_t, N>& out) {
  const auto bytes = HexDecode(hex);
  if (!bytes || bytes->size() != N) return false;
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return true;
}

// What our code makes of a PASERK vector's key; empty when it refuses it.
std::string EncodePaserkOf(const std::string& kind, const Json& test) {
  Ed25519PublicKey key;
  if (kind == "k4.public" || kind == "k4.pid") {
    if (!FromHex(TextOf(test, "key"), key)) return {};
    return kind == "k4.public" ? EncodePublicPaserk(key) : PublicKeyId(key);
  }
  std::array<uint8_t, 64> secret;
  if (!FromHex(TextOf(test, "key"), secret)) return {};
  const SigningKey signing = SigningKey::FromSeed(ByteView(secret).first(32));
  if (!std::equal(secret.begin() + 32, secret.end(), signing.public_key().begin())) return {};
  if (kind == "k4.sid") return SecretKeyId(signing);
  return std::string(signing.EncodePaserk().ExposeText());
}

// Whether our parser takes `paserk` for a key of `kind` and gives it back unchanged.
bool ParsesPaserk(const std::string& kind, const std::string& paserk) {
  if (kind == "k4.public") {
    const auto key = ParsePublicPaserk(paserk);
    return key && EncodePublicPaserk(*key) == paserk;
  }
  if (kind == "k4.secret") {
    const auto key = SigningKey::ParsePaserk(paserk);
    return key && key->EncodePaserk().ExposeText() == paserk;
  }
  return true;  // ids are not parsed
}

void RunPaserk(const std::string& kind, const std::string& name, const Json& test, Tally& tally) {
  const bool expect_fail = test.value("expect-fail", false);
  const std::string paserk = TextOf(test, "paserk");
  const std::string encoded = EncodePaserkOf(kind, test);
  if (expect_fail)
    return encoded.empty() ? tally.Pass() : tally.Failed(name, "a bad key was accepted");
  if (encoded != paserk) return tally.Failed(name, "encoded as something else");
  if (!ParsesPaserk(kind, paserk)) return tally.Failed(name, "not parsed back");
  tally.Pass();
}

// Whether the token verifies with this key and says what the vector says.
bool Verifies(const Json& test, const std::string& token, const Ed25519PublicKey& key) {
  const auto parsed = ParsePaseto(token);
  const std::string footer = TextOf(test, "footer");
  if (!parsed || AsText(parsed->footer) != footer) return false;
  return VerifyPaseto(*parsed, key, AsBytes(TextOf(test, "implicit-assertion"))).has_value();
}

void RunPublic(const std::string& name, const Json& test, Tally& tally) {
  const std::string token = TextOf(test, "token");
  Ed25519PublicKey key{};
  std::array<uint8_t, 64> secret{};
  const bool has_key = FromHex(TextOf(test, "public-key"), key);
  if (test.value("expect-fail", false)) {
    return !Verifies(test, token, key) ? tally.Pass()
                                       : tally.Failed(name, "a bad token was accepted");
  }
  if (!has_key || !FromHex(TextOf(test, "secret-key"), secret))
    return tally.Failed(name, "its keys are not readable");
  if (!Verifies(test, token, key)) return tally.Failed(name, "does not verify");
  const SigningKey signing = SigningKey::FromSeed(ByteView(secret).first(32));
  const std::string ours =
      SignPaseto(signing, AsBytes(TextOf(test, "payload")), AsBytes(TextOf(test, "footer")),
                 AsBytes(TextOf(test, "implicit-assertion")));
  ours == token ? tally.Pass() : tally.Failed(name, "signed as something else");
}

void RunV4(const std::string& name, const Json& test, Tally& tally) {
  const bool about_public =
      test.contains("public-key") || TextOf(test, "token").starts_with("v4.public.");
  // A local token shown where a public one is expected must still be refused: 4-F-1 has the key.
  if (!about_public) return tally.Unsupported("v4.local");
  RunPublic(name, test, tally);
}

int Main(const std::string& path) {
  Tally tally;
  const auto text = ReadTextFile(path, 16 << 20);
  const auto json = text ? ParseJson(*text, 16 << 20) : Result<Json>(text.error());
  if (!json || !json->contains("tests") || !(*json)["tests"].is_array()) {
    std::printf("%s is not a file of test vectors\n", path.c_str());
    return tally.Close();
  }
  const std::string file = BaseNameOf(path);
  for (const Json& test : (*json)["tests"]) {
    const std::string name = TextOf(test, "name");
    const std::string kind = name.substr(0, name.find('-'));
    if (kind == "4") {
      RunV4(name, test, tally);
    } else if (kind == "k4.public" || kind == "k4.pid" || kind == "k4.secret" || kind == "k4.sid") {
      RunPaserk(kind, name, test, tally);
    } else {
      tally.Unsupported(kind);
    }
  }
  return tally.Close();
}

}  // namespace
}  // namespace sekisho

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: paseto_vectors FILE\n");
    return 2;
  }
  sekisho::InitCrypto();
  return sekisho::Main(argv[1]);
}
