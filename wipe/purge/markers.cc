#include "wipe/purge/markers.h"

#include <algorithm>

#include "base/text/message.h"
#include "wipe/passes/aligned_buffer.h"

namespace sekisho {
namespace {

constexpr size_t kTagBytes = 16;
constexpr size_t kUnitBytes = 32;  // the tag, the offset, its complement

// Offsets, in order.
std::vector<uint64_t> ChoosePlaces(const BlockDevice& device, uint64_t seed) {
  const uint64_t block = device.block_bytes();
  const uint64_t blocks = device.size_bytes() / block;
  std::vector<uint64_t> places;
  if (SampleIsAll(device.size_bytes(), block)) {
    const uint64_t step = std::max<uint64_t>(1, blocks / (2 * kSampleSections));
    for (uint64_t at = 0; at < blocks; at += step) places.push_back(at * block);
  } else {
    for (const ByteRange& part : ChooseSample(device.size_bytes(), block, seed))
      places.push_back(part.offset);
  }
  const uint64_t last = (blocks - 1) * block;
  if (places.back() != last) places.push_back(last);
  return places;
}

bool IsAll(ByteView block, int expected) {
  return std::all_of(block.begin(), block.end(), [&](uint8_t byte) { return byte == expected; });
}

// A block that failed is known to be bad; anything else ends the work.
Result<bool> Worked(const Result<void>& done) {
  if (done) return true;
  if (done.error().code == ErrorCode::kIo) return false;
  return done.error();
}

Result<void> MayGoOn(const MarkerHooks& hooks) {
  return hooks.may_go_on ? hooks.may_go_on() : Result<void>();
}

}  // namespace

uint64_t FewestMarkers(uint64_t blocks) { return std::min((blocks + 1) / 2, kSampleSections); }

Markers::Markers(BlockDevice& device, std::optional<uint64_t> sample_seed, Random& random)
    : device_(device), tag_(kTagBytes) {
  random.Fill(tag_);
  places_ = ChoosePlaces(device, sample_seed.value_or(NewSampleSeed(random)));
  to_read_ = {{0, device.size_bytes()}};
  if (sample_seed) to_read_ = ChooseSample(device.size_bytes(), device.block_bytes(), *sample_seed);
}

Bytes Markers::MarkerAt(uint64_t offset) const {
  Bytes unit = tag_;
  unit.resize(kUnitBytes);
  PutLe64(offset, std::span(unit).subspan<kTagBytes, 8>());
  PutLe64(~offset, std::span(unit).subspan<kTagBytes + 8, 8>());
  Bytes block;
  while (block.size() < device_.block_bytes()) block.insert(block.end(), unit.begin(), unit.end());
  return block;
}

bool Markers::HoldsMarker(ByteView block) const {
  for (size_t at = 0; at + kTagBytes <= block.size(); at += kUnitBytes)
    if (std::equal(tag_.begin(), tag_.end(), block.begin() + static_cast<ptrdiff_t>(at)))
      return true;
  return false;
}

Result<void> Markers::Write(const MarkerHooks& hooks) {
  AlignedBuffer buffer(device_.block_bytes());
  const MutableBytes block = buffer.First(device_.block_bytes());
  std::vector<uint64_t> kept;
  for (const uint64_t place : places_) {
    RETURN_IF_ERROR(MayGoOn(hooks));
    std::ranges::copy(MarkerAt(place), block.begin());
    ASSIGN_OR_RETURN(const bool worked, Worked(device_.Write(place, block)));
    if (worked) kept.push_back(place);
  }
  RETURN_IF_ERROR(device_.Sync());
  places_.clear();
  for (const uint64_t place : kept) {
    RETURN_IF_ERROR(MayGoOn(hooks));
    ASSIGN_OR_RETURN(const bool worked, Worked(device_.Read(place, block)));
    if (worked && std::ranges::equal(MarkerAt(place), block)) places_.push_back(place);
  }
  if (places_.size() >= FewestMarkers(device_.size_bytes() / device_.block_bytes())) return {};
  return Fail(ErrorCode::kFailed,
              Message("more than half of the blocks that were to be looked at afterwards cannot "
                      "be written and read back"),
              Message("destroy the medium"));
}

void Markers::Judge(uint64_t offset, ByteView block, int expected, MarkerFindings& findings) const {
  const bool marked = HoldsMarker(block);
  if (marked || (expected >= 0 && !IsAll(block, expected)))
    findings.remaining.Add({offset, block.size()});
  else
    findings.bytes_judged += block.size();
  if (!marked && std::binary_search(places_.begin(), places_.end(), offset)) ++findings.gone;
}

// In halves down to the block where the device cannot read.
Result<void> Markers::LookAtRange(uint64_t offset, MutableBytes out, int expected,
                                  MarkerFindings& findings) {
  const auto block = static_cast<size_t>(device_.block_bytes());
  ASSIGN_OR_RETURN(const bool worked, Worked(device_.Read(offset, out)));
  if (worked) {
    for (size_t at = 0; at < out.size(); at += block)
      Judge(offset + at, out.subspan(at, block), expected, findings);
    return {};
  }
  if (out.size() <= block) {
    findings.unread.Add({offset, out.size()});
    return {};
  }
  const size_t half = out.size() / block / 2 * block;
  RETURN_IF_ERROR(LookAtRange(offset, out.first(half), expected, findings));
  return LookAtRange(offset + half, out.subspan(half), expected, findings);
}

Result<MarkerFindings> Markers::Look(int expected, const MarkerHooks& hooks) {
  RETURN_IF_ERROR(device_.Sync());  // out of the kernel's cache
  MarkerFindings findings;
  AlignedBuffer buffer(kOverwriteChunkBytes);
  for (const ByteRange& range : to_read_)
    for (uint64_t done = 0; done < range.bytes;) {
      RETURN_IF_ERROR(MayGoOn(hooks));
      const uint64_t bytes = std::min(kOverwriteChunkBytes, range.bytes - done);
      RETURN_IF_ERROR(LookAtRange(range.offset + done, buffer.First(bytes), expected, findings));
      if (hooks.on_bytes) hooks.on_bytes(bytes);
      done += bytes;
    }
  return findings;
}

}  // namespace sekisho
