#include "media/beside.h"

#include "devices/disk.h"
#include "media/hardware.h"

namespace sekisho {

Result<BesideMedium> LookBeside(const std::string& root, const SystemView& view) {
  ASSIGN_OR_RETURN(const FoundMedium found, LookAtPath(root, view));
  BesideMedium beside;
  if (found.hardware.kind == MediumKind::kDirectory) return beside;
  beside.is_part = found.place.mount_root != "/";
  beside.not_told = !found.place.number;
  if (found.place.number) beside.partitions = OtherPartitions(*found.place.number, view);
  return beside;
}

}  // namespace sekisho
