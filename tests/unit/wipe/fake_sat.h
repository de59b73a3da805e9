// A SCSI layer that takes ATA PASS-THROUGH (16) and hands it to a fake ATA disk, as SAT-4 says.
#pragma once

#include "tests/unit/wipe/fake_ata_disk.h"
#include "wipe/scsi/scsi_command.h"

namespace sekisho {

class FakeSat final : public ScsiTransport {
 public:
  explicit FakeSat(FakeAtaDisk& disk) : disk_(disk) {}

  Result<ScsiAnswer> Run(const ScsiCommand& command) override {
    const Bytes& cdb = command.cdb;
    if (cdb[0] == 0x12) return InquiryOf(cdb);
    if (cdb[0] != 0x85 || !passes_on) return Illegal();
    AtaCommand ata;
    ata.extended = (cdb[1] & 1) != 0;
    ata.features = static_cast<uint16_t>(cdb[3] << 8 | cdb[4]);
    ata.count = static_cast<uint16_t>(cdb[5] << 8 | cdb[6]);
    for (const size_t at : {11, 9, 7, 12, 10, 8}) ata.lba = ata.lba << 8 | cdb[at];
    ata.command = cdb[14];
    ata.out = command.out;
    ata.out.resize(512);
    auto answer = disk_.Run(ata);
    if (!answer) return std::move(answer).error();
    return Answer(*answer);
  }

  bool passes_on = true;
  std::string vendor = "ATA     ";

 private:
  static ScsiAnswer Illegal() {
    ScsiAnswer answer;
    answer.status = 2;
    answer.sense = {0x72, 5, 0x20, 0, 0, 0, 0, 0};
    return answer;
  }
  ScsiAnswer InquiryOf(const Bytes& cdb) const {
    ScsiAnswer answer;
    if (cdb[1] != 0) return Illegal();
    answer.data.assign(36, ' ');
    answer.data[0] = 0;
    std::ranges::copy(vendor, answer.data.begin() + 8);
    return answer;
  }
  static ScsiAnswer Answer(const AtaAnswer& ata) {
    ScsiAnswer answer;
    answer.status = 2;
    answer.data = ata.data;
    const auto byte = [&](unsigned i) { return static_cast<uint8_t>(ata.lba >> (8 * i)); };
    answer.sense = {0x72,
                    1,
                    0,
                    0x1D,
                    0,
                    0,
                    0,
                    14,
                    0x09,
                    12,
                    static_cast<uint8_t>(ata.upper_halves ? 1 : 0),
                    ata.error,
                    static_cast<uint8_t>(ata.count >> 8),
                    static_cast<uint8_t>(ata.count),
                    byte(3),
                    byte(0),
                    byte(4),
                    byte(1),
                    byte(5),
                    byte(2),
                    0x40,
                    ata.status};
    return answer;
  }
  FakeAtaDisk& disk_;
};

}  // namespace sekisho
