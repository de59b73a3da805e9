#include "tools/sekisho-prepare/seen_hardware.h"

#include "media/hardware.h"

namespace sekisho {

Result<Json> SeenHardware(const std::string& device) {
  ASSIGN_OR_RETURN(const FoundMedium found, LookAtDevice(device));
  return HardwareToJson(found.hardware);
}

}  // namespace sekisho
