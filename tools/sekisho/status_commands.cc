// sekisho status, show, inbox, due: reading, for people and programs.
#include <algorithm>

#include "base/text/blanks.h"
#include "base/text/code_word.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "libcrypt/archive/manifest.h"
#include "tools/sekisho/member_words.h"
#include "tools/sekisho/next_step.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "tools/speech/next_words.h"
#include "workflow/media/media_acts.h"
#include "workflow/office/proposals.h"
#include "workflow/packages/remainders.h"
#include "workflow/requests/approved_manifest.h"
#include "workflow/requests/contradictions.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/request_details.h"
#include "workflow/requests/sharing.h"
#include "workflow/requests/written_words.h"
#include "workflow/state/record_names.h"
#include "workflow/state/resolve.h"

namespace sekisho {
namespace {

struct IdArgs {
  std::string id;
};
struct StatusArgs {
  std::string id;
  RequestScope scope;
  std::string since;
};
struct NoArgs {};

// What others signed about it, each by its own terms.
void TellDecisions(Session& session, const RequestRecord& record, Reply& reply) {
  reply.json["decisions"] = Json::array();
  const auto tell = [&](const auto& statements) {
    for (const auto& decision : statements) {
      const Statement& statement = decision.statement;
      const std::vector<Term> terms = TermsOf(statement, RecordNames(session));
      reply.Line(CodeWord(KindName(statement.header.kind)) + ": " + LineOf(terms));
      reply.json["decisions"].push_back({{"kind", KindName(statement.header.kind)},
                                         {"jti", statement.header.jti},
                                         {"terms", TermsToJson(terms)}});
    }
  };
  tell(record.approvals);
  tell(record.denials);
  tell(record.revocations);
}

// "sekisho status R1", where that is being read.
bool IsThisPage(const Next& next) {
  switch (next.code) {
    case NextCode::kAskApproverAgain:
    case NextCode::kRoleApproves:
    case NextCode::kShowStatus:
    case NextCode::kShowWhatIsMissing:
    case NextCode::kShowWhoCanApprove:
    case NextCode::kSomebodyElseApproves:
      return true;
    default:
      return false;
  }
}

// What stands in the way. Of what is over nothing is missing, and its state has said how it ended;
// of what was never sealed in its period, how to ask again.
void TellProblems(const RequestView& view, Reply& reply) {
  for (const Problem& problem : view.verdict.problems) {
    switch (view.state) {
      case RequestState::kDenied:
      case RequestState::kRevoked:
      case RequestState::kWithdrawn:
      case RequestState::kSealed:
        return;
      case RequestState::kOver:
        if (view.has_package) return;
        reply.Line(problem.message);
        break;
      default:
        reply.Line(Message("missing: {0}", {problem.message}));
    }
    if (!problem.next.empty() && !IsThisPage(problem.next))
      reply.Line("  " + WordsOf(problem.next.With(NextArg::kRequest, view.id)));
  }
}

void TellSlots(Session& session, const RequestView& view, Reply& reply, bool readable = true) {
  if (!view.approvers.empty()) reply.Line(Message("approved by: {0}", {JoinWords(view.approvers)}));
  TellProblems(view, reply);
  if (view.state == RequestState::kPending) {
    const std::vector<std::string> names = WhoCanApprove(session, *view.request);
    reply.json["can_approve_now"] = names;
    if (!names.empty()) reply.Line(Message("can approve now: {0}", {JoinWords(names)}));
  }
  const NextStep next = NextStepOf(session, view);
  // Whoever cannot read it yet has it shared first, and is told so.
  if (!next.command.empty() && readable) reply.Line(TextOf(session, next));
}

// Each sealing, by the id that seal-void takes.
void TellSeals(Session& session, const RequestView& view, Reply& reply) {
  reply.json["seals"] = Json::array();
  for (const SealRecord& seal : view.request->seals) {
    const std::string by = session.NameOf(seal.sealer.member);
    const std::string at = FormatTimeForPeople(seal.iat, session.zone());
    reply.Line(seal.voided ? Message("sealed by {0}, {1}, void: seal {2}", {by, at, seal.jti})
                           : Message("sealed by {0}, {1}: seal {2}", {by, at, seal.jti}));
    reply.json["seals"].push_back({{"jti", seal.jti},
                                   {"sealer", by},
                                   {"sealed", FormatTime(seal.iat, session.zone())},
                                   {"void", seal.voided}});
  }
}

// What is signed, and nothing else: the first line is who can open it.
void TellTerms(Session& session, const RequestView& view, Reply& reply) {
  for (const std::string& line : LinesOf(TermsOf(session, *view.request))) reply.Line(line);
  const size_t escrow = session.state().charter().charter.escrow.size();
  if (escrow > 0)
    reply.Line(Message("and by the organisation's {0} escrow keys", {std::to_string(escrow)}));
}

// Before all else: what does not agree is approved by nobody.
void TellContradictions(Session& session, const RequestRecord& record,
                        const RequestDetails& details, const Result<ApprovedManifest>& files,
                        Reply& reply) {
  reply.json["contradictions"] = Json::array();
  if (!details.readable) return;
  for (const Contradiction& contradiction :
       FindContradictions(session, record, details, files ? &*files : nullptr)) {
    const std::string sentence = SentenceOf(contradiction);
    reply.Line(Message("CONTRADICTION: {0}", {sentence}));
    reply.json["contradictions"].push_back(
        {{"code", CodeOfContradiction(contradiction.code)}, {"message", sentence}});
  }
}

void TellList(Session& session, const std::vector<RequestView>& views, const std::string& none,
              Reply& reply) {
  reply.json["requests"] = Json::array();
  for (const RequestView& view : views) {
    reply.json["requests"].push_back(RequestJson(session, view));
    reply.Line(RequestLine(session, view));
  }
  if (views.empty() && !none.empty()) reply.Note(none);
}

// What a killed command left on this machine; of one request, or all of it.
void TellRemainders(Session& session, const std::string& request, Reply& reply) {
  reply.json["remainders"] = Json::array();
  for (const Remainder& remainder : FindRemainders(session)) {
    if (!request.empty() && remainder.request != request) continue;
    const RemainderText text = Describe(session, remainder);
    const std::string next = WordsOf(text.next);
    reply.Warn(next.empty() ? text.sentence : text.sentence + ": " + next);
    reply.json["remainders"].push_back({{"message", text.sentence}, {"next", next}});
  }
}

Result<int> ListAll(Context& context, Session& session, const StatusArgs& args) {
  RequestScope scope = args.scope;
  ASSIGN_OR_RETURN(scope.since, context.ReadOptionalTime("--since", args.since, DayEdge::kStart,
                                                         Direction::kBack));
  Reply reply("sekisho-status/1");
  TellList(session, ListRequests(session, scope),
           scope.everybody || scope.only_open || scope.since
               ? Message("there is no such request")
               : Message("no request concerns you; those of everybody: sekisho status "
                         "--everybody"),
           reply);
  TellRemainders(session, "", reply);
  return context.Print(reply);
}

Result<int> Status(Context& context, const StatusArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  if (args.id.empty()) return ListAll(context, *session, args);
  ASSIGN_OR_RETURN(const RequestRecord* const record, ResolveRequest(*session, args.id));
  const RequestView view = ViewRequest(*session, *record);
  Reply reply("sekisho-status/1");
  reply.json["id"] = view.id;
  reply.json["requests"] = Json::array({RequestJson(*session, view)});
  reply.Line(Message("{0} ({1}): {2}", {view.id, record->claims.class_id, StateText(view)}));
  TellTerms(*session, view, reply);
  TellSlots(*session, view, reply);
  TellSeals(*session, view, reply);
  RETURN_IF_ERROR(TellWords(*session, record->id(), reply));
  TellRemainders(*session, record->id(), reply);
  return context.Print(reply);
}

void TellDetails(const RequestDetails& details, Reply& reply) {
  if (!details.readable) {
    reply.Line(Message("purpose, names and recipients are not for this identity"));
    return;
  }
  reply.Line(Message("in the requester's words:"));
  const auto line = [&](const std::string& text) { reply.Line("  " + text); };
  const auto shown = [](const std::string& words) { return ShownWords(words, kMaxWordsBytes); };
  line(Message("purpose: {0}", {shown(details.purpose)}));
  line(Message("recipients: {0}", {shown(JoinWords(details.recipients))}));
  if (!details.mail.empty()) line(Message("by mail to: {0}", {shown(JoinWords(details.mail))}));
  if (!details.third_party.empty())
    line(
        Message("to a third party: {0} ({1})", {shown(details.third_party), shown(details.basis)}));
  line(Message("from: {0}", {shown(details.base)}));
  reply.json["details"] = {{"purpose", details.purpose},
                           {"base", details.base},
                           {"names", details.names},
                           {"recipients", details.recipients},
                           {"mail", JoinWords(details.mail)},
                           {"mails", details.mail},
                           {"third_party", details.third_party},
                           {"basis", details.basis}};
}

Result<void> PrintFiles(const ApprovedManifest& manifest, const Reply::Item& print) {
  ASSIGN_OR_RETURN(const auto text, manifest.Read());
  ManifestReader reader(*text);
  for (;;) {
    ASSIGN_OR_RETURN(const std::optional<ManifestEntry> entry, reader.Next());
    if (!entry) return {};
    Json item = {{"name", entry->name}, {"directory", entry->is_directory}};
    if (!entry->is_directory) {
      item["bytes"] = entry->size;
      item["sha256"] = HexEncode(entry->digest);
    }
    // A row of blanks in a name would read as another line.
    const std::string name = ShownWords(entry->name, SIZE_MAX);
    RETURN_IF_ERROR(
        print("  " + name + (entry->is_directory ? "/" : "  " + SizeText(entry->size)), item));
  }
}

Result<void> TellFiles(const Result<ApprovedManifest>& manifest, Reply& reply) {
  if (!manifest && manifest.error().code == ErrorCode::kVerdict) return manifest.error();
  if (!manifest)
    reply.Line(Message("the list of files cannot be shown: {0}", {manifest.error().message}));
  else
    reply.Entries(
        [manifest = *manifest](const Reply::Item& print) { return PrintFiles(manifest, print); });
  return {};
}

Result<int> Show(Context& context, const IdArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const RequestRecord* const record, ResolveRequest(*session, args.id));
  const RequestView view = ViewRequest(*session, *record);
  Reply reply("sekisho-show/1");
  reply.json["id"] = view.id;
  reply.json["request"] = RequestJson(*session, view);
  const RequestDetails details = ReadDetails(*session, *record);
  if (details.damage) return *details.damage;
  reply.Line(Message("{0} ({1}): {2}", {view.id, record->claims.class_id, StateText(view)}));
  TellTerms(*session, view, reply);
  const auto files = details.readable ? ApprovedManifest::Open(*session, *record)
                                      : Result<ApprovedManifest>(Error{});
  TellContradictions(*session, *record, details, files, reply);
  TellDetails(details, reply);
  if (!details.readable && MayReadNow(*session, *record))
    reply.Note(WordsOf(CannotReadRequest(*session, *record).next));
  TellDecisions(*session, *record, reply);
  const bool to_be_shared = !details.readable && MayReadNow(*session, *record);
  TellSlots(*session, view, reply, !to_be_shared);
  TellSeals(*session, view, reply);
  RETURN_IF_ERROR(TellWords(*session, record->id(), reply));
  if (details.readable) RETURN_IF_ERROR(TellFiles(files, reply));
  return context.Print(reply);
}

// What waits for the asker's consent.
size_t TellProposals(Session& session, Reply& reply) {
  reply.json["proposals"] = Json::array();
  const MemberRecord* const me = session.MeOrNull();
  for (const ProposalLine& proposal : OpenProposals(session)) {
    const auto& may = proposal.may_consent;
    if (me == nullptr || std::find(may.begin(), may.end(), session.NameOf(me->id)) == may.end())
      continue;
    reply.json["proposals"].push_back(ProposalJson(proposal, session.zone()));
    for (const std::string& line : ProposalText(proposal, session.zone())) reply.Line(line);
    // What nobody can read, nobody consents to.
    reply.Next((proposal.name_trouble.empty() ? "sekisho consent " : "sekisho withdraw ") +
               proposal.id);
  }
  return reply.json["proposals"].size();
}

// Losses that somebody else reported stop a medium at the door until they are answered.
size_t TellLosses(Session& session, Reply& reply) {
  reply.json["losses"] = Json::array();
  const MemberRecord* const me = session.MeOrNull();
  const MemberIds may = WhoMaySign(session, Kind::kAcknowledgement);
  if (me == nullptr || std::find(may.begin(), may.end(), me->id) == may.end()) return 0;
  for (const MediumLine& medium : ListMedia(session, false)) {
    if (medium.loss_reported_by.empty()) continue;
    const std::string by = JoinWords(medium.loss_reported_by);
    reply.json["losses"].push_back({{"id", medium.id}, {"label", medium.label}, {"by", by}});
    reply.Line(Message("{0}: reported lost by {1}", {medium.label, by}));
    reply.Next("sekisho incident ack " + medium.label);
  }
  return reply.json["losses"].size();
}

Result<int> ShowInbox(Context& context, const NoArgs&) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const std::vector<RequestView> views, Inbox(*session));
  Reply reply("sekisho-inbox/1");
  const size_t others = TellProposals(*session, reply) + TellLosses(*session, reply);
  TellList(*session, views, others > 0 ? std::string() : Message("nothing waits for you"), reply);
  return context.Print(reply);
}

}  // namespace

void AddStatusCommands(Program& program) {
  auto [status, s] = program.Add<StatusArgs>(
      "status", Message("where a request stands, or all that concern you"), Status);
  auto* const id = status->add_option("ID", s.id, Message("the request"))->type_name("");
  status->add_flag("--everybody", s.scope.everybody, Message("those of everybody"))->excludes(id);
  status->add_flag("--open", s.scope.only_open, Message("only those that are not over"))
      ->excludes(id);
  status->add_option("--since", s.since, Message("only those requested then or later"))
      ->type_name("DATE")
      ->excludes(id);
  auto [show, w] =
      program.Add<IdArgs>("show", Message("all of a request, with its list of files"), Show);
  show->add_option("ID", w.id, Message("the request"))->required()->type_name("");
  program.Add<NoArgs>("inbox", Message("what you could approve or consent to now"), ShowInbox);
}

}  // namespace sekisho
