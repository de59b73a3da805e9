// sekisho approve, deny, revoke.
#include <unistd.h>

#include <algorithm>

#include "base/text/blanks.h"
#include "base/text/message.h"
#include "base/text/text.h"
#include "tools/sekisho/next_step.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "tools/speech/next_words.h"
#include "workflow/requests/approved_manifest.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/request_details.h"
#include "workflow/requests/requests.h"
#include "workflow/state/resolve.h"

namespace sekisho {
namespace {

constexpr size_t kMaxNamesShown = 20;   // of the paths that were named
constexpr size_t kMaxWordsShown = 400;  // bytes of one text of the requester's
constexpr size_t kScreenBytes = 1200;   // of which a terminal shows beginning and end at once

struct ApproveArgs {
  std::vector<std::string> ids;
  std::string comment, until;
  bool json = false;
};
struct ReasonArgs {
  std::string id, reason;
};

// Who can open it, those outside last: what a screen of the last lines shows for certain.
std::vector<std::string> WhoOpensIt(Session& session, const RequestRecord& record) {
  std::vector<std::string> lines = LinesOf({TermsOf(session, record).front()});
  // Keys of members are shown by name, which never holds one.
  std::stable_partition(lines.begin(), lines.end(),
                        [](const std::string& line) { return line.find("age1") == line.npos; });
  return lines;
}

// What it is made of, as the list says that is signed; for "all in this folder" that is more than
// the requester's word for it.
std::vector<std::string> NamesToShow(Session& session, const RequestRecord& record,
                                     const RequestDetails& details) {
  const auto& said = details.names;
  if (std::find(said.begin(), said.end(), ".") == said.end()) return said;
  std::vector<std::string> names;
  const auto files = ApprovedManifest::Open(session, record);
  if (files && files->VisitTops([&](const std::string& top) {
        names.push_back(top);
        return names.size() <= kMaxNamesShown;
      }))
    return names;
  return said;
}

// What is signed, then what the requester wrote to it.
std::vector<std::string> LinesToShow(Session& session, const RequestRecord& record) {
  std::vector<std::string> lines = LinesOf(TermsOf(session, record));
  const RequestDetails details = ReadDetails(session, record);
  if (!details.readable) return lines;
  lines.push_back(Message("in the requester's words:"));
  const auto shown = [](const std::string& words) { return ShownWords(words, kMaxWordsShown); };
  lines.push_back("  " + Message("purpose: {0}", {shown(details.purpose)}));
  if (!details.third_party.empty())
    lines.push_back("  " + Message("to a third party: {0} ({1})",
                                   {shown(details.third_party), shown(details.basis)}));
  for (const std::string& address : details.mail)
    lines.push_back("  " + Message("by mail to: {0}", {shown(address)}));
  const std::vector<std::string> names = NamesToShow(session, record, details);
  for (size_t i = 0; i < names.size() && i < kMaxNamesShown; ++i)
    lines.push_back("  " + shown(names[i]));
  if (names.size() > kMaxNamesShown)
    lines.push_back("  " + Message("all of it: {0}", {"sekisho show " + ShortId(record)}));
  return lines;
}

// To a person at once, before anything is signed: who stops reading here has signed nothing. To a
// program it is a note like others, so that an error stays the first line of stderr.
// Of one request the first line is who can open it; of several, which one it is.
void ShowTerms(Session& session, const RequestRecord& record, bool several, Reply& reply) {
  if (isatty(STDERR_FILENO) == 0) {
    if (several) reply.Note(RequestText(ShortId(record)));
    for (const std::string& line : LinesToShow(session, record)) reply.Note("  " + line);
    return;
  }
  std::string text = ShortId(record) + "\n";
  const std::vector<std::string> lines = LinesToShow(session, record);
  for (const std::string& line : lines) text += "  " + SafeForTerminal(line) + "\n";
  // The first lines may have left the screen, with whatever the requester wrote at its foot.
  if (text.size() > kScreenBytes)
    for (const std::string& line : WhoOpensIt(session, record))
      text += "  " + SafeForTerminal(line) + "\n";
  PrintToStderr(text);
}

Result<std::string> ApproveOne(Session& session, const std::string& reference,
                               const ApproveArgs& args, std::optional<Time> until, Reply& reply) {
  ASSIGN_OR_RETURN(const RequestRecord* const record, ResolveRequest(session, reference));
  const auto show = [&] {
    if (!args.json) ShowTerms(session, *record, args.ids.size() > 1, reply);
  };
  RETURN_IF_ERROR(Approve(session, *record, args.comment, until, show));
  return ShortId(*record);
}

void TellApproved(Session& session, const std::string& id, Reply& reply, Json& item) {
  const auto record = ResolveRequest(session, id);
  if (!record) return;
  const RequestView view = ViewRequest(session, **record);
  item["state"] = StateName(view.state);
  item["terms"] = TermsToJson(TermsOf(session, **record));
  reply.Note(Message("{0}: {1}", {RequestText(id), StateText(view)}));
  for (const Problem& problem : view.verdict.problems) reply.Note("  " + problem.message);
  TellNext(session, NextStepOf(session, view), reply);
}

Result<int> ApproveAll(Context& context, const ApproveArgs& asked) {
  ApproveArgs args = asked;
  args.json = context.json();
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const auto until,
                   context.ReadOptionalTime("--until", args.until, DayEdge::kEnd));
  Reply reply("sekisho-approve/1");
  reply.json["results"] = Json::array();
  std::optional<Error> first;
  size_t failed = 0;
  for (const std::string& reference : args.ids) {
    const auto approved = ApproveOne(*session, reference, args, until, reply);
    Json item = {{"id", approved ? *approved : reference}, {"ok", approved.has_value()}};
    if (approved) {
      reply.Line("OK  " + *approved);
      TellApproved(*session, *approved, reply, item);
    } else {
      reply.Line(JoinWords({"NG", reference, approved.error().message}, "  "));
      item["message"] = approved.error().message;
      item["hint"] = WordsOf(approved.error().next);
      if (!first) first = approved.error();
      ++failed;
      // Nobody is asked for the same passphrase again and again.
      if (ExitStatus(first->code) == 2 || first->code == ErrorCode::kInterrupted) break;
    }
    reply.json["results"].push_back(std::move(item));
  }
  if (!first) return context.Print(reply);
  if (args.ids.size() == 1) return *first;
  first->message =
      Message("{0} of {1} were not approved; the first: {2}",
              {std::to_string(failed), std::to_string(args.ids.size()), first->message});
  return context.PrintVerdict(reply, *first);
}

// deny and revoke differ in one function and one sentence.
template <Result<Decided> (*kAct)(Session&, const RequestRecord&, const std::string&)>
Result<int> Decide(Context& context, const ReasonArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const RequestRecord* const record, ResolveRequest(*session, args.id));
  ASSIGN_OR_RETURN(const Decided decided, kAct(*session, *record, args.reason));
  const RequestView view = ViewRequest(*session, *record);
  Reply reply("sekisho-decision/1");
  reply.Id(view.id);
  TellDecided(decided, view, reply);
  return context.Print(reply);
}

}  // namespace

void AddDecisionCommands(Program& program) {
  auto [approve, a] =
      program.Add<ApproveArgs>("approve", Message("approve requests, one by one"), ApproveAll);
  approve->add_option("ID", a.ids, Message("the requests"))->required()->type_name("");
  approve->add_option("--comment", a.comment, Message("kept with the approval"))->type_name("TEXT");
  approve->add_option("--until", a.until, Message("approve for a shorter time"))->type_name("DATE");
  auto [deny, d] = program.Add<ReasonArgs>("deny", Message("deny a request"), Decide<Deny>);
  deny->add_option("ID", d.id, Message("the request"))->required()->type_name("");
  deny->add_option("--reason", d.reason, Message("why"))->required()->type_name("TEXT");
  auto [revoke, r] = program.Add<ReasonArgs>(
      "revoke", Message("revoke an approved request, even after sealing"), Decide<Revoke>);
  revoke->add_option("ID", r.id, Message("the request"))->required()->type_name("");
  revoke->add_option("--reason", r.reason, Message("why"))->required()->type_name("TEXT");
}

}  // namespace sekisho
