// Reading a whole archive, or why it was refused.
#pragma once

#include <gtest/gtest.h>

#include "libcrypt/archive/archive_reader.h"
#include "tests/unit/libcrypt/archive_test_support.h"

namespace sekisho {

struct WholeArchive {
  std::vector<ArchiveEntry> entries;
  std::vector<std::string> contents;
};

inline Result<WholeArchive> ReadAll(ByteView tar, ArchiveLimits limits = {},
                                    ArchiveReader::Headers headers = ArchiveReader::Headers::kAny) {
  MemorySource source(tar);
  ASSIGN_OR_RETURN(ArchiveReader reader, ArchiveReader::Create(source, limits, headers));
  WholeArchive read;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<ArchiveEntry> entry, reader.Next());
    if (!entry) return read;
    read.entries.push_back(*entry);
    std::string content;
    while (true) {
      ASSIGN_OR_RETURN(const ByteView piece, reader.ReadData());
      if (piece.empty()) break;
      content += AsText(piece);
    }
    EXPECT_EQ(content.size(), entry->size);
    read.contents.push_back(content);
  }
}

// Empty when it was accepted.
inline std::string Refusal(const Bytes& tar, ArchiveLimits limits = {}) {
  const auto read = ReadAll(tar, limits);
  if (read) return "";
  EXPECT_EQ(read.error().code, ErrorCode::kVerdict) << read.error().message;
  return read.error().message;
}

inline std::string Refusal(const HandMadeTar& tar) { return Refusal(tar.End()); }

}  // namespace sekisho
