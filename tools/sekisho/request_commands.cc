// sekisho request, sekisho withdraw.
#include <algorithm>

#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "tools/sekisho/next_step.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "workflow/office/proposals.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/passphrase_recipient.h"
#include "workflow/requests/requests.h"
#include "workflow/requests/sharing.h"
#include "workflow/state/resolve.h"

namespace sekisho {
namespace {

struct RequestArgs {
  RequestOptions options;
  std::string from, until, due;
  std::string key_passphrase_file;
};
struct HandoverArgs {
  std::string id;
  std::string name;
  std::string way;
};
struct IdArgs {
  std::string id;
};

void TellWhoApproves(const Requested& made, const RequestView& view, Session& session,
                     Reply& reply) {
  if (made.missing.empty()) {
    reply.Note(Message("{0} needs no approval", {made.id}));
  } else {
    reply.Note(Message("{0} needs approval by {1}",
                       {made.id, JoinWords(made.missing, Message(", and by ").c_str())}));
    if (made.can_approve_now.empty())
      reply.Warn(Message("there is nobody who could approve it: tell {0}",
                         {NamesText(session, WhoMaySign(session, Kind::kMemberCard))}));
    else
      reply.Note(Message("can approve now: {0}", {JoinWords(made.can_approve_now)}));
  }
  TellNext(session, NextStepOf(session, view), reply);
}

// For `--to passphrase`: from the file, or typed twice; judged like that of an identity.
Result<std::optional<SecretBytes>> KeyPassphrase(Context& context, const RequestArgs& args,
                                                 const std::vector<std::string>& paths) {
  const auto& to = args.options.to;
  if (std::find(to.begin(), to.end(), kPassphraseRecipient) == to.end()) {
    if (!args.options.key_out.empty() || !args.key_passphrase_file.empty())
      return Fail(
          ErrorCode::kUsage,
          Message("a key is made only for a recipient by passphrase, and there is none"),
          Message("add --to passphrase, or leave --key-out and --key-passphrase-file away"));
    return std::optional<SecretBytes>();
  }
  Passphrases passphrases(context.no_input(), context.progress(), args.key_passphrase_file);
  if (!passphrases.CanBeHad())
    return Fail(ErrorCode::kUsage, Message("a recipient by passphrase needs a passphrase"),
                "sekisho request ... --to passphrase --key-passphrase-file FILE");
  const std::string& named = args.options.key_out;
  ASSIGN_OR_RETURN(SecretBytes passphrase,
                   passphrases.Choose(named.empty() ? DefaultKeyFile(paths) : named, {}));
  return std::optional<SecretBytes>(std::move(passphrase));
}

Result<int> Handover(Context& context, const HandoverArgs& args) {
  ASSIGN_OR_RETURN(const HandoverWay way, ParseHandoverWay(args.way));
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const RequestRecord* const record, ResolveRequest(*session, args.id));
  RETURN_IF_ERROR(RecordHandover(*session, *record, args.name, way));
  Reply reply("sekisho-key-handover/1");
  reply.Id(ShortId(*record));
  reply.json["by"] = args.way;
  reply.Note(Message("recorded: the key of {0} was handed over", {ShortId(*record)}));
  if (way == HandoverWay::kMail && record->claims.destination == Destination::kMail)
    reply.Warn(Message("the package goes by mail, too: whoever reads one mail reads both"));
  return context.Print(reply);
}

Result<int> Ask(Context& context, const RequestArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  RequestOptions options = args.options;
  ASSIGN_OR_RETURN(options.from, context.ReadOptionalTime("--from", args.from, DayEdge::kStart));
  ASSIGN_OR_RETURN(options.until, context.ReadTime("--until", args.until, DayEdge::kEnd));
  ASSIGN_OR_RETURN(options.due, context.ReadOptionalTime("--due", args.due, DayEdge::kEnd));
  ASSIGN_OR_RETURN(const std::optional<SecretBytes> passphrase,
                   KeyPassphrase(context, args, options.paths));
  if (passphrase) options.key_passphrase = &*passphrase;
  ASSIGN_OR_RETURN(const Requested made, SubmitRequest(*session, options));
  ASSIGN_OR_RETURN(const RequestRecord* const record, ResolveRequest(*session, made.id));
  const RequestView view = ViewRequest(*session, *record);
  Reply reply("sekisho-request/1");
  reply.Id(made.id);
  reply.json["jti"] = made.jti;
  reply.json["files"] = made.totals.files;
  reply.json["directories"] = made.totals.directories;
  reply.json["bytes"] = made.totals.bytes;
  reply.json["missing"] = made.missing;
  reply.json["can_approve_now"] = made.can_approve_now;
  reply.Note(Message("request {0} was received: {1}",
                     {made.id, TotalsText(made.totals.files, made.totals.bytes)}));
  reply.json["left_out"] = made.left_out;
  if (made.left_out > 0)
    reply.Note(options.left_out.litter
                   ? Message("left out: {0} (to take everything: --all)", {made.left_out_names})
                   : Message("left out: {0}", {made.left_out_names}));
  if (!record->claims.duty_text.empty())
    reply.Note(Message("with it you accept the duty-of-care text, version {0}",
                       {record->claims.duty_text}));
  // Who it is for, by what is signed: a name that was typed may be somebody else's.
  for (const Term& term : TermsOf(*session, *record))
    if (term.claim == "recipients")
      for (const std::string& reader : term.values) reply.Note(term.label + ": " + reader);
  for (const std::string& warning : made.warnings) reply.Warn(warning);
  if (!made.key_file.empty()) {
    reply.json["key_file"] = made.key_file;
    reply.Note(
        Message("the key for the recipient is {0}: send it by another way than the package, "
                "tell the passphrase by a third, then: sekisho key-handover {1} --to-name "
                "NAME --by WAY",
                {made.key_file, made.id}));
  }
  TellWhoApproves(made, view, *session, reply);
  return context.Print(reply);
}

Result<int> TakeBackProposal(Context& context, Session& session, const ProposalRecord& proposal) {
  const std::string id = ShortId(proposal);
  ASSIGN_OR_RETURN(const bool changed, Withdraw(session, proposal));
  Reply reply("sekisho-decision/1");
  reply.Id(id);
  reply.json["state"] = "withdrawn";
  reply.json["changed"] = changed;
  if (!changed) reply.Note(Message("it was done already: nothing was recorded"));
  reply.Note(Message("{0} is withdrawn: nobody can consent to it any more", {id}));
  return context.Print(reply);
}

Result<int> TakeBack(Context& context, const IdArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  // No id of a request begins with that letter.
  if (NameKey(args.id).starts_with('w')) {
    ASSIGN_OR_RETURN(const ProposalRecord* const proposal, ResolveProposal(*session, args.id));
    return TakeBackProposal(context, *session, *proposal);
  }
  ASSIGN_OR_RETURN(const RequestRecord* const record, ResolveRequest(*session, args.id));
  ASSIGN_OR_RETURN(const Decided decided, Withdraw(*session, *record));
  Reply reply("sekisho-decision/1");
  reply.Id(ShortId(*record));
  TellDecided(decided, ViewRequest(*session, *record), reply);
  return context.Print(reply);
}

Result<int> Share(Context& context, const IdArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const RequestRecord* const record, ResolveRequest(*session, args.id));
  RETURN_IF_ERROR(ShareRequest(*session, *record));
  const RequestView view = ViewRequest(*session, *record);
  Reply reply("sekisho-share/1");
  reply.Id(view.id);
  reply.Note(Message("{0} can be read now by everybody who may read it", {view.id}));
  TellNext(*session, NextStepOf(*session, view), reply);
  return context.Print(reply);
}

void DeclareWhat(CLI::App* app, RequestArgs& a) {
  app->add_option("PATH", a.options.paths, Message("files and directories to take out"))
      ->type_name("")
      ->required();
  app->add_option("--class", a.options.class_id,
                  Message("how confidential: a class of the charter"))
      ->required()
      ->type_name("CLASS");
  app->add_option("--purpose", a.options.purpose, Message("what for"))
      ->required()
      ->type_name("TEXT");
  app->add_option("--to", a.options.to,
                  Message("who will open it: members, age1..., or \"passphrase\""))
      ->required()
      ->type_name("RECIPIENT");
  app->add_option("-o,--key-out", a.options.key_out,
                  Message("with --to passphrase: the key file (default: NAME.key.age)"))
      ->type_name("FILE");
  app->add_option("--key-passphrase-file", a.key_passphrase_file,
                  Message("with --to passphrase: the file that holds the passphrase"))
      ->type_name("FILE");
  app->add_option("--exclude", a.options.left_out.globs,
                  Message("leave out what has such a name: '*.bak', 'old/*' (several: again)"))
      ->type_name("GLOB")
      ->allow_extra_args(false);
  app->add_flag("!--all", a.options.left_out.litter,
                Message("also what programs leave behind: ~$*, Thumbs.db, .DS_Store..."));
  app->add_flag("--include-keys", a.options.include_keys,
                Message("also private keys and ledgers; the approver is shown that"));
  auto* where = app->add_option_group("destination");
  where->set_help_flag();  // it is the command's
  where->add_option("--medium", a.options.medium, Message("onto this registered medium"))
      ->type_name("LABEL");
  where->add_option("--mail", a.options.mail, Message("by mail to this address (several: again)"))
      ->type_name("ADDR")
      ->allow_extra_args(false);
  where->add_option("--cloud", a.options.cloud, Message("to this approved cloud"))
      ->type_name("NAME");
  where->require_option(1);
  app->add_option("--holder", a.options.holder, Message("who carries it (default: you)"))
      ->type_name("ID");
}

void DeclareTerms(CLI::App* app, RequestArgs& a) {
  app->add_option("--from", a.from, Message("not before (default: now)"))->type_name("DATE");
  app->add_option("--until", a.until, Message("+7d, 2026-12-01, R8.12.1"))
      ->required()
      ->type_name("DATE");
  app->add_option("--due", a.due, Message("when the medium is back"))->type_name("DATE");
  app->add_option("--uses", a.options.uses, Message("how often it may be sealed (default 1)"))
      ->type_name("NUMBER")
      ->transform(NumberOption(1, 1000));
  app->add_option("--personal-data", a.options.persons, Message("of how many persons"))
      ->type_name("NUMBER")
      ->transform(NumberOption(0, 10'000'000'000));
  app->add_option("--data-kind", a.options.data_kinds, Message("which kinds of personal data"))
      ->type_name("KIND");
  auto* party =
      app->add_option("--third-party", a.options.third_party, Message("given to this third party"))
          ->type_name("PARTNER");
  auto* basis = app->add_option("--basis", a.options.basis, Message("on which legal basis"))
                    ->type_name("TEXT");
  party->needs(basis);
  basis->needs(party);
}

}  // namespace

void AddRequestCommands(Program& program) {
  auto [request, a] = program.Add<RequestArgs>(
      "request", Message("submit a request to take files out; prints its id"), Ask);
  DeclareWhat(request, a);
  program.TakesPaths(a.options.paths);
  program.TakesPath(a.options.key_out);
  program.TakesPath(a.key_passphrase_file);
  DeclareTerms(request, a);
  auto [share, s] = program.Add<IdArgs>(
      "share", Message("let those read a request who may, and came after it was made"), Share);
  share->add_option("ID", s.id, Message("the request"))->required()->type_name("");
  auto [withdraw, w] = program.Add<IdArgs>(
      "withdraw", Message("withdraw your own request, or a proposal (W1)"), TakeBack);
  withdraw->add_option("ID", w.id, Message("the request"))->required()->type_name("");
  auto [handover, h] = program.Add<HandoverArgs>(
      "key-handover", Message("record that the key of a recipient by passphrase was handed over"),
      Handover);
  handover->add_option("ID", h.id, Message("the request"))->required()->type_name("");
  handover->add_option("--to-name", h.name, Message("who got it"))->required()->type_name("NAME");
  handover->add_option("--by", h.way, Message("in-person, phone, post, mail or other"))
      ->required()
      ->type_name("WAY");
}

}  // namespace sekisho
