#include "workflow/packages/escrow_audit.h"

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

Result<void> Record(Session& session, const SealRecord* seal, bool ok) {
  // defence: D8-3, else {}
  if (seal == nullptr) return Fail(ErrorCode::kRefused, Message("its seal is not in the record"));
  const MemberRecord* const me = session.MeOrNull();
  if (me == nullptr)
    // defence: D8-4, else {}
    return Fail(ErrorCode::kRefused, Message("there is no identity of a member here"));
  RETURN_IF_ERROR(CheckMay(session, Kind::kEscrowAudit));
  ASSIGN_OR_RETURN(const Statement statement, ParseStatement(seal->token));
  Draft draft;
  draft.kind = Kind::kEscrowAudit;
  draft.subject = statement.header.subject;
  draft.claims = Json{{"seal", HexEncode(seal->hash)}, {"ok", ok}};
  RETURN_IF_ERROR(session.Post(std::move(draft)));
  return {};
}

}  // namespace

Result<EscrowAuditResult> AuditWithEscrowKey(const Setting& setting, const World& world,
                                             const std::string& package,
                                             const std::string& escrow_key,
                                             const ArchiveLimits& limits) {
  EscrowAuditResult result;
  ASSIGN_OR_RETURN(PackageReading reading, PackageReading::Begin(setting, world));
  Session* const session = reading.session();
  if (session == nullptr)
    return Fail(ErrorCode::kRefused,
                Message("an audit compares with the record, and this machine has none"),
                next::Join());  // defence: D8-5, else result
  reading.UseLimits(limits);
  reading.LookIntoHeaders();
  if (auto used = escrow_key.empty() ? Result<void>() : reading.UseKeysOf(escrow_key); !used) {
    Error error = used.error();
    if (error.code == ErrorCode::kNotFound || error.code == ErrorCode::kIo ||
        error.code == ErrorCode::kMalformed)  // it is no such file, whatever the passphrase
      error.next =
          next::InWords(Message("name one of the files that init --escrow-out made: escrow-1.txt"));
    return error;
  }
  NullEntrySink sink;
  auto checked = reading.Read(package, Message("auditing"), sink);
  // Whoever has an escrow key of the charter can open every package, or was meant not to.
  if (!checked && checked.error().code == ErrorCode::kNoMatch && reading.HasEscrowKey())
    // defence: D8-6
    checked = Fail(ErrorCode::kVerdict, Message("it is not addressed to this escrow key"));
  if (checked && checked->denied_keys > 0)
    // defence: I1-61
    checked = Fail(ErrorCode::kVerdict,
                   Message("there are keys or a ledger among the files, and the request says that "
                           "there are none: {0}",
                           {checked->denied_keys_text}));
  if (!checked && checked.error().code != ErrorCode::kVerdict) return checked.error();
  result.ok = checked.has_value();
  if (!result.ok) result.finding = checked.error().message;
  const SealRecord* const seal =
      reading.seal().empty() ? nullptr : session->state().FindSeal(StatementHash(reading.seal()));
  if (seal != nullptr) {
    const auto statement = ParseStatement(seal->token);
    const RequestRecord* const request =
        statement ? session->state().FindRequest(statement->header.subject) : nullptr;
    if (request != nullptr) result.request = ShortId(*request);
  }
  if (result.ok) result.checked = *std::move(checked);
  result.checked.view = {};  // of a session that ends here
  const auto recorded = Record(*session, seal, result.ok);
  result.recorded = recorded.has_value();
  if (!recorded) result.recorded_why_not = recorded.error().message;
  return result;
}

}  // namespace sekisho
