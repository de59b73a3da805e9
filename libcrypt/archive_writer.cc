#include "libcrypt/archive_writer.h"

#include <archive.h>
#include <archive_entry.h>

#include <optional>
#include <string>

#include "base/message.h"
#include "base/text.h"
#include "libcrypt/archive_locale.h"
#include "libcrypt/names.h"

namespace sekisho {
namespace {

constexpr int kPieceBytes = 256 * 1024;

locale_t Utf8Locale() {
  static const locale_t kLocale = CtypeLocale("C.UTF-8");
  return kLocale;
}

}  // namespace

struct ArchiveWriter::State {
  explicit State(ByteSink& out) : sink(out) {}
  ~State() {
    if (archive == nullptr) return;
    abandoned = true;
    archive_write_fail(archive);   // or closing would fill up the file begun with zeros
    archive_write_close(archive);  // or its buffer would leak
    archive_write_free(archive);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  static la_ssize_t Take(struct archive*, void* self, const void* data, size_t size) {
    auto* const state = static_cast<State*>(self);
    if (state->abandoned) return static_cast<la_ssize_t>(size);  // the end marker that close writes
    auto written = state->sink.Write({static_cast<const uint8_t*>(data), size});
    if (written) return static_cast<la_ssize_t>(size);
    state->sink_error = written.error();
    return -1;
  }

  // What libarchive's return value means; the sink's own error when that was the cause. A warning
  // is about a name that is not UTF-8: libarchive has then kept its bytes.
  Result<void> Check(la_ssize_t status) const {
    if (status >= ARCHIVE_WARN) return {};
    if (sink_error) return *sink_error;
    const char* const reason = archive_error_string(archive);
    return Fail(ErrorCode::kFailed,
                Message("cannot write the archive: {0}", {reason != nullptr ? reason : "?"}));
  }

  Result<void> AddHeader(std::string_view name, bool is_directory, uint64_t size, Time mtime) {
    RETURN_IF_ERROR(CheckName(name, ErrorCode::kFailed));
    if (in_file) return Fail(ErrorCode::kFailed, Message("a file of the archive was not ended"));
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(),
                                                                         archive_entry_free);
    archive_entry_copy_pathname(entry.get(), std::string(name).c_str());
    archive_entry_set_filetype(entry.get(), is_directory ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry.get(), is_directory ? 0755 : 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    archive_entry_set_mtime(entry.get(), mtime.time_since_epoch().count(), 0);
    return Check(archive_write_header(archive, entry.get()));
  }

  ByteSink& sink;
  struct archive* archive = nullptr;
  std::optional<Error> sink_error;
  std::string file_name;
  uint64_t left = 0;  // of the file begun
  bool in_file = false;
  bool abandoned = false;  // nothing reaches the sink any more
};

ArchiveWriter::ArchiveWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
ArchiveWriter::ArchiveWriter(ArchiveWriter&&) noexcept = default;
ArchiveWriter& ArchiveWriter::operator=(ArchiveWriter&&) noexcept = default;
ArchiveWriter::~ArchiveWriter() = default;

Result<ArchiveWriter> ArchiveWriter::Create(ByteSink& sink) {
  if (Utf8Locale() == nullptr)
    return Fail(ErrorCode::kFailed, Message("the locale C.UTF-8 is missing"),
                Message("install the package libc-bin"));
  const LocaleScope scope(Utf8Locale());
  auto state = std::make_unique<State>(sink);
  state->archive = archive_write_new();
  if (state->archive == nullptr) return Fail(ErrorCode::kFailed, Message("out of memory"));
  RETURN_IF_ERROR(state->Check(archive_write_set_format_pax_restricted(state->archive)));
  RETURN_IF_ERROR(state->Check(archive_write_add_filter_none(state->archive)));
  RETURN_IF_ERROR(state->Check(archive_write_set_bytes_per_block(state->archive, kPieceBytes)));
  RETURN_IF_ERROR(state->Check(archive_write_set_bytes_in_last_block(state->archive, 1)));
  RETURN_IF_ERROR(state->Check(
      archive_write_open(state->archive, state.get(), nullptr, &State::Take, nullptr)));
  return ArchiveWriter(std::move(state));
}

Result<void> ArchiveWriter::AddDirectory(std::string_view name, Time mtime) {
  const LocaleScope scope(Utf8Locale());
  return state_->AddHeader(name, true, 0, mtime);
}

Result<void> ArchiveWriter::BeginFile(std::string_view name, uint64_t size, Time mtime) {
  const LocaleScope scope(Utf8Locale());
  RETURN_IF_ERROR(state_->AddHeader(name, false, size, mtime));
  state_->file_name = name;
  state_->left = size;
  state_->in_file = true;
  return {};
}

Result<void> ArchiveWriter::WriteFileData(ByteView data) {
  const LocaleScope scope(Utf8Locale());
  if (!state_->in_file || data.size() > state_->left)
    return Fail(ErrorCode::kFailed,
                Message("{0} is longer than announced", {SafeForTerminal(state_->file_name)}));
  state_->left -= data.size();
  while (!data.empty()) {
    const la_ssize_t put = archive_write_data(state_->archive, data.data(), data.size());
    if (put <= 0) return state_->Check(ARCHIVE_FATAL);
    data = data.subspan(static_cast<size_t>(put));
  }
  return {};
}

Result<void> ArchiveWriter::EndFile() {
  const LocaleScope scope(Utf8Locale());
  if (!state_->in_file || state_->left != 0)
    return Fail(ErrorCode::kFailed,
                Message("{0} is shorter than announced", {SafeForTerminal(state_->file_name)}));
  state_->in_file = false;
  return state_->Check(archive_write_finish_entry(state_->archive));
}

Result<void> ArchiveWriter::AddMemoryFile(std::string_view name, ByteView bytes, Time mtime) {
  RETURN_IF_ERROR(BeginFile(name, bytes.size(), mtime));
  RETURN_IF_ERROR(WriteFileData(bytes));
  return EndFile();
}

Result<void> ArchiveWriter::Finish() {
  const LocaleScope scope(Utf8Locale());
  if (state_->in_file)
    return Fail(ErrorCode::kFailed, Message("a file of the archive was not ended"));
  return state_->Check(archive_write_close(state_->archive));
}

}  // namespace sekisho
