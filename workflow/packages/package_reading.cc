#include "workflow/packages/package_reading.h"
#include "workflow/packages/package_recipients.h"

#include <algorithm>

#include "base/files/files.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "libcrypt/package/package_inspector.h"
#include "libcrypt/package/package_reader.h"
#include "workflow/packages/key_material.h"
#include "workflow/packages/sealing.h"

namespace sekisho {
namespace {

Error FirstReason(const std::vector<Reason>& reasons) {
  return Fail(ErrorCode::kVerdict, reasons.front().message, next::DoNotUseFile());
}

// What the package's own request says of its recipients, when there is no record to ask.
Result<void> CheckOwnRecipients(const PackageReader& reader) {
  ASSIGN_OR_RETURN(const Statement request, ParseStatement(reader.header().permit.front()));
  ASSIGN_OR_RETURN(const RequestClaims claims, ReadRequestClaims(request.claims));
  for (size_t i = 0; i < claims.recipients.size(); ++i) {
    ASSIGN_OR_RETURN(const X25519PublicKey key, ParseRecipient(claims.recipients[i]));
    if (!reader.Addresses(i, key))
      // defence: D8-7
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
Result<void> CheckMetadata(const PackageMetadata& metadata, ByteSource& manifest,
                           const PackageHeader& header) {
  const Error differs =
      Fail(ErrorCode::kVerdict, Message("the list of files is not the one that was approved"));
  if (AsText(metadata.request) != header.permit.front() + "\n") return differs;  // defence: A10-26
  // Nobody approved whatever else could travel in there.
  std::string approvals;
  for (size_t i = 1; i < header.permit.size(); ++i) approvals += header.permit[i] + "\n";
  if (AsText(metadata.approvals) != approvals)
    return Fail(ErrorCode::kVerdict, Message("{0} is not what the package's header says",
                                             {std::string(kApprovalsName)}));  // defence: D8-8
  if (!metadata.manifest_salt) return differs;  // defence: A10-27, else {}
  std::string_view hex = AsText(*metadata.manifest_salt);
  if (!hex.ends_with('\n')) return differs;  // defence: A10-28
  hex.remove_suffix(1);
  const auto salt = DigestFromHex(hex);
  ASSIGN_OR_RETURN(const Statement request, ParseStatement(header.permit.front()));
  ASSIGN_OR_RETURN(const Digest commitment, request.AnnexCommitment("manifest"));
  if (!salt) return differs;  // defence: A10-29, else {}
  AnnexCommitter committer(*salt);
  RETURN_IF_ERROR(CopyAll(manifest, committer));
  if (committer.Finish() != commitment) return differs;  // defence: A10-30
  return {};
}

// Whether the approvers were told that there may be keys among the files.
Result<bool> MayHoldKeys(const PackageHeader& header) {
  ASSIGN_OR_RETURN(const Statement request, ParseStatement(header.permit.front()));
  ASSIGN_OR_RETURN(const RequestClaims claims, ReadRequestClaims(request.claims));
  return claims.include_keys;
}

// Whether the file begins as age's files do, of any version, damaged or not.
bool LooksLikeAge(const std::string& path) {
  constexpr std::string_view kMark = kAgeVersionLine.substr(0, kAgeVersionLine.find('/') + 1);
  Bytes front(kMark.size());
  const auto file = OpenForRead(path);
  if (!file) return true;
  const auto got = ReadFullAt(file->get(), front, 0);
  return !got || AsText(ByteView(front).first(*got)) == kMark;
}

// What a damaged file is called depends on where it breaks; to the user it is one verdict about
// `package`. Who named another file by mistake has nothing to report.
Error AsVerdict(Error error, const std::string& package) {
  if (error.message.find(package) == std::string::npos) error = error.WithContext(package);
  const bool damaged = error.code == ErrorCode::kMalformed || error.code == ErrorCode::kHeaderMac ||
                       error.code == ErrorCode::kPayload;
  if (damaged) error.code = ErrorCode::kVerdict;
  if (damaged && !LooksLikeAge(package)) error.next = next::CheckRightFile();
  if (error.code == ErrorCode::kVerdict && error.next.empty()) error.next = next::DoNotUseFile();
  if (error.code == ErrorCode::kNoMatch) error.next = next::NameOwnAddress();
  return error;
}

}  // namespace

Result<PackageReading> PackageReading::Begin(const Setting& setting, const World& world) {
  PackageReading reading(setting, world);
  auto session = Session::Open(setting, world);
  if (session) {
    reading.session_ = *std::move(session);
    return reading;
  }
  const Error& error = session.error();
  if (error.code != ErrorCode::kNotFound && error.code != ErrorCode::kIo) return error;
  reading.unchecked_why_ = error.message;
  return reading;
}

Result<void> PackageReading::UseKeysOf(const std::string& identity_file) {
  ASSIGN_OR_RETURN(own_, UnlockIdentityFile(identity_file, world_));
  return {};
}

bool PackageReading::HasEscrowKey() const {
  if (!own_ || session_ == nullptr) return false;
  const auto& escrow = session_->state().charter().charter.escrow;
  return std::find(escrow.begin(), escrow.end(), EncodeRecipient(own_->recipient())) !=
         escrow.end();
}

Result<AgeKeys> PackageReading::Keys() {
  if (own_) return own_->Keys();
  if (session_ != nullptr) {
    ASSIGN_OR_RETURN(const Identity* const identity, session_->identity());
    return identity->Keys();
  }
  ASSIGN_OR_RETURN(own_, ReadOwnIdentity(setting_.identity, world_));
  return own_->Keys();
}

Result<CheckedPackage> PackageReading::ReadWith(const AgeKeys& keys, const std::string& package,
                                                const std::string& doing, EntrySink& sink) {
  CheckedPackage checked;
  ASSIGN_OR_RETURN(const UniqueFd file, OpenForRead(package));
  // From the very file that is read: its name may stand for another one afterwards.
  const std::string before = seal_;
  if (auto header = ReadPackageHeader(file.get())) seal_ = std::move(header->seal);
  Progress progress;
  if (world_.progress)
    progress = [&](uint64_t done, uint64_t total) { world_.progress(doing, done, total); };
  ASSIGN_OR_RETURN(const auto reader, PackageReader::Open(file.get(), keys, progress, world_.pool));
  seal_ = reader->header().seal;
  if (!before.empty() && seal_ != before)
    // defence: D10-13
    return Fail(ErrorCode::kVerdict, Message("{0} was replaced while it was read", {package}));
  checked.recipients = reader->header().recipient_stanzas;
  if (session_ != nullptr) {
    const OrgState& state = session_->state();
    const auto reasons = JudgeHeader(state, reader->header(), checked.view);
    if (!reasons.empty()) return FirstReason(reasons);  // defence: D8-9
    ASSIGN_OR_RETURN(const auto recipients, ExpectedRecipients(state, checked.view));
    RETURN_IF_ERROR(reader->CheckRecipients(recipients));
  } else {
    RETURN_IF_ERROR(CheckOwnRecipients(*reader));
  }
  ASSIGN_OR_RETURN(const bool may_hold_keys, MayHoldKeys(reader->header()));
  KeySniffer sniffer(sink);
  limits_.archive.packed_bytes = reader->file_bytes();
  const auto again = reader->PlaintextAgain();
  ASSIGN_OR_RETURN(checked.totals, ReadContents(
                                       reader->plaintext(), *again, limits_,
                                       [&](const PackageMetadata& metadata, ByteSource& manifest) {
                                         return CheckMetadata(metadata, manifest, reader->header());
                                       },
                                       may_hold_keys ? sink : sniffer));
  checked.denied_keys = sniffer.names().count();
  checked.denied_keys_text = sniffer.names().Text();
  if (checked.view.seal != nullptr) {
    const auto reasons = JudgeFacts(reader->Facts(), *checked.view.seal);
    if (!reasons.empty()) return FirstReason(reasons);  // defence: D8-10
  }
  checked.permit_checked = checked.view.seal != nullptr;
  checked.unchecked_why = unchecked_why_;
  if (checked.view.request != nullptr) checked.request = ShortId(*checked.view.request);
  return checked;
}

Result<CheckedPackage> PackageReading::Read(const std::string& package, const std::string& doing,
                                            EntrySink& sink) {
  ASSIGN_OR_RETURN(const AgeKeys keys, Keys());
  auto checked = ReadWith(keys, package, doing, sink);
  if (!checked) return AsVerdict(checked.error(), package);
  return checked;
}

}  // namespace sekisho
