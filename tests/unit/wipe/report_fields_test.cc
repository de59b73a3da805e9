// What a report's fields cannot say, one by one, where nothing else would notice.
#include <gtest/gtest.h>

#include "tests/unit/base/refusal_of.h"
#include "tests/unit/wipe/report_examples.h"

namespace sekisho {
namespace {

// Read as something else, each of them would have been written in another way.
TEST(WipeReport, NothingUnknownIsTakenForSomethingKnown) {
  const std::pair<const char*, Json> changes[] = {
      {"/targets/0/claim/aspects/0/aspect", "everything"},  // for the first one
      {"/failures", Json::object()},                        // for an empty list
      {"/format", "sekisho-wipe-report/0"},
  };
  for (const auto& [path, value] : changes) {
    Json json = WipeReportJson(Example());
    json[Json::json_pointer(path)] = value;
    EXPECT_EQ(RefusalOf(ParseWipeReport(WriteJson(json))), ErrorCode::kMalformed) << path;
  }
}

TEST(WipeReport, ADevicesRangesAndSeedAreWhole) {
  const Json good = DeviceReportJson(OfDevice().targets[0].device);
  ASSERT_TRUE(ParseDeviceReport(good));
  for (const char* key : {"unerased", "unread", "differing"})
    for (const Json& value : {Json(), Json("none"), Json::object()}) {
      Json json = good;
      json[key] = value;
      EXPECT_EQ(RefusalOf(ParseDeviceReport(json)), ErrorCode::kMalformed) << key << value;
    }
  for (const char* seed : {"0123456789abcd", "0123456789abcdef01"}) {
    Json json = good;
    json["sample_seed"] = seed;
    EXPECT_EQ(RefusalOf(ParseDeviceReport(json)), ErrorCode::kMalformed) << seed;
  }
}

TEST(WipeReport, APurgeListsSoManyAbilitiesAtMost) {
  PurgeReport purge;
  purge.abilities.assign(100, "NVMe Sanitize: block erase");
  EXPECT_TRUE(ParsePurgeReport(PurgeReportJson(purge)));
  purge.abilities.emplace_back("one more");
  EXPECT_EQ(RefusalOf(ParsePurgeReport(PurgeReportJson(purge))), ErrorCode::kMalformed);
}

// A tree beside it that claims nothing, and adds nothing to the totals.
TEST(WipeReport, ADeviceIsWipedAlone) {  // ATTACKS H6
  WipeReport report = OfDevice();
  report.grade = Grade::kNone;
  ASSERT_TRUE(Accepted(report));
  report.targets.push_back(Example().targets[0]);
  Withdraw(report.targets[1].claim, "no");
  EXPECT_FALSE(Accepted(report));
}

// Twice, with totals that are those of both.
TEST(WipeReport, ADeviceIsWipedOnce) {  // ATTACKS H6
  WipeReport report = OfDevice();
  report.targets.push_back(report.targets[0]);
  report.targets[1].file_system_device = "8:16";
  report.counts.bytes_overwritten *= 2;
  report.counts.bytes_verified *= 2;
  ASSERT_TRUE(Accepted(report));
  report.targets[1].file_system_device = report.targets[0].file_system_device;
  EXPECT_FALSE(Accepted(report));
}

}  // namespace
}  // namespace sekisho
