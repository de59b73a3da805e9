// merkle_vectors DIR: the JSON vectors of transparency-dev/merkle, testdata (inclusion and
// consistency proofs), found anywhere below DIR.
#include <algorithm>
#include <boost/filesystem.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "base/files/files.h"
#include "base/json.h"
#include "base/text/text.h"
#include "libcrypt/tokens/merkle.h"

namespace sekisho {
namespace {

namespace fs = boost::filesystem;

Error Malformed(const std::string& what) { return Fail(ErrorCode::kMalformed, what); }

// Go's encoding of []byte in JSON: padded base64.
Result<Bytes> DecodeBase64(const std::string& text) {
  static const std::string kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.size() % 4 != 0) return Malformed("base64 of an odd length");
  const size_t digits = text.find_last_not_of('=') + 1;
  if (text.size() - digits > 2) return Malformed("base64 with too much padding");
  Bytes out;
  uint32_t bits = 0;
  for (size_t i = 0; i < digits; ++i) {
    const size_t value = kAlphabet.find(text[i]);
    if (value == std::string::npos) return Malformed("not base64");
    bits = (bits << 6) | static_cast<uint32_t>(value);
    if (i % 4 != 0) out.push_back(static_cast<uint8_t>(bits >> (6 - 2 * (i % 4))));
  }
  return out;
}

Result<Bytes> GetBytes(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const std::string text, GetString(object, key));
  return DecodeBase64(text);
}

// A hash of another length than 32 bytes is a case to be refused, not a broken vector.
Result<Digest> AsDigest(const Bytes& bytes) {
  Digest digest;
  if (bytes.size() != digest.size())
    return Fail(ErrorCode::kVerdict, "a hash is not 32 bytes long");
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

// GetInt ends at 2^63-1; these sizes do not.
Result<uint64_t> GetSize(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || !it->is_number_unsigned())
    return Malformed(std::string(key) + " is not an unsigned integer");
  return it->get<uint64_t>();
}

Result<std::vector<Bytes>> GetProof(const Json& object) {
  const auto it = object.find("proof");
  if (it == object.end()) return Malformed("there is no proof");
  std::vector<Bytes> proof;
  if (it->is_null()) return proof;  // Go's nil slice
  ASSIGN_OR_RETURN(const auto texts, GetStrings(object, "proof"));
  for (const std::string& text : texts) {
    ASSIGN_OR_RETURN(Bytes hash, DecodeBase64(text));
    proof.push_back(std::move(hash));
  }
  return proof;
}

Result<MerkleProof> AsDigests(const std::vector<Bytes>& hashes) {
  MerkleProof proof;
  for (const Bytes& hash : hashes) {
    ASSIGN_OR_RETURN(const Digest digest, AsDigest(hash));
    proof.push_back(digest);
  }
  return proof;
}

// kMalformed: the vector cannot be read. kVerdict: the proof is refused.
Result<void> CheckInclusion(const Json& json) {
  ASSIGN_OR_RETURN(const uint64_t index, GetSize(json, "leafIdx"));
  ASSIGN_OR_RETURN(const uint64_t size, GetSize(json, "treeSize"));
  ASSIGN_OR_RETURN(const Bytes leaf_bytes, GetBytes(json, "leafHash"));
  ASSIGN_OR_RETURN(const Bytes root_bytes, GetBytes(json, "root"));
  ASSIGN_OR_RETURN(const auto proof_bytes, GetProof(json));
  ASSIGN_OR_RETURN(const Digest leaf, AsDigest(leaf_bytes));
  ASSIGN_OR_RETURN(const Digest root, AsDigest(root_bytes));
  ASSIGN_OR_RETURN(const MerkleProof proof, AsDigests(proof_bytes));
  return VerifyInclusion(index, size, leaf, proof, root);
}

Result<void> CheckConsistency(const Json& json) {
  ASSIGN_OR_RETURN(const uint64_t size1, GetSize(json, "size1"));
  ASSIGN_OR_RETURN(const uint64_t size2, GetSize(json, "size2"));
  ASSIGN_OR_RETURN(const Bytes root1_bytes, GetBytes(json, "root1"));
  ASSIGN_OR_RETURN(const Bytes root2_bytes, GetBytes(json, "root2"));
  ASSIGN_OR_RETURN(const auto proof_bytes, GetProof(json));
  ASSIGN_OR_RETURN(const Digest root1, AsDigest(root1_bytes));
  ASSIGN_OR_RETURN(const Digest root2, AsDigest(root2_bytes));
  ASSIGN_OR_RETURN(const MerkleProof proof, AsDigests(proof_bytes));
  return VerifyConsistency(size1, size2, proof, root1, root2);
}

// Whether the verdict is the one the vector wants.
Result<void> RunCase(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path, 1 << 20));
  ASSIGN_OR_RETURN(const Json json, ParseJson(text));
  if (!json.is_object()) return Malformed("not a JSON object");
  ASSIGN_OR_RETURN(const bool want_error, GetBool(json, "wantErr"));
  const auto checked = json.contains("leafIdx") ? CheckInclusion(json) : CheckConsistency(json);
  if (!checked && checked.error().code != ErrorCode::kVerdict) return checked;
  if (checked.has_value() == want_error)
    return Fail(ErrorCode::kFailed,
                want_error ? "accepted, but is wrong" : "refused, but is right");
  return {};
}

Result<std::vector<std::string>> FindCases(const std::string& directory) {
  std::vector<std::string> paths;
  boost::system::error_code error;
  for (fs::recursive_directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error))
    if (it->path().extension() == ".json") paths.push_back(it->path().string());
  if (error) return Fail(ErrorCode::kIo, directory + ": " + error.message());
  std::sort(paths.begin(), paths.end());
  return paths;
}

int RunAll(const std::string& directory) {
  const auto paths = FindCases(directory);
  if (!paths) std::cout << SafeForTerminal(paths.error().message) << "\n";
  size_t passed = 0;
  size_t failed = 0;
  for (const std::string& path : paths.value_or({})) {
    const auto result = RunCase(path);
    ++(result ? passed : failed);
    if (!result)
      std::cout << SafeForTerminal(path) << ": " << SafeForTerminal(result.error().message) << "\n";
  }
  std::cout << passed << " passed, " << failed << " failed\n";
  return passed > 0 && failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace sekisho

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: merkle_vectors DIR\n";
    return 2;
  }
  return sekisho::RunAll(argv[1]);
}
