// wycheproof_vectors DIR: test vectors of github.com/C2SP/wycheproof, testvectors_v1:
// chacha20_poly1305_test.json, ed25519_test.json, hkdf_sha256_test.json, x25519_test.json.
//
// "acceptable" results may go either way, but when we accept, the output must be the vector's.
#include <functional>
#include <nlohmann/json.hpp>

#include "base/files/files.h"
#include "libcrypt/keys/keys.h"
#include "libcrypt/primitives/aead.h"
#include "libcrypt/primitives/sha256.h"
#include "tests/conformance/tally.h"

namespace sekisho {
namespace {

// Read without our strictness: the files are large, and theirs.
using AnyJson = nlohmann::json;

constexpr size_t kMaxFileBytes = 64 << 20;
constexpr size_t kMaxHkdfBytes = 255 * 32;

std::string TextOf(const AnyJson& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

Bytes BytesOf(const AnyJson& object, const char* key) {
  return HexDecode(TextOf(object, key)).value_or({});
}

template <size_t N>
std::array<uint8_t, N> ArrayOf(const Bytes& bytes) {
  std::array<uint8_t, N> array{};
  std::copy_n(bytes.begin(), std::min(N, bytes.size()), array.begin());
  return array;
}

// What our code did with a vector.
enum class Outcome { kAccepted, kRefused, kWrong };

void Judge(const std::string& name, const AnyJson& test, Outcome outcome, Tally& tally) {
  const std::string expected = TextOf(test, "result");
  if (expected != "valid" && expected != "invalid" && expected != "acceptable")
    return tally.Failed(name, "its result is not one we know");
  if (outcome == Outcome::kWrong) return tally.Failed(name, "another result");
  if (expected == "valid" && outcome == Outcome::kRefused)
    return tally.Failed(name, "a valid one was refused");
  if (expected == "invalid" && outcome == Outcome::kAccepted)
    return tally.Failed(name, "an invalid one was accepted");
  tally.Pass();
}

void RunAead(const std::string& name, const AnyJson&, const AnyJson& test, Tally& tally) {
  const Bytes nonce = BytesOf(test, "iv");
  const Bytes message = BytesOf(test, "msg");
  if (nonce.size() != 12)
    return tally.Unsupported("ChaCha20-Poly1305 with a nonce of another size");
  // age has no associated data.
  if (!BytesOf(test, "aad").empty())
    return tally.Unsupported("ChaCha20-Poly1305 with associated data");
  Bytes sealed = BytesOf(test, "ct");
  const Bytes tag = BytesOf(test, "tag");
  sealed.insert(sealed.end(), tag.begin(), tag.end());
  Aead aead(BytesOf(test, "key"));
  Bytes opened(message.size());
  if (sealed.size() != message.size() + kAeadTagBytes ||
      !aead.Open(ArrayOf<12>(nonce), sealed, opened))
    return Judge(name, test, Outcome::kRefused, tally);
  Bytes ours(sealed.size());
  aead.Seal(ArrayOf<12>(nonce), message, ours);
  Judge(name, test, opened == message && ours == sealed ? Outcome::kAccepted : Outcome::kWrong,
        tally);
}

void RunEd25519(const std::string& name, const AnyJson& group, const AnyJson& test, Tally& tally) {
  const Bytes key = BytesOf(group.value("publicKey", AnyJson::object()), "pk");
  const Bytes signature = BytesOf(test, "sig");
  if (key.size() != 32) return tally.Failed(name, "its key is not readable");
  // The length is in our type: another one cannot even be asked about.
  const bool accepted =
      signature.size() == 64 && VerifyEd25519(ArrayOf<32>(key), BytesOf(test, "msg"),
                                              std::span<const uint8_t, 64>(signature.data(), 64))
                                    .has_value();
  Judge(name, test, accepted ? Outcome::kAccepted : Outcome::kRefused, tally);
}

void RunHkdf(const std::string& name, const AnyJson&, const AnyJson& test, Tally& tally) {
  const size_t size = test.value("size", size_t{0});
  // More than the function can give is a bug of the caller here, and never asked for.
  if (size > kMaxHkdfBytes) return tally.Unsupported("HKDF-SHA-256 with more than 8,160 bytes");
  Bytes out(size);
  HkdfSha256(BytesOf(test, "ikm"), BytesOf(test, "salt"), BytesOf(test, "info"), out);
  Judge(name, test, out == BytesOf(test, "okm") ? Outcome::kAccepted : Outcome::kWrong, tally);
}

// Where the shared secret would be all zeros, to refuse is the point (ATTACKS D5).
void RunX25519(const std::string& name, const AnyJson&, const AnyJson& test, Tally& tally) {
  const Bytes point = BytesOf(test, "public");
  const Bytes expected = BytesOf(test, "shared");
  if (point.size() != 32) return tally.Unsupported("X25519 with a key of another size");
  const auto shared = X25519(BytesOf(test, "private"), ArrayOf<32>(point));
  const bool zero = expected == Bytes(32);
  if (zero) return shared ? tally.Failed(name, "a key of low order was accepted") : tally.Pass();
  if (!shared) return tally.Failed(name, "a key of full order was refused");
  const ByteView ours = shared->Expose();
  Judge(name, test,
        std::equal(ours.begin(), ours.end(), expected.begin(), expected.end()) ? Outcome::kAccepted
                                                                               : Outcome::kWrong,
        tally);
}

using Runner = std::function<void(const std::string&, const AnyJson&, const AnyJson&, Tally&)>;

void RunFile(const std::string& path, const Runner& run, Tally& tally) {
  const std::string file = BaseNameOf(path);
  const auto text = ReadTextFile(path, kMaxFileBytes);
  if (!text) return tally.Failed(file, text.error().message);
  const AnyJson json = AnyJson::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("testGroups"))
    return tally.Failed(file, "not a file of test vectors");
  size_t seen = 0;
  for (const AnyJson& group : json["testGroups"])
    for (const AnyJson& test : group.value("tests", AnyJson::array())) {
      run(file + " " + std::to_string(test.value("tcId", 0)) + " " + TextOf(test, "comment"), group,
          test, tally);
      ++seen;
    }
  if (seen != json.value("numberOfTests", size_t{0}))
    tally.Failed(file, "it does not hold as many tests as it says");
}

int Main(const std::string& directory) {
  Tally tally;
  RunFile(directory + "/chacha20_poly1305_test.json", RunAead, tally);
  RunFile(directory + "/ed25519_test.json", RunEd25519, tally);
  RunFile(directory + "/hkdf_sha256_test.json", RunHkdf, tally);
  RunFile(directory + "/x25519_test.json", RunX25519, tally);
  return tally.Close();
}

}  // namespace
}  // namespace sekisho

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: wycheproof_vectors DIR\n");
    return 2;
  }
  sekisho::InitCrypto();
  return sekisho::Main(argv[1]);
}
