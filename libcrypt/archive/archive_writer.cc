#include "libcrypt/archive/archive_writer.h"

#include <archive_entry.h>

#include <string>

#include "base/text/message.h"
#include "base/text/text.h"
#include "libcrypt/archive/archive_locale.h"
#include "libcrypt/archive/archive_output.h"
#include "libcrypt/archive/names.h"

namespace sekisho {
namespace {

locale_t Utf8Locale() {
  static const locale_t kLocale = CtypeLocale("C.UTF-8");
  return kLocale;
}

}  // namespace

struct ArchiveWriter::State {
  explicit State(std::unique_ptr<ArchiveOutput> to) : output(std::move(to)) {}

  Result<void> AddHeader(std::string_view name, bool is_directory, uint64_t size, Time mtime) {
    RETURN_IF_ERROR(CheckName(name, ErrorCode::kFailed));
    if (in_file) return Fail(ErrorCode::kFailed, Message("a file of the archive was not ended"));
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(),
                                                                         archive_entry_free);
    archive_entry_copy_pathname(entry.get(), std::string(name).c_str());
    archive_entry_set_filetype(entry.get(), is_directory ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry.get(), is_directory ? 0755 : 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    archive_entry_set_mtime(entry.get(), TimeInArchive(mtime).time_since_epoch().count(), 0);
    return output->Check(archive_write_header(output->get(), entry.get()));
  }

  std::unique_ptr<ArchiveOutput> output;
  std::string file_name;
  uint64_t left = 0;  // of the file begun
  bool in_file = false;
};

Time TimeInArchive(Time time) {
  constexpr int64_t kYear1 = -62'135'596'800;
  constexpr int64_t kYear9999 = 253'370'764'800;
  const int64_t seconds = time.time_since_epoch().count();
  return seconds < kYear1 || seconds > kYear9999 ? Time{} : time;
}

ArchiveWriter::ArchiveWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
ArchiveWriter::ArchiveWriter(ArchiveWriter&&) noexcept = default;
ArchiveWriter& ArchiveWriter::operator=(ArchiveWriter&&) noexcept = default;
ArchiveWriter::~ArchiveWriter() = default;

Result<ArchiveWriter> ArchiveWriter::Create(ByteSink& sink) {
  if (Utf8Locale() == nullptr)
    return Fail(ErrorCode::kFailed, Message("the locale C.UTF-8 is missing"),
                Message("install the package libc-bin"));
  const LocaleScope scope(Utf8Locale());
  ASSIGN_OR_RETURN(std::unique_ptr<ArchiveOutput> output, ArchiveOutput::Create(sink));
  RETURN_IF_ERROR(output->Check(archive_write_set_format_pax_restricted(output->get())));
  RETURN_IF_ERROR(output->Check(archive_write_add_filter_none(output->get())));
  RETURN_IF_ERROR(output->Open());
  return ArchiveWriter(std::make_unique<State>(std::move(output)));
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
  return state_->output->WriteData(data);
}

Result<void> ArchiveWriter::EndFile() {
  const LocaleScope scope(Utf8Locale());
  if (!state_->in_file || state_->left != 0)
    return Fail(ErrorCode::kFailed,
                Message("{0} is shorter than announced", {SafeForTerminal(state_->file_name)}));
  state_->in_file = false;
  return state_->output->Check(archive_write_finish_entry(state_->output->get()));
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
  return state_->output->Close();
}

}  // namespace sekisho
