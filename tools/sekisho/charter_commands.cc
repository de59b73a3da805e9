// sekisho charter show | lint.
#include <algorithm>

#include "base/text/message.h"
#include "base/text/text.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "tools/speech/lint_words.h"
#include "tools/speech/next_words.h"
#include "workflow/office/charter_acts.h"

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

// Findings with one cause, in the order they were found: of an office with one manager every class
// would say the same.
using FindingGroup = std::vector<const LintFinding*>;
std::vector<FindingGroup> ByCause(const std::vector<LintFinding>& findings) {
  std::vector<FindingGroup> groups;
  for (const LintFinding& finding : findings) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const FindingGroup& other) {
      const LintFinding& first = *other.front();
      return !AboutOf(finding).empty() && first.code == finding.code &&
             first.members == finding.members && first.department == finding.department;
    });
    if (group == groups.end())
      groups.push_back({&finding});
    else
      group->push_back(&finding);
  }
  return groups;
}

std::string CauseText(Session& session, const FindingGroup& group) {
  const LintFinding& first = *group.front();
  std::vector<std::string> names, about;
  for (const std::string& member : first.members) names.push_back(session.NameOf(member));
  for (const LintFinding* const finding : group) about.push_back(AboutOf(*finding));
  if (first.code == LintCode::kNobodyApprovesFor)
    return Message("{0}: who approves could not get a request of their own approved: {1}",
                   {JoinWords(about), JoinWords(names)});
  if (first.code != LintCode::kNobodyApproves || group.size() == 1)
    return SentenceOf(first, session.zone());
  return first.department.empty()
             ? Message("nobody can approve {0}", {JoinWords(about)})
             : Message("nobody can approve {0} for {1}", {JoinWords(about), first.department});
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
    reply.json["findings"].push_back({{"code", CodeOf(finding.code)},
                                      {"message", SentenceOf(finding, session->zone())},
                                      {"hint", WordsOf(NextOf(finding.code))},
                                      {"class", finding.class_id},
                                      {"department", finding.department},
                                      {"members", names}});
  }
  const std::vector<FindingGroup> groups = ByCause(findings);
  for (const FindingGroup& group : groups) {
    reply.Line(CauseText(*session, group));
    reply.Line("  " + WordsOf(NextOf(group.front()->code)));
  }
  if (!findings.empty())
    return context.PrintVerdict(
        reply, Fail(ErrorCode::kVerdict,
                    Message("the charter has {0} problems", {std::to_string(groups.size())}),
                    NextOf(findings.front().code)));
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
