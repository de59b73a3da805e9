// sekisho wipe: runs sekisho-wipe, and certifies what it reports.
#include "base/files/files.h"
#include "base/files/interrupt.h"
#include "base/files/new_file.h"
#include "base/text/code_word.h"
#include "base/text/message.h"
#include "tools/cli/word_option.h"
#include "tools/sekisho/child.h"
#include "tools/sekisho/next_step.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "workflow/media/wipe_subject.h"
#include "workflow/media/wiping.h"

namespace sekisho {
namespace {

constexpr const char* kWiper = "sekisho-wipe";
constexpr size_t kMaxReportBytes = 16 << 20;
constexpr uint64_t kCertificateRoomBytes = 1 << 20;

// What sekisho-wipe prints with --json when there is no report.
bool IsFailure(const std::string& output) {
  const auto json = ParseJson(output);
  return json && json->is_object() && json->contains("error");
}

struct WipeArgs {
  std::vector<std::string> targets, free_space, confirmed, keep, serials;
  std::string grade, verify, method, state, certificate, operator_name, particulars, reserve;
  bool discard = false;
  bool always_encrypted = false;
  bool dry_run = false;
  bool best_effort = false;

  // Where it is done: what is wiped and whose free space is.
  std::vector<std::string> Places() const {
    std::vector<std::string> places = targets;
    places.insert(places.end(), free_space.begin(), free_space.end());
    return places;
  }
};

// What sekisho-wipe is asked for, but for what is confirmed.
std::vector<std::string> OptionsOf(const WipeArgs& args, const std::vector<std::string>& keep) {
  std::vector<std::string> out;
  const auto option = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.push_back(std::string(name) + "=" + value);
  };
  const auto flag = [&](const char* name, bool set) {
    if (set) out.emplace_back(name);
  };
  option("--grade", args.grade);
  option("--verify", args.verify);
  option("--method", args.method);
  option("--state", args.state);
  for (const std::string& serial : args.serials) option("--serial", serial);
  option("--operator", args.operator_name);
  option("--particulars", args.particulars);
  flag("--discard", args.discard);
  flag("--always-encrypted", args.always_encrypted);
  flag("--dry-run", args.dry_run);
  flag("--best-effort", args.best_effort);
  for (const std::string& mount : args.free_space) option("--free-space", mount);
  option("--reserve", args.reserve);
  for (const std::string& name : keep) option("--keep", name);
  return out;
}

std::string Typed(const WipeArgs& args) {
  std::string typed;
  for (const std::string& word : OptionsOf(args, args.keep)) typed += " " + Quoted(word);
  if (!args.certificate.empty()) typed += " --certificate=" + Quoted(args.certificate);
  typed += " --";
  for (const std::string& target : args.targets) typed += " " + Quoted(target);
  return typed;
}

std::vector<std::string> ArgumentsFor(const Context& context, const WipeArgs& args,
                                      const std::vector<std::string>& keep) {
  std::vector<std::string> out = OptionsOf(args, keep);
  if (context.no_input()) out.emplace_back("--no-input");
  for (const std::string& name : args.confirmed) out.push_back("--confirm=" + name);
  out.push_back("--typed=" + Typed(args));
  out.emplace_back("--");
  out.insert(out.end(), args.targets.begin(), args.targets.end());
  return out;
}

std::vector<std::string> With(const std::string& first, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), first);
  return arguments;
}

// Nothing to certify, or nobody to: sekisho-wipe speaks for itself.
Result<int> RunUnsigned(Context& context, const WipeArgs& args,
                        const std::vector<std::string>& keep) {
  std::vector<std::string> arguments = ArgumentsFor(context, args, keep);
  if (!args.certificate.empty()) arguments = With("--certificate=" + args.certificate, arguments);
  if (context.json()) arguments = With("--json", arguments);
  ASSIGN_OR_RETURN(const ChildResult child, RunBeside(kWiper, arguments, ChildStdout::kInherit, 0));
  if (!args.dry_run && child.status == 0)
    PrintToStderr(Message("this report is unsigned: this machine has joined no organisation") +
                  "\n");
  return child.status;
}

// A certificate must not fail only after the work is done, nor may it lie in what is wiped.
Result<void> CheckCertificatePath(const WipeArgs& args) {
  if (args.certificate.empty()) return {};
  const std::string path = AbsolutePath(args.certificate);
  for (const std::string& target : args.targets)
    if (path.starts_with(AbsolutePath(target) + "/"))
      return Fail(ErrorCode::kUsage,
                  Message("{0} would be wiped with {1}", {args.certificate, target}),
                  Message("write the certificate elsewhere"));
  return CheckNewFile(args.certificate, kCertificateRoomBytes);
}

// Who wiped does not confirm it.
Result<void> AskForWitness(Context& context, const std::string& path, Reply& reply) {
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  ASSIGN_OR_RETURN(const MemberRecord* const me, session->Me());
  TellNext(*session,
           {"sekisho wipe-verify " + Quoted(path) + " --how witnessed -o NEW.json",
            WhoMaySign(*session, Kind::kWipeVerified, {me->id})},
           reply);
  return {};
}

// What the record calls the medium now, and what the next better word takes.
struct MediumNow {
  std::string state;  // empty: it was no medium
  std::vector<std::string> sentences;
};

MediumNow AfterWipe(const Session& session, const WipeSubject& subject) {
  const MediumRecord* const medium = session.state().FindMedium(subject.medium_id);
  if (medium == nullptr) return {};
  const std::string& label = medium->claims.label;
  MediumNow now{std::string(NameOf(medium->state)), {}};
  now.sentences.push_back(Message("{0} is now: {1}", {label, CodeWord(now.state)}));
  if (medium->claims.medium_kind != "directory" && medium->state == MediumState::kEmptied)
    now.sentences.push_back(Message("for {0} to be wiped, overwrite the whole device: {1}",
                                    {label, "sekisho wipe DEVICE"}));
  return now;
}

// What became of a certificate: printed, and kept in a file if one is named. `status`: of the work.
Result<int> Hand(Context& context, const CertifiedWipe& certified, const std::string& path,
                 int status, const MediumNow& now = {}) {
  const Json certificate = WipeCertificateJson(certified.certificate);
  Reply reply("sekisho-wipe/1");
  reply.json["id"] = certified.jti;
  reply.json["medium"] = certified.certificate.medium;
  reply.json["certificate"] = certificate;
  if (!now.state.empty()) reply.json["state"] = now.state;
  ASSIGN_OR_RETURN(const std::string text, CertificateText(certified.certificate));
  reply.SafeText(text);
  Result<void> kept;
  if (!path.empty()) {
    kept =
        WriteFileAtomic(path, AsBytes(WriteJson(certificate) + "\n"), TempFile::Existing::kRefuse);
    if (kept) reply.Note(Message("the certificate is in {0}", {path}));
  }
  for (const std::string& sentence : now.sentences) reply.Note(sentence);
  if (kept && !path.empty() && !certified.certificate.verified)
    (void)AskForWitness(context, path, reply);  // what was wiped is told in any case
  const auto printed = context.Print(reply, status);
  if (!kept)
    return Fail(kept.error().code,
                Message("it was done and is recorded, and the certificate was not kept: {0}",
                        {kept.error().message}),
                Message("keep what was printed"));
  return printed;
}

Result<int> Certify(Context& context, Session& session, const WipeArgs& args,
                    const WipeSubject& subject, const ChildResult& child) {
  std::string report = child.output;
  while (report.ends_with('\n')) report.pop_back();
  auto certified = CertifyWipe(session, report, subject);
  if (!certified) {
    // The work is done, and what is known of it must not be lost.
    PrintError(certified.error().WithContext(Message("the wipe was done, and not certified")));
    RETURN_IF_ERROR(PrintToStdout(report + "\n"));
    return ExitStatus(certified.error().code);
  }
  return Hand(context, *certified, args.certificate, child.status, AfterWipe(session, subject));
}

struct VerifyArgs {
  std::string file, how, output;
};

Result<int> Verify(Context& context, const VerifyArgs& args) {
  RETURN_IF_ERROR(CheckNewFile(args.output, kCertificateRoomBytes));
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(args.file, kMaxWipeCertificateBytes));
  ASSIGN_OR_RETURN(Session* const session, context.OpenSession());
  const VerifiedHow how = FromCode<VerifiedHow>(args.how).value_or(VerifiedHow::kReport);
  ASSIGN_OR_RETURN(const CertifiedWipe verified, VerifyWipe(*session, text, how));
  return Hand(context, verified, args.output, 0);
}

Result<int> Wipe(Context& context, const WipeArgs& asked) {
  WipeArgs args = asked;
  // "--free-space MOUNTPOINT" and "--free-space ... MOUNTPOINT" are the same.
  if (args.free_space == std::vector<std::string>{""}) args.free_space = std::move(args.targets);
  if (args.Places().empty())
    return Fail(ErrorCode::kUsage, Message("nothing was named to be wiped"),
                "sekisho wipe --dry-run TARGET");
  ASSIGN_OR_RETURN(Session* const session, context.OpenSessionIfJoined());
  if (session == nullptr) return RunUnsigned(context, args, args.keep);
  RETURN_IF_ERROR(CheckCertificatePath(args));
  RETURN_IF_ERROR(RefuseOwnFiles(context.setting(), args.targets));
  ASSIGN_OR_RETURN(const WipeSubject subject,
                   FindWipeSubject(*session, args.targets, args.free_space));
  std::vector<std::string> keep = args.keep;
  keep.insert(keep.end(), subject.keep.begin(), subject.keep.end());
  if (args.dry_run) return RunUnsigned(context, args, keep);
  RETURN_IF_ERROR(session->CheckClock(Kind::kWipe));
  ASSIGN_OR_RETURN(const ChildResult child,
                   RunBeside(kWiper, With("--json", ArgumentsFor(context, args, keep)),
                             ChildStdout::kCapture, kMaxReportBytes));
  if (child.output.empty()) return child.status;
  if (IsFailure(child.output)) {  // it has said why on stderr
    if (context.json()) RETURN_IF_ERROR(PrintToStdout(child.output));
    return child.status;
  }
  if (Interrupted()) {
    // What is not finished is not certified; running it again is.
    RETURN_IF_ERROR(PrintToStdout(child.output));
    return child.status;
  }
  return Certify(context, *session, args, subject, child);
}

void AddVerifyCommand(Program& program) {
  auto [verify, v] = program.Add<VerifyArgs>(
      "wipe-verify", Message("sign a wipe certificate, as the second person"), Verify);
  verify->add_option("CERTIFICATE", v.file, Message("as sekisho wipe --certificate wrote it"))
      ->required()
      ->type_name("");
  program.TakesPath(v.file);
  verify->add_option("--how", v.how, Message("witnessed, examined (the medium) or report"))
      ->type_name("HOW")
      ->required()
      ->transform(OneOf({"witnessed", "examined", "report"}));
  verify->add_option("-o,--output", v.output, Message("the certificate with both signatures"))
      ->required()
      ->type_name("FILE");
  program.TakesPath(v.output);
}

}  // namespace

Result<int> WipeReturned(Context& context, const std::string& root, bool is_mount,
                         const std::string& confirmed) {
  WipeArgs args;
  args.targets = {root};
  if (is_mount) args.free_space = {root};
  if (!confirmed.empty()) args.confirmed = {confirmed};
  return Wipe(context, args);
}

void AddWipeCommands(Program& program) {
  auto [wipe, w] = program.Add<WipeArgs>(
      "wipe", Message("wipe files, directories or devices, and certify it"), Wipe);
  wipe->add_option("TARGET", w.targets, Message("files, directories and mount points; or devices"))
      ->type_name("");
  program.TakesPaths(w.targets);
  wipe->add_option("--grade", w.grade, Message("clear or purge"))
      ->type_name("GRADE")
      ->transform(OneOf({"clear", "purge"}));
  wipe->add_option("--verify", w.verify, Message("full or sample"))
      ->type_name("HOW")
      ->transform(OneOf({"full", "sample"}));
  wipe->add_flag(
      "--discard", w.discard,
      Message("devices: tell the device at the end that nothing of it is needed; a hint"));
  wipe->add_flag("--always-encrypted", w.always_encrypted,
                 Message("purge: state that the device always encrypted, and that no key is left"));
  wipe->add_flag("--dry-run", w.dry_run, Message("show all of it, and write nothing"));
  wipe->add_flag("--best-effort", w.best_effort,
                 Message("wipe what can be reached where nothing can be claimed"));
  wipe->add_option("--confirm", w.confirmed,
                   Message("the target's last path component, or a device's serial number; once "
                           "for each target"))
      ->type_name("NAME")
      ->allow_extra_args(false);
  wipe->add_option("--keep", w.keep, Message("a name below each target that stays"))
      ->type_name("NAME")
      ->allow_extra_args(false);
  wipe->add_option("--serial", w.serials,
                   Message("devices: refuse one that has another serial number"))
      ->type_name("SERIAL")
      ->allow_extra_args(false);
  wipe->add_option("--method", w.method,
                   Message("devices: keystream (AES-256-CTR), pattern (0x55) or zeros"))
      ->type_name("METHOD")
      ->transform(OneOf({"keystream", "pattern", "zeros"}));
  wipe->add_option("--state", w.state,
                   Message("devices: keep in FILE how far it is, and go on from there"))
      ->check(Named())
      ->type_name("FILE");
  program.TakesPath(w.state);
  wipe->add_option("-o,--certificate,--output", w.certificate,
                   Message("write the certificate, as JSON"))
      ->check(Named())
      ->type_name("FILE");
  program.TakesPath(w.certificate);
  wipe->add_option("--particulars", w.particulars,
                   Message("a JSON file of what only people know, for the certificate"))
      ->check(Named())
      ->type_name("FILE");
  program.TakesPath(w.particulars);
  wipe->add_option("--operator", w.operator_name, Message("text for the report: who does this"))
      ->type_name("TEXT");
  wipe->add_option("--free-space", w.free_space,
                   Message("wipe the free space of mounted file systems, after the targets"))
      ->type_name("MOUNTPOINT")
      ->expected(0, -1);
  program.TakesPaths(w.free_space);
  wipe->add_option("--reserve", w.reserve,
                   Message("with --free-space: how much stays free until the last step"))
      ->type_name("SIZE");
  AddVerifyCommand(program);
}

}  // namespace sekisho
