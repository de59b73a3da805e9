#include "workflow/opening.h"

#include "base/files.h"
#include "base/message.h"
#include "libcrypt/extract.h"
#include "libcrypt/package_reader.h"
#include "workflow/package_judge.h"
#include "workflow/sealing.h"

namespace sekisho {
namespace {

// The identity of whoever opens, unlocked once, for the file and, in a session, for signing.
struct Opener {
  std::unique_ptr<Session> session;  // null: the permit cannot be checked
  std::string why_not;
  std::optional<Identity> own;  // without a session

  Result<AgeKeys> Keys(const Setting& setting, const World& world) {
    if (session != nullptr) {
      ASSIGN_OR_RETURN(const Identity* const identity, session->identity());
      return identity->Keys();
    }
    ASSIGN_OR_RETURN(own, ReadIdentityFile(setting.identity, world.passphrase));
    return own->Keys();
  }
};

// A machine that has joined checks the permit; a ledger that is out of reach is said, a ledger that
// contradicts itself is a refusal.
Result<Opener> MakeOpener(const Setting& setting, const World& world) {
  Opener opener;
  auto session = Session::Open(setting, world);
  if (session) {
    opener.session = *std::move(session);
    return opener;
  }
  const Error& error = session.error();
  if (error.code != ErrorCode::kNotFound && error.code != ErrorCode::kIo) return error;
  opener.why_not = error.message;
  return opener;
}

Error FirstReason(const std::vector<Reason>& reasons) {
  return Fail(ErrorCode::kVerdict, reasons.front().message,
              Message("ask the sender, and tell the security officer: do not use this file"));
}

// What the package's own request says of its recipients, when there is no record to ask.
Result<void> CheckOwnRecipients(const PackageReader& reader) {
  ASSIGN_OR_RETURN(const Statement request, ParseStatement(reader.header().permit.front()));
  ASSIGN_OR_RETURN(const RequestClaims claims, ReadRequestClaims(request.claims));
  for (size_t i = 0; i < claims.recipients.size(); ++i) {
    ASSIGN_OR_RETURN(const X25519PublicKey key, ParseRecipient(claims.recipients[i]));
    if (!reader.Addresses(i, key))
      return Fail(ErrorCode::kVerdict,
                  Message("the package is addressed to other people than its request says"));
  }
  return {};
}

Result<std::vector<X25519PublicKey>> ExpectedRecipients(const OrgState& state,
                                                        const PackageView& view) {
  return PackageRecipients(view.request->claims, state.charter().charter);
}

// The archive's own files against the header: the same request, and the manifest it committed to.
Result<void> CheckMetadata(const PackageMetadata& metadata, const PackageHeader& header) {
  const Error differs =
      Fail(ErrorCode::kVerdict, Message("the list of files is not the one that was approved"));
  if (AsText(metadata.request) != header.permit.front() + "\n") return differs;
  if (!metadata.manifest_salt) return differs;
  std::string_view hex = AsText(*metadata.manifest_salt);
  if (!hex.ends_with('\n')) return differs;
  hex.remove_suffix(1);
  const auto salt = DigestFromHex(hex);
  ASSIGN_OR_RETURN(const Statement request, ParseStatement(header.permit.front()));
  ASSIGN_OR_RETURN(const Digest commitment, request.AnnexCommitment("manifest"));
  if (!salt || CommitAnnex(*salt, metadata.manifest) != commitment) return differs;
  return {};
}

std::string DefaultDirectory(const std::string& package) {
  std::string name = BaseNameOf(package);
  if (name.size() > 4 && name.ends_with(".age")) return name.substr(0, name.size() - 4);
  return name + ".opened";
}

Result<void> RecordOpening(Session& session, const PackageView& view) {
  Draft draft;
  draft.kind = Kind::kOpen;
  draft.subject = view.request->id();
  draft.claims = ToClaims(SealRefClaims{view.seal->hash});
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return {};
}

// What a damaged file is called depends on where it breaks; to the user it is one verdict.
Error AsVerdict(Error error) {
  const bool damaged = error.code == ErrorCode::kMalformed || error.code == ErrorCode::kHeaderMac ||
                       error.code == ErrorCode::kPayload;
  if (damaged) error.code = ErrorCode::kVerdict;
  if (error.code == ErrorCode::kVerdict && error.hint.empty())
    error.hint = Message("ask the sender, and tell the security officer: do not use this file");
  if (error.code == ErrorCode::kNoMatch)
    error.hint = Message("it is for somebody else: sekisho identity recipient shows your address");
  return error;
}

Result<Opened> Open(Opener& opener, const AgeKeys& keys, const World& world,
                    const OpenOptions& options) {
  Opened opened;
  opened.directory =
      options.directory.empty() ? DefaultDirectory(options.package) : options.directory;
  ASSIGN_OR_RETURN(const UniqueFd file, OpenForRead(options.package));
  Progress progress;
  if (world.progress)
    progress = [&](uint64_t done, uint64_t total) {
      world.progress(Message("opening"), done, total);
    };
  ASSIGN_OR_RETURN(const auto reader, PackageReader::Open(file.get(), keys, progress, world.pool));
  PackageView view;
  if (opener.session != nullptr) {
    const OrgState& state = opener.session->state();
    const auto reasons = JudgeHeader(state, reader->header(), view);
    if (!reasons.empty()) return FirstReason(reasons);
    ASSIGN_OR_RETURN(const auto recipients, ExpectedRecipients(state, view));
    RETURN_IF_ERROR(reader->CheckRecipients(recipients));
  } else {
    RETURN_IF_ERROR(CheckOwnRecipients(*reader));
  }
  ASSIGN_OR_RETURN(StagingDirectory staging,
                   StagingDirectory::Create(opened.directory, *world.random));
  ASSIGN_OR_RETURN(opened.totals, ReadContents(
                                      reader->plaintext(), {},
                                      [&](const PackageMetadata& metadata) {
                                        return CheckMetadata(metadata, reader->header());
                                      },
                                      staging));
  if (view.seal != nullptr) {
    const auto reasons = JudgeFacts(reader->Facts(), *view.seal);
    if (!reasons.empty()) return FirstReason(reasons);
  }
  RETURN_IF_ERROR(staging.Finish());
  opened.permit_checked = view.seal != nullptr;
  opened.unchecked_why = opener.why_not;
  if (view.request != nullptr) opened.request = ShortId(*view.request);
  if (view.seal != nullptr && opener.session->MeOrNull() != nullptr)
    opened.recorded = RecordOpening(*opener.session, view).has_value();
  return opened;
}

}  // namespace

Result<Opened> OpenPackage(const Setting& setting, const World& world, const OpenOptions& options) {
  ASSIGN_OR_RETURN(Opener opener, MakeOpener(setting, world));
  ASSIGN_OR_RETURN(const AgeKeys keys, opener.Keys(setting, world));
  auto opened = Open(opener, keys, world, options);
  if (!opened) return AsVerdict(opened.error());
  return opened;
}

}  // namespace sekisho
