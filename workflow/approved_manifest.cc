#include "workflow/approved_manifest.h"

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

}  // namespace

Result<std::unique_ptr<AnnexReader>> ApprovedManifest::Read() const {
  return session_->StreamAnnex(request_->statement, "manifest");
}

Result<ApprovedManifest> ApprovedManifest::Open(Session& session, const RequestRecord& request) {
  ApprovedManifest manifest(session, request);
  ASSIGN_OR_RETURN(const auto text, manifest.Read());
  CountingSource counting(*text);
  ManifestReader reader(counting);
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<ManifestEntry> entry, reader.Next());
    if (!entry) break;
  }
  manifest.salt_ = text->salt();
  manifest.text_bytes_ = counting.bytes();
  manifest.totals_ = reader.totals();
  return manifest;
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
