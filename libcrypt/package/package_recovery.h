// What a sealing that was cut off has left (package_writer.h), and what can be made of it. No
// secret is needed: the MAC is in place already, and the seal body is public.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/files/files.h"
#include "base/worker_pool.h"
#include "libcrypt/package/package_writer.h"

namespace sekisho {

// The jtis of the files `.sekisho-JTI.part` in a directory, sorted.
Result<std::vector<std::string>> FindLeftovers(const std::string& directory);

class Leftover {
 public:
  // The one with this jti beside `target`. kExists while it is still being written.
  static Result<Leftover> Open(const std::string& target, const std::string& jti);

  // The header, its seal body left out of account; none when it was never written, or is damaged.
  const std::optional<PackageHeader>& header() const { return header_; }

  // Compares everything with what was sealed, writes the seal body, and gives the file the target's
  // name. kVerdict when it is not what was sealed, kExists when the target is there; the file stays
  // as it was then.
  Result<void> Finish(std::string_view seal_token, const PackageFacts& facts, WorkerPool* pool);
  Result<void> Remove() { return file_.Remove(); }

 private:
  explicit Leftover(TempFile file) : file_(std::move(file)) {}
  Result<void> ReadHeader();

  TempFile file_;
  std::optional<PackageHeader> header_;
};

}  // namespace sekisho
