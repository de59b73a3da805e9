#include "workflow/requests/sharing.h"

#include <algorithm>

#include "base/text/message.h"
#include "base/text/next_steps.h"
#include "workflow/requests/approved_manifest.h"
#include "workflow/state/who_can.h"

namespace sekisho {
namespace {

// Requester and officers, but for the asker and those who have left.
MemberIds WhoCouldShare(Session& session, const RequestRecord& request) {
  const MemberRecord* const me = session.MeOrNull();
  MemberIds ids;
  for (const auto& [id, member] : session.state().members()) {
    const bool reader =
        id == request.requester() || HasRole(member.Now(), Role::kSecurityOfficer, session.now());
    const bool asker = me != nullptr && me->id == id;
    if (reader && !asker && IsActive(member.Now(), session.now())) ids.push_back(id);
  }
  return ids;
}

Result<void> Store(Session& session, const Statement& statement, const char* name,
                   const AnnexPart& part) {
  const auto committed = statement.AnnexCommitment(name);
  if (!committed || part.commitment != *committed)
    return Fail(ErrorCode::kFailed, "an annex written again is another");
  ASSIGN_OR_RETURN(const MemberRecord* const me, session.Me());
  const auto bytes = part.Read();
  return session.store().AddEnvelope({part.commitment, bytes.get()}, me->id);
}

Result<void> ShareList(Session& session, const RequestRecord& request,
                       const std::vector<X25519PublicKey>& readers) {
  ASSIGN_OR_RETURN(const ApprovedManifest list, ApprovedManifest::Open(session, request));
  ASSIGN_OR_RETURN(const auto text, list.Read());
  ASSIGN_OR_RETURN(const auto writer, session.BeginAnnex(readers, list.salt()));
  RETURN_IF_ERROR(CopyAll(*text, *writer));
  ASSIGN_OR_RETURN(const AnnexPart part, writer->Finish());
  return Store(session, request.statement, "manifest", part);
}

}  // namespace

Result<void> ShareRequest(Session& session, const RequestRecord& request) {
  const auto main = session.ReadAnnex(request.statement, "main");
  // defence: none, what cannot be read cannot be written again
  if (!main)
    return main.error().code == ErrorCode::kNoMatch ? CannotReadRequest(session, request)
                                                    : main.error();
  const auto readers = ReadersOf(session, request.claims, request.requester());
  // The list first: whoever can read what it is for finds the list as well.
  RETURN_IF_ERROR(ShareList(session, request, readers));
  ASSIGN_OR_RETURN(const AnnexPart again, SealAnnexAgain(*main, readers, *session.world().random));
  return Store(session, request.statement, "main", again);
}

bool MayReadNow(Session& session, const RequestRecord& request) {
  const MemberRecord* const me = session.MeOrNull();
  const auto mine =
      me == nullptr ? Result<X25519PublicKey>(Error{}) : ParseRecipient(me->Now().age_recipient);
  if (!mine) return false;
  const auto readers = ReadersOf(session, request.claims, request.requester());
  return std::find(readers.begin(), readers.end(), *mine) != readers.end();
}

Error CannotReadRequest(Session& session, const RequestRecord& request) {
  const std::string id = ShortId(request);
  const std::string names = NamesText(session, WhoCouldShare(session, request));
  const bool may = MayReadNow(session, request) && !names.empty();
  return Fail(ErrorCode::kRefused,
              Message("what the request is for cannot be read with this identity"),
              may ? next::HaveItShared(id, names) : next::ShowStatus(id));
}

}  // namespace sekisho
