#include "tests/system/memory/process_memory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/files/files.h"

namespace sekisho {
namespace {

constexpr uint8_t kTurn = 0xff;
constexpr size_t kPieceBytes = 8;
constexpr size_t kWindowBytes = 1 << 20;

struct Mapping {
  std::string line;
  uint64_t begin = 0;
  uint64_t end = 0;
  bool readable = false;
  bool guarded = false;
};

// A mapping's first line ("7f00-7f01 rw-p ..."), or nothing for the lines that tell about it.
bool ParseRange(const std::string& line, Mapping& mapping) {
  const char* const end = line.data() + line.size();
  const auto first = std::from_chars(line.data(), end, mapping.begin, 16);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '-') return false;
  const auto last = std::from_chars(first.ptr + 1, end, mapping.end, 16);
  if (last.ec != std::errc() || last.ptr == end || *last.ptr != ' ') return false;
  mapping.line = line;
  mapping.readable = last.ptr[1] == 'r';
  return true;
}

Result<std::vector<Mapping>> Mappings(const std::string& process) {
  std::ifstream smaps(process + "/smaps");
  std::vector<Mapping> mappings;
  std::string line;
  while (std::getline(smaps, line)) {
    Mapping mapping;
    if (ParseRange(line, mapping)) {
      mappings.push_back(mapping);
    } else if (line.starts_with("VmFlags:") && !mappings.empty()) {
      // "dd": left out of core dumps, which libsodium asks for (and nobody else here does).
      mappings.back().guarded = (line + " ").find(" dd ") != std::string::npos;
    }
  }
  if (mappings.empty()) return Fail(ErrorCode::kIo, "cannot read " + process + "/smaps");
  return mappings;
}

void Turn(MutableBytes bytes) {
  for (uint8_t& byte : bytes) byte ^= kTurn;
}

void SearchWindow(const Mapping& mapping, uint64_t address, ByteView turned, const Needles& needles,
                  std::vector<Residue>& found) {
  for (const Needles::Piece& piece : needles.pieces()) {
    const void* const hit =
        memmem(turned.data(), turned.size(), piece.turned.data(), piece.turned.size());
    if (hit == nullptr) continue;
    const auto offset = static_cast<const uint8_t*>(hit) - turned.data();
    found.push_back({piece.name, mapping.line, address + static_cast<uint64_t>(offset)});
  }
}

// Windows overlap, so that nothing is cut in two. What cannot be read (guard pages, devices) is
// left.
void SearchMapping(int memory, const Mapping& mapping, const Needles& needles, MutableBytes window,
                   Search& search) {
  for (uint64_t at = mapping.begin; at < mapping.end; at += window.size() - kPieceBytes) {
    const size_t most = std::min<uint64_t>(window.size(), mapping.end - at);
    const ssize_t got = pread(memory, window.data(), most, static_cast<off_t>(at));
    if (got <= 0) return;
    const MutableBytes read = window.first(static_cast<size_t>(got));
    Turn(read);
    search.bytes += read.size();
    SearchWindow(mapping, at, read, needles, search.found);
    Wipe(read);
    if (at + read.size() >= mapping.end) return;
  }
}

}  // namespace

void Needles::Add(const std::string& name, ByteView secret) {
  const auto add = [&](size_t offset, size_t size) {
    const ByteView part = secret.subspan(offset, size);
    Bytes turned(part.begin(), part.end());
    Turn(turned);
    pieces_.push_back({name + " from byte " + std::to_string(offset), std::move(turned)});
  };
  for (size_t at = 0; at + kPieceBytes <= secret.size(); at += kPieceBytes) add(at, kPieceBytes);
}

Result<Search> SearchMemory(pid_t pid, const Needles& needles, Guarded guarded) {
  const std::string process = "/proc/" + (pid == 0 ? "self" : std::to_string(pid));
  const UniqueFd memory(open((process + "/mem").c_str(), O_RDONLY | O_CLOEXEC));
  if (!memory.valid()) return SystemError("cannot read " + process + "/mem", errno);
  // Allocated before the mappings are listed, so that it is searched, too.
  Bytes window(kWindowBytes);
  ASSIGN_OR_RETURN(const std::vector<Mapping> mappings, Mappings(process));
  Search search;
  for (const Mapping& mapping : mappings) {
    if (!mapping.readable) continue;
    if (mapping.guarded) search.guarded_bytes += mapping.end - mapping.begin;
    if (mapping.guarded && guarded == Guarded::kMayHoldSecrets) continue;
    SearchMapping(memory.get(), mapping, needles, window, search);
  }
  return search;
}

std::string Describe(const Search& search) {
  std::ostringstream text;
  for (const Residue& one : search.found)
    text << one.secret << " at " << std::hex << one.address << std::dec << " in " << one.place
         << "\n";
  return text.str();
}

}  // namespace sekisho
