// sekisho identity new | show | recipient | change-passphrase.
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/files/files.h"
#include "base/text/message.h"
#include "libcrypt/tokens/paserk.h"
#include "tools/sekisho/make_identity.h"
#include "tools/sekisho/program.h"
#include "tools/sekisho/words.h"
#include "workflow/office/people.h"

namespace sekisho {
namespace {

struct NewArgs {
  std::string out;
  bool no_passphrase = false;
};
struct ShowArgs {
  std::string card;
};
struct ChangeArgs {
  std::string new_passphrase_file;
};
struct NoArgs {};

void Describe(const Identity& identity, Reply& reply) {
  reply.json["recipient"] = EncodeRecipient(identity.recipient());
  if (identity.signing) reply.json["sign_key"] = EncodePublicPaserk(identity.signing->public_key());
}

Result<int> New(Context& context, const NewArgs& args) {
  const std::string path = args.out.empty() ? context.setting().identity : args.out;
  const Lock lock = args.no_passphrase ? Lock::kNone : Lock::kPassphrase;
  ASSIGN_OR_RETURN(const Identity identity, MakeIdentity(context, path, lock, {}));
  Reply reply("sekisho-identity/1");
  Describe(identity, reply);
  reply.json["path"] = path;
  reply.json["locked"] = !args.no_passphrase;
  reply.Line(EncodeRecipient(identity.recipient()));
  if (args.no_passphrase)
    reply.Warn(Message("{0} has no passphrase: whoever reads it signs as you", {path}));
  reply.Note(Message("the identity is in {0}; keep a copy of it in a safe place", {path}));
  reply.Next("sekisho identity show --card FILE");
  return context.Print(reply);
}

Result<Identity> Read(Context& context) {
  return ReadOwnIdentity(context.setting().identity, context.world());
}

Result<int> Show(Context& context, const ShowArgs& args) {
  ASSIGN_OR_RETURN(const Identity identity, Read(context));
  Reply reply("sekisho-identity/1");
  Describe(identity, reply);
  reply.json["path"] = context.setting().identity;
  reply.Line(Message("recipient: {0}", {EncodeRecipient(identity.recipient())}));
  if (identity.signing)
    reply.Line(Message("signing key: {0}", {EncodePublicPaserk(identity.signing->public_key())}));
  if (!args.card.empty()) {
    ASSIGN_OR_RETURN(const std::string card, MakeCard(identity));
    RETURN_IF_ERROR(WriteFileAtomic(args.card, AsBytes(card + "\n"), TempFile::Existing::kRefuse,
                                    OutputMode()));
    reply.json["card"] = args.card;
    reply.Note(Message("the card is in {0}: it holds public keys only; give it to the registrar",
                       {args.card}));
    reply.Next("sekisho member add --name NAME --dept DEPARTMENT --role employee --card " +
                   Quoted(args.card),
               Message("the registrar"));
  }
  return context.Print(reply);
}

Result<int> Recipient(Context& context, const NoArgs&) {
  ASSIGN_OR_RETURN(const Identity identity, Read(context));
  Reply reply("sekisho-identity/1");
  Describe(identity, reply);
  reply.json["path"] = context.setting().identity;
  reply.Line(EncodeRecipient(identity.recipient()));
  return context.Print(reply);
}

// The new file is whole before it takes the place of the old one.
Result<void> Replace(Context& context, const std::string& path, const Identity& identity,
                     const SecretBytes& passphrase) {
  const std::string fresh = path + ".new";
  const World& world = context.world();
  RETURN_IF_ERROR(
      WriteIdentityFile(fresh, identity, &passphrase, world.clock->Now(), *world.random));
  if (std::rename(fresh.c_str(), path.c_str()) != 0) {
    const int why = errno;
    unlink(fresh.c_str());
    return SystemError(Message("cannot replace {0}", {path}), why);
  }
  ASSIGN_OR_RETURN(const UniqueFd directory, OpenDirectory(DirectoryOf(path)));
  return SyncFd(directory.get(), DirectoryOf(path));
}

Result<int> ChangePassphrase(Context& context, const ChangeArgs& args) {
  ASSIGN_OR_RETURN(const Identity identity, Read(context));
  const std::string& path = context.setting().identity;
  Passphrases fresh(context.no_input(), context.progress(), args.new_passphrase_file);
  ASSIGN_OR_RETURN(const SecretBytes passphrase, fresh.Choose(path, {}));
  RETURN_IF_ERROR(Replace(context, path, identity, passphrase));
  Reply reply("sekisho-identity/1");
  Describe(identity, reply);
  reply.json["path"] = path;
  reply.json["locked"] = true;
  reply.Note(Message("the passphrase of {0} was changed; copies of the file have the old one still",
                     {path}));
  return context.Print(reply);
}

}  // namespace

void AddIdentityCommands(Program& program) {
  CLI::App* const group = program.Group("identity", Message("your keys"));
  auto [make, n] = program.Add<NewArgs>(
      group, "new", Message("make an identity file; prints its recipient"), New);
  make->add_option("-o,--out,--output", n.out, Message("where (default: the identity file)"))
      ->type_name("FILE");
  program.TakesPath(n.out);
  make->add_flag("--no-passphrase", n.no_passphrase, Message("leave the file unprotected"));

  auto [show, s] = program.Add<ShowArgs>(
      group, "show", Message("the public keys; a card for the registrar"), Show);
  show->add_option("-o,--card,--output", s.card, Message("write a card of your public keys"))
      ->type_name("FILE");
  program.TakesPath(s.card);

  program.Add<NoArgs>(group, "recipient", Message("the age recipient alone"), Recipient);

  auto [change, c] = program.Add<ChangeArgs>(group, "change-passphrase",
                                             Message("change the passphrase of the identity file"),
                                             ChangePassphrase);
  change
      ->add_option("--new-passphrase-file", c.new_passphrase_file,
                   Message("for scripts: the new one, as SEKISHO_PASSPHRASE_FILE holds the old"))
      ->type_name("FILE");
}

}  // namespace sekisho
