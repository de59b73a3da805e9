// sekisho gate PATH..., sekisho gate snapshot. A path that is called snapshot is written
// ./snapshot.
#include <algorithm>

#include "base/text/code_word.h"
#include "base/text/message.h"
#include "tools/cli/word_option.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "tools/speech/next_words.h"
#include "workflow/media/gate.h"
#include "workflow/state/snapshot.h"

namespace sekisho {
namespace {

struct GateArgs {
  GateOptions options;
  bool detail = false;
};

struct SnapshotArgs {
  std::string output;
};

Json ReasonsJson(const std::vector<Reason>& reasons) {
  Json json = Json::array();
  for (const Reason& reason : reasons)
    json.push_back({{"code", reason.code}, {"message", reason.message}});
  return json;
}

std::string ReasonsText(const std::vector<Reason>& reasons) {
  std::vector<std::string> sentences;
  for (const Reason& reason : reasons) sentences.push_back(reason.message);
  return JoinWords(sentences, "; ");
}

// For programs, and for people.
struct Answer {
  const char* code;
  std::string word;
};

// A medium that is known and empty is not one that is not there.
const GatePlace* MediumIn(const GateVerdict& verdict) {
  const auto known = std::find_if(verdict.places.begin(), verdict.places.end(),
                                  [](const GatePlace& place) { return !place.label.empty(); });
  return known == verdict.places.end() ? nullptr : &*known;
}

Answer AnswerOf(const GateVerdict& verdict) {
  switch (verdict.answer) {
    case GateAnswer::kOk:
      return {"ok", "OK"};
    case GateAnswer::kNothingHere:
      return {"nothing-here", MediumIn(verdict) == nullptr ? Message("nothing here")
                                                           : Message("nothing here (no package)")};
    case GateAnswer::kCannotCheck:
      return {"cannot-check", Message("cannot check")};
    case GateAnswer::kNo:
      break;
  }
  return {"ng", "NG"};
}

bool IsOnlySystemContent(const GateVerdict& verdict) {
  const auto& findings = verdict.findings;
  return verdict.reasons.empty() && verdict.places.size() == 1 &&
         !verdict.places.front().label.empty() &&
         std::all_of(findings.begin(), findings.end(), [](const GateFinding& finding) {
           return finding.ok || finding.reasons.front().code == "system-content";
         });
}

bool HasReason(const GateVerdict& verdict, std::string_view code) {
  const auto is_it = [code](const Reason& reason) { return reason.code == code; };
  return std::any_of(verdict.reasons.begin(), verdict.reasons.end(), is_it) ||
         std::any_of(verdict.findings.begin(), verdict.findings.end(),
                     [&](const GateFinding& finding) {
                       return std::any_of(finding.reasons.begin(), finding.reasons.end(), is_it);
                     });
}

bool TakesNewSnapshot(const GateVerdict& verdict) {
  return verdict.snapshot_age.has_value() &&
         (HasReason(verdict, "snapshot-older") || HasReason(verdict, "snapshot-stale") ||
          HasReason(verdict, "seal-unrecorded"));
}

// The same look, with the names of files.
std::string DetailCommand(const GateOptions& options) {
  std::string command = "sekisho gate";
  for (const std::string& path : options.paths) command += " " + Quoted(path);
  if (!options.snapshot.empty()) command += " --snapshot " + Quoted(options.snapshot);
  return command + " --detail";
}

// One plain thing for whoever stands at the door to do, and the command for whoever they call:
// cleaning, looking and new snapshots are IT's.
std::string HowToClean(const GatePlace& place) {
  const std::string clean = "sekisho media clean " + place.label;
  return place.is_out
             ? Message("keep {0} and call IT, who takes it back and cleans it: {1}",
                       {place.label, "sekisho media return " + place.label + " && " + clean})
             : Message("keep {0} and call IT, who cleans it: {1}", {place.label, clean});
}

std::string HowToGetSnapshot(const GateOptions& options) {
  return Message("keep it here, and ask IT for a new snapshot: {0}",
                 {"sekisho gate snapshot -o " + Quoted(options.snapshot)});
}

std::string HowToGoOn(const GateVerdict& verdict, const GateArgs& args) {
  if (TakesNewSnapshot(verdict)) return HowToGetSnapshot(args.options);
  if (IsOnlySystemContent(verdict)) return HowToClean(verdict.places.front());
  if (MediumIn(verdict) == nullptr)
    return Message("keep it here: whoever brings it has it sealed first, or asks IT");
  return args.detail ? Message("keep the medium and call IT")
                     : Message("keep the medium and call IT, who sees what lies where: {0}",
                               {DetailCommand(args.options)});
}

std::string HowToCheck(const GateVerdict& verdict, const GateArgs& args) {
  if (HasReason(verdict, "clock-behind"))
    return Message("keep it here until IT has set the clock of this machine, then check it again");
  if (TakesNewSnapshot(verdict)) return HowToGetSnapshot(args.options);
  return args.detail ? Message("keep it here and call IT")
                     : Message("keep it here and call IT, who sees what could not be read: {0}",
                               {DetailCommand(args.options)});
}

Error WhyNot(const GateVerdict& verdict, const GateArgs& args) {
  const GatePlace* const medium = MediumIn(verdict);
  switch (verdict.answer) {
    case GateAnswer::kNothingHere:
      if (args.options.paths.size() > 1 && !verdict.empty.empty())
        return Fail(ErrorCode::kVerdict,
                    Message("no sealed package is on {0}", {verdict.empty.front()}),
                    Message("name only what holds something, or have it sealed first"));
      if (medium != nullptr)
        return Fail(ErrorCode::kVerdict, Message("no sealed package is on {0}", {medium->label}),
                    Message("whoever brings it seals first, and has it checked again"));
      return Fail(ErrorCode::kVerdict, Message("there is nothing here that could pass"),
                  Message("see whether the medium is mounted, and name the directory where it is"));
    case GateAnswer::kCannotCheck:
      return Fail(ErrorCode::kVerdict, Message("this could not be checked"),
                  HowToCheck(verdict, args));
    default:
      return Fail(ErrorCode::kVerdict, Message("this may not pass"), HowToGoOn(verdict, args));
  }
}

// What stands before the line of something that is not OK.
std::string WordOf(bool is_unchecked) { return is_unchecked ? Message("cannot check") : "NG"; }

Json FindingJson(const GateFinding& finding) {
  Json item = {{"path", finding.path},
               {"what", finding.what},
               {"ok", finding.ok},
               {"reasons", ReasonsJson(finding.reasons)}};
  if (!finding.request.empty()) item["request"] = finding.request;
  if (!finding.terms.empty()) item["terms"] = TermsToJson(finding.terms);
  if (finding.seal) item["seal"] = HexEncode(*finding.seal);
  return item;
}

// With its name: for IT, and where nobody stands beside.
std::string DetailLine(const GateFinding& finding) {
  const std::string about =
      finding.ok ? (finding.request.empty() ? CodeWord(finding.what) : finding.request)
                 : ReasonsText(finding.reasons);
  const std::string word = finding.ok ? "OK" : WordOf(finding.IsUnchecked());
  return JoinWords({word, finding.path, about, finding.ok ? LineOf(finding.terms) : ""}, "  ");
}

// What it is, without its name: "R7", "2 files".
std::string SubjectText(const GateFinding& finding, size_t count) {
  const auto several = [&](const std::string& one, const std::string& more) {
    return count == 1 ? one : more;
  };
  const std::string number = std::to_string(count);
  if (!finding.request.empty()) return finding.request;
  if (finding.what == "package")
    return several(Message("a package"), Message("{0} packages", {number}));
  if (finding.what == "file") return several(Message("a file"), Message("{0} files", {number}));
  if (finding.what.ends_with("directory") || finding.what.ends_with("folder"))
    return several(Message("a folder"), Message("{0} folders", {number}));
  if (finding.what == "tag") return Message("the tag");
  return several(Message("an entry"), Message("{0} entries", {number}));
}

// Why, without what only a program's author would ask.
std::string WhyText(const GateFinding& finding) {
  std::vector<std::string> sentences;
  for (const Reason& reason : finding.reasons)
    sentences.push_back(reason.code == "not-a-package" ? Message("not a sealed package")
                                                       : reason.message);
  return JoinWords(sentences, "; ");
}

// What passes, as it was signed; and why not: one line for all that it is said of, in the order in
// which they were found.
void TellFindings(const GateVerdict& verdict, Reply& reply) {
  for (const GateFinding& finding : verdict.findings)
    if (finding.ok && !finding.request.empty())
      reply.Line(JoinWords({"OK", finding.request, LineOf(finding.terms)}, "  "));
  struct Group {
    const GateFinding* first;
    size_t count;
  };
  std::vector<Group> groups;
  for (const GateFinding& finding : verdict.findings) {
    if (finding.ok) continue;
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      return SubjectText(*group.first, 1) == SubjectText(finding, 1) &&
             WhyText(*group.first) == WhyText(finding);
    });
    if (same == groups.end())
      groups.push_back({&finding, 1});
    else
      ++same->count;
  }
  for (const Group& group : groups)
    reply.Line(JoinWords({WordOf(group.first->IsUnchecked()),
                          SubjectText(*group.first, group.count), WhyText(*group.first)},
                         "  "));
}

std::string AgeText(std::chrono::seconds age) {
  const int64_t minutes = age.count() / 60;
  if (minutes < 0) return Message("dated ahead");
  if (minutes == 1) return Message("1 minute old");
  if (minutes < 120) return Message("{0} minutes old", {std::to_string(minutes)});
  return Message("{0} hours old", {std::to_string(minutes / 60)});
}

// What a person compares: which medium, whose, of what class, how much, until when, and by how old
// a record it was judged. No names of files: visitors stand beside.
std::string PlaceText(const GatePlace& place, const GateVerdict& verdict) {
  std::string packages;
  if (place.packages > 0)
    packages = Message("{0}, {1}", {place.packages == 1
                                        ? Message("1 package")
                                        : Message("{0} packages", {std::to_string(place.packages)}),
                                    SizeText(place.bytes)});
  const std::string until =
      place.until ? Message("until {0}", {FormatTimeForPeople(*place.until, verdict.zone)}) : "";
  return JoinWords({place.label, place.holder, JoinWords(place.classes), packages, until}, "  ");
}

std::string RecordText(const GateVerdict& verdict) {
  const std::string as_of = FormatTimeForPeople(verdict.as_of, verdict.zone);
  return verdict.snapshot_age
             ? Message("snapshot of {0}, {1}", {as_of, AgeText(*verdict.snapshot_age)})
             : Message("record of {0}", {as_of});
}

// The facts of each place, and the verdict alone as the last line. Where something is named that
// holds nothing, a place that holds something is not said to be empty, and passes nothing either.
void TellVerdict(const GateVerdict& verdict, const std::string& word, Reply& reply) {
  for (const GatePlace& place : verdict.places)
    if (const std::string text = PlaceText(place, verdict); !text.empty()) {
      const bool other = verdict.answer == GateAnswer::kNothingHere && place.packages > 0;
      reply.Line(JoinWords({other ? std::string() : word, text, RecordText(verdict)}, "  "));
    }
  reply.Line(word);
}

Json PlacesJson(const GateVerdict& verdict) {
  Json places = Json::array();
  for (const GatePlace& place : verdict.places) {
    Json item = {{"label", place.label},
                 {"holder", place.holder},
                 {"classes", place.classes},
                 {"packages", place.packages},
                 {"bytes", place.bytes}};
    if (place.until) item["until"] = FormatTime(*place.until, verdict.zone);
    places.push_back(std::move(item));
  }
  return places;
}

void TellPlaces(const GateVerdict& verdict, bool with_names, Reply& reply) {
  reply.json["places"] = PlacesJson(verdict);
  reply.json["empty"] = verdict.empty;
  reply.json["rest_not_looked_at"] = verdict.rest_not_looked_at;
  reply.json["not_told"] = verdict.notes;
  reply.json["findings"] = Json::array();
  for (const GateFinding& finding : verdict.findings)
    reply.json["findings"].push_back(FindingJson(finding));
  if (verdict.rest_not_looked_at)
    reply.Line(Message("only what was named was looked at, and not what lies beside it"));
  if (with_names)
    for (const GateFinding& finding : verdict.findings) reply.Line(DetailLine(finding));
  else
    TellFindings(verdict, reply);
}

Result<int> Judge(Context& context, const GateArgs& args) {
  if (args.options.paths.empty())
    return Fail(ErrorCode::kUsage, Message("nothing was named to be judged"), "sekisho gate PATH");
  // A variable that was not set: what it was to name is not the directory that one stands in.
  if (std::any_of(args.options.paths.begin(), args.options.paths.end(),
                  [](const std::string& path) { return path.empty(); }))
    return Fail(ErrorCode::kUsage, Message("the name is empty"), "sekisho gate PATH");
  ASSIGN_OR_RETURN(const GateVerdict verdict,
                   Gate(context.setting(), context.world(), args.options));
  Reply reply("sekisho-gate/1");
  const Answer answer = AnswerOf(verdict);
  reply.json["ok"] = verdict.ok;
  reply.json["code"] = answer.code;
  TellPlaces(verdict, args.detail, reply);
  reply.json["media"] = verdict.media;
  reply.json["reasons"] = ReasonsJson(verdict.reasons);
  reply.json["as_of"] = FormatTime(verdict.as_of);
  if (verdict.snapshot_age) reply.json["snapshot_age"] = verdict.snapshot_age->count();
  reply.json["recorded"] = verdict.recorded;
  for (const Reason& reason : verdict.reasons)
    reply.Line(JoinWords({WordOf(IsAboutTheGate(reason)), reason.message}, "  "));
  for (const std::string& medium : verdict.media) reply.Note(medium);
  for (const std::string& note : verdict.notes) reply.Note(note);
  for (const Error& remark : verdict.remarks)
    reply.Warn(remark.message + ": " + WordsOf(remark.next));
  if (!verdict.recorded) {
    reply.json["recorded_why_not"] = verdict.recorded_why_not;
    reply.Note(Message("not recorded: {0}", {verdict.recorded_why_not}));
  }
  TellVerdict(verdict, answer.word, reply);
  if (verdict.ok) return context.Print(reply);
  return context.PrintVerdict(reply, WhyNot(verdict, args));
}

Result<int> TakeSnapshot(Context& context, const SnapshotArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const SnapshotMade made, MakeSnapshot(*session, args.output));
  Reply reply("sekisho-snapshot/1");
  reply.json["path"] = made.path;
  reply.json["entries"] = made.entries;
  reply.json["bytes"] = made.bytes;
  reply.json["made"] = FormatTime(made.made, session->zone());
  reply.Line(made.path);
  reply.Note(Message(
      "the snapshot is in {0}: {1} statements, as of {2}",
      {made.path, std::to_string(made.entries), FormatTimeForPeople(made.made, session->zone())}));
  reply.Next("sekisho gate PATH --snapshot " + Quoted(made.path));
  return context.Print(reply);
}

}  // namespace

void AddGateCommands(Program& program) {
  auto [gate, g] = program.Add<GateArgs>(
      "gate", Message("check whether what is here may leave; needs no key and no network"), Judge);
  gate->add_option("PATH", g.options.paths, Message("media, directories, packages"))->type_name("");
  program.TakesPaths(g.options.paths);
  gate->add_option("--snapshot", g.options.snapshot, Message("judge by this, not by the store"))
      ->check(Named())
      ->type_name("FILE");
  program.TakesPath(g.options.snapshot);
  gate->add_flag("--detail", g.detail, Message("for IT: with the names of what lies there"));
  auto [snapshot, s] = program.Add<SnapshotArgs>(
      gate, "snapshot", Message("write what a gate without a network needs"), TakeSnapshot);
  snapshot->add_option("-o,--output", s.output, Message("the file to write"))
      ->required()
      ->type_name("FILE");
  program.TakesPath(s.output);
}

}  // namespace sekisho
