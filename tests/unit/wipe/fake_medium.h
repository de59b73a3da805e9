// The medium behind a fake device, and the operation in which the device erases it.
#pragma once

#include <algorithm>
#include <set>

#include "tests/unit/wipe/fake_waiter.h"
#include "wipe/passes/overwrite.h"

namespace sekisho {

class FakeMedium final : public BlockDevice {
 public:
  static constexpr uint64_t kBlockBytes = 512;
  explicit FakeMedium(uint64_t blocks = 1000) : bytes(blocks * kBlockBytes, 0xEE) {}
  uint64_t size_bytes() const override { return bytes.size(); }
  uint64_t block_bytes() const override { return kBlockBytes; }
  Result<void> Write(uint64_t offset, ByteView in) override {
    if (!accessible || Hits(bad_writes, offset, in.size())) return Fail(ErrorCode::kIo, "bad");
    std::copy(in.begin(), in.end(), bytes.begin() + static_cast<ptrdiff_t>(offset));
    return {};
  }
  Result<void> Read(uint64_t offset, MutableBytes out) override {
    if (!accessible || Hits(bad_reads, offset, out.size())) return Fail(ErrorCode::kIo, "bad");
    std::copy_n(bytes.begin() + static_cast<ptrdiff_t>(offset), out.size(), out.begin());
    return {};
  }
  Result<void> Sync() override { return {}; }
  void Fill(uint8_t byte) { std::fill(bytes.begin(), bytes.end(), byte); }

  Bytes bytes;
  bool accessible = true;                    // not while it is being sanitized
  std::set<uint64_t> bad_writes, bad_reads;  // blocks, by offset

 private:
  static bool Hits(const std::set<uint64_t>& bad, uint64_t offset, size_t bytes) {
    const auto next = bad.lower_bound(offset);
    return next != bad.end() && *next < offset + bytes;
  }
};

// The states of a sanitize operation, the same in ATA, NVMe and SCSI: idle, in progress (nothing
// can be read or written), completed, failed (nothing can, either, until one succeeds). It goes on
// without power where it left off.
class FakeSanitize {
 public:
  enum class State { kIdle, kRunning, kCompleted, kFailed };
  FakeSanitize(FakeMedium& medium, const FakeWaiter& waiter) : medium_(medium), waiter_(waiter) {}

  void Start(uint8_t leaves) {
    state_ = State::kRunning;
    begun_ = waiter_.Now();
    leaves_ = leaves;
    medium_.accessible = false;
  }
  State Now() {
    if (state_ != State::kRunning || waiter_.Now() - begun_ < takes) return state_;
    state_ = fails ? State::kFailed : State::kCompleted;
    if (fails) return state_;
    medium_.accessible = true;
    if (!lies) medium_.Fill(leaves_);
    return state_;
  }
  uint16_t Progress() const {
    return static_cast<uint16_t>(65536 * (waiter_.Now() - begun_) / takes);
  }

  std::chrono::milliseconds takes{60000};
  bool fails = false;  // in the end
  bool lies = false;   // says that it is done, and erases nothing

 private:
  FakeMedium& medium_;
  const FakeWaiter& waiter_;
  State state_ = State::kIdle;
  std::chrono::milliseconds begun_{0};
  uint8_t leaves_ = 0;
};

}  // namespace sekisho
