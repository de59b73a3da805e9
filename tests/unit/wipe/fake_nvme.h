// An NVMe controller with one namespace that follows the specification: sanitize operations (NVM
// Express Base Specification 2.0, 8.21) and Format NVM (5.14).
#pragma once

#include "tests/unit/wipe/fake_medium.h"
#include "tests/unit/wipe/nvme_answer.h"
#include "wipe/nvme/nvme_command.h"

namespace sekisho {

class FakeNvme final : public NvmeTransport {
 public:
  FakeNvme(FakeMedium& medium, const FakeWaiter& waiter)
      : medium_(medium), sanitize(medium, waiter) {}
  uint32_t nsid() const override { return 1; }

  Result<NvmeAnswer> Run(const NvmeCommand& command) override {
    opcodes.push_back(command.opcode);
    if (gone) return Fail(ErrorCode::kNotFound, "gone");
    if (silent_answers > 0) {
      --silent_answers;
      return Fail(ErrorCode::kIo, "no answer");
    }
    switch (command.opcode) {
      case 0x06:
        return Identify(command);
      case 0x02:
        return Status();
      case 0x84:
        return Sanitize(command);
      case 0x80:
        return Format(command);
      default:
        return Refuse(0x01);
    }
  }

  FakeMedium& medium_;
  FakeSanitize sanitize;
  Bytes controller = NvmeControllerData(0x7, 0x0);
  std::vector<uint32_t> active = {1};
  std::vector<uint32_t> allocated = {1};
  uint32_t block_erase_seconds = 0xFFFFFFFF;
  bool gone = false;
  int silent_answers = 0;
  bool format_lies = false;
  std::vector<uint8_t> opcodes;
  uint32_t format_cdw10 = 0;

 private:
  static NvmeAnswer Refuse(uint16_t status) { return {status, {}}; }
  static Bytes List(const std::vector<uint32_t>& ids) {
    Bytes data(4096, 0);
    for (size_t i = 0; i < ids.size(); ++i) PutLe(data, 4 * i, ids[i], 4);
    return data;
  }
  NvmeAnswer Identify(const NvmeCommand& command) {
    switch (command.cdw10) {
      case 0x00:
        return {0, NvmeNamespaceData(medium_.size_bytes() / FakeMedium::kBlockBytes)};
      case 0x01:
        return {0, controller};
      case 0x02:
        return {0, List(active)};
      case 0x10:
        return {0, List(allocated)};
      default:
        return Refuse(0x02);
    }
  }
  NvmeAnswer Status() {
    Bytes page(512, 0);
    const auto state = sanitize.Now();
    if (state == FakeSanitize::State::kRunning) PutLe(page, 0, sanitize.Progress(), 2);
    const uint16_t codes[] = {0, 2, 1, 3};
    PutLe(page, 2, codes[static_cast<size_t>(state)], 2);
    PutLe(page, 8, 0xFFFFFFFF, 4);
    PutLe(page, 12, block_erase_seconds, 4);
    PutLe(page, 16, 0xFFFFFFFF, 4);
    return {0, page};
  }
  NvmeAnswer Sanitize(const NvmeCommand& command) {
    if (sanitize.Now() == FakeSanitize::State::kRunning) return Refuse(0x1D);
    const uint8_t can = controller[328];
    switch (command.cdw10 & 7) {
      case 2:
        if ((can & 2) == 0) return Refuse(0x02);
        sanitize.Start(0xFF);
        return {};
      case 3:
        if ((can & 4) == 0) return Refuse(0x02);
        sanitize.Start(static_cast<uint8_t>(command.cdw11));
        return {};
      case 4:
        if ((can & 1) == 0) return Refuse(0x02);
        sanitize.Start(0xC3);
        return {};
      default:
        return Refuse(0x02);
    }
  }
  // Accepts any erase setting, whatever FNA says, as controllers do.
  NvmeAnswer Format(const NvmeCommand& command) {
    format_cdw10 = command.cdw10;
    if ((controller[256] & 2) == 0) return Refuse(0x01);
    if (!format_lies) medium_.Fill(0x00);
    return {};
  }
};

}  // namespace sekisho
