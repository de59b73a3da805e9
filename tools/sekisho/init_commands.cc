// sekisho init, sekisho join.
#include <unistd.h>

#include "base/files/files.h"
#include "base/text/message.h"
#include "libcrypt/keys/identity_file.h"
#include "tools/sekisho/make_identity.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "workflow/office/charter_acts.h"
#include "workflow/office/found.h"

namespace sekisho {
namespace {

constexpr size_t kMaxCharterFileBytes = 1 << 20;
constexpr size_t kMaxCheckpointBytes = 64 << 10;

struct InitArgs {
  FoundOptions options;
  std::string charter_file;
  std::string charter_template = "small-office";
};

// An identity file that this command made is taken back when the rest fails.
class MadeIdentity {
 public:
  ~MadeIdentity() {
    if (!path_.empty()) unlink(path_.c_str());
  }
  void Made(const std::string& path) { path_ = path; }
  void Keep() { path_.clear(); }

 private:
  std::string path_;
};

Result<bool> MakeIdentityIfAbsent(Context& context, const InitArgs& args) {
  const std::string& path = context.setting().identity;
  if (PathExists(path)) return false;
  const Lock lock = context.passphrases().CanBeHad() ? Lock::kPassphrase : Lock::kNone;
  ASSIGN_OR_RETURN(const Identity identity,
                   MakeIdentity(context, path, lock, {args.options.org, args.options.officer}));
  return lock == Lock::kNone;
}

Result<int> Init(Context& context, const InitArgs& args) {
  FoundOptions options = args.options;
  if (args.charter_file.empty()) {
    ASSIGN_OR_RETURN(options.charter_toml, CharterTemplateText(args.charter_template));
  } else {
    ASSIGN_OR_RETURN(options.charter_toml, ReadTextFile(args.charter_file, kMaxCharterFileBytes));
  }
  Setting setting = context.setting();
  if (setting.store.empty()) setting.store = setting.state_dir + "/ledger.sqlite";
  MadeIdentity made;
  const bool existed = PathExists(setting.identity);
  ASSIGN_OR_RETURN(const bool unlocked, MakeIdentityIfAbsent(context, args));
  if (!existed) made.Made(setting.identity);
  ASSIGN_OR_RETURN(const Founded founded, Found(setting, context.world(), options));
  made.Keep();

  Reply reply("sekisho-init/1");
  reply.Id(HexEncode(founded.genesis));
  reply.json["genesis"] = HexEncode(founded.genesis);
  reply.json["officer"] = founded.officer_id;
  reply.json["store"] = founded.store;
  reply.json["identity"] = setting.identity;
  reply.json["escrow_files"] = founded.escrow_files;
  if (!founded.recovery_file.empty()) reply.json["recovery_file"] = founded.recovery_file;
  if (unlocked)
    reply.Warn(Message("{0} was made without a passphrase: whoever reads it signs as you",
                       {setting.identity}));
  for (const std::string& warning : founded.warnings) reply.Warn(warning);
  reply.Note(Message("the organisation is founded; you are {0}, security officer and registrar",
                     {founded.officer_id}));
  reply.Note(Message("the ledger is {0}", {founded.store}));
  if (!founded.recovery_file.empty())
    reply.Note(
        Message("the recovery key is in {0}: print it, seal it in an envelope, remove the "
                "file",
                {founded.recovery_file}));
  for (const std::string& file : founded.escrow_files)
    reply.Note(Message("an escrow key is in {0}: print it, seal it in an envelope, remove the file",
                       {file}));
  reply.Note(
      Message("everybody else, with the fingerprint printed above: "
              "sekisho join --store {0} --genesis {1}",
              {Quoted(founded.store), HexEncode(founded.genesis)}));
  reply.Next("sekisho member add --name NAME --dept DEPARTMENT --role employee --card FILE");
  return context.Print(reply);
}

struct JoinArgs {
  std::string genesis;
  std::string head_file;
};

Result<int> JoinStore(Context& context, const JoinArgs& args) {
  if (context.setting().store.empty())
    return Fail(ErrorCode::kUsage, Message("--store is required"),
                "sekisho join --store FILE --genesis FINGERPRINT");
  std::string checkpoint;
  if (!args.head_file.empty()) {
    ASSIGN_OR_RETURN(checkpoint, ReadTextFile(args.head_file, kMaxCheckpointBytes));
  }
  ASSIGN_OR_RETURN(const Joined joined,
                   Join(context.setting(), context.world(), args.genesis, checkpoint));
  Reply reply("sekisho-join/1");
  reply.json["genesis"] = HexEncode(joined.genesis);
  reply.json["store"] = joined.store;
  reply.json["size"] = joined.head.size;
  reply.json["root"] = HexEncode(joined.head.root);
  reply.json["voids"] = joined.voids;
  reply.Note(Message("joined: {0} statements verified, {1} of them void",
                     {std::to_string(joined.head.size), std::to_string(joined.voids)}));
  reply.Next("sekisho status");
  return context.Print(reply);
}

}  // namespace

void AddInitCommands(Program& program) {
  auto [init, a] = program.Add<InitArgs>(
      "init", Message("found an organisation; prints the fingerprint to join with"), Init);
  init->add_option("--org", a.options.org, Message("the organisation's name"))
      ->required()
      ->type_name("NAME");
  init->add_option("--officer", a.options.officer, Message("your name: you are its first officer"))
      ->required()
      ->type_name("NAME");
  auto* named = init->add_option("--template", a.charter_template,
                                 Message("small-office (default), company or municipality"))
                    ->type_name("NAME");
  init->add_option("--charter", a.charter_file, Message("the rules, as TOML"))
      ->type_name("FILE")
      ->excludes(named);
  program.TakesPath(a.charter_file);
  init->add_option("--group", a.options.group, Message("a group that may write the store"))
      ->type_name("GROUP");
  init->add_option("--recovery-out", a.options.recovery_out, Message("write a recovery key there"))
      ->type_name("FILE");
  program.TakesPath(a.options.recovery_out);
  init->add_option("--escrow-out", a.options.escrow_out, Message("write two escrow keys there"))
      ->type_name("DIR");
  program.TakesPath(a.options.escrow_out);

  auto [join, j] = program.Add<JoinArgs>(
      "join", Message("verify a ledger against its fingerprint, and remember both"), JoinStore);
  join->add_option("--genesis", j.genesis, Message("what init printed: 64 hexadecimal digits"))
      ->required()
      ->type_name("FINGERPRINT");
  join->add_option("--head", j.head_file, Message("a checkpoint that must be in its past"))
      ->type_name("FILE");
  program.TakesPath(j.head_file);
}

}  // namespace sekisho
