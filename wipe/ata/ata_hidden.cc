#include "wipe/ata/ata_hidden.h"

#include <algorithm>
#include <numeric>

namespace sekisho {
namespace {

constexpr uint8_t kReadNativeMax = 0xF8;
constexpr uint8_t kReadNativeMaxExt = 0x27;
constexpr uint8_t kAccessibleMax = 0x78;
constexpr uint8_t kConfiguration = 0xB1;
constexpr uint16_t kConfigurationIdentify = 0xC2;
constexpr uint8_t kChecksumSignature = 0xA5;
constexpr uint64_t kMaxAddress28 = (uint64_t{1} << 28) - 1;
constexpr uint64_t kMaxAddress48 = (uint64_t{1} << 48) - 1;

// The answer, where there is one; what the disk does not want to say is no error.
Result<std::optional<AtaAnswer>> Ask(AtaTransport& transport, const AtaCommand& command) {
  auto answer = transport.Run(command);
  if (!answer && answer.error().code == ErrorCode::kNotFound) return std::move(answer).error();
  if (!answer || answer->failed()) return std::optional<AtaAnswer>();
  return std::optional(*std::move(answer));
}

Result<std::optional<uint64_t>> NativeSectors(AtaTransport& transport, const AtaCommand& command) {
  ASSIGN_OR_RETURN(const auto answer, Ask(transport, command));
  const auto address = answer ? ParseNativeMax(*answer, command.extended) : std::nullopt;
  return address ? std::optional(*address + 1) : std::nullopt;
}

Result<std::optional<uint64_t>> Overlaid(AtaTransport& transport, const AtaIdentity& identity,
                                         uint64_t others) {
  ASSIGN_OR_RETURN(const auto answer, Ask(transport, DeviceConfigurationIdentify()));
  const auto address = answer ? ParseConfiguredMax(answer->data) : std::nullopt;
  if (!address || *address + 1 < identity.sectors) return std::optional<uint64_t>();
  const uint64_t hidden = *address + 1 - identity.sectors;
  return std::optional(hidden - std::min(hidden, others));
}

}  // namespace

AtaCommand ReadNativeMaxAddress(bool extended) {
  AtaCommand command;
  command.command = extended ? kReadNativeMaxExt : kReadNativeMax;
  command.extended = extended;
  return command;
}

AtaCommand GetNativeMaxAddressExt() {
  AtaCommand command;
  command.command = kAccessibleMax;
  command.extended = true;
  return command;
}

AtaCommand DeviceConfigurationIdentify() {
  AtaCommand command;
  command.command = kConfiguration;
  command.features = kConfigurationIdentify;
  command.count = 1;
  command.data = AtaData::kIn;
  return command;
}

std::optional<uint64_t> ParseNativeMax(const AtaAnswer& answer, bool extended) {
  if (answer.failed() || (extended && !answer.upper_halves)) return std::nullopt;
  const uint64_t address = answer.lba & (extended ? kMaxAddress48 : kMaxAddress28);
  return address == 0 ? std::nullopt : std::optional(address);
}

std::optional<uint64_t> ParseConfiguredMax(ByteView data) {
  if (data.size() != kAtaSectorBytes || data[510] != kChecksumSignature) return std::nullopt;
  const uint8_t sum = std::accumulate(data.begin(), data.end(), uint8_t{0},
                                      [](uint8_t a, uint8_t b) { return uint8_t(a + b); });
  const unsigned revision = data[0] | data[1] << 8;
  if (sum != 0 || revision < 1 || revision > 2) return std::nullopt;
  uint64_t address = 0;
  for (size_t i = 8; i-- > 0;) address = address << 8 | data[6 + i];
  if (address == 0 || address > kMaxAddress48) return std::nullopt;
  return address;
}

uint64_t HiddenAreas::sectors() const {
  return host_protected.value_or(0) + beyond_accessible.value_or(0) + overlaid.value_or(0);
}

Result<HiddenAreas> ReadHiddenAreas(AtaTransport& transport, const AtaIdentity& identity) {
  HiddenAreas areas;
  if (!identity.proven) return areas;
  const auto hidden = [&](std::optional<uint64_t> sectors) {
    return sectors ? HiddenSectors(identity, *sectors - 1) : std::nullopt;
  };
  if (identity.host_protected_area) {
    ASSIGN_OR_RETURN(const auto sectors,
                     NativeSectors(transport, ReadNativeMaxAddress(identity.address_48_bit)));
    areas.host_protected = hidden(sectors);
  } else if (identity.accessible_max_address) {
    ASSIGN_OR_RETURN(const auto sectors, NativeSectors(transport, GetNativeMaxAddressExt()));
    areas.beyond_accessible = hidden(sectors);
  }
  if (identity.device_configuration_overlay) {
    ASSIGN_OR_RETURN(areas.overlaid, Overlaid(transport, identity, areas.sectors()));
  }
  return areas;
}

}  // namespace sekisho
