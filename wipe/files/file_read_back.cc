#include "wipe/files/file_read_back.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "base/files/files.h"
#include "base/files/interrupt.h"

namespace sekisho {
namespace {

constexpr size_t kReadBytes = 2 << 20;  // a reader has two such buffers
constexpr size_t kAlignment = 4096;

uint8_t* AlignedMemory(size_t bytes) {
  void* memory = nullptr;
  if (posix_memalign(&memory, kAlignment, bytes) != 0) throw std::bad_alloc();
  return static_cast<uint8_t*>(memory);
}

}  // namespace

FileReadBack::FileReadBack()
    : memory_(AlignedMemory(2 * kReadBytes * kReaders), &std::free), pool_(kReaders) {
  uint8_t* at = memory_.get();
  for (Reader& reader : readers_)
    for (MutableBytes* const buffer : {&reader.found, &reader.wanted}) {
      *buffer = {at, kReadBytes};
      at += kReadBytes;
    }
}

void FileReadBack::Begin(int fd, const Pattern& pattern) {
  fd_ = fd;
  pattern_ = pattern;
  finding_ = ReadFinding();
  closed_ = false;
  threads_run_ = false;
}

void FileReadBack::Add(const std::vector<ByteRange>& ranges) {
  const std::lock_guard lock(mutex_);
  ranges_.insert(ranges_.end(), ranges.begin(), ranges.end());
  if (!threads_run_ && ranges_.size() > 1) StartThreads();
  changed_.notify_all();
}

void FileReadBack::StartThreads() {
  threads_run_ = true;
  for (size_t i = 0; i + 1 < readers_.size(); ++i)
    readers_[i].ticket = pool_.Start([this, &reader = readers_[i]] {
      for (auto range = Next(); range; range = Next()) Read(reader, *range);
    });
}

bool FileReadBack::HasDiffering() {
  const std::lock_guard lock(mutex_);
  return finding_.differs_at.has_value();
}

ReadFinding FileReadBack::Finish(const std::function<void(uint64_t bytes)>& on_bytes) {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }
  uint64_t told = 0;
  const auto tell = [&] {
    const uint64_t read = BytesRead();
    on_bytes(read - std::exchange(told, read));
  };
  // This thread reads, too.
  for (auto range = Next(); range; range = Next()) {
    Read(readers_.back(), *range);
    tell();
  }
  for (Reader& reader : readers_) pool_.Wait(std::exchange(reader.ticket, nullptr));
  tell();
  ranges_.clear();
  return std::exchange(finding_, ReadFinding());
}

uint64_t FileReadBack::BytesRead() {
  const std::lock_guard lock(mutex_);
  return finding_.verified + finding_.unread;
}

std::optional<ByteRange> FileReadBack::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !ranges_.empty() || closed_ || finding_.differs_at; });
  if (ranges_.empty() || finding_.differs_at || Interrupted()) return std::nullopt;
  const ByteRange range = ranges_.front();
  ranges_.pop_front();
  return range;
}

void FileReadBack::Read(const Reader& reader, const ByteRange& range) {
  for (uint64_t at = 0; at < range.bytes && !Interrupted(); at += kReadBytes) {
    const size_t piece = std::min<uint64_t>(kReadBytes, range.bytes - at);
    const uint64_t offset = range.offset + at;
    ReadFinding finding;
    const auto got = ReadFullAt(fd_, reader.found.first(piece), offset);
    if (got) {
      pattern_->Fill(offset, false, reader.wanted.first(piece));
      if (*got == piece && std::memcmp(reader.found.data(), reader.wanted.data(), piece) == 0)
        finding.verified = piece;
      else
        finding.differs_at = offset;
    } else {
      finding.unread = piece;
      finding.unread_at = offset;
      finding.read_error = got.error();
    }
    Merge(finding);
  }
}

void FileReadBack::Merge(const ReadFinding& piece) {
  const std::lock_guard lock(mutex_);
  finding_.verified += piece.verified;
  if (piece.unread > 0 && (finding_.unread == 0 || piece.unread_at < finding_.unread_at)) {
    finding_.unread_at = piece.unread_at;
    finding_.read_error = piece.read_error;
  }
  finding_.unread += piece.unread;
  if (piece.differs_at)
    finding_.differs_at = std::min(finding_.differs_at.value_or(UINT64_MAX), *piece.differs_at);
}

}  // namespace sekisho
