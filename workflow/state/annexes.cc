#include "workflow/state/annexes.h"

#include <optional>

#include "base/text/code_word.h"
#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "ledger/annex_source.h"

namespace sekisho {
namespace {

Result<const AnnexPartRule*> RuleOf(const Statement& statement, const char* part) {
  const AnnexPartRule* const rule = FindAnnexPart(statement.header.kind, part);
  if (rule != nullptr) return rule;
  // defence: none, no such annex is in the lists that are read
  return Fail(ErrorCode::kMalformed, Message("a statement of the kind '{0}' has no annex '{1}'",
                                             {KindName(statement.header.kind), part}));
}

Error TooLarge(const OrgState& state, const Statement& statement, const char* part) {
  return Fail(ErrorCode::kVerdict,
              Message("the annex '{0}' of {1} is larger than its kind allows",
                      {part, DescribeStatement(state, statement)}),
              next::VerifyLedger());
}

// Whether another envelope may be better.
bool IsOfEnvelope(ErrorCode code) {
  return code == ErrorCode::kNoMatch || code == ErrorCode::kVerdict;
}

}  // namespace

AnnexShelf::AnnexShelf(LedgerStore& store, const OrgState& state) : store_(store), state_(state) {
  for (const MemberRecord* const member : state.OfficeHolders())
    if (HasRole(member->Now(), Role::kSecurityOfficer, state.latest()))
      officers_.push_back(member->id);
}

// Those whose envelopes are tried first: they wrote, or answer for, what is in the record.
std::vector<std::string> AnnexShelf::FirstAuthors(const Statement& statement) const {
  std::vector<std::string> authors = {statement.header.iss};
  authors.insert(authors.end(), officers_.begin(), officers_.end());
  return authors;
}

Result<void> AnnexShelf::Try(const Statement& statement, const char* part,
                             const EnvelopeFn& read) const {
  RETURN_IF_ERROR(RuleOf(statement, part));
  ASSIGN_OR_RETURN(const Digest commitment, statement.AnnexCommitment(part));
  ASSIGN_OR_RETURN(const std::vector<Envelope> envelopes,
                   store_.Envelopes(commitment, FirstAuthors(statement)));
  // What is wrong with the first that is for these keys says most.
  std::optional<Error> why;
  for (const Envelope& envelope : envelopes) {
    const auto done = read(envelope);
    if (done || !IsOfEnvelope(done.error().code)) return done;
    if (!why || (why->code == ErrorCode::kNoMatch && done.error().code != ErrorCode::kNoMatch))
      why = done.error();
  }
  if (why) return *std::move(why);
  return Fail(ErrorCode::kNotFound, Message("the annex is not in the ledger"),
              next::VerifyLedger());
}

Result<std::unique_ptr<AnnexReader>> AnnexShelf::Stream(const Statement& statement,
                                                        const char* part, const Envelope& envelope,
                                                        uint64_t max_bytes,
                                                        const AgeKeys& keys) const {
  ASSIGN_OR_RETURN(const AnnexPartRule* const rule, RuleOf(statement, part));
  ASSIGN_OR_RETURN(const Digest commitment, statement.AnnexCommitment(part));
  const uint64_t most = MaxEnvelopeBytes(*rule, max_bytes);
  if (envelope.bytes > most) return TooLarge(state_, statement, part);  // defence: I7-4
  return AnnexReader::Open(std::make_unique<AnnexSource>(store_, commitment, envelope.number, most),
                           keys, commitment);
}

// As it is stored, when it is no larger than the part may be.
Result<Bytes> AnnexShelf::ReadEnvelope(const Statement& statement, const AnnexPartRule& rule,
                                       const Envelope& envelope) const {
  if (rule.max_bytes == 0)
    return Fail(ErrorCode::kFailed, Message("the annex '{0}' is read as a stream", {rule.part}));
  ASSIGN_OR_RETURN(const Digest commitment, statement.AnnexCommitment(rule.part));
  const uint64_t most = MaxEnvelopeBytes(rule, rule.max_bytes);
  if (envelope.bytes > most) return TooLarge(state_, statement, rule.part);  // defence: I7-5
  AnnexSource source(store_, commitment, envelope.number, most);
  MemorySink sealed;
  RETURN_IF_ERROR(CopyAll(source, sealed));
  return std::move(sealed.data);
}

Result<OpenedAnnex> AnnexShelf::Read(const Statement& statement, const char* part,
                                     const AgeKeys& keys) const {
  ASSIGN_OR_RETURN(const AnnexPartRule* const rule, RuleOf(statement, part));
  ASSIGN_OR_RETURN(const Digest commitment, statement.AnnexCommitment(part));
  OpenedAnnex annex;
  RETURN_IF_ERROR(Try(statement, part, [&](const Envelope& envelope) -> Result<void> {
    ASSIGN_OR_RETURN(const Bytes sealed, ReadEnvelope(statement, *rule, envelope));
    ASSIGN_OR_RETURN(annex, OpenAnnex(sealed, keys, commitment));
    // defence: I7-6
    if (annex.bytes.size() > rule->max_bytes) return TooLarge(state_, statement, part);
    return {};
  }));
  return annex;
}

Result<SecretBytes> AnnexShelf::ReadSecret(const Statement& statement, const char* part,
                                           const AgeKeys& keys) const {
  ASSIGN_OR_RETURN(const AnnexPartRule* const rule, RuleOf(statement, part));
  ASSIGN_OR_RETURN(const Digest commitment, statement.AnnexCommitment(part));
  std::optional<SecretBytes> secret;
  RETURN_IF_ERROR(Try(statement, part, [&](const Envelope& envelope) -> Result<void> {
    ASSIGN_OR_RETURN(const Bytes sealed, ReadEnvelope(statement, *rule, envelope));
    ASSIGN_OR_RETURN(secret, OpenSecretAnnex(sealed, keys, commitment));
    // defence: I7-7
    if (secret->size() > rule->max_bytes) return TooLarge(state_, statement, part);
    return {};
  }));
  return *std::move(secret);
}

std::string DescribeStatement(const OrgState& state, const Statement& statement) {
  const std::string& subject = statement.header.subject;
  std::string id = statement.header.jti;
  if (const RequestRecord* const request = state.FindRequest(subject)) id = ShortId(*request);
  if (const MediumRecord* const medium = state.FindMedium(subject)) id = ShortId(*medium);
  if (const MemberRecord* const member = state.FindMember(subject)) id = ShortId(*member);
  const std::string kind = SpokenWord(KindName(statement.header.kind));
  if (statement.header.kind == Kind::kMemberCard) return Message("the card of {0}", {id});
  return subject == statement.header.jti ? Message("the {0} {1}", {kind, id})
                                         : Message("the {0} of {1}", {kind, id});
}

Error AnnexMissing(const OrgState& state, const Statement& statement, const char* part) {
  return Fail(ErrorCode::kVerdict,
              Message("the annex '{0}' of {1} is missing, and no statement erased it",
                      {part, DescribeStatement(state, statement)}),
              next::VerifyLedger());
}

Error AnnexWasErased(const OrgState& state, const Statement& statement, const char* part) {
  return Fail(
      ErrorCode::kNotFound,
      Message("the annex '{0}' of {1} was erased", {part, DescribeStatement(state, statement)}),
      next::ShowErasures());
}

std::set<Digest> ErasedBy(const Statement& statement) {
  std::set<Digest> erased;
  const auto annexes = GetStrings(statement.claims, "annexes");
  if (statement.header.kind != Kind::kAnnexErased || !annexes) return erased;
  for (const std::string& hex : *annexes)
    if (const auto commitment = DigestFromHex(hex)) erased.insert(*commitment);
  return erased;
}

Result<void> CheckAnnexParts(Kind kind,
                             const std::vector<std::pair<std::string, AnnexPart>>& parts) {
  for (const auto& [name, part] : parts) {
    const AnnexPartRule* const rule = FindAnnexPart(kind, name);
    if (rule == nullptr)
      return Fail(ErrorCode::kFailed, Message("a statement of the kind '{0}' has no annex '{1}'",
                                              {KindName(kind), name}));
    if (rule->max_bytes == 0 || part.plain_bytes <= rule->max_bytes) continue;
    return Fail(
        ErrorCode::kUsage,
        Message("the text is too long: with its frame it has {0} bytes, and at most {1} are "
                "kept",
                {std::to_string(part.plain_bytes), std::to_string(rule->max_bytes)}),
        next::ShortenText());
  }
  return {};
}

}  // namespace sekisho
