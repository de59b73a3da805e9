// Keys of more than one part, of the tables of the folded state.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace sekisho {

// An id: no id begins another (ParseStatement has seen to that).
inline std::string KeyPart(std::string_view id) { return std::string(id) + '/'; }

// So that keys are in the order of the numbers.
inline std::string KeyPart(uint64_t number) {
  std::array<uint8_t, 8> bytes{};
  PutBe64(number, bytes);
  return std::string(AsText(bytes));
}

}  // namespace sekisho
