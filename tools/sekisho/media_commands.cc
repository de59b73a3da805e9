// sekisho media register | prepare | checkout | return | clean | lost | found | list | show, and
// sekisho due.
#include <unistd.h>

#include <algorithm>

#include "base/files/files.h"
#include "base/text/code_word.h"
#include "base/text/message.h"
#include "base/text/text.h"
#include "tools/sekisho/confirm.h"
#include "tools/sekisho/next_step.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "workflow/media/cleaning.h"
#include "workflow/media/media_acts.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/what_lies_on.h"
#include "workflow/state/record_names.h"
#include "workflow/state/resolve.h"

namespace sekisho {
namespace {

struct RegisterArgs {
  std::string target, label;
};
struct CheckoutArgs {
  CheckoutOptions options;
  std::string due;
};
struct ReturnArgs {
  ReturnOptions options;
  bool wipe = false;
  std::string confirmed;
};
struct LostArgs {
  LossOptions options;
  std::string last_seen, found_missing;
};
struct LabelArgs {
  std::string label;
};
struct CleanArgs {
  std::string label, target, confirmed;
};
struct ListArgs {
  bool overdue = false;
};
struct NoArgs {};

Json MediumJson(const MediumLine& line, ZoneOffset zone) {
  Json json = {{"id", line.id},
               {"label", line.label},
               {"kind", line.kind},
               {"state", line.state},
               {"overdue", line.overdue}};
  if (!line.holder.empty()) json["holder"] = line.holder;
  if (!line.holder_id.empty()) json["holder_id"] = line.holder_id;
  if (!line.request.empty()) json["request"] = line.request;
  if (line.due) json["due"] = FormatTime(*line.due, zone);
  if (line.wiped_whole) json["wiped_whole"] = FormatTime(*line.wiped_whole, zone);
  if (!line.needs.empty()) json["needs"] = line.needs;
  if (!line.loss_reported_by.empty()) json["loss_reported_by"] = line.loss_reported_by;
  return json;
}

std::string MediumText(const MediumLine& line, ZoneOffset zone) {
  std::vector<std::string> parts = {line.id, line.label, CodeWord(line.kind), CodeWord(line.state)};
  if (!line.holder.empty()) parts.push_back(line.holder_shown);
  if (!line.request.empty()) parts.push_back(line.request);
  if (line.due) parts.push_back(Message("due {0}", {FormatTimeForPeople(*line.due, zone)}));
  if (line.overdue) parts.push_back(Message("OVERDUE"));
  if (line.needs == "emptied") parts.push_back(Message("must be emptied before it goes out again"));
  if (line.needs == "wiped") parts.push_back(Message("must be wiped before it goes out again"));
  if (!line.loss_reported_by.empty())
    parts.push_back(Message("reported lost by {0}", {JoinWords(line.loss_reported_by)}));
  return JoinWords(parts, "  ");
}

Reply ReplyAbout(const MediumLine& line, ZoneOffset zone) {
  Reply reply("sekisho-medium/1");
  reply.json.update(MediumJson(line, zone));
  reply.Id(line.id);
  return reply;
}

Result<int> Register(Context& context, const RegisterArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const Registered made, RegisterMedium(*session, args.target, args.label));
  Reply reply("sekisho-medium/1");
  reply.Id(made.id);
  reply.json["label"] = made.label;
  reply.json["kind"] = made.kind;
  reply.json["path"] = made.path;
  reply.json["notes"] = made.notes;
  reply.json["tag_put_back"] = made.tag_put_back;
  reply.json["changed"] = made.changed;
  if (!made.changed) {
    reply.Note(Message("{0} is registered already, as {1}", {made.path, made.label}));
    for (const std::string& note : made.notes) reply.Note(note);
    return context.Print(reply);
  }
  reply.Note(made.tag_put_back
                 ? Message("{0} is {1}, and has its tag again", {made.path, made.label})
                 : Message("{0} is registered as {1} ({2})",
                           {made.path, made.label, CodeWord(made.kind)}));
  for (const std::string& note : made.notes) reply.Note(note);
  reply.Next("sekisho request PATH --medium " + made.label +
             " --class C --purpose T --to RECIPIENT --until +7d");
  return context.Print(reply);
}

Result<int> Checkout(Context& context, const CheckoutArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  CheckoutOptions options = args.options;
  ASSIGN_OR_RETURN(options.due, context.ReadTime("--due", args.due, DayEdge::kEnd));
  ASSIGN_OR_RETURN(const MediumLine line, CheckoutMedium(*session, options));
  Reply reply = ReplyAbout(line, session->zone());
  reply.Note(
      Message("{0} is out with {1}, back by {2}",
              {line.label, line.holder_shown, FormatTimeForPeople(options.due, session->zone())}));
  ASSIGN_OR_RETURN(const RequestRecord* const record, ResolveRequest(*session, line.request));
  TellNext(*session, NextStepOf(*session, ViewRequest(*session, *record)), reply);
  return context.Print(reply);
}

// Of a file system of its own all has to be wiped, its free space, too, or it stays as it is.
std::string WipeCommand(const MediumLine& medium, const std::string& root) {
  const std::string wipe = "sekisho wipe " + Quoted(root);
  return medium.kind == "mount" ? wipe + " --free-space " + Quoted(root) : wipe;
}

// Found out before the return is recorded: afterwards it would be half of what was asked for.
Result<void> CheckWipeOf(Context& context, Session& session, const ReturnArgs& args) {
  if (!args.wipe) return {};
  const std::string& target = args.options.target;
  if (target.empty() || args.options.unreadable)
    return Fail(ErrorCode::kUsage, Message("--wipe needs the place where the medium is mounted"),
                "sekisho media return " + Quoted(args.options.label) + " MOUNT --wipe");
  ASSIGN_OR_RETURN(const MediumRecord* const medium, ResolveMedium(session, args.options.label));
  if (medium->claims.medium_kind == "mount" && geteuid() != 0)
    return Fail(ErrorCode::kFailed, Message("emptying a medium takes root; it was not returned"),
                Message("run the same command with sudo, or leave --wipe out"));
  // All of the medium goes, whatever part of it was named: so its root is named, and confirmed.
  RETURN_IF_ERROR(CheckIsAllOfIt(session.state(), target));
  std::string name = target;
  while (name.size() > 1 && name.ends_with('/')) name.pop_back();
  name = BaseNameOf(name);
  return ConfirmByName(
      context, Message("Everything on {0} but its tag will be wiped.", {target}), name,
      args.confirmed,
      "sekisho media return " + Quoted(args.options.label) + " " + Quoted(target) + " --wipe");
}

Result<int> WipeIt(Context& context, const Returned& returned) {
  PrintToStderr(Message("{0} is back; sealed packages on it: {1}, other things: {2}",
                        {returned.medium.label, std::to_string(returned.packages),
                         std::to_string(returned.strangers)}) +
                "\n");
  const bool is_mount = returned.medium.kind == "mount";
  if (!is_mount)
    PrintToStderr(Message("of a directory the files are wiped, and not the free space below it") +
                  "\n");
  return WipeReturned(context, returned.root, is_mount, BaseNameOf(returned.root));
}

Result<int> Return(Context& context, const ReturnArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  RETURN_IF_ERROR(CheckWipeOf(context, *session, args));
  ASSIGN_OR_RETURN(const Returned returned, ReturnMedium(*session, args.options));
  if (args.wipe) return WipeIt(context, returned);
  Reply reply = ReplyAbout(returned.medium, session->zone());
  reply.json["packages"] = returned.packages;
  reply.json["strangers"] = returned.strangers;
  reply.json["notes"] = returned.notes;
  if (returned.root.empty())
    reply.Note(Message("{0} is back", {returned.medium.label}));
  else
    reply.Note(Message("{0} is back; sealed packages on it: {1}, other things: {2}",
                       {returned.medium.label, std::to_string(returned.packages),
                        std::to_string(returned.strangers)}));
  for (const std::string& note : returned.notes) reply.Note(note);
  if (!returned.medium.needs.empty()) reply.Note(Message("it waits to be wiped"));
  const std::string where = returned.root.empty() ? "MOUNT" : returned.root;
  if (!args.options.unreadable)
    TellNext(*session, {WipeCommand(returned.medium, where), WhoMaySign(*session, Kind::kWipe)},
             reply);
  return context.Print(reply);
}

std::string LeftText(const LeftEntry& entry) {
  return JoinWords({entry.path, entry.is_folder ? Message("folder") : SizeText(entry.bytes)}, "  ");
}

Result<int> Clean(Context& context, const CleanArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const Cleaning cleaning, PlanCleaning(*session, args.label, args.target));
  const std::string& label = cleaning.label;
  Reply reply("sekisho-media-clean/1");
  reply.json["label"] = label;
  reply.json["changed"] = !cleaning.entries.empty();
  reply.json["removed"] = Json::array();
  for (const LeftEntry& entry : cleaning.entries) {
    Json item = {{"path", entry.path}};
    if (!entry.is_folder) item["bytes"] = entry.bytes;
    if (!entry.is_folder) item["sha256"] = HexEncode(entry.sha256);
    reply.json["removed"].push_back(std::move(item));
  }
  if (cleaning.entries.empty()) {
    reply.Note(
        Message("there is nothing on {0} that Windows, macOS or a desktop has left", {label}));
    return context.Print(reply);
  }
  std::string shown;
  for (const LeftEntry& entry : cleaning.entries) shown += SafeForTerminal(LeftText(entry)) + "\n";
  PrintToStderr(shown);
  std::string command = "sekisho media clean " + label;
  if (!args.target.empty()) command += " " + Quoted(args.target);
  RETURN_IF_ERROR(ConfirmByName(context,
                                Message("This will be overwritten and removed from {0}.", {label}),
                                label, args.confirmed, command));
  ASSIGN_OR_RETURN(const std::vector<std::string> stays, CarryOutCleaning(*session, cleaning));
  reply.json["names_may_stay"] = !stays.empty();
  reply.Note(
      cleaning.entries.size() == 1
          ? Message("{0} is clean: removed one entry, whose digest is in the record", {label})
          : Message("{0} is clean: removed {1} entries, whose digests are in the record",
                    {label, std::to_string(cleaning.entries.size())}));
  for (const std::string& sentence : stays) reply.Note(CodeWord(sentence));
  if (!stays.empty())
    reply.Note(Message("a wipe of the whole device, once it is back, reaches them: {0}",
                       {"sekisho wipe DEVICE"}));
  reply.Next("sekisho gate " + Quoted(cleaning.root));
  return context.Print(reply);
}

// When something was, which no +7d is.
Result<Time> ReadPast(Context& context, const char* option, const std::string& text) {
  auto time = context.ReadTime(option, text, DayEdge::kStart, Direction::kBack);
  if (time) return time;
  return Fail(time.error().code, time.error().message,
              Message("write it as 2026-12-01, '2026-12-01 18:00' or R8.12.1"));
}

// All that a loss is about, by the record; what was deleted by hand is among it. Empty: nothing.
std::string PackagesText(Session& session, const MediumRecord& medium, Reply& reply) {
  const std::vector<std::string> requests = WhatLiesOn(session).RequestsOn(medium);
  reply.json["holds"] = requests;
  if (requests.empty()) return {};
  return Message("packages on it, by the record: {0}", {JoinWords(requests)});
}

Result<int> Lost(Context& context, const LostArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  LossOptions options = args.options;
  ASSIGN_OR_RETURN(options.last_seen, ReadPast(context, "--last-seen", args.last_seen));
  ASSIGN_OR_RETURN(options.found_missing, ReadPast(context, "--found-missing", args.found_missing));
  if (options.found_missing < options.last_seen)
    return Fail(ErrorCode::kUsage, Message("--found-missing is before --last-seen"),
                Message("--last-seen is when it was still there, --found-missing when it was not"));
  ASSIGN_OR_RETURN(const LossReported reported, ReportLoss(*session, options));
  const MediumLine& line = reported.line;
  Reply reply = ReplyAbout(line, session->zone());
  reply.json["changed"] = reported.changed;
  reply.Note(reported.changed
                 ? Message("{0} is reported lost", {line.label})
                 : Message("you have said so of {0} already: nothing was recorded", {line.label}));
  ASSIGN_OR_RETURN(const MediumRecord* const medium, ResolveMedium(*session, args.options.label));
  if (const std::string on_it = PackagesText(*session, *medium, reply); !on_it.empty())
    reply.Note(on_it);
  const MemberIds told = WhoMaySign(*session, Kind::kReport);
  if (!told.empty())
    reply.Note(
        Message("nobody has been notified by this: telephone {0}", {NamesText(*session, told)}));
  if (line.state != NameOf(MediumState::kLost))
    reply.Note(
        Message("it does not pass the door until its holder, IT, a guard, a custodian or the "
                "officer "
                "confirms the loss, or answers for the medium"));
  reply.Next("sekisho media show " + line.label);
  return context.Print(reply);
}

Result<int> Found(Context& context, const LabelArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const MediumLine line, ReportFound(*session, args.label));
  Reply reply = ReplyAbout(line, session->zone());
  reply.Note(Message("{0} has turned up again", {line.label}));
  ASSIGN_OR_RETURN(const MediumRecord* const medium, ResolveMedium(*session, args.label));
  TellNext(*session,
           {"sekisho media return " + line.label + " MOUNT",
            WhoMaySign(*session, Kind::kReturn, medium->involved)},
           reply);
  return context.Print(reply);
}

Result<int> PrintLines(Context& context, Session& session, const std::vector<MediumLine>& lines,
                       const char* format, bool verdict) {
  Reply reply(format);
  reply.json["media"] = Json::array();
  size_t overdue = 0;
  for (const MediumLine& line : lines) {
    reply.json["media"].push_back(MediumJson(line, session.zone()));
    reply.Line(MediumText(line, session.zone()));
    overdue += line.overdue ? 1 : 0;
  }
  reply.json["overdue"] = overdue;
  if (!verdict || overdue == 0) {
    if (lines.empty()) reply.Note(Message("there is nothing to list"));
    return context.Print(reply);
  }
  const auto first =
      std::find_if(lines.begin(), lines.end(), [](const MediumLine& line) { return line.overdue; });
  return context.PrintVerdict(
      reply, Fail(ErrorCode::kVerdict,
                  overdue == 1 ? Message("1 medium is overdue")
                               : Message("{0} media are overdue", {std::to_string(overdue)}),
                  "sekisho media return " + first->label + " MOUNT"));
}

Result<int> List(Context& context, const ListArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  return PrintLines(context, *session, ListMedia(*session, args.overdue), "sekisho-media/1",
                    args.overdue);
}

Result<int> Show(Context& context, const LabelArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const MediumRecord* const medium, ResolveMedium(*session, args.label));
  const MediumLine line = LineOf(*session, *medium);
  Reply reply("sekisho-medium/1");
  reply.json.update(MediumJson(line, session->zone()));
  reply.json["jti"] = medium->id;
  reply.json["hardware"] = medium->claims.hardware;
  if (!medium->last_holder.empty())
    reply.json["last_holder"] = session->NameOf(medium->last_holder);
  if (medium->since) reply.json["since"] = FormatTime(*medium->since, session->zone());
  reply.Line(MediumText(line, session->zone()));
  if (medium->since)
    reply.Line(Message("since {0}", {FormatTimeForPeople(*medium->since, session->zone())}));
  if (line.wiped_whole)
    reply.Line(Message("the whole device was wiped on {0}",
                       {FormatTimeForPeople(*line.wiped_whole, session->zone())}));
  if (const std::string on_it = PackagesText(*session, *medium, reply); !on_it.empty())
    reply.Line(on_it);
  if (!medium->last_holder.empty())
    reply.Line(Message("last holder: {0}", {RecordNames(*session).Person(medium->last_holder)}));
  RETURN_IF_ERROR(TellWords(*session, medium->id, reply));
  for (const auto& [key, value] : medium->claims.hardware.items()) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    reply.Line("  " + CodeWord(key) + ": " + (key == "kind" ? CodeWord(text) : text));
  }
  return context.Print(reply);
}

Result<int> Due(Context& context, const NoArgs&) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  std::vector<MediumLine> lines = ListMedia(*session, false);
  std::erase_if(lines, [](const MediumLine& line) {
    return !line.due || line.state == NameOf(MediumState::kLost);
  });
  std::stable_sort(lines.begin(), lines.end(),
                   [](const MediumLine& a, const MediumLine& b) { return *a.due < *b.due; });
  return PrintLines(context, *session, lines, "sekisho-due/1", true);
}

void DeclareMoves(Program& program, CLI::App* group) {
  auto [checkout, c] =
      program.Add<CheckoutArgs>(group, "checkout", Message("hand a medium out"), Checkout);
  checkout->add_option("LABEL", c.options.label, Message("the medium"))->required()->type_name("");
  checkout->add_option("--to", c.options.to, Message("who takes it"))->required()->type_name("ID");
  checkout->add_option("--request", c.options.request, Message("for which request"))
      ->required()
      ->type_name("ID");
  checkout->add_option("--due", c.due, Message("back by"))->required()->type_name("DATE");

  auto [back, r] = program.Add<ReturnArgs>(
      group, "return", Message("take a medium back, and look what is on it"), Return);
  back->add_option("LABEL", r.options.label, Message("the medium"))->required()->type_name("");
  back->add_option("TARGET", r.options.target, Message("where it is: DEVICE or MOUNT"))
      ->type_name("");
  program.TakesPath(r.options.target);
  back->add_flag("--unreadable", r.options.unreadable, Message("it cannot be read any more"));
  back->add_flag("--wipe", r.wipe,
                 Message("then empty it: everything but the tag, and its free space"));
  back->add_option("--confirm", r.confirmed, Message("with --wipe: the last part of TARGET"))
      ->type_name("NAME");

  auto [clean, k] = program.Add<CleanArgs>(
      group, "clean", Message("remove what Windows, macOS or a desktop has left on it"), Clean);
  clean->add_option("LABEL", k.label, Message("the medium"))->required()->type_name("");
  clean->add_option("TARGET", k.target, Message("where it is: DEVICE or MOUNT"))->type_name("");
  program.TakesPath(k.target);
  clean->add_option("--confirm", k.confirmed, Message("the label, once more"))->type_name("LABEL");
}

void DeclareLosses(Program& program, CLI::App* group) {
  auto [lost, l] = program.Add<LostArgs>(group, "lost", Message("report a loss"), Lost);
  lost->add_option("LABEL", l.options.label, Message("the medium"))->required()->type_name("");
  lost->add_option("--last-seen", l.last_seen, Message("when"))->required()->type_name("DATE");
  lost->add_option("--found-missing", l.found_missing, Message("when"))
      ->required()
      ->type_name("DATE");
  lost->add_option("--place", l.options.place, Message("where, as far as known"))
      ->required()
      ->type_name("TEXT");
  auto [found, f] =
      program.Add<LabelArgs>(group, "found", Message("what was lost has turned up"), Found);
  found->add_option("LABEL", f.label, Message("the medium"))->required()->type_name("");
}

}  // namespace

void AddMediaCommands(Program& program) {
  CLI::App* const group = program.Group("media", Message("the register of media"));
  auto [reg, r] =
      program.Add<RegisterArgs>(group, "register", Message("register a medium"), Register);
  reg->add_option("TARGET", r.target, Message("DEVICE (mounted), MOUNT or directory"))
      ->required()
      ->type_name("");
  program.TakesPath(r.target);
  reg->add_option("--label", r.label, Message("what is written on it: A-Z a-z 0-9 -"))
      ->required()
      ->type_name("LABEL");
  AddPrepareCommand(program, group);
  DeclareMoves(program, group);
  DeclareLosses(program, group);
  auto [list, l] = program.Add<ListArgs>(group, "list", Message("all media"), List);
  list->add_flag("--overdue", l.overdue, Message("only what should be back (exit 3 if any)"));
  auto [show, s] = program.Add<LabelArgs>(group, "show", Message("one medium"), Show);
  show->add_option("LABEL", s.label, Message("the medium"))->required()->type_name("");
  program.Add<NoArgs>("due", Message("what is to come back, and when (exit 3 if overdue)"), Due);
}

}  // namespace sekisho
