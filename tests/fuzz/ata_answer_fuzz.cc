// What comes back through ATA PASS-THROUGH: sense data with registers in them, and sectors. The
// first byte says how much of the input is sense data.
#include "require.h"
#include "wipe/ata/ata_hidden.h"
#include "wipe/ata/ata_pass_through.h"
#include "wipe/ata/ata_sanitize.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const sekisho::ByteView input(data + 1, size - 1);
  const size_t sense = std::min<size_t>(data[0] & 0x7F, input.size());
  sekisho::ScsiAnswer answer;
  answer.status = data[0] >> 7 != 0 ? 2 : 0;
  answer.sense.assign(input.begin(), input.begin() + sense);
  answer.data.assign(input.begin() + sense, input.end());
  for (const bool extended : {false, true}) {
    const auto registers = sekisho::DecodeAtaPassThrough(answer, extended);
    if (!registers) continue;
    sekisho::Require(registers->lba < uint64_t{1} << 48, "addresses have 48 bits");
    const auto status = sekisho::ParseAtaSanitizeStatus(*registers);
    if (status)
      sekisho::Require(!(status->refused && status->completed), "what is refused is not done");
    const auto last = sekisho::ParseNativeMax(*registers, extended);
    if (last && !extended) sekisho::Require(*last < 1u << 28, "28 bits are no more");
  }
  const auto configured = sekisho::ParseConfiguredMax(answer.data);
  if (configured) sekisho::Require(answer.data.size() == 512, "a sector is a sector");
  return 0;
}
