#include "libcrypt/package/package_recovery.h"

#include <sys/stat.h>

#include <algorithm>
#include <boost/filesystem.hpp>

#include "base/text/message.h"
#include "libcrypt/package/package_inspector.h"

namespace sekisho {
namespace {

constexpr std::string_view kPrefix = ".sekisho-";
constexpr std::string_view kSuffix = ".part";

// Where the seal body begins: behind the seal stanza's first line. Stanza bodies cannot hold it.
std::optional<size_t> FindSealBody(std::string_view front, const Stanza& seal) {
  const std::string line = EncodeStanzaLine(seal);
  const size_t at = front.find("\n" + line);
  if (at == std::string_view::npos) return std::nullopt;
  return at + 1 + line.size();
}

}  // namespace

Result<std::vector<std::string>> FindLeftovers(const std::string& directory) {
  std::vector<std::string> jtis;
  boost::system::error_code error;
  for (boost::filesystem::directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name.size() > kPrefix.size() + kSuffix.size() && name.starts_with(kPrefix) &&
        name.ends_with(kSuffix))
      jtis.push_back(name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size()));
  }
  if (error) return SystemError(Message("cannot read {0}", {directory}), error.value());
  std::sort(jtis.begin(), jtis.end());
  return jtis;
}

Result<Leftover> Leftover::Open(const std::string& target, const std::string& jti) {
  ASSIGN_OR_RETURN(TempFile file,
                   TempFile::Adopt(target, std::string(kPrefix) + jti + std::string(kSuffix)));
  Leftover leftover(std::move(file));
  RETURN_IF_ERROR(leftover.ReadHeader());
  return leftover;
}

// With zeros for the seal body: a kill may have left half of it.
Result<void> Leftover::ReadHeader() {
  Bytes front(kMaxAgeHeaderBytes);
  ASSIGN_OR_RETURN(const size_t got, ReadFullAt(file_.fd(), front, 0));
  front.resize(got);
  ASSIGN_OR_RETURN(const Stanza zeros, MakeSealStanza(""));
  const std::string body = EncodeStanzaBody(zeros.body);
  const auto at = FindSealBody(AsText(front), zeros);
  if (!at || front.size() - *at < body.size()) return {};
  std::copy(body.begin(), body.end(), front.begin() + static_cast<ptrdiff_t>(*at));
  auto header = ParsePackageHeader(front);
  if (header) header_ = *std::move(header);
  return {};
}

Result<void> Leftover::Finish(std::string_view seal_token, const PackageFacts& facts,
                              WorkerPool* pool) {
  const Error differs =
      Fail(ErrorCode::kVerdict, Message("{0} is not what was sealed", {file_.path()}));
  if (!header_) return differs;  // defence: none, without a header there is nothing to finish
  ASSIGN_OR_RETURN(const PackageFacts found, MeasurePackage(file_.fd(), *header_, {}, pool));
  if (found != facts) return differs;  // defence: F20-1
  ASSIGN_OR_RETURN(const Stanza seal, MakeSealStanza(seal_token));
  RETURN_IF_ERROR(
      WriteAllAt(file_.fd(), AsBytes(EncodeStanzaBody(seal.body)), header_->prefix_bytes));
  file_.OpenToReaders();
  RETURN_IF_ERROR(EndFileAt(file_, header_->age.size + facts.payload_bytes));
  return file_.Commit(TempFile::Existing::kRefuse);
}

}  // namespace sekisho
