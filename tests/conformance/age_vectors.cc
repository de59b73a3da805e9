// age_vectors DIR: the test vectors of github.com/C2SP/CCTV, age/testdata.
//
// A vector is "key: value" lines, an empty line and the file, which may be zlib-compressed. Each
// must end in exactly the class of outcome it names; a success must have the payload's digest.
#include <zlib.h>

#include <algorithm>
#include <boost/filesystem.hpp>
#include <optional>

#include "base/files/files.h"
#include "libcrypt/age/age.h"
#include "libcrypt/age/armor.h"
#include "libcrypt/primitives/sha256.h"
#include "tests/conformance/tally.h"

namespace sekisho {
namespace {

constexpr size_t kMaxVectorBytes = 64 << 20;

struct Vector {
  std::string expect;
  std::string payload_digest;
  std::vector<std::string> identities;
  std::optional<std::string> passphrase;
  bool armored = false;
  bool compressed = false;
  Bytes file;
};

Result<void> SetField(Vector& vector, const std::string& key, const std::string& value) {
  if (key == "expect") vector.expect = value;
  if (key == "payload") vector.payload_digest = value;
  if (key == "identity") vector.identities.push_back(value);
  if (key == "passphrase") vector.passphrase = value;
  if (key == "armored") vector.armored = value == "yes";
  if (key == "compressed") {
    if (value != "zlib") return Fail(ErrorCode::kFailed, "compressed by " + value);
    vector.compressed = true;
  }
  return {};
}

Result<Bytes> Inflate(ByteView packed) {
  Bytes out(1 << 20);
  for (;; out.resize(out.size() * 2)) {
    uLongf size = out.size();
    const int status = uncompress(out.data(), &size, packed.data(), packed.size());
    if (status == Z_OK) {
      out.resize(size);
      return out;
    }
    if (status != Z_BUF_ERROR || out.size() > kMaxVectorBytes)
      return Fail(ErrorCode::kFailed, "not zlib data");
  }
}

Result<Vector> ReadVector(const std::string& path) {
  ASSIGN_OR_RETURN(const Bytes bytes, ReadFile(path, kMaxVectorBytes));
  std::string_view text = AsText(bytes);
  Vector vector;
  for (;;) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return Fail(ErrorCode::kFailed, "no empty line");
    const std::string line(text.substr(0, end));
    text.remove_prefix(end + 1);
    if (line.empty()) break;
    const size_t colon = line.find(": ");
    if (colon == std::string::npos) return Fail(ErrorCode::kFailed, "a line without a colon");
    RETURN_IF_ERROR(SetField(vector, line.substr(0, colon), line.substr(colon + 2)));
  }
  const ByteView rest = AsBytes(text);
  vector.file.assign(rest.begin(), rest.end());
  if (vector.compressed) {
    ASSIGN_OR_RETURN(vector.file, Inflate(rest));
  }
  return vector;
}

std::string OutcomeName(const Error& error) {
  switch (error.code) {
    case ErrorCode::kMalformed:
      return "header failure";
    case ErrorCode::kArmor:
      return "armor failure";
    case ErrorCode::kHeaderMac:
      return "HMAC failure";
    case ErrorCode::kPayload:
      return "payload failure";
    case ErrorCode::kNoMatch:
      return "no match";
    default:
      return "other: " + error.message;
  }
}

Result<Bytes> DecryptVector(const Vector& vector, const AgeKeys& keys) {
  if (!vector.armored) return Decrypt(vector.file, keys);
  ASSIGN_OR_RETURN(const Bytes file, DecodeArmor(vector.file));
  return Decrypt(file, keys);
}

std::string Outcome(const Vector& vector, const AgeKeys& keys) {
  const auto plaintext = DecryptVector(vector, keys);
  if (!plaintext) return OutcomeName(plaintext.error());
  const bool right = HexEncode(Sha256(*plaintext)) == vector.payload_digest;
  return right ? "success" : "success with another payload";
}

bool IsHybrid(const std::string& identity) { return identity.starts_with("AGE-SECRET-KEY-PQ-"); }

void Run(const std::string& path, Tally& tally) {
  const std::string name = BaseNameOf(path);
  auto vector = ReadVector(path);
  if (!vector) return tally.Failed(name, "unreadable: " + vector.error().message);
  if (std::any_of(vector->identities.begin(), vector->identities.end(), IsHybrid))
    return tally.Unsupported("hybrid (age1pq)");
  std::vector<X25519Identity> identities;
  for (const std::string& text : vector->identities) {
    auto identity = X25519Identity::Parse(text);
    if (!identity) return tally.Failed(name, "its identity is not one we know");
    identities.push_back(*std::move(identity));
  }
  AgeKeys keys;
  for (const X25519Identity& identity : identities) keys.identities.push_back(&identity);
  SecretBytes passphrase;
  if (vector->passphrase) passphrase = SecretBytes::CopyOf(AsBytes(*vector->passphrase));
  if (vector->passphrase) keys.passphrase = &passphrase;
  const std::string outcome = Outcome(*vector, keys);
  if (outcome == vector->expect) return tally.Pass();
  tally.Failed(name, "expected " + vector->expect + ", got " + outcome);
}

int Main(const std::string& directory) {
  Tally tally;
  boost::system::error_code error;
  std::vector<std::string> paths;
  for (boost::filesystem::directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error))
    paths.push_back(it->path().string());
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) Run(path, tally);
  return tally.Close();
}

}  // namespace
}  // namespace sekisho

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: age_vectors DIR\n");
    return 2;
  }
  sekisho::InitCrypto();
  return sekisho::Main(argv[1]);
}
