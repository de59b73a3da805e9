// sekisho charter show | lint.
#include "base/message.h"
#include "base/text.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "workflow/charter_acts.h"

namespace sekisho {
namespace {

struct NoArgs {};

Result<int> Show(Context& context, const NoArgs&) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const std::string toml, CharterAsToml(*session));
  const CharterRecord& record = session->state().charter();
  const ZoneOffset zone = session->zone();
  Reply reply("sekisho-charter/1");
  reply.json["version"] = record.charter.version;
  reply.json["digest"] = HexEncode(record.digest);
  reply.json["effective"] = FormatTime(record.charter.effective, zone);
  reply.json["expires"] = FormatTime(record.charter.expires, zone);
  reply.json["toml"] = toml;
  reply.Line(Message(
      "# version {0}, in force until {1}",
      {std::to_string(record.charter.version), FormatTimeForPeople(record.charter.expires, zone)}));
  reply.SafeText(SafeForTerminal(toml, true));
  return context.Print(reply);
}

Result<int> Lint(Context& context, const NoArgs&) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const std::vector<LintFinding> findings, LintCharter(*session));
  Reply reply("sekisho-charter-lint/1");
  reply.json["ok"] = findings.empty();
  reply.json["findings"] = Json::array();
  for (const LintFinding& finding : findings) {
    std::vector<std::string> names;
    for (const std::string& member : finding.members) names.push_back(session->NameOf(member));
    reply.json["findings"].push_back({{"message", finding.message},
                                      {"hint", finding.hint},
                                      {"class", finding.class_id},
                                      {"department", finding.department},
                                      {"members", names}});
    reply.Line(finding.message + (names.empty() ? "" : ": " + JoinWords(names)));
    if (!finding.hint.empty()) reply.Line("  " + finding.hint);
  }
  if (!findings.empty())
    return context.PrintVerdict(
        reply, Fail(ErrorCode::kVerdict,
                    Message("the charter has {0} problems", {std::to_string(findings.size())}),
                    findings.front().hint));
  reply.Note(Message("the charter has no problems"));
  return context.Print(reply);
}

}  // namespace

void AddCharterCommands(Program& program) {
  CLI::App* const group = program.Group("charter", Message("the rules in force"));
  program.Add<NoArgs>(group, "show", Message("print the charter as TOML"), Show);
  program.Add<NoArgs>(group, "lint", Message("name the dead ends of the charter"), Lint);
}

}  // namespace sekisho
