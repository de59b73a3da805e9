// Identify data and the Sanitize Status page.
#include "base/text/text.h"
#include "require.h"
#include "wipe/nvme/nvme_erase_commands.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sekisho::ByteView input(data, size);
  const auto controller = sekisho::ParseNvmeController(input);
  if (controller)
    sekisho::Require(!sekisho::HasUnsafeCharacters(controller->serial + controller->model),
                     "names can be printed");
  const auto space = sekisho::ParseNvmeNamespace(input);
  if (space) {
    sekisho::Require(space->blocks != 0 && space->block_bytes >= 512, "a namespace has a size");
    const auto format =
        sekisho::FormatNvm(1, *space, sekisho::NvmeErase::kUserData, std::chrono::seconds(1));
    sekisho::Require((format.cdw10 >> 9 & 7) == 1, "what is asked for is an erase");
  }
  const auto list = sekisho::ParseNamespaceList(input);
  if (list) sekisho::Require(list->size() <= 1024, "a list has at most 1,024 entries");
  static_cast<void>(sekisho::ParseNvmeSanitizeStatus(input));
  return 0;
}
