#include "libcrypt/archive/archive_echo.h"

#include <algorithm>

#include "base/text/message.h"

namespace sekisho {

Result<std::unique_ptr<ArchiveEcho>> ArchiveEcho::Create() {
  auto echo = std::make_unique<ArchiveEcho>();
  ASSIGN_OR_RETURN(echo->writer_, ArchiveWriter::Create(echo->original_));
  return echo;
}

Result<void> ArchiveEcho::Original::Write(ByteView bytes) {
  while (!bytes.empty()) {
    const size_t count = rest.empty() ? 0 : std::min(bytes.size(), rest.front().size() - compared);
    const ByteView there =
        rest.empty() ? ByteView() : ByteView(rest.front()).subspan(compared, count);
    if (count == 0 || !std::equal(there.begin(), there.end(), bytes.begin()))
      return Fail(ErrorCode::kVerdict,
                  Message("the archive carries something beside its files: in its headers, or in "
                          "the gaps between them"),
                  Message("tell whoever sealed it, and the security officer"));  // defence: I10-1
    bytes = bytes.subspan(count);
    compared += count;
    if (compared < rest.front().size()) continue;
    rest.pop_front();
    compared = 0;
  }
  return {};
}

Result<void> ArchiveEcho::AddDirectory(std::string_view name, Time mtime) {
  RETURN_IF_ERROR(EndFile());
  return writer_->AddDirectory(name, mtime);
}

Result<void> ArchiveEcho::BeginFile(std::string_view name, uint64_t size, Time mtime) {
  RETURN_IF_ERROR(EndFile());
  in_file_ = true;
  return writer_->BeginFile(name, size, mtime);
}

Result<void> ArchiveEcho::EndFile() {
  if (!in_file_) return {};
  in_file_ = false;
  return writer_->EndFile();
}

Result<void> ArchiveEcho::Finish() {
  RETURN_IF_ERROR(EndFile());
  return writer_->Finish();
}

}  // namespace sekisho
