// An ATA disk that follows the specification's states: sanitize (ACS-4, 4.21.4) and security
// (ACS-4, 4.18.11).
#pragma once

#include "tests/unit/wipe/ata_answer.h"
#include "tests/unit/wipe/fake_medium.h"
#include "wipe/ata/ata_command.h"

namespace sekisho {

class FakeAtaDisk final : public AtaTransport {
 public:
  FakeAtaDisk(FakeMedium& medium, const FakeWaiter& waiter)
      : medium_(medium), sanitize(medium, waiter) {}

  Result<AtaAnswer> Run(const AtaCommand& command) override {
    commands.push_back(command.command);
    if (gone) return Fail(ErrorCode::kNotFound, "gone");
    if (silent_answers > 0) {
      --silent_answers;
      return Fail(ErrorCode::kIo, "no answer");
    }
    const bool prepared = std::exchange(prepared_, false);  // ERASE UNIT must follow at once
    switch (command.command) {
      case 0xEC:
        return Data(Identity());
      case 0xB4:
        return Sanitize(command);
      case 0x27:
      case 0xF8:
        return native_max == 0 ? Abort() : Address(native_max);
      case 0x78:
        return accessible_max == 0 ? Abort() : Address(accessible_max);
      case 0xB1:
        return configuration.empty() ? Abort() : Data(configuration);
      case 0xF1:
        return SetPassword(command);
      case 0xF2:
        return Guarded(command, [&] { locked = false; });
      case 0xF3:
        prepared_ = true;
        return Good();
      case 0xF4:
        return prepared ? EraseUnit(command) : Abort();
      case 0xF6:
        return locked ? Abort() : Guarded(command, [&] { password.clear(); });
      default:
        return Abort();
    }
  }

  // Off and on again: a disk with a password is locked then.
  void LosePower() { locked = !password.empty(); }

  FakeMedium& medium_;
  FakeSanitize sanitize;
  AtaWords words = PlainDisk();
  uint64_t native_max = 0;
  uint64_t accessible_max = 0;
  Bytes configuration;
  bool sanitize_frozen = false;
  bool security_frozen = false;
  bool locked = false;
  bool upper_halves = true;
  bool gone = false;
  int silent_answers = 0;
  bool erase_unit_fails = false;
  bool erase_unit_lies = false;
  bool erase_unit_times_out = false;
  bool erase_unit_loses_power = false;
  Bytes password;
  std::vector<uint8_t> commands;

 private:
  static AtaAnswer Good() {
    AtaAnswer answer;
    answer.status = 0x50;
    answer.upper_halves = true;
    return answer;
  }
  static AtaAnswer Abort(uint64_t lba = 0) {
    AtaAnswer answer = Good();
    answer.status = 0x51;
    answer.error = 0x04;
    answer.lba = lba;
    return answer;
  }
  static AtaAnswer Data(Bytes data) {
    AtaAnswer answer = Good();
    answer.data = std::move(data);
    return answer;
  }
  static AtaAnswer Address(uint64_t lba) {
    AtaAnswer answer = Good();
    answer.lba = lba;
    return answer;
  }
  Bytes Identity() const {
    const unsigned was = words.bytes()[256] | words.bytes()[257] << 8;
    const unsigned state = (password.empty() ? 0u : 1u << 1) | (locked ? 1u << 2 : 0u) |
                           (security_frozen ? 1u << 3 : 0u);
    return AtaWords(words).Set(128, was | state).Sign().Copy();
  }
  AtaAnswer Sanitize(const AtaCommand& command) {
    const auto state = sanitize.Now();
    const bool busy = state == FakeSanitize::State::kRunning;
    if (command.features == 0) {
      if (state == FakeSanitize::State::kFailed) return Abort(1);
      AtaAnswer answer = Good();
      answer.upper_halves = upper_halves;
      if (state == FakeSanitize::State::kCompleted) answer.count |= 0x8000;
      if (busy) answer.count |= 0x4000;
      if (busy) answer.lba = sanitize.Progress();
      if (sanitize_frozen) answer.count |= 0x2000;
      return answer;
    }
    if (sanitize_frozen) return Abort(3);
    const uint16_t ability = static_cast<uint16_t>(words.bytes()[118] | words.bytes()[119] << 8);
    const auto starts = [&](uint16_t feature, uint64_t key, uint64_t part, unsigned bit) {
      return !busy && command.features == feature && part == key && (ability >> bit & 1) != 0;
    };
    if (starts(0x11, 0x43727970, command.lba, 13))
      sanitize.Start(0xC3);
    else if (starts(0x12, 0x426B4572, command.lba, 15))
      sanitize.Start(0x00);
    else if (starts(0x14, 0x4F57, command.lba >> 32, 14))
      sanitize.Start(command.lba & 0xFF);
    else
      return Abort(2);
    return Good();
  }
  AtaAnswer SetPassword(const AtaCommand& command) {
    if (security_frozen || locked || (words.bytes()[256] & 1) == 0) return Abort();
    password.assign(command.out.begin() + 2, command.out.begin() + 34);
    return Good();
  }
  template <typename Act>
  AtaAnswer Guarded(const AtaCommand& command, Act act) {
    const ByteView given(command.out.data() + 2, 32);
    if (security_frozen || !std::ranges::equal(given, password)) return Abort();
    act();
    return Good();
  }
  Result<AtaAnswer> EraseUnit(const AtaCommand& command) {
    if (erase_unit_loses_power) LosePower();
    if (erase_unit_times_out || erase_unit_loses_power)
      return Fail(ErrorCode::kIo, "no answer in time");
    if (erase_unit_fails) return Abort();
    return Guarded(command, [&] {
      if (!erase_unit_lies) medium_.Fill((command.out[0] & 2) != 0 ? 0xA7 : 0x00);
      password.clear();
      locked = false;
    });
  }
  bool prepared_ = false;
};

}  // namespace sekisho
