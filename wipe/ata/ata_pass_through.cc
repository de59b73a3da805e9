#include "wipe/ata/ata_pass_through.h"

#include "base/text/message.h"

namespace sekisho {
namespace {

constexpr uint8_t kAtaPassThrough16 = 0x85;
constexpr uint8_t kStatusReturn = 0x09;  // descriptor
constexpr uint8_t kFixedCurrent = 0x70;
constexpr uint8_t kIllegalRequest = 0x05;
constexpr uint8_t kLba = 1u << 6;  // of the device register

constexpr uint8_t kCheckCondition = 1u << 5;  // byte 2: the registers, whatever happened
constexpr uint8_t kFromDevice = 1u << 3;
constexpr uint8_t kInBlocks = 1u << 2;
constexpr uint8_t kLengthInCount = 2;

uint8_t Byte(uint64_t value, unsigned index) { return static_cast<uint8_t>(value >> (8 * index)); }

uint8_t Protocol(AtaData data) {
  switch (data) {
    case AtaData::kNone:
      return 3;
    case AtaData::kIn:
      return 4;
    case AtaData::kOut:
      return 5;
  }
  return 3;
}

uint8_t Flags(AtaData data) {
  if (data == AtaData::kNone) return kCheckCondition;
  const uint8_t transfer = kCheckCondition | kInBlocks | kLengthInCount;
  return data == AtaData::kIn ? transfer | kFromDevice : transfer;
}

// 12 bytes: the descriptor without its two of header.
AtaAnswer FromDescriptor(ByteView body, bool extended) {
  AtaAnswer answer;
  answer.upper_halves = (body[0] & 1) != 0;
  answer.error = body[1];
  answer.count = static_cast<uint16_t>(body[2] << 8 | body[3]);
  const size_t from_high[] = {8, 6, 4, 9, 7, 5};  // LBA 47:40, 39:32, 31:24, 23:16, 15:8, 7:0
  for (const size_t at : from_high) answer.lba = answer.lba << 8 | body[at];
  answer.status = body[11];
  if (extended) return answer;
  answer.count &= 0xFF;
  answer.lba = (answer.lba & 0xFFFFFF) | uint64_t{body[10] & 0x0Fu} << 24;
  return answer;
}

// Fixed format (SAT-4, 12.2.2.7): INFORMATION, then COMMAND-SPECIFIC INFORMATION.
AtaAnswer FromFixed(ByteView sense, bool extended) {
  AtaAnswer answer;
  answer.error = sense[3];
  answer.status = sense[4];
  answer.count = sense[6];
  answer.lba = sense[9] | sense[10] << 8 | sense[11] << 16;
  if (!extended) answer.lba |= uint64_t{sense[5] & 0x0Fu} << 24;
  // Nothing got lost when the upper halves are all zero.
  answer.upper_halves = (sense[8] & 0x80) != 0 && (sense[8] & 0x60) == 0;
  return answer;
}

}  // namespace

ScsiCommand EncodeAtaPassThrough(const AtaCommand& command) {
  ScsiCommand scsi;
  const uint8_t extend = command.extended ? 1 : 0;
  // Features, count and LBA go with the upper byte of each pair first.
  scsi.cdb = {kAtaPassThrough16,         static_cast<uint8_t>(Protocol(command.data) << 1 | extend),
              Flags(command.data),       Byte(command.features, 1),
              Byte(command.features, 0), Byte(command.count, 1),
              Byte(command.count, 0),    Byte(command.lba, 3),
              Byte(command.lba, 0),      Byte(command.lba, 4),
              Byte(command.lba, 1),      Byte(command.lba, 5),
              Byte(command.lba, 2),      kLba,
              command.command,           0};
  if (command.data == AtaData::kIn) scsi.in_bytes = kAtaSectorBytes;
  if (command.data == AtaData::kOut) scsi.out = command.out;
  scsi.timeout = command.timeout;
  return scsi;
}

Result<AtaAnswer> DecodeAtaPassThrough(const ScsiAnswer& answer, bool extended) {
  const ByteView body = SenseDescriptor(answer.sense, kStatusReturn);
  const bool fixed = answer.sense.size() >= 14 && (answer.sense[0] & 0x7F) == kFixedCurrent;
  const auto sense = ParseSense(answer.sense);
  AtaAnswer registers;
  if (body.size() >= 12) {
    registers = FromDescriptor(body, extended);
  } else if (sense && sense->key == kIllegalRequest) {
    return Fail(ErrorCode::kRefused, Message("ATA commands are not passed on to the disk"),
                Message("connect the disk directly"));  // defence: H6-6
  } else if (fixed && sense->code == 0 && sense->qualifier == 0x1D) {
    registers = FromFixed(answer.sense, extended);
  } else if (!answer.good()) {
    return Fail(ErrorCode::kMalformed, Message("the registers of the disk did not come back"),
                Message("connect the disk directly"));  // defence: H6-7
  }
  registers.data = answer.data;
  return registers;
}

Result<AtaAnswer> AtaOverScsi::Run(const AtaCommand& command) {
  ASSIGN_OR_RETURN(const ScsiAnswer answer, scsi_.Run(EncodeAtaPassThrough(command)));
  return DecodeAtaPassThrough(answer, command.extended);
}

}  // namespace sekisho
