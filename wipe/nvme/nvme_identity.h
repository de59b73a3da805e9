// What an NVMe controller and its namespaces say about themselves: Identify (NVM Express Base
// Specification 2.0, 5.17; NVM Command Set 1.0, 4.1.5).
#pragma once

#include <string>
#include <vector>

#include "wipe/nvme/nvme_command.h"

namespace sekisho {

NvmeCommand IdentifyController();              // CNS 01h
NvmeCommand IdentifyNamespace(uint32_t nsid);  // CNS 00h
NvmeCommand ListActiveNamespaces();            // CNS 02h
NvmeCommand ListAllocatedNamespaces();         // CNS 10h, with namespace management only

struct NvmeSanitizeAbilities {  // SANICAP
  bool crypto_erase = false;
  bool block_erase = false;
  bool overwrite = false;
};

struct NvmeController {
  std::string serial;  // made safe to print, without the blanks around it
  std::string model;
  std::string firmware;
  NvmeSanitizeAbilities sanitize;
  bool format = false;                // OACS bit 1
  bool namespace_management = false;  // OACS bit 3
  // FNA: what a Format NVM that erases is about, and whether it may erase cryptographically. The
  // return code does not tell: controllers accept what they do not do.
  bool erases_all_namespaces = false;  // bits 0 and 1: formatting, or erasing, concerns all
  bool crypto_erase_format = false;    // bit 2
  // Bytes in no namespace, with namespace management only.
  bool unallocated_capacity = false;
};

// kMalformed: not 4,096 bytes, or no controller's (nothing but zeros where its name is).
Result<NvmeController> ParseNvmeController(ByteView data);

struct NvmeNamespace {
  uint64_t blocks = 0;
  uint32_t block_bytes = 0;
  uint8_t format = 0;              // index of the LBA format in use
  bool extended_metadata = false;  // at the end of each block
  uint8_t protection = 0;          // type of protection information, 0: none
  bool protection_first = false;
};

// kMalformed: not 4,096 bytes, or a size that makes no sense.
Result<NvmeNamespace> ParseNvmeNamespace(ByteView data);

// The identifiers of a list, in order. kMalformed: not 4,096 bytes, or not in order.
Result<std::vector<uint32_t>> ParseNamespaceList(ByteView data);

}  // namespace sekisho
