#include "libcrypt/archive/archive_output.h"

#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr int kPieceBytes = 256 * 1024;

}  // namespace

Result<std::unique_ptr<ArchiveOutput>> ArchiveOutput::Create(ByteSink& sink) {
  struct archive* const archive = archive_write_new();
  if (archive == nullptr) return Fail(ErrorCode::kFailed, Message("out of memory"));
  return std::unique_ptr<ArchiveOutput>(new ArchiveOutput(sink, archive));
}

ArchiveOutput::~ArchiveOutput() {
  abandoned_ = true;
  archive_write_fail(archive_);   // or closing would fill up the file begun with zeros
  archive_write_close(archive_);  // or its buffer would leak
  archive_write_free(archive_);
}

la_ssize_t ArchiveOutput::Take(struct archive*, void* self, const void* data, size_t size) {
  auto* const output = static_cast<ArchiveOutput*>(self);
  if (output->abandoned_) return static_cast<la_ssize_t>(size);  // what closing writes
  auto written = output->sink_.Write({static_cast<const uint8_t*>(data), size});
  if (written) return static_cast<la_ssize_t>(size);
  output->sink_error_ = written.error();
  return -1;
}

Result<void> ArchiveOutput::Open() {
  RETURN_IF_ERROR(Check(archive_write_set_bytes_per_block(archive_, kPieceBytes)));
  RETURN_IF_ERROR(Check(archive_write_set_bytes_in_last_block(archive_, 1)));
  return Check(archive_write_open(archive_, this, nullptr, &Take, nullptr));
}

Result<void> ArchiveOutput::Check(la_ssize_t status) const {
  if (status >= ARCHIVE_WARN) return {};
  if (sink_error_) return *sink_error_;
  const char* const reason = archive_error_string(archive_);
  return Fail(ErrorCode::kFailed,
              Message("cannot write the archive: {0}", {reason != nullptr ? reason : "?"}));
}

Result<void> ArchiveOutput::WriteData(ByteView data) {
  while (!data.empty()) {
    const la_ssize_t put = archive_write_data(archive_, data.data(), data.size());
    if (put <= 0) return Check(ARCHIVE_FATAL);
    data = data.subspan(static_cast<size_t>(put));
  }
  return {};
}

}  // namespace sekisho
