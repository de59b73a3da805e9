#include "wipe/purge/purge_run.h"

#include <algorithm>

#include "base/text/message.h"
#include "base/text/message_id.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

class Purging {
 public:
  Purging(BlockDevice& device, Erasure& erasure, const PurgeOrder& order, Random& random,
          Waiter& waiter, const PurgeHooks& hooks)
      : device_(device),
        erasure_(erasure),
        order_(order),
        waiter_(waiter),
        hooks_(hooks),
        markers_(device, order.sample_seed, random) {
    DeviceReport& done = result_.run.done;
    done.method = PurgeMethodName(order.method);
    done.size_bytes = static_cast<int64_t>(device.size_bytes());
    done.block_bytes = static_cast<int64_t>(device.block_bytes());
    done.sampled = order.sample_seed.has_value();
    done.sample_seed = order.sample_seed.value_or(0);
    result_.purge.encryption_stated = order.encryption_stated;
  }

  PurgeRun Run(const DeviceContent& content) {
    Result<void> went = Erase();
    if (went && IsCryptographic(order_.method)) went = Overwrite(content);
    if (went) went = Look();
    if (!went) Stop(went.error());
    return std::move(result_);
  }

 private:
  void Tell(PurgeStage stage, uint64_t done, uint64_t total) const {
    if (hooks_.on_stage) hooks_.on_stage(stage, static_cast<uint32_t>(done * 1000 / total));
  }

  Result<void> Erase() {
    if (order_.recover) RETURN_IF_ERROR(EraseOnce());
    Tell(PurgeStage::kMarking, 0, 1);
    RETURN_IF_ERROR(markers_.Write({hooks_.may_go_on, {}}));
    result_.purge.markers_written = markers_.written();
    return EraseOnce();
  }

  Result<void> EraseOnce() {
    Tell(PurgeStage::kErasing, 0, 1);
    ErasureHooks hooks;
    hooks.may_go_on = hooks_.may_go_on;
    hooks.on_status = [&](const ErasureStatus& status) {
      Tell(PurgeStage::kErasing, status.permille, 1000);
    };
    return RunErasure(erasure_, waiter_, ErasureLimit(erasure_, device_.size_bytes()), hooks);
  }

  // Every block, and every block read back, whatever is read for markers afterwards.
  Result<void> Overwrite(const DeviceContent& content) {
    const PassContent pass = {
        [&](int, uint64_t offset, MutableBytes out) { content.fill(offset, out); },
        content.same_everywhere};
    OverwriteHooks hooks;
    hooks.may_go_on = hooks_.may_go_on;
    OverwriteState state;
    RETURN_IF_ERROR(OverwriteDevice(device_, pass, 1, hooks, state));
    DeviceReport& done = result_.run.done;
    done.passes_done = 1;
    done.unerased = state.unerased.ranges();
    done.bytes_written = done.size_bytes - static_cast<int64_t>(state.unerased.TotalBytes());
    RETURN_IF_ERROR(device_.Sync());
    ASSIGN_OR_RETURN(const ReadBackResult read, ReadBackDevice(device_, pass, 1, hooks, state));
    if (read.bytes_verified == device_.size_bytes()) return {};
    return Fail(ErrorCode::kFailed, Message("not every block could be overwritten and read back "
                                            "after the erase"));
  }

  Result<void> Look() {
    uint64_t read = 0;
    const uint64_t total = markers_.bytes_to_read();
    MarkerHooks hooks;
    hooks.may_go_on = hooks_.may_go_on;
    hooks.on_bytes = [&](uint64_t bytes) { Tell(PurgeStage::kReading, read += bytes, total); };
    ASSIGN_OR_RETURN(const MarkerFindings found, markers_.Look(ByteLeftBy(order_.method), hooks));
    TakeUp(found);
    return {};
  }

  void TakeUp(const MarkerFindings& found) {
    DeviceRun& run = result_.run;
    result_.purge.markers_gone = found.gone;
    run.done.bytes_verified = static_cast<int64_t>(found.bytes_judged);
    run.done.unread = found.unread.ranges();
    run.done.differing = found.remaining.ranges();
    Name(run.done.unread, MessageId("bytes {0} to {1} could not be read after the erase"));
    Name(run.done.differing,
         MessageId("bytes {0} to {1} still hold what was there before the erase, or "
                   "something that it does not leave"));
    run.outcome = WipeOutcome::kFailed;
    if (!run.done.differing.empty()) run.outcome = WipeOutcome::kOldData;
    if (ErasureIsSeen(run.done, result_.purge, order_.method)) run.outcome = WipeOutcome::kDone;
  }

  void Name(const std::vector<ByteRange>& ranges, const char* sentence) {
    for (const ByteRange& range : ranges)
      result_.run.failures.push_back(
          {order_.shown, Message(sentence, {std::to_string(range.offset),
                                            std::to_string(range.offset + range.bytes - 1)})});
  }

  void Stop(const Error& error) {
    const bool interrupted = error.code == ErrorCode::kInterrupted;
    result_.run.outcome = interrupted ? WipeOutcome::kInterrupted : WipeOutcome::kFailed;
    const std::string& message = interrupted ? Message(
                                                   "interrupted: a device that has begun to erase "
                                                   "itself goes on by itself")
                                             : error.message;
    result_.run.failures.push_back(FailureOf(order_.shown, Fail(error.code, message, error.next)));
  }

  BlockDevice& device_;
  Erasure& erasure_;
  const PurgeOrder& order_;
  Waiter& waiter_;
  const PurgeHooks& hooks_;
  Markers markers_;
  PurgeRun result_;
};

}  // namespace

PurgeRun PurgeAndLook(BlockDevice& device, Erasure& erasure, const PurgeOrder& order,
                      const DeviceContent& content, Random& random, Waiter& waiter,
                      const PurgeHooks& hooks) {
  return Purging(device, erasure, order, random, waiter, hooks).Run(content);
}

}  // namespace sekisho
