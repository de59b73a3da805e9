#include "workflow/state/name_cache.h"

#include <algorithm>

#include "base/files/files.h"
#include "base/json.h"
#include "libcrypt/primitives/aead.h"

namespace sekisho {
namespace {

constexpr std::string_view kHead = "sekisho-names/1\n";
constexpr std::string_view kInfo = "sekisho/v1/names";
constexpr size_t kSaltBytes = 32;
constexpr size_t kMaxBytes = 16 << 20;  // some 100,000 names

// Each file has a salt, and so a key, of its own: the nonce is always zero.
Aead KeyOf(const X25519Identity& identity, ByteView salt) {
  SecretBytes key(32);
  HkdfSha256(identity.secret().Expose(), salt, AsBytes(kInfo), key.ExposeForWriting());
  return Aead(key.Expose());
}

std::optional<Json> Decrypt(ByteView file, const X25519Identity& identity) {
  const size_t front = kHead.size() + kSaltBytes;
  if (file.size() < front + kAeadTagBytes) return std::nullopt;
  if (AsText(file.first(kHead.size())) != kHead) return std::nullopt;
  const ByteView ciphertext = file.subspan(front);
  Bytes plain(ciphertext.size() - kAeadTagBytes);
  Aead key = KeyOf(identity, file.subspan(kHead.size(), kSaltBytes));
  if (!key.Open(AeadNonce{}, ciphertext, plain)) return std::nullopt;
  auto json = ParseJson(AsText(plain), kMaxBytes);
  return json && json->is_array() ? std::optional(std::move(*json)) : std::nullopt;
}

std::optional<Digest> DigestFrom(const Json& hex) {
  if (!hex.is_string()) return std::nullopt;
  const auto bytes = HexDecode(hex.get_ref<const std::string&>());
  Digest digest{};
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

}  // namespace

NameCache NameCache::Open(const std::string& directory, const X25519Identity& identity,
                          const std::set<Digest>& erased) {
  NameCache cache(directory + "/names", identity);
  const auto file = ReadFile(cache.path_, kMaxBytes);
  const auto entries = file ? Decrypt(*file, identity) : std::nullopt;
  if (!entries) return cache;
  for (const Json& entry : *entries) {
    if (!entry.is_array() || entry.size() != 3 || !entry[2].is_string()) continue;
    const auto card = DigestFrom(entry[0]), commitment = DigestFrom(entry[1]);
    if (!card || !commitment) continue;
    if (erased.contains(*commitment))
      cache.changed_ = true;
    else
      cache.names_[*card] = {*commitment, entry[2].get<std::string>()};
  }
  return cache;
}

const std::string* NameCache::Find(const Digest& card) const {
  const auto found = names_.find(card);
  return found == names_.end() ? nullptr : &found->second.name;
}

void NameCache::Add(const Digest& card, const Digest& commitment, std::string name) {
  names_[card] = {commitment, std::move(name)};
  changed_ = true;
}

void NameCache::Save(Random& random) {
  if (!changed_) return;
  changed_ = false;
  Json entries = Json::array();
  for (const auto& [card, entry] : names_)
    entries.push_back(Json::array({HexEncode(card), HexEncode(entry.commitment), entry.name}));
  const std::string plain = WriteJson(entries);
  Bytes file(kHead.begin(), kHead.end());
  Bytes salt(kSaltBytes);
  random.Fill(salt);
  file.insert(file.end(), salt.begin(), salt.end());
  const size_t front = file.size();
  file.resize(front + plain.size() + kAeadTagBytes);
  KeyOf(*identity_, salt).Seal(AeadNonce{}, AsBytes(plain), MutableBytes(file).subspan(front));
  (void)WriteFileAtomic(path_, file, TempFile::Existing::kReplace);
}

}  // namespace sekisho
