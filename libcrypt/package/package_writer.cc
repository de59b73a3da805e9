#include "libcrypt/package/package_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "libcrypt/primitives/sha256.h"

namespace sekisho {
namespace {

constexpr size_t kMacTailBytes = 1 + 43 + 1;  // " ", base64 of 32 bytes, LF
constexpr std::string_view kMacMark = "---";

std::string Encode(const std::vector<Stanza>& stanzas) {
  std::string text;
  for (const Stanza& stanza : stanzas) text += EncodeStanza(stanza);
  return text;
}

// Whether the file system takes the name (255 bytes, no ':' on FAT) shows only when something has
// it: found out at the last step, a use of the permit would be spent already.
Result<void> TryName(const std::string& target) {
  const UniqueFd fd(
      open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (fd.valid() && unlink(target.c_str()) == 0) return {};
  return SystemError(Message("cannot create {0}", {target}), errno);
}

}  // namespace

// Hashes the payload and writes it behind the header's place, some leaves at a time, in the pool:
// the thread that gathers them would otherwise wait for the medium.
class PackageWriter::PayloadSink final : public ByteSink {
 public:
  PayloadSink(int fd, uint64_t offset, WorkerPool* pool)
      : hasher_(kMerkleLeafBytes, pool, [this, fd, offset](uint64_t at, ByteView leaves) {
          Note(WriteAllAt(fd, leaves, offset + at));
        }) {}

  // Fails with what became of any leaf so far.
  Result<void> Write(ByteView bytes) override {
    RETURN_IF_ERROR(CheckInterrupted());
    hasher_.Update(bytes);
    written_ += bytes.size();
    return Outcome();
  }
  Result<Digest> Finish() {
    const Digest root = hasher_.Finish();
    RETURN_IF_ERROR(Outcome());
    return root;
  }
  uint64_t written() const { return written_; }

 private:
  void Note(Result<void> written) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (outcome_) outcome_ = std::move(written);
  }
  Result<void> Outcome() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return outcome_;
  }

  uint64_t written_ = 0;
  std::mutex mutex_;
  Result<void> outcome_;  // of all that was written: the first failure
  MerkleStreamHasher hasher_;
};

PackageWriter::PackageWriter(TempFile file, SecretBytes file_key, WorkerPool* pool)
    : file_(std::move(file)), file_key_(std::move(file_key)), pool_(pool) {}

PackageWriter::~PackageWriter() = default;

Result<std::unique_ptr<PackageWriter>> PackageWriter::Begin(const std::string& target,
                                                            const std::string& seal_jti,
                                                            const PackagePlan& plan, Random& random,
                                                            WorkerPool* pool) {
  if (PathExists(target))
    return Fail(ErrorCode::kExists, Message("{0} exists already", {target}),
                Message("choose another name with -o"));
  SecretBytes file_key = SecretBytes::Generate(kFileKeyBytes, random);
  ASSIGN_OR_RETURN(TempFile file, TempFile::CreateBeside(target, ".sekisho-" + seal_jti + ".part"));
  file.Lock();  // against `seal --resume` in another window
  RETURN_IF_ERROR(TryName(target));
  std::unique_ptr<PackageWriter> writer(
      new PackageWriter(std::move(file), std::move(file_key), pool));
  RETURN_IF_ERROR(writer->Start(random, plan));
  return writer;
}

// Everything about the header but the seal is known before the payload: so its size is, too.
Result<void> PackageWriter::Start(Random& random, const PackagePlan& plan) {
  std::array<uint8_t, kPayloadNonceBytes> nonce;
  random.Fill(nonce);
  ASSIGN_OR_RETURN(stanzas_, MakeRecipientStanzas(file_key_.Expose(), nonce, plan.recipients));
  ASSIGN_OR_RETURN(Stanza permit, MakePermitStanza(plan.permit));
  stanzas_.push_back(std::move(permit));
  ASSIGN_OR_RETURN(const Stanza empty_seal, MakeSealStanza(""));
  seal_line_ = EncodeStanzaLine(empty_seal);
  seal_text_ = EncodeStanzaBody(empty_seal.body);
  const std::string prefix = std::string(kAgeVersionLine) + Encode(stanzas_) + seal_line_;
  prefix_bytes_ = prefix.size();
  header_bytes_ = prefix_bytes_ + seal_text_.size() + kMacMark.size() + kMacTailBytes;
  if (header_bytes_ > kMaxAgeHeaderBytes)
    return Fail(ErrorCode::kFailed, Message("the permit is too large for a package's header"));
  facts_.prefix = Sha256(AsBytes(prefix));
  sink_ = std::make_unique<PayloadSink>(file_.fd(), header_bytes_, pool_);
  RETURN_IF_ERROR(sink_->Write(nonce));
  stream_ =
      std::make_unique<StreamWriter>(PayloadKey(file_key_.Expose(), nonce).Expose(), *sink_, pool_);
  return {};
}

Result<PackageFacts> PackageWriter::FinishPayload() {
  RETURN_IF_ERROR(stream_->Finish());
  ASSIGN_OR_RETURN(facts_.root, sink_->Finish());
  facts_.payload_bytes = sink_->written();
  return facts_;
}

Result<void> PackageWriter::Prepare(std::string_view seal_token) {
  ASSIGN_OR_RETURN(Stanza seal, MakeSealStanza(seal_token));
  const std::string before =
      std::string(kAgeVersionLine) + Encode(stanzas_) + EncodeStanzaLine(seal);
  const std::string zeros = seal_text_;
  seal_text_ = EncodeStanzaBody(seal.body);
  const std::string mac_tail =
      EncodeMacTail(HeaderMac(file_key_.Expose(), before + seal_text_ + std::string(kMacMark)));
  const std::string header = before + zeros + std::string(kMacMark) + mac_tail;
  RETURN_IF_ERROR(WriteAllAt(file_.fd(), AsBytes(header), 0));
  RETURN_IF_ERROR(SyncFd(file_.fd(), file_.path()));
  RETURN_IF_ERROR(ReadBack(header));
  // What this file system cannot do shows now, not when a use of the permit is spent.
  return file_.CheckNaming();
}

// What the medium gives back, past the cache where the system lets go of it.
Result<void> PackageWriter::ReadBack(std::string_view header) {
  posix_fadvise(file_.fd(), 0, 0, POSIX_FADV_DONTNEED);
  const Error differs =
      Fail(ErrorCode::kIo,
           Message("what was written to {0} does not read back the same", {file_.path()}),
           Message("the medium may be failing: take another one and seal again"));
  Bytes found(header.size());
  ASSIGN_OR_RETURN(const size_t got, ReadFullAt(file_.fd(), found, 0));
  if (got != found.size() || AsText(found) != header) return differs;
  const auto payload = VerifyPayload();
  if (!payload) return payload.error().code == ErrorCode::kPayload ? differs : payload.error();
  // Another seal may have taken it for an orphan before it was locked, or somebody may play tricks:
  // a use of the permit must not be spent on a file that is gone.
  if (!file_.IsInPlace())
    return Fail(
        ErrorCode::kIo, Message("{0} was removed or replaced while it was written", {file_.path()}),
        Message("see who else writes to {0}, then seal again", {DirectoryOf(file_.path())}));
  return {};
}

// By the tags of the chunks: nobody but this object has had the file key, so that what is authentic
// is what it wrote (docs/decisions/066).
Result<void> PackageWriter::VerifyPayload() {
  std::array<uint8_t, kPayloadNonceBytes> nonce{};
  RETURN_IF_ERROR(ReadFullAt(file_.fd(), nonce, header_bytes_));
  FdSourceAt chunks(file_.fd(), header_bytes_ + nonce.size());
  StreamReader reader(PayloadKey(file_key_.Expose(), nonce).Expose(), chunks, pool_);
  return reader.Verify();
}

Result<void> EndFileAt(const TempFile& file, uint64_t bytes) {
  if (ftruncate(file.fd(), static_cast<off_t>(bytes)) != 0)
    return SystemError(Message("cannot give {0} its length", {file.path()}), errno);
  return {};
}

Result<void> PackageWriter::Release() {
  RETURN_IF_ERROR(WriteAllAt(file_.fd(), AsBytes(seal_text_), prefix_bytes_));
  file_.OpenToReaders();  // whoever stands at the door has to read it
  RETURN_IF_ERROR(EndFileAt(file_, total_bytes()));
  return file_.Commit(TempFile::Existing::kRefuse);
}

}  // namespace sekisho
