#include "libcrypt/archive/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files/interrupt.h"
#include "base/text/message.h"
#include "base/text/message_id.h"
#include "base/text/text.h"
#include "libcrypt/archive/archive_echo.h"
#include "libcrypt/archive/archive_locale.h"

namespace sekisho {
namespace {

constexpr size_t kPieceBytes = 256 * 1024;
// Of headers and maps of sparse files, before one entry or piece of it: libarchive keeps all of
// them, a map in twelve times its room. What archive_writer.h writes there is a few KiB.
constexpr uint64_t kMaxHeaderBytes = 1 << 20;
constexpr uint64_t kBlockBytes = 512;
constexpr uint64_t kEndMarkerBytes = 2 * kBlockBytes;
constexpr uint64_t kRecordBytes = 20 * kBlockBytes;  // to which stock tar fills up

// In a UTF-8 locale libarchive would turn names from NFD into NFC. In the C locale it warns that it
// cannot convert them, and keeps their bytes.
locale_t RawLocale() {
  static const locale_t kLocale = CtypeLocale("C");
  return kLocale;
}

bool IsConversionWarning(const char* text) {
  return text != nullptr && std::string_view(text).find("can't be converted") != std::string::npos;
}

Error Bad(const char* why, std::string_view name) {
  return Fail(ErrorCode::kVerdict, Message(why, {SafeForTerminal(name)}),
              Message("nothing was kept; ask the sender for the package again"));
}

const char* WhyNotAllowed(archive_entry* entry) {
  // defence: E2-1
  if (archive_entry_hardlink(entry) != nullptr)
    return MessageId("the archive holds {0}, a hard link");
  const auto type = archive_entry_filetype(entry);
  if (type == AE_IFLNK || archive_entry_symlink(entry) != nullptr)
    return MessageId("the archive holds {0}, a symbolic link");             // defence: E2-2
  if (type == AE_IFIFO) return MessageId("the archive holds {0}, a FIFO");  // defence: E3-1
  // defence: E3-2
  if (type != AE_IFREG && type != AE_IFDIR)
    return MessageId("the archive holds {0}, a device or the like");
  if (archive_entry_size(entry) < 0) return MessageId("{0} has a negative size");  // defence: E6-4
  // defence: E6-5
  if (type == AE_IFDIR && archive_entry_size(entry) != 0)
    return MessageId("the directory {0} has a size");
  return nullptr;
}

}  // namespace

struct ArchiveReader::State {
  State(ByteSource& in, const ArchiveLimits& bounds) : source(in), limits(bounds) {}
  ~State() {
    if (archive != nullptr) archive_read_free(archive);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  static la_ssize_t Give(struct archive*, void* self, const void** data) {
    auto* const state = static_cast<State*>(self);
    auto got = state->FillForNext();
    if (!got) {
      state->source_error = got.error();
      return -1;
    }
    *data = state->input.data();
    return static_cast<la_ssize_t>(*got);
  }

  // For libarchive, on its way to the next entry or piece.
  Result<size_t> FillForNext() {
    if (source_bytes - found_at > kMaxHeaderBytes)
      return Bad(MessageId("the headers of one entry are longer than {0}"),
                 "1 MiB");  // defence: E6-6
    return Fill();
  }

  // Reads a piece of the source, and notes where its last byte that is not zero was.
  Result<size_t> Fill() {
    RETURN_IF_ERROR(CheckInterrupted());
    ASSIGN_OR_RETURN(const size_t got, source.Read(input));
    size_t end = got;
    while (end > 0 && input[end - 1] == 0) --end;
    if (end > 0) nonzero_end = source_bytes + end;
    source_bytes += got;
    if (echo) echo->AddOriginal(ByteView(input).first(got));
    return got;
  }

  Error LibraryError() const {
    if (source_error) return *source_error;
    const char* const reason = archive_error_string(archive);
    return Bad(MessageId("the archive is damaged: {0}"),
               reason != nullptr ? reason : "unknown format");
  }

  Result<ArchiveEntry> Accept(archive_entry* raw) {
    const char* const path = archive_entry_pathname(raw);
    ArchiveEntry entry;
    entry.name = path != nullptr ? path : "";
    // defence: none, each of the reasons is a defence
    if (const char* why = WhyNotAllowed(raw)) return Bad(why, entry.name);
    entry.is_directory = archive_entry_filetype(raw) == AE_IFDIR;
    if (entry.is_directory && entry.name.ends_with('/')) entry.name.pop_back();
    if (entry.name.size() > limits.max_name_bytes)
      // defence: E7-1
      return Bad(MessageId("the name {0}... is too long"),
                 std::string_view(entry.name).substr(0, 80));
    RETURN_IF_ERROR(CheckName(entry.name, ErrorCode::kVerdict));  // defence: E1-1
    entry.size = static_cast<uint64_t>(archive_entry_size(raw));
    RETURN_IF_ERROR(limits.CheckEntries(++entries));
    RETURN_IF_ERROR(CountBytes(entry.size));
    entry.mtime = TimeInArchive(Time(std::chrono::seconds(archive_entry_mtime(raw))));
    return entry;
  }

  Result<void> Echo(const ArchiveEntry& entry) {
    if (!echo) return {};
    if (entry.is_directory) return echo->AddDirectory(entry.name, entry.mtime);
    return echo->BeginFile(entry.name, entry.size, entry.mtime);
  }

  // The end marker's bytes are wanted for it; what follows them is looked at here.
  Result<void> FinishEcho(uint64_t archive_bytes) {
    while (echo && source_bytes < archive_bytes) {
      ASSIGN_OR_RETURN(const size_t got, Fill());
      if (got == 0) break;
    }
    if (echo) RETURN_IF_ERROR(echo->Finish());
    echo.reset();
    return {};
  }

  // Holes count: that they take no room on this disk does not help the next one.
  Result<void> CountBytes(uint64_t bytes) {
    total_bytes += std::min(bytes, std::numeric_limits<uint64_t>::max() - total_bytes);
    RETURN_IF_ERROR(limits.CheckTotal(total_bytes));
    return limits.CheckRatio(total_bytes);
  }

  // After the end marker: only zeros, to the end of the source, and no more than padding has.
  Result<void> CheckEnd() {
    const auto marker = static_cast<uint64_t>(archive_read_header_position(archive));
    RETURN_IF_ERROR(FinishEcho(marker + kEndMarkerBytes));
    while (true) {
      ASSIGN_OR_RETURN(const size_t got, Fill());
      if (got == 0) break;
    }
    if (source_bytes < marker + kEndMarkerBytes || source_bytes % kBlockBytes != 0)
      return Bad(MessageId("the archive is cut short: its end marker is missing"),
                 "");  // defence: D1-1
    // defence: D1-2
    if (nonzero_end > marker)
      return Bad(MessageId("there is data after the end of the archive"), "");
    const uint64_t archive_bytes = marker + kEndMarkerBytes;
    if (source_bytes - archive_bytes > std::max(archive_bytes / 8, kRecordBytes))
      return Bad(MessageId("there is too much padding after the end of the archive"),
                 "");  // defence: E6-7
    return {};
  }

  // Takes the next piece from libarchive into `piece` and `piece_offset`; false at the file's end.
  Result<bool> NextPiece() {
    const void* data = nullptr;
    size_t size = 0;
    la_int64_t offset = 0;
    const int status = archive_read_data_block(archive, &data, &size, &offset);
    if (status == ARCHIVE_EOF) return false;
    if (status != ARCHIVE_OK) return LibraryError();  // defence: none, libarchive's refusal
    const auto start = static_cast<uint64_t>(offset);
    if (offset < 0 || start < position || start > current.size || size > current.size - start)
      return Bad(MessageId("{0} has pieces out of place"), current.name);  // defence: E6-8
    piece = {static_cast<const uint8_t*>(data), size};
    piece_offset = start;
    found_at = source_bytes;
    return true;
  }

  ByteSource& source;
  const ArchiveLimits limits;
  struct archive* archive = nullptr;
  std::optional<Error> source_error;
  std::unique_ptr<ArchiveEcho> echo;  // none when anything may be in the headers
  std::vector<uint8_t> input = std::vector<uint8_t>(kPieceBytes);
  uint64_t source_bytes = 0;
  uint64_t found_at = 0;  // of those, when the last entry or piece was found
  uint64_t nonzero_end = 0;

  uint64_t entries = 0;
  uint64_t total_bytes = 0;

  ArchiveEntry current;
  uint64_t position = 0;  // in the current file
  ByteView piece;         // what libarchive gave and was not handed on
  uint64_t piece_offset = 0;
  bool at_end = true;  // of the current file
};

ArchiveReader::ArchiveReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ArchiveReader::ArchiveReader(ArchiveReader&&) noexcept = default;
ArchiveReader& ArchiveReader::operator=(ArchiveReader&&) noexcept = default;
ArchiveReader::~ArchiveReader() = default;

Result<ArchiveReader> ArchiveReader::Create(ByteSource& source, const ArchiveLimits& limits,
                                            Headers headers) {
  const LocaleScope scope(RawLocale());
  auto state = std::make_unique<State>(source, limits);
  if (headers == Headers::kOurs) {
    ASSIGN_OR_RETURN(state->echo, ArchiveEcho::Create());
  }
  state->archive = archive_read_new();
  if (state->archive == nullptr) return Fail(ErrorCode::kFailed, Message("out of memory"));
  // defence: none, libarchive's refusal
  if (archive_read_support_format_tar(state->archive) != ARCHIVE_OK) return state->LibraryError();
  if (archive_read_open(state->archive, state.get(), nullptr, &State::Give, nullptr) != ARCHIVE_OK)
    return state->LibraryError();  // defence: none, libarchive's refusal
  return ArchiveReader(std::move(state));
}

Result<std::optional<ArchiveEntry>> ArchiveReader::Next() {
  while (true) {  // the echo needs all of it, and none of it counts as headers of the next
    ASSIGN_OR_RETURN(const ByteView piece, ReadData());
    if (piece.empty()) break;
  }
  const LocaleScope scope(RawLocale());
  archive_entry* raw = nullptr;
  const int status = archive_read_next_header(state_->archive, &raw);
  if (status == ARCHIVE_EOF) {
    RETURN_IF_ERROR(state_->CheckEnd());
    return std::optional<ArchiveEntry>();
  }
  const bool kept_raw =
      status == ARCHIVE_WARN && IsConversionWarning(archive_error_string(state_->archive));
  // defence: none, libarchive's refusal
  if (status != ARCHIVE_OK && !kept_raw) return state_->LibraryError();
  state_->found_at = state_->source_bytes;
  ASSIGN_OR_RETURN(state_->current, state_->Accept(raw));
  RETURN_IF_ERROR(state_->Echo(state_->current));
  state_->position = 0;
  state_->piece = {};
  state_->piece_offset = 0;
  state_->at_end = state_->current.is_directory;
  return std::optional<ArchiveEntry>(state_->current);
}

Result<ByteView> ArchiveReader::ReadData() {
  ASSIGN_OR_RETURN(const ByteView piece, NextData());
  if (state_->echo && !piece.empty()) RETURN_IF_ERROR(state_->echo->WriteFileData(piece));
  return piece;
}

Result<ByteView> ArchiveReader::NextData() {
  static const std::vector<uint8_t> kZeros(kPieceBytes);
  const LocaleScope scope(RawLocale());
  State& state = *state_;
  while (state.piece.empty() && !state.at_end) {
    ASSIGN_OR_RETURN(const bool more, state.NextPiece());
    if (more) continue;
    state.at_end = true;
    state.piece_offset = state.current.size;  // what is still missing is a hole
  }
  if (state.position < state.piece_offset) {
    const uint64_t hole = state.piece_offset - state.position;
    const size_t count = static_cast<size_t>(std::min<uint64_t>(hole, kPieceBytes));
    state.position += count;
    return ByteView(kZeros).first(count);
  }
  state.position += state.piece.size();
  return std::exchange(state.piece, ByteView());
}

}  // namespace sekisho
