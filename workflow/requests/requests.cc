#include "workflow/requests/requests.h"

#include <algorithm>
#include <boost/filesystem.hpp>
#include <set>

#include "approvals/charter/mail_address.h"
#include "approvals/claims/data_kinds.h"
#include "base/files/files.h"
#include "base/text/code_word.h"
#include "base/text/fold_text.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "base/text/units.h"
#include "base/typed/typed_word.h"
#include "libcrypt/archive/tree_walk.h"
#include "workflow/media/medium_at_hand.h"
#include "workflow/office/people.h"
#include "workflow/packages/key_material.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/mandatory_text.h"
#include "workflow/requests/passphrase_recipient.h"
#include "workflow/requests/request_details.h"
#include "workflow/requests/request_warnings.h"
#include "workflow/state/resolve.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

// What the annex "main" of a request holds, beside the core.
struct Confidential {
  std::string base;
  std::vector<std::string> names;
  std::vector<std::string> recipient_labels;
};

bool IsActive(const MemberRecord& member) { return member.Now().status == MemberStatus::kActive; }

bool CanBeEncryptedTo(const MemberRecord& member) {
  return IsActive(member) && !member.Now().keyless;
}

Error NoRecipient(const std::string& given) {
  return Fail(ErrorCode::kUsage, Message("'{0}' is not a recipient", {given}),
              next::CheckRecipient());
}

Result<void> ResolveRecipients(Session& session, const RequestOptions& options,
                               const std::string& passphrase_recipient, RequestClaims& claims,
                               Confidential& confidential) {
  for (const std::string& to : options.to) {
    std::string recipient = to;
    std::string label = to;
    if (to == kPassphraseRecipient) {
      recipient = passphrase_recipient;
    } else if (!LooksLikeRecipient(to)) {
      const auto member_or = ResolveMember(session, to, CanBeEncryptedTo);
      if (!member_or && to.starts_with("age1")) return NoRecipient(to);
      ASSIGN_OR_RETURN(const MemberRecord* const member, member_or);
      if (member->Now().keyless)
        return Fail(ErrorCode::kRefused, Message("'{0}' has no key to encrypt to", {to}),
                    next::GiveCard(ShortId(*member)));  // defence: I8-5
      recipient = member->Now().age_recipient;
      label = session.PlainNameOf(member->id);
    } else if (auto key = ParseRecipient(to); !key) {
      return NoRecipient(to);
    }
    auto& list = claims.recipients;
    if (std::find(list.begin(), list.end(), recipient) != list.end()) continue;
    list.push_back(recipient);
    confidential.recipient_labels.push_back(label);
  }
  if (claims.recipients.empty())
    return Fail(ErrorCode::kUsage, Message("nobody is named to open it"), next::NameRecipient());
  return {};
}

// In any width and case.
const ClassRule* ClassCalled(const Charter& charter, const std::string& typed) {
  if (const ClassRule* const exact = FindClass(charter, typed)) return exact;
  const auto same = [&](const ClassRule& rule) { return NameKey(rule.id) == NameKey(typed); };
  const auto found = std::find_if(charter.classes.begin(), charter.classes.end(), same);
  return found == charter.classes.end() ? nullptr : &*found;
}

std::string ClassNames(const Charter& charter) {
  std::string names;
  for (const ClassRule& rule : charter.classes)
    names += (names.empty() ? std::string() : Message(", ")) + rule.id;
  return names;
}

std::string CloudNames(const Charter& charter) {
  std::string names;
  for (const Cloud& cloud : charter.clouds)
    names += (names.empty() ? std::string() : Message(", ")) + cloud.name;
  return names;
}

// The addresses in their one spelling, each once.
Result<std::vector<std::string>> MailAddresses(const std::vector<std::string>& typed) {
  std::vector<std::string> addresses;
  for (const std::string& text : typed) {
    ASSIGN_OR_RETURN(const MailAddress address, ParseMailAddress(text));
    if (std::find(addresses.begin(), addresses.end(), address.Text()) == addresses.end())
      addresses.push_back(address.Text());
  }
  return addresses;
}

Result<void> ResolveMail(const Charter& charter, const std::vector<std::string>& typed,
                         RequestClaims& claims) {
  claims.destination = Destination::kMail;
  std::set<std::string> domains;
  for (const std::string& text : typed) {
    ASSIGN_OR_RETURN(const MailAddress address, ParseMailAddress(text));
    if (!MailDomainAllowed(charter, address.domain))
      return Fail(ErrorCode::kRefused, Message("the charter does not allow mail to '{0}'", {text}),
                  next::ShowCharter());  // defence: I8-6
    domains.insert(address.domain);
  }
  size_t bytes = 0;
  for (const std::string& domain : domains) bytes += domain.size();
  if (typed.size() > kMaxMailAddresses || bytes > kMaxMailDomainsBytes)
    return Fail(ErrorCode::kUsage, Message("those are too many mail addresses for one request"),
                Message("make several requests, each with some of them"));
  claims.domains.assign(domains.begin(), domains.end());
  return {};
}

Result<void> ResolveDestination(Session& session, const RequestOptions& options,
                                RequestClaims& claims) {
  const int given = !options.medium.empty() + !options.mail.empty() + !options.cloud.empty();
  if (given != 1)
    return Fail(ErrorCode::kUsage,
                Message("name one destination: a medium, a mail address or a "
                        "cloud"),
                next::NameMedium());
  const Charter& charter = session.state().charter().charter;
  if (!options.mail.empty()) return ResolveMail(charter, options.mail, claims);
  if (!options.cloud.empty()) {
    if (FindCloud(charter, options.cloud) == nullptr)
      return Fail(ErrorCode::kNotFound, Message("there is no cloud '{0}'", {options.cloud}),
                  charter.clouds.empty()
                      ? next::ShowClouds()
                      : next::InWords(Message("the clouds: {0}", {CloudNames(charter)})));
    claims.destination = Destination::kCloud;
    claims.cloud = options.cloud;
    return {};
  }
  ASSIGN_OR_RETURN(const MediumRecord* const medium, ResolveMedium(session, options.medium));
  claims.destination = Destination::kMedium;
  claims.medium = medium->id;
  claims.registration = StatementHash(medium->token);
  return {};
}

// Codes of `kinds`, typed as codes or as the view calls them.
Result<std::vector<std::string>> DataKindsOf(const std::vector<std::string>& kinds) {
  std::vector<std::string> codes;
  for (const std::string& kind : kinds) {
    const auto* const meant =
        std::find_if(std::begin(kDataKindCodes), std::end(kDataKindCodes),
                     [&](std::string_view code) { return MeansCode(kind, code); });
    if (meant != std::end(kDataKindCodes)) {
      codes.emplace_back(*meant);
      continue;
    }
    std::string all;
    for (const std::string_view code : kDataKindCodes)
      all = all.empty() ? CodeWord(code) : Message("{0}, {1}", {all, CodeWord(code)});
    return Fail(ErrorCode::kUsage, Message("there is no kind of personal data '{0}'", {kind}),
                next::NameKind(all));
  }
  return codes;
}

Result<RequestClaims> MakeClaims(Session& session, const RequestOptions& options,
                                 const MemberRecord& me, const std::string& passphrase_recipient,
                                 Confidential& confidential) {
  RequestClaims claims;
  const Charter& charter = session.state().charter().charter;
  const ClassRule* const rule = ClassCalled(charter, options.class_id);
  if (rule == nullptr)
    return Fail(ErrorCode::kNotFound, Message("there is no class '{0}'", {options.class_id}),
                next::NameClass(ClassNames(charter)));
  if (!HasVisibleText(options.purpose))
    return Fail(ErrorCode::kRefused, Message("a take-out needs a purpose"),
                next::NamePurpose());  // defence: I8-8
  claims.class_id = rule->id;
  claims.holder = me.id;
  if (!options.holder.empty()) {
    ASSIGN_OR_RETURN(const MemberRecord* const holder,
                     ResolveMember(session, options.holder, IsActive));
    claims.holder = holder->id;
  }
  RETURN_IF_ERROR(ResolveRecipients(session, options, passphrase_recipient, claims, confidential));
  RETURN_IF_ERROR(ResolveDestination(session, options, claims));
  claims.uses = options.uses;
  claims.from = options.from.value_or(session.now());
  claims.until = options.until;
  if (options.due && *options.due < session.now())
    return Fail(ErrorCode::kUsage, Message("the due date has passed already"), next::WriteDate());
  if (options.due && *options.due > options.until + kMaxDueAfterPermit)
    return Fail(ErrorCode::kUsage,
                Message("the medium would be due on {0}, more than a month after the permit ends",
                        {FormatTimeForPeople(*options.due, session.zone())}),
                next::NameEarlierDue());
  claims.due = options.due;
  claims.persons = options.persons;
  ASSIGN_OR_RETURN(claims.data_kinds, DataKindsOf(options.data_kinds));
  RETURN_IF_ERROR(NeedTextIfAny(options.third_party, Message("the name of the third party")));
  claims.third_party = !options.third_party.empty();
  if (claims.third_party && !HasVisibleText(options.basis))
    return Fail(ErrorCode::kRefused, Message("giving data to a third party needs a basis"),
                next::NameBasis());  // defence: I8-9
  claims.include_keys = options.include_keys;
  claims.duty_text = session.state().charter().charter.duty_text;
  return claims;
}

// The file system that the destination medium had when it was registered.
std::string FileSystemOf(Session& session, const RequestClaims& claims) {
  const MediumRecord* const medium = session.state().FindMedium(claims.medium);
  if (medium == nullptr) return "";
  return GetStringOr(medium->claims.hardware, "fs_type", "").value_or("");
}

Error HasKeys(const FirstNames& names) {
  return Fail(ErrorCode::kRefused,
              Message("private keys or a ledger are among the files: {0}", {names.Text()}),
              next::LeaveKeysOut());
}

// Walks and hashes; the manifest goes into the annex as it becomes known.
Result<void> HashAll(Session& session, const std::vector<WalkRoot>& roots,
                     const RequestOptions& options, RequestClaims& claims,
                     RequestWarnings& warnings, LeftOutNames& left_out, AnnexWriter& annex) {
  ManifestWriter writer(annex);
  KeyMaterialFound keys;
  WalkLimits limits;
  limits.leave_out = [&](const std::string& name, bool) {
    const bool stays = options.left_out.Matches(name);
    if (stays) left_out.Add(name);
    return stays;
  };
  uint64_t done = 0;
  ASSIGN_OR_RETURN(const ManifestTotals walked,
                   WalkTree(roots, limits, [&](const WalkEntry& entry) -> Result<void> {
                     ManifestEntry line{entry.name, entry.is_directory, entry.size, {}};
                     warnings.Look(entry);
                     if (!options.include_keys) RETURN_IF_ERROR(keys.Look(entry));
                     if (keys.names().count() > 0)
                       return {};  // refused in the end, and all of them named
                     if (!entry.is_directory) {
                       ASSIGN_OR_RETURN(line.digest,
                                        ReadContents(entry, nullptr, session.world().pool));
                       done += entry.size;
                       if (session.world().progress)
                         session.world().progress(Message("reading"), done, 0);
                     }
                     return writer.Add(line);
                   }));
  if (keys.names().count() > 0) return HasKeys(keys.names());  // defence: I8-30
  ASSIGN_OR_RETURN(const ManifestTotals totals, writer.Finish());
  if (totals.files + totals.directories == 0 || walked.files != totals.files)
    return Fail(ErrorCode::kRefused, Message("there is nothing to take out"),
                next::NameFileOrDirectory());  // defence: I8-10
  claims.files = totals.files;
  claims.directories = totals.directories;
  claims.bytes = totals.bytes;
  return {};
}

// What no approval could mend is refused at once: judged as if it were approved already.
Result<void> CheckAgainstRules(Session& session, const Signed& statement) {
  OrgState trial = session.state().Trial();
  const auto disposition =
      trial.Apply(UINT64_MAX - 1, statement.token, OrgState::Signatures::kVerify);
  // defence: none, the trial before the append refuses it (F18-8), and shows another way
  if (!disposition.valid) return Fail(ErrorCode::kRefused, disposition.why, next::ShowCharter());
  PermitQuestion question;
  const RequestRecord& request = *trial.FindRequest(statement.jti);
  question.now = std::max(session.now(), request.claims.from);
  const PermitVerdict verdict = JudgePermit(trial.Facts(request), question);
  for (const Problem& problem : verdict.problems)
    if (problem.code != ProblemCode::kApprovalMissing)
      // defence: I8-12
      return Fail(ErrorCode::kRefused, problem.message,
                  problem.next.Lacks(NextArg::kRequest) ? next::ShowCharter() : problem.next);
  return {};
}

Result<AnnexPart> MakeMainAnnex(Session& session, const RequestOptions& options,
                                const Confidential& confidential,
                                const std::vector<X25519PublicKey>& readers) {
  const Json json{{"purpose", options.purpose},
                  {"base", HexEncode(AsBytes(confidential.base))},
                  {"names",
                   [&] {
                     Json names = Json::array();  // raw bytes: not always UTF-8
                     for (const auto& name : confidential.names)
                       names.push_back(HexEncode(AsBytes(name)));
                     return names;
                   }()},
                  {"recipients", confidential.recipient_labels},
                  {"mail", MailToJson(*MailAddresses(options.mail))},
                  {"third_party", options.third_party},
                  {"basis", options.basis},
                  {"left_out", ToJson(options.left_out)}};
  return SealAnnex(AsBytes(WriteJson(json)), readers, *session.world().random);
}

// A key file among what is asked for would travel in the package that it opens (ATTACKS G10).
Result<void> CheckKeyStaysOut(const std::string& key_file, const std::vector<std::string>& paths) {
  namespace fs = boost::filesystem;
  boost::system::error_code error;
  const fs::path key = fs::weakly_canonical(AbsolutePath(key_file), error);
  for (const std::string& path : paths) {
    const fs::path asked = fs::weakly_canonical(AbsolutePath(path), error);
    if (std::mismatch(asked.begin(), asked.end(), key.begin(), key.end()).first != asked.end())
      continue;
    return Fail(
        ErrorCode::kRefused,
        Message("{0} would lie in {1}: the key must not travel in the package", {key_file, path}),
        next::NameKeyFile());  // defence: G10-3
  }
  return {};
}

// The key for a recipient by passphrase, if one was named.
Result<std::optional<RecipientKeyFile>> MakeKeyFile(Session& session,
                                                    const RequestOptions& options) {
  const auto& to = options.to;
  if (std::find(to.begin(), to.end(), kPassphraseRecipient) == to.end())
    return std::optional<RecipientKeyFile>();
  if (options.key_passphrase == nullptr)
    return Fail(ErrorCode::kUsage, Message("a recipient by passphrase needs a passphrase"),
                next::NameKeyPassphrase());
  const std::string path =
      options.key_out.empty() ? DefaultKeyFile(options.paths) : options.key_out;
  RETURN_IF_ERROR(CheckKeyStaysOut(path, options.paths));
  ASSIGN_OR_RETURN(RecipientKeyFile made,
                   RecipientKeyFile::Make(session, path, *options.key_passphrase));
  return std::optional<RecipientKeyFile>(std::move(made));
}

}  // namespace

Result<Requested> SubmitRequest(Session& session, const RequestOptions& options) {
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  const std::string my_id = me->id;
  ASSIGN_OR_RETURN(std::optional<RecipientKeyFile> key_file, MakeKeyFile(session, options));
  Confidential confidential;
  ASSIGN_OR_RETURN(
      RequestClaims claims,
      MakeClaims(session, options, *me, key_file ? key_file->recipient() : "", confidential));
  for (const std::string& path : options.paths)
    if (IsAbsent(path))
      return Fail(ErrorCode::kNotFound, Message("there is no {0}", {path}),
                  options.paths.size() > 1 ? next::QuoteBlanks() : next::CheckName());
  ASSIGN_OR_RETURN(const std::vector<WalkRoot> roots, RootsFromPaths(options.paths));
  ASSIGN_OR_RETURN(confidential.base, CommonBase(roots));
  for (const WalkRoot& root : roots) confidential.names.push_back(root.name);
  RequestWarnings warnings(FileSystemOf(session, claims));
  const std::vector<X25519PublicKey> readers = ReadersOf(session, claims, my_id);
  ASSIGN_OR_RETURN(const auto list, session.BeginAnnex(readers));
  LeftOutNames left_out;
  RETURN_IF_ERROR(HashAll(session, roots, options, claims, warnings, left_out, *list));
  if (claims.files == 0)
    return Fail(ErrorCode::kUsage, Message("there is no file in what was named"),
                left_out.names().count() == 0 ? Message("name the files, or a folder that has some")
                                              : Message("left out: {0} (to take everything: --all)",
                                                        {left_out.names().Text()}));

  Draft draft;
  draft.kind = Kind::kRequest;
  draft.claims = ToClaims(claims, session.zone());
  ASSIGN_OR_RETURN(AnnexPart main, MakeMainAnnex(session, options, confidential, readers));
  ASSIGN_OR_RETURN(AnnexPart manifest, list->Finish());
  draft.annexes.emplace_back("main", std::move(main));
  draft.annexes.emplace_back("manifest", std::move(manifest));
  ASSIGN_OR_RETURN(const Signed statement, session.Sign(std::move(draft)));
  RETURN_IF_ERROR(CheckAgainstRules(session, statement));
  RETURN_IF_ERROR(session.Append(statement));
  if (key_file) key_file->Keep();

  const RequestRecord& request = *session.state().FindRequest(statement.jti);
  const RequestView view = ViewRequest(session, request);
  Requested requested;
  requested.id = view.id;
  requested.jti = statement.jti;
  requested.warnings = warnings.Sentences();
  if (const MediumRecord* const medium = session.state().FindMedium(claims.medium);
      medium != nullptr && (medium->state == MediumState::kLost || !medium->loss_reports.empty()))
    requested.warnings.push_back(
        Message("the medium {0} was reported lost: it goes out only once it is back",
                {medium->claims.label}));
  for (std::string& warning : left_out.Warnings(options.left_out.globs))
    requested.warnings.push_back(std::move(warning));
  requested.left_out = left_out.names().count();
  requested.left_out_names = left_out.names().Text();
  if (key_file) requested.key_file = key_file->path();
  requested.totals = {claims.files, claims.directories, claims.bytes};
  for (const SlotUnit& slot : view.verdict.open) requested.missing.push_back(DescribeSlot(slot));
  requested.can_approve_now = WhoCanApprove(session, request);
  return requested;
}

}  // namespace sekisho
