// The codecs of NVMe's Identify, Sanitize and Format.
#include <gtest/gtest.h>

#include "tests/unit/base/refusal_of.h"
#include "tests/unit/wipe/nvme_answer.h"
#include "wipe/nvme/nvme_erase_commands.h"

namespace sekisho {
namespace {

TEST(NvmeIdentity, ReadsTheController) {
  const auto controller = ParseNvmeController(NvmeControllerData(0x3, 0x4, 0x0A));
  ASSERT_TRUE(controller.has_value());
  EXPECT_EQ(controller->serial, "N-77");
  EXPECT_EQ(controller->model, "Flash 9000");
  EXPECT_TRUE(controller->sanitize.crypto_erase);
  EXPECT_TRUE(controller->sanitize.block_erase);
  EXPECT_FALSE(controller->sanitize.overwrite);
  EXPECT_TRUE(controller->format);
  EXPECT_TRUE(controller->namespace_management);
  EXPECT_TRUE(controller->crypto_erase_format);
  EXPECT_FALSE(controller->erases_all_namespaces);
  EXPECT_TRUE(ParseNvmeController(NvmeControllerData(0, 2))->erases_all_namespaces);
  EXPECT_TRUE(ParseNvmeController(NvmeControllerData(0, 1))->erases_all_namespaces);
  EXPECT_FALSE(ParseNvmeController(Bytes(4096)).has_value());
  EXPECT_FALSE(ParseNvmeController(NvmeControllerData(0, 0)).value().unallocated_capacity);
  EXPECT_FALSE(ParseNvmeController(Bytes(4095, 'x')).has_value());
}

TEST(NvmeIdentity, CapacityInNoNamespaceIsSeen) {
  Bytes data = NvmeControllerData(0, 0, 0x0A);
  PutLe(data, 296, 4096, 8);
  EXPECT_TRUE(ParseNvmeController(data)->unallocated_capacity);
}

TEST(NvmeIdentity, ReadsTheNamespace) {
  const auto space = ParseNvmeNamespace(NvmeNamespaceData(1000));
  ASSERT_TRUE(space.has_value());
  EXPECT_EQ(space->blocks, 1000u);
  EXPECT_EQ(space->block_bytes, 512u);
  EXPECT_EQ(space->format, 1);
  EXPECT_FALSE(ParseNvmeNamespace(NvmeNamespaceData(0)).has_value());
  Bytes odd = NvmeNamespaceData(1000);
  odd[26] = 2;  // a format without a size
  EXPECT_FALSE(ParseNvmeNamespace(odd).has_value());
}

TEST(NvmeIdentity, ReadsListsInOrder) {
  Bytes list(4096, 0);
  PutLe(list, 0, 1, 4);
  PutLe(list, 4, 7, 4);
  EXPECT_EQ(*ParseNamespaceList(list), (std::vector<uint32_t>{1, 7}));
  PutLe(list, 8, 7, 4);
  EXPECT_FALSE(ParseNamespaceList(list).has_value());
}

TEST(NvmeIdentity, AnAnswerThatIsCutShortIsNone) {
  struct ShortTransport final : NvmeTransport {
    uint32_t nsid() const override { return 1; }
    Result<NvmeAnswer> Run(const NvmeCommand&) override { return NvmeAnswer{0, Bytes(bytes)}; }
    size_t bytes = 4096;
  } transport;
  NvmeCommand command;
  command.in_bytes = 4096;
  EXPECT_TRUE(RunNvme(transport, command, "Identify"));
  for (const size_t bytes : {0, 4095}) {
    transport.bytes = bytes;
    EXPECT_EQ(RefusalOf(RunNvme(transport, command, "Identify")), ErrorCode::kMalformed) << bytes;
  }
}

TEST(NvmeErase, Commands) {
  const NvmeCommand block = StartNvmeSanitize(NvmeSanitizeAction::kBlockErase);
  EXPECT_EQ(block.opcode, 0x84);
  EXPECT_EQ(block.cdw10, 2u);
  const NvmeCommand overwrite = StartNvmeSanitize(NvmeSanitizeAction::kOverwrite);
  EXPECT_EQ(overwrite.cdw10, 0x13u);
  EXPECT_EQ(overwrite.cdw11, 0x55555555u);
  const NvmeCommand ask = AskNvmeSanitizeStatus();
  EXPECT_EQ(ask.opcode, 0x02);
  EXPECT_EQ(ask.cdw10, 0x007F0081u);
}

TEST(NvmeErase, FormatKeepsTheNamespaceAsItIs) {
  NvmeNamespace space = *ParseNvmeNamespace(NvmeNamespaceData(1000));
  const auto plain = FormatNvm(3, space, NvmeErase::kUserData, std::chrono::hours(1));
  EXPECT_EQ(plain.opcode, 0x80);
  EXPECT_EQ(plain.nsid, 3u);
  EXPECT_EQ(plain.cdw10, 0x201u);
  space.format = 0x21;
  space.extended_metadata = true;
  space.protection = 3;
  space.protection_first = true;
  EXPECT_EQ(FormatNvm(3, space, NvmeErase::kCrypto, std::chrono::hours(1)).cdw10,
            0x1u | 1u << 4 | 3u << 5 | 1u << 8 | 2u << 9 | 2u << 12);
}

TEST(NvmeErase, ReadsTheSanitizeStatus) {
  Bytes page(512, 0);
  PutLe(page, 0, 0x4000, 2);
  PutLe(page, 2, 0x0102, 2);
  PutLe(page, 8, 0xFFFFFFFF, 4);
  PutLe(page, 12, 90, 4);
  const auto status = ParseNvmeSanitizeStatus(page);
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->phase, NvmeSanitizePhase::kRunning);
  EXPECT_EQ(status->progress, 0x4000);
  EXPECT_EQ(status->overwrite, std::nullopt);
  EXPECT_EQ(status->block_erase, std::chrono::seconds(90));
  PutLe(page, 2, 0x0101, 2);
  EXPECT_EQ(ParseNvmeSanitizeStatus(page)->phase, NvmeSanitizePhase::kCompleted);
  PutLe(page, 2, 3, 2);
  EXPECT_EQ(ParseNvmeSanitizeStatus(page)->phase, NvmeSanitizePhase::kFailed);
  PutLe(page, 2, 5, 2);
  EXPECT_FALSE(ParseNvmeSanitizeStatus(page).has_value());
  EXPECT_FALSE(ParseNvmeSanitizeStatus(Bytes(511)).has_value());
}

}  // namespace
}  // namespace sekisho
