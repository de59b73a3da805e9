#include "reports/wipe_text.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

constexpr char kReport[] = R"({
  "best_effort": false, "counts": {"attributes": 1, "bytes_found": 1234567, "bytes_overwritten": 1234567,
  "bytes_verified": 1234567, "directories": 0, "files": 1, "links": 0, "others": 0},
  "failures": [{"path": "/t/\u001b[31mx", "message": "cannot open"}], "failures_total": 1,
  "finished": "2026-11-22T13:45:04+09:00", "started": "2026-11-22T13:45:04+09:00", "found": [],
  "found_total": 0, "format": "sekisho-wipe-report/1", "grade": "none", "interrupted_at": "",
  "particulars": {"asset_number": "PC-12", "backed_up": "", "category": "", "destination": "",
  "destination_category": "", "note": "", "operator": "山田\u001b[2J", "operator_contact": "",
  "operator_title": "", "place": "", "source": "", "verifier": "", "verifier_contact": "",
  "verifier_title": ""},
  "kept": [], "method": {"name": "overwrite-in-place", "pattern": "pseudorandom"},
  "not_claimed": ["Names are not claimed."], "outcome": "failed", "signed": false,
  "targets": [{"claim": {"aspects": [], "file_system": "xfs", "grade": "none", "medium": "SSD",
  "passes": 1}, "file_system": {"mount_point": "/", "type": "xfs"}, "given": "t", "kind": "file",
  "medium": {"backing_file": "", "capacity_bytes": 0, "device": "sda", "discards": true,
  "model": "M", "serial": "S", "vendor": "V"}, "path": "/t", "removed": false}],
  "tool": {"name": "sekisho-wipe", "version": "1"},
  "verification": {"asked": "full", "done": "full", "result": "not finished"}})";

TEST(WipeReportText, SaysWhatWasDoneAndWhatIsNotClaimed) {
  const auto text = WipeReportText(*ParseJson(kReport));
  ASSERT_TRUE(text) << text.error().message;
  for (const char* part :
       {"unsigned", "NOT FINISHED", "none: nothing is claimed", "1,234,567",
        "Names are not claimed.", "signature", "SSD (sda)", "NOT wiped", "PC-12", "山田", "作業者",
        "確認者", "製造番号", "資産管理番号", "消去日時", "消去方法", "備考", "________"})
    EXPECT_NE(text->find(part), std::string::npos) << part;
  EXPECT_EQ(text->find("\x1b"), std::string::npos);    // ATTACKS Z2
  EXPECT_EQ(text->find("erased"), std::string::npos);  // ATTACKS H6
}

TEST(WipeReportText, ClaimsInItsOutcomeNoMoreThanWasDone) {  // ATTACKS H6
  Json json = *ParseJson(kReport);
  json["outcome"] = "done";
  const auto says = [&](const char* sentence) {
    const auto text = WipeReportText(json);
    return text && text->find(sentence) != std::string::npos;
  };
  EXPECT_TRUE(says("overwritten and read back; files are removed, too"));
  json["verification"]["done"] = "sample";
  EXPECT_TRUE(says("overwritten, and a sample of it read back"));
  EXPECT_FALSE(says("overwritten and read back"));
  json["method"]["name"] = "device-commands";
  EXPECT_TRUE(says("everything named erased itself"));
  EXPECT_FALSE(says("everything named was overwritten"));
}

TEST(WipeReportText, NamesWhatOfTheMediumWasNotCovered) {  // ATTACKS H6
  Json json = *ParseJson(kReport);
  const auto text = [&] { return WipeReportText(json).value_or(""); };
  EXPECT_EQ(NotCovered(json).size(), 3u);
  EXPECT_NE(text().find("The partition table, other partitions"), std::string::npos);
  EXPECT_NE(text().find("blocks that it reserves"), std::string::npos);
  EXPECT_NE(text().find("Its free space"), std::string::npos);
  json["targets"].push_back(json["targets"][0]);
  json["targets"][1]["kind"] = "free-space";
  EXPECT_EQ(NotCovered(json).size(), 2u);
  json["targets"].erase(0);
  json["targets"][0]["kind"] = "device";
  json["targets"][0]["device"] = Json{{"partition", true}};
  EXPECT_EQ(NotCovered(json).size(), 1u);
  json["targets"][0]["device"]["partition"] = false;
  EXPECT_TRUE(NotCovered(json).empty());
}

TEST(WipeReportText, OfADryRunSaysWhatCouldBeSaidLater) {
  Json json = *ParseJson(kReport);
  json["outcome"] = "planned";
  json["failures"] = Json::array();
  json["failures_total"] = 0;
  Json& claim = json["targets"][0]["claim"];
  claim["grade"] = "clear";
  claim["aspects"] = *ParseJson(
      R"([{"aspect": "content", "claimed": true, "sentence": "The content was overwritten."}])");
  const auto text = WipeReportText(json);
  ASSERT_TRUE(text) << text.error().message;
  const size_t later = text->find("After it has been done, the report can say:");
  EXPECT_NE(later, std::string::npos);
  EXPECT_LT(later, text->find("The content was overwritten."));
  EXPECT_NE(text->find("What would not be claimed"), std::string::npos);
}

TEST(WipeReportText, SaysHowADeviceWasPurged) {
  Json json = *ParseJson(kReport);
  json["grade"] = "purge";
  json["outcome"] = "done";
  Json& target = json["targets"][0];
  target["kind"] = "device";
  target["device"] = *ParseJson(
      R"({"method": "nvme-sanitize-crypto-erase", "size_bytes": 4096, "passes_done": 1,
      "bytes_written": 4096, "bytes_verified": 4096, "unerased": [], "unread": [], "differing": [],
      "partition": false, "block_bytes": 512, "runs": 1, "sample_seed": ""})");
  target["purge"] = *ParseJson(R"({"encryption_stated": true, "markers_written": 2002,
      "markers_gone": 2001, "abilities": ["NVMe Sanitize: crypto erase"]})");
  const auto text = WipeReportText(json);
  ASSERT_TRUE(text) << text.error().message;
  for (const char* part :
       {"Purge (NIST SP 800-88 Rev. 2, IEEE 2883-2022)", "nvme-sanitize-crypto-erase",
        "NVMe Sanitize: crypto erase", "stated by the operator", "2,002", "2,001"})
    EXPECT_NE(text->find(part), std::string::npos) << part;
  target["purge"].erase("markers_gone");
  EXPECT_FALSE(WipeReportText(json));
}

TEST(WipeReportText, RefusesReportsWithHoles) {
  for (const char* key :
       {"counts", "failures", "grade", "outcome", "particulars", "targets", "tool"}) {
    Json json = *ParseJson(kReport);
    json.erase(key);
    EXPECT_FALSE(WipeReportText(json)) << key;
    json[key] = 7;
    EXPECT_FALSE(WipeReportText(json)) << key;
  }
}

}  // namespace
}  // namespace sekisho
