// Answers to NVMe's Identify, field by field.
#pragma once

#include <string>

#include "base/bytes.h"

namespace sekisho {

inline void PutLe(Bytes& data, size_t offset, uint64_t value, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) data[offset + i] = static_cast<uint8_t>(value >> (8 * i));
}

// A controller that can format, and sanitize as SANICAP says.
inline Bytes NvmeControllerData(uint32_t sanicap, uint8_t fna, uint16_t oacs = 2) {
  Bytes data(4096, 0);
  const std::string serial = "N-77                ", model = "Flash 9000";
  std::copy(serial.begin(), serial.end(), data.begin() + 4);
  std::fill_n(data.begin() + 24, 48, ' ');
  std::copy(model.begin(), model.end(), data.begin() + 24);
  PutLe(data, 256, oacs, 2);
  PutLe(data, 328, sanicap, 4);
  data[524] = fna;
  return data;
}

inline Bytes NvmeNamespaceData(uint64_t blocks) {
  Bytes data(4096, 0);
  PutLe(data, 0, blocks, 8);
  data[26] = 1;           // the second format
  data[128 + 4 + 2] = 9;  // of 512 bytes
  return data;
}

}  // namespace sekisho
