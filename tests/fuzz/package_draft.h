// A sealed package as a fuzzer's input describes it: a sound one, then changed at any layer, with
// all that stands around the change (checksums, tags, MACs) made again, so that what lies inside is
// reached. Whoever has the file key can do all of this: a recipient, or a sealer who cheats.
#pragma once

#include <string>
#include <vector>

#include "libcrypt/archive/archive_writer.h"
#include "libcrypt/archive/contents.h"
#include "libcrypt/archive/payload.h"
#include "libcrypt/archive/zstd_frame.h"
#include "libcrypt/package/package_format.h"
#include "libcrypt/package/package_writer.h"
#include "libcrypt/primitives/sha256.h"
#include "tests/fuzz/require.h"
#include "tests/unit/libcrypt/archive_test_support.h"
#include "tests/unit/libcrypt/crypto_test_support.h"

namespace sekisho {

// The input as a sequence of choices; zeros when it has run out.
class Choices {
 public:
  explicit Choices(ByteView input) : rest_(input) {}
  bool empty() const { return rest_.empty(); }
  uint8_t Byte() {
    if (rest_.empty()) return 0;
    const uint8_t byte = rest_.front();
    rest_ = rest_.subspan(1);
    return byte;
  }
  size_t Below(size_t bound) {
    const size_t number = static_cast<size_t>(Byte()) << 8 | Byte();
    return bound == 0 ? 0 : number % bound;
  }
  std::string Text(size_t most) {
    const ByteView text = rest_.first(std::min(most, rest_.size()));
    rest_ = rest_.subspan(text.size());
    return std::string(AsText(text));
  }

 private:
  ByteView rest_;
};

struct DraftEntry {
  std::string name;
  bool is_directory = false;
  std::string data;
  bool operator==(const DraftEntry&) const = default;
};

class PackageDraft {
 public:
  // The first bytes of the input choose a sound package; each that follows is a change.
  explicit PackageDraft(ByteView input) {
    Choices choices(input);
    ChooseContent(choices);
    ChooseHeader(choices);
    while (!choices.empty()) Change(choices);
  }

  const X25519Identity& reader() const { return people_[0]; }
  const std::vector<X25519PublicKey>& recipients() const { return recipients_; }
  ByteView file_key() const { return file_key_.Expose(); }
  ByteView nonce() const { return nonce_; }
  const std::vector<DraftEntry>& entries() const { return entries_; }
  bool sound() const { return sound_; }

  Bytes Encode() {
    BuildTar();
    for (const TarChange& change : tar_changes_) Apply(change);
    ShapePayload();
    const std::string covered = ChangedHeader();
    std::string header = covered + EncodeMacTail(HeaderMac(file_key(), covered));
    Bytes file = ToBytes(header);
    file.insert(file.end(), nonce_.begin(), nonce_.end());
    AppendStream(file);
    for (const ByteChange& change : file_changes_) Apply(change, file);
    if (cut_ > 0) file.resize(file.size() - std::min(cut_, file.size()));
    return file;
  }

 private:
  struct ByteChange {
    size_t at;
    uint8_t value;
  };
  enum class TarKind { kByte, kCopyBlocks, kRemoveBlock, kPax };
  struct TarChange {
    TarKind kind;
    size_t a, b, count;
    uint8_t value;
    std::string text;
  };

  static void Apply(const ByteChange& change, Bytes& bytes) {
    if (!bytes.empty()) bytes[change.at % bytes.size()] ^= change.value;
  }

  void ChooseContent(Choices& choices) {
    static const DraftEntry kTree[] = {{"a", false, "first\n"},
                                       {"b.txt", false, ""},
                                       {"d", true, ""},
                                       {"d/e", false, std::string(700, 'e')},
                                       {"d/f", true, ""},
                                       {"d/f/\xe5\x9b\xb3.txt", false, "plan"},
                                       {"l", false, std::string(70000, 'l')},
                                       {"z\x82\xa0", false, "not UTF-8"}};
    const uint8_t chosen = choices.Byte();
    for (size_t i = 0; i < std::size(kTree); ++i) {
      const bool parents = kTree[i].name.rfind("d/", 0) != 0 || (chosen & 4) != 0;
      const bool inner = kTree[i].name.rfind("d/f/", 0) != 0 || (chosen & 16) != 0;
      if ((chosen >> i & 1) != 0 && parents && inner) entries_.push_back(kTree[i]);
    }
    for (const DraftEntry& entry : entries_)
      manifest_.push_back(entry.is_directory ? DirectoryEntry(entry.name)
                                             : FileEntry(entry.name, entry.data));
  }

  void ChooseHeader(Choices& choices) {
    const uint8_t chosen = choices.Byte();
    for (size_t i = 0; i <= chosen % 3u; ++i) recipients_.push_back(people_[i].recipient());
    stanzas_ = *MakeRecipientStanzas(file_key(), nonce_, recipients_);
    std::vector<std::string> permit = {"v4.public.request"};
    for (size_t i = 0; i < (chosen / 3u) % 4; ++i) permit.push_back("v4.public.approval");
    stanzas_.push_back(*MakePermitStanza(permit));
    const size_t seal = (chosen / 12u) % 3 == 0 ? 300 : (chosen / 12u) % 3 * kSealBodyBytes / 2;
    stanzas_.push_back(*MakeSealStanza(std::string(seal, 's')));
    shape_.compress = (chosen / 36u & 1) != 0;
    shape_.pad = (chosen / 36u & 2) != 0;
  }

  void Change(Choices& choices) {
    sound_ = false;
    switch (choices.Byte() % 14) {
      case 0:
        return Tar(TarKind::kByte, choices);
      case 1:
        return Tar(TarKind::kCopyBlocks, choices);
      case 2:
        return Tar(TarKind::kRemoveBlock, choices);
      case 3:
        return Tar(TarKind::kPax, choices);
      case 4:
        return manifest_changes_.push_back({choices.Below(SIZE_MAX), choices.Byte()});
      case 5:
        return ChangeApproved(choices);
      case 6:
        return ReorderStanzas(choices);
      case 7:
        return ChangeStanza(choices);
      case 8:
        return header_changes_.push_back({choices.Below(SIZE_MAX), choices.Byte()});
      case 9:
        return file_changes_.push_back({choices.Below(SIZE_MAX), choices.Byte()});
      case 10:
        own_order_ = choices.Byte();
        return;
      case 12:
        return payload_changes_.push_back({choices.Below(SIZE_MAX), choices.Byte()});
      case 13:
        return AppendToPayload(choices);
      default:
        stream_shape_ = choices.Byte();
        cut_ = stream_shape_ >= 0x80 ? choices.Below(70000) : 0;
    }
  }

  void Tar(TarKind kind, Choices& choices) {
    TarChange change{kind, choices.Below(SIZE_MAX), 0, 0, 0, {}};
    if (kind == TarKind::kByte) change.value = choices.Byte();
    if (kind == TarKind::kCopyBlocks) change.b = choices.Below(SIZE_MAX);
    if (kind == TarKind::kCopyBlocks) change.count = 1 + choices.Byte() % 8u;
    if (kind == TarKind::kPax) change.text = PaxRecord(choices);
    tar_changes_.push_back(std::move(change));
  }

  // Behind the payload: padding, of its own kind or another, or anything.
  void AppendToPayload(Choices& choices) {
    const uint8_t how = choices.Byte() % 4;
    const size_t zeros = choices.Below(2000);
    if (how == 0) payload_tail_ += choices.Text(64);
    if (how == 1) payload_tail_.append(zeros, '\0');
    if (how >= 2) payload_tail_ += AsText(PaddingHeader(zeros + kPaddingHeaderBytes));
    if (how >= 2) payload_tail_.append(zeros, '\0');
    if (how == 3) payload_tail_.back() = 'x';
  }

  static std::string PaxRecord(Choices& choices) {
    static const char* const kKeys[] = {"path",
                                        "size",
                                        "linkpath",
                                        "mtime",
                                        "hdrcharset",
                                        "GNU.sparse.major",
                                        "GNU.sparse.map",
                                        "GNU.sparse.realsize",
                                        "GNU.sparse.name",
                                        "SCHILY.xattr.user.x",
                                        "uid",
                                        "comment"};
    static const char* const kValues[] = {
        "",   "0",   "1", "BINARY", "../x", "/etc/x", "a", "d", "9223372036854775807",
        "-1", "0,1", "A"};
    const std::string key = kKeys[choices.Byte() % std::size(kKeys)];
    const size_t value = choices.Byte() % (std::size(kValues) + 1);
    return key + "=" + (value < std::size(kValues) ? kValues[value] : choices.Text(20));
  }

  // A sound manifest of something else than what is there.
  void ChangeApproved(Choices& choices) {
    const uint8_t how = choices.Byte();
    if (manifest_.empty()) return;
    ManifestEntry& entry = manifest_[how / 4u % manifest_.size()];
    if (how % 4 == 0) entry.size += choices.Byte();
    if (how % 4 == 1) entry.digest[0] ^= choices.Byte();
    if (how % 4 == 2) entry.is_directory = !entry.is_directory;
    if (how % 4 == 3) manifest_.pop_back();
  }

  void ReorderStanzas(Choices& choices) {
    const size_t i = choices.Below(stanzas_.size());
    const size_t j = choices.Below(stanzas_.size());
    const uint8_t how = choices.Byte() % 3;
    if (how == 0) std::swap(stanzas_[i], stanzas_[j]);
    if (how == 1 && stanzas_.size() < 80)
      stanzas_.insert(stanzas_.begin() + static_cast<ptrdiff_t>(j), Stanza(stanzas_[i]));
    if (how == 2 && stanzas_.size() > 1)
      stanzas_.erase(stanzas_.begin() + static_cast<ptrdiff_t>(i));
  }

  void ChangeStanza(Choices& choices) {
    Stanza& stanza = stanzas_[choices.Below(stanzas_.size())];
    const uint8_t how = choices.Byte() % 6;
    if (how == 0) Apply({choices.Below(SIZE_MAX), choices.Byte()}, stanza.body);
    if (how == 1) stanza.body.resize(choices.Below(4200));
    if (how == 2 && !stanza.args.empty()) stanza.args[0] += choices.Text(3);
    if (how == 3) stanza.args.push_back("x");
    if (how == 4) stanza.type = choices.Byte() % 2 != 0 ? "scrypt" : "X25519";
    // For somebody who was not approved, otherwise as it should be.
    if (how == 5)
      stanza = MakeRecipientStanzas(file_key(), nonce_, {people_[3].recipient()})->front();
  }

  void BuildTar() {
    Bytes manifest;
    if (auto written = WriteManifest(manifest_)) manifest = *std::move(written);
    for (const ByteChange& change : manifest_changes_) Apply(change, manifest);
    std::vector<DraftEntry> all = {
        {std::string(kRequestName), false, "v4.public.request\n"},
        {std::string(kApprovalsName), false, ""},
        {std::string(kManifestSaltName), false, "00\n"},
        {std::string(kManifestName), false, std::string(AsText(manifest))}};
    if (own_order_ != 0) std::swap(all[own_order_ % 4u], all[own_order_ / 4u % 4]);
    if (own_order_ >= 0xc0) all.erase(all.begin() + own_order_ % 4);
    all.insert(all.end(), entries_.begin(), entries_.end());
    MemorySink out;
    auto writer = ArchiveWriter::Create(out);
    for (const DraftEntry& entry : all)
      Require(entry.is_directory
                  ? writer->AddDirectory(entry.name, Time{}).has_value()
                  : writer->AddMemoryFile(entry.name, AsBytes(entry.data), Time{}).has_value(),
              "a sound entry is written");
    Require(writer->Finish().has_value(), "the archive is finished");
    tar_.bytes = std::move(out.data);
  }

  void ShapePayload() {
    MemorySink out;
    const auto writer = PayloadWriter::Create(out, shape_);
    Require(writer && (*writer)->Write(tar_.bytes) && (*writer)->Finish(), "the payload is made");
    payload_ = std::move(out.data);
    payload_.insert(payload_.end(), payload_tail_.begin(), payload_tail_.end());
    for (const ByteChange& change : payload_changes_) Apply(change, payload_);
  }

  // The checksum of a block that looks like a header, as POSIX has it.
  void MendChecksum(size_t block) {
    const MutableBytes header = MutableBytes(tar_.bytes).subspan(block * 512, 512);
    if (AsText(header.subspan(257, 5)) != "ustar") return;
    std::fill_n(header.begin() + 148, 8, static_cast<uint8_t>(' '));
    unsigned sum = 0;
    for (const uint8_t byte : header) sum += byte;
    char text[8];
    std::snprintf(text, sizeof text, "%06o", sum & 0777777);
    std::copy_n(text, 7, header.begin() + 148);
  }

  void Apply(const TarChange& change) {
    Bytes& bytes = tar_.bytes;
    const size_t blocks = bytes.size() / 512;
    if (blocks == 0) return;
    const auto at = [&](size_t number) {
      return bytes.begin() + static_cast<ptrdiff_t>(number % blocks * 512);
    };
    if (change.kind == TarKind::kByte) {
      const size_t offset = change.a % bytes.size();
      bytes[offset] ^= change.value;
      MendChecksum(offset / 512);
    } else if (change.kind == TarKind::kCopyBlocks) {
      const size_t count = std::min(change.count, blocks - change.a % blocks);
      const Bytes copied(at(change.a), at(change.a) + static_cast<ptrdiff_t>(count * 512));
      bytes.insert(at(change.b), copied.begin(), copied.end());
    } else if (change.kind == TarKind::kRemoveBlock) {
      bytes.erase(at(change.a), at(change.a) + 512);
    } else {
      HandMadeTar pax;
      pax.Pax({change.text});
      bytes.insert(at(change.a), pax.bytes.begin(), pax.bytes.end());
    }
  }

  std::string ChangedHeader() const {
    std::string covered = EncodeHeaderWithoutMac(stanzas_);
    for (const ByteChange& change : header_changes_) {
      char& changed = covered[change.at % covered.size()];
      changed = static_cast<char>(changed ^ change.value);
    }
    return covered;
  }

  // Chunk by chunk with right tags. The shape: 0, as it should be; otherwise bit 0, a short chunk
  // in the middle; bit 1, an empty last one; bit 2, none is marked as the last; bit 3, the first
  // one is.
  void AppendStream(Bytes& file) const {
    Aead aead(PayloadKey(file_key(), nonce_).Expose());
    ByteView rest = payload_;
    for (uint64_t counter = 0;; ++counter) {
      const size_t most = (stream_shape_ & 1) != 0 && counter == 0 ? 1000 : kChunkBytes;
      const ByteView chunk = rest.first(std::min(most, rest.size()));
      rest = rest.subspan(chunk.size());
      const bool over = rest.empty() && ((stream_shape_ & 2) == 0 || chunk.empty());
      AeadNonce nonce{};
      PutBe64(counter, std::span<uint8_t, 8>(nonce.data() + 3, 8));
      const bool marked = over && (stream_shape_ & 4) == 0;
      nonce[11] = marked || ((stream_shape_ & 8) != 0 && counter == 0) ? 1 : 0;
      const size_t at = file.size();
      file.resize(at + chunk.size() + kAeadTagBytes);
      aead.Seal(nonce, chunk, MutableBytes(file).subspan(at));
      if (over) return;
    }
  }

  SequenceRandom random_;
  const std::vector<X25519Identity> people_ = [this] {
    std::vector<X25519Identity> people;
    for (int i = 0; i < 4; ++i) people.push_back(X25519Identity::Generate(random_));
    return people;
  }();
  const SecretBytes file_key_ = SecretBytes::Generate(kFileKeyBytes, random_);
  const Bytes nonce_ = Bytes(kPayloadNonceBytes, 7);
  std::vector<X25519PublicKey> recipients_;
  std::vector<DraftEntry> entries_;
  std::vector<ManifestEntry> manifest_;
  std::vector<Stanza> stanzas_;
  HandMadeTar tar_;
  std::vector<TarChange> tar_changes_;
  PayloadShape shape_;
  std::string payload_tail_;
  Bytes payload_;
  std::vector<ByteChange> manifest_changes_, payload_changes_, header_changes_, file_changes_;
  uint8_t own_order_ = 0;
  uint8_t stream_shape_ = 0;
  size_t cut_ = 0;
  bool sound_ = true;
};

}  // namespace sekisho
