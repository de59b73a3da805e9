#include "tools/sekisho/words.h"

#include <cstdio>

#include "base/text/code_word.h"
#include "base/text/message.h"
#include "tools/speech/next_words.h"
#include "workflow/media/media_acts.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/written_words.h"
#include "workflow/state/record_names.h"

namespace sekisho {

std::string TotalsText(uint64_t files, uint64_t bytes) {
  if (files == 1) return Message("1 file, {0}", {SizeText(bytes)});
  return Message("{0} files, {1}", {std::to_string(files), SizeText(bytes)});
}

std::string RequestText(const std::string& id) { return Message("R{0}", {id.substr(1)}); }

std::string JoinWords(const std::vector<std::string>& parts, const char* separator) {
  const std::string between = Message(separator);
  std::string out;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += between;
    out += part;
  }
  return out;
}

namespace {

std::string StateWord(RequestState state) {
  switch (state) {
    case RequestState::kPending:
      return Message("waiting for approval");
    case RequestState::kApproved:
      return Message("approved, to be sealed");
    case RequestState::kDenied:
      return Message("denied");
    case RequestState::kRevoked:
      return Message("revoked");
    case RequestState::kWithdrawn:
      return Message("withdrawn");
    case RequestState::kSealed:
      return Message("sealed");
    case RequestState::kOver:
      return Message("over");
    case RequestState::kBlocked:
      break;
  }
  return Message("blocked");
}

}  // namespace

std::string StateText(const RequestView& view) {
  std::string text;
  if (view.has_package && view.state != RequestState::kSealed)
    text = Message("sealed") + Message(", ");
  if (!view.has_package && !view.request->seals.empty())
    text = Message("seal void") + Message(", ");
  text += view.has_package && view.state == RequestState::kApproved ? Message("may be sealed again")
                                                                    : StateWord(view.state);
  if (view.medium_lost) text += Message(", ") + Message("medium lost");
  return text;
}

void TellDecided(const Decided& decided, const RequestView& view, Reply& reply) {
  reply.json["state"] = StateName(view.state);
  reply.json["sealed"] = view.has_package;
  reply.json["changed"] = decided.changed;
  reply.json["own_approval_only"] = false;  // such a veto is refused; the key stays for programs
  if (!decided.changed) reply.Note(Message("it was done already: nothing was recorded"));
  reply.Note(Message("{0}: {1}", {RequestText(view.id), StateText(view)}));
}

Result<void> TellWords(Session& session, const std::string& subject, Reply& reply) {
  ASSIGN_OR_RETURN(const WordsFound found, WordsAbout(session, subject));
  if (!reply.json.contains("words")) reply.json["words"] = Json::array();
  for (const WrittenWords& words : found.words) {
    const std::string at = FormatTimeForPeople(words.at, session.zone());
    reply.Line(Message("{0} by {1}, {2}: {3}", {CodeWord(words.kind), words.by, at, words.text}));
    reply.json["words"].push_back({{"kind", words.kind},
                                   {"jti", words.jti},
                                   {"by", words.by},
                                   {"at", FormatTime(words.at, session.zone())},
                                   {"field", words.field},
                                   {"text", words.text}});
  }
  reply.json["more_words"] = found.more;
  if (found.more > 0)
    reply.Line(
        Message("not all that was written is shown ({0} more): "
                "sekisho ledger log --about {1}",
                {std::to_string(found.more), RecordNames(session).Statement(subject)}));
  return {};
}

std::string RequestLine(Session& session, const RequestView& view) {
  return JoinWords({view.id, StateText(view), LineOf(TermsOf(session, *view.request))}, "  ");
}

Json RequestJson(Session& session, const RequestView& view) {
  const RequestClaims& claims = view.request->claims;
  const ZoneOffset zone = session.zone();
  Json json = {{"id", view.id},
               {"jti", view.request->id()},
               {"state", StateName(view.state)},
               {"class", claims.class_id},
               {"requester", view.requester},
               {"holder", view.holder},
               {"files", claims.files},
               {"directories", claims.directories},
               {"bytes", claims.bytes},
               {"destination", CodeOf(claims.destination)},
               {"recipients", claims.recipients},
               {"uses", claims.uses},
               {"requested", FormatTime(view.request->statement.header.iat, zone)},
               {"from", FormatTime(claims.from, zone)},
               {"until", FormatTime(claims.until, zone)},
               {"persons", claims.persons},
               {"data_kinds", claims.data_kinds},
               {"third_party", claims.third_party},
               {"approvers", view.approvers},
               {"seals", view.request->seals.size()},
               {"sealed", view.has_package}};
  if (!view.medium.empty()) json["medium"] = view.medium;
  if (!claims.cloud.empty()) json["cloud"] = claims.cloud;
  if (claims.due) json["due"] = FormatTime(*claims.due, zone);
  if (claims.domains.size() == 1) json["domain"] = claims.domains.front();
  if (!claims.domains.empty()) json["domains"] = claims.domains;
  json["terms"] = TermsToJson(TermsOf(session, *view.request));
  Json problems = Json::array();
  for (const Problem& problem : view.verdict.problems)
    problems.push_back({{"message", problem.message},
                        {"hint", WordsOf(problem.next.With(NextArg::kRequest, view.id))}});
  json["problems"] = std::move(problems);
  return json;
}

}  // namespace sekisho
