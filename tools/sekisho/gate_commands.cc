// sekisho gate PATH..., sekisho gate snapshot. A path that is called snapshot is written
// ./snapshot.
#include "base/code_word.h"
#include "base/message.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "workflow/gate.h"
#include "workflow/snapshot.h"

namespace sekisho {
namespace {

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

Error WhyNot(GateAnswer answer) {
  switch (answer) {
    case GateAnswer::kNothingHere:
      return Fail(ErrorCode::kVerdict, Message("there is nothing here that could pass"),
                  Message("see whether the medium is mounted, and name the directory where it is"));
    case GateAnswer::kCannotCheck:
      return Fail(ErrorCode::kVerdict, Message("this could not be checked"),
                  Message("see the lines that begin with \"cannot check\"; then check it again"));
    default:
      return Fail(ErrorCode::kVerdict, Message("this may not pass"),
                  Message("see the lines that begin with NG; what is to leave is sealed with "
                          "sekisho seal"));
  }
}

// What stands before the line of something that is not OK.
std::string WordOf(bool is_unchecked) {
  return AnswerOf(is_unchecked ? GateAnswer::kCannotCheck : GateAnswer::kNo).word;
}

void TellFinding(const GateFinding& finding, Reply& reply) {
  Json item = {{"path", finding.path},
               {"what", finding.what},
               {"ok", finding.ok},
               {"reasons", ReasonsJson(finding.reasons)}};
  if (!finding.request.empty()) item["request"] = finding.request;
  if (!finding.terms.empty()) item["terms"] = TermsToJson(finding.terms);
  if (finding.seal) item["seal"] = HexEncode(*finding.seal);
  reply.json["findings"].push_back(std::move(item));
  const std::string about =
      finding.ok ? (finding.request.empty() ? CodeWord(finding.what) : finding.request)
                 : ReasonsText(finding.reasons);
  const std::string word = finding.ok ? "OK" : WordOf(finding.IsUnchecked());
  reply.Line(JoinWords({word, finding.path, about, finding.ok ? LineOf(finding.terms) : ""}, "  "));
}

Result<int> Judge(Context& context, const GateOptions& options) {
  if (options.paths.empty())
    return Fail(ErrorCode::kUsage, Message("nothing was named to be judged"), "sekisho gate PATH");
  ASSIGN_OR_RETURN(const GateVerdict verdict, Gate(context.setting(), context.world(), options));
  Reply reply("sekisho-gate/1");
  const Answer answer = AnswerOf(verdict.answer);
  reply.json["ok"] = verdict.ok;
  reply.json["code"] = answer.code;
  reply.json["findings"] = Json::array();
  reply.json["media"] = verdict.media;
  reply.json["reasons"] = ReasonsJson(verdict.reasons);
  reply.json["as_of"] = FormatTime(verdict.as_of);
  reply.json["recorded"] = verdict.recorded;
  for (const GateFinding& finding : verdict.findings) TellFinding(finding, reply);
  for (const Reason& reason : verdict.reasons)
    reply.Line(JoinWords({WordOf(IsAboutTheGate(reason)), reason.message}, "  "));
  for (const std::string& medium : verdict.media) reply.Note(medium);
  for (const Error& remark : verdict.remarks) reply.Warn(remark.message + ": " + remark.hint);
  if (!verdict.recorded) {
    reply.json["recorded_why_not"] = verdict.recorded_why_not;
    reply.Note(Message("not recorded: {0}", {verdict.recorded_why_not}));
  }
  reply.Line(answer.word);
  if (verdict.ok) return context.Print(reply);
  return context.PrintVerdict(reply, WhyNot(verdict.answer));
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
  auto [gate, g] = program.Add<GateOptions>(
      "gate", Message("check whether what is here may leave; needs no key and no network"), Judge);
  gate->add_option("PATH", g.paths, Message("media, directories, packages"))->type_name("");
  gate->add_option("--snapshot", g.snapshot, Message("judge by this, not by the store"))
      ->type_name("FILE");
  auto [snapshot, s] = program.Add<SnapshotArgs>(
      gate, "snapshot", Message("write what a gate without a network needs"), TakeSnapshot);
  snapshot->add_option("-o,--output", s.output, Message("the file to write"))
      ->required()
      ->type_name("FILE");
}

}  // namespace sekisho
