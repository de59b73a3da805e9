#include "libcrypt/age/age_file.h"
#include "base/text/message.h"

#include <algorithm>

namespace sekisho {
namespace {

constexpr size_t kFirstReadBytes = 4 << 10;

Result<std::vector<Stanza>> WrapForAll(const std::vector<X25519PublicKey>& recipients,
                                       ByteView file_key16, Random& random) {
  if (recipients.empty())
    return Fail(ErrorCode::kFailed, Message("encrypting to nobody would lose the data"));
  std::vector<Stanza> stanzas;
  for (const X25519PublicKey& recipient : recipients) {
    ZeroedArray<32> ephemeral;
    random.Fill(ephemeral.bytes);
    ASSIGN_OR_RETURN(Stanza stanza, WrapX25519(file_key16, recipient, ephemeral.bytes));
    stanzas.push_back(std::move(stanza));
  }
  return stanzas;
}

}  // namespace

Result<std::unique_ptr<AgeFileWriter>> AgeFileWriter::Begin(
    const std::vector<X25519PublicKey>& recipients, Random& random, ByteSink& out,
    WorkerPool* pool) {
  const SecretBytes file_key = SecretBytes::Generate(kFileKeyBytes, random);
  ASSIGN_OR_RETURN(const std::vector<Stanza> stanzas,
                   WrapForAll(recipients, file_key.Expose(), random));
  return BeginWith(stanzas, file_key.Expose(), random, out, pool);
}

Result<std::unique_ptr<AgeFileWriter>> AgeFileWriter::BeginWith(const std::vector<Stanza>& stanzas,
                                                                ByteView file_key16, Random& random,
                                                                ByteSink& out, WorkerPool* pool) {
  const std::string covered = EncodeHeaderWithoutMac(stanzas);
  std::array<uint8_t, kPayloadNonceBytes> nonce;
  random.Fill(nonce);
  RETURN_IF_ERROR(out.Write(AsBytes(covered)));
  RETURN_IF_ERROR(out.Write(AsBytes(EncodeMacTail(HeaderMac(file_key16, covered)))));
  RETURN_IF_ERROR(out.Write(nonce));
  return std::unique_ptr<AgeFileWriter>(
      new AgeFileWriter(PayloadKey(file_key16, nonce).Expose(), out, pool));
}

// Most headers are small; how large one is shows only when it has been parsed.
Result<AgeHeader> AgeFileReader::Payload::ReadHeader() {
  for (size_t size = kFirstReadBytes;; size = std::min(size * 4, kMaxAgeHeaderBytes)) {
    const size_t had = front_.size();
    front_.resize(size);
    ASSIGN_OR_RETURN(const size_t got, in_.Read(MutableBytes(front_).subspan(had)));
    front_.resize(had + got);
    auto header = ParseAgeHeader(front_);
    if (header) taken_ = header->size;
    if (header || front_.size() < size || size == kMaxAgeHeaderBytes) return header;
  }
}

Result<size_t> AgeFileReader::Payload::Read(MutableBytes out) {
  const size_t count = std::min(out.size(), front_.size() - taken_);
  std::copy_n(front_.begin() + static_cast<ptrdiff_t>(taken_), count, out.begin());
  taken_ += count;
  if (count == out.size()) return count;
  ASSIGN_OR_RETURN(const size_t more, in_.Read(out.subspan(count)));
  return count + more;
}

Result<std::unique_ptr<AgeFileReader>> AgeFileReader::Open(ByteSource& in, const AgeKeys& keys) {
  std::unique_ptr<AgeFileReader> file(new AgeFileReader(in));
  ASSIGN_OR_RETURN(const AgeHeader header, file->payload_.ReadHeader());
  ASSIGN_OR_RETURN(const SecretBytes file_key, UnlockHeader(header, keys));
  std::array<uint8_t, kPayloadNonceBytes> nonce;
  ASSIGN_OR_RETURN(const size_t got, file->payload_.Read(nonce));
  if (got != nonce.size())
    return Fail(ErrorCode::kMalformed, Message("the payload's nonce is missing"));
  file->stream_.emplace(PayloadKey(file_key.Expose(), nonce).Expose(), file->payload_);
  return file;
}

}  // namespace sekisho
