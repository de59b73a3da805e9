// sekisho gate PATH..., sekisho gate snapshot. A path that is called snapshot is written
// ./snapshot.
#include <algorithm>

#include "base/code_word.h"
#include "base/message.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "workflow/gate.h"
#include "workflow/snapshot.h"

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

Answer AnswerOf(GateAnswer answer) {
  switch (answer) {
    case GateAnswer::kOk:
      return {"ok", "OK"};
    case GateAnswer::kNothingHere:
      return {"nothing-here", Message("nothing here")};
    case GateAnswer::kCannotCheck:
      return {"cannot-check", Message("cannot check")};
    case GateAnswer::kNo:
      break;
  }
  return {"ng", "NG"};
}

// What is to be done about what a system has left on a medium: taken back, it can be cleaned.
std::string HowToClean(const GatePlace& place) {
  const std::string clean = "sekisho media clean " + place.label;
  return place.is_out
             ? Message("take {0} back, then have it cleaned: sekisho media return {0} && {1}",
                       {place.label, clean})
             : clean;
}

bool IsOnlySystemContent(const GateVerdict& verdict) {
  const auto& findings = verdict.findings;
  return verdict.reasons.empty() && verdict.places.size() == 1 &&
         !verdict.places.front().label.empty() &&
         std::all_of(findings.begin(), findings.end(), [](const GateFinding& finding) {
           return finding.ok || finding.reasons.front().code == "system-content";
         });
}

std::string HowToGoOn(const GateVerdict& verdict) {
  if (IsOnlySystemContent(verdict)) return HowToClean(verdict.places.front());
  const bool on_medium = std::any_of(verdict.places.begin(), verdict.places.end(),
                                     [](const GatePlace& place) { return !place.label.empty(); });
  return on_medium ? Message(
                         "keep the medium, and give it to IT: sekisho gate PATH --detail says "
                         "what lies where")
                   : Message(
                         "see the lines that begin with NG; what is to leave is sealed with "
                         "sekisho seal");
}

Error WhyNot(const GateVerdict& verdict) {
  switch (verdict.answer) {
    case GateAnswer::kNothingHere:
      return Fail(ErrorCode::kVerdict, Message("there is nothing here that could pass"),
                  Message("see whether the medium is mounted, and name the directory where it is"));
    case GateAnswer::kCannotCheck:
      return Fail(ErrorCode::kVerdict, Message("this could not be checked"),
                  Message("see the lines that begin with \"cannot check\"; then check it again"));
    default:
      return Fail(ErrorCode::kVerdict, Message("this may not pass"), HowToGoOn(verdict));
  }
}

// What stands before the line of something that is not OK.
std::string WordOf(bool is_unchecked) {
  return AnswerOf(is_unchecked ? GateAnswer::kCannotCheck : GateAnswer::kNo).word;
}

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

// The facts of each place, and the verdict alone as the last line.
void TellVerdict(const GateVerdict& verdict, const std::string& word, Reply& reply) {
  for (const GatePlace& place : verdict.places)
    if (const std::string text = PlaceText(place, verdict); !text.empty())
      reply.Line(JoinWords({word, text, RecordText(verdict)}, "  "));
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
  ASSIGN_OR_RETURN(const GateVerdict verdict,
                   Gate(context.setting(), context.world(), args.options));
  Reply reply("sekisho-gate/1");
  const Answer answer = AnswerOf(verdict.answer);
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
  for (const Error& remark : verdict.remarks) reply.Warn(remark.message + ": " + remark.hint);
  if (!verdict.recorded) {
    reply.json["recorded_why_not"] = verdict.recorded_why_not;
    reply.Note(Message("not recorded: {0}", {verdict.recorded_why_not}));
  }
  TellVerdict(verdict, answer.word, reply);
  if (verdict.ok) return context.Print(reply);
  return context.PrintVerdict(reply, WhyNot(verdict));
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
