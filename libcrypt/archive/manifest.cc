#include "libcrypt/archive/manifest.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr std::string_view kFirstLine = "# sekisho manifest v1";
constexpr std::string_view kDirectory = "#d ";
constexpr std::string_view kFile = "#f ";
constexpr size_t kHexDigits = 64;
constexpr size_t kPieceBytes = 64 * 1024;
constexpr uint64_t kMaxBytes = std::numeric_limits<int64_t>::max();
// A backslash, the digest, two spaces, a name in which every byte is escaped.
constexpr size_t kMaxLineBytes = 1 + kHexDigits + 2 + 2 * kMaxNameBytes;

// sha256sum's escaping, as far as accepted names need it: they have no line ends.
std::string Escape(std::string_view name) {
  std::string out;
  for (char c : name) {
    if (c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

Result<std::string> Unescape(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && (++i == text.size() || text[i] != '\\'))
      return Fail(ErrorCode::kMalformed, Message("a backslash is not escaped"));  // defence: A10-10
    out.push_back(text[i]);
  }
  return out;
}

// Decimal without sign or leading zeros.
Result<uint64_t> ParseSize(std::string_view text) {
  uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || size > kMaxBytes || (text.size() > 1 && text[0] == '0'))
    // defence: A10-11
    return Fail(ErrorCode::kMalformed, Message("a file's size is not a number within bounds"));
  return size;
}

Error AtLine(const Error& error, uint64_t line) {
  if (error.code != ErrorCode::kMalformed) return error;  // the source's own
  return error.WithContext(Message("line {0} of the manifest", {std::to_string(line)}));
}

}  // namespace

Result<void> ManifestTotals::Add(const ManifestEntry& entry) {
  if (entry.size > kMaxBytes - bytes)
    // defence: A10-12
    return Fail(ErrorCode::kMalformed, Message("the sizes add up to more than 2^63 bytes"));
  ++(entry.is_directory ? directories : files);
  bytes += entry.size;
  return {};
}

uint64_t MaxManifestBytes(uint64_t files, uint64_t directories) {
  constexpr uint64_t kMaxSizeLine = kFile.size() + 19 + 1;  // below 2^63
  constexpr uint64_t kMaxEntry = kMaxSizeLine + kMaxLineBytes + 1;
  constexpr uint64_t kFirst = kFirstLine.size() + 1;
  constexpr uint64_t kMostEntries = (UINT64_MAX - kFirst) / kMaxEntry;
  if (files > kMostEntries || directories > kMostEntries - files) return UINT64_MAX;
  return kFirst + (files + directories) * kMaxEntry;
}

ManifestWriter::ManifestWriter(ByteSink& sink) : sink_(sink), buffer_(kFirstLine) {
  buffer_.push_back('\n');
}

Result<void> ManifestWriter::Add(const ManifestEntry& entry) {
  RETURN_IF_ERROR(order_.Add(entry.name, entry.is_directory));
  RETURN_IF_ERROR(totals_.Add(entry));
  const std::string escaped = Escape(entry.name);
  if (entry.is_directory) {
    buffer_ += kDirectory;
  } else {
    buffer_ += kFile;
    buffer_ += std::to_string(entry.size) + "\n";
    if (escaped.size() != entry.name.size()) buffer_.push_back('\\');
    buffer_ += HexEncode(entry.digest) + "  ";
  }
  buffer_ += escaped + "\n";
  return buffer_.size() >= kPieceBytes ? Flush() : Result<void>();
}

Result<ManifestTotals> ManifestWriter::Finish() {
  RETURN_IF_ERROR(Flush());
  return totals_;
}

Result<void> ManifestWriter::Flush() {
  if (buffer_.empty()) return {};
  RETURN_IF_ERROR(sink_.Write(AsBytes(buffer_)));
  buffer_.clear();
  return {};
}

Result<std::optional<std::string>> ManifestReader::NextLine() {
  size_t end = buffer_.find('\n', position_);
  if (end == buffer_.npos) {
    buffer_.erase(0, position_);
    position_ = 0;
    const size_t kept = buffer_.size();
    buffer_.resize(kept + kPieceBytes);
    ASSIGN_OR_RETURN(
        const size_t got,
        source_.Read({reinterpret_cast<uint8_t*>(buffer_.data()) + kept, kPieceBytes}));
    buffer_.resize(kept + got);
    end = buffer_.find('\n');
    if (buffer_.empty()) return std::optional<std::string>();
  }
  ++line_number_;
  if (end == buffer_.npos || end - position_ > kMaxLineBytes)
    // defence: A10-13, else std::optional<std::string>()
    return Fail(ErrorCode::kMalformed, Message("the line is too long or does not end"));
  std::string line = buffer_.substr(position_, end - position_);
  position_ = end + 1;
  return std::optional<std::string>(std::move(line));
}

Result<void> ManifestReader::ReadFirstLine() {
  ASSIGN_OR_RETURN(const std::optional<std::string> line, NextLine());
  if (line != std::string(kFirstLine))
    // defence: A10-14
    return Fail(ErrorCode::kMalformed,
                Message("the manifest does not begin with \"{0}\"", {std::string(kFirstLine)}));
  started_ = true;
  return {};
}

// The line `HEX  NAME` that follows `#f SIZE`.
Result<ManifestEntry> ManifestReader::ReadFileEntry(std::string_view size_text) {
  ManifestEntry entry;
  ASSIGN_OR_RETURN(entry.size, ParseSize(size_text));
  ASSIGN_OR_RETURN(const std::optional<std::string> line, NextLine());
  std::string_view rest = line ? std::string_view(*line) : std::string_view();
  const bool escaped = rest.starts_with('\\');
  if (escaped) rest.remove_prefix(1);
  if (rest.size() < kHexDigits + 2 || rest.substr(kHexDigits, 2) != "  ")
    // defence: A10-15
    return Fail(ErrorCode::kMalformed, Message("a digest, two spaces and a name are expected"));
  ASSIGN_OR_RETURN(entry.digest, DigestFromHex(rest.substr(0, kHexDigits)));
  rest.remove_prefix(kHexDigits + 2);
  if (escaped != (rest.find('\\') != rest.npos))
    // defence: A10-16
    return Fail(ErrorCode::kMalformed, Message("the line is not escaped as sha256sum would"));
  ASSIGN_OR_RETURN(entry.name, Unescape(rest));
  return entry;
}

Result<std::optional<ManifestEntry>> ManifestReader::Next() {
  if (!started_) RETURN_IF_ERROR(ReadFirstLine());
  const auto line = NextLine();
  if (!line) return AtLine(line.error(), line_number_);
  if (!*line) return std::optional<ManifestEntry>();
  const std::string_view text = **line;
  const auto read = [&]() -> Result<ManifestEntry> {
    if (text.starts_with(kFile)) return ReadFileEntry(text.substr(kFile.size()));
    if (!text.starts_with(kDirectory))
      // defence: A10-17
      return Fail(ErrorCode::kMalformed, Message("\"#d NAME\" or \"#f SIZE\" is expected"));
    ManifestEntry entry;
    entry.is_directory = true;
    ASSIGN_OR_RETURN(entry.name, Unescape(text.substr(kDirectory.size())));
    return entry;
  };
  auto entry = read();
  if (!entry) return AtLine(entry.error(), line_number_);
  if (auto ordered = order_.Add(entry->name, entry->is_directory); !ordered)
    return AtLine(ordered.error(), line_number_);
  RETURN_IF_ERROR(totals_.Add(*entry));
  return std::optional<ManifestEntry>(*std::move(entry));
}

Result<Manifest> ParseManifest(ByteView text) {
  MemorySource source(text);
  ManifestReader reader(source);
  Manifest manifest;
  while (true) {
    ASSIGN_OR_RETURN(std::optional<ManifestEntry> entry, reader.Next());
    if (!entry) break;
    manifest.entries.push_back(*std::move(entry));
  }
  manifest.totals = reader.totals();
  return manifest;
}

Result<Bytes> WriteManifest(const std::vector<ManifestEntry>& entries) {
  MemorySink sink;
  ManifestWriter writer(sink);
  for (const ManifestEntry& entry : entries) RETURN_IF_ERROR(writer.Add(entry));
  RETURN_IF_ERROR(writer.Finish());
  return std::move(sink.data);
}

}  // namespace sekisho
