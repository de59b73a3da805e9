// sekisho seal, open, list, verify, inspect.
#include <algorithm>

#include "base/files/files.h"
#include "base/text/message.h"
#include "libcrypt/package/package_inspector.h"
#include "tools/cli/word_option.h"
#include "tools/sekisho/next_step.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "tools/speech/next_words.h"
#include "workflow/packages/companion.h"
#include "workflow/packages/escrow_audit.h"
#include "workflow/packages/looking.h"
#include "workflow/packages/opening.h"
#include "workflow/packages/resuming.h"
#include "workflow/packages/sealing.h"
#include "workflow/state/record_names.h"
#include "workflow/state/resolve.h"

namespace sekisho {
namespace {

struct SealArgs {
  std::string id;
  SealOptions options;
  std::string compress = "auto";
  bool resume = false;
};
struct EscrowAuditArgs {
  std::string path;
  std::string key;
  ArchiveLimits limits;
};
struct SealVoidArgs {
  std::string id;
  std::string jti;
  std::string reason;
};
struct FileArgs {
  std::string path;
};
struct LookArgs {
  std::string path;
  ArchiveLimits limits;
};

// `limits`, with the command that is to be run again to raise one of them.
ArchiveLimits LimitsFor(const std::string& command, ArchiveLimits limits) {
  limits.again = "sekisho " + command;
  return limits;
}

void SayWhatWasRemoved(const std::vector<std::string>& removed, Reply& reply) {
  reply.json["removed"] = removed;
  for (const std::string& path : removed)
    reply.Note(Message("removed {0}: it was left by a sealing that was cut off", {path}));
}

// A medium is looked at as a whole.
NextStep DoorStep(const Session& session, const RequestRecord& record, const std::string& path) {
  const bool on_medium = record.claims.destination == Destination::kMedium;
  return {"sekisho gate " + Quoted(on_medium ? DirectoryOf(path) : path),
          WhoMaySign(session, Kind::kGatePass, {record.claims.holder})};
}

Result<int> Resume(Context& context, Session& session, const RequestRecord& record,
                   const std::string& output) {
  ASSIGN_OR_RETURN(const Resumed resumed, ResumeSealing(session, record, output));
  Reply reply("sekisho-seal-resume/1");
  reply.Id(ShortId(record));
  reply.json["jti"] = resumed.jti;
  reply.json["path"] = resumed.path;
  reply.json["was_finished"] = resumed.was_finished;
  SayWhatWasRemoved(resumed.removed, reply);
  if (resumed.path.empty()) {
    reply.Note(Message("nothing is to be finished here: {0} was sealed", {ShortId(record)}));
    reply.Next("sekisho status " + ShortId(record));
    return context.Print(reply);
  }
  reply.Note(resumed.was_finished
                 ? Message("{0} is finished: there was nothing to do", {resumed.path})
                 : Message("finished: {0}", {resumed.path}));
  TellNext(session, DoorStep(session, record, resumed.path), reply);
  return context.Print(reply);
}

Result<int> SealVoid(Context& context, const SealVoidArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const RequestRecord* const record, ResolveRequest(*session, args.id));
  RETURN_IF_ERROR(VoidSeal(*session, *record, args.jti, args.reason));
  Reply reply("sekisho-seal-void/1");
  reply.Id(ShortId(*record));
  const bool returned = std::any_of(record->seals.begin(), record->seals.end(),
                                    [](const SealRecord& seal) { return seal.use_returned; });
  reply.json["use_returned"] = returned;
  reply.Note(Message("void: the package passes nowhere any more"));
  if (returned)
    TellNext(*session,
             {WordsOf(NextSeal(session->state(), *record, SealStep::kSeal)),
              WhoMaySeal(*session, *record)},
             reply);
  else
    reply.Note(
        Message("the permit stays used until the security officer gives the use back, by the "
                "same command"));
  return context.Print(reply);
}

Result<int> Seal(Context& context, const SealArgs& args) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const RequestRecord* const record, ResolveRequest(*session, args.id));
  if (args.resume) return Resume(context, *session, *record, args.options.output);
  SealOptions options = args.options;
  options.compress = args.compress == "never" ? Compress::kNever : Compress::kAuto;
  ASSIGN_OR_RETURN(const Sealed sealed, SealRequest(*session, *record, options));
  Reply reply("sekisho-seal/1");
  reply.Id(ShortId(*record));
  reply.json["jti"] = sealed.jti;
  reply.json["seal"] = HexEncode(sealed.hash);
  reply.json["path"] = sealed.path;
  reply.json["files"] = sealed.totals.files;
  reply.json["directories"] = sealed.totals.directories;
  reply.json["content_bytes"] = sealed.totals.bytes;
  reply.json["bytes"] = sealed.bytes;
  reply.json["recipients"] = sealed.recipients;
  reply.json["escrow"] = sealed.escrow;
  reply.json["compressed"] = sealed.compressed;
  SayWhatWasRemoved(sealed.removed, reply);
  const FirstNames& left_out = sealed.left_out.names();
  reply.json["left_out"] = left_out.count();
  if (left_out.count() > 0) reply.Note(Message("left out: {0}", {left_out.Text()}));
  for (const std::string& warning : sealed.left_out.Warnings()) reply.Warn(warning);
  reply.json["companion"] = sealed.companion;
  const std::vector<Term> terms = TermsOf(*session, *record);
  reply.json["terms"] = TermsToJson(terms);
  reply.Note(LineOf(terms));
  if (sealed.companion)
    reply.Note(Message("beside it: {0}, which says how to open it", {std::string(kCompanionName)}));
  reply.Note(Message("sealed: {0} ({1}), recipients: {2}, escrow keys: {3}",
                     {sealed.path, TotalsText(sealed.totals.files, sealed.totals.bytes),
                      std::to_string(sealed.recipients), std::to_string(sealed.escrow)}));
  if (sealed.compressed)
    reply.Note(Message("compressed: with stock programs, age -d -i KEY {0} | zstd -d | tar -x",
                       {Quoted(sealed.path)}));
  TellNext(*session, DoorStep(*session, *record, sealed.path), reply);
  return context.Print(reply);
}

// What is known of the content: without permit and seal, only what the package says of itself.
std::string ContentText(const ManifestTotals& totals, bool permit_checked) {
  const std::string text = TotalsText(totals.files, totals.bytes);
  return permit_checked ? Message("{0}, every one as it was approved", {text})
                        : Message("{0}, every one as the package's own list says", {text});
}

void SayDeniedKeys(uint64_t denied, const std::string& names, Reply& reply) {
  reply.json["denied_keys"] = denied;
  if (denied > 0)
    reply.Warn(
        Message("there are keys or a ledger among the files, and the request says that there "
                "are none: {0}; tell the security officer",
                {names}));
}

Result<int> Open(Context& context, const OpenOptions& asked) {
  OpenOptions args = asked;
  std::string command = "open " + Quoted(args.package);
  if (!args.directory.empty()) command += " -C " + Quoted(args.directory);
  for (const std::string& path : args.paths) command += " " + Quoted(path);
  args.limits = LimitsFor(command, args.limits);
  ASSIGN_OR_RETURN(const Opened opened, OpenPackage(context.setting(), context.world(), args));
  Reply reply("sekisho-open/1");
  if (!opened.request.empty()) reply.json["id"] = opened.request;
  reply.json["directory"] = opened.directory;
  reply.json["files"] = opened.totals.files;
  reply.json["directories"] = opened.totals.directories;
  reply.json["bytes"] = opened.totals.bytes;
  reply.json["permit_checked"] = opened.permit_checked;
  reply.json["recorded"] = opened.recorded;
  reply.Line(opened.directory);
  SayDeniedKeys(opened.denied_keys, opened.denied_keys_text, reply);
  reply.Note(Message("opened: {0}", {ContentText(opened.totals, opened.permit_checked)}));
  if (!opened.permit_checked)
    reply.Warn(Message("permit and seal were not checked: {0}", {opened.unchecked_why}));
  return context.Print(reply);
}

void SayWhatWasChecked(const CheckedPackage& checked, Reply& reply) {
  if (!checked.request.empty()) reply.json["id"] = checked.request;
  reply.json["files"] = checked.totals.files;
  reply.json["directories"] = checked.totals.directories;
  reply.json["bytes"] = checked.totals.bytes;
  reply.json["recipients"] = checked.recipients;
  reply.json["permit_checked"] = checked.permit_checked;
  SayDeniedKeys(checked.denied_keys, checked.denied_keys_text, reply);
  if (!checked.permit_checked)
    reply.Warn(Message("permit and seal were not checked: {0}", {checked.unchecked_why}));
}

Result<void> PrintEntries(PackageListing& listing, const Reply::Item& print) {
  return listing.Visit([&](const PackageEntry& entry) {
    Json item{{"name", entry.name}, {"directory", entry.is_directory}};
    if (!entry.is_directory) {
      item["bytes"] = entry.size;
      item["modified"] = FormatTime(entry.mtime);
    }
    return print(entry.name + (entry.is_directory ? "/" : "  " + SizeText(entry.size)), item);
  });
}

Result<int> List(Context& context, const LookArgs& args) {
  ASSIGN_OR_RETURN(PackageListing listing,
                   PackageListing::Check(context.setting(), context.world(), args.path,
                                         LimitsFor("list " + Quoted(args.path), args.limits)));
  Reply reply("sekisho-list/1");
  SayWhatWasChecked(listing.checked(), reply);
  reply.Entries([&](const Reply::Item& print) { return PrintEntries(listing, print); });
  const ManifestTotals& totals = listing.checked().totals;
  reply.Note(ContentText(totals, listing.checked().permit_checked));
  reply.Next("sekisho open " + Quoted(args.path));
  return context.Print(reply);
}

Result<int> Verify(Context& context, const LookArgs& args) {
  ASSIGN_OR_RETURN(const CheckedPackage checked,
                   VerifyPackage(context.setting(), context.world(), args.path,
                                 LimitsFor("verify " + Quoted(args.path), args.limits)));
  Reply reply("sekisho-verify/1");
  reply.json["ok"] = true;
  SayWhatWasChecked(checked, reply);
  reply.Line(Message("OK: {0}", {ContentText(checked.totals, checked.permit_checked)}));
  return context.Print(reply);
}

Error NeedsEscrowKey(const EscrowAuditArgs& args) {
  if (args.key.empty())
    return Fail(ErrorCode::kNoMatch, Message("it takes an escrow key to look inside"),
                "sekisho escrow-audit " + Quoted(args.path) + " --escrow-key FILE");
  return Fail(
      ErrorCode::kNoMatch, Message("{0} is not an escrow key of the charter", {args.key}),
      Message("name one that init --escrow-out made; which ones count: sekisho charter show"));
}

Result<int> EscrowAudit(Context& context, const EscrowAuditArgs& args) {
  std::string command = "escrow-audit " + Quoted(args.path);
  if (!args.key.empty()) command += " --escrow-key " + Quoted(args.key);
  const auto audited = AuditWithEscrowKey(context.setting(), context.world(), args.path, args.key,
                                          LimitsFor(command, args.limits));
  if (!audited && audited.error().code == ErrorCode::kNoMatch) return NeedsEscrowKey(args);
  ASSIGN_OR_RETURN(const EscrowAuditResult result, audited);
  Reply reply("sekisho-escrow-audit/1");
  if (!result.request.empty()) reply.json["id"] = result.request;
  reply.json["ok"] = result.ok;
  reply.json["recorded"] = result.recorded;
  if (!result.recorded) reply.Note(Message("not recorded: {0}", {result.recorded_why_not}));
  if (!result.ok) {
    reply.json["finding"] = result.finding;
    return context.PrintVerdict(
        reply, Fail(ErrorCode::kVerdict, result.finding,
                    Message("keep the package as evidence, and tell the security officer")));
  }
  SayWhatWasChecked(result.checked, reply);
  reply.Line(result.checked.recipients == 1
                 ? Message("OK: one stanza, for exactly the approved recipient")
                 : Message("OK: {0} stanzas, for exactly the approved recipients and the escrow "
                           "keys",
                           {std::to_string(result.checked.recipients)}));
  reply.Line(Message("OK: {0}", {ContentText(result.checked.totals, true)}));
  return context.Print(reply);
}

// What the header says of itself. Nothing is verified: that is the gate's work.
Result<int> Inspect(Context& context, const FileArgs& args) {
  ASSIGN_OR_RETURN(const UniqueFd file, OpenForRead(args.path));
  const auto header = ReadPackageHeader(file.get());
  if (!header) return header.error().WithContext(args.path);
  if (header->seal.empty())
    return Fail(ErrorCode::kVerdict, Message("{0} was never sealed to its end", {args.path}),
                Message("it opens nowhere; seal again"));
  ASSIGN_OR_RETURN(const Statement request, ParseStatement(header->permit.front()));
  ASSIGN_OR_RETURN(const Statement seal, ParseStatement(header->seal));
  ASSIGN_OR_RETURN(const RequestClaims claims, ReadRequestClaims(request.claims));
  ASSIGN_OR_RETURN(Session* const session, context.OpenSessionIfJoined());
  ASSIGN_OR_RETURN(const std::vector<Term> terms, TermsOfHeader(session, request));
  Reply reply("sekisho-inspect/1");
  reply.json["terms"] = TermsToJson(terms);
  reply.json["path"] = args.path;
  reply.json["org"] = request.header.org;
  reply.json["request"] = request.header.jti;
  reply.json["class"] = claims.class_id;
  reply.json["approvals"] = header->permit.size() - 1;
  reply.json["recipients"] = header->recipient_stanzas;
  reply.json["requested"] = FormatTime(request.header.iat);
  reply.json["sealed"] = FormatTime(seal.header.iat);
  reply.json["until"] = FormatTime(claims.until);
  reply.json["seal"] = HexEncode(seal.hash);
  reply.json["verified"] = false;
  const RequestRecord* const record =
      session == nullptr ? nullptr : session->state().FindRequestByHash(request.hash);
  if (record != nullptr) {
    reply.json["id"] = ShortId(*record);
    reply.Line(Message("request: {0}", {ShortId(*record)}));
  }
  for (const std::string& line : LinesOf(terms)) reply.Line(line);
  reply.Line(Message("approvals: {0}", {std::to_string(header->permit.size() - 1)}));
  reply.Line(
      Message("recipients: {0}, escrow included", {std::to_string(header->recipient_stanzas)}));
  reply.Line(Message("sealed: {0}", {FormatTimeForPeople(seal.header.iat, kJapan)}));
  reply.Note(Message("this is what the header says; nothing of it was verified"));
  // For who can open it that is the next step, and for all others the door.
  const MemberRecord* const me = session == nullptr ? nullptr : session->MeOrNull();
  const auto& readers = claims.recipients;
  const bool reads = me != nullptr && std::find(readers.begin(), readers.end(),
                                                me->Now().age_recipient) != readers.end();
  reply.Next((reads ? "sekisho open " : "sekisho gate ") + Quoted(args.path));
  return context.Print(reply);
}

void AddLimits(CLI::App* app, ArchiveLimits& limits) {
  app->add_option("--max-entries", limits.max_entries,
                  Message("refuse packages with more files and directories (4000000)"))
      ->type_name("NUMBER")
      ->transform(NumberOption(0, kMaxNumber));
  app->add_option("--max-bytes", limits.max_total_bytes,
                  Message("refuse packages that hold more: 500M, 2T (1T)"))
      ->type_name("SIZE")
      ->transform(SizeOption(0, UINT64_MAX));
  app->add_option("--max-ratio", limits.max_ratio,
                  Message("refuse packages that hold more times their own size (1000)"))
      ->type_name("NUMBER")
      ->transform(NumberOption(0, kMaxNumber));
}

}  // namespace

void AddPackageCommands(Program& program) {
  auto [seal, s] =
      program.Add<SealArgs>("seal", Message("seal what was approved, and nothing else"), Seal);
  seal->add_option("ID", s.id, Message("the request"))->required()->type_name("");
  seal->add_option("-o,--output", s.options.output, Message("the package (default: ID.age)"))
      ->type_name("FILE.age");
  program.TakesPath(s.options.output);
  seal->add_option("--base", s.options.base, Message("where the files are now"))->type_name("DIR");
  program.TakesPath(s.options.base);
  seal->add_flag("!--no-companion", s.options.companion,
                 Message("without the file that says how to open it, for recipients outside"));
  seal->add_option("--compress", s.compress,
                   Message("auto: when nobody is outside and it pays; never"))
      ->transform(OneOf({"auto", "never"}))
      ->type_name("HOW");
  seal->add_flag("--pad", s.options.pad, Message("let the package's size tell less"));
  seal->add_flag("--resume", s.resume, Message("finish what was cut off, or clean up after it"));

  auto [seal_void, w] = program.Add<SealVoidArgs>(
      "seal-void", Message("declare a seal void, whose package is lost or was never finished"),
      SealVoid);
  seal_void->add_option("ID", w.id, Message("the request"))->required()->type_name("");
  seal_void
      ->add_option("--seal", w.jti, Message("which one, if there are several (sekisho status ID)"))
      ->type_name("JTI");
  seal_void->add_option("--reason", w.reason, Message("why"))->required()->type_name("TEXT");

  auto [open, o] =
      program.Add<OpenOptions>("open", Message("open a package as one of its recipients"), Open);
  open->add_option("FILE.age", o.package, Message("the package"))->required()->type_name("");
  program.TakesPath(o.package);
  open->add_option("-C,--directory", o.directory,
                   Message("where to: absent or empty (default: the package's name without .age)"))
      ->type_name("DIR");
  program.TakesPath(o.directory);
  open->add_option("PATH", o.paths, Message("only these files and directories (sekisho list)"))
      ->type_name("");
  AddLimits(open, o.limits);

  auto [list, l] =
      program.Add<LookArgs>("list", Message("what is in a package, without taking it out"), List);
  list->add_option("FILE.age", l.path, Message("the package"))->required()->type_name("");
  program.TakesPath(l.path);
  AddLimits(list, l.limits);

  auto [verify, v] = program.Add<LookArgs>(
      "verify", Message("check all of a package, without taking anything out"), Verify);
  verify->add_option("FILE.age", v.path, Message("the package"))->required()->type_name("");
  program.TakesPath(v.path);
  AddLimits(verify, v.limits);

  auto [audit, e] = program.Add<EscrowAuditArgs>(
      "escrow-audit", Message("whether a sealer cheated: look inside with an escrow key"),
      EscrowAudit);
  audit->add_option("FILE.age", e.path, Message("the package"))->required()->type_name("");
  program.TakesPath(e.path);
  program.TakesPath(e.key);
  audit
      ->add_option("--escrow-key", e.key, Message("a key of init --escrow-out (default: your own)"))
      ->type_name("FILE");
  AddLimits(audit, e.limits);

  auto [inspect, i] = program.Add<FileArgs>(
      "inspect", Message("what a package's header says; needs no key"), Inspect);
  inspect->add_option("FILE.age", i.path, Message("the package"))->required()->type_name("");
  program.TakesPath(i.path);
}

}  // namespace sekisho
