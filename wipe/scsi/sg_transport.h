// SCSI commands through Linux: SG_IO on a block device (linux/Documentation/scsi/scsi-generic.rst).
#pragma once

#include <string>

#include "wipe/scsi/scsi_command.h"

namespace sekisho {

class SgTransport final : public ScsiTransport {
 public:
  // `fd` is open for reading and writing, and outlives this; `path` is for messages.
  SgTransport(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  Result<ScsiAnswer> Run(const ScsiCommand& command) override;

 private:
  int fd_;
  std::string path_;
};

}  // namespace sekisho
