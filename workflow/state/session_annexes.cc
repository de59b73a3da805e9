// The part of a session that reads and writes annexes with its identity's keys.
#include <algorithm>

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "workflow/state/session.h"

namespace sekisho {

const AnnexShelf& Session::shelf() {
  if (!shelf_) shelf_.emplace(*store_, state_);
  return *shelf_;
}

// None of an annex is there: was it erased, or taken?
Error Session::ExplainMissing(const Error& error, const Statement& statement, const char* part) {
  if (error.code != ErrorCode::kNotFound) return error;
  const auto commitment = statement.AnnexCommitment(part);
  if (!commitment) return commitment.error();
  const auto erased = WasErased(*commitment);
  if (!erased) return erased.error();
  return *erased ? AnnexWasErased(state_, statement, part) : AnnexMissing(state_, statement, part);
}

Result<std::set<Digest>> Session::Erased() {
  LeafFilter filter;
  filter.kind = KindName(Kind::kAnnexErased);
  filter.only_valid = true;
  ASSIGN_OR_RETURN(const std::vector<uint64_t> indexes, index_->Leaves(filter));
  std::set<Digest> erased;
  for (const uint64_t index : indexes) {
    ASSIGN_OR_RETURN(const std::string token, index_->Fetch(*store_, index));
    if (const auto statement = ParseStatement(token)) erased.merge(ErasedBy(*statement));
  }
  return erased;
}

Result<bool> Session::WasErased(const Digest& commitment) {
  ASSIGN_OR_RETURN(const TreeHead head, index_->Head());
  if (!erased_ || erased_->first != head.size) {
    ASSIGN_OR_RETURN(std::set<Digest> erased, Erased());
    erased_.emplace(head.size, std::move(erased));
  }
  return erased_->second.contains(commitment);
}

// Whoever kept the bytes may put them back: erased stays erased.
Result<void> Session::CheckNotErased(const Statement& statement, const char* part) {
  const auto commitment = statement.AnnexCommitment(part);
  if (!commitment) return {};
  ASSIGN_OR_RETURN(const bool erased, WasErased(*commitment));
  if (erased) return AnnexWasErased(state_, statement, part);
  return {};
}

Result<OpenedAnnex> Session::ReadAnnexWith(const Statement& statement, const char* part,
                                           const AgeKeys& keys) {
  RETURN_IF_ERROR(CheckNotErased(statement, part));
  auto annex = shelf().Read(statement, part, keys);
  if (!annex) return ExplainMissing(annex.error(), statement, part);
  return annex;
}

Result<OpenedAnnex> Session::ReadAnnex(const Statement& statement, const char* part) {
  ASSIGN_OR_RETURN(const Identity* const mine, identity());
  return ReadAnnexWith(statement, part, mine->Keys());
}

Result<void> Session::TryEnvelopes(const Statement& statement, const char* part,
                                   const AnnexShelf::EnvelopeFn& read) {
  ASSIGN_OR_RETURN([[maybe_unused]] const Identity* const mine, identity());
  RETURN_IF_ERROR(CheckNotErased(statement, part));
  const auto tried = shelf().Try(statement, part, read);
  if (!tried) return ExplainMissing(tried.error(), statement, part);
  return {};
}

Result<std::unique_ptr<AnnexReader>> Session::StreamAnnex(const Statement& statement,
                                                          const char* part,
                                                          const Envelope& envelope,
                                                          uint64_t max_bytes) {
  RETURN_IF_ERROR(CheckNotErased(statement, part));
  ASSIGN_OR_RETURN(const Identity* const mine, identity());
  return shelf().Stream(statement, part, envelope, max_bytes, mine->Keys());
}

Result<std::unique_ptr<AnnexWriter>> Session::BeginAnnex(std::vector<X25519PublicKey> readers,
                                                         const std::optional<AnnexSalt>& salt) {
  return AnnexWriter::Begin(std::move(readers), directory_path_, *world_.random, salt);
}

Result<void> Session::ReadDirectoryKey() {
  ASSIGN_OR_RETURN(const MemberRecord* const me, Me());
  ASSIGN_OR_RETURN(const Statement card, ParseStatement(me->card_token));
  ASSIGN_OR_RETURN(const Identity* const mine, identity());
  const auto grant = shelf().ReadSecret(card, "grant", mine->Keys());
  if (!grant) return ExplainMissing(grant.error(), card, "grant");
  ASSIGN_OR_RETURN(Identity directory, ParseIdentity(grant->Expose()));
  if (EncodeRecipient(directory.age.front().recipient()) != state_.charter().charter.directory)
    return Fail(ErrorCode::kVerdict,
                Message("the directory key that your card gives is not the organisation's"),
                next::VerifyLedger());  // defence: I5-21
  directory_ = std::move(directory);
  return {};
}

Result<const X25519Identity*> Session::DirectoryKey() {
  if (no_directory_) return *no_directory_;
  if (!directory_) {
    if (const auto read = ReadDirectoryKey(); !read) {
      no_directory_ = read.error();
      return read.error();
    }
  }
  return &directory_->age.front();
}

}  // namespace sekisho
