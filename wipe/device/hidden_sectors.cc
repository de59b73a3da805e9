#include "wipe/device/hidden_sectors.h"

#include "base/text/message.h"
#include "base/text/text.h"
#include "wipe/ata/ata_pass_through.h"
#include "wipe/device/device_abilities.h"
#include "wipe/scsi/sg_transport.h"

namespace sekisho {

std::vector<std::string> HiddenSectorsOf(const LinuxDevice& device) {
  if (device.partition || !device.medium.device.starts_with("sd")) return {};
  SgTransport scsi(device.fd(), device.path);
  AtaOverScsi disk(scsi);
  const auto ata = ReadAtaAbilities(disk);
  if (!ata) return {};
  std::vector<std::string> sentences = DescribeHidden(*ata);
  for (std::string& sentence : sentences)
    sentence = Message("{0}: {1}, which overwriting does not reach",
                       {SafeForTerminal(device.path), sentence});
  return sentences;
}

}  // namespace sekisho
