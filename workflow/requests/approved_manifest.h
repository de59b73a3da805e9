// The list of files that a request commits to, as it is in the ledger: read as often as needed, in
// memory that does not grow with it.
//
// How much is read is bounded by the core: by as many entries as its `files` and `directories` say,
// and by the bytes that so many can need.
#pragma once

#include <functional>
#include <memory>

#include "libcrypt/archive/manifest.h"
#include "workflow/state/session.h"

namespace sekisho {

class ApprovedManifest {
 public:
  // Reads all of it once. kNoMatch, kNotFound, kVerdict as Session::ReadAnnex; kMalformed when what
  // the request committed to is no manifest, or has more entries than its core says.
  static Result<ApprovedManifest> Open(Session& session, const RequestRecord& request);

  const AnnexSalt& salt() const { return salt_; }
  uint64_t text_bytes() const { return text_bytes_; }
  const ManifestTotals& totals() const { return totals_; }

  // The text from its beginning, checked again on the way: fails with kVerdict at its end when it
  // is another. Borrows session and request.
  Result<std::unique_ptr<AnnexReader>> Read() const;

  // Calls `visit` with the first component of the names, each once, in the order of the list, until
  // it returns false. Fails as Read.
  Result<void> VisitTops(const std::function<bool(const std::string& top)>& visit) const;

  // Whether an entry has this name.
  Result<bool> Has(std::string_view name) const;

 private:
  ApprovedManifest(Session& session, const RequestRecord& request, const Envelope& envelope)
      : session_(&session), request_(&request), envelope_(envelope) {}
  Result<void> ReadAll();

  Session* session_;
  const RequestRecord* request_;
  Envelope envelope_;  // the one that is what was committed to
  AnnexSalt salt_{};
  uint64_t text_bytes_ = 0;
  ManifestTotals totals_;
};

}  // namespace sekisho
