#include "wipe/nvme/nvme_erase_commands.h"

#include "base/text/message.h"
#include "wipe/ata/ata_sanitize.h"

namespace sekisho {
namespace {

constexpr uint8_t kGetLogPage = 0x02;
constexpr uint8_t kFormatNvm = 0x80;
constexpr uint8_t kSanitize = 0x84;
constexpr uint8_t kSanitizeStatus = 0x81;
constexpr size_t kStatusBytes = 512;
constexpr uint32_t kNotReported = 0xFFFFFFFF;

std::optional<std::chrono::seconds> Estimate(ByteView data, size_t offset) {
  const uint64_t seconds = GetLe(data, offset, 4);
  if (seconds == kNotReported) return std::nullopt;
  return std::chrono::seconds(seconds);
}

}  // namespace

NvmeCommand StartNvmeSanitize(NvmeSanitizeAction action) {
  NvmeCommand command;
  command.opcode = kSanitize;
  command.cdw10 = static_cast<uint32_t>(action);
  if (action != NvmeSanitizeAction::kOverwrite) return command;
  command.cdw10 |= 1u << 4;  // passes; 0 would be 16
  command.cdw11 = kSanitizePatternByte * 0x01010101U;
  return command;
}

NvmeCommand AskNvmeSanitizeStatus() {
  NvmeCommand command;
  command.opcode = kGetLogPage;
  command.nsid = kAllNamespaces;
  command.cdw10 = kSanitizeStatus | (kStatusBytes / 4 - 1) << 16;
  command.in_bytes = kStatusBytes;
  return command;
}

Result<NvmeSanitizeStatus> ParseNvmeSanitizeStatus(ByteView data) {
  if (data.size() != kStatusBytes)
    // defence: H6-24
    return Fail(ErrorCode::kMalformed, Message("the Sanitize Status page has not 512 bytes"));
  NvmeSanitizeStatus status;
  status.progress = static_cast<uint16_t>(GetLe(data, 0, 2));
  switch (data[2] & 0x07) {
    case 0:
      status.phase = NvmeSanitizePhase::kNever;
      break;
    case 1:
    case 4:  // completed, and deallocated although that was not asked for
      status.phase = NvmeSanitizePhase::kCompleted;
      break;
    case 2:
      status.phase = NvmeSanitizePhase::kRunning;
      break;
    case 3:
      status.phase = NvmeSanitizePhase::kFailed;
      break;
    default:
      // defence: H6-25
      return Fail(ErrorCode::kMalformed, Message("the Sanitize Status page has an unknown state"));
  }
  status.overwrite = Estimate(data, 8);
  status.block_erase = Estimate(data, 12);
  status.crypto_erase = Estimate(data, 16);
  return status;
}

NvmeCommand FormatNvm(uint32_t nsid, const NvmeNamespace& space, NvmeErase erase,
                      std::chrono::seconds timeout) {
  NvmeCommand command;
  command.opcode = kFormatNvm;
  command.nsid = nsid;
  command.cdw10 = static_cast<uint32_t>(space.format & 0x0F) |
                  static_cast<uint32_t>(space.extended_metadata) << 4 |
                  static_cast<uint32_t>(space.protection) << 5 |
                  static_cast<uint32_t>(space.protection_first) << 8 |
                  static_cast<uint32_t>(erase) << 9 |
                  static_cast<uint32_t>(space.format >> 4 & 0x03) << 12;
  command.timeout = timeout;
  return command;
}

}  // namespace sekisho
