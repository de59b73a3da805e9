#include "libcrypt/archive/zstd_stream.h"

#include <archive_entry.h>

#include <algorithm>
#include <optional>
#include <string>

#include "base/text/message.h"
#include "libcrypt/archive/archive_output.h"
#include "libcrypt/archive/zstd_frame.h"

namespace sekisho {
namespace {

constexpr size_t kInputBytes = 64 * 1024;
constexpr const char* kLevel = "1";

Error Damaged(const char* why) {
  return Fail(
      ErrorCode::kVerdict,
      Message("the compressed payload is damaged: {0}", {why != nullptr ? Message(why) : "?"}),
      Message("nothing was kept; ask the sender for the package again"));
}

}  // namespace

struct ZstdWriter::State {
  // Of libarchive's "raw" format: one entry without a header.
  Result<void> Start(size_t threads) {
    struct archive* const archive = output->get();
    RETURN_IF_ERROR(output->Check(archive_write_set_format_raw(archive)));
    RETURN_IF_ERROR(output->Check(archive_write_add_filter_zstd(archive)));
    RETURN_IF_ERROR(SetOption("compression-level", kLevel));
    if (threads > 1)
      RETURN_IF_ERROR(SetOption("threads", std::to_string(std::min(threads, kMaxThreads))));
    RETURN_IF_ERROR(output->Open());
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(),
                                                                         archive_entry_free);
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    return output->Check(archive_write_header(archive, entry.get()));
  }
  Result<void> SetOption(const char* name, const std::string& value) {
    return output->Check(
        archive_write_set_filter_option(output->get(), "zstd", name, value.c_str()));
  }

  std::unique_ptr<ArchiveOutput> output;
};

ZstdWriter::ZstdWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZstdWriter::~ZstdWriter() = default;

Result<std::unique_ptr<ZstdWriter>> ZstdWriter::Create(ByteSink& sink, size_t threads) {
  auto state = std::make_unique<State>();
  ASSIGN_OR_RETURN(state->output, ArchiveOutput::Create(sink));
  RETURN_IF_ERROR(state->Start(threads));
  return std::unique_ptr<ZstdWriter>(new ZstdWriter(std::move(state)));
}

Result<void> ZstdWriter::Write(ByteView bytes) { return state_->output->WriteData(bytes); }

Result<void> ZstdWriter::Finish() { return state_->output->Close(); }

struct ZstdReader::State {
  explicit State(ByteSource& in) : source(in) {}
  ~State() {
    if (archive != nullptr) archive_read_free(archive);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // What a failure of libarchive means: ours, if that was the cause.
  Error LibraryError() const {
    return input_error ? *input_error : Damaged(archive_error_string(archive));
  }

  Result<void> Start() {
    archive = archive_read_new();
    if (archive == nullptr) return Fail(ErrorCode::kFailed, Message("out of memory"));
    // Exactly this filter: libarchive would otherwise undo others inside it, too.
    if (archive_read_append_filter(archive, ARCHIVE_FILTER_ZSTD) != ARCHIVE_OK ||
        archive_read_support_format_raw(archive) != ARCHIVE_OK ||
        archive_read_open(archive, this, nullptr, &Give, nullptr) != ARCHIVE_OK)
      return LibraryError();  // defence: none, libarchive's refusal
    archive_entry* entry = nullptr;
    // defence: none, libarchive's refusal
    if (archive_read_next_header(archive, &entry) != ARCHIVE_OK) return LibraryError();
    return {};
  }

  static la_ssize_t Give(struct archive*, void* self, const void** data) {
    auto* const state = static_cast<State*>(self);
    *data = state->input.data();
    auto got = state->NextPiece();
    if (got) return static_cast<la_ssize_t>(*got);
    state->input_error = got.error();
    return -1;
  }

  // The next bytes of the frame; 0 at its end, or at the source's.
  Result<size_t> NextPiece() {
    if (frame.AtEnd()) return size_t{0};
    ASSIGN_OR_RETURN(const size_t got, source.Read(input));
    const ByteView bytes = ByteView(input).first(got);
    ASSIGN_OR_RETURN(const size_t taken, frame.Take(bytes));
    frame_bytes += taken;
    RETURN_IF_ERROR(padding.Take(bytes.subspan(taken)));
    return taken;
  }

  // What follows the frame, to the end of the source.
  Result<void> CheckEnd() {
    // defence: none, libarchive refuses it before
    if (!frame.AtEnd()) return Damaged("it is cut short");
    while (true) {
      ASSIGN_OR_RETURN(const size_t got, source.Read(input));
      if (got == 0) break;
      RETURN_IF_ERROR(padding.Take(ByteView(input).first(got)));
    }
    if (!padding.AtEnd()) return Damaged("its padding is cut short");  // defence: D1-7
    return {};
  }

  // Makes the next piece of plain bytes the current one; false at the end.
  Result<bool> Decompress() {
    const void* data = nullptr;
    size_t size = 0;
    la_int64_t offset = 0;
    const int status = archive_read_data_block(archive, &data, &size, &offset);
    if (status == ARCHIVE_EOF) return false;
    if (status != ARCHIVE_OK) return LibraryError();  // defence: none, libarchive's refusal
    plain = {static_cast<const uint8_t*>(data), size};
    return true;
  }

  ByteSource& source;
  struct archive* archive = nullptr;
  Bytes input = Bytes(kInputBytes);
  std::optional<Error> input_error;
  ZstdFrameParser frame;
  uint64_t frame_bytes = 0;
  ZstdPaddingParser padding;
  ByteView plain;  // what libarchive gave and was not handed on
  bool at_end = false;
};

ZstdReader::ZstdReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZstdReader::~ZstdReader() = default;

Result<std::unique_ptr<ZstdReader>> ZstdReader::Create(ByteSource& source) {
  auto state = std::make_unique<State>(source);
  RETURN_IF_ERROR(state->Start());
  return std::unique_ptr<ZstdReader>(new ZstdReader(std::move(state)));
}

uint64_t ZstdReader::frame_bytes() const { return state_->frame_bytes; }
uint64_t ZstdReader::padding_bytes() const { return state_->padding.bytes(); }

Result<size_t> ZstdReader::Read(MutableBytes out) {
  State& state = *state_;
  size_t filled = 0;
  while (filled < out.size() && !state.at_end) {
    if (state.plain.empty()) {
      ASSIGN_OR_RETURN(const bool more, state.Decompress());
      if (more) continue;
      RETURN_IF_ERROR(state.CheckEnd());
      state.at_end = true;
    }
    const size_t count = std::min(out.size() - filled, state.plain.size());
    std::copy_n(state.plain.begin(), count, out.begin() + static_cast<ptrdiff_t>(filled));
    state.plain = state.plain.subspan(count);
    filled += count;
  }
  return filled;
}

}  // namespace sekisho
