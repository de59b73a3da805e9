#include "reports/wipe_text.h"

#include <algorithm>

#include "base/clock.h"
#include "base/text/code_word.h"
#include "base/text/message.h"
#include "base/text/units.h"
#include "reports/page.h"

namespace sekisho {
namespace {

std::string Number(int64_t value) {
  std::string digits = std::to_string(value);
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

Result<Json> Part(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key))
    return Fail(ErrorCode::kMalformed, Message("field '{0}' is missing", {key}));
  return object[key];
}

Result<std::string> Count(const Json& object, const char* key) {
  ASSIGN_OR_RETURN(const int64_t value, GetInt(object, key, 0, INT64_MAX));
  return Number(value);
}

// Whether any target's claim goes beyond the content of files as they were.
bool ClaimsMoreThanContent(const Json& claim) {
  const auto aspects = Part(claim, "aspects");
  if (!aspects) return false;
  for (const Json& aspect : *aspects) {
    const auto claimed = GetBool(aspect, "claimed");
    if (claimed && *claimed && GetString(aspect, "aspect").value_or("") != "content") return true;
  }
  return false;
}

std::string GradeSentence(const std::string& grade, const std::string& outcome, bool more) {
  if (grade == "purge" && outcome == "planned")
    return Message("Purge could be claimed, for what is said below");
  if (grade == "purge")
    return Message(
        "Purge (NIST SP 800-88 Rev. 2, IEEE 2883-2022), for what is said below, and for nothing "
        "else");
  if (grade != "clear") return Message("none: nothing is claimed");
  if (more && outcome == "planned")
    return Message("Clear could be claimed, for what is said below");
  if (more)
    return Message(
        "Clear (NIST SP 800-88 Rev. 2, IEEE 2883-2022), for what is said below, and for nothing "
        "else");
  if (outcome == "planned")
    return Message(
        "Clear could be claimed, for the content of the files as it is now, and for "
        "nothing else");
  return Message(
      "Clear (NIST SP 800-88 Rev. 2, IEEE 2883-2022), for the content of the files as it was when "
      "they were wiped, and "
      "for nothing else");
}

bool AllTargetsAre(const Json& report, const std::string& kind) {
  const auto targets = Part(report, "targets");
  return targets && std::all_of(targets->begin(), targets->end(), [&](const Json& target) {
           return GetString(target, "kind").value_or("") == kind;
         });
}

// What was done, when all of it was: `how` is the method, `verified` how much was read back.
std::string DoneSentence(const std::string& how, const std::string& verified, const Json& report) {
  if (how == "device-commands")
    return Message("everything named erased itself, and was looked at afterwards");
  if (verified == "sample")
    return Message("everything named was overwritten, and a sample of it read back");
  if (AllTargetsAre(report, "device"))
    return Message("everything named was overwritten and read back");
  if (AllTargetsAre(report, "free-space"))
    return Message("the free space was overwritten and read back; no file was touched");
  return Message("everything named was overwritten and read back; files are removed, too");
}

std::string OutcomeSentence(const std::string& outcome, const std::string& done) {
  if (outcome == "planned") return Message("a dry run: nothing was written");
  if (outcome == "done") return done;
  if (outcome == "failed") return Message("NOT FINISHED: something could not be wiped");
  if (outcome == "old-data")
    return Message("FAILED: something else was read back than had been written");
  if (outcome == "interrupted") return Message("INTERRUPTED: run the same command again to finish");
  return outcome;
}

Result<void> AddMedium(const Json& target, Page& page) {
  ASSIGN_OR_RETURN(const Json claim, Part(target, "claim"));
  ASSIGN_OR_RETURN(const Json medium, Part(target, "medium"));
  ASSIGN_OR_RETURN(const std::string kind, GetString(claim, "medium"));
  ASSIGN_OR_RETURN(const std::string device, GetString(medium, "device"));
  ASSIGN_OR_RETURN(const std::string vendor, GetString(medium, "vendor"));
  ASSIGN_OR_RETURN(const std::string model, GetString(medium, "model"));
  ASSIGN_OR_RETURN(const std::string serial, GetString(medium, "serial"));
  ASSIGN_OR_RETURN(const std::string capacity, Count(medium, "capacity_bytes"));
  ASSIGN_OR_RETURN(const std::string backing, GetString(medium, "backing_file"));
  page.Field(Message("medium (機器・媒体)"),
             device.empty() ? CodeWord(kind) : Message("{0} ({1})", {CodeWord(kind), device}));
  page.Field(Message("manufacturer (製造者)"), vendor);
  page.Field(Message("model (型番)"), model);
  page.Field(Message("serial (製造番号)"), serial);
  page.Field(Message("capacity"), capacity == "0" ? "" : Message("{0} bytes", {capacity}));
  if (!backing.empty()) page.Field(Message("image file"), backing);
  return {};
}

// What is claimed, aspect by aspect; what is not has its own part of the page.
Result<void> AddClaimed(const Json& claim, const std::string& outcome, Page& page) {
  ASSIGN_OR_RETURN(const Json aspects, Part(claim, "aspects"));
  ASSIGN_OR_RETURN(const std::string grade, GetString(claim, "grade"));
  if (outcome == "planned" && grade != "none")
    page.Line(Message("After it has been done, the report can say:"));
  for (const Json& aspect : aspects) {
    ASSIGN_OR_RETURN(const bool claimed, GetBool(aspect, "claimed"));
    ASSIGN_OR_RETURN(const std::string sentence, GetString(aspect, "sentence"));
    if (claimed) page.Line("- " + CodeWord(sentence));
  }
  return {};
}

// What there was, beside what was reached: two numbers that have to be equal for a claim.
Result<void> AddCounts(const Json& done, Page& page) {
  struct Pair {
    std::string label;
    const char* reached;
    const char* there;
  };
  for (const Pair& pair : {Pair{Message("free inodes"), "inodes_used", "inodes_free"},
                           Pair{Message("inodes in use"), "inodes_found", "inodes_in_use"},
                           Pair{Message("directories"), "directories_clean", "directories"}}) {
    ASSIGN_OR_RETURN(const std::string reached, Count(done, pair.reached));
    ASSIGN_OR_RETURN(const std::string there, Count(done, pair.there));
    if (there != "0") page.Field(pair.label, Message("{0} reached of {1}", {reached, there}));
  }
  return {};
}

Result<void> AddFreeSpace(const Json& target, Page& page) {
  ASSIGN_OR_RETURN(const Json done, Part(target, "free_space"));
  const std::pair<std::string, const char*> rows[] = {{Message("overwritten"), "bytes_written"},
                                                      {Message("read back"), "bytes_verified"},
                                                      {Message("inodes used"), "inodes_used"},
                                                      {Message("through journal"), "journal_bytes"},
                                                      {Message("left at fullest"), "bytes_left"}};
  for (const auto& [label, key] : rows) {
    ASSIGN_OR_RETURN(const std::string value, Count(done, key));
    // FAT has neither inodes nor a journal.
    const bool may_lack = key == std::string("inodes_used") || key == std::string("journal_bytes");
    if (!may_lack || value != "0") page.Field(label, value);
  }
  return AddCounts(done, page);
}

Result<void> AddRanges(const Json& device, const char* key, const std::string& label, Page& page) {
  ASSIGN_OR_RETURN(const Json ranges, Part(device, key));
  for (const Json& range : ranges) {
    ASSIGN_OR_RETURN(const std::string offset, Count(range, "offset"));
    ASSIGN_OR_RETURN(const std::string bytes, Count(range, "bytes"));
    page.Field(label, Message("{0} bytes at {1}", {bytes, offset}));
  }
  return {};
}

Result<void> AddDevice(const Json& target, Page& page) {
  ASSIGN_OR_RETURN(const Json device, Part(target, "device"));
  const std::pair<std::string, const char*> rows[] = {{Message("size"), "size_bytes"},
                                                      {Message("runs"), "runs"},
                                                      {Message("passes done"), "passes_done"},
                                                      {Message("overwritten"), "bytes_written"},
                                                      {Message("read back"), "bytes_verified"}};
  for (const auto& [label, key] : rows) {
    ASSIGN_OR_RETURN(const std::string value, Count(device, key));
    page.Field(label, value);
  }
  ASSIGN_OR_RETURN(const std::string seed, GetString(device, "sample_seed"));
  if (!seed.empty()) page.Field(Message("sample, its seed"), seed);
  if (device.contains("discard")) {
    ASSIGN_OR_RETURN(const std::string discard, GetString(device, "discard"));
    page.Field(Message("discard, a hint that proves nothing"), discard);
  }
  RETURN_IF_ERROR(AddRanges(device, "unerased", Message("NOT ERASED"), page));
  RETURN_IF_ERROR(AddRanges(device, "unread", Message("NOT READ BACK"), page));
  return AddRanges(device, "differing", Message("OTHER CONTENT"), page);
}

// Of a device that was to erase itself.
Result<void> AddPurge(const Json& target, Page& page) {
  ASSIGN_OR_RETURN(const Json device, Part(target, "device"));
  ASSIGN_OR_RETURN(const Json purge, Part(target, "purge"));
  ASSIGN_OR_RETURN(const std::string method, GetString(device, "method"));
  ASSIGN_OR_RETURN(const std::string written, Count(purge, "markers_written"));
  ASSIGN_OR_RETURN(const std::string gone, Count(purge, "markers_gone"));
  ASSIGN_OR_RETURN(const bool stated, GetBool(purge, "encryption_stated"));
  ASSIGN_OR_RETURN(const std::vector<std::string> abilities, GetStrings(purge, "abilities"));
  page.Field(Message("erases itself by"), CodeWord(method));
  for (const std::string& ability : abilities) page.Field(Message("the device says"), ability);
  if (stated)
    page.Field(
        Message("stated by the operator"),
        Message("all data were always encrypted by the device, and no copy of the key is left"));
  page.Field(Message("blocks marked before"), written);
  page.Field(Message("marks gone afterwards"), gone);
  return {};
}

Result<void> AddTarget(const Json& target, const std::string& outcome, Page& page) {
  ASSIGN_OR_RETURN(const std::string path, GetString(target, "path"));
  ASSIGN_OR_RETURN(const std::string kind, GetString(target, "kind"));
  ASSIGN_OR_RETURN(const bool removed, GetBool(target, "removed"));
  ASSIGN_OR_RETURN(const Json claim, Part(target, "claim"));
  ASSIGN_OR_RETURN(const std::string file_system, GetString(claim, "file_system"));
  ASSIGN_OR_RETURN(const std::string grade, GetString(claim, "grade"));
  ASSIGN_OR_RETURN(const int64_t passes, GetInt(claim, "passes", 1, 100));
  page.Heading(Message("Target {0} ({1})", {path, CodeWord(kind)}));
  if (outcome != "planned")
    page.Field(Message("state"), removed ? Message("wiped") : Message("NOT wiped"));
  page.Field(Message("file system"), CodeWord(file_system));
  RETURN_IF_ERROR(AddMedium(target, page));
  if (kind == "free-space" && outcome != "planned") RETURN_IF_ERROR(AddFreeSpace(target, page));
  if (kind == "device") RETURN_IF_ERROR(AddDevice(target, page));
  if (target.contains("purge")) RETURN_IF_ERROR(AddPurge(target, page));
  page.Field(Message("passes"), std::to_string(passes));
  page.Field(Message("grade claimed"), GradeSentence(grade, outcome, ClaimsMoreThanContent(claim)));
  return AddClaimed(claim, outcome, page);
}

Result<void> AddCounts(const Json& report, const std::string& outcome, Page& page) {
  ASSIGN_OR_RETURN(const Json counts, Part(report, "counts"));
  page.Heading(outcome == "planned" ? Message("Would be wiped") : Message("Wiped"));
  const std::pair<std::string, const char*> rows[] = {{Message("files"), "files"},
                                                      {Message("directories"), "directories"},
                                                      {Message("symbolic links"), "links"},
                                                      {Message("other names"), "others"},
                                                      {Message("attributes"), "attributes"},
                                                      {Message("bytes found"), "bytes_found"},
                                                      {Message("overwritten"), "bytes_overwritten"},
                                                      {Message("read back"), "bytes_verified"}};
  for (const auto& [label, key] : rows) {
    ASSIGN_OR_RETURN(const std::string value, Count(counts, key));
    page.Field(label, value);
  }
  return {};
}

Result<void> AddSentences(const Json& report, const char* key, const std::string& heading,
                          Page& page) {
  ASSIGN_OR_RETURN(const std::vector<std::string> sentences, GetStrings(report, key));
  if (sentences.empty()) return {};
  page.Heading(heading);
  for (const std::string& sentence : sentences) page.Line("- " + CodeWord(sentence));
  return {};
}

void AddNotCovered(const Json& report, bool planned, Page& page) {
  const std::vector<std::string> sentences = NotCovered(report);
  if (sentences.empty()) return;
  page.Heading(planned ? Message("What of the medium would not be covered")
                       : Message("What of the medium was not covered"));
  for (const std::string& sentence : sentences) page.Line("- " + sentence);
}

Result<void> AddFailures(const Json& report, Page& page) {
  ASSIGN_OR_RETURN(const Json failures, Part(report, "failures"));
  ASSIGN_OR_RETURN(const std::string total, Count(report, "failures_total"));
  ASSIGN_OR_RETURN(const std::string interrupted_at, GetString(report, "interrupted_at"));
  if (!interrupted_at.empty()) {
    page.Heading(Message("Interrupted at"));
    page.Line(interrupted_at);
  }
  if (total == "0") return {};
  page.Heading(Message("Could not be wiped ({0})", {total}));
  for (const Json& failure : failures) {
    ASSIGN_OR_RETURN(const std::string path, GetString(failure, "path"));
    ASSIGN_OR_RETURN(const std::string message, GetString(failure, "message"));
    page.Line("- " + path + ": " + message);
  }
  return {};
}

bool AnyClaimsMore(const Json& report) {
  const auto targets = Part(report, "targets");
  return targets && std::any_of(targets->begin(), targets->end(), [](const Json& target) {
           const auto claim = Part(target, "claim");
           return claim && ClaimsMoreThanContent(*claim);
         });
}

// As other screens say it, in the zone in which the report has it; what is no time as it is.
std::string TimeText(const std::string& text) {
  const auto time = ParseTime(text);
  const auto zone = ParseZone(std::string_view(text).substr(std::min<size_t>(text.size(), 19)));
  return time && zone ? FormatTimeForPeople(*time, *zone) : text;
}

Result<void> AddHead(const Json& report, const std::string& outcome, Page& page) {
  ASSIGN_OR_RETURN(const Json tool, Part(report, "tool"));
  ASSIGN_OR_RETURN(const Json method, Part(report, "method"));
  ASSIGN_OR_RETURN(const Json verification, Part(report, "verification"));
  ASSIGN_OR_RETURN(const std::string name, GetString(tool, "name"));
  ASSIGN_OR_RETURN(const std::string version, GetString(tool, "version"));
  ASSIGN_OR_RETURN(const std::string started, GetString(report, "started"));
  ASSIGN_OR_RETURN(const std::string finished, GetString(report, "finished"));
  ASSIGN_OR_RETURN(const std::string grade, GetString(report, "grade"));
  ASSIGN_OR_RETURN(const std::string how, GetString(method, "name"));
  ASSIGN_OR_RETURN(const std::string pattern, GetString(method, "pattern"));
  ASSIGN_OR_RETURN(const std::string verified, GetString(verification, "done"));
  ASSIGN_OR_RETURN(const std::string result, GetString(verification, "result"));
  ASSIGN_OR_RETURN(const bool best_effort, GetBool(report, "best_effort"));
  page.Field(Message("outcome (結果)"),
             OutcomeSentence(outcome, DoneSentence(how, verified, report)));
  page.Field(Message("grade claimed (水準)"), GradeSentence(grade, outcome, AnyClaimsMore(report)));
  page.Field(Message("method (消去方法)"), CodeWord(how) + Message(", ") + CodeWord(pattern));
  page.Field(Message("verification (確認方法)"),
             CodeWord(verified) + Message(", ") + CodeWord(result));
  if (best_effort) page.Field(Message("best effort"), Message("asked for"));
  page.Field(Message("tool (使用ツール・版)"), name + " " + version);
  page.Field(Message("started (開始日時)"), TimeText(started));
  if (outcome != "planned") page.Field(Message("finished (消去日時)"), TimeText(finished));
  return {};
}

// What people know: given, or to be written in by hand.
Result<void> AddParticulars(const Json& report, Page& page) {
  ASSIGN_OR_RETURN(const Json particulars, Part(report, "particulars"));
  page.Heading(Message("As stated by people, or to be filled in"));
  const std::pair<std::string, const char*> rows[] = {
      {Message("asset number (資産管理番号)"), "asset_number"},
      {Message("source: user, computer (使用者)"), "source"},
      {Message("category before (機密性区分)"), "category"},
      {Message("data backed up (バックアップ)"), "backed_up"},
      {Message("destination (処分・引渡先)"), "destination"},
      {Message("category after"), "destination_category"},
      {Message("place (場所)"), "place"},
      {Message("operator (作業者)"), "operator"},
      {Message("  title (所属・役職)"), "operator_title"},
      {Message("  contact (連絡先)"), "operator_contact"},
      {Message("verifier (確認者・立会者)"), "verifier"},
      {Message("  title (所属・役職)"), "verifier_title"},
      {Message("  contact (連絡先)"), "verifier_contact"},
      {Message("note (備考)"), "note"}};
  for (const auto& [label, key] : rows) {
    ASSIGN_OR_RETURN(const std::string value, GetString(particulars, key));
    page.FieldOrBlank(label, value);
  }
  page.Blank(Message("date and signatures (日付・署名)"));
  return {};
}

}  // namespace

Result<std::string> WipeReportText(const Json& report, WipeTitle title) {
  Page page;
  ASSIGN_OR_RETURN(const std::string outcome, GetString(report, "outcome"));
  page.Title(outcome == "planned" ? Message("What a wipe would do: nothing was written yet")
             : title == WipeTitle::kCertificate
                 ? Message("Wipe certificate (データ消去証明書)")
                 : Message("Wipe report (made without an organisation: unsigned)"));
  RETURN_IF_ERROR(AddHead(report, outcome, page));
  ASSIGN_OR_RETURN(const Json targets, Part(report, "targets"));
  for (const Json& target : targets) RETURN_IF_ERROR(AddTarget(target, outcome, page));
  RETURN_IF_ERROR(AddCounts(report, outcome, page));
  const bool planned = outcome == "planned";
  RETURN_IF_ERROR(AddSentences(
      report, "kept", planned ? Message("To be kept, as asked") : Message("Kept, as asked"), page));
  RETURN_IF_ERROR(AddSentences(report, "found", Message("What was found in the way"), page));
  RETURN_IF_ERROR(AddFailures(report, page));
  RETURN_IF_ERROR(AddSentences(report, "not_claimed",
                               planned ? Message("What would not be claimed; the report will say:")
                                       : Message("What is not claimed"),
                               page));
  AddNotCovered(report, planned, page);
  RETURN_IF_ERROR(AddParticulars(report, page));
  return page.text();
}

std::vector<std::string> NotCovered(const Json& report) {
  bool file_system = false;
  bool free_space = false;
  bool partition = false;
  for (const Json& target : report.value("targets", Json::array())) {
    const std::string kind = GetString(target, "kind").value_or("");
    const bool device = kind == "device";
    file_system = file_system || !device;
    free_space = free_space || kind == "free-space";
    partition =
        partition || (device && target.value("device", Json::object()).value("partition", false));
  }
  std::vector<std::string> sentences;
  if (!file_system && !partition) return sentences;
  sentences.push_back(Message(
      "The partition table, other partitions, and sectors that belong to no partition or lie "
      "behind the end of the file system."));
  if (!file_system) return sentences;
  sentences.push_back(
      Message("What the file system keeps for itself and gives to no file: its own "
              "tables, and blocks that it reserves."));
  if (!free_space)
    sentences.push_back(
        Message("Its free space: what was deleted or rewritten before (--free-space covers it)."));
  return sentences;
}

}  // namespace sekisho
