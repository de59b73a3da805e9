#include "workflow/requests/approved_manifest.h"

#include <optional>

#include "base/text/message.h"

namespace sekisho {
namespace {

class CountingSource final : public ByteSource {
 public:
  explicit CountingSource(ByteSource& in) : in_(in) {}
  Result<size_t> Read(MutableBytes out) override {
    ASSIGN_OR_RETURN(const size_t got, in_.Read(out));
    bytes_ += got;
    return got;
  }
  uint64_t bytes() const { return bytes_; }

 private:
  ByteSource& in_;
  uint64_t bytes_ = 0;
};

constexpr const char* kPart = "manifest";

// kMalformed, as ManifestReader, also beyond what the core says.
Result<void> ReadEntries(ManifestReader& reader, const RequestClaims& claims) {
  for (;;) {
    ASSIGN_OR_RETURN(const std::optional<ManifestEntry> entry, reader.Next());
    if (!entry) return {};
    if (reader.totals().files > claims.files || reader.totals().directories > claims.directories)
      // defence: I7-8
      return Fail(ErrorCode::kMalformed,
                  Message("the list of files has more entries than the request says"));
  }
}

}  // namespace

Result<std::unique_ptr<AnnexReader>> ApprovedManifest::Read() const {
  const RequestClaims& claims = request_->claims;
  return session_->StreamAnnex(request_->statement, kPart, envelope_,
                               MaxManifestBytes(claims.files, claims.directories));
}

Result<void> ApprovedManifest::ReadAll() {
  ASSIGN_OR_RETURN(const auto text, Read());
  CountingSource counting(*text);
  ManifestReader reader(counting);
  const auto read = ReadEntries(reader, request_->claims);
  if (!read && read.error().code != ErrorCode::kMalformed) return read;
  // Whether this is what the requester committed to shows at its end only.
  NullSink nowhere;
  RETURN_IF_ERROR(CopyAll(counting, nowhere));
  salt_ = text->salt();
  text_bytes_ = counting.bytes();
  totals_ = reader.totals();
  return read;
}

Result<ApprovedManifest> ApprovedManifest::Open(Session& session, const RequestRecord& request) {
  std::optional<ApprovedManifest> manifest;
  RETURN_IF_ERROR(
      session.TryEnvelopes(request.statement, kPart, [&](const Envelope& envelope) -> Result<void> {
        manifest = ApprovedManifest(session, request, envelope);
        return manifest->ReadAll();
      }));
  return *std::move(manifest);
}

Result<void> ApprovedManifest::VisitTops(
    const std::function<bool(const std::string& top)>& visit) const {
  ASSIGN_OR_RETURN(const auto text, Read());
  ManifestReader reader(*text);
  std::string top;
  for (;;) {
    ASSIGN_OR_RETURN(const std::optional<ManifestEntry> entry, reader.Next());
    if (!entry) return {};
    const std::string first = entry->name.substr(0, entry->name.find('/'));
    if (first == top) continue;
    top = first;
    if (!visit(top)) return {};
  }
}

Result<bool> ApprovedManifest::Has(std::string_view name) const {
  ASSIGN_OR_RETURN(const auto text, Read());
  ManifestReader reader(*text);
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<ManifestEntry> entry, reader.Next());
    if (!entry) return false;
    if (entry->name == name) return true;
  }
}

}  // namespace sekisho
