// sekisho ledger verify | log | backup | restore.
#include "base/text/code_word.h"
#include "base/text/message.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "workflow/office/backup.h"
#include "workflow/office/ledger_acts.h"
#include "workflow/office/people.h"
#include "workflow/requests/requests.h"

namespace sekisho {
namespace {

struct NoArgs {};
struct LogArgs {
  LogFilter filter;
  std::string since;
};
struct BackupArgs {
  std::string path;
};

Result<int> Verify(Context& context, const NoArgs&) {
  ASSIGN_OR_RETURN(const LedgerReport report, VerifyLedger(context.setting(), context.world()));
  Reply reply("sekisho-ledger-verify/1");
  reply.json["ok"] = report.ok;
  reply.json["size"] = report.size;
  reply.json["root"] = HexEncode(report.root);
  reply.json["valid"] = report.valid;
  reply.json["voids"] = report.voids;
  reply.json["annexes"] = report.annexes;
  reply.json["annexes_missing"] = report.annexes_missing;
  reply.json["annexes_erased"] = report.annexes_erased;
  reply.json["annexes_checked"] = report.annexes_checked;
  reply.json["problems"] = report.problems;
  reply.json["kept_wrong"] = report.kept_wrong;
  reply.json["problem_count"] = report.problem_count;
  reply.json["void_entries"] = report.void_entries;
  reply.json["false_heads"] = report.false_heads;
  reply.Line(Message("statements: {0}, {1} of them void",
                     {std::to_string(report.size), std::to_string(report.voids)}));
  reply.Line(Message("root: {0}", {HexEncode(report.root)}));
  reply.Line(
      Message("annexes: {0}, {1} missing, {2} erased, {3} opened and compared",
              {std::to_string(report.annexes), std::to_string(report.annexes_missing),
               std::to_string(report.annexes_erased), std::to_string(report.annexes_checked)}));
  for (const std::string& entry : report.void_entries) reply.Line(Message("void: {0}", {entry}));
  for (const std::string& entry : report.false_heads) reply.Line(Message("note: {0}", {entry}));
  for (const std::string& problem : report.problems) reply.Line(Message("problem: {0}", {problem}));
  if (report.problem_count > report.problems.size())
    reply.Line(Message("and {0} problems more",
                       {std::to_string(report.problem_count - report.problems.size())}));
  if (report.kept_wrong > 0)
    reply.Line(
        Message("what this machine had kept of the record differed in {0} rows; it is made again",
                {std::to_string(report.kept_wrong)}));
  reply.Line(report.ok ? "OK" : "NG");
  if (report.ok) return context.Print(reply);
  return context.PrintVerdict(
      reply, Fail(ErrorCode::kVerdict,
                  report.problems.empty()
                      ? Message("the ledger does not verify")
                      : Message("the ledger does not verify: {0}", {report.problems.front()}),
                  Message("stop using this store, keep it as it is, and tell the security officer "
                          "and the auditor")));
}

Result<int> Log(Context& context, const LogArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  LogFilter filter = args.filter;
  ASSIGN_OR_RETURN(filter.since, context.ReadOptionalTime("--since", args.since, DayEdge::kStart,
                                                          Direction::kBack));
  ASSIGN_OR_RETURN(const std::vector<LogLine> lines, ReadLog(*session, filter));
  Reply reply("sekisho-ledger-log/1");
  reply.json["entries"] = Json::array();
  for (const LogLine& line : lines) {
    reply.json["entries"].push_back({{"index", line.index},
                                     {"time", FormatTime(line.time, session->zone())},
                                     {"kind", line.kind},
                                     {"author", line.author},
                                     {"subject", line.subject},
                                     {"valid", line.valid},
                                     {"view", line.view},
                                     {"jti", line.jti}});
    reply.Line(
        JoinWords({std::to_string(line.index), FormatTimeForPeople(line.time, session->zone()),
                   CodeWord(line.kind), line.subject.empty() ? "-" : line.subject, line.author,
                   line.valid ? "" : Message("VOID")},
                  "  "));
  }
  return context.Print(reply);
}

Reply ReplyAbout(const char* format, const Backup& backup) {
  Reply reply(format);
  reply.json["path"] = backup.path;
  reply.json["size"] = backup.head.size;
  reply.json["root"] = HexEncode(backup.head.root);
  return reply;
}

Result<int> BackUp(Context& context, const BackupArgs& args) {
  ASSIGN_OR_RETURN(const Backup made, BackUpLedger(context.setting(), context.world(), args.path));
  Reply reply = ReplyAbout("sekisho-ledger-backup/1", made);
  reply.json["sidecar"] = made.sidecar;
  reply.Note(Message("{0} is a whole copy; statements, each read again: {1}",
                     {made.path, std::to_string(made.head.size)}));
  reply.Note(Message("keep {0} beside it", {made.sidecar}));
  return context.Print(reply);
}

Result<int> Restore(Context& context, const BackupArgs& args) {
  ASSIGN_OR_RETURN(const Backup restored,
                   RestoreLedger(context.setting(), context.world(), args.path));
  Reply reply = ReplyAbout("sekisho-ledger-restore/1", restored);
  reply.Note(Message("{0} has the ledger again; statements: {1}",
                     {restored.path, std::to_string(restored.head.size)}));
  reply.Note(Message(
      "before anybody writes, let everybody run sekisho status: who has seen more is told so, and "
      "then a newer backup is needed"));
  return context.Print(reply);
}

}  // namespace

void AddLedgerCommands(Program& program) {
  CLI::App* const group = program.Group("ledger", Message("the record of everything"));
  program.Add<NoArgs>(group, "verify",
                      Message("read all of it again, with every signature (exit 3 if not good)"),
                      Verify);
  auto [log, l] = program.Add<LogArgs>(group, "log", Message("list what was recorded"), Log);
  // An empty one, as of a variable that is not set, would list everything.
  const auto not_empty = [](const std::string& value) {
    return value.empty() ? Message("it is empty") : std::string();
  };
  log->add_option("--kind", l.filter.kind, Message("only this kind: request, seal..."))
      ->type_name("KIND")
      ->check(not_empty);
  log->add_option("--about", l.filter.about, Message("only about this: R7, M2, P3"))
      ->type_name("ID")
      ->check(not_empty);
  log->add_option("--by", l.filter.by, Message("only by this member"))
      ->type_name("ID")
      ->check(not_empty);
  log->add_option("--since", l.since, Message("only from then on"))->type_name("DATE");
  log->add_option("--limit", l.filter.limit, Message("the newest so many"))
      ->type_name("NUMBER")
      ->transform(NumberOption(1, kMaxNumber));
  auto [backup, b] = program.Add<BackupArgs>(
      group, "backup", Message("copy it while it is in use, and read all of the copy"), BackUp);
  backup->add_option("-o,--output", b.path, Message("the file to make; FILE.json goes beside it"))
      ->required()
      ->type_name("FILE");
  program.TakesPath(b.path);
  auto [restore, r] = program.Add<BackupArgs>(
      group, "restore", Message("put a backup where the ledger was"), Restore);
  restore->add_option("FILE", r.path, Message("the backup, with FILE.json beside it"))
      ->required()
      ->type_name("");
  program.TakesPath(r.path);
}

}  // namespace sekisho
