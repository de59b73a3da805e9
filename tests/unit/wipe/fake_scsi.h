// A SCSI disk that follows the specification's states of a sanitize operation (SBC-4, 4.11).
#pragma once

#include "tests/unit/wipe/fake_medium.h"
#include "wipe/scsi/scsi_command.h"

namespace sekisho {

class FakeScsi final : public ScsiTransport {
 public:
  FakeScsi(FakeMedium& medium, const FakeWaiter& waiter) : sanitize(medium, waiter) {}

  Result<ScsiAnswer> Run(const ScsiCommand& command) override {
    if (gone) return Fail(ErrorCode::kNotFound, "gone");
    switch (command.cdb[0]) {
      case 0x12:
        return Inquiry(command.cdb);
      case 0xA3:
        return Good({0, static_cast<uint8_t>(Can(command.cdb[5]) ? 3 : 1), 0, 10});
      case 0x03:
        return Good(Sense());
      case 0x48:
        return Sanitize(command);
      default:
        return Check(0x05, 0x20, 0);
    }
  }

  FakeSanitize sanitize;
  bool overwrite = true, block_erase = false, crypto_erase = false;
  int attentions = 0;  // that come before the next command
  bool gone = false;

 private:
  bool Can(uint8_t action) const {
    return (action == 1 && overwrite) || (action == 2 && block_erase) ||
           (action == 3 && crypto_erase);
  }
  static ScsiAnswer Good(Bytes data) {
    ScsiAnswer answer;
    answer.data = std::move(data);
    return answer;
  }
  static Bytes Fixed(uint8_t key, uint8_t code, uint8_t qualifier) {
    Bytes sense(18, 0);
    sense[0] = 0x70;
    sense[2] = key;
    sense[7] = 10;
    sense[12] = code;
    sense[13] = qualifier;
    return sense;
  }
  static ScsiAnswer Check(uint8_t key, uint8_t code, uint8_t qualifier) {
    ScsiAnswer answer;
    answer.status = 2;
    answer.sense = Fixed(key, code, qualifier);
    return answer;
  }
  Bytes Sense() {
    if (attentions > 0) {
      --attentions;
      return Fixed(0x06, 0x29, 0x00);
    }
    switch (sanitize.Now()) {
      case FakeSanitize::State::kRunning: {
        Bytes sense = Fixed(0x02, 0x04, 0x1B);
        sense[15] = 0x80;
        sense[16] = static_cast<uint8_t>(sanitize.Progress() >> 8);
        sense[17] = static_cast<uint8_t>(sanitize.Progress());
        return sense;
      }
      case FakeSanitize::State::kFailed:
        return Fixed(0x03, 0x31, 0x03);
      default:
        return Fixed(0, 0, 0);
    }
  }
  ScsiAnswer Sanitize(const ScsiCommand& command) {
    if (attentions > 0) {
      --attentions;
      return Check(0x06, 0x29, 0x00);
    }
    const uint8_t action = command.cdb[1] & 0x1F;
    if (!Can(action) || sanitize.Now() == FakeSanitize::State::kRunning)
      return Check(0x05, 0x24, 0);
    sanitize.Start(action == 1 ? command.out.at(4) : 0x00);
    return Good({});
  }
  static ScsiAnswer Inquiry(const Bytes& cdb) {
    if (cdb[1] != 0) return Good({0, 0x80, 0, 4, 'Z', '9', '9', ' '});
    Bytes data(36, ' ');
    data[0] = 0;
    std::ranges::copy(std::string("SEAGATE ST9000"), data.begin() + 8);
    return Good(data);
  }
};

}  // namespace sekisho
