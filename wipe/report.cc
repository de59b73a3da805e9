#include "wipe/report.h"

#include <algorithm>
#include <array>

#include "base/message.h"
#include "base/text.h"

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
    Spelling<TargetKind>{TargetKind::kFile, "file"},
    Spelling<TargetKind>{TargetKind::kDirectory, "directory"},
    Spelling<TargetKind>{TargetKind::kMountPoint, "mount-point"},
    Spelling<TargetKind>{TargetKind::kFreeSpace, "free-space"},
    Spelling<TargetKind>{TargetKind::kDevice, "device"},
};
constexpr std::array kGrades = {
    Spelling<Grade>{Grade::kNone, "none"},
    Spelling<Grade>{Grade::kClear, "clear"},
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
  return Fail(ErrorCode::kMalformed, Message("field '{0}' has an unknown value", {key}));
}

constexpr char kMethod[] = "overwrite-in-place";
constexpr char kPatternName[] =
    "pseudorandom (not cryptographic); of two passes, the first its complement";
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
  return {{"bytes_written", done.bytes_written}, {"bytes_verified", done.bytes_verified},
          {"inodes_used", done.inodes_used},     {"journal_bytes", done.journal_bytes},
          {"bytes_left", done.bytes_left},       {"reserve_reached", done.reserve_reached}};
}

Json RangesJson(const std::vector<ByteRange>& ranges) {
  Json list = Json::array();
  for (const ByteRange& range : ranges)
    list.push_back({{"offset", range.offset}, {"bytes", range.bytes}});
  return list;
}

Json DeviceJson(const DeviceReport& device) {
  return {{"method", device.method},
          {"partition", device.partition},
          {"size_bytes", device.size_bytes},
          {"block_bytes", device.block_bytes},
          {"passes_done", device.passes_done},
          {"bytes_written", device.bytes_written},
          {"bytes_verified", device.bytes_verified},
          {"unerased", RangesJson(device.unerased)},
          {"unread", RangesJson(device.unread)},
          {"differing", RangesJson(device.differing)}};
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
  if (target.kind == TargetKind::kDevice) json["device"] = DeviceJson(target.device);
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
  return done;
}

Result<void> ReadRanges(const Json& json, const char* key, std::vector<ByteRange>& out) {
  ASSIGN_OR_RETURN(const Json list, Part(json, key, Json::value_t::array));
  if (list.size() > kMaxUnerasedRanges)
    return Fail(ErrorCode::kMalformed, Message("field '{0}' is too long", {key}));
  for (const Json& item : list) {
    int64_t offset = 0;
    int64_t bytes = 0;
    RETURN_IF_ERROR(ReadCount(item, "offset", offset));
    RETURN_IF_ERROR(ReadCount(item, "bytes", bytes));
    out.push_back({static_cast<uint64_t>(offset), static_cast<uint64_t>(bytes)});
  }
  return {};
}

Result<DeviceReport> ParseDevice(const Json& json) {
  DeviceReport device;
  RETURN_IF_ERROR(ReadText(json, "method", device.method));
  RETURN_IF_ERROR(ReadFlag(json, "partition", device.partition));
  RETURN_IF_ERROR(ReadCount(json, "size_bytes", device.size_bytes));
  RETURN_IF_ERROR(ReadCount(json, "block_bytes", device.block_bytes));
  RETURN_IF_ERROR(ReadCount(json, "passes_done", device.passes_done));
  RETURN_IF_ERROR(ReadCount(json, "bytes_written", device.bytes_written));
  RETURN_IF_ERROR(ReadCount(json, "bytes_verified", device.bytes_verified));
  RETURN_IF_ERROR(ReadRanges(json, "unerased", device.unerased));
  RETURN_IF_ERROR(ReadRanges(json, "unread", device.unread));
  RETURN_IF_ERROR(ReadRanges(json, "differing", device.differing));
  return device;
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
    ASSIGN_OR_RETURN(target.device, ParseDevice(device));
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

// Whether free space was wiped where `target` was.
bool FreeSpaceIsWiped(const WipeReport& report, const TargetReport& target) {
  return std::any_of(report.targets.begin(), report.targets.end(), [&](const TargetReport& other) {
    return other.kind == TargetKind::kFreeSpace && other.claim.grade != Grade::kNone &&
           other.file_system_device == target.file_system_device;
  });
}

// What was done to `target`, by what the report says of all of them.
Done DoneTo(const WipeReport& report, const TargetReport& target) {
  if (target.kind == TargetKind::kFreeSpace) return Done::kFreeSpace;
  if (target.kind == TargetKind::kDevice) return Done::kDevice;
  return FreeSpaceIsWiped(report, target) ? Done::kFilesAndFreeSpace : Done::kFilesOverwritten;
}

// Whether the tables give this claim for where the target lay and what was done to it.
bool IsWhatTablesGive(const WipeReport& report, const TargetReport& target) {
  const FileSystemKind file_system = FileSystemKindNamed(target.claim.file_system);
  const MediumKind medium = target.medium.kind;
  return MayBeCalled(file_system, target.file_system_type) &&
         MayBeNamed(medium, target.medium.device) &&
         ClaimFor(file_system, medium, DoneTo(report, target)) == target.claim;
}

// Every block written as often as the claim asks for, and read back.
bool AllOfDevice(const TargetReport& target) {
  const DeviceReport& device = target.device;
  return device.size_bytes > 0 && device.passes_done == target.claim.passes &&
         device.bytes_written == device.size_bytes && device.bytes_verified == device.size_bytes &&
         device.unerased.empty() && device.unread.empty() && device.differing.empty();
}

// A claim for a device is of the right half of the table.
bool IsOfItsKind(const TargetReport& target) {
  const FileSystemKind named = FileSystemKindNamed(target.claim.file_system);
  const bool part = target.kind == TargetKind::kDevice && target.device.partition;
  const bool whole = target.kind == TargetKind::kDevice && !target.device.partition;
  return part == (named == FileSystemKind::kPartition) &&
         whole == (named == FileSystemKind::kWholeDevice);
}

bool AllReadBack(const WipeReport& report, const TargetReport& target) {
  if (target.kind == TargetKind::kDevice) return AllOfDevice(target);
  const FreeSpaceReport& freed = target.free_space;
  return target.kind == TargetKind::kFreeSpace
             ? freed.reserve_reached && freed.bytes_verified == freed.bytes_written
             : report.counts.bytes_verified == report.counts.bytes_overwritten;
}

bool Supports(const WipeReport& report, const TargetReport& target) {
  if (target.claim.grade == Grade::kNone) return ClaimsNothing(target.claim);
  if (!IsOfItsKind(target) || !IsWhatTablesGive(report, target)) return false;
  if (report.outcome == WipeOutcome::kPlanned) return true;
  return report.outcome == WipeOutcome::kDone && AllReadBack(report, target) &&
         report.failures_total == 0;
}

// No grade that the rest of the report does not support: ATTACKS H6.
Result<void> CheckClaims(const WipeReport& report) {
  const Error error = Fail(ErrorCode::kMalformed, Message("the report claims more than was done"));
  Grade lowest = report.targets.empty() ? Grade::kNone : Grade::kClear;
  for (const TargetReport& target : report.targets) {
    lowest = std::min(lowest, target.claim.grade);
    if (!Supports(report, target)) return error;
  }
  return report.grade > lowest ? Result<void>(error) : Result<void>();
}

bool Has(const WipeReport& report, TargetKind kind, const std::string& mount_point) {
  return std::any_of(report.targets.begin(), report.targets.end(), [&](const TargetReport& target) {
    return target.kind == kind && target.removed && target.mount_point == mount_point;
  });
}

}  // namespace

void MakePrintable(MediumInfo& medium) {
  for (std::string* text :
       {&medium.device, &medium.vendor, &medium.model, &medium.serial, &medium.backing_file})
    *text = SafeForTerminal(*text);
}

bool WipedWholeMedium(const WipeReport& report) {
  if (report.outcome != WipeOutcome::kDone || report.grade == Grade::kNone) return false;
  return std::all_of(report.targets.begin(), report.targets.end(), [&](const TargetReport& target) {
    if (target.kind == TargetKind::kDevice) return !target.device.partition;
    return Has(report, TargetKind::kMountPoint, target.mount_point) &&
           Has(report, TargetKind::kFreeSpace, target.mount_point);
  });
}

std::string VerificationResult(const WipeReport& report) {
  switch (report.outcome) {
    case WipeOutcome::kPlanned:
      return "not done";
    case WipeOutcome::kDone:
      return "passed";
    case WipeOutcome::kOldData:
      return "failed";
    default:
      return "not finished";
  }
}

std::vector<std::string> NotClaimed(const WipeReport& report) {
  std::vector<std::string> sentences;
  for (const TargetReport& target : report.targets)
    for (const AspectClaim& aspect : target.claim.aspects)
      if (!aspect.claimed &&
          std::find(sentences.begin(), sentences.end(), aspect.sentence) == sentences.end())
        sentences.push_back(aspect.sentence);
  sentences.emplace_back(
      "Copies elsewhere are not reached: backups, snapshots, temporary files of programs, swap, "
      "other media.");
  return sentences;
}

namespace {

// One run overwrites devices with one kind of bytes.
const char* PatternName(const WipeReport& report) {
  for (const TargetReport& target : report.targets) {
    if (target.kind != TargetKind::kDevice) continue;
    if (target.device.method == "zeros") return "zeros; of two passes, the first ones";
    if (target.device.method == "pattern") return "0x55; of two passes, the first 0xAA";
    return "AES-256-CTR keystream; of two passes, the first its complement";
  }
  return kPatternName;
}

}  // namespace

Json WipeReportJson(const WipeReport& report) {
  Json targets = Json::array();
  for (const TargetReport& target : report.targets) targets.push_back(TargetJson(target));
  Json failures = Json::array();
  for (const WipeFailure& failure : report.failures)
    failures.push_back({{"path", failure.path}, {"message", failure.message}});
  return {
      {"format", kWipeReportFormat},
      {"tool", {{"name", kToolName}, {"version", report.tool_version}}},
      {"signed", false},
      {"started", FormatTime(report.started)},
      {"finished", FormatTime(report.finished)},
      {"outcome", Spell(kOutcomes, report.outcome)},
      {"best_effort", report.best_effort},
      {"grade", Spell(kGrades, report.grade)},
      {"method", {{"name", kMethod}, {"pattern", PatternName(report)}}},
      {"verification",
       {{"asked", report.verify_asked}, {"done", "full"}, {"result", VerificationResult(report)}}},
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
    return Fail(ErrorCode::kMalformed,
                Message("the report has fields or values that this version does not write"));
  return report;
}

}  // namespace sekisho
