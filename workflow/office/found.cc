#include "workflow/office/found.h"

#include <grp.h>
#include <unistd.h>

#include "approvals/annex.h"
#include "approvals/charter/charter_toml.h"
#include "approvals/claims/claim_rules.h"
#include "base/files/files.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/uuid.h"
#include "libcrypt/primitives/base64.h"
#include "libcrypt/tokens/paserk.h"
#include "workflow/office/people.h"
#include "workflow/state/shown_name.h"

namespace sekisho {
namespace {

constexpr auto kCharterLife = std::chrono::days(3 * 365);
constexpr int kEscrowEnvelopes = 2;

// Files that were made on the way and are taken back unless all went well.
class MadeFiles {
 public:
  ~MadeFiles() {
    for (auto it = paths_.rbegin(); it != paths_.rend(); ++it)
      if (unlink(it->c_str()) != 0) rmdir(it->c_str());
  }
  void Add(const std::string& path) { paths_.push_back(path); }
  void KeepAll() { paths_.clear(); }

 private:
  std::vector<std::string> paths_;
};

// Everything that is drawn by lot before the first statement is signed.
struct Foundation {
  Identity directory;  // whose public half encrypts names
  std::vector<Identity> escrow;
  std::optional<SigningKey> recovery;
  std::string org;
  std::string officer;  // member id
};

Foundation DrawFoundation(const World& world, const FoundOptions& options) {
  Foundation foundation;
  foundation.directory.age.push_back(X25519Identity::Generate(*world.random));
  for (int i = 0; i < kEscrowEnvelopes && !options.escrow_out.empty(); ++i) {
    foundation.escrow.emplace_back();
    foundation.escrow.back().age.push_back(X25519Identity::Generate(*world.random));
  }
  if (!options.recovery_out.empty()) foundation.recovery = SigningKey::Generate(*world.random);
  std::array<uint8_t, 16> id;
  world.random->Fill(id);
  foundation.org = HexEncode(id);
  foundation.officer = NewUuid7(*world.clock, *world.random);
  return foundation;
}

// No charter begins with a rule that nothing keeps; lint says the same of one that is in force.
Result<void> CheckKept(const CharterRules& rules) {
  for (const ClassRule& rule : rules.classes)
    if (rule.scan)
      return Fail(ErrorCode::kRefused,
                  Message("{0}: scanning for malware is not built yet", {rule.id}),
                  next::LeaveScanOut());  // defence: C6-37
  return {};
}

Result<Charter> MakeCharter(const Foundation& foundation, const Identity& officer,
                            const CharterDraft& draft, Time now) {
  Charter charter;
  static_cast<CharterRules&>(charter) = draft.rules;
  charter.version = 1;
  charter.roots.push_back(
      {foundation.officer, RootRole::kOfficer, EncodePublicPaserk(officer.signing->public_key())});
  if (foundation.recovery)
    charter.roots.push_back(
        {"", RootRole::kRecovery, EncodePublicPaserk(foundation.recovery->public_key())});
  charter.threshold = 1;
  for (const Identity& escrow : foundation.escrow)
    charter.escrow.push_back(EncodeRecipient(escrow.recipient()));
  charter.directory = EncodeRecipient(foundation.directory.recipient());
  charter.effective = draft.effective.value_or(now);
  charter.expires = draft.expires.value_or(charter.effective + kCharterLife);
  RETURN_IF_ERROR(CheckCharter(charter));
  return charter;
}

// A key for an envelope: a new file that nobody else may read, never a pipe.
Result<void> WriteKeyFile(const std::string& path, const std::string& title, ByteView secret,
                          MadeFiles& made) {
  const std::string head =
      "# " + title + "\n# print it, seal it in an envelope, remove this file\n";
  SecretBytes text(head.size() + secret.size() + 1);
  const MutableBytes out = text.ExposeForWriting();
  std::copy(head.begin(), head.end(), out.begin());
  std::copy(secret.begin(), secret.end(), out.begin() + static_cast<ptrdiff_t>(head.size()));
  out.back() = '\n';
  RETURN_IF_ERROR(WriteFileAtomic(path, text.Expose(), TempFile::Existing::kRefuse));
  made.Add(path);
  return {};
}

Result<std::vector<std::string>> WriteEnvelopes(const Foundation& foundation,
                                                const FoundOptions& options, MadeFiles& made) {
  std::vector<std::string> paths;
  if (foundation.recovery) {
    RETURN_IF_ERROR(WriteKeyFile(options.recovery_out, Message("sekisho recovery key"),
                                 foundation.recovery->EncodePaserk().Expose(), made));
  }
  if (foundation.escrow.empty()) return paths;
  if (!PathExists(options.escrow_out)) {
    RETURN_IF_ERROR(MakeDirectories(options.escrow_out));
    made.Add(options.escrow_out);
  }
  for (const Identity& escrow : foundation.escrow) {
    const std::string number = std::to_string(paths.size() + 1);
    paths.push_back(options.escrow_out + "/escrow-" + number + ".txt");
    RETURN_IF_ERROR(WriteKeyFile(paths.back(), Message("sekisho escrow key {0}", {number}),
                                 escrow.age.front().Encode().Expose(), made));
  }
  return paths;
}

Result<Signed> SignFirst(StatementHeader header, Draft draft, const Identity& officer,
                         ZoneOffset zone) {
  RETURN_IF_ERROR(CheckAnnexParts(header.kind, draft.annexes));
  for (const auto& [name, part] : draft.annexes)
    draft.claims["annex"][name] = HexEncode(part.commitment);
  Signed out;
  out.jti = header.jti;
  ASSIGN_OR_RETURN(out.token, SignStatement(header, draft.claims, *officer.signing, zone));
  out.hash = StatementHash(out.token);
  out.draft = std::move(draft);
  return out;
}

StatementHeader FirstHeader(const Foundation& foundation, Kind kind, Time now) {
  StatementHeader header;
  header.kind = kind;
  header.org = foundation.org;
  header.iss = foundation.officer;
  header.iat = now;
  header.tool = kToolVersion;
  return header;
}

Result<Signed> MakeGenesis(const Foundation& foundation, const Identity& officer,
                           const Charter& charter, const std::string& org_name, Time now,
                           const World& world) {
  Draft draft;
  draft.claims["format"] = kRecordFormat;
  draft.claims["body"] = CharterToJson(charter);
  std::vector<X25519PublicKey> readers = {foundation.directory.recipient()};
  for (const Identity& escrow : foundation.escrow) readers.push_back(escrow.recipient());
  ASSIGN_OR_RETURN(AnnexPart name,
                   SealAnnex(AsBytes(WriteJson(Json{{"name", org_name}})), readers, *world.random));
  draft.annexes.emplace_back("main", std::move(name));
  StatementHeader header = FirstHeader(foundation, Kind::kCharter, now);
  header.jti = header.subject = NewUuid7(*world.clock, *world.random);
  return SignFirst(std::move(header), std::move(draft), officer, charter.zone);
}

Result<Signed> MakeOfficerCard(const Foundation& foundation, const Identity& officer,
                               const Charter& charter, const Digest& genesis,
                               const std::string& name, Time now, const World& world) {
  CardClaims card;
  card.person.sign_key = EncodePublicPaserk(officer.signing->public_key());
  card.person.age_recipient = EncodeRecipient(officer.recipient());
  for (const Role role : {Role::kSecurityOfficer, Role::kRegistrar})
    card.person.grants.push_back({role, "", now, std::nullopt});
  Draft draft;
  draft.claims = ToClaims(card, charter.zone);
  ASSIGN_OR_RETURN(AnnexPart main, SealAnnex(AsBytes(WriteJson(Json{{"name", name}})),
                                             {foundation.directory.recipient()}, *world.random));
  const SecretBytes directory_key = foundation.directory.age.front().Encode();
  ASSIGN_OR_RETURN(AnnexPart grant,
                   SealAnnex(directory_key.Expose(), {officer.recipient()}, *world.random));
  draft.annexes.emplace_back("main", std::move(main));
  draft.annexes.emplace_back("grant", std::move(grant));
  StatementHeader header = FirstHeader(foundation, Kind::kMemberCard, now);
  header.jti = header.subject = foundation.officer;
  header.charter = CharterRef{1, genesis};
  return SignFirst(std::move(header), std::move(draft), officer, charter.zone);
}

Result<std::optional<gid_t>> GroupId(const std::string& name) {
  if (name.empty()) return std::optional<gid_t>();
  const group* const entry = getgrnam(name.c_str());
  if (entry == nullptr)
    return Fail(ErrorCode::kUsage, Message("there is no group '{0}'", {name}), next::ListGroups());
  return std::optional<gid_t>(entry->gr_gid);
}

std::vector<std::string> Warnings(const FoundOptions& options) {
  std::vector<std::string> warnings;
  if (options.recovery_out.empty())
    warnings.push_back(
        Message("there is no recovery key: if the officer's key is lost, nobody can "
                "change the charter any more (--recovery-out FILE)"));
  if (options.escrow_out.empty())
    warnings.push_back(
        Message("there are no escrow keys: what its recipients cannot open, nobody "
                "can, and no audit can look inside (--escrow-out DIR)"));
  return warnings;
}

}  // namespace

Result<Founded> Found(const Setting& setting, const World& world, const FoundOptions& options) {
  if (PathExists(setting.state_dir + "/config.toml"))
    return Fail(ErrorCode::kExists, Message("this machine has joined an organisation already"),
                next::FoundElsewhere());
  RETURN_IF_ERROR(CheckIsAName(options.officer));
  if (!HasVisibleText(options.org) || !HasVisibleText(options.officer))
    return Fail(ErrorCode::kUsage, Message("the organisation and its officer need a name each"),
                next::FoundWithNames());
  ASSIGN_OR_RETURN(const Identity officer, UnlockIdentityFile(setting.identity, world));
  if (!officer.signing)
    return Fail(ErrorCode::kRefused, Message("{0} has no signing key", {setting.identity}),
                next::MakeIdentity());  // defence: C1-3, else Founded{}
  ASSIGN_OR_RETURN(const CharterDraft draft, CharterFromToml(options.charter_toml));
  RETURN_IF_ERROR(CheckKept(draft.rules));
  ASSIGN_OR_RETURN(const std::optional<gid_t> group, GroupId(options.group));
  const Time now = world.clock->Now();
  const Foundation foundation = DrawFoundation(world, options);
  ASSIGN_OR_RETURN(const Charter charter, MakeCharter(foundation, officer, draft, now));
  ASSIGN_OR_RETURN(const Signed genesis,
                   MakeGenesis(foundation, officer, charter, options.org, now, world));
  ASSIGN_OR_RETURN(const Signed card, MakeOfficerCard(foundation, officer, charter, genesis.hash,
                                                      options.officer, now, world));
  Founded founded;
  founded.genesis = genesis.hash;
  founded.officer_id = "P1";
  founded.store = AbsolutePath(setting.store);
  founded.warnings = Warnings(options);
  if (!options.recovery_out.empty()) founded.recovery_file = AbsolutePath(options.recovery_out);

  MadeFiles made;
  ASSIGN_OR_RETURN(founded.escrow_files, WriteEnvelopes(foundation, options, made));
  RETURN_IF_ERROR(MakeDirectories(setting.state_dir));
  RETURN_IF_ERROR(MakeDirectories(DirectoryOf(founded.store)));
  {
    ASSIGN_OR_RETURN(const auto store, SqliteStore::Create(founded.store, group));
    for (const char* suffix : {"", "-wal", "-shm", ".lock"}) made.Add(founded.store + suffix);
  }
  const Pin pin{founded.store, genesis.hash};
  Setting at_home = setting;
  at_home.store = founded.store;
  ASSIGN_OR_RETURN(const auto session, Session::OpenWith(at_home, world, pin));
  RETURN_IF_ERROR(session->AppendAll({genesis, card}));
  if (!session->state().founded() || session->state().members().size() != 1)
    return Fail(ErrorCode::kFailed, Message("the new organisation does not verify"));
  RETURN_IF_ERROR(WritePin(setting.state_dir, pin));
  made.KeepAll();
  return founded;
}

namespace {

// The size and root of a checkpoint: three lines, whatever follows.
Result<TreeHead> ParseCheckpoint(const std::string& text) {
  const Error bad =
      Fail(ErrorCode::kMalformed, Message("this is not a checkpoint"), next::GetCheckpoint());
  const size_t first = text.find('\n');
  const size_t second = first == std::string::npos ? first : text.find('\n', first + 1);
  const size_t third = second == std::string::npos ? second : text.find('\n', second + 1);
  if (third == std::string::npos) return bad;  // defence: C1-4
  const std::string size = text.substr(first + 1, second - first - 1);
  std::string root_text = text.substr(second + 1, third - second - 1);
  if (root_text.ends_with('=')) root_text.pop_back();
  const auto root = Base64Decode(root_text);
  const bool digits = !size.empty() && size.size() < 19 &&
                      size.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || !root || root->size() != 32) return bad;  // defence: C1-5
  TreeHead head;
  head.size = std::stoull(size);
  std::copy(root->begin(), root->end(), head.root.begin());
  return head;
}

}  // namespace

Result<Joined> Join(const Setting& setting, const World& world, const std::string& fingerprint,
                    const std::string& checkpoint) {
  const auto genesis = DigestFromHex(fingerprint);
  if (!genesis)
    return Fail(ErrorCode::kUsage, Message("a fingerprint has 64 hexadecimal digits"),
                next::AskOfficerForFingerprint());
  if (const auto pinned = ReadPin(setting.state_dir); pinned && pinned->genesis != *genesis)
    return Fail(ErrorCode::kExists, Message("this machine has joined another organisation"),
                next::JoinElsewhere());
  const Pin pin{AbsolutePath(setting.store), *genesis};
  Setting there = setting;
  there.store = pin.store;
  ASSIGN_OR_RETURN(const auto session, Session::OpenWith(there, world, pin));
  if (!session->state().founded())
    // defence: C1-6
    return Fail(ErrorCode::kVerdict,
                Message("the ledger does not begin with the charter of that fingerprint"),
                next::AskForFingerprintAgain());
  Joined joined;
  joined.store = pin.store;
  joined.genesis = *genesis;
  joined.voids = session->state().voids();
  ASSIGN_OR_RETURN(joined.head, session->index().Head());
  if (!checkpoint.empty()) {
    ASSIGN_OR_RETURN(const TreeHead known, ParseCheckpoint(checkpoint));
    const auto root = session->index().RootAt(known.size);
    if (!root || *root != known.root)
      // defence: C1-7
      return Fail(ErrorCode::kVerdict,
                  Message("the ledger is not the one the checkpoint was taken from"),
                  next::AskWhichLedger());
  }
  RETURN_IF_ERROR(WritePin(setting.state_dir, pin));
  return joined;
}

}  // namespace sekisho
