#include <array>

#include "base/text/message.h"
#include "base/text/message_id.h"
#include "wipe/report/report.h"

namespace sekisho {
namespace {

template <typename Enum>
struct Spelling {
  Enum value;
  const char* text;
};

constexpr std::array kOutcomes = {
    Spelling<WipeOutcome>{WipeOutcome::kPlanned, "planned"},
    Spelling<WipeOutcome>{WipeOutcome::kDone, "done"},
    Spelling<WipeOutcome>{WipeOutcome::kFailed, "failed"},
    Spelling<WipeOutcome>{WipeOutcome::kOldData, "old-data"},
    Spelling<WipeOutcome>{WipeOutcome::kInterrupted, "interrupted"},
};
constexpr std::array kTargetKinds = {
    Spelling<TargetKind>{TargetKind::kFile, MessageId("file")},
    Spelling<TargetKind>{TargetKind::kDirectory, MessageId("directory")},
    Spelling<TargetKind>{TargetKind::kMountPoint, MessageId("mount-point")},
    Spelling<TargetKind>{TargetKind::kFreeSpace, MessageId("free-space")},
    Spelling<TargetKind>{TargetKind::kDevice, MessageId("device")},
};
constexpr std::array kGrades = {
    Spelling<Grade>{Grade::kNone, "none"},
    Spelling<Grade>{Grade::kClear, "clear"},
    Spelling<Grade>{Grade::kPurge, "purge"},
};
constexpr std::array kAspects = {
    Spelling<Aspect>{Aspect::kContent, "content"},
    Spelling<Aspect>{Aspect::kNames, "names"},
    Spelling<Aspect>{Aspect::kAttributes, "attributes"},
    Spelling<Aspect>{Aspect::kEarlier, "earlier"},
    Spelling<Aspect>{Aspect::kMedium, "medium"},
};

template <typename Enum, size_t N>
std::string Spell(const std::array<Spelling<Enum>, N>& spellings, Enum value) {
  for (const auto& spelling : spellings)
    if (spelling.value == value) return spelling.text;
  return "";
}

template <typename Enum, size_t N>
Result<void> ReadSpelled(const Json& object, const char* key,
                         const std::array<Spelling<Enum>, N>& spellings, Enum& out) {
  ASSIGN_OR_RETURN(const std::string text, GetString(object, key));
  for (const auto& spelling : spellings) {
    if (text != spelling.text) continue;
    out = spelling.value;
    return {};
  }
  // defence: H6-84, else {}
  return Fail(ErrorCode::kMalformed, Message("field '{0}' has an unknown value", {key}));
}

constexpr const char* kMethod = MessageId("overwrite-in-place");
constexpr const char* kPatternName =
    MessageId("pseudorandom (not cryptographic); of two passes, the first its complement");
constexpr char kToolName[] = "sekisho-wipe";

Json ClaimJson(const Claim& claim) {
  Json aspects = Json::array();
  for (const AspectClaim& aspect : claim.aspects)
    aspects.push_back({{"aspect", Spell(kAspects, aspect.aspect)},
                       {"claimed", aspect.claimed},
                       {"sentence", aspect.sentence}});
  return {{"grade", Spell(kGrades, claim.grade)},
          {"passes", claim.passes},
          {"file_system", claim.file_system},
          {"medium", claim.medium},
          {"aspects", std::move(aspects)}};
}

Json FreeSpaceJson(const FreeSpaceReport& done) {
  Json json{{"bytes_written", done.bytes_written},
            {"bytes_verified", done.bytes_verified},
            {"inodes_used", done.inodes_used},
            {"journal_bytes", done.journal_bytes},
            {"bytes_left", done.bytes_left},
            {"reserve_reached", done.reserve_reached},
            {"nothing_deleted_in_use", done.nothing_deleted_in_use},
            {"inodes_free", done.inodes_free},
            {"inodes_in_use", done.inodes_in_use},
            {"inodes_found", done.inodes_found},
            {"directories", done.directories},
            {"directories_clean", done.directories_clean}};
  if (done.journal_passed) json["journal_passed"] = *done.journal_passed;
  return json;
}

Json TargetJson(const TargetReport& target) {
  const MediumInfo& medium = target.medium;
  Json json{{"given", target.given},
            {"path", target.path},
            {"kind", Spell(kTargetKinds, target.kind)},
            {"removed", target.removed},
            {"file_system",
             {{"type", target.file_system_type},
              {"mount_point", target.mount_point},
              {"device", target.file_system_device}}},
            {"medium",
             {{"device", medium.device},
              {"vendor", medium.vendor},
              {"model", medium.model},
              {"serial", medium.serial},
              {"capacity_bytes", medium.capacity_bytes},
              {"backing_file", medium.backing_file},
              {"discards", medium.discards}}},
            {"claim", ClaimJson(target.claim)}};
  if (target.kind == TargetKind::kFreeSpace) json["free_space"] = FreeSpaceJson(target.free_space);
  if (target.kind == TargetKind::kDevice) json["device"] = DeviceReportJson(target.device);
  if (target.purge) json["purge"] = PurgeReportJson(*target.purge);
  return json;
}

Json CountsJson(const WipeCounts& counts) {
  return {{"files", counts.files},
          {"directories", counts.directories},
          {"links", counts.links},
          {"others", counts.others},
          {"attributes", counts.attributes},
          {"bytes_found", counts.bytes_found},
          {"bytes_overwritten", counts.bytes_overwritten},
          {"bytes_verified", counts.bytes_verified}};
}

Result<void> ReadText(const Json& object, const char* key, std::string& out) {
  ASSIGN_OR_RETURN(out, GetString(object, key));
  return {};
}

Result<void> ReadFlag(const Json& object, const char* key, bool& out) {
  ASSIGN_OR_RETURN(out, GetBool(object, key));
  return {};
}

Result<void> ReadCount(const Json& object, const char* key, int64_t& out) {
  ASSIGN_OR_RETURN(out, GetInt(object, key, 0, INT64_MAX));
  return {};
}

Result<void> ReadTime(const Json& object, const char* key, Time& out) {
  ASSIGN_OR_RETURN(const std::string text, GetString(object, key));
  ASSIGN_OR_RETURN(out, ParseTime(text));
  return {};
}

// An object or a list by key; kMalformed when it is something else.
Result<Json> Part(const Json& object, const char* key, Json::value_t type) {
  if (!object.is_object() || !object.contains(key) || object[key].type() != type)
    // defence: H6-85, else Json(type)
    return Fail(ErrorCode::kMalformed, Message("field '{0}' is missing or of another type", {key}));
  return object[key];
}

Result<Claim> ParseClaim(const Json& json) {
  Claim claim;
  RETURN_IF_ERROR(ReadSpelled(json, "grade", kGrades, claim.grade));
  ASSIGN_OR_RETURN(const int64_t passes, GetInt(json, "passes", 1, 100));
  claim.passes = static_cast<int>(passes);
  RETURN_IF_ERROR(ReadText(json, "file_system", claim.file_system));
  RETURN_IF_ERROR(ReadText(json, "medium", claim.medium));
  ASSIGN_OR_RETURN(const Json aspects, Part(json, "aspects", Json::value_t::array));
  for (const Json& item : aspects) {
    AspectClaim aspect;
    RETURN_IF_ERROR(ReadSpelled(item, "aspect", kAspects, aspect.aspect));
    RETURN_IF_ERROR(ReadFlag(item, "claimed", aspect.claimed));
    RETURN_IF_ERROR(ReadText(item, "sentence", aspect.sentence));
    claim.aspects.push_back(std::move(aspect));
  }
  return claim;
}

Result<MediumInfo> ParseMedium(const Json& json, const std::string& kind_name) {
  MediumInfo medium;
  medium.kind = MediumKindNamed(kind_name);
  RETURN_IF_ERROR(ReadText(json, "device", medium.device));
  RETURN_IF_ERROR(ReadText(json, "vendor", medium.vendor));
  RETURN_IF_ERROR(ReadText(json, "model", medium.model));
  RETURN_IF_ERROR(ReadText(json, "serial", medium.serial));
  ASSIGN_OR_RETURN(const int64_t capacity, GetInt(json, "capacity_bytes", 0, INT64_MAX));
  medium.capacity_bytes = static_cast<uint64_t>(capacity);
  RETURN_IF_ERROR(ReadText(json, "backing_file", medium.backing_file));
  RETURN_IF_ERROR(ReadFlag(json, "discards", medium.discards));
  return medium;
}

Result<FreeSpaceReport> ParseFreeSpace(const Json& json) {
  FreeSpaceReport done;
  RETURN_IF_ERROR(ReadCount(json, "bytes_written", done.bytes_written));
  RETURN_IF_ERROR(ReadCount(json, "bytes_verified", done.bytes_verified));
  RETURN_IF_ERROR(ReadCount(json, "inodes_used", done.inodes_used));
  RETURN_IF_ERROR(ReadCount(json, "journal_bytes", done.journal_bytes));
  RETURN_IF_ERROR(ReadCount(json, "bytes_left", done.bytes_left));
  RETURN_IF_ERROR(ReadFlag(json, "reserve_reached", done.reserve_reached));
  RETURN_IF_ERROR(ReadFlag(json, "nothing_deleted_in_use", done.nothing_deleted_in_use));
  RETURN_IF_ERROR(ReadCount(json, "inodes_free", done.inodes_free));
  RETURN_IF_ERROR(ReadCount(json, "inodes_in_use", done.inodes_in_use));
  RETURN_IF_ERROR(ReadCount(json, "inodes_found", done.inodes_found));
  RETURN_IF_ERROR(ReadCount(json, "directories", done.directories));
  RETURN_IF_ERROR(ReadCount(json, "directories_clean", done.directories_clean));
  if (json.contains("journal_passed")) {
    ASSIGN_OR_RETURN(done.journal_passed, GetBool(json, "journal_passed"));
  }
  return done;
}

Result<TargetReport> ParseTarget(const Json& json) {
  TargetReport target;
  RETURN_IF_ERROR(ReadText(json, "given", target.given));
  RETURN_IF_ERROR(ReadText(json, "path", target.path));
  RETURN_IF_ERROR(ReadSpelled(json, "kind", kTargetKinds, target.kind));
  RETURN_IF_ERROR(ReadFlag(json, "removed", target.removed));
  ASSIGN_OR_RETURN(const Json file_system, Part(json, "file_system", Json::value_t::object));
  RETURN_IF_ERROR(ReadText(file_system, "type", target.file_system_type));
  RETURN_IF_ERROR(ReadText(file_system, "mount_point", target.mount_point));
  RETURN_IF_ERROR(ReadText(file_system, "device", target.file_system_device));
  ASSIGN_OR_RETURN(const Json claim, Part(json, "claim", Json::value_t::object));
  ASSIGN_OR_RETURN(target.claim, ParseClaim(claim));
  ASSIGN_OR_RETURN(const Json medium, Part(json, "medium", Json::value_t::object));
  ASSIGN_OR_RETURN(target.medium, ParseMedium(medium, target.claim.medium));
  if (target.kind == TargetKind::kDevice) {
    ASSIGN_OR_RETURN(const Json device, Part(json, "device", Json::value_t::object));
    ASSIGN_OR_RETURN(target.device, ParseDeviceReport(device));
    if (json.contains("purge")) {
      ASSIGN_OR_RETURN(target.purge, ParsePurgeReport(json["purge"]));
    }
  }
  if (target.kind != TargetKind::kFreeSpace) return target;
  ASSIGN_OR_RETURN(const Json free_space, Part(json, "free_space", Json::value_t::object));
  ASSIGN_OR_RETURN(target.free_space, ParseFreeSpace(free_space));
  return target;
}

Result<WipeCounts> ParseCounts(const Json& json) {
  WipeCounts counts;
  RETURN_IF_ERROR(ReadCount(json, "files", counts.files));
  RETURN_IF_ERROR(ReadCount(json, "directories", counts.directories));
  RETURN_IF_ERROR(ReadCount(json, "links", counts.links));
  RETURN_IF_ERROR(ReadCount(json, "others", counts.others));
  RETURN_IF_ERROR(ReadCount(json, "attributes", counts.attributes));
  RETURN_IF_ERROR(ReadCount(json, "bytes_found", counts.bytes_found));
  RETURN_IF_ERROR(ReadCount(json, "bytes_overwritten", counts.bytes_overwritten));
  RETURN_IF_ERROR(ReadCount(json, "bytes_verified", counts.bytes_verified));
  return counts;
}

Result<void> ParseLists(const Json& json, WipeReport& report) {
  ASSIGN_OR_RETURN(const Json targets, Part(json, "targets", Json::value_t::array));
  for (const Json& item : targets) {
    ASSIGN_OR_RETURN(TargetReport target, ParseTarget(item));
    report.targets.push_back(std::move(target));
  }
  ASSIGN_OR_RETURN(report.kept, GetStrings(json, "kept"));
  ASSIGN_OR_RETURN(report.found, GetStrings(json, "found"));
  RETURN_IF_ERROR(ReadCount(json, "found_total", report.found_total));
  ASSIGN_OR_RETURN(const Json failures, Part(json, "failures", Json::value_t::array));
  for (const Json& item : failures) {
    WipeFailure failure;
    RETURN_IF_ERROR(ReadText(item, "path", failure.path));
    RETURN_IF_ERROR(ReadText(item, "message", failure.message));
    report.failures.push_back(std::move(failure));
  }
  return ReadCount(json, "failures_total", report.failures_total);
}

// One run overwrites devices with one kind of bytes.
const char* PatternName(const WipeReport& report) {
  for (const TargetReport& target : report.targets) {
    if (target.kind != TargetKind::kDevice) continue;
    if (target.purge) return MessageId("the device's own");
    if (target.device.method == "zeros") return MessageId("zeros; of two passes, the first ones");
    if (target.device.method == "pattern") return MessageId("0x55; of two passes, the first 0xAA");
    return MessageId("AES-256-CTR keystream; of two passes, the first its complement");
  }
  return kPatternName;
}

const char* MethodName(const WipeReport& report) {
  const bool purges =
      std::any_of(report.targets.begin(), report.targets.end(),
                  [](const TargetReport& target) { return target.purge.has_value(); });
  return purges ? "device-commands" : kMethod;
}

}  // namespace

Json WipeReportJson(const WipeReport& report) {
  Json targets = Json::array();
  for (const TargetReport& target : report.targets) targets.push_back(TargetJson(target));
  Json failures = Json::array();
  for (const WipeFailure& failure : report.failures)
    failures.push_back({{"path", failure.path}, {"message", failure.message}});
  return {{"format", kWipeReportFormat},
          {"tool", {{"name", kToolName}, {"version", report.tool_version}}},
          {"signed", false},
          {"started", FormatTime(report.started)},
          {"finished", FormatTime(report.finished)},
          {"outcome", Spell(kOutcomes, report.outcome)},
          {"best_effort", report.best_effort},
          {"grade", Spell(kGrades, report.grade)},
          {"method", {{"name", MethodName(report)}, {"pattern", PatternName(report)}}},
          {"verification",
           {{"asked", report.verify_asked},
            {"done", VerificationDone(report)},
            {"result", VerificationResult(report)}}},
          {"targets", std::move(targets)},
          {"kept", report.kept},
          {"found", report.found},
          {"found_total", report.found_total},
          {"counts", CountsJson(report.counts)},
          {"failures", std::move(failures)},
          {"failures_total", report.failures_total},
          {"interrupted_at", report.interrupted_at},
          {"not_claimed", NotClaimed(report)},
          {"particulars", ParticularsJson(report.particulars)}};
}

Result<WipeReport> ParseWipeReport(std::string_view text) {
  ASSIGN_OR_RETURN(const Json json, ParseJson(text, kMaxWipeReportBytes));
  if (!json.is_object() || json.value("format", Json()) != kWipeReportFormat)
    // defence: H6-86
    return Fail(ErrorCode::kMalformed, Message("not a {0}", {kWipeReportFormat}));
  WipeReport report;
  ASSIGN_OR_RETURN(const Json tool, Part(json, "tool", Json::value_t::object));
  RETURN_IF_ERROR(ReadText(tool, "version", report.tool_version));
  RETURN_IF_ERROR(ReadTime(json, "started", report.started));
  RETURN_IF_ERROR(ReadTime(json, "finished", report.finished));
  RETURN_IF_ERROR(ReadSpelled(json, "outcome", kOutcomes, report.outcome));
  RETURN_IF_ERROR(ReadFlag(json, "best_effort", report.best_effort));
  RETURN_IF_ERROR(ReadSpelled(json, "grade", kGrades, report.grade));
  ASSIGN_OR_RETURN(const Json verification, Part(json, "verification", Json::value_t::object));
  RETURN_IF_ERROR(ReadText(verification, "asked", report.verify_asked));
  RETURN_IF_ERROR(ParseLists(json, report));
  ASSIGN_OR_RETURN(const Json counts, Part(json, "counts", Json::value_t::object));
  ASSIGN_OR_RETURN(report.counts, ParseCounts(counts));
  RETURN_IF_ERROR(ReadText(json, "interrupted_at", report.interrupted_at));
  ASSIGN_OR_RETURN(const Json particulars, Part(json, "particulars", Json::value_t::object));
  ASSIGN_OR_RETURN(report.particulars, ReadParticulars(particulars));
  RETURN_IF_ERROR(CheckClaims(report));
  if (WipeReportJson(report) != json)
    // defence: H6-87
    return Fail(ErrorCode::kMalformed,
                Message("the report has fields or values that this version does not write"));
  return report;
}

Result<WipeReport> ParseCertifiableReport(std::string_view text) {
  auto report = ParseWipeReport(text);
  if (report && report->outcome == WipeOutcome::kPlanned)
    // defence: H6-88
    return Fail(ErrorCode::kMalformed, Message("it is the report of a dry run: nothing was wiped"));
  return report;
}

}  // namespace sekisho
