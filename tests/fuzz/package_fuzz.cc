// A whole package, changed with all checksums and MACs made again (package_draft.h), through
// everything that opens one. A sound one opens; whatever is accepted is the same when it is encoded
// again: the header, the manifest, the archive.
#include <sys/mman.h>

#include "libcrypt/package/package_inspector.h"
#include "libcrypt/package/package_reader.h"
#include "tests/fuzz/package_draft.h"

namespace {

using namespace sekisho;

class Recorder final : public EntrySink {
 public:
  Result<void> AddDirectory(std::string_view name) override {
    entries.push_back({std::string(name), true, ""});
    return {};
  }
  Result<void> BeginFile(std::string_view name) override {
    entries.push_back({std::string(name), false, ""});
    return {};
  }
  Result<void> WriteFileData(ByteView data) override {
    entries.back().data += AsText(data);
    return {};
  }
  Result<void> EndFile(Time) override { return {}; }

  std::vector<DraftEntry> entries;  // the package's own files first
};

struct Contents {
  Recorder recorder;
  PackageMetadata metadata;
  Bytes manifest;
  std::optional<ManifestTotals> totals;
  std::optional<ErrorCode> error;
};

void Read(ByteSource& source, ByteSource& again, Contents& contents) {
  ContentsLimits limits;
  limits.archive = {200, 1 << 20, kMaxNameBytes};
  limits.max_manifest_bytes = 64 << 10;
  const auto keep = [&](const PackageMetadata& metadata, ByteSource& text) -> Result<void> {
    contents.metadata = metadata;
    MemorySink manifest;
    RETURN_IF_ERROR(CopyAll(text, manifest));
    contents.manifest = std::move(manifest.data);
    return {};
  };
  const auto totals = ReadContents(source, again, limits, keep, contents.recorder);
  if (totals) contents.totals = *totals;
  if (!totals) contents.error = totals.error().code;
}

void RequireRefusal(ErrorCode code) {
  Require(code == ErrorCode::kRefused ||  // more than the limits
              code == ErrorCode::kMalformed || code == ErrorCode::kVerdict ||
              code == ErrorCode::kNoMatch || code == ErrorCode::kHeaderMac ||
              code == ErrorCode::kPayload,
          "a refusal is of a kind that blames the package");
}

// The header is made of its parts and nothing else.
void RequireSameHeader(const PackageHeader& header, const PackageDraft& draft, ByteView file) {
  std::vector<Stanza> stanzas(
      header.age.stanzas.begin(),
      header.age.stanzas.begin() + static_cast<ptrdiff_t>(header.recipient_stanzas));
  stanzas.push_back(*MakePermitStanza(header.permit));
  stanzas.push_back(*MakeSealStanza(header.seal));
  const std::string covered = EncodeHeaderWithoutMac(stanzas);
  const std::string again = covered + EncodeMacTail(HeaderMac(draft.file_key(), covered));
  Require(again == AsText(file.first(header.age.size)), "the header is the same again");
}

// Accepted recipients are these, stanza by stanza.
void RequireTheseRecipients(const PackageHeader& header, const PackageDraft& draft) {
  const auto stanzas = MakeRecipientStanzas(draft.file_key(), draft.nonce(), draft.recipients());
  Require(stanzas->size() == header.recipient_stanzas, "as many recipients as were approved");
  for (size_t i = 0; i < stanzas->size(); ++i)
    Require(EncodeStanza((*stanzas)[i]) == EncodeStanza(header.age.stanzas[i]),
            "the stanza of an approved recipient");
}

size_t OwnFiles(const PackageMetadata& metadata) { return metadata.manifest_salt ? 4 : 3; }

// The manifest that was accepted is the one of what came out.
void RequireSameManifest(const Contents& contents) {
  std::vector<ManifestEntry> entries;
  const auto& all = contents.recorder.entries;
  for (size_t i = OwnFiles(contents.metadata); i < all.size(); ++i)
    entries.push_back(all[i].is_directory ? DirectoryEntry(all[i].name)
                                          : FileEntry(all[i].name, all[i].data));
  const auto manifest = WriteManifest(entries);
  Require(manifest && *manifest == contents.manifest, "the manifest is the same again");
}

// What came out makes an archive that is accepted, and the same comes out of it.
void RequireSameArchive(const Contents& contents) {
  MemorySink out;
  auto writer = ArchiveWriter::Create(out);
  for (const DraftEntry& entry : contents.recorder.entries) {
    const auto added = entry.is_directory
                           ? writer->AddDirectory(entry.name, Time{})
                           : writer->AddMemoryFile(entry.name, AsBytes(entry.data), Time{});
    Require(added.has_value(), "what came out can go in");
  }
  Require(writer->Finish().has_value(), "and to its end");
  MemorySource source(out.data);
  MemorySource once_more(out.data);
  Contents again;
  Read(source, once_more, again);
  Require(again.totals == contents.totals && again.recorder.entries == contents.recorder.entries,
          "the archive is the same again");
}

void CheckOpened(PackageReader& reader, const PackageDraft& draft, ByteView file, int fd) {
  RequireSameHeader(reader.header(), draft, file);
  const bool approved = reader.CheckRecipients(draft.recipients()).has_value();
  if (approved) RequireTheseRecipients(reader.header(), draft);
  Contents contents;
  const auto again = reader.PlaintextAgain();
  Read(reader.plaintext(), *again, contents);
  if (contents.error) {
    Require(!draft.sound(), "a sound package is read");
    return RequireRefusal(*contents.error);
  }
  RequireSameManifest(contents);
  RequireSameArchive(contents);
  const auto inspected = InspectPackage(fd, {});
  Require(inspected && inspected->facts == reader.Facts(), "gate and open measure the same");
  if (!draft.sound()) return;
  const auto& all = contents.recorder.entries;
  const std::vector<DraftEntry> taken(
      all.begin() + static_cast<ptrdiff_t>(OwnFiles(contents.metadata)), all.end());
  Require(approved && taken == draft.entries(), "a sound package gives what went in");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 4096) return 0;
  PackageDraft draft({data, size});
  const Bytes file = draft.Encode();
  const UniqueFd fd(memfd_create("package", MFD_CLOEXEC));
  Require(fd.valid() && WriteAll(fd.get(), file), "the package is in memory");
  AgeKeys keys;
  keys.identities = {&draft.reader()};
  const auto reader = PackageReader::Open(fd.get(), keys, {});
  if (reader) {
    CheckOpened(**reader, draft, file, fd.get());
  } else {
    Require(!draft.sound(), "a sound package is opened");
    RequireRefusal(reader.error().code);
  }
  return 0;
}
