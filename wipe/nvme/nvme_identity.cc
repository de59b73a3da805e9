#include "wipe/nvme/nvme_identity.h"

#include <algorithm>

#include "base/text/message.h"
#include "base/text/text.h"

namespace sekisho {
namespace {

constexpr uint8_t kIdentify = 0x06;
constexpr size_t kIdentifyBytes = 4096;

NvmeCommand Identify(uint8_t what, uint32_t nsid) {
  NvmeCommand command;
  command.opcode = kIdentify;
  command.nsid = nsid;
  command.cdw10 = what;
  command.in_bytes = kIdentifyBytes;
  return command;
}

Result<void> CheckLength(ByteView data) {
  if (data.size() == kIdentifyBytes) return {};
  // defence: H6-26, else {}
  return Fail(ErrorCode::kMalformed, Message("the answer to Identify has not 4096 bytes"));
}

std::string Text(ByteView data, size_t offset, size_t bytes) {
  std::string text(AsText(data.subspan(offset, bytes)));
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.pop_back();
  text.erase(0, std::min(text.size(), text.find_first_not_of(' ')));
  return SafeForTerminal(text);
}

bool Bit(uint64_t value, unsigned bit) { return (value >> bit & 1) != 0; }

}  // namespace

NvmeCommand IdentifyController() { return Identify(0x01, 0); }
NvmeCommand IdentifyNamespace(uint32_t nsid) { return Identify(0x00, nsid); }
NvmeCommand ListActiveNamespaces() { return Identify(0x02, 0); }
NvmeCommand ListAllocatedNamespaces() { return Identify(0x10, 0); }

Result<NvmeController> ParseNvmeController(ByteView data) {
  RETURN_IF_ERROR(CheckLength(data));
  NvmeController controller;
  controller.serial = Text(data, 4, 20);
  controller.model = Text(data, 24, 40);
  controller.firmware = Text(data, 64, 8);
  if (controller.serial.empty() && controller.model.empty())
    // defence: H6-27
    return Fail(ErrorCode::kMalformed, Message("the controller does not say what it is"));
  const uint64_t oacs = GetLe(data, 256, 2);
  controller.format = Bit(oacs, 1);
  controller.namespace_management = Bit(oacs, 3);
  controller.unallocated_capacity =
      controller.namespace_management && (GetLe(data, 296, 8) | GetLe(data, 304, 8)) != 0;
  const uint64_t sanicap = GetLe(data, 328, 4);
  controller.sanitize = {Bit(sanicap, 0), Bit(sanicap, 1), Bit(sanicap, 2)};
  controller.erases_all_namespaces = Bit(data[524], 0) || Bit(data[524], 1);
  controller.crypto_erase_format = Bit(data[524], 2);
  return controller;
}

Result<NvmeNamespace> ParseNvmeNamespace(ByteView data) {
  RETURN_IF_ERROR(CheckLength(data));
  NvmeNamespace space;
  space.blocks = GetLe(data, 0, 8);
  const uint8_t size = data[26];  // FLBAS: bits 6:5 above bits 3:0
  space.format = static_cast<uint8_t>((size & 0x0F) | (size >> 1 & 0x30));
  space.extended_metadata = Bit(size, 4);
  space.protection = data[29] & 0x07;
  space.protection_first = Bit(data[29], 3);
  const uint8_t power = data[128 + 4 * size_t{space.format} + 2];  // LBADS
  if (space.blocks == 0 || power < 9 || power > 31)
    // defence: H6-28
    return Fail(ErrorCode::kMalformed, Message("the namespace names no possible size"));
  space.block_bytes = uint32_t{1} << power;
  return space;
}

Result<std::vector<uint32_t>> ParseNamespaceList(ByteView data) {
  RETURN_IF_ERROR(CheckLength(data));
  std::vector<uint32_t> list;
  for (size_t at = 0; at < data.size(); at += 4) {
    const auto nsid = static_cast<uint32_t>(GetLe(data, at, 4));
    if (nsid == 0) break;
    if (!list.empty() && nsid <= list.back())
      // defence: H6-29
      return Fail(ErrorCode::kMalformed, Message("the list of namespaces is not in order"));
    list.push_back(nsid);
  }
  return list;
}

}  // namespace sekisho
